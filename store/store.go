// Package store keeps everything that must outlive a crash, in one SQLite database behind one method that writes.
//
// [Store.Write] takes one transaction's facts, words, timers, messages to send and effects to run, and returns when they are
// on the disk. [Store.Read] looks at a consistent state beside it. The loops that send, run and wait claim their rows with
// methods of their own, which take the time as an argument: nothing here reads a clock. Instants are kept in milliseconds.
//
// Everything belongs to a space, and a [Tx] or [View] sees its own space only. What people wrote is kept apart from the facts
// and sealed with a key per owner; these keys are wrapped with the installation's key, a file beside the database.
//
// One process at a time may have a folder open; holding others off is the caller's.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"

	_ "modernc.org/sqlite" // the driver

	"cackle/chat"
)

// The files of a folder. SQLite adds its own -wal and -shm beside the database.
const (
	databaseFile = "cackle.db"
	keyFile      = "key"
)

// readers is how many views can be open at once. Two cores are the usual home: more would only wait for them.
const readers = 4

// Options say where the store is.
type Options struct {
	Dir string // made if it is missing, for its owner alone
	// Trace, if set, is told where the writer is: "before commit", "after commit". For tests that crash there.
	Trace func(point string)
}

// Store is an open database. Its methods may be called from several goroutines.
type Store struct {
	writeDB, readDB *sql.DB
	writer          *session
	readers         chan *session
	opened          int // how many readers there are
	sealer          sealer
	trace           func(string)
	counted         int64 // the writer's alone
	line            line
	turn            chan struct{} // held by who writes
	closed          chan struct{}
	changed         [concerns]chan struct{}
}

// Open opens the database in a folder and brings it to the present form; on the first run it makes both the database and the
// key. A key that is missing or does not fit is an error that says so ([ErrKey]), and no other is made.
func Open(ctx context.Context, o Options) (*Store, error) {
	s := &Store{
		trace:   o.Trace,
		turn:    make(chan struct{}, 1),
		closed:  make(chan struct{}),
		readers: make(chan *session, readers),
	}
	for c := range s.changed {
		s.changed[c] = make(chan struct{}, 1)
	}
	if s.trace == nil {
		s.trace = func(string) {}
	}
	if err := s.open(ctx, o.Dir); err != nil {
		return nil, fmt.Errorf("open the store: %w", errors.Join(err, s.closeDatabases()))
	}
	return s, nil
}

func (s *Store) open(ctx context.Context, dir string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	key, err := installationKey(dir)
	if err != nil {
		return err
	}
	if s.sealer, err = newSealer(key); err != nil {
		return err
	}
	path, err := filepath.Abs(filepath.Join(dir, databaseFile))
	if err != nil {
		return err
	}
	if err := s.openWriter(ctx, path); err != nil {
		return err
	}
	return s.openReaders(ctx, path)
}

func (s *Store) openWriter(ctx context.Context, path string) (err error) {
	if err := touch(path); err != nil {
		return err
	}
	if s.writeDB, err = sql.Open("sqlite", writeDSN(path)); err != nil {
		return err
	}
	s.writeDB.SetMaxOpenConns(1)
	if err := migrate(ctx, s.writeDB); err != nil {
		return err
	}
	if s.writer, err = newSession(ctx, s.writeDB); err != nil {
		return err
	}
	if err := s.checkKey(); err != nil {
		return err
	}
	return errors.Join(s.freeLeases(), s.recount())
}

// touch makes the database file for its owner alone; SQLite would make it readable by all. Its -wal and -shm follow it.
func touch(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// freeLeases ends what the process before this one was at: there is one process at a time, so it has ended.
func (s *Store) freeLeases() error {
	_, lanes := s.writer.exec(`UPDATE lanes SET lease = 0 WHERE lease > 0`)
	_, effects := s.writer.exec(`UPDATE effects SET lease = 0 WHERE lease > 0`)
	return errors.Join(lanes, effects)
}

// recount finds the number at which the order of messages and effects stands.
func (s *Store) recount() (err error) {
	s.counted, _, err = first(s.writer, value[int64], `SELECT coalesce(max(n), 0)
		FROM (SELECT max(id) AS n FROM outbox UNION ALL SELECT max(n) FROM effects) AS numbers`)
	return err
}

func (s *Store) openReaders(ctx context.Context, path string) (err error) {
	if s.readDB, err = sql.Open("sqlite", readDSN(path)); err != nil {
		return err
	}
	s.readDB.SetMaxOpenConns(readers)
	for range readers {
		r, err := newSession(ctx, s.readDB)
		if err != nil {
			return err
		}
		s.opened++
		s.readers <- r
	}
	return nil
}

// Close waits for the writes and views under way and closes the database. It must be called once.
func (s *Store) Close() error {
	s.turn <- struct{}{}
	close(s.closed)
	if err := s.closeDatabases(); err != nil {
		return fmt.Errorf("close the store: %w", err)
	}
	return nil
}

// closeDatabases closes the readers first: the last connection to go folds the write-ahead log into the database, and a
// reader may not write.
func (s *Store) closeDatabases() error {
	var errs []error
	for range s.opened {
		errs = append(errs, (<-s.readers).close())
	}
	if s.readDB != nil {
		errs = append(errs, s.readDB.Close())
	}
	if s.writer != nil {
		errs = append(errs, s.writer.close())
	}
	if s.writeDB != nil {
		errs = append(errs, s.writeDB.Close())
	}
	return errors.Join(errs...)
}

// The pragmas stand in the address because one set by hand would live on one connection only. With synchronous(full) a
// commit is on the disk when it returns; an immediate transaction never finds out half-way that it may not write.
func writeDSN(path string) string {
	return dsn(path, url.Values{
		"_txlock": {"immediate"},
		"_pragma": {"busy_timeout(5000)", "journal_mode(wal)", "synchronous(full)", "foreign_keys(1)", "secure_delete(1)", "temp_store(memory)"},
	})
}

func readDSN(path string) string {
	return dsn(path, url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)", "query_only(1)"}})
}

// dsn needs the scheme: without it the driver would ignore mode=ro.
func dsn(path string, q url.Values) string {
	path = filepath.ToSlash(path)
	if path[0] != '/' { // C:/…
		path = "/" + path
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// exists says whether there is a file; what cannot be looked at counts as there.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}

// Concern is a sort of row that a loop waits for.
type Concern int

// The concerns.
const (
	Outbox Concern = iota
	Effects
	Timers

	concerns
)

// Changed tells after each commit, or after several, that rows of this concern were added. It is for one listener.
func (s *Store) Changed(c Concern) <-chan struct{} { return s.changed[c] }

func (s *Store) tell(c Concern) {
	select {
	case s.changed[c] <- struct{}{}:
	default: // told already, and not yet heard
	}
}

var _ chat.Keeper = keeper{}
