package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

var errNo = errors.New("no")

// together makes calls wait for each other and then run as one batch, in order. It gives their errors, and how often the store
// committed.
func together(t *testing.T, fs ...func(*Tx) error) (s *Store, errs []error, commits int) {
	s, err := Open(context.Background(), Options{Dir: t.TempDir(), Trace: func(point string) {
		if point == "after commit" {
			commits++
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	s.turn <- struct{}{}
	errs = make([]error, len(fs))
	var all sync.WaitGroup
	for i, f := range fs {
		all.Go(func() { errs[i] = s.Write(context.Background(), "s", f) })
		synctest.Wait() // it is in line
	}
	<-s.turn
	all.Wait()
	return s, errs, commits
}

func see(key string, err error) func(*Tx) error {
	return func(t *Tx) error { return errors.Join(t.See(key, "d", noon), err) }
}

// stored are the keys of these that are there.
func stored(t *testing.T, s *Store, keys ...string) (there []string) {
	for _, k := range keys {
		if read(t, s, "s", func(v *View) (bool, error) { _, ok, err := v.Seen(k); return ok, err }) {
			there = append(there, k)
		}
	}
	return there
}

func TestWritesThatWaitShareACommitAndOneErrorRollsBackAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, errs, commits := together(t, see("a", nil), see("b", errNo), see("c", nil))
		defer shut(t, s)
		if commits != 1 {
			t.Errorf("%d commits for one batch", commits)
		}
		if errs[0] != nil || !errors.Is(errs[1], errNo) || errs[2] != nil {
			t.Errorf("errors %v", errs)
		}
		if diff := cmp.Diff([]string{"a", "c"}, stored(t, s, "a", "b", "c")); diff != "" {
			t.Error(diff)
		}
	})
}

// SQLite ends the whole transaction by itself on a full disk and the like: nobody may be told that theirs is stored.
func TestBatchIsLostWithItsTransaction(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		lose := func(t *Tx) error { _, err := t.session.exec("ROLLBACK"); return err }
		s, errs, commits := together(t, see("a", nil), lose, see("c", nil))
		defer shut(t, s)
		for i, err := range errs {
			if err == nil {
				t.Errorf("call %d was told that it is stored", i)
			}
		}
		if got := stored(t, s, "a", "c"); len(got) > 0 || commits > 0 {
			t.Errorf("%v are stored, %d commits", got, commits)
		}
		write(t, s, "s", see("d", nil))
		if got := stored(t, s, "d"); len(got) != 1 {
			t.Error("the store does not go on")
		}
	})
}

func TestPanicReachesItsCallerAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said any
		s, err := Open(context.Background(), Options{Dir: t.TempDir()})
		if err != nil {
			t.Fatal(err)
		}
		defer shut(t, s)
		s.turn <- struct{}{}
		var all sync.WaitGroup
		all.Go(func() {
			defer func() { said = recover() }()
			_ = s.Write(context.Background(), "s", func(tx *Tx) error { _ = tx.See("a", "d", noon); panic("oh") })
		})
		all.Go(func() { write(t, s, "s", see("b", nil)) })
		synctest.Wait()
		<-s.turn
		all.Wait()
		if said == nil {
			t.Error("the panic is gone")
		}
		if diff := cmp.Diff([]string{"b"}, stored(t, s, "a", "b")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestErrorOfAWriteThatIsAlone(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Write(t.Context(), "s", see("a", errNo)); !errors.Is(err, errNo) {
		t.Errorf("got %v", err)
	}
	if got := stored(t, s, "a"); len(got) > 0 {
		t.Error("stored all the same")
	}
}

func TestEndedContextWritesNothing(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Write(ctx, "s", see("a", nil)); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if got := stored(t, s, "a"); len(got) > 0 {
		t.Error("stored all the same")
	}
}

func TestClosedStore(t *testing.T) {
	s, err := Open(t.Context(), Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	shut(t, s)
	if err := s.Write(t.Context(), "s", see("a", nil)); !errors.Is(err, ErrClosed) {
		t.Errorf("write: %v", err)
	}
	if err := s.Read(t.Context(), "s", func(*View) error { return nil }); !errors.Is(err, ErrClosed) {
		t.Errorf("read: %v", err)
	}
}

// A sync follows frames in the write-ahead log, so a log that stays as it is was not synced.
func TestBatchThatWroteNothingSyncsNothing(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	write(t, s, "s", see("a", nil))
	log := func() string {
		b, err := os.ReadFile(filepath.Join(dir, databaseFile+"-wal"))
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	before := log()
	write(t, s, "s", func(tx *Tx) error { _, _, err := tx.Seen("a"); return err })
	if _, err := s.ClaimOutbox(t.Context(), noon, time.Second, 8); err != nil {
		t.Fatal(err)
	}
	if log() != before {
		t.Error("the log has grown")
	}
	write(t, s, "s", see("b", nil))
	if log() == before {
		t.Error("the log does not show a write: this test would see nothing")
	}
}

func TestLoopsAreToldAfterTheCommitAlone(t *testing.T) {
	s := open(t, t.TempDir())
	told := func() (got []Concern) {
		for c := range concerns {
			select {
			case <-s.Changed(c):
				got = append(got, c)
			default:
			}
		}
		return got
	}
	all := func(tx *Tx) error {
		return errors.Join(tx.Queue(Queued{Lane: "l", Key: "k"}), tx.Effect(Effect{ID: "e"}), tx.SetTimer("st", "k", noon))
	}
	_ = s.Write(t.Context(), "s", func(tx *Tx) error { return errors.Join(all(tx), errNo) })
	if got := told(); got != nil {
		t.Errorf("told of %v, which was taken back", got)
	}
	write(t, s, "s", all)
	if diff := cmp.Diff([]Concern{Outbox, Effects, Timers}, told()); diff != "" {
		t.Error(diff)
	}
	write(t, s, "s", see("a", nil))
	if got := told(); got != nil {
		t.Errorf("told of %v, which nobody touched", got)
	}
}
