package pack_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/pack"
	"cackle/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main()
	os.Exit(m.Run())
}

// box joins the sandbox to the checker.
type box struct{ *sandbox.Box }

func (b box) SQL(ctx context.Context, tables, query string) (check.Rows, error) {
	r, err := b.Box.SQL(ctx, sandbox.Query{Tables: tables, SQL: query})
	return check.Rows(r), err
}

// Two drills without a fault, which the tests break.
const (
	fence = "garden/fence.md" // a number
	beds  = "garden/beds.md"  // SQL
)

func read(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// faults are what an author is told of a file.
func faults(t *testing.T, name, text string) (said []string) {
	t.Helper()
	_, all := pack.CheckAll(t.Context(), box{sandbox.New()}, fstest.MapFS{name: {Data: []byte(text)}}, "")
	for _, f := range all {
		said = append(said, f.String())
	}
	return said
}

func TestDrillsWithoutFaults(t *testing.T) {
	for _, name := range []string{fence, beds} {
		text := read(t, name)
		for how, text := range map[string]string{
			"as it is": text, "saved on Windows": "\ufeff" + strings.ReplaceAll(text, "\n", "\r\n"),
			"more backticks": strings.Replace(text, "## Why\n", "## Why\n````\n```\n## no heading\n````\n", 1),
		} {
			if said := faults(t, name, text); said != nil {
				t.Errorf("%s, %s:\n%s", name, how, strings.Join(said, "\n"))
			}
		}
	}
}

func TestParseGivesWhatIsWritten(t *testing.T) {
	text := read(t, fence)
	d, amiss := pack.Parse(fence, []byte(text))
	if len(amiss) > 0 {
		t.Fatal(amiss)
	}
	first := d.First
	m := first.Misconceptions
	want := []any{
		"garden/fence", "The fence", 90 * time.Second, false, drills.Source{Title: "Fencepost error", URL: "https://en.wikipedia.org/wiki/Off-by-one_error#Fencepost_error"},
		"A fence is 30 m long and has a post every 3 m:\n\n```\n## this is no heading\n|--|--|\n```\n\nOne stands at each end. How many posts does it take?",
		drills.Way{Name: "By drawing", Sound: "A short fence on paper shows one post more than gaps.", Example: "11 posts"},
		[]string{"What do you know about things that stand in a line?", "Draw a fence of 6 m.\nCount its posts and its gaps.", "Fill in: 3 m, two posts; 6 m, ___ posts."},
		"Gaps counted for posts", "The last gap has a post on both sides.", []string{"9", "8"}, &[2]float64{8, 9},
		9., "Gaps counted for posts", "The last gap has a post on both sides.", 5., "Pauses counted for runs", text,
	}
	got := []any{
		d.ID, d.Title, d.Stuck, d.Safety, d.Sources[0],
		first.Prompt,
		first.Ways[0],
		d.HandsUp,
		m[0].Name, m[0].Feedback.Breaks, m[2].Examples, m[2].Sign.Within,
		d.Twin.Value, d.Twin.Misconceptions[0].Name, d.Twin.Misconceptions[0].Feedback.Breaks, d.Transfer.Value, d.Transfer.Misconceptions[0].Name, d.Source,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	d, amiss = pack.Parse(beds, []byte(read(t, beds)))
	if len(amiss) > 0 {
		t.Fatal(amiss)
	}
	want = []any{"SELECT id FROM beds WHERE plant IS NULL", [][]string{}, [][]string{{"1"}, {"2"}, {"3"}}, (*drills.Task)(nil), drills.Number, "The tables have ids."}
	got = []any{d.First.Wanted, d.First.Misconceptions[1].Sign.Returns, d.First.Misconceptions[2].Sign.Returns, d.Twin, d.Transfer.Kind, d.Fixes}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// A drill says where attempts can be given.
func TestAttemptsInTheThread(t *testing.T) {
	for line, want := range map[string]bool{"": false, "\nattempts = \"form\"": false, "\nattempts = \"thread\"": true} {
		d, faults := pack.Parse(fence, []byte(change(t, read(t, fence), "version = 1", "version = 1"+line)))
		if len(faults) > 0 || d.InThread != want {
			t.Errorf("with %q: %v, in the thread: %v", line, faults, d != nil && d.InThread)
		}
	}
}

// A drill that is safety-critical is no fault: it is never posted to be tried first, which curriculum sees to.
func TestSafetyIsTakenOver(t *testing.T) {
	text := change(t, read(t, fence), "version = 1", "version = 1\nsafety = true")
	if d, amiss := pack.Parse(fence, []byte(text)); d == nil || !d.Safety {
		t.Errorf("%+v %v", d, amiss)
	}
}

func TestLoad(t *testing.T) {
	good, second := read(t, fence), read(t, beds)
	fsys := fstest.MapFS{
		fence: {Data: []byte(good)}, beds: {Data: []byte(second)}, "README.md": {Data: []byte("no drill")}, "garden/notes.txt": {},
		"copy/garden/fence.md": {Data: []byte(good)}, "garden/torn.md": {Data: []byte("+++\n")},
	}
	all, amiss := pack.Load(fsys)
	var ids []string
	for _, d := range all {
		ids = append(ids, d.ID)
	}
	want := []pack.Fault{
		{File: fence, Line: lineOf(t, good, "id = "), What: `id "garden/fence" is that of copy/garden/fence.md too`, Mend: "give each drill its own"},
		{File: "garden/torn.md", Line: 1, What: "the TOML has no end", Mend: "put a line of +++ after it"},
	}
	if diff := cmp.Diff([]string{"garden/beds", "garden/fence"}, ids) + cmp.Diff(want, amiss); diff != "" {
		t.Error(diff)
	}
	if files, _ := pack.CheckAll(t.Context(), box{sandbox.New()}, fsys, ""); files != 4 {
		t.Errorf("%d files, want 4", files)
	}
}

// Whoever names a file by its folder, by nothing, or by a whole path has the same id.
func TestIDIsThePathAsFarAsItIsKnown(t *testing.T) {
	text := read(t, fence)
	for name, want := range map[string]string{
		"fence.md": "", "garden/fence.md": "", "./garden/fence.md": "", "/home/ana/garden/fence.md": "", "../fence.md": "", "/fence.md": "",
		"gate.md": "garden/gate", "kitchen/fence.md": "kitchen/fence", "a/garden/e.md": "garden/e", "garden/a-fence.md": "garden/a-fence",
	} {
		_, amiss := pack.Parse(name, []byte(text))
		var wanted []pack.Fault
		if want != "" {
			wanted = []pack.Fault{{File: name, Line: lineOf(t, text, "id = "), What: `id "garden/fence" is not the file's path`, Mend: `write "` + want + `"`}}
		}
		if diff := cmp.Diff(wanted, amiss); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
