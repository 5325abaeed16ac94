package pack_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/drills"
	"cackle/drills/pack"
)

// A drill that is written is read back as the same one: those that ship, and one of each kind.
func TestWriteIsReadBack(t *testing.T) {
	texts := map[string]string{}
	for _, glob := range []string{"../../packs/*/*.md", "testdata/*/*.md"} {
		names, err := filepath.Glob(glob)
		if err != nil || len(names) == 0 {
			t.Fatalf("no drill at %s: %v", glob, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
	}
	for _, s := range samples {
		texts[s.kind] = s.text()
	}
	texts["odd"] = change(t, read(t, fence), `"The fence"`, `"A \"fence\" \\ \u0007"`, "By pairing > ```\n11\n```", "````\n11\n```\n````")
	for name, text := range texts {
		first, faults := pack.Parse(nameOf([]byte(text)), []byte(text))
		if first == nil {
			t.Fatalf("%s: %v", name, faults)
		}
		written := pack.Write(first)
		again, faults := pack.Parse(nameOf([]byte(text)), []byte(written))
		if again == nil {
			t.Fatalf("%s is not read back: %v\n%s", name, faults, written)
		}
		for _, d := range []*drills.Drill{first, again} {
			d.Source, d.Hash = "", ""
		}
		if diff := cmp.Diff(first, again); diff != "" {
			t.Errorf("%s (-first +again)\n%s", name, diff)
		}
	}
}

// Of a drill that was hardly begun, check says each thing that is missing, on a line that holds it.
func TestWriteSaysWhatIsMissing(t *testing.T) {
	for _, kind := range []drills.Kind{"", drills.Number, drills.Choice, drills.Ordering, drills.Text, drills.SQL} {
		text := pack.Write(&drills.Drill{ID: "a/b", First: drills.Task{Kind: kind}, Level: 2, Minutes: 3, Version: 1})
		_, faults := pack.CheckText(t.Context(), stub{}, "a/b.md", []byte(text))
		said := map[int]bool{}
		for _, f := range faults {
			if strings.HasPrefix(f.What, "still missing: ") {
				said[f.Line] = true
			}
		}
		n := 0
		for i, line := range strings.Split(text, "\n") {
			if strings.HasPrefix(line, "# missing: ") || strings.HasPrefix(line, "<!-- missing: ") {
				n++
				if !said[i+1] {
					t.Errorf("%s: nothing is said of %q", kind, line)
				}
			}
		}
		if n < 15 {
			t.Errorf("%s: only %d things are missing:\n%s", kind, n, text)
		}
	}
}
