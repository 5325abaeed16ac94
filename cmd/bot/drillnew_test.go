package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"cackle/drills"
	"cackle/drills/pack"
)

// Each kind is asked for what it needs: what is written is read back, and nothing of the task itself is missing.
func TestNewAsksWhatEachKindNeeds(t *testing.T) {
	feedback := "It is.\nIt would.\nIt does not.\nThis does.\nLook.\n\n"
	for kind, c := range map[drills.Kind]struct {
		answers string
		holds   func(drills.Task) bool
	}{
		drills.Text: {
			"What is printed?\n.\nBy hand\nIt shows.\n0 1\nBy running\nIt runs.\n0  1\n" +
				"From one\n1 2\n\n" + feedback + "Far off\n7 8\n^7\n" + feedback + "\n",
			func(t drills.Task) bool {
				return len(t.Exact) == 2 && t.Misconceptions[0].Sign.Pattern == "1 2" && t.Misconceptions[1].Sign.Pattern == "^7"
			},
		},
		drills.SQL: {
			"List them.\n.\nCREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n.\nPlainly\nIt lists.\nSELECT a\nFROM t\n.\nBy star\nIt takes all.\nSELECT * FROM t\n.\n" +
				"Twice\nSELECT a, a FROM t\n.\na, a\n" + feedback + "\n",
			func(t drills.Task) bool {
				return t.Wanted == "SELECT a\nFROM t" && strings.Contains(t.Tables, "INSERT") && t.Misconceptions[0].Sign.Pattern == "a, a"
			},
		},
		drills.Choice: {
			"Which one?\n.\nPeople say these.\nnone\none\n\none came\nBy hand\nIt shows.\nB\nBy running\nIt runs.\n\nNothing at all\nA\n" + feedback + "\n",
			func(t drills.Task) bool {
				return len(t.Options) == 2 && t.Right[0] == "B" && t.Options[1].Observed == "one came" && t.Misconceptions[0].Sign.Choice == "A"
			},
		},
		drills.Ordering: {
			"In which order?\n.\nPeople say these.\nfirst\nsecond\n\nthat\nBy hand\nIt shows.\nb, a\nBy running\nIt runs.\n\nAs written\nA, B\n" + feedback + "\n",
			func(t drills.Task) bool { return strings.Join(t.Right, "") == "BA" && t.Ways[1].Example == "b, a" },
		},
	} {
		var out bytes.Buffer
		file := filepath.Join(t.TempDir(), "team", "one.md")
		p := &program{in: strings.NewReader("One\nkinds\nall\n\n\n" + string(kind) + "\n" + c.answers), out: &out}
		if err := (&newCommand{File: file}).Run(p); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d, faults := pack.Parse(file, text)
		if d == nil || d.First.Kind != kind || !c.holds(d.First) {
			t.Errorf("%s: %v\n%s", kind, faults, text)
		}
	}
}

func TestSlugs(t *testing.T) {
	for text, want := range map[string]string{"The late train": "late-train", "": "pack", "A": "a", "Über 100 %!": "über-100"} {
		if got := slug(text, "pack"); got != want {
			t.Errorf("%q is %q, want %q", text, got, want)
		}
	}
	for file, want := range map[string]string{"time/late.md": "time/late", "late.md": "sql/late", "/x/y/z.md": "y/z", "../late.md": "sql/late"} {
		if got := idOf(file, "SQL"); got != want {
			t.Errorf("%q is %q, want %q", file, got, want)
		}
	}
}
