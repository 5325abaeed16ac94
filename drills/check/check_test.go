package check

import (
	"context"
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills"
)

func TestReadNumber(t *testing.T) {
	for said, want := range map[string]struct {
		value float64
		unit  string
	}{
		"9": {9, ""}, " 9 % ": {9, "%"}, "9%": {9, "%"}, "1,000 rows": {1000, "rows"}, "1 000 000": {1e6, ""}, "1'000": {1000, ""},
		"0,5": {0.5, ""}, "0,500": {0.5, ""}, "1,5 h": {1.5, "h"}, "1000,5": {1000.5, ""}, "1,234.5": {1234.5, ""}, "1e3": {1000, ""},
		"~9": {9, ""}, "≈ 22.2 h": {22.2, "h"}, "about 12": {12, ""}, "-60": {-60, ""}, ".5": {0.5, ""}, "12,345": {12345, ""},
	} {
		value, unit, err := readNumber(said)
		if err != nil || math.Abs(value-want.value) > 1e-12 || unit != want.unit {
			t.Errorf("%q: %v %q %v, want %v %q", said, value, unit, err, want.value, want.unit)
		}
	}
	for _, said := range []string{"zwölf", "", "h", "1.2.3", "--3", "1e999", "3 or 4", "NaN", "Inf", "."} {
		if v, unit, err := readNumber(said); err == nil && unit != "or 4" {
			t.Errorf("%q was read as %v %q", said, v, unit)
		}
	}
}

func TestReadSaysWhatIsInTheWay(t *testing.T) {
	number := &drills.Task{Kind: drills.Number, Unit: "h"}
	options := []drills.Option{{Key: "A"}, {Key: "B"}, {Key: "C"}}
	for _, c := range []struct {
		task   *drills.Task
		answer string
		key    string
	}{
		{number, "  ", "answer.blank"}, {number, "zwölf", "answer.not-a-number"}, {number, "12 min", "answer.other-unit"},
		{number, "12 H", ""}, {number, "12", ""}, {number, "3 or 4", "answer.other-unit"},
		{number, "1.000", "answer.two-ways"}, {number, "~2.500 h", "answer.two-ways"}, {number, "1.125", ""}, {number, "0.250", ""}, {number, "1.50", ""},
		{&drills.Task{Kind: drills.Number, Unit: "rows"}, "1 row", ""},
		{&drills.Task{Kind: drills.Choice, Options: options}, "b", ""},
		{&drills.Task{Kind: drills.Choice, Options: options}, "D", "answer.unknown-option"},
		{&drills.Task{Kind: drills.Choice, Options: options}, "A, B", "answer.unknown-option"},
		{&drills.Task{Kind: drills.Choices, Options: options}, "A, C", ""},
		{&drills.Task{Kind: drills.Ordering, Options: options}, "c a b", ""},
		{&drills.Task{Kind: drills.Ordering, Options: options}, "CAB", ""},
		{&drills.Task{Kind: drills.Ordering, Options: options}, "C, A", "answer.not-all"},
		{&drills.Task{Kind: drills.SQL}, "\n", "answer.blank"}, {&drills.Task{Kind: drills.Text}, "x", ""},
	} {
		key := ""
		if p := Read(c.task, c.answer); p != nil {
			key = p.Key
		}
		if key != c.key {
			t.Errorf("%s %q: %q, want %q", c.task.Kind, c.answer, key, c.key)
		}
	}
}

