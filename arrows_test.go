// Package cackle_test holds what is so of the whole tree.
package cackle_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

const own = "cackle/"

// arrows say what each room may import, apart from the standard library: its own packages and libraries. Arrows point one way;
// a room that is not here may not be. See docs/architecture.md for why.
var arrows = map[string][]string{
	"chat":                           {},
	"chat/render":                    {"chat", "github.com/yuin/goldmark"},
	"drills":                         {"internal/kinds"},
	"internal/kinds":                 {},
	"internal/days":                  {},
	"internal/near":                  {},
	"internal/keylines":              {"github.com/pelletier/go-toml"},
	"drills/check":                   {"drills"},
	"drills/pack":                    {"drills", "drills/check", "internal/keylines", "internal/near", "github.com/pelletier/go-toml"},
	"drills/curriculum":              {"drills"},
	"drills/person":                  {"internal/kinds"},
	"drills/programme":               {"drills", "drills/curriculum", "internal/kinds", "scheduler"},
	"drills/mentoring":               {"internal/kinds"},
	"drills/pairing":                 {"internal/kinds"},
	"packs":                          {},
	"sandbox":                        {"modernc.org/sqlite", "modernc.org/libc", "golang.org/x/sys"},
	"scheduler":                      {"github.com/robfig/cron"},
	"store":                          {"chat", "modernc.org/sqlite", "github.com/pressly/goose"},
	"text":                           {"github.com/nicksnyder/go-i18n", "github.com/pelletier/go-toml", "golang.org/x/text"},
	"bot/outbox":                     {"bot/internal/pool", "chat", "store"},
	"bot/effects":                    {"bot/internal/pool", "chat", "store"},
	"bot/internal/pool":              {"chat"},
	"bot":                            {"bot/outbox", "bot/effects", "chat", "drills", "drills/check", "drills/curriculum", "drills/mentoring", "drills/pairing", "drills/person", "drills/programme", "internal/days", "internal/near", "scheduler", "store", "text"},
	"adapters/playground":            {"chat", "chat/render"},
	"adapters/playground/colleagues": {"chat", "drills"},
	"adapters/terminal":              {"chat", "chat/render"},
	"adapters/adaptertest":           {"chat", "internal/kinds", "github.com/google/go-cmp"},
	"cmd/bot":                        nil, // wires everything
}

// pure rooms have no clock, no network, no disk and no process of their own.
var pure = []string{"drills", "drills/check", "drills/curriculum", "drills/mentoring", "drills/pairing", "drills/person", "drills/programme", "internal/days", "internal/kinds", "chat"}

// impure are the imports that would break that.
var impure = []string{"os", "os/exec", "net", "net/http", "database/sql", "math/rand", "math/rand/v2", "crypto/rand", "log", "log/slog", "io/fs"}

type room struct {
	ImportPath string
	Imports    []string
}

func TestArrowsPointOneWay(t *testing.T) {
	seen := map[string]bool{}
	for _, r := range rooms(t) {
		name := strings.TrimPrefix(r.ImportPath, own)
		if r.ImportPath == "cackle" {
			continue
		}
		may, known := arrows[name]
		seen[name] = true
		if !known {
			t.Errorf("%s: a room without a place; say in arrows what it may import", name)
		}
		for _, path := range r.Imports {
			if slices.Contains(pure, name) && slices.Contains(impure, path) {
				t.Errorf("%s is pure, and imports %s", name, path)
			}
			if name != "cmd/bot" && known && !allowed(path, may) {
				t.Errorf("%s imports %s, and may not", name, path)
			}
		}
	}
	for name := range arrows {
		if !seen[name] {
			t.Errorf("%s is in arrows, and nowhere else", name)
		}
	}
}

func allowed(path string, may []string) bool {
	name, ours := strings.CutPrefix(path, own)
	if ours {
		return slices.Contains(may, name)
	}
	if first, _, _ := strings.Cut(path, "/"); !strings.Contains(first, ".") {
		return true
	}
	return slices.ContainsFunc(may, func(m string) bool { return path == m || strings.HasPrefix(path, m+"/") })
}

// rooms lists the packages of the tree with their imports.
func rooms(t *testing.T) (all []room) {
	t.Helper()
	list := exec.Command("go", "list", "-json=ImportPath,Imports", "./...")
	out, err := list.Output()
	if err != nil {
		t.Fatalf("list the packages: %v", err)
	}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var r room
		if err := d.Decode(&r); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, r)
	}
}
