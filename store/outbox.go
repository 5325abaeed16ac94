package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"cackle/chat"
)

// Queued is a message on its way out, as an intent: it names words by id and is rendered when it is sent.
//
// Messages of a lane go out one at a time, in the order in which they were queued. One with an At that has not come is not in
// the lane yet: it holds nobody up, and takes its place when it is due. So what is delayed, such as a merged edit, may be
// overtaken, and must show the state of its own time and not that of its queueing.
type Queued struct {
	ID     int64 // order of queueing; given by the store
	Space  chat.Space
	Lane   string // the conversation that it belongs to
	Key    string // queued once in a space, however often it is asked for
	Intent json.RawMessage
	Anchor string    // name under which the id of the sent message is kept; "" keeps none
	Merge  string    // if set: left out while another of the same Merge waits that nobody has begun to send
	At     time.Time // not before; zero is at once
	Tries  int       // sends that did not work
}

// Parked is a message that was given up, until somebody presses for it.
type Parked struct {
	Queued
	Reason string
}

// Queue adds a message. Its ID, Space and Tries are not read. A key that was queued before, sent or not, adds nothing.
func (t *Tx) Queue(q Queued) error {
	waits, err := t.waits(q.Merge)
	if err != nil || waits {
		return wrap("queue a message", err)
	}
	_, err = t.session.exec(`INSERT INTO lanes (space, lane, next_at, lease) VALUES ($1, $2, 0, 0)
		ON CONFLICT (space, lane) DO NOTHING`, t.space, q.Lane)
	if err != nil {
		return fmt.Errorf("open a lane: %w", err)
	}
	added, err := t.session.exec(`INSERT INTO outbox (space, key, id, lane, intent, anchor, merge, at, tries, state, claimed, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 'waiting', false, '') ON CONFLICT (space, key) DO NOTHING`,
		t.space, q.Key, t.count(), q.Lane, string(q.Intent), q.Anchor, q.Merge, q.At.UnixMilli())
	if err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	t.changed[Outbox] = t.changed[Outbox] || added > 0
	return nil
}

// waits says whether a message of this merge will still be rendered. One that was claimed may have been rendered already.
func (t *Tx) waits(merge string) (bool, error) {
	if merge == "" {
		return false, nil
	}
	_, ok, err := first(t.session, value[int64], `SELECT id FROM outbox
		WHERE space = $1 AND merge = $2 AND merge <> '' AND state = 'waiting' AND NOT claimed LIMIT 1`, t.space, merge)
	return ok, err
}

// ClaimOutbox takes what may be sent now, of all spaces: of each lane that nobody sends in and whose pace allows it, the
// first message. The lanes are leased until now+lease, which is on the disk when this returns: a crash in the middle of a
// send is followed by another send under the same key once the lease has ended.
func (s *Store) ClaimOutbox(ctx context.Context, now time.Time, lease time.Duration, limit int) (claimed []Queued, err error) {
	err = s.Write(ctx, "", func(t *Tx) error {
		claimed, err = list(t.session, scanQueued, `SELECT `+queuedColumns+` FROM lanes l
			JOIN outbox o ON o.space = l.space AND o.lane = l.lane AND o.state = 'waiting' AND o.id = (SELECT min(id)
				FROM outbox WHERE space = l.space AND lane = l.lane AND state = 'waiting' AND at <= $1)
			WHERE l.next_at <= $1 AND l.lease <= $1 ORDER BY o.id LIMIT $2`, now.UnixMilli(), limit)
		if err != nil {
			return err
		}
		return t.leaseLanes(claimed, now.Add(lease))
	})
	return claimed, wrap("claim messages", err)
}

func (t *Tx) leaseLanes(claimed []Queued, until time.Time) error {
	for _, q := range claimed {
		_, err := t.session.exec(`UPDATE lanes SET lease = $3 WHERE space = $1 AND lane = $2`, q.Space, q.Lane, until.UnixMilli())
		if err != nil {
			return err
		}
		_, err = t.session.exec(`UPDATE outbox SET claimed = true WHERE space = $1 AND key = $2`, q.Space, q.Key)
		if err != nil {
			return err
		}
	}
	return nil
}

// Sent records that a claimed message is out, and where it stands; its lane may go on after the pace. Without a message to
// anchor, because there was nothing to say any more, no anchor is kept.
func (s *Store) Sent(ctx context.Context, q Queued, at Anchor, pace time.Duration, now time.Time) error {
	err := s.Write(ctx, q.Space, func(t *Tx) error {
		if q.Anchor != "" && at.Message != "" {
			if err := t.SetAnchor(q.Anchor, at); err != nil {
				return err
			}
		}
		return t.settle(q, now, now.Add(pace))
	})
	return wrap("record a sent message", err)
}

// settle ends a message. The row stays for its key; its intent has served.
func (t *Tx) settle(q Queued, now, next time.Time) error {
	_, err := t.session.exec(`UPDATE outbox SET state = 'done', intent = '', at = $3 WHERE space = $1 AND key = $2`,
		t.space, q.Key, now.UnixMilli())
	if err != nil {
		return err
	}
	return t.freeLane(q.Lane, next)
}

