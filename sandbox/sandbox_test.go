package sandbox

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMain(m *testing.M) {
	Main()
	os.Exit(m.Run())
}

const tables = `CREATE TABLE t (id INTEGER, name TEXT, price REAL); INSERT INTO t VALUES (1, 'a', 60), (2, NULL, 2.5);`

func run(t testing.TB, sql string) Result {
	t.Helper()
	r, err := New().SQL(t.Context(), Query{Tables: tables, SQL: sql})
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return r
}

func TestRowsAreAsTheEngineGivesThem(t *testing.T) {
	r := run(t, "SELECT id, name, price, 'NULL' AS word, x'01ff' AS b FROM t ORDER BY id;")
	if diff := cmp.Diff([][]string{{"1", "a", "60.0", "NULL", "x'01ff'"}, {"2", "NULL", "2.5", "NULL", "x'01ff'"}}, r.Rows); diff != "" {
		t.Error(diff)
	}
	if want := []string{"id", "name", "price", "word", "b"}; !slices.Equal(r.Columns, want) {
		t.Errorf("columns %v", r.Columns)
	}
	if r := run(t, "SELEC 1"); r.Error != `near "SELEC": syntax error` {
		t.Errorf("a syntax error says %q", r.Error)
	}
	if r := run(t, "SELECT absent FROM t"); r.Error != "no such column: absent" {
		t.Errorf("an unknown column says %q", r.Error)
	}
}

// A query may be as long as the largest file that is read as one, and no longer.
func TestTheLongestQuery(t *testing.T) {
	long := "SELECT id FROM t --" + strings.Repeat("x", 64<<10)
	if r := run(t, long[:64<<10]); len(r.Rows) != 2 {
		t.Errorf("a query of 64 KiB: %+v", r)
	}
	if r := run(t, long); r.Error == "" {
		t.Error("a longer one runs too")
	}
}

// What is refused, whatever stands before it.
func TestNothingButReading(t *testing.T) {
	for _, sql := range []string{
		"ATTACH 'x.db' AS x", "PRAGMA table_info(t)", "SELECT load_extension('x')", "VACUUM INTO 'x.db'", "DELETE FROM t",
		"INSERT INTO t VALUES (3, 'c', 1)", "UPDATE t SET id = 9", "CREATE TABLE u (x)", "DROP TABLE t", "CREATE TEMP VIEW v AS SELECT 1",
		"SELECT * FROM pragma_table_info('t')", "BEGIN", "SELECT 1; DROP TABLE t", "SELECT 1; ATTACH 'x.db' AS x",
		"WITH x AS (SELECT 1) INSERT INTO t SELECT * FROM x", "ANALYZE",
	} {
		r := run(t, sql)
		if !strings.Contains(r.Error, "not authorized") && !strings.Contains(r.Error, "authorization denied") {
			t.Errorf("%s: %+v", sql, r)
		}
	}
}

func TestBombsAreStopped(t *testing.T) {
	for _, sql := range []string{
		"WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c",
		"SELECT count(*) FROM t a" + strings.Repeat(" CROSS JOIN t", 60),
		"SELECT hex(zeroblob(900000000))", "SELECT replace(hex(zeroblob(500000)), '0', hex(zeroblob(500)))",
		"WITH RECURSIVE c(n, s) AS (SELECT 1, hex(zeroblob(400000)) UNION ALL SELECT n + 1, s FROM c LIMIT 100000) SELECT * FROM c ORDER BY n DESC",
		"SELECT group_concat(hex(zeroblob(100000))) FROM t a, t b, t c, t d, t e, t f, t g, t h",
		"SELECT " + strings.Repeat("(", 3000) + "1" + strings.Repeat(")", 3000),
		"SELECT '" + strings.Repeat("x", 70000) + "'",
	} {
		if r := run(t, sql); r.Error == "" && r.Stopped == "" {
			t.Errorf("%.60s…: went through with %d rows", sql, len(r.Rows))
		}
	}
}

func TestOutputIsBounded(t *testing.T) {
	r := run(t, "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 1000) SELECT n FROM c")
	if len(r.Rows) != mostRows || r.More != 900 {
		t.Errorf("%d rows and %d more", len(r.Rows), r.More)
	}
	r = run(t, "SELECT printf('%.1000c', 'x')")
	if got := r.Rows[0][0]; len([]rune(got)) != cellLimit+1 || !strings.HasSuffix(got, "…") {
		t.Errorf("a wide cell has %d characters", len(got))
	}
}

// The child sees nothing of the bot's: no environment, no folder; and leaves nothing behind.
func TestNothingGoesInOrStays(t *testing.T) {
	t.Setenv("SLACK_BOT_TOKEN", "xoxb-secret")
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	script := filepath.Join(t.TempDir(), "child")
	if err := os.WriteFile(script, []byte("#!/bin/sh\n/usr/bin/env >&2\n[ -z \"$SLACK_BOT_TOKEN$HOME$PATH_SET\" ] || exit 1\n[ -z \"$(ls -A .)\" ] || exit 1\necho '{\"Error\":\"empty\"}'\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	b := New()
	b.self = func() (string, error) { return script, nil }
	r, err := b.SQL(t.Context(), Query{})
	if err != nil || r.Error != "empty" {
		t.Errorf("the child's surroundings: %+v %v", r, err)
	}
	if r := run(t, "SELECT 1"); len(r.Rows) != 1 {
		t.Errorf("%+v", r)
	}
	left, err := os.ReadDir(tmp)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
}

func TestAFewAtOnceAndAllAreServed(t *testing.T) {
	b := New()
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if len(b.slots) > atOnce {
				t.Error("too many at once")
			}
			if r, err := b.SQL(t.Context(), Query{Tables: tables, SQL: "SELECT count(*) FROM t"}); err != nil || len(r.Rows) != 1 || r.Rows[0][0] != "2" {
				t.Errorf("%+v %v", r, err)
			}
		})
	}
	all.Wait()
}

func TestOurOwnTroubleIsAnError(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := New().SQL(ctx, Query{SQL: "SELECT 1"}); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled run: %v", err)
	}
	b := New()
	b.self = func() (string, error) { return "/nowhere/at/all", nil }
	if _, err := b.SQL(t.Context(), Query{SQL: "SELECT 1"}); err == nil {
		t.Error("a missing program is no result")
	}
}

func BenchmarkTrivialQuery(b *testing.B) {
	box := New()
	for b.Loop() {
		if _, err := box.SQL(b.Context(), Query{Tables: tables, SQL: "SELECT 1"}); err != nil {
			b.Fatal(err)
		}
	}
}
