package pairing

import (
	"errors"
	"strings"
	"time"
)

// Event is something that happens on the board: one of the types below.
type Event interface{ event() }

type (
	// Look begins a search. Whoever is being asked in that round says yes by it.
	Look struct {
		Person string
		Looked
	}
	// Reply answers the question of a search.
	Reply struct {
		ID, Person string
		Yes, Named bool
	}
	// Stop ends one's own search.
	Stop struct{ ID, Person string }
	// Write sends the three answers.
	Write struct {
		Person string
		Wrote
	}
	// Withdraw is somebody taking back what they attempted in a round.
	Withdraw struct{ Round, Person string }
	// Passed is a timer going off.
	Passed struct{ Key string }
)

func (Look) event()     {}
func (Reply) event()    {}
func (Stop) event()     {}
func (Write) event()    {}
func (Withdraw) event() {}
func (Passed) event()   {}

// How long somebody's answer is awaited before the next is asked, and how long the two have for their answers. The first is a guess:
// long enough for a meeting, short enough for several to be asked in a day.
const (
	AskFor   = time.Hour
	ShareFor = 4 * time.Hour
)

// Result is what follows from a step: facts first, then timers, then says.
type Result struct {
	Facts  []Fact
	Timers []Timer
	Says   []Say
}

// Timer brings a Passed event with its key. Setting a key again moves it; a zero time drops it.
type Timer struct {
	Key string
	At  time.Time
}

// Say is one note to queue.
type Say struct {
	Kind   SayKind
	Pair   string
	Person string
}

// SayKind names what there is to say.
type SayKind string

// What the board says unasked.
const (
	SayAsk    SayKind = "ask"    // to a colleague
	SayOn     SayKind = "on"     // to who looked: somebody said yes
	SayNobody SayKind = "nobody" // to who looked
	SayRead   SayKind = "read"   // the other's answers are there
	SayAlone  SayKind = "alone"  // the time is over, and only one's own are
)

// What can stand against a step. The caller shows how things are.
var (
	ErrMoved = errors.New("that has moved on")
	ErrBusy  = errors.New("there is a search already")
)

// Ready lists who could be asked for a seeker in a round, the best fit first; wanted is false where the seeker needs nobody any
// more, having their feedback.
type Ready func(round, seeker string) (people []string, wanted bool)

// Step says what follows from an event. It changes nothing: the caller stores the facts and applies them.
func (b *Board) Step(e Event, ready Ready, now time.Time) (Result, error) {
	s := &step{b: b, ready: ready, now: now, busy: map[string]bool{}}
	for _, p := range b.pairs {
		if p.End == "" {
			s.busy[p.Seeker], s.busy[p.Partner], s.busy[p.Asked] = true, true, true
		}
	}
	var err error
	switch e := e.(type) {
	case Look:
		err = s.look(e)
	case Reply:
		err = s.reply(e)
	case Stop:
		err = s.stop(e)
	case Write:
		err = s.write(e)
	case Withdraw:
		s.withdraw(e)
	case Passed:
		s.passed(e)
	}
	return s.out, err
}

// step gathers what follows from one event. busy are those who look, are asked or are in a pair, with what has followed so far.
type step struct {
	b     *Board
	ready Ready
	now   time.Time
	busy  map[string]bool
	out   Result
}

func (s *step) fact(person string, w What) {
	s.out.Facts = append(s.out.Facts, Fact{At: s.now, Person: person, What: w})
}

func (s *step) say(kind SayKind, pair, person string) {
	s.out.Says = append(s.out.Says, Say{Kind: kind, Pair: pair, Person: person})
}

func (s *step) timer(key string, after time.Duration) {
	t := Timer{Key: key}
	if after > 0 {
		t.At = s.now.Add(after)
	}
	s.out.Timers = append(s.out.Timers, t)
}

const (
	askTimer   = "ask/"   // + pair
	shareTimer = "share/" // + pair
)

// look begins a search, one at a time for a person. Two who look in the same round need nobody else, whoever is being asked for the
// first of them; a question from another round is let go, as a no would be.
func (s *step) look(e Look) error {
	if s.b.pairs[e.ID] != nil {
		return nil
	}
	asked := s.asked(e.Person)
	switch {
	case asked != nil && asked.Round == e.Round:
		s.agree(asked, e.Person, e.Named)
		return nil
	case asked == nil && s.busy[e.Person]:
		return ErrBusy
	}
	if other := s.search(e.Round, e.Person); other != nil {
		s.agree(other, e.Person, e.Named)
		if asked != nil {
			s.passBy(asked)
		}
		return nil
	}
	s.fact(e.Person, e.Looked)
	s.next(&Pair{ID: e.ID, Round: e.Round, Seeker: e.Person}, false)
	if asked != nil {
		s.passBy(asked)
	}
	return nil
}

