// Package check turns an answer into its outcome and the misconceptions that it shows. All of it is pure comparison, but for
// the kinds whose answers must be run; those go through a [Runner].
package check

import (
	"context"
	"fmt"
	"math"
	"strings"

	"cackle/drills"
)

// Rows are what a query returned.
type Rows struct {
	Columns []string
	Rows    [][]string // NULL is "NULL"
	More    int        // further rows that were not kept
	Error   string     // in the engine's words; the query did not run
	Stopped string     // why it was stopped: "stopped after 2 s"
	Millis  int
}

// Runner runs a hostile query against a fresh database that these statements fill. An error means that it could not be run at
// all, on our side; what the query did is in the Rows.
type Runner interface {
	SQL(ctx context.Context, tables, query string) (Rows, error)
}

// Pure says whether answers of a kind need no Runner.
func Pure(k drills.Kind) bool { return k != drills.SQL }

// Run finds the outcome of an answer to a task of any kind.
func Run(ctx context.Context, r Runner, t *drills.Task, answer string) (drills.Outcome, error) {
	if Pure(t.Kind) {
		return Judge(t, answer), nil
	}
	wanted, err := r.SQL(ctx, t.Tables, t.Wanted)
	if err != nil {
		return drills.Outcome{}, fmt.Errorf("run what the drill wants: %w", err)
	}
	if wanted.Error != "" || wanted.Stopped != "" {
		return drills.Outcome{}, fmt.Errorf("run what the drill wants: %s%s", wanted.Error, wanted.Stopped)
	}
	got, err := r.SQL(ctx, t.Tables, answer)
	if err != nil {
		return drills.Outcome{}, fmt.Errorf("run an answer: %w", err)
	}
	o := judgeRows(t, got, wanted)
	if !o.AsWanted() {
		o.Misconceptions = shown(t, func(s drills.Sign) bool { return showsRows(s, t, answer, got) })
	}
	return o, nil
}

// Fits lists the misconceptions whose sign fits an answer, also one that passes: an author wants to know of a sign that is too wide.
// A range of numbers may lie around the right one, which cannot be left out of it: it is for what comes near, and is not that.
func Fits(ctx context.Context, r Runner, t *drills.Task, answer string) ([]string, error) {
	if !Pure(t.Kind) {
		got, err := r.SQL(ctx, t.Tables, answer)
		if err != nil {
			return nil, fmt.Errorf("run an answer: %w", err)
		}
		return shown(t, func(s drills.Sign) bool { return showsRows(s, t, answer, got) }), nil
	}
	if t.Kind == drills.Number {
		value, _, err := readNumber(answer)
		return shown(t, func(s drills.Sign) bool {
			return err == nil && s.Value != nil && math.Abs(value-*s.Value) <= t.Tolerance
		}), nil
	}
	none := *t // nothing passes, so signs are looked at
	none.Right, none.Exact, none.Pattern = nil, nil, ""
	return Judge(&none, answer).Misconceptions, nil
}

// Judge finds the outcome of an answer that needs no run. One that Read would refuse is not as wanted.
func Judge(t *drills.Task, answer string) drills.Outcome {
	switch t.Kind {
	case drills.Number:
		return judgeNumber(t, answer)
	case drills.Choice:
		return judgeChoice(t, answer)
	case drills.Choices, drills.Ordering:
		return judgeList(t, answer)
	}
	return judgeText(t, answer)
}

// shown lists the misconceptions whose sign holds, in the order of the file.
func shown(t *drills.Task, holds func(drills.Sign) bool) []string {
	var ids []string
	for _, m := range t.Misconceptions {
		if holds(m.Sign) {
			ids = append(ids, m.ID)
		}
	}
	return ids
}

// outcome is one of so many parts; misconceptions are looked for only where something differs.
func outcome(t *drills.Task, passed, of int, d drills.Detail, holds func(drills.Sign) bool) drills.Outcome {
	o := drills.Outcome{Passed: passed, Of: of, Detail: d}
	if !o.AsWanted() {
		o.Misconceptions = shown(t, holds)
	}
	return o
}

func judgeText(t *drills.Task, answer string) drills.Outcome {
	said := strings.TrimSpace(answer)
	passed := 0
	for _, exact := range t.Exact {
		if strings.EqualFold(said, strings.TrimSpace(exact)) {
			passed = 1
		}
	}
	if t.Pattern != "" && whole(t.Pattern).MatchString(said) {
		passed = 1
	}
	d := drills.Detail{You: said}
	if len(t.Exact) > 0 {
		d.Observed = t.Exact[0]
	}
	return outcome(t, passed, 1, d, func(s drills.Sign) bool { return s.Pattern != "" && matches(s.Pattern, said) })
}

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}
