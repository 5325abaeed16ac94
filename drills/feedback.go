package drills

// reflect takes the steps from the outcome to the end of a go.
func (s *step) reflect(e Event) error {
	switch e := e.(type) {
	case KeepExpectation:
		if !s.at(e.Person, AtRunning, e.Turn) || s.r.People[e.Person].Turns[e.Turn].Attempts[0].Expects != "" {
			return ErrEarlier
		}
		s.fact(e.Person, e.ExpectationKept)
	case Reflect:
		if !s.at(e.Person, AtReflect, e.Turn) {
			return ErrEarlier
		}
		s.fact(e.Person, e.Reflected)
		s.fact(e.Person, FeedbackGiven{Turn: e.Turn, Misconception: s.leading(e.Person, e.Turn)})
	case GiveReason:
		if !s.at(e.Person, AtReason, e.Turn) {
			return ErrEarlier
		}
		s.fact(e.Person, e.ReasonGiven)
	case CompareReason:
		if !s.at(e.Person, AtCompare, e.Turn) {
			return ErrEarlier
		}
		s.fact(e.Person, e.ReasonCompared)
		s.fact(e.Person, FeedbackGiven{Turn: e.Turn})
	case FindPart:
		if !s.at(e.Person, AtFeedback, e.Turn) {
			return ErrEarlier
		}
		s.fact(e.Person, e.PartFound)
	case AnswerQuote:
		p := s.r.People[e.Person]
		if s.r.After(e.Person).Quote && (p.Quote == nil || *p.Quote != e.Yes) {
			s.fact(e.Person, QuoteAnswered{Yes: e.Yes})
		}
	case Finish:
		if s.r.Where(e.Person).Stage == AtFeedback {
			s.fact(e.Person, DoneForToday{})
			if s.r.Private() {
				s.shut()
			}
		}
	}
	return nil
}

func (s *step) at(person string, stage Stage, turn int) bool {
	at := s.r.Where(person)
	return at.Stage == stage && at.Turn == turn
}

// leading is the misconception that feedback is about: one at a time. "" where the attempt shows none that is known.
func (s *step) leading(person string, turn int) string {
	if shows := s.r.People[person].Turns[turn].shows(); len(shows) > 0 {
		return shows[0]
	}
	return ""
}

// owedFeedback gives the feedback that somebody attempted for and never reflected: it is never skipped. One whose outcome is
// still running gets it when that comes.
func (s *step) owedFeedback(person string) {
	p := s.r.People[person]
	if !p.Attempted() {
		return
	}
	turn := len(p.Turns) - 1
	if t := p.Turns[turn]; t.Advised == nil && t.Found() {
		s.advise(person, turn, *t.Leading().Outcome)
	}
}

// advise gives feedback without a reflection before it.
func (s *step) advise(person string, turn int, o Outcome) {
	leading := ""
	if len(o.Misconceptions) > 0 {
		leading = o.Misconceptions[0]
	}
	s.fact(person, FeedbackGiven{Turn: turn, Misconception: leading, AtClose: true})
	s.say(SayFeedback, person, turn)
}
