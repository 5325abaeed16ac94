package drills_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"cackle/drills"
)

// BenchmarkStep is what one event costs the engine in a round of 10 people and in one of 200: opening, sending, asking for the
// outcome and reflecting, none of which looks at anybody else. The two take turns, so that ns/200 beside ns/10 is a fair ratio.
//
//	go test ./drills -run '^$' -bench Step -benchmem
func BenchmarkStep(b *testing.B) {
	small, large := fullRound(b, 10), fullRound(b, 200)
	for _, size := range []struct {
		name string
		c    *channel
	}{{"people=10", small}, {"people=200", large}} {
		b.Run(size.name, func(b *testing.B) {
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				size.c.oneStep(b, i)
			}
		})
	}
	b.Run("ratio=200to10", func(b *testing.B) {
		var few, many []time.Duration
		for i := 0; b.Loop(); i++ {
			few, many = append(few, small.timedSteps(b)), append(many, large.timedSteps(b))
		}
		slices.Sort(few)
		slices.Sort(many)
		b.ReportMetric(float64(many[len(many)/2])/float64(few[len(few)/2]), "ratio")
	})
}

// BenchmarkClose is the one step that goes through everybody: the close of a round whose people have not reflected.
func BenchmarkClose(b *testing.B) {
	for _, people := range []int{10, 200} {
		c := fullRound(b, people)
		b.Run(fmt.Sprint("people=", people), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := c.round.Step(drills.Shut{}, c.now); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// fullRound holds the first goes of so many people, one in four of whom is at each of the four places.
func fullRound(b *testing.B, people int) *channel {
	c := newChannel(drills.Number)
	for i := range people {
		who := fmt.Sprint("person", i)
		for _, e := range steps(who)[:i%4] {
			if err := c.step(e); err != nil {
				b.Fatal(err)
			}
		}
	}
	return c
}

func steps(who string) []drills.Event {
	return []drills.Event{
		drills.HaveGo{Person: who},
		drills.SendAttempt{Person: who, Attempt: drills.Sent{Words: "w", Sure: drills.Hunch, Outcome: &outcomes[1]}},
		drills.ShowOutcome{Person: who},
		drills.Reflect{Person: who, Reflected: drills.Reflected{Discrepancy: "w", Cause: "w"}},
	}
}

// nextSteps are the next events of the first ten people, each at their own place.
var nextSteps = func() (next []drills.Event) {
	for i := range 10 {
		next = append(next, steps(fmt.Sprint("person", i))[i%4])
	}
	return next
}()

// oneStep is one of them. It is not folded in, so the round stays as large as it was.
func (c *channel) oneStep(b *testing.B, i int) {
	if _, err := c.round.Step(nextSteps[i%len(nextSteps)], c.now); err != nil {
		b.Fatal(err)
	}
}

func (c *channel) timedSteps(b *testing.B) time.Duration {
	start := time.Now()
	for i := range 100 {
		c.oneStep(b, i)
	}
	return time.Since(start)
}
