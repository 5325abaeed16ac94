package check

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"cackle/drills"
)

// shownRows is how many rows an outcome shows of each side.
const shownRows = 10

// judgeRows compares what came with what was wanted. Names of columns do not count, their number and order does.
func judgeRows(t *drills.Task, got, wanted Rows) drills.Outcome {
	d := drills.Detail{
		Columns: got.Columns, Returned: head(got.Rows), WantCols: wanted.Columns, Wanted: head(wanted.Rows),
		Rows: len(got.Rows) + got.More, Error: got.Error, Stopped: got.Stopped, Millis: got.Millis,
	}
	if got.Error != "" || got.Stopped != "" {
		return drills.Outcome{Of: 1, Detail: d}
	}
	d.Missing, d.Extra = apart(got.Rows, wanted.Rows, t.Near)
	d.Extra += got.More
	same := d.Missing == 0 && d.Extra == 0
	if same && t.Ordered && !slices.EqualFunc(got.Rows, wanted.Rows, func(a, b []string) bool { return sameRow(a, b, t.Near) }) {
		d.Order, same = true, false
	}
	return drills.Outcome{Passed: yes(same), Of: 1, Detail: d}
}

func head(rows [][]string) [][]string { return rows[:min(len(rows), shownRows)] }

// apart counts the wanted rows that did not come and those that came unwanted; a row counts as often as it stands there. Rows
// that are equal to the letter are paired first, so that a near one takes no other's place.
func apart(got, wanted [][]string, near float64) (missing, extra int) {
	left := slices.Clone(wanted)
	for _, same := range []func(a, b []string) bool{
		func(a, b []string) bool { return slices.Equal(a, b) },
		func(a, b []string) bool { return sameRow(a, b, near) },
	} {
		var unpaired [][]string
		for _, row := range got {
			i := slices.IndexFunc(left, func(w []string) bool { return same(row, w) })
			if i < 0 {
				unpaired = append(unpaired, row)
				continue
			}
			left = slices.Delete(left, i, i+1)
		}
		got = unpaired
	}
	return len(left), len(got)
}

func sameRow(a, b []string, near float64) bool {
	return slices.EqualFunc(a, b, func(x, y string) bool { return sameCell(x, y, near) })
}

// sameCell takes 60 and 60.0 for the same number, and numbers that are as near as the drill says.
func sameCell(a, b string, near float64) bool {
	if a == b {
		return true
	}
	x, errX := strconv.ParseFloat(a, 64)
	y, errY := strconv.ParseFloat(b, 64)
	return errX == nil && errY == nil && math.Abs(x-y) <= near
}

// showsRows says whether a query shows a sign: all of its parts that are set must hold.
func showsRows(s drills.Sign, t *drills.Task, answer string, got Rows) bool {
	if s.Pattern == "" && s.Returns == nil && s.Error == "" {
		return false
	}
	if s.Pattern != "" && !matches(s.Pattern, plainSQL(answer)) {
		return false
	}
	if s.Error != "" && !strings.Contains(strings.ToLower(got.Error), strings.ToLower(s.Error)) {
		return false
	}
	if s.Returns == nil {
		return true
	}
	missing, extra := apart(got.Rows, s.Returns, t.Near)
	return got.Error == "" && got.Stopped == "" && missing+extra+got.More == 0
}

var comments = regexp.MustCompile(`(?s)--[^\n]*|/\*.*?\*/`)

// plainSQL is a query without comments, its white space folded, for patterns to look at.
func plainSQL(query string) string {
	return strings.Join(strings.Fields(comments.ReplaceAllString(query, " ")), " ")
}

// patterns are compiled once. Go's regexp runs in time linear in the text, whatever the pattern.
var patterns sync.Map // string → *regexp.Regexp

func compiled(expr string) *regexp.Regexp {
	if re, ok := patterns.Load(expr); ok {
		return re.(*regexp.Regexp)
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		re = regexp.MustCompile(`[^\s\S]`) // matches nothing; the drill's own check names the fault
	}
	patterns.Store(expr, re)
	return re
}

func matches(expr, text string) bool { return compiled("(?is)" + expr).MatchString(text) }

// whole matches the whole of a text.
func whole(expr string) *regexp.Regexp { return compiled("(?is)^(?:" + expr + ")$") }
