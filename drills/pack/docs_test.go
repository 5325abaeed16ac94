package pack_test

import (
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"cackle/drills"
	"cackle/drills/pack"
	"cackle/sandbox"
)

func docs(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("../../docs/drills.md")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Every example of the page is a drill without a fault: the first as it stands, the others in place of its transfer. There is one
// of each kind.
func TestTheExamplesOfTheDocsPass(t *testing.T) {
	blocks := regexp.MustCompile("(?ms)^````markdown\n(.*?)^````$").FindAllStringSubmatch(docs(t), -1)
	if len(blocks) < 8 {
		t.Fatalf("only %d examples were found", len(blocks))
	}
	whole := blocks[0][1]
	before, _, found := strings.Cut(whole, "[transfer]\n")
	_, body, _ := strings.Cut(whole, "[[transfer.misconception]]")
	_, body, _ = strings.Cut(body, "+++\n")
	body, _, cut := strings.Cut(body, "## Transfer\n")
	if !found || !cut {
		t.Fatal("the whole drill has no transfer to put others in the place of")
	}
	shown := map[drills.Kind]bool{}
	for i, block := range blocks {
		if strings.HasPrefix(block[1], "[twin.") {
			twinOf(t, whole, blocks[i-1][1], block[1])
			continue
		}
		text := whole
		if i > 0 {
			front, transfer, _ := strings.Cut(block[1], "+++\n")
			text = before + front + "+++\n" + body + transfer
		}
		d, faults := pack.CheckText(t.Context(), box{sandbox.New()}, "paging/last-page.md", []byte(text))
		if d == nil {
			t.Errorf("example %d: %v\n%s", i+1, faults, block[1])
			continue
		}
		shown[d.First.Kind], shown[d.Transfer.Kind] = true, true
		traced(t, d.Transfer)
	}
	for _, k := range []drills.Kind{drills.Choice, drills.Choices, drills.Ordering, drills.Number, drills.Text, drills.SQL} {
		if !shown[k] {
			t.Errorf("no example of %s", k)
		}
	}
}

// twinOf makes the drill whose own task is an example of a transfer, with the twin that the page shows for it.
func twinOf(t *testing.T, whole, example, twin string) {
	t.Helper()
	keys, task, _ := strings.Cut(example, "+++\n")
	twinKeys, twinTask, _ := strings.Cut(twin, "+++\n")
	cutting := func(text, from, to string) string {
		return text[:strings.Index(text, from)] + text[strings.Index(text, to):]
	}
	own := func(s string) string { // in a drill's own task
		return strings.NewReplacer("[transfer]\n", "", "transfer.", "", "## Transfer\n", "", "### ", "## ").Replace(s)
	}
	kind, tables, _ := strings.Cut(own(keys), "[answer]")
	text := strings.Replace(whole, "kind = \"number\"\n", kind, 1)
	text = cutting(text, "[answer]", "[transfer]")
	text = strings.Replace(text, "[transfer]", "[answer]"+tables+twinKeys+"[transfer]", 1)
	text = cutting(text, "A list shows", "## Hands up")
	text = strings.Replace(text, "## Hands up", own(task)+"\n## Hands up", 1)
	text = cutting(text, "## Twin", "## Transfer")
	text = strings.Replace(text, "## Transfer", twinTask+"\n## Transfer", 1)
	if d, faults := pack.CheckText(t.Context(), box{sandbox.New()}, "paging/last-page.md", []byte(text)); d == nil {
		t.Errorf("the twin: %v\n%s", faults, text)
	}
}

// traced runs the query that a trace drill over SQL shows: what it says that it prints is what it prints.
func traced(t *testing.T, task *drills.Task) {
	t.Helper()
	query := regexp.MustCompile("(?s)```sql\n(.*?)```").FindStringSubmatch(task.Prompt)
	if task.Kind != drills.Text || query == nil {
		return
	}
	rows, err := box{sandbox.New()}.SQL(t.Context(), "", query[1])
	if err != nil || rows.Error != "" || len(rows.Rows) != 1 {
		t.Fatalf("%s: %+v %v", query[1], rows, err)
	}
	if got := strings.Join(rows.Rows[0], ", "); got != task.Exact[0] {
		t.Errorf("%s prints %s, and not %s", query[1], got, task.Exact[0])
	}
}

// The page tells every limit as it is, and every key and heading.
func TestTheDocsTellEveryLimitKeyAndHeading(t *testing.T) {
	page := docs(t)
	_, table, _ := strings.Cut(page, "| what | most |\n|---|---|\n")
	told := map[string]int{}
	for _, row := range regexp.MustCompile(`(?m)^\| (.*?) \| (\d+) \|$`).FindAllStringSubmatch(table, -1) {
		n, err := strconv.Atoi(row[2])
		if err != nil {
			t.Fatal(err)
		}
		told[row[1]] = n
	}
	for what, n := range pack.Limits {
		if told[what] != n {
			t.Errorf("%s: the page says %d, and it is %d", what, told[what], n)
		}
	}
	if len(told) != len(pack.Limits) {
		t.Errorf("the page tells %d limits, and there are %d", len(told), len(pack.Limits))
	}
	for _, key := range pack.Keys() {
		if !regexp.MustCompile(`\b` + key + `\b( =|\.|\]|` + "`)").MatchString(page) {
			t.Errorf("the page does not tell the key %s", key)
		}
	}
	for _, head := range pack.Headings {
		if !regexp.MustCompile(`(?m)^###? ` + head).MatchString(page) {
			t.Errorf("the page does not show the heading %s", head)
		}
	}
}
