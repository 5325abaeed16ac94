package pool

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

type clock struct{}

func (clock) Now() time.Time { return time.Now() }

// A database that answers with errors, or that promises work and has none, is asked again in peace.
func TestNothingMakesItSpin(t *testing.T) {
	for name, next := range map[string]func() (bool, error){
		"an error":      func() (bool, error) { return false, errors.New("disk I/O error") },
		"a false alarm": func() (bool, error) { return true, nil },
		"an empty one":  func() (bool, error) { return false, nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			asked := 0
			p := Pool[string]{
				Clock: clock{}, Width: 1, Log: slog.New(slog.DiscardHandler), ID: func(s string) string { return s },
				Next: func(context.Context) (time.Time, bool, error) {
					asked++
					ok, err := next()
					return time.Now(), ok, err
				},
				Claim: func(context.Context, time.Time, int) ([]string, error) { return nil, nil },
			}
			ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second-1)
			defer cancel()
			p.Run(ctx)
			if asked != 10 {
				t.Errorf("%s: asked %d times in 10 seconds", name, asked)
			}
		})
	}
}

func TestNudgeIsKeptUntilItIsHeard(t *testing.T) {
	var n Nudge
	var all sync.WaitGroup
	for range 3 {
		all.Go(n.Send)
	}
	all.Wait()
	<-n.Heard()
	select {
	case <-n.Heard():
		t.Error("heard twice")
	default:
	}
}

func TestBackoff(t *testing.T) {
	for tries, want := range map[int]time.Duration{0: 1, 1: 1, 2: 2, 3: 4, 6: 32, 7: 60, 1000: 60} {
		if got := Backoff(tries, time.Minute); got != want*time.Second {
			t.Errorf("after %d tries %v, want %v s", tries, got, want)
		}
	}
}
