package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A team's own packs are there at start beside those that ship. One that is broken, and one whose id is a shipped drill's, are
// named with file, line and mend, and leave the others running.
func TestOwnPacksAreThereAtStart(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	read := func(name string) string {
		t.Helper()
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	fence := read("../../drills/pack/testdata/garden/fence.md")
	write("garden/fence.md", fence)
	write("garden/long.md", strings.NewReplacer("garden/fence", "garden/long", `"The fence"`, `"A title that no heading holds"`).Replace(fence))
	write("code/cleanup-loop.md", read("../../packs/code/cleanup-loop.md"))
	write("broken/torn.md", "+++\n")

	var log bytes.Buffer
	c := config{Packs: packsConfig{Folder: dir}}
	all, err := allDrills(t.Context(), setup{config: c, log: slog.New(slog.NewTextHandler(&log, nil))}, newRunner())
	if err != nil {
		t.Fatal(err)
	}
	ships, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != len(ships)+1 {
		t.Errorf("%d drills, and %d ship", len(all), len(ships))
	}
	for _, want := range []string{
		"broken/torn.md:1: the TOML has no end, put a line of +++ after it",
		`code/cleanup-loop.md:2: id \"code/cleanup-loop\" is that of a drill that ships too, give each drill its own`,
		"garden/long.md:3: title has 29 characters, 24 fit",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log says %s, and not %q", &log, want)
		}
	}

	h := openHouse(t, t.TempDir(), true, fmt.Sprintf(`
[packs]
folder = %q

[[programme]]
name = "Everyday"
channel = "drills"
cron = "0 10 * * TUE,THU"
zone = "Europe/Berlin"
packs = ["garden"]
`, filepath.ToSlash(dir)))
	if got := h.cards(1); !strings.HasPrefix(got[0], "New drill: The fence.") {
		t.Errorf("the channel says %q", got)
	}
	h.stop()
}
