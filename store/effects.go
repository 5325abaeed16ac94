package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"cackle/chat"
)

// Effect is slow work: stored with the event that asks for it, run outside its transaction, its result coming back as an event
// whose transaction drops it.
type Effect struct {
	ID     string
	Space  chat.Space
	Stream string // that the result goes to
	Kind   string
	Args   json.RawMessage // names words by id
	Group  string          // at most one of a group runs at once: a person's. An effect without one stands alone
	Tries  int             // runs that did not work
}

// Effect adds work. Its Space and Tries are not read. An id that is there already adds nothing.
func (t *Tx) Effect(e Effect) error {
	if e.Group == "" {
		e.Group = e.ID
	}
	added, err := t.session.exec(`INSERT INTO effects (space, id, n, stream, kind, args, grp, tries, at, lease)
		VALUES ($1, $2, $3, $4, $5, $6, $7, 0, 0, 0) ON CONFLICT (space, id) DO NOTHING`,
		t.space, e.ID, t.count(), e.Stream, e.Kind, string(e.Args), e.Group)
	if err != nil {
		return fmt.Errorf("add an effect: %w", err)
	}
	t.changed[Effects] = t.changed[Effects] || added > 0
	return nil
}

// DropEffect ends an effect, if it is there: its result came, or nobody waits for it any more.
func (t *Tx) DropEffect(id string) error {
	_, err := t.session.exec(`DELETE FROM effects WHERE space = $1 AND id = $2`, t.space, id)
	return wrap("drop an effect", err)
}

// ClaimEffects takes what may run now, of all spaces: the oldest of each group in which nothing runs. They are leased until
// now+lease, which is on the disk when this returns; one that is not dropped by then is taken again.
func (s *Store) ClaimEffects(ctx context.Context, now time.Time, lease time.Duration, limit int) (claimed []Effect, err error) {
	err = s.Write(ctx, "", func(t *Tx) error {
		claimed, err = list(t.session, scanEffect, `SELECT id, space, stream, kind, args, grp, tries FROM effects
			WHERE n IN (SELECT min(n) FROM effects WHERE at <= $1 GROUP BY space, grp HAVING max(lease) <= $1)
			ORDER BY n LIMIT $2`, now.UnixMilli(), limit)
		if err != nil {
			return err
		}
		return t.leaseEffects(claimed, now.Add(lease))
	})
	return claimed, wrap("claim effects", err)
}

func (t *Tx) leaseEffects(claimed []Effect, until time.Time) error {
	for _, e := range claimed {
		_, err := t.session.exec(`UPDATE effects SET lease = $3 WHERE space = $1 AND id = $2`, e.Space, e.ID, until.UnixMilli())
		if err != nil {
			return err
		}
	}
	return nil
}

// RetryEffect gives a claimed effect back, with the tries that it holds, to be run not before an instant. Others of its group
// do not wait for it.
func (s *Store) RetryEffect(ctx context.Context, e Effect, at time.Time) error {
	err := s.Write(ctx, e.Space, func(t *Tx) error {
		_, err := t.session.exec(`UPDATE effects SET tries = $3, at = $4, lease = 0 WHERE space = $1 AND id = $2`,
			t.space, e.ID, e.Tries, at.UnixMilli())
		return err
	})
	return wrap("put an effect back", err)
}

// NextEffect is when ClaimEffects will find something, or could have.
func (s *Store) NextEffect(ctx context.Context) (time.Time, bool, error) {
	return s.next(ctx, `SELECT min(at), max(lease), 0 FROM effects GROUP BY space, grp`)
}

func scanEffect(r row) (e Effect, err error) {
	err = r.Scan(&e.ID, &e.Space, &e.Stream, &e.Kind, (*[]byte)(&e.Args), &e.Group, &e.Tries)
	return e, err
}

// Queue is where an effect stands that somebody waits for.
type Queue struct {
	Ahead int // effects taken before it, of all spaces, that have not ended
	Tries int // runs of it that did not work
}

// Waiting says where the oldest effect of a group stands; false where there is none.
func (v *View) Waiting(group string) (Queue, bool, error) {
	q, ok, err := first(v.session, scanQueue, `SELECT (SELECT count(*) FROM effects b WHERE b.n < e.n), e.tries FROM effects e
		WHERE e.space = $1 AND e.grp = $2 ORDER BY e.n LIMIT 1`, v.space, group)
	return q, ok, wrap("look at what waits", err)
}

func scanQueue(r row) (q Queue, err error) {
	err = r.Scan(&q.Ahead, &q.Tries)
	return q, err
}
