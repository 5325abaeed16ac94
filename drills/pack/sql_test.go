package pack_test

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/drills/check"
	"cackle/drills/pack"
)

func TestFaultsOfSQL(t *testing.T) {
	const mendSound = ", mend the example or what is wanted"
	runBroken(t, beds, read(t, beds), []broken{
		{"no Wanted", []string{"## Wanted\n\n```sql\nSELECT id FROM beds WHERE plant IS NULL\n```\n", ""},
			[]string{"kind", `SQL without Wanted, add the heading "Wanted" with a code block`}},
		{"Wanted without code", []string{"## Wanted\n\n```sql\nSELECT id FROM beds WHERE plant IS NULL\n```\n", "## Wanted\n"},
			[]string{"## Wanted", `"Wanted" has 0 code blocks, put exactly one there`}},
		{"tables that fail", []string{"CREATE TABLE", "CREAT TABLE"},
			[]string{"CREAT", `the tables of the drill cannot be filled: near "CREAT": syntax error, mend the statements, which are SQLite's`}},
		{"wanted that fails", []string{"## Wanted > FROM beds", "FROM bets"}, []string{"bets", "what the drill wants does not run: no such table: bets, mend the query"}},
		{"wanted of too many rows", []string{"## Wanted > SELECT id FROM beds", "WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 150) SELECT i FROM n -- "},
			[]string{"WITH n", "what the drill wants is 150 rows, 100 fit"}},
		{"wanted column without a name", []string{"## Wanted > SELECT id", "SELECT id + 0"},
			[]string{"## Wanted > SELECT", `the drill: the outcome shows the column "id + 0" before the feedback, name it with AS in the query under Wanted`}},
		{"sound way that does not run", []string{"IS NULL;", "ISS NULL;"}, []string{"ISS", `the drill: the sound way "SELECT id FROM beds WHERE plant ISS NULL;" does not pass: near "ISS": syntax error` + mendSound}},
		{"sound way of other rows", []string{"EXCEPT\n > EXCEPT SELECT id FROM beds", "EXCEPT SELECT id + 2 FROM beds"},
			[]string{"EXCEPT SELECT id + 2", `the drill: the sound way "SELECT id FROM beds EXCEPT SELECT id + 2 FROM bed…" does not pass: 1 row missing, 1 too many` + mendSound}},
		{"order", []string{"[transfer]", "[answer]\nordered = true\n\n[transfer]", "IS NULL;", "IS NULL ORDER BY id DESC;"},
			[]string{"IS NULL ORDER", `the drill: the sound way "SELECT id FROM beds WHERE plant IS NULL ORDER BY …" does not pass: its rows come in another order` + mendSound}},
		{"example of none", []string{"FROM beds WHERE plant = ''", "FROM beds WHERE id = 2"},
			[]string{"id = 2", `the drill: the example "SELECT id FROM beds WHERE id = 2" of empty-text shows no misconception: 1 row missing, 0 too many, mend the example, or the sign under [[misconception]]`}},
		{"two that both match", []string{`"every-bed"`, "\"every-bed\"\npattern = 'beds'", "[[\"1\"], [\"2\"], [\"3\"]]", "[]"}, []string{
			"equals-null\nName > SELECT id", `the drill: the example "SELECT id FROM beds WHERE plant = NULL" of equals-null shows equals-null and every-bed, make the signs tell them apart`,
			"empty-text\nName > SELECT id", `the drill: the example "SELECT id FROM beds WHERE plant = ''" of empty-text shows empty-text and every-bed, make the signs tell them apart`,
			"every-bed\nName > SELECT id", `the drill: the example "SELECT id FROM beds" of every-bed shows no misconception: 0 rows missing, 1 too many, mend the example, or the sign under [[misconception]]`}},
		{"pattern that fits everything", []string{`'=\s*null\b'`, `'=?'`}, []string{"'=?'", "the pattern of equals-null fits every answer, name what only this one writes"}},
		{"a sound query in a hand up", []string{"`SELECT id FROM beds WHERE ___`", "`select id  from beds where plant is null`"}, []string{
			"3. A half", `hand up 3 holds the answer "SELECT id FROM beds WHERE plant IS NULL;", say it after the attempt only`}},
		{"a sound query in the prompt, over two lines", []string{"Write a query", "Not this one:\n\nselect id\nfrom beds where plant is null\n\nWrite a query"}, []string{
			"A bed without", `the prompt holds the answer "SELECT id FROM beds WHERE plant IS NULL;", say it after the attempt only`}},
		{"a twin without a heading", []string{"[transfer]", "[twin.answer]\nordered = true\n\n[transfer]"}, []string{"[twin.", `[twin] has no heading, add "## Twin" with its prompt`}},
	})
}

// away is a sandbox that cannot be reached, after so many queries.
type away struct {
	check.Runner
	after int
}

func (a *away) SQL(ctx context.Context, tables, query string) (check.Rows, error) {
	if a.after--; a.after < 0 {
		return check.Rows{}, errors.New("no room for a child")
	}
	return check.Rows{}, nil
}

// That the sandbox is away is said once, and not laid at the drill's door.
func TestSandboxThatIsAway(t *testing.T) {
	text := read(t, beds)
	d, amiss := pack.Parse(beds, []byte(text))
	if len(amiss) > 0 {
		t.Fatal(amiss)
	}
	const mend = "this is not the drill's fault; try again"
	for after, want := range map[int]pack.Fault{
		0: {File: beds, Line: lineOf(t, text, "CREATE"), What: "Tables of the drill could not be tried: no room for a child", Mend: mend},
		1: {File: beds, Line: lineOf(t, text, "## Wanted > SELECT"), What: "Wanted of the drill could not be tried: no room for a child", Mend: mend},
	} {
		if diff := cmp.Diff([]pack.Fault{want}, pack.Check(t.Context(), &away{after: after}, beds, d)); diff != "" {
			t.Errorf("after %d: %s", after, diff)
		}
	}
}
