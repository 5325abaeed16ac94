package drills_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/drills"
)

// A round of one's own says nothing to a channel, whatever happens in it, asks for no quote, and ends: when its person is done, or
// after its day, with feedback on every go.
func TestAPrivateRoundIsSaidToNobodyElse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom([]drills.Kind{drills.SQL, drills.Number}).Draw(t, "kind")
		c := &channel{round: &drills.Round{ID: "r"}, timers: map[string]time.Time{}, now: monday}
		open := opened(kind)
		open.Channel, open.For = "", "ana"
		if err := c.step(open); err != nil {
			t.Fatal(err)
		}
		for range rapid.IntRange(0, 40).Draw(t, "events") {
			e := event(t, c, kind)
			if _, closed := e.(drills.Shut); closed {
				continue
			}
			_ = c.step(e) // out of order, mostly: nothing follows from that
			if c.round.After("ana").Quote {
				t.Fatal("somebody is asked for a quote in private")
			}
			if p := c.round.People["ana"]; p != nil && p.Done && c.round.Open() {
				t.Fatal("its person is done, and it stays open")
			}
		}
		if err := c.pass(24 * time.Hour); err != nil {
			t.Fatal(err)
		}
		if c.round.Open() {
			t.Fatal("it never ends")
		}
		for _, s := range c.says {
			if s.Person == "" || s.Kind == drills.SayReminder {
				t.Fatalf("it says %q to %q", s.Kind, s.Person)
			}
		}
	})
}

// A drill that was put off comes back once, at the time that was named last; to who had a go meanwhile it does not.
func TestADrillComesBackOnItsDay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := newChannel(drills.Number)
		last, putOff, came := time.Time{}, 0, 0
		for range rapid.IntRange(1, 12).Draw(t, "events") {
			before := c.round.People["ana"]
			attempted := before.Attempted()
			switch rapid.IntRange(0, 9).Draw(t, "what") {
			case 0:
				_ = c.step(drills.SendAttempt{Person: "ana", Attempt: sent(t, drills.Number)}) // refused the second time
			case 1, 2, 3, 4:
				_ = c.step(drills.SkipToday{Person: "ana"})
				at := c.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(t, "hours")) * time.Hour)
				if _ = c.step(drills.BringBack{Person: "ana", At: at}); !attempted {
					last, putOff = at, putOff+1
				}
			default:
				if err := c.pass(time.Duration(rapid.IntRange(1, 30).Draw(t, "pass")) * time.Hour); err != nil {
					t.Fatal(err)
				}
				if !attempted && !last.IsZero() && !c.now.Before(last) {
					last, came = time.Time{}, came+1
					if c.round.People["ana"].NotToday {
						t.Fatal("it came back, and is still out of the way")
					}
				}
			}
		}
		said := 0
		for _, s := range c.says {
			if s.Kind == drills.SayBack {
				said++
			}
		}
		if said != came {
			t.Fatalf("put off %d times, due %d times, and it came %d times", putOff, came, said)
		}
	})
}
