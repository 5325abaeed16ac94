package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"
)

// session is one connection with the statements that were prepared on it. Their texts are constants, so they are few.
//
// Statements run without the caller's context: SQLite answers an interrupted write by rolling back the whole transaction, and
// with it the other events that share the commit.
type session struct {
	conn  *sql.Conn
	stmts map[string]*sql.Stmt
}

func newSession(ctx context.Context, db *sql.DB) (*session, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &session{conn: conn, stmts: map[string]*sql.Stmt{}}, nil
}

func (s *session) close() error {
	var errs []error
	for _, st := range s.stmts {
		errs = append(errs, st.Close())
	}
	return errors.Join(append(errs, s.conn.Close())...)
}

func (s *session) stmt(text string) (*sql.Stmt, error) {
	if st, ok := s.stmts[text]; ok {
		return st, nil
	}
	st, err := s.conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, err
	}
	s.stmts[text] = st
	return st, nil
}

// exec runs a statement and says how many rows it changed.
func (s *session) exec(text string, args ...any) (int64, error) {
	st, err := s.stmt(text)
	if err != nil {
		return 0, err
	}
	r, err := st.Exec(args...)
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}

// row is what a scan function reads one row from.
type row interface{ Scan(into ...any) error }

// list runs a query and reads all of its rows.
func list[T any](s *session, scan func(row) (T, error), text string, args ...any) ([]T, error) {
	st, err := s.stmt(text)
	if err != nil {
		return nil, err
	}
	rows, err := st.Query(args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// first runs a query and reads its first row, if there is one.
func first[T any](s *session, scan func(row) (T, error), text string, args ...any) (one T, ok bool, err error) {
	all, err := list(s, scan, text, args...)
	if err != nil || len(all) == 0 {
		return one, false, err
	}
	return all[0], true, nil
}

// value scans a row of one column.
func value[T any](r row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// latest scans three instants that must all have passed: the latest of them.
func latest(r row) (time.Time, error) {
	var a, b, c int64
	err := r.Scan(&a, &b, &c)
	return instant(max(a, b, c)), err
}

func instant(ms int64) time.Time { return time.UnixMilli(ms).UTC() }

// wrap says what was being done when err came, if it came.
func wrap(doing string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", doing, err)
}
