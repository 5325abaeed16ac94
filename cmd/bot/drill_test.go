package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"cackle/adapters/playground"
	"cackle/bot"
	"cackle/drills"
)

// Every screen of every drill that ships can be drawn, and fits the smaller platform: each misconception has its outcome and its
// feedback, and both debriefs are there.
func TestEveryScreenOfEveryShippedDrill(t *testing.T) {
	all, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range all {
		screens, err := screensOf(t.Context(), newRunner(), d)
		if err != nil {
			t.Errorf("%s: %v", d.ID, err)
			continue
		}
		for _, s := range screens {
			teachesNothingBefore(t, d, s)
			if err := valid(s); err != nil {
				t.Errorf("%s, %s, %s: %v", d.ID, s.Group, s.Name, err)
			}
		}
		if text := debriefOf(screens); !strings.Contains(text, "What was tried, no names:") {
			t.Errorf("%s: the debrief of a large team tells no numbers: %s", d.ID, text)
		}
		for _, want := range wantedScreens(d) {
			if !slices.ContainsFunc(screens, func(s bot.Screen) bool { return s.Group == want[0] && s.Name == want[1] }) {
				t.Errorf("%s: no screen %q under %q", d.ID, want[1], want[0])
			}
		}
	}
}

// C2: what is seen before a go holds no feedback, no reason and no misconception's name.
func teachesNothingBefore(t *testing.T, d *drills.Drill, s bot.Screen) {
	t.Helper()
	if s.Group != "Before a go" {
		return
	}
	seen, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	taught := []string{d.Holds, d.Why, d.Debrief}
	for _, m := range d.First.Misconceptions {
		taught = append(taught, m.Name, m.Feedback.Assumes, m.Feedback.Breaks, m.Feedback.Holds, m.Feedback.Next)
	}
	for _, text := range taught {
		written, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(seen, bytes.Trim(written, `"`)) {
			t.Errorf("%s, %s: %q is seen before a go", d.ID, s.Name, text)
		}
	}
}

// debriefOf is what the large debrief says.
func debriefOf(screens []bot.Screen) (text string) {
	for _, s := range screens {
		if s.Name == "The debrief of a large team" {
			for _, b := range s.Message.Hidden {
				text += b.Text + "\n"
			}
		}
	}
	return text
}

func wantedScreens(d *drills.Drill) [][2]string {
	all := [][2]string{
		{"Before a go", "The card"}, {"Before a go", "The form"}, {"Before a go", "Hand up 3"}, {"Another go", "The outcome, and the reflection"},
		{"Another go", "It holds"}, {"Another setting", "The form"}, {"Another setting", "It holds"}, {"The close", "The closed card"},
		{"The close", "The debrief of a large team"}, {"The close", "The debrief of a small team"},
		{"The close", "The feedback that comes with the close"},
	}
	for _, m := range d.First.Misconceptions {
		for _, name := range []string{"The outcome, and the reflection", "The feedback", "The feedback, for who was sure"} {
			all = append(all, [2]string{m.Name, name})
		}
	}
	for _, m := range d.Transfer.Misconceptions {
		all = append(all, [2]string{"Another setting: " + m.Name, "The feedback"})
	}
	return all
}

