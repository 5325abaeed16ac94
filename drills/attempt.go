package drills

// attempt commits an attempt. Nobody is taught before one is stored.
func (s *step) attempt(e SendAttempt) error {
	at := s.r.Where(e.Person)
	replaces := at.Stage == AtSecondWay || at.Stage == AtPredict
	if at.Turn != e.Turn || e.Rev != at.Next || !replaces && at.Stage != AtAttempt {
		return ErrEarlier
	}
	if e.Turn == 0 && !replaces {
		s.fromFirst(e.Person, e.Attempt.Seen)
	}
	s.sent(e.Person, e.Turn, 0, e.Attempt)
	if e.Turn > 0 {
		s.shown(e.Person, e.Turn, e.Attempt.Outcome)
	}
	if !s.r.Open() {
		s.timer(lateTimer+e.Person, s.now.Add(LateFeedback))
	}
	return nil
}

// fromFirst is what a first go brings with it: the offer of a hand up is off, and the card counts one more.
func (s *step) fromFirst(person string, seen bool) {
	p := s.r.People[person]
	if p == nil || p.Began.IsZero() {
		s.fact(person, Began{})
	}
	s.timer(stuckTimer+person, zero)
	if s.r.Drill.InThread && s.r.Open() {
		s.say(SayVeil, person, 0)
	}
	if s.r.Open() && !seen {
		s.say(SayCardChanged, "", 0)
	}
}

// sent records one attempt, and either its outcome or the wish for a run.
func (s *step) sent(person string, turn, way int, a Sent) {
	s.replaces(person, turn, way, a)
	rev, p := s.next(person, turn), s.r.People[person]
	s.fact(person, AttemptSent{
		Turn: turn, Way: way, Words: a.Words, Sure: a.Sure, Expects: a.Expects, Change: a.Change, Seen: a.Seen || p != nil && p.Knew,
		Message: a.Message,
	})
	if a.Outcome == nil {
		s.out.Runs = append(s.out.Runs, Run{Person: person, Turn: turn, Way: way, Rev: rev, Words: a.Words})
		return
	}
	s.found(person, turn, way, rev, *a.Outcome, a.Detail)
}

func (s *step) found(person string, turn, way, rev int, o Outcome, detail string) {
	s.fact(person, OutcomeFound{
		Turn: turn, Way: way, Rev: rev, Passed: o.Passed, Of: o.Of, Misconceptions: o.Misconceptions, Detail: detail,
	})
}

// show is the press after which the attempt stands. A second way, where one was sent, is stored with it.
func (s *step) show(e ShowOutcome) error {
	at := s.r.Where(e.Person)
	if at.Stage != AtSecondWay || at.Turn != e.Turn || e.Second != nil && s.r.attempt(e.Person, e.Turn, 1) != nil {
		return ErrEarlier
	}
	if e.Second != nil {
		s.sent(e.Person, e.Turn, 1, *e.Second)
	}
	if e.Turn == 0 {
		s.named(e.Person, e.With)
	}
	s.fact(e.Person, OutcomeShown{Turn: e.Turn})
	if e.Second != nil && e.Second.Outcome == nil || !s.r.People[e.Person].Turns[e.Turn].Found() {
		s.timer(slowTimer+e.Person, s.now.Add(Slow))
	}
	return nil
}

// again begins another go.
func (s *step) again(e Again) error {
	at, next := s.r.Where(e.Person), s.r.After(e.Person)
	if at.Stage != AtFeedback && at.Stage != AtThrough || e.Turn != at.Turn+1 {
		return ErrEarlier
	}
	if e.Kind == Redo && !next.Redo || e.Kind == Transfer && !next.Transfer {
		return ErrEarlier
	}
	s.fact(e.Person, TurnBegun{Turn: e.Turn, Kind: e.Kind})
	return nil
}