// What people type for a unit is read where the drill's unit is that one, and asked about where it is another.
func TestUnitsAsPeopleTypeThem(t *testing.T) {
	for unit, said := range map[string]struct{ same, other []string }{
		"hours": {[]string{"22 h", "22h", "22 hr", "22 hrs", "22 H", "22 hours", "1 hour", "22 h.", "22"}, []string{"22 m", "22 min", "22 s", "22 hs", "22/h", "22 d"}},
		"h":     {[]string{"22 hours", "22 hr"}, []string{"22 m"}},
		"s":     {[]string{"50 seconds", "50 sec", "50 secs", "50s", "1 second"}, []string{"50/s", "50 ms", "50 m", "50 per second", "50 h"}},
		"min":   {[]string{"5 minutes", "5 mins", "5min", "1 minute"}, []string{"5 m", "5 s"}},
		"%":     {[]string{"9 percent", "9 per cent", "9%", "9 pct", "9 Percent"}, []string{"9 points", "9 per second"}},
		"requests a second": {
			[]string{"95/s", "95 / s", "95 per second", "95 rps", "95 req/s", "95 reqs/sec", "95 requests/s", "95 requests per second", "95 a second"},
			[]string{"95 s", "95/min", "95 rpm", "95 rows/s", "95 per hour", "95 requests"},
		},
		"Mbit/s": {[]string{"80 mbit/s", "80 Mbit per second", "80/s"}, []string{"80 rps", "80 kbit/s", "80 Mbit"}},
		"rows":   {[]string{"1 row", "7 ROWS"}, []string{"7/s", "7 rows a second", "7 s"}},
		"":       {[]string{"7"}, []string{"7 s", "7 rows"}},
	} {
		task := &drills.Task{Kind: drills.Number, Unit: unit}
		for _, answer := range said.same {
			if p := Read(task, answer); p != nil {
				t.Errorf("%q is not read for %q: %s", answer, unit, p.Key)
			}
		}
		for _, answer := range said.other {
			if p := Read(task, answer); p == nil || p.Key != "answer.other-unit" {
				t.Errorf("%q is read for %q: %+v", answer, unit, p)
			}
		}
	}
}

func at(v float64) *float64 { return &v }

func TestJudge(t *testing.T) {
	number := &drills.Task{Kind: drills.Number, Value: 9, Tolerance: 0.5, Unit: "%", Misconceptions: []drills.Misconception{
		{ID: "sensitivity", Sign: drills.Sign{Value: at(99)}}, {ID: "middle", Sign: drills.Sign{Within: &[2]float64{40, 60}}},
	}}
	options := []drills.Option{{Key: "A", Text: "a", Observed: "saw a"}, {Key: "B", Text: "b", Observed: "saw b"}, {Key: "C", Text: "c"}}
	choice := &drills.Task{Kind: drills.Choice, Options: options, Right: []string{"B"}, Misconceptions: []drills.Misconception{
		{ID: "first", Sign: drills.Sign{Choice: "A"}},
	}}
	several := &drills.Task{Kind: drills.Choices, Options: options, Right: []string{"A", "C"}, Misconceptions: []drills.Misconception{
		{ID: "all", Sign: drills.Sign{Choice: "A, B, C"}},
	}}
	order := &drills.Task{Kind: drills.Ordering, Options: options, Right: []string{"C", "A", "B"}, Misconceptions: []drills.Misconception{
		{ID: "alphabet", Sign: drills.Sign{Choice: "A B C"}},
	}}
	text := &drills.Task{Kind: drills.Text, Exact: []string{"0"}, Pattern: `zero|nil`, Misconceptions: []drills.Misconception{
		{ID: "two", Sign: drills.Sign{Pattern: `^2$`}},
	}}
	for _, c := range []struct {
		task       *drills.Task
		answer     string
		passed, of int
		shows      []string
	}{
		{number, "9.4", 1, 1, nil}, {number, "99 %", 0, 1, []string{"sensitivity"}}, {number, "50", 0, 1, []string{"middle"}},
		{number, "12", 0, 1, nil}, {choice, "b", 1, 1, nil}, {choice, "A", 0, 1, []string{"first"}}, {choice, "C", 0, 1, nil},
		{several, "C, A", 3, 3, nil}, {several, "A, B, C", 2, 3, []string{"all"}}, {several, "B", 0, 3, nil},
		{order, "C, A, B", 3, 3, nil}, {order, "a b c", 0, 3, []string{"alphabet"}}, {order, "C, B, A", 1, 3, nil},
		{text, " ZERO ", 1, 1, nil}, {text, "0", 1, 1, nil}, {text, "2", 0, 1, []string{"two"}}, {text, "nonzero", 0, 1, nil},
	} {
		o := Judge(c.task, c.answer)
		if o.Passed != c.passed || o.Of != c.of || !slices.Equal(o.Misconceptions, c.shows) {
			t.Errorf("%s %q: %d of %d %v, want %d of %d %v", c.task.Kind, c.answer, o.Passed, o.Of, o.Misconceptions, c.passed, c.of, c.shows)
		}
	}
	if o := Judge(choice, "A"); o.Detail.You != "A: a" || o.Detail.Observed != "saw a" {
		t.Errorf("a choice shows %+v", o.Detail)
	}
}

