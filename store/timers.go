package store

import (
	"context"
	"fmt"
	"time"

	"cackle/chat"
)

// Timer is an instant that a stream waits for. It stays until it is dropped, by the transaction of the event that it sets off.
type Timer struct {
	Space  chat.Space
	Stream string
	Key    string
	At     time.Time
}

// SetTimer sets a stream's timer, in place of an earlier one of the same key.
func (t *Tx) SetTimer(stream, key string, at time.Time) error {
	_, err := t.session.exec(`INSERT INTO timers (space, stream, key, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (space, stream, key) DO UPDATE SET at = excluded.at`, t.space, stream, key, at.UnixMilli())
	if err != nil {
		return fmt.Errorf("set a timer: %w", err)
	}
	t.changed[Timers] = true
	return nil
}

// DropTimer drops a stream's timer, if it is set.
func (t *Tx) DropTimer(stream, key string) error {
	_, err := t.session.exec(`DELETE FROM timers WHERE space = $1 AND stream = $2 AND key = $3`, t.space, stream, key)
	return wrap("drop a timer", err)
}

// DropTimers drops all timers of a stream.
func (t *Tx) DropTimers(stream string) error {
	_, err := t.session.exec(`DELETE FROM timers WHERE space = $1 AND stream = $2`, t.space, stream)
	return wrap("drop timers", err)
}

// DueTimers are the timers of all spaces whose time has come, the earliest first.
func (s *Store) DueTimers(ctx context.Context, now time.Time, limit int) (due []Timer, err error) {
	err = s.Read(ctx, "", func(v *View) error {
		due, err = list(v.session, scanTimer, `SELECT space, stream, key, at FROM timers
			WHERE at <= $1 ORDER BY at, space, stream, key LIMIT $2`, now.UnixMilli(), limit)
		return err
	})
	return due, wrap("look for due timers", err)
}

// NextTimer is when the earliest timer of all spaces is due, or was.
func (s *Store) NextTimer(ctx context.Context) (time.Time, bool, error) {
	return s.next(ctx, `SELECT at, 0, 0 FROM timers ORDER BY at LIMIT 1`)
}

// next is the earliest instant of a query whose rows hold what must all have passed: their latest counts.
func (s *Store) next(ctx context.Context, text string) (at time.Time, ok bool, err error) {
	err = s.Read(ctx, "", func(v *View) error {
		times, err := list(v.session, latest, text)
		for _, t := range times {
			if !ok || t.Before(at) {
				at, ok = t, true
			}
		}
		return err
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("look for what is next: %w", err)
	}
	return at, ok, nil
}

func scanTimer(r row) (t Timer, err error) {
	var at int64
	err = r.Scan(&t.Space, &t.Stream, &t.Key, &at)
	t.At = instant(at)
	return t, err
}
