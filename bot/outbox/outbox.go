// Package outbox sends what was queued: in order within a lane, several lanes at once, again when it did not work.
//
// A message is leased on the disk before it is sent and recorded after. A crash in between is followed by another send under
// the same key, which the platform's adapter absorbs.
package outbox

import (
	"context"
	"errors"
	"log/slog"
	"strconv"
	"time"

	"cackle/bot/internal/pool"
	"cackle/chat"
	"cackle/store"
)

const (
	// timeout ends one send. It is well below the lease, so that nobody takes over what is still on its way.
	timeout = 10 * time.Second
	lease   = 30 * time.Second

	// maxTries is when a message is given up: the tries before it were spread over 1+2+4+8 seconds.
	maxTries = 5

	// lanesAtOnce is Width's default: sends wait for the network, not for a core.
	lanesAtOnce = 8

	// keep is how long a sent message's key is remembered, and tidyEvery how often older ones are forgotten.
	keep      = 7 * 24 * time.Hour
	tidyEvery = time.Hour
)

// Loop sends. It is made as a literal and run once.
type Loop struct {
	Store *store.Store
	Clock chat.Clock
	// Send renders a message and hands it to its platform, with every way down that there is. [chat.Later] moves the lane;
	// [chat.ErrGone] and [chat.ErrRefused] park the message; any other error is tried again. It holds no words of people.
	Send func(context.Context, store.Queued) (chat.Receipt, error)
	// Parked is told after a message was parked. It is not told again after a crash: what is parked is in the store.
	Parked func(context.Context, store.Queued, error)
	Pace   time.Duration // between two messages of a lane
	Width  int           // lanes at once, 8 unless set
	Log    *slog.Logger
	Trace  func(point string) // told "before send", "after send", "after record"; may be nil

	nudge pool.Nudge
	tidy  time.Time // when to purge next
}

// Nudge makes the loop look again, because the clock was moved.
func (l *Loop) Nudge() { l.nudge.Send() }

// Run sends until the context ends, and returns when the sends under way have ended: within seconds, since each has a timeout.
// Times are the clock's; it sleeps a second of real time at most, so a clock that jumped is noticed without a nudge too.
func (l *Loop) Run(ctx context.Context) error {
	width := l.Width
	if width == 0 {
		width = lanesAtOnce
	}
	pool.Pool[store.Queued]{
		Clock: l.Clock, Width: width, Log: l.Log,
		Woken: l.Store.Changed(store.Outbox), Nudge: l.nudge.Heard(),
		ID:   func(q store.Queued) string { return strconv.FormatInt(q.ID, 10) },
		Next: l.Store.NextOutbox, Claim: l.claim, Do: l.deliver,
	}.Run(ctx)
	return nil
}

func (l *Loop) claim(ctx context.Context, now time.Time, limit int) ([]store.Queued, error) {
	if !now.Before(l.tidy) {
		if err := l.Store.PurgeOutbox(ctx, now.Add(-keep)); err != nil {
			return nil, err
		}
		l.tidy = now.Add(tidyEvery)
	}
	return l.Store.ClaimOutbox(ctx, now, lease, limit)
}

// deliver sends one message and records how that went. What cannot be recorded is sent again when its lease has ended.
func (l *Loop) deliver(ctx context.Context, q store.Queued) {
	receipt, err := l.send(ctx, q)
	if err := l.record(ctx, q, receipt, err); err != nil {
		l.Log.Error("record a message", "id", q.ID, "error", err)
	}
	l.trace("after record")
}

func (l *Loop) send(ctx context.Context, q store.Queued) (chat.Receipt, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	l.trace("before send")
	defer l.trace("after send")
	return l.Send(ctx, q)
}

func (l *Loop) record(ctx context.Context, q store.Queued, receipt chat.Receipt, err error) error {
	now := l.Clock.Now()
	if err == nil {
		return l.Store.Sent(ctx, q, store.Anchor{Message: receipt.ID}, l.Pace, now)
	}
	if later := (*chat.Later)(nil); errors.As(err, &later) {
		return l.Store.Retry(ctx, q, now.Add(later.After))
	}
	q.Tries++
	if forGood(err) || q.Tries >= maxTries {
		return l.park(ctx, q, err, now)
	}
	l.Log.Warn("a message did not go out", "id", q.ID, "tries", q.Tries, "error", err)
	return l.Store.Retry(ctx, q, now.Add(pool.Backoff(q.Tries, lease)))
}

func forGood(err error) bool { return errors.Is(err, chat.ErrGone) || errors.Is(err, chat.ErrRefused) }

func (l *Loop) park(ctx context.Context, q store.Queued, why error, now time.Time) error {
	l.Log.Error("a message is parked", "id", q.ID, "tries", q.Tries, "error", why)
	if err := l.Store.Fail(ctx, q, why.Error(), now); err != nil {
		return err
	}
	l.Parked(ctx, q, why)
	return nil
}

func (l *Loop) trace(point string) {
	if l.Trace != nil {
		l.Trace(point)
	}
}
