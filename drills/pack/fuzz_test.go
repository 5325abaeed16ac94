package pack_test

import (
	"context"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/pack"
)

// stub answers every query with the same row.
type stub struct{}

func (stub) SQL(context.Context, string, string) (check.Rows, error) {
	return check.Rows{Columns: []string{"id"}, Rows: [][]string{{"1"}}}, nil
}

var id = regexp.MustCompile(`id = "(\w+/[\w-]+)"`)

// nameOf is the file that a text has the id of, so that its id is no fault.
func nameOf(text []byte) string {
	if m := id.FindSubmatch(text); m != nil {
		return string(m[1]) + ".md"
	}
	return "a/b.md"
}

// Whatever an author writes gets an answer: a drill, or faults that stand on lines of the file.
func FuzzParse(f *testing.F) {
	for _, glob := range []string{"../../packs/*/*.md", "testdata/*/*.md"} {
		names, err := filepath.Glob(glob)
		if err != nil || len(names) == 0 {
			f.Fatalf("no drill at %s: %v", glob, err)
		}
		for _, name := range names {
			text, err := os.ReadFile(name)
			if err != nil {
				f.Fatal(err)
			}
			if d, amiss := pack.Parse(nameOf(text), text); d == nil {
				f.Fatalf("a seed never comes to Check: %v", amiss)
			}
			f.Add(text)
		}
	}
	for _, s := range samples {
		text := s.text()
		f.Add([]byte(text))
		f.Add([]byte(text[:len(text)/3])) // cut off in front, and in the text
		f.Add([]byte(text[:len(text)*2/3]))
		f.Add([]byte("\xff\xfe" + wide(text)))
		f.Add([]byte(strings.ReplaceAll(text, "e", "\xe9")))
	}
	f.Add([]byte(pack.Write(&drills.Drill{ID: "a/b"})))
	f.Add([]byte("\x89PNG\r\n\x1a\n\x00"))
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, text []byte) {
		d, amiss := pack.Parse(nameOf(text), text)
		if (d == nil) != (len(amiss) > 0) {
			t.Errorf("a drill %v, and %d faults", d != nil, len(amiss))
		}
		if d != nil {
			amiss = pack.Check(t.Context(), stub{}, nameOf(text), d)
			pack.Parse(nameOf(text), []byte(pack.Write(d)))
		}
		last, most := 1, 1+strings.Count(string(text), "\n")
		for _, fault := range amiss {
			if fault.Line < last || fault.Line > most || fault.What == "" || fault.Mend == "" || strings.Contains(fault.String(), "\n") {
				t.Errorf("%q after line %d of %d", fault, last, most)
			}
			last = fault.Line
		}
	})
}