func (t *Tx) freeLane(lane string, next time.Time) error {
	_, err := t.session.exec(`UPDATE lanes SET next_at = $3, lease = 0 WHERE space = $1 AND lane = $2`,
		t.space, lane, next.UnixMilli())
	return err
}

// Retry gives a claimed message back, with the tries that it holds; its whole lane waits until then.
func (s *Store) Retry(ctx context.Context, q Queued, at time.Time) error {
	err := s.Write(ctx, q.Space, func(t *Tx) error {
		_, err := t.session.exec(`UPDATE outbox SET tries = $3, claimed = false WHERE space = $1 AND key = $2`,
			t.space, q.Key, q.Tries)
		if err != nil {
			return err
		}
		return t.freeLane(q.Lane, at)
	})
	return wrap("put a message back", err)
}

// Fail parks a claimed message, with the tries that it holds, so that its lane goes on without it. The reason is for an
// admin: no words of people.
func (s *Store) Fail(ctx context.Context, q Queued, reason string, now time.Time) error {
	err := s.Write(ctx, q.Space, func(t *Tx) error {
		_, err := t.session.exec(`UPDATE outbox SET state = 'parked', claimed = false, tries = $3, reason = $4
			WHERE space = $1 AND key = $2`, t.space, q.Key, q.Tries, reason)
		if err != nil {
			return err
		}
		return t.freeLane(q.Lane, now)
	})
	return wrap("park a message", err)
}

// Parked are the space's messages that were given up, the oldest first.
func (v *View) Parked() ([]Parked, error) {
	parked, err := list(v.session, scanParked, `SELECT `+queuedColumns+`, o.reason FROM outbox o
		WHERE o.space = $1 AND o.state = 'parked' ORDER BY o.id`, v.space)
	return parked, wrap("list parked messages", err)
}

// Unpark puts a parked message back into its lane, at its old place and with its tries forgotten. It says whether it was
// parked.
func (t *Tx) Unpark(id int64) (bool, error) {
	n, err := t.session.exec(`UPDATE outbox SET state = 'waiting', tries = 0, reason = ''
		WHERE space = $1 AND id = $2 AND state = 'parked'`, t.space, id)
	if err != nil {
		return false, fmt.Errorf("unpark a message: %w", err)
	}
	t.changed[Outbox] = t.changed[Outbox] || n > 0
	return n > 0, nil
}

// Drop ends a parked message unsent. It says whether it was parked.
func (t *Tx) Drop(id int64, now time.Time) (bool, error) {
	n, err := t.session.exec(`UPDATE outbox SET state = 'done', intent = '', reason = '', at = $3
		WHERE space = $1 AND id = $2 AND state = 'parked'`, t.space, id, now.UnixMilli())
	return n > 0, wrap("drop a message", err)
}

// NextOutbox is when ClaimOutbox will find something, or could have.
func (s *Store) NextOutbox(ctx context.Context) (time.Time, bool, error) {
	return s.next(ctx, `SELECT min(o.at), l.next_at, l.lease FROM lanes l
		JOIN outbox o ON o.space = l.space AND o.lane = l.lane AND o.state = 'waiting' GROUP BY l.space, l.lane`)
}

// PurgeOutbox forgets messages of all spaces that were done before an instant, with their keys, and the lanes that have been
// empty and free since. The newest message stays, because the next id is counted from it and ids are not used twice.
func (s *Store) PurgeOutbox(ctx context.Context, before time.Time) error {
	err := s.Write(ctx, "", func(t *Tx) error {
		_, err := t.session.exec(`DELETE FROM outbox WHERE state = 'done' AND at < $1
			AND id < (SELECT max(id) FROM outbox)`, before.UnixMilli())
		if err != nil {
			return err
		}
		_, err = t.session.exec(`DELETE FROM lanes WHERE next_at < $1 AND lease < $1 AND NOT EXISTS
			(SELECT 1 FROM outbox o WHERE o.space = lanes.space AND o.lane = lanes.lane AND o.state <> 'done')`, before.UnixMilli())
		return err
	})
	return wrap("purge the outbox", err)
}

const queuedColumns = `o.id, o.space, o.lane, o.key, o.intent, o.anchor, o.merge, o.at, o.tries`

func (q *Queued) columns(at *int64) []any {
	return []any{&q.ID, &q.Space, &q.Lane, &q.Key, (*[]byte)(&q.Intent), &q.Anchor, &q.Merge, at, &q.Tries}
}

func scanQueued(r row) (q Queued, err error) {
	var at int64
	err = r.Scan(q.columns(&at)...)
	q.At = instant(at)
	return q, err
}

func scanParked(r row) (p Parked, err error) {
	var at int64
	err = r.Scan(append(p.Queued.columns(&at), &p.Reason)...)
	p.At = instant(at)
	return p, err
}
