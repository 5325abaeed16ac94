// Package pool does leased work side by side: the shape that the outbox and the effects have in common.
package pool

import (
	"context"
	"log/slog"
	"sync"
	"time"

	"cackle/chat"
)

// tick is the longest sleep, in real time: a clock may be moved without a word, and a laptop may have slept.
const tick = time.Second

// Pool claims work when it is due and does a bounded number of pieces at once.
type Pool[T any] struct {
	Clock chat.Clock
	Width int             // pieces at once
	ID    func(T) string  // of a piece: the one under way is not begun again
	Woken <-chan struct{} // told when there may be new work
	Nudge <-chan struct{} // told when the clock was moved
	Log   *slog.Logger
	Next  func(context.Context) (time.Time, bool, error)                   // when something can be claimed
	Claim func(ctx context.Context, now time.Time, limit int) ([]T, error) // leases what it gives
	Do    func(context.Context, T)                                         // ends the lease
}

// Run works until the context ends, and returns when the pieces under way have ended too. They are not interrupted, because
// what was half done would have to be done again; so Do sees to it that it ends.
func (p Pool[T]) Run(ctx context.Context) {
	w := worker[T]{Pool: p, busy: map[string]bool{}, done: make(chan string)}
	for ctx.Err() == nil {
		w.wait(ctx, w.start(ctx))
	}
	for range len(w.busy) {
		<-w.done
	}
}

type worker[T any] struct {
	Pool[T]
	busy map[string]bool // ids of what is under way
	done chan string
}

// start begins what is due, and says how long to sleep unless something happens.
func (w *worker[T]) start(ctx context.Context) time.Duration {
	free := w.Width - len(w.busy)
	if free == 0 {
		return tick
	}
	now := w.Clock.Now()
	next, ok, err := w.Next(ctx)
	if err != nil {
		return w.later(ctx, "look for work", err)
	}
	if !ok {
		return tick
	}
	if next.After(now) {
		return min(next.Sub(now), tick)
	}
	claimed, err := w.Claim(ctx, now, free)
	if err != nil {
		return w.later(ctx, "claim work", err)
	}
	if w.begin(ctx, claimed) == 0 {
		return tick
	}
	return 0
}

// begin starts what was claimed, but for what is under way already: moving the clock ended its lease, and not its work.
func (w *worker[T]) begin(ctx context.Context, claimed []T) (begun int) {
	for _, piece := range claimed {
		id := w.ID(piece)
		if w.busy[id] {
			continue
		}
		w.busy[id] = true
		begun++
		go func() {
			defer func() { w.done <- id }()
			w.Do(context.WithoutCancel(ctx), piece)
		}()
	}
	return begun
}

func (w *worker[T]) later(ctx context.Context, doing string, err error) time.Duration {
	if ctx.Err() == nil {
		w.Log.Error(doing, "error", err)
	}
	return tick
}

func (w *worker[T]) wait(ctx context.Context, sleep time.Duration) {
	timer := time.NewTimer(sleep)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case id := <-w.done:
		delete(w.busy, id)
	case <-w.Woken:
	case <-w.Nudge:
	case <-timer.C:
	}
}

// Nudge is a signal that is kept until it is heard. Its zero value is ready.
type Nudge struct {
	once sync.Once
	c    chan struct{}
}

// Send sends it, and never waits.
func (n *Nudge) Send() {
	select {
	case n.channel() <- struct{}{}:
	default: // sent already, and not yet heard
	}
}

// Heard is where it is heard.
func (n *Nudge) Heard() <-chan struct{} { return n.channel() }

func (n *Nudge) channel() chan struct{} {
	n.once.Do(func() { n.c = make(chan struct{}, 1) })
	return n.c
}

// Backoff is how long to wait after a number of tries that did not work: 1 s, 2 s, 4 s, … up to a longest.
func Backoff(tries int, longest time.Duration) time.Duration {
	return min(time.Second<<min(max(tries-1, 0), 30), longest)
}
