package main

import (
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// fill puts files into a folder.
func fill(t *testing.T, dir string, names ...string) {
	t.Helper()
	for _, name := range names {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func listed(t *testing.T, dir string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestFreshRemovesOnlyWhatIsOurs(t *testing.T) {
	for _, tc := range []struct {
		name         string
		fresh        bool
		before, want []string
	}{
		{"fresh", true, []string{"cackle.db", "cackle.db-shm", "cackle.db-wal", "diary.txt", "key", "running"}, []string{"diary.txt", "lock"}},
		{"not fresh", false, []string{"cackle.db", "cackle.db-wal", "key", "running"}, []string{"cackle.db", "cackle.db-wal", "key", "lock"}},
		{"somebody else's folder", true, []string{"diary.txt", "key"}, []string{"diary.txt", "key", "lock"}},
		{"empty", true, nil, []string{"lock"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			dir := t.TempDir()
			fill(t, dir, tc.before...)
			f, err := openFolder(dir, tc.fresh)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tc.want, listed(t, dir)); diff != "" {
				t.Errorf("files (-want +got)\n%s", diff)
			}
			if err := f.close(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestFreshWaitsForNobodyElsesFolder(t *testing.T) {
	dir := t.TempDir()
	f, err := openFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	fill(t, dir, "cackle.db", "key")
	for _, tc := range []struct{ announced, want string }{
		{"", "Cackle already runs on " + dir},
		{"http://127.0.0.1:1/?key=k", "Cackle already runs on " + dir + ": http://127.0.0.1:1/?key=k"},
	} {
		if tc.announced != "" {
			if err := f.announce(tc.announced); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := openFolder(dir, true); err == nil || err.Error() != tc.want {
			t.Errorf("got %v, want %s", err, tc.want)
		}
	}
	if names := listed(t, dir); !slices.Contains(names, "cackle.db") || !slices.Contains(names, "key") {
		t.Errorf("a running bot lost its files; left are %v", names)
	}
	if err := f.close(); err != nil {
		t.Fatal(err)
	}
	again, err := openFolder(dir, false)
	if err != nil {
		t.Fatalf("the folder was given back: %v", err)
	}
	if err := again.close(); err != nil {
		t.Error(err)
	}
}

func TestTheFolderIsForItsOwnerAlone(t *testing.T) {
	if runtime.GOOS == "windows" {
		return // has no such modes
	}
	dir := filepath.Join(t.TempDir(), "a", "b")
	f, err := openFolder(dir, false)
	if err != nil {
		t.Fatal(err)
	}
	if err := f.announce("http://127.0.0.1:1/?key=k"); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]os.FileMode{dir: 0o700, filepath.Join(dir, "running"): 0o600, filepath.Join(dir, "lock"): 0o600} {
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Mode().Perm(); got != want {
			t.Errorf("%s has mode %o, want %o", path, got, want)
		}
	}
	if err := f.close(); err != nil {
		t.Error(err)
	}
}
