package store

import (
	"context"
	"time"
)

// Busy says whether a message or an effect of any space could be at work by now: it is due, and waits for nothing.
func (s *Store) Busy(ctx context.Context, now time.Time) (busy bool, err error) {
	err = s.Read(ctx, "", func(v *View) error {
		_, busy, err = first(v.session, value[int64], `SELECT 1 FROM outbox o JOIN lanes l ON l.space = o.space AND l.lane = o.lane
			WHERE o.state = 'waiting' AND o.at <= $1 AND l.next_at <= $1 UNION ALL SELECT 1 FROM effects WHERE at <= $1 LIMIT 1`,
			now.UnixMilli())
		return err
	})
	return busy, wrap("look for work", err)
}
