package store

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"cackle/chat"
)

// ErrClosed is the answer of a store that was closed.
var ErrClosed = errors.New("the store is closed")

// Tx is a write under way. It sees its own writes, and is of no use after its function has returned.
type Tx struct {
	View
	store   *Store
	changed [concerns]bool
}

// count is the next number of the order in which messages are queued and effects taken. Numbers of what was taken back are
// left out.
func (t *Tx) count() int64 {
	t.store.counted++
	return t.store.counted
}

// call is one Write on its way. Who has the turn may touch it.
type call struct {
	ctx   context.Context
	space chat.Space
	f     func(*Tx) error

	tx       *Tx
	err      error
	panic    any
	finished bool
	done     chan struct{} // closed when it is finished
}

// line is where writes wait to be taken into a batch.
type line struct {
	mu      sync.Mutex
	waiting []*call
}

func (l *line) join(c *call) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting = append(l.waiting, c)
}

func (l *line) take() []*call {
	l.mu.Lock()
	defer l.mu.Unlock()
	batch := l.waiting
	l.waiting = nil
	return batch
}

// Write runs f in a transaction and returns when what it wrote is on the disk. An error of f takes back all that f wrote, and
// is returned as it is.
//
// Writes that wait together share one commit, each in a savepoint of its own, so f is quick, does nothing but call its Tx, and
// must not call the store. It runs at most once, and not at all when the context has ended by then; once it runs, the
// context has no say any more.
func (s *Store) Write(ctx context.Context, space chat.Space, f func(*Tx) error) error {
	c := &call{ctx: ctx, space: space, f: f, done: make(chan struct{})}
	s.line.join(c)
	select {
	case <-c.done:
	case s.turn <- struct{}{}: // whoever gets the turn writes for all who wait
		if !c.finished {
			s.finish(s.line.take())
		}
		<-s.turn
	case <-s.closed: // the turn is never given again
		if !c.finished {
			return ErrClosed
		}
	}
	if c.panic != nil {
		panic(c.panic)
	}
	return c.err
}

// finish commits a batch and tells everyone how it went.
func (s *Store) finish(batch []*call) {
	err := s.commit(batch)
	for _, c := range batch {
		switch {
		case err != nil:
			c.err = errors.Join(c.err, err)
		case c.err == nil:
			s.tellAll(c.tx.changed)
		}
		c.finished = true
		close(c.done)
	}
}

func (s *Store) tellAll(changed [concerns]bool) {
	for c, yes := range changed {
		if yes {
			s.tell(Concern(c))
		}
	}
}

// commit runs a batch in one transaction. Its error is the batch's; the calls hold their own. SQLite writes and syncs nothing
// when nothing changed.
func (s *Store) commit(batch []*call) error {
	if _, err := s.writer.exec("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := s.runAll(batch); err != nil {
		return s.rollback(err)
	}
	if len(batch) == 1 && batch[0].err != nil {
		return s.rollback(nil)
	}
	s.trace("before commit")
	if _, err := s.writer.exec("COMMIT"); err != nil {
		return s.rollback(fmt.Errorf("commit: %w", err))
	}
	s.trace("after commit")
	return nil
}

// rollback ends a lost transaction. SQLite ends it by itself on a full disk and the like, so an error here says nothing new.
func (s *Store) rollback(why error) error {
	_, _ = s.writer.exec("ROLLBACK")
	return why
}

// runAll runs the calls of a batch. One that is alone needs no savepoint: the transaction itself is taken back.
func (s *Store) runAll(batch []*call) error {
	if len(batch) == 1 {
		s.run(batch[0])
		return nil
	}
	for _, c := range batch {
		if err := s.runApart(c); err != nil {
			return err
		}
	}
	return nil
}

// runApart runs a call in a savepoint. Its error means that the transaction itself is lost, and the batch with it: going on
// would make the next savepoint a transaction of its own.
func (s *Store) runApart(c *call) error {
	if _, err := s.writer.exec("SAVEPOINT event"); err != nil {
		return fmt.Errorf("begin an event: %w", err)
	}
	s.run(c)
	if c.err != nil {
		if _, err := s.writer.exec("ROLLBACK TO event"); err != nil {
			return fmt.Errorf("take an event back: %w", err)
		}
	}
	if _, err := s.writer.exec("RELEASE event"); err != nil {
		return fmt.Errorf("end an event: %w", err)
	}
	return nil
}

var errPanic = errors.New("panic")

// run leaves f's error in the call. A panic is handed on to the goroutine that called Write, where it belongs.
func (s *Store) run(c *call) {
	if c.err = c.ctx.Err(); c.err != nil {
		return
	}
	defer func() {
		if p := recover(); p != nil {
			c.panic, c.err = fmt.Sprintf("%v\n\n%s", p, debug.Stack()), errPanic
		}
	}()
	c.tx = &Tx{View: View{session: s.writer, space: c.space, sealer: s.sealer}, store: s}
	c.err = c.f(c.tx)
}
