package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// folder is the data folder, held by this process alone. The lock is the system's, so it ends with the process, however that
// ends.
type folder struct {
	dir  string
	lock *flock.Flock
}

const (
	lockFile    = "lock"
	runningFile = "running" // the address of who holds the lock; apart from it, because Windows keeps others from reading a locked file
	database    = "cackle.db"
)

// ours are the files that --fresh removes, the database last: what stands without it is not taken for ours.
var ours = []string{runningFile, database + "-wal", database + "-shm", database + "-journal", "key", database}

// openFolder makes the folder if need be, and takes it. With fresh, what Cackle keeps there is removed, and nothing else.
func openFolder(dir string, fresh bool) (*folder, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, &trouble{"the data folder cannot be made", "choose another with --data", err}
	}
	f := &folder{dir: dir, lock: flock.New(filepath.Join(dir, lockFile), flock.SetPermissions(0o600))}
	held, err := f.lock.TryLock()
	if err != nil {
		return nil, &trouble{"the data folder cannot be taken", "choose another with --data", err}
	}
	if !held {
		return nil, f.taken()
	}
	if err := f.begin(fresh); err != nil {
		return nil, errors.Join(err, f.lock.Close())
	}
	return f, nil
}

// begin clears away what was left behind: an old address, and with fresh everything.
func (f *folder) begin(fresh bool) error {
	stale := []string{runningFile}
	if _, err := os.Stat(filepath.Join(f.dir, database)); fresh && err == nil {
		stale = ours
	}
	for _, name := range stale {
		if err := f.remove(name); err != nil {
			return &trouble{"the data folder cannot be cleared", "look at who owns what is in it", err}
		}
	}
	return nil
}

// taken says where the bot runs that has the folder.
func (f *folder) taken() error {
	what := "Cackle already runs on " + f.dir
	address, err := os.ReadFile(filepath.Join(f.dir, runningFile))
	if err != nil { // it has only just begun
		return &trouble{what: what, mend: "end it with Ctrl-C where it was started, or choose another folder with --data"}
	}
	return &trouble{
		what: what + ": " + strings.TrimSpace(string(address)),
		mend: "open that address, or choose another folder with --data",
	}
}

// announce writes down where this bot answers, for who starts another one. The address holds a key, so only its owner may
// read it.
func (f *folder) announce(address string) error {
	if err := os.WriteFile(filepath.Join(f.dir, runningFile), []byte(address+"\n"), 0o600); err != nil {
		return fmt.Errorf("write down where the bot answers: %w", err)
	}
	return nil
}

// close gives the folder back.
func (f *folder) close() error {
	if err := errors.Join(f.remove(runningFile), f.lock.Close()); err != nil {
		return fmt.Errorf("give the data folder back: %w", err)
	}
	return nil
}

func (f *folder) remove(name string) error {
	if err := os.Remove(filepath.Join(f.dir, name)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
