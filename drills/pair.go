package drills

import "slices"

// MostNamed is how many people an attempt's author can name as having worked on it.
const MostNamed = 3

// PairState is what somebody who was named has answered.
type PairState string

// The states of a named person.
const (
	PairAsked PairState = "asked"
	PairYes   PairState = "yes"
	PairNo    PairState = "no"
)

// AnswerPair is a named person's answer. Attempts are the other's, in this person's own words' keeping.
type AnswerPair struct {
	Person, By string
	Yes        bool
	Attempts   []Sent
}

func (AnswerPair) event() {}

// NamedBy is who has named this person and waits for their answer, the first by name; "" for nobody.
func (r *Round) NamedBy(person string) string {
	for _, by := range r.names() {
		if r.People[by].Named[person] == PairAsked {
			return by
		}
	}
	return ""
}

func (r *Round) applyPair(f Fact) {
	switch w := f.What.(type) {
	case WorkedWith:
		p := r.person(f.Person)
		p.Named = map[string]PairState{}
		for _, who := range w.With {
			p.Named[who] = PairAsked
		}
	case PairAnswered:
		if p := r.People[w.By]; p != nil && p.Named[f.Person] == PairAsked {
			p.Named[f.Person] = PairNo
			if w.Yes {
				p.Named[f.Person] = PairYes
			}
		}
	}
}

// named asks those who worked on an attempt too; who has one of their own already is not asked.
func (s *step) named(person string, with []string) {
	var asked []string
	for _, who := range with {
		if who != "" && who != person && !slices.Contains(asked, who) && !s.r.People[who].Attempted() && len(asked) < MostNamed {
			asked = append(asked, who)
		}
	}
	if len(asked) == 0 {
		return
	}
	s.fact(person, WorkedWith{With: asked})
	for _, who := range asked {
		s.out.Says = append(s.out.Says, Say{Kind: SayPair, Person: who, By: person})
	}
}

// answerPair gives a person who says yes an attempt of their own: from there on they go their own way. Before it nothing counts.
func (s *step) answerPair(e AnswerPair) {
	by := s.r.People[e.By]
	asked := by != nil && by.Named[e.Person] == PairAsked
	if asked {
		s.fact(e.Person, PairAnswered{By: e.By, Yes: e.Yes})
	}
	if !asked || !e.Yes || s.r.People[e.Person].Attempted() {
		for _, a := range e.Attempts {
			s.forget(a.Words, a.Detail)
		}
		return
	}
	for way, a := range e.Attempts {
		if way == 0 {
			s.fromFirst(e.Person, a.Seen)
		}
		s.sent(e.Person, 0, way, a)
	}
	if !s.r.Open() {
		s.timer(lateTimer+e.Person, s.now.Add(LateFeedback))
	}
}
