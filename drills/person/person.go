// Package person is the engine of what somebody settles for themselves, wherever they are in a space: that drills leave them alone
// for a while. It is pure, as the rounds are: [Person.Step] says what follows, [Person.Apply] folds.
package person

import (
	"time"

	"cackle/internal/kinds"
)

// Person is the fold of somebody's facts.
type Person struct {
	ID    string
	Away  bool      // paused, and not yet back
	Until time.Time // when a pause ends by itself; zero where it does not
	Facts int       // folded so far: a number that grows with whatever happens
}

// Paused says whether drills leave this person alone. A pause ends at its time, however late that is noticed.
func (p *Person) Paused(now time.Time) bool {
	return p.Away && (p.Until.IsZero() || now.Before(p.Until))
}

// Fact is one thing that somebody settled. Why is never asked.
type Fact struct {
	At   time.Time
	What What
}

// What is the content of a fact: one of the types below.
type What interface{ what() }

type (
	// Paused leaves the person alone until a time; zero is until they say.
	Paused struct{ Until time.Time }
	// Returned ends a pause.
	Returned struct{}
)

func (Paused) what()   {}
func (Returned) what() {}

var contents = kinds.Of[What](Paused{}, Returned{})

// Encode gives a fact's kind and its content as JSON.
func (f Fact) Encode() (kind string, body []byte, err error) { return contents.Encode(f.What) }

// Decode is the reverse of Encode.
func Decode(kind string, at time.Time, body []byte) (Fact, error) {
	w, err := contents.Decode(kind, body)
	if err != nil {
		return Fact{}, err
	}
	return Fact{At: at, What: w.(What)}, nil
}

// Apply folds one fact.
func (p *Person) Apply(f Fact) {
	p.Facts++
	switch w := f.What.(type) {
	case Paused:
		p.Away, p.Until = true, w.Until
	case Returned:
		p.Away, p.Until = false, time.Time{}
	}
}

// Event is something that happens to a person: one of the types below.
type Event interface{ event() }

type (
	// Pause asks to be left alone; a new one takes the place of the last.
	Pause struct{ Until time.Time }
	// Return is somebody saying that they are back.
	Return struct{}
	// Due is the time of a pause's end having come, however late.
	Due struct{}
)

func (Pause) event()  {}
func (Return) event() {}
func (Due) event()    {}

// Result is what follows from an event.
type Result struct {
	Facts []Fact
	Next  time.Time // when Due is due; zero for never
	Back  bool      // the pause is over by itself: there is a line to say
}

// Step says what follows from an event, and changes nothing. An event that came before leaves no second trace.
func (p *Person) Step(e Event, now time.Time) (out Result) {
	fact := func(w What) { out.Facts = append(out.Facts, Fact{At: now, What: w}) }
	switch e := e.(type) {
	case Pause:
		if !p.Away || !p.Until.Equal(e.Until) {
			fact(Paused(e))
		}
		out.Next = e.Until
	case Return:
		if p.Away {
			fact(Returned{})
		}
	case Due:
		switch {
		case !p.Away:
		case p.Paused(now):
			out.Next = p.Until
		default:
			fact(Returned{})
			out.Back = true
		}
	}
	return out
}
