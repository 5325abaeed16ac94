package mentoring

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Event is something that happens to the queue: one of the types below.
type Event interface{ event() }

type (
	// Ask asks for a mentor. Asked again for the same turn, nothing follows.
	Ask struct {
		Person string
		Asked
	}
	// Take is a mentor taking a request.
	Take struct{ ID, Mentor string }
	// GiveBack is a mentor putting it back.
	GiveBack struct{ ID, Mentor string }
	// Answer is a mentor's word. One who had it and to whom it was not left may still answer while nobody else has taken it.
	Answer struct {
		Mentor string
		Answered
	}
	// AskBack is the person's question about the answer.
	AskBack struct {
		Person string
		AskedBack
	}
	// Help is the person's word that it helped.
	Help struct{ ID, Person string }
	// Report is somebody's word that the drill's feedback passes their attempt by.
	Report struct {
		Person string
		Missed
	}
	// Count says how many attempts of a round show no picture that its drill knows.
	Count struct{ Unplaced }
	// CloseRound is a round's close: whoever waits hears of it, and every mentor may look from now on.
	CloseRound struct{ Round string }
	// Withdraw is somebody taking back what they attempted in a round.
	Withdraw struct{ Round, Person string }
	// Passed is a timer going off.
	Passed struct{ Key string }
)

func (Ask) event()        {}
func (Take) event()       {}
func (GiveBack) event()   {}
func (Answer) event()     {}
func (AskBack) event()    {}
func (Help) event()       {}
func (Report) event()     {}
func (Count) event()      {}
func (CloseRound) event() {}
func (Withdraw) event()   {}
func (Passed) event()     {}

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

// Say is one message to queue. ID is of a request, a miss, or for SayUnplaced a round. Person is set where only one person is told.
type Say struct {
	Kind   SayKind
	ID     string
	Person string
	But    string // of SayOffer: who is left out, having put it back
}

// SayKind names what there is to say.
type SayKind string

// What the queue says unasked.
const (
	SayOffer     SayKind = "offer"      // to every mentor who may look
	SayAnswer    SayKind = "answer"     // to who asked
	SayAskedBack SayKind = "asked back" // to the mentor who has it
	SayNotYet    SayKind = "not yet"    // to who asked: no mentor was free yet
	SayWaiting   SayKind = "waiting"    // to the facilitators: how many wait, and how long
	SayMissed    SayKind = "missed"     // to the facilitators
	SayUnplaced  SayKind = "unplaced"   // to the facilitators
)

// What can stand against a step. The caller shows how things are.
var (
	ErrTaken = errors.New("another mentor has taken it")
	ErrMoved = errors.New("that has moved on")
)

// Day is the end of one working day from now, by a programme's plan.
type Day func(programme string) time.Time

// Step says what follows from an event. It changes nothing: the caller stores the facts and applies them. An event that came
// before leaves no second trace.
func (q *Queue) Step(e Event, day Day, now time.Time) (Result, error) {
	s := &step{q: q, day: day, now: now}
	var err error
	switch e := e.(type) {
	case Ask:
		s.ask(e)
	case Take:
		err = s.take(e)
	case GiveBack:
		err = s.giveBack(e)
	case Answer:
		err = s.answer(e)
	case AskBack:
		err = s.askBack(e)
	case Help:
		err = s.help(e)
	case Report:
		if q.misses[e.ID] == nil {
			s.fact(e.Person, e.Missed)
			s.say(SayMissed, e.ID, "")
		}
	case Count:
		if e.N > q.unplaced[e.Round] {
			s.fact("", e.Unplaced)
			s.say(SayUnplaced, e.Round, "")
		}
	case CloseRound:
		for _, r := range q.Waiting() {
			if r.Round == e.Round {
				s.overdue(r)
				s.say(SayOffer, r.ID, "")
			}
		}
	case Withdraw:
		s.withdraw(e)
	case Passed:
		s.passed(e)
	}
	return s.out, err
}

// step gathers what follows from one event.
type step struct {
	q   *Queue
	day Day
	now time.Time
	out Result
}

func (s *step) fact(person string, w What) {
	s.out.Facts = append(s.out.Facts, Fact{At: s.now, Person: person, What: w})
}

func (s *step) say(kind SayKind, id, person string) {
	s.out.Says = append(s.out.Says, Say{Kind: kind, ID: id, Person: person})
}

