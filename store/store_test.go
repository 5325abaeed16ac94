package store

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"cackle/chat"
)

var noon = time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)

// tester is what the helpers need of a test, a benchmark or a run of rapid's.
type tester interface {
	Helper()
	Fatal(...any)
}

// open opens a store that is closed with the test.
func open(t testing.TB, dir string) *Store {
	t.Helper()
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { shut(t, s) })
	return s
}

func shut(t testing.TB, s *Store) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

// write writes what must work.
func write(t tester, s *Store, space chat.Space, f func(*Tx) error) {
	t.Helper()
	if err := s.Write(context.Background(), space, f); err != nil {
		t.Fatal(err)
	}
}

// read looks at what must be readable.
func read[T any](t tester, s *Store, space chat.Space, f func(*View) (T, error)) (got T) {
	t.Helper()
	err := s.Read(context.Background(), space, func(v *View) (err error) {
		got, err = f(v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// crashed is the store as another process finds it when this one is killed now.
func crashed(t testing.TB, dir string) *Store {
	t.Helper()
	to := t.TempDir()
	for _, name := range []string{keyFile, databaseFile, databaseFile + "-wal"} {
		b, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, name), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return open(t, to)
}

func TestOpenAgainFindsEverything(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "50% of päckle? #1", "data")
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(tx.Append("round/1", 0, Fact{Kind: "k", At: noon, Body: []byte(`{}`)}), tx.Seal("w", SpaceOwner, "kept"))
	})
	shut(t, s)
	s = open(t, dir)
	if got := read(t, s, "s", func(v *View) ([]Fact, error) { return v.Facts("round/1", 0) }); len(got) != 1 {
		t.Errorf("facts after opening again: %v", got)
	}
	words := read(t, s, "s", func(v *View) (map[string]string, error) { return v.Words("w") })
	if words["w"] != "kept" {
		t.Errorf("words after opening again: %v", words)
	}
	if _, err := os.Stat(filepath.Join(dir, databaseFile)); err != nil {
		t.Errorf("the database stands elsewhere: %v", err)
	}
}

func TestFilesAreTheirOwnersAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Log("modes mean nothing here")
		return
	}
	dir := t.TempDir()
	s := open(t, dir)
	write(t, s, "s", func(tx *Tx) error { return tx.See("k", "d", noon) })
	for _, name := range []string{keyFile, databaseFile, databaseFile + "-wal", databaseFile + "-shm"} {
		info, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != 0o600 {
			t.Errorf("%s has mode %o", name, got)
		}
	}
}

func TestKeyThatDoesNotFit(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(path string) error
		want string
	}{
		{"another", func(p string) error { return os.WriteFile(p, make([]byte, keySize), 0o600) }, ErrKey.Error()},
		{"missing", os.Remove, "is missing beside its database"},
		{"short", func(p string) error { return os.WriteFile(p, []byte("ab"), 0o600) }, "has 2 bytes instead of 32"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			s, err := Open(t.Context(), Options{Dir: dir})
			if err != nil {
				t.Fatal(err)
			}
			shut(t, s)
			if err := c.do(filepath.Join(dir, keyFile)); err != nil {
				t.Fatal(err)
			}
			for range 2 { // a second look must not find that the first one made a key
				if s, err = Open(t.Context(), Options{Dir: dir}); err == nil {
					shut(t, s)
					t.Fatal("opened")
				}
				if !strings.Contains(err.Error(), c.want) {
					t.Errorf("got %q, want it to say %q", err, c.want)
				}
			}
		})
	}
}

func TestFirstRunThatWasCutOff(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, keyFile+".unfinished"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	open(t, dir)
	if key, err := os.ReadFile(filepath.Join(dir, keyFile)); err != nil || len(key) != keySize {
		t.Errorf("key of %d bytes, %v", len(key), err)
	}
}

// A file called key that is none of ours is somebody's: it is named, and left alone.
func TestAForeignKeyIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, keyFile)
	if err := os.WriteFile(path, []byte("precious"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Open(t.Context(), Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("opened with %v", err)
	}
	if kept, err := os.ReadFile(path); err != nil || string(kept) != "precious" {
		t.Errorf("the file holds %q, %v", kept, err)
	}
}

func TestReadersCannotWrite(t *testing.T) {
	s := open(t, t.TempDir())
	err := s.Read(t.Context(), "s", func(v *View) error {
		_, err := v.session.exec(`DELETE FROM facts`)
		return err
	})
	if err == nil {
		t.Error("a view wrote")
	}
}

// plain finds a text in the files of a folder, and says in which.
func plain(t *testing.T, dir, text string) (in []string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(files) < 3 {
		t.Fatalf("files %v, %v", files, err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(b, []byte(text)) {
			in = append(in, filepath.Base(f))
		}
	}
	return in
}
