package scheduler_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/scheduler"
)

// agenda is a loop's times, and what came of them. A test and its loop take turns in the bubble, which the race detector does not
// see where the loop is woken by a timer: so both hold mu.
type agenda struct {
	mu    sync.Mutex
	start time.Time
	times []time.Time
	skew  time.Duration // how far the agenda's clock is ahead of the machine's
	done  []string      // after how long, by the machine's clock
	asked int
	amiss error
	loop  scheduler.Loop
	log   bytes.Buffer
}

func newAgenda(after ...time.Duration) *agenda {
	a := &agenda{start: time.Now()}
	for _, d := range after {
		a.times = append(a.times, a.start.Add(d))
	}
	a.loop.Now = func() time.Time {
		a.mu.Lock()
		defer a.mu.Unlock()
		return time.Now().Add(a.skew)
	}
	a.loop.Next = func(context.Context) (time.Time, bool, error) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.asked++
		if len(a.times) == 0 {
			return time.Time{}, false, nil
		}
		return a.times[0], true, nil
	}
	a.loop.Due = func(_ context.Context, now time.Time) error {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.done = append(a.done, time.Since(a.start).String())
		if a.amiss != nil {
			return a.amiss
		}
		for len(a.times) > 0 && !a.times[0].After(now) {
			a.times = a.times[1:]
		}
		return nil
	}
	a.loop.Log = slog.New(slog.NewTextHandler(&a.log, nil))
	return a
}

// run lets the loop go, and gives a function that stops it and waits for its end.
func (a *agenda) run(ctx context.Context) (stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := a.loop.Run(ctx); err != nil {
			panic(err)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}

// change changes the agenda while the loop runs.
func (a *agenda) change(how func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	how()
}

func (a *agenda) want(t *testing.T, done ...string) {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if diff := cmp.Diff(done, a.done); diff != "" {
		t.Errorf("done after (-want +got)\n%s", diff)
	}
}

// pass lets time go by in the bubble.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func TestLoopDoesEachThingOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda(0, time.Minute+time.Nanosecond, 3*time.Hour, 3*time.Hour+time.Millisecond)
		stop := a.run(t.Context())
		pass(24 * time.Hour)
		stop()
		a.want(t, "0s", "1m0.000000001s", "3h0m0s", "3h0m0.01s")
	})
}

func TestLoopSleepsThirtySecondsAtMost(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda(24 * time.Hour)
		stop := a.run(t.Context())
		pass(10 * time.Second)
		a.change(func() { a.skew = 24 * time.Hour }) // the machine slept, and nobody said so
		pass(time.Minute)
		stop()
		a.want(t, "30s")
	})
}

func TestLoopWakesWhenTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda()
		a.loop.Wake() // before Run: kept
		stop := a.run(t.Context())
		pass(10 * time.Second)
		a.change(func() { a.times = append(a.times, time.Now()) })
		a.loop.Wake()
		a.loop.Wake()
		synctest.Wait()
		pass(time.Second)
		a.want(t, "10s")
		a.change(func() {
			a.times = append(a.times, a.start.Add(24*time.Hour))
			a.skew = 24 * time.Hour // the clock was moved
		})
		a.loop.Wake()
		synctest.Wait()
		stop()
		a.want(t, "10s", "11s")
	})
}

func TestLoopTriesAgainLaterAndLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda(0)
		a.amiss = errors.New("the disk is full")
		stop := a.run(t.Context())
		pass(40 * time.Second)
		a.want(t, "0s", "1.01s", "3.02s", "7.03s", "15.04s", "31.05s")
		a.change(func() { a.amiss = nil })
		for range 100 {
			a.loop.Wake() // waking does not hurry a retry
		}
		pass(time.Minute)
		a.want(t, "0s", "1.01s", "3.02s", "7.03s", "15.04s", "31.05s", "1m1.06s")
		a.change(func() { a.amiss, a.times = errors.New("again"), []time.Time{time.Now()} })
		a.loop.Wake()
		pass(1500 * time.Millisecond)
		stop()
		a.want(t, "0s", "1.01s", "3.02s", "7.03s", "15.04s", "31.05s", "1m1.06s", "1m40s", "1m41.01s")
		if got := strings.Count(a.log.String(), "level=ERROR"); got != 8 {
			t.Errorf("%d errors logged, want 8:\n%s", got, &a.log)
		}
		if !strings.Contains(a.log.String(), `error="the disk is full" errors_in_row=6`) {
			t.Errorf("the log does not say what was amiss:\n%s", &a.log)
		}
	})
}

func TestLoopTriesNextAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda()
		next := a.loop.Next
		a.loop.Next = func(ctx context.Context) (time.Time, bool, error) {
			if time.Since(a.start) < time.Second {
				return time.Time{}, false, errors.New("the database is away")
			}
			return next(ctx)
		}
		a.times = []time.Time{a.start}
		stop := a.run(t.Context())
		pass(time.Minute)
		stop()
		a.want(t, "1s")
	})
}

// A Due that gets nothing done, and says neither that nor an error, must not keep a core busy, even where it wakes the loop.
func TestLoopNeverSpins(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda()
		forever := a.start
		a.loop.Next = func(context.Context) (time.Time, bool, error) { return forever, true, nil }
		due := a.loop.Due
		a.loop.Due = func(ctx context.Context, now time.Time) error {
			a.loop.Wake()
			return due(ctx, now)
		}
		stop := a.run(t.Context())
		pass(time.Second)
		stop()
		if len(a.done) > 101 {
			t.Errorf("%d calls in a second", len(a.done))
		}
	})
}

func TestLoopEndsAfterWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda(0)
		finished := false
		a.loop.Due = func(ctx context.Context, _ time.Time) error {
			<-ctx.Done()
			<-time.After(5 * time.Second)
			finished = true
			return ctx.Err()
		}
		stop := a.run(t.Context())
		pass(time.Second)
		stop()
		if !finished || time.Since(a.start) != 6*time.Second {
			t.Errorf("ended after %s, finished: %t", time.Since(a.start), finished)
		}
		if a.log.Len() > 0 {
			t.Errorf("being stopped is no error: %s", &a.log)
		}
	})
}

func TestLoopThatIsStoppedBeforeItStarts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		a := newAgenda(0)
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := a.loop.Run(ctx); err != nil || a.asked != 0 || len(a.done) != 0 {
			t.Errorf("error %v, asked %d times, done %v", err, a.asked, a.done)
		}
	})
}