const waitTimer = "wait/" // + request

// wait sets the time after which somebody hears that it still waits.
func (s *step) wait(r *Request) {
	s.out.Timers = append(s.out.Timers, Timer{Key: waitTimer + r.ID, At: s.day(r.Programme)})
}

func (s *step) ask(e Ask) {
	if s.q.requests[e.ID] != nil {
		return
	}
	s.fact(e.Person, e.Asked)
	s.wait(&Request{ID: e.ID, Programme: e.Programme})
	s.say(SayOffer, e.ID, "")
}

// take gives a request to one mentor only, whatever order presses come in: the first stored fact decides.
func (s *step) take(e Take) error {
	r := s.q.requests[e.ID]
	switch {
	case r == nil || !r.Awaits || r.Person == e.Mentor:
		return ErrMoved
	case r.Mentor == e.Mentor:
		return nil
	case r.Mentor != "":
		return ErrTaken
	}
	s.fact(e.Mentor, Taken{ID: e.ID})
	s.wait(r)
	return nil
}

func (s *step) giveBack(e GiveBack) error {
	r := s.q.requests[e.ID]
	if r == nil || !r.Awaits || r.Mentor != e.Mentor {
		return ErrMoved
	}
	s.fact(e.Mentor, GivenBack{ID: e.ID})
	s.wait(r)
	s.out.Says = append(s.out.Says, Say{Kind: SayOffer, ID: r.ID, But: e.Mentor})
	return nil
}

func (s *step) answer(e Answer) error {
	if err := s.take(Take{ID: e.ID, Mentor: e.Mentor}); err != nil {
		return err
	}
	s.fact(e.Mentor, e.Answered)
	s.out.Timers = []Timer{{Key: waitTimer + e.ID}}
	s.say(SayAnswer, e.ID, s.q.requests[e.ID].Person)
	return nil
}

// askBack stays with the mentor who answered.
func (s *step) askBack(e AskBack) error {
	r := s.q.requests[e.ID]
	if r == nil || r.Person != e.Person || r.Awaits || !r.Answered() {
		return ErrMoved
	}
	s.fact(e.Person, e.AskedBack)
	s.wait(r)
	s.say(SayAskedBack, r.ID, r.Mentor)
	return nil
}

func (s *step) help(e Help) error {
	r := s.q.requests[e.ID]
	if r == nil || r.Person != e.Person || r.Awaits || !r.Answered() {
		return ErrMoved
	}
	if !r.Helped {
		s.fact(e.Person, Helped{ID: e.ID})
	}
	return nil
}

// withdraw ends what was about an attempt that is no more. Nobody needs to hear of it: what they are offered is gone when they look.
func (s *step) withdraw(e Withdraw) {
	about := map[string]bool{}
	for _, r := range s.q.requests {
		about[r.ID] = r.Round == e.Round && r.Person == e.Person
	}
	for _, m := range s.q.misses {
		about[m.ID] = about[m.ID] || m.Round == e.Round && m.Person == e.Person
	}
	for _, id := range slices.Sorted(maps.Keys(about)) {
		if about[id] {
			s.fact(e.Person, TakenBack{ID: id})
			s.out.Timers = append(s.out.Timers, Timer{Key: waitTimer + id})
		}
	}
}

// passed is a working day without a mentor's word. One that was taken and not answered goes back to the queue; a question that
// was asked back stays with its mentor, who is reminded of it.
func (s *step) passed(e Passed) {
	id, ok := strings.CutPrefix(e.Key, waitTimer)
	r := s.q.requests[id]
	if !ok || r == nil || !r.Awaits {
		return
	}
	switch {
	case r.Mentor != "" && !r.Answered():
		s.fact("", GivenBack{ID: id})
		s.say(SayOffer, id, "")
	case r.Mentor != "":
		s.say(SayAskedBack, id, r.Mentor)
	}
	s.overdue(r)
	s.wait(r)
}

// overdue tells the person once that no mentor was free yet, and the facilitators each time.
func (s *step) overdue(r *Request) {
	if !r.Told {
		s.fact("", Overdue{ID: r.ID})
		s.say(SayNotYet, r.ID, r.Person)
	}
	s.say(SayWaiting, r.ID, "")
}
