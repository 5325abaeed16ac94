package packs_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"testing"

	_ "modernc.org/sqlite" // runs the loop of the clean-up drill

	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/pack"
	"cackle/packs"
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

func load(t *testing.T) map[string]*drills.Drill {
	t.Helper()
	all, faults := pack.Load(packs.FS)
	for _, f := range faults {
		t.Error(f)
	}
	byID := map[string]*drills.Drill{}
	for _, d := range all {
		byID[d.ID] = d
	}
	return byID
}

// A2: every example of every drill is run against what the drill claims of it.
func TestShippedDrillsCheckThemselves(t *testing.T) {
	all := load(t)
	files, err := fs.Glob(packs.FS, "*/*.md")
	if err != nil || len(all) != len(files) || len(all) < 4 {
		t.Fatalf("%d drills in %d files: %v", len(all), len(files), err)
	}
	run := box{sandbox.New()}
	subskills := map[string]string{}
	for id, d := range all {
		for _, f := range pack.Check(t.Context(), run, id+".md", d) {
			t.Error(f)
		}
		if other := subskills[d.Subskill]; other != "" {
			t.Errorf("%s and %s have the same subskill", id, other)
		}
		subskills[d.Subskill] = id
	}
}

// cleanUp runs the loop of the drill on a table of so many rows, and says how many are left.
func cleanUp(t *testing.T, rows int) (left int) {
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	run := func(query string, args ...any) {
		if _, err := db.Exec(query, args...); err != nil {
			t.Fatal(err)
		}
	}
	run("CREATE TABLE expired (id INTEGER PRIMARY KEY)")
	run("WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < $1) INSERT INTO expired SELECT n FROM c", rows)
	for n := 0; ; n += 100 {
		var found int
		if err := db.QueryRow("SELECT count(*) FROM (SELECT id FROM expired ORDER BY id LIMIT 100 OFFSET $1)", n).Scan(&found); err != nil {
			t.Fatal(err)
		}
		if found == 0 {
			break
		}
		run("DELETE FROM expired WHERE id IN (SELECT id FROM expired ORDER BY id LIMIT 100 OFFSET $1)", n)
	}
	if err := db.QueryRow("SELECT count(*) FROM expired").Scan(&left); err != nil {
		t.Fatal(err)
	}
	return left
}

// repeats is how many posts of page 0 stand on page 1 after so many new ones arrived, ten to a page, newest first.
func repeats(arrived int) (n int) {
	page := func(newest, page int) (ids []int) {
		for i := range 10 {
			ids = append(ids, newest-10*page-i)
		}
		return ids
	}
	first := map[int]bool{}
	for _, id := range page(30, 0) {
		first[id] = true
	}
	for _, id := range page(30+arrived, 1) {
		if first[id] {
			n++
		}
	}
	return n
}

// The facts of the drills are what runs give.
func TestFactsAreRun(t *testing.T) {
	all := load(t)
	loop := all["code/cleanup-loop"]
	for _, c := range []struct {
		what      string
		got, want float64
	}{
		{"1,000 rows", float64(cleanUp(t, 1000)), loop.First.Value}, {"900 rows", float64(cleanUp(t, 900)), loop.Twin.Value},
		{"3 new posts", float64(repeats(3)), loop.Transfer.Value},
		{"a float32 at 2^24", float64(float32(16777216) + float32(1)), all["json/changed-id"].Transfer.Value},
		{"mean order", (100. + 50 + 30) / 3, all["sql/doubling-report"].Transfer.Value},
		{"mean joined", (3*100. + 50 + 30) / 5, *all["sql/doubling-report"].Transfer.Misconceptions[0].Sign.Value},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, the drill says %v", c.what, c.got, c.want)
		}
	}
	id := all["json/changed-id"]
	for _, c := range []struct {
		text string
		task *drills.Task
	}{{"9007199254740993", &id.First}, {"9007199254740995", id.Twin}} {
		var v any
		if err := json.Unmarshal([]byte(c.text), &v); err != nil {
			t.Fatal(err)
		}
		arrived := fmt.Sprintf("%.0f", v)
		for _, o := range c.task.Options {
			if (o.Key == c.task.Right[0]) != (o.Text[:16] == arrived) {
				t.Errorf("%s arrives as %s, and option %s is %q", c.text, arrived, o.Key, o.Text)
			}
		}
	}
	rows, err := box{sandbox.New()}.SQL(t.Context(),
		"CREATE TABLE tickets (status); INSERT INTO tickets VALUES ('open'), ('closed'), (NULL)", "SELECT * FROM tickets WHERE status <> 'closed'")
	if err != nil || float64(len(rows.Rows)) != all["sql/quiet-customers"].Transfer.Value {
		t.Errorf("tickets: %d rows %v", len(rows.Rows), err)
	}
}
