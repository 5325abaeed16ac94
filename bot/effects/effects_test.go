package effects_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"cackle/bot/effects"
	"cackle/store"
)

type clock struct{}

func (clock) Now() time.Time { return time.Now() }

// house is a store with a loop that runs its effects, in a bubble of its own time.
type house struct {
	*testing.T
	loop  *effects.Loop
	start time.Time

	mu  sync.Mutex
	ran []run
}

// run is an effect that began some time after the start.
type run struct {
	at time.Duration
	id string
}

// newHouse makes one in which do says how an effect goes; when it goes well, its result drops the effect.
func newHouse(t *testing.T, do func(e store.Effect) error) *house {
	s, err := store.Open(context.Background(), store.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, start: time.Now()}
	h.loop = &effects.Loop{
		Store: s, Clock: clock{}, Workers: 2, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Do: func(ctx context.Context, e store.Effect) error {
			h.began(e.ID)
			if err := do(e); err != nil {
				return err
			}
			return s.Write(ctx, e.Space, func(tx *store.Tx) error { return tx.DropEffect(e.ID) })
		},
	}
	return h
}

func (h *house) began(id string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.ran = append(h.ran, run{time.Since(h.start), id})
}

func (h *house) expect(want string) {
	h.Helper()
	h.mu.Lock()
	defer h.mu.Unlock()
	slices.SortFunc(h.ran, func(a, b run) int { // what begins at once begins in any order
		return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.id, b.id))
	})
	var all []string
	for _, r := range h.ran {
		all = append(all, fmt.Sprint(r.at.Seconds(), " ", r.id))
	}
	if got := strings.Join(all, ", "); got != want {
		h.Errorf("ran %q, want %q", got, want)
	}
}

// ask adds effects: "ana/1" is Ana's.
func (h *house) ask(ids ...string) {
	h.Helper()
	err := h.loop.Store.Write(context.Background(), "s", func(tx *store.Tx) error {
		for _, id := range ids {
			group, _, _ := strings.Cut(id, "/")
			if err := tx.Effect(store.Effect{ID: id, Group: group}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

func (h *house) during(f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := h.loop.Run(ctx); err != nil {
			h.Error(err)
		}
	})
	synctest.Wait()
	f()
	cancel()
	running.Wait()
	if err := h.loop.Store.Close(); err != nil {
		h.Error(err)
	}
}

func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func slow(store.Effect) error {
	<-time.After(2 * time.Second)
	return nil
}

func TestWorkersAreBoundedAndAPersonHasOneRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, slow)
		h.during(func() {
			h.ask("ana/1", "ana/2", "ben/1", "chi/1", "ana/3")
			pass(time.Minute)
			h.expect("0 ana/1, 0 ben/1, 2 ana/2, 2 chi/1, 4 ana/3")
		})
	})
}

func TestTriedAgainWithGrowingPauses(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, func(e store.Effect) error {
			if e.Tries < 8 && e.ID == "ana/1" {
				return errors.New("no core free")
			}
			return nil
		})
		h.during(func() {
			h.ask("ana/1", "ana/2")
			pass(10 * time.Minute)
			h.expect("0 ana/1, 0 ana/2, 1 ana/1, 3 ana/1, 7 ana/1, 15 ana/1, 31 ana/1, 63 ana/1, 123 ana/1, 183 ana/1")
		})
	})
}

func TestRunWithoutAResultIsRunAgainWhenItsLeaseEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, slow)
		h.loop.Do = func(_ context.Context, e store.Effect) error { h.began(e.ID); return nil }
		h.during(func() {
			h.ask("ana/1")
			pass(2*time.Minute + 500*time.Millisecond)
			h.expect("0 ana/1, 60 ana/1, 120 ana/1")
		})
	})
}

func TestStopWaitsForTheRunUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, slow)
		h.during(func() {
			h.ask("ana/1", "ana/2")
			pass(time.Second)
		})
		if took := time.Since(h.start); took != 2*time.Second {
			t.Errorf("stopped after %v", took)
		}
		h.expect("0 ana/1")
	})
}

func TestRunThatHangsIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, slow)
		h.loop.Do = func(ctx context.Context, e store.Effect) error {
			h.began(e.ID)
			<-ctx.Done()
			return ctx.Err()
		}
		h.during(func() {
			h.ask("ana/1")
			pass(31 * time.Second)
			h.expect("0 ana/1, 31 ana/1") // 30 s, and a pause of 1 s
		})
	})
}