// answers is a Runner that knows its queries.
type answers map[string]Rows

func (a answers) SQL(_ context.Context, _, query string) (Rows, error) {
	rows, ok := a[query]
	if !ok {
		return Rows{}, errors.New("the sandbox is away")
	}
	return rows, nil
}

func TestRunSQL(t *testing.T) {
	task := &drills.Task{Kind: drills.SQL, Wanted: "wanted", Near: 0.01, Misconceptions: []drills.Misconception{
		{ID: "skips", Sign: drills.Sign{Pattern: `\bnot\s+in\b`}},
		{ID: "doubles", Sign: drills.Sign{Returns: [][]string{{"1", "60"}}}},
		{ID: "syntax", Sign: drills.Sign{Error: "syntax"}},
	}}
	run := answers{
		"wanted": {Rows: [][]string{{"1", "30"}, {"2", "5.0"}}}, "same": {Rows: [][]string{{"2", "5"}, {"1", "30.001"}}},
		"not  in": {}, "x -- not in": {Rows: [][]string{{"9", "9"}}}, "60": {Rows: [][]string{{"1", "60"}}},
		"bad": {Error: `near "bad": syntax error`}, "slow": {Stopped: "stopped after 2 s"}, "NOT IN that holds": {Rows: [][]string{{"1", "30"}, {"2", "5"}}},
		"more": {Rows: [][]string{{"1", "30"}, {"2", "5"}}, More: 3},
	}
	for _, c := range []struct {
		query          string
		passed         int
		missing, extra int
		shows          []string
	}{
		{"same", 1, 0, 0, nil}, {"NOT IN that holds", 1, 0, 0, nil}, {"not  in", 0, 2, 0, []string{"skips"}},
		{"x -- not in", 0, 2, 1, nil}, {"60", 0, 2, 1, []string{"doubles"}}, {"bad", 0, 0, 0, []string{"syntax"}}, {"slow", 0, 0, 0, nil},
		{"more", 0, 0, 3, nil},
	} {
		o, err := Run(t.Context(), run, task, c.query)
		d := o.Detail
		if err != nil || o.Passed != c.passed || d.Missing != c.missing || d.Extra != c.extra || !slices.Equal(o.Misconceptions, c.shows) {
			t.Errorf("%q: %+v %v", c.query, o, err)
		}
	}
	ordered := *task
	ordered.Ordered = true
	if o, err := Run(t.Context(), run, &ordered, "same"); err != nil || o.AsWanted() || !o.Detail.Order {
		t.Errorf("another order: %+v %v", o, err)
	}
	if _, err := Run(t.Context(), run, task, "unknown"); err == nil {
		t.Error("a sandbox that is away is no outcome")
	}
}

// The multiset comparison against an obvious one: count every row on both sides.
func TestApartAgreesWithCounting(t *testing.T) {
	rows := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"1", "2", "NULL", "a"}), 2, 2), 0, 6)
	rapid.Check(t, func(t *rapid.T) {
		got, wanted := rows.Draw(t, "got"), rows.Draw(t, "wanted")
		count := map[string]int{}
		for _, r := range wanted {
			count[r[0]+"|"+r[1]]++
		}
		for _, r := range got {
			count[r[0]+"|"+r[1]]--
		}
		wantMissing, wantExtra := 0, 0
		for _, n := range count {
			wantMissing += max(n, 0)
			wantExtra += max(-n, 0)
		}
		missing, extra := apart(got, wanted, 0)
		if diff := cmp.Diff([]int{wantMissing, wantExtra}, []int{missing, extra}); diff != "" {
			t.Fatal(diff)
		}
	})
}
