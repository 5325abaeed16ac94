package store

import (
	"context"
	"fmt"

	"cackle/chat"
)

// View is a consistent look at one space.
type View struct {
	session *session
	space   chat.Space
	sealer  sealer
}

// Read gives f a consistent view, beside the writer and without waiting for it. The view is of no use after f has returned;
// f must not call Read again, since views are few. The context bounds the wait for a view.
func (s *Store) Read(ctx context.Context, space chat.Space, f func(*View) error) error {
	var r *session
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-s.closed:
		return ErrClosed
	case r = <-s.readers:
	}
	defer func() { s.readers <- r }()
	if _, err := r.exec("BEGIN"); err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer r.exec("ROLLBACK") // nothing was written; an error would show at the next BEGIN
	return f(&View{session: r, space: space, sealer: s.sealer})
}
