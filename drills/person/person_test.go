package person_test

import (
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/drills/person"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// A pause holds from its start to its end or to somebody's word, whatever was said before; its end is told once, and only where it
// came by itself. What is stored says the same when it is read again.
func TestAPauseHoldsUntilItsEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p, now := &person.Person{ID: "ana"}, monday
		var until, timer time.Time // the model: paused until; zero of both is not
		paused, forEver := false, false
		for range rapid.IntRange(1, 30).Draw(t, "events") {
			now = now.Add(time.Duration(rapid.IntRange(0, 40).Draw(t, "hours")) * time.Hour)
			over := paused && !forEver && !now.Before(until)
			var e person.Event
			switch rapid.IntRange(0, 3).Draw(t, "event") {
			case 0:
				until, forEver = now.Add(time.Duration(rapid.IntRange(1, 100).Draw(t, "for"))*time.Hour), false
				e, paused = person.Pause{Until: until}, true
			case 1:
				until, forEver = time.Time{}, true
				e, paused = person.Pause{}, true
			case 2:
				e, paused = person.Return{}, false
			default:
				e = person.Due{}
				paused = paused && !over
			}
			out := p.Step(e, now)
			if _, due := e.(person.Due); out.Back != (due && over) {
				t.Fatalf("%#v says back: %v, over: %v", e, out.Back, over)
			}
			for _, f := range out.Facts {
				p.Apply(again(t, f))
			}
			timer = out.Next
			if p.Paused(now) != paused || (paused && !forEver) != !timer.IsZero() || !timer.IsZero() && !timer.Equal(until) {
				t.Fatalf("after %#v: paused %v, want %v; the next timer is %v", e, p.Paused(now), paused, timer)
			}
		}
	})
}

// again is a fact as it comes from the disk.
func again(t *rapid.T, f person.Fact) person.Fact {
	kind, body, err := f.Encode()
	if err != nil {
		t.Fatal(err)
	}
	read, err := person.Decode(kind, f.At, body)
	if err != nil || !reflect.DeepEqual(read, f) {
		t.Fatalf("%#v is read as %#v, %v", f, read, err)
	}
	return read
}