// search is the longest search of somebody else's in a round.
func (s *step) search(round, but string) *Pair {
	for _, id := range s.b.order {
		if p := s.b.pairs[id]; p.Round == round && p.Searches() && p.Seeker != but {
			return p
		}
	}
	return nil
}

// asked is the search that awaits this person's answer.
func (s *step) asked(person string) *Pair {
	for _, p := range s.b.pairs {
		if p.Asked == person && p.End == "" {
			return p
		}
	}
	return nil
}

// next asks the next colleague who is free. Where nobody is, the search ends, and told later than at once, who looked hears it.
func (s *step) next(p *Pair, later bool) {
	people, wanted := s.ready(p.Round, p.Seeker)
	for _, who := range people {
		if wanted && !s.busy[who] && who != p.Asked && !s.b.passed(p.Round, p.Seeker, who) {
			s.busy[who] = true
			s.fact(who, Asked{ID: p.ID})
			s.timer(askTimer+p.ID, AskFor)
			s.say(SayAsk, p.ID, who)
			return
		}
	}
	s.busy[p.Seeker] = false
	s.timer(askTimer+p.ID, 0)
	if !wanted {
		s.fact("", Ended{ID: p.ID, End: Stopped})
		return
	}
	s.fact("", Ended{ID: p.ID, End: Nobody})
	if later {
		s.say(SayNobody, p.ID, p.Seeker)
	}
}

// passBy goes on with a search after somebody who was asked does not join.
func (s *step) passBy(p *Pair) {
	s.fact(p.Asked, PassedBy{ID: p.ID})
	s.next(p, true)
}

func (s *step) reply(e Reply) error {
	p := s.b.pairs[e.ID]
	switch {
	case p != nil && e.Yes && p.Partner == e.Person:
		return nil
	case p == nil || p.End != "" || p.Asked != e.Person:
		return ErrMoved
	case e.Yes:
		s.agree(p, e.Person, e.Named)
	default:
		s.passBy(p)
	}
	return nil
}

func (s *step) agree(p *Pair, person string, named bool) {
	s.fact(person, Agreed{ID: p.ID, Named: named})
	s.timer(askTimer+p.ID, 0)
	s.timer(shareTimer+p.ID, ShareFor)
	s.say(SayOn, p.ID, p.Seeker)
}

func (s *step) stop(e Stop) error {
	p := s.b.pairs[e.ID]
	if p == nil || p.Seeker != e.Person || !p.Searches() {
		return ErrMoved
	}
	s.fact(e.Person, Ended{ID: p.ID, End: Stopped})
	s.timer(askTimer+p.ID, 0)
	return nil
}

// write takes somebody's answers, once. With both in, each reads the other's.
func (s *step) write(e Write) error {
	p := s.b.pairs[e.ID]
	if p == nil || !p.On() || p.End != "" || !p.Has(e.Person) || p.Wrote(e.Person) {
		return ErrMoved
	}
	s.fact(e.Person, e.Wrote)
	if other := p.Other(e.Person); p.Wrote(other) {
		s.fact("", Ended{ID: p.ID, End: Shared})
		s.timer(shareTimer+p.ID, 0)
		s.say(SayRead, p.ID, other)
	}
	return nil
}

// withdraw ends what somebody is in, in a round; the other one goes on with theirs. Who was being asked is passed by.
func (s *step) withdraw(e Withdraw) {
	for _, id := range s.b.order {
		switch p := s.b.pairs[id]; {
		case p.Round != e.Round:
		case p.Has(e.Person):
			s.fact(e.Person, TakenBack{ID: id})
			s.timer(askTimer+id, 0)
			s.timer(shareTimer+id, 0)
		case p.Asked == e.Person && p.End == "":
			s.passBy(p)
		}
	}
}

// passed is time going by: the next is asked, or what there is is shared.
func (s *step) passed(e Passed) {
	if id, ok := strings.CutPrefix(e.Key, askTimer); ok {
		if p := s.b.pairs[id]; p != nil && p.Searches() && p.Asked != "" {
			s.passBy(p)
		}
	}
	id, ok := strings.CutPrefix(e.Key, shareTimer)
	p := s.b.pairs[id]
	if !ok || p == nil || !p.On() || p.End != "" {
		return
	}
	s.fact("", Ended{ID: id, End: Shared})
	for _, who := range []string{p.Seeker, p.Partner} {
		switch {
		case p.Wrote(p.Other(who)):
			s.say(SayRead, id, who)
		case p.Wrote(who):
			s.say(SayAlone, id, who)
		}
	}
}