// A preview asks for its key, follows its file, and keeps the last good screens below what is amiss.
func TestPreviewFollowsItsFile(t *testing.T) {
	good, err := os.ReadFile("../../drills/pack/testdata/garden/fence.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "garden", "fence.md")
	if err := os.Mkdir(filepath.Dir(file), 0o700); err != nil {
		t.Fatal(err)
	}
	save := func(old, now string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(strings.Replace(string(good), old, now, 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save("", "")
	page := &playground.Preview{Look: (&lookout{file: file, run: newRunner()}).look}
	if err := page.Listen("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- page.Serve(ctx) }()
	defer func() {
		stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	}()
	base, _, _ := strings.Cut(page.Address(), "/?")
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	client := &http.Client{Jar: jar}
	get := func(address string) (status int, body string) {
		t.Helper()
		r, err := client.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		text, err := io.ReadAll(r.Body)
		if err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, string(text)
	}
	if status, _ := get(base + "/"); status != http.StatusForbidden {
		t.Errorf("without the key it answers %d", status)
	}
	_, first := get(page.Address())
	version := between(first, `data-version="`, `"`)
	if !strings.Contains(first, "Gaps counted for posts") || version == "" || strings.Contains(first, `class="faults"`) {
		t.Fatalf("the first page: %.400s", first)
	}
	if status, body := get(base + "/sheet?after=" + version); status != http.StatusNoContent || body != "" {
		t.Errorf("a file that stands still is drawn again: %d %.200s", status, body)
	}
	save("Gaps counted for posts", "Gaps taken for posts")
	if _, body := get(base + "/sheet?after=" + version); !strings.Contains(body, "Gaps taken for posts") {
		t.Errorf("a change is not there: %.400s", body)
	}
	save(`title = "The fence"`, `title = "A fence whose name is far too long"`)
	_, body := get(base + "/sheet?after=" + version)
	for _, want := range []string{"fence.md:3: title has 34 characters, 24 fit", "Below is the last version without any", "Gaps taken for posts"} {
		if !strings.Contains(body, want) {
			t.Errorf("of a broken file there is no %q: %.600s", want, body)
		}
	}
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	if _, body := get(base + "/sheet?after="); !strings.Contains(body, "save it there again") || !strings.Contains(body, "Gaps taken for posts") {
		t.Errorf("of a file that is gone: %.600s", body)
	}
	save("", "")
	if _, body := get(base + "/sheet?after="); strings.Contains(body, `class="faults"`) || !strings.Contains(body, "Gaps counted for posts") {
		t.Errorf("once it is mended: %.600s", body)
	}
}

func between(s, from, to string) string {
	_, s, _ = strings.Cut(s, from)
	s, _, _ = strings.Cut(s, to)
	return s
}

// What check takes, every screen has room for: a drill that is as long as it may be everywhere.
func TestTheLongestDrillHasRoom(t *testing.T) {
	text, err := os.ReadFile("../../drills/pack/testdata/garden/beds.md")
	if err != nil {
		t.Fatal(err)
	}
	long := func(n int) string { return strings.Repeat("ä", n) }
	again := strings.NewReplacer(
		"The empty beds", long(24), "SQL · first steps", long(45), "A bed without a plant has NULL there.", long(1440),
		"CREATE TABLE beds", "-- "+long(2370)+"\nCREATE TABLE beds", "It asks whether a value is missing.", long(400),
		"plant IS NULL;", "plant IS NULL -- "+long(955), "The filter looks at the right column.", long(380),
		"- **Try next.** Run", "- **Works.** "+long(200)+"\n- **Worked example.** "+long(700)+"\n- **Try next.** "+long(300)+" Run",
		"1. What do you know of values that are missing?", "1. "+long(600), "## Holds\nIS NULL asks whether a value is missing.", "## Holds\n"+long(900),
		"Why does a comparison not find them?", long(300), "Where do our own tables have NULL?", long(300),
		"The first bed has a rose.", long(660),
	).Replace(string(text))
	file := filepath.Join(t.TempDir(), "garden", "beds.md")
	if err := errors.Join(os.Mkdir(filepath.Dir(file), 0o700), os.WriteFile(file, []byte(again), 0o600)); err != nil {
		t.Fatal(err)
	}
	run := newRunner()
	d, faults, err := readDrill(t.Context(), run, file)
	if d == nil {
		t.Fatal(err, faults)
	}
	screens, err := screensOf(t.Context(), run, d)
	if err != nil || len(screens) < 25 {
		t.Fatalf("%d screens: %v", len(screens), err)
	}
}

// Ctrl-C in the middle of a drill leaves nothing behind.
func TestTryThatIsBrokenOffLeavesNothing(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	ctx, stop := context.WithCancel(t.Context())
	in, typed := io.Pipe()
	read, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		ended <- (&tryCommand{File: "../../drills/pack/testdata/garden/fence.md"}).play(ctx, &program{in: in, out: out})
	}()
	if _, err := read.Read(make([]byte, 1)); err != nil { // the card is on its way, so the store is there
		t.Fatal(err)
	}
	go func() { _, _ = io.Copy(io.Discard, read) }()
	if files, err := os.ReadDir(tmp); err != nil || len(files) == 0 {
		t.Fatalf("nothing is kept meanwhile: %v", err)
	}
	stop()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if files, err := os.ReadDir(tmp); err != nil || len(files) > 0 {
		t.Errorf("left behind: %v %v", files, err)
	}
	_ = typed.Close() // is always nil
}

// A reader who goes while the page is drawn leaves no fault behind: what was not run is drawn at the next look.
func TestALookThatIsBrokenOffIsNoFault(t *testing.T) {
	l := &lookout{file: "../../packs/sql/quiet-customers.md", run: newRunner()}
	gone, leave := context.WithCancel(t.Context())
	leave()
	if _, err := l.look(gone); err == nil {
		t.Error("a look that nobody waits for is drawn")
	}
	if s, err := l.look(t.Context()); err != nil || len(s.Faults) > 0 || len(s.Screens) == 0 {
		t.Errorf("the next look gives %v, %v, %d screens", err, s.Faults, len(s.Screens))
	}
}
