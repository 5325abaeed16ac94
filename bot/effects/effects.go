// Package effects runs slow work outside the transactions that asked for it, a bounded number at once and one per group.
package effects

import (
	"context"
	"log/slog"
	"time"

	"cackle/bot/internal/pool"
	"cackle/chat"
	"cackle/store"
)

const (
	// timeout ends one run. It is well below the lease, so that nobody takes over what is still running.
	timeout = 30 * time.Second
	lease   = time.Minute

	longestWait = time.Minute
)

// Loop runs effects. It is made as a literal and run once.
type Loop struct {
	Store *store.Store
	Clock chat.Clock
	// Do runs an effect and reports its result through an event, whose transaction drops the effect: one that is still there
	// is run again when its lease has ended. An error is tried again after 1 s, 2 s, 4 s, … up to a minute, for ever: Do sees
	// the tries, and drops what is hopeless. It holds no words of people.
	Do      func(context.Context, store.Effect) error
	Workers int // effects at once
	Log     *slog.Logger

	nudge pool.Nudge
}

// Nudge makes the loop look again, because the clock was moved.
func (l *Loop) Nudge() { l.nudge.Send() }

// Run works until the context ends, and returns when the effects under way have ended: each has a timeout. Times are the
// clock's; it sleeps a second of real time at most, so a clock that jumped is noticed without a nudge too.
func (l *Loop) Run(ctx context.Context) error {
	pool.Pool[store.Effect]{
		Clock: l.Clock, Width: l.Workers, Log: l.Log,
		Woken: l.Store.Changed(store.Effects), Nudge: l.nudge.Heard(),
		ID:   func(e store.Effect) string { return string(e.Space) + "\x00" + e.ID },
		Next: l.Store.NextEffect, Claim: l.claim, Do: l.work,
	}.Run(ctx)
	return nil
}

func (l *Loop) claim(ctx context.Context, now time.Time, limit int) ([]store.Effect, error) {
	return l.Store.ClaimEffects(ctx, now, lease, limit)
}

func (l *Loop) work(ctx context.Context, e store.Effect) {
	err := l.run(ctx, e)
	if err == nil {
		return
	}
	e.Tries++
	l.Log.Warn("an effect did not work", "id", e.ID, "tries", e.Tries, "error", err)
	if err := l.Store.RetryEffect(ctx, e, l.Clock.Now().Add(pool.Backoff(e.Tries, longestWait))); err != nil {
		l.Log.Error("put an effect back", "id", e.ID, "error", err)
	}
}

func (l *Loop) run(ctx context.Context, e store.Effect) error {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return l.Do(ctx, e)
}
