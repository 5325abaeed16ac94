package drills_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"cackle/drills"
)

// attempts closes a round in which so many people had a go with each outcome: held, "skips", "doubles", unknown.
func attempts(t interface{ Fatal(...any) }, counts [4]int) drills.Debrief {
	c := newChannel(drills.Number)
	outcomes := []drills.Outcome{
		{Passed: 1, Of: 1},
		{Of: 1, Misconceptions: []string{"skips"}},
		{Of: 1, Misconceptions: []string{"doubles"}},
		{Of: 1},
	}
	n := 0
	for i, count := range counts {
		for range count {
			n++
			e := drills.SendAttempt{Person: fmt.Sprint("p", n), Attempt: drills.Sent{Words: "w", Sure: 1, Outcome: &outcomes[i]}}
			if err := c.step(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := c.step(drills.Shut{}); err != nil {
		t.Fatal(err)
	}
	return c.round.Debrief()
}

// C10: the debrief tells numbers only where they tell on nobody: no count under three, no distribution under five, no line
// under three, no line that covers everyone, and nothing from which such a number could be reckoned.
func TestDebriefTellsOnNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counts [4]int
		total := 0
		for i := range counts {
			counts[i] = rapid.IntRange(0, 7).Draw(t, "count")
			total += counts[i]
		}
		d := attempts(t, counts)
		if total < drills.TellCount && d.HadGo != 0 {
			t.Fatalf("told that %d had a go", d.HadGo)
		}
		if d.Small != (total < drills.TellDistribution) || d.Small && len(d.Approaches) > 0 {
			t.Fatalf("%d goes: %+v", total, d)
		}
		sum := 0
		for _, a := range d.Approaches {
			sum += a.N
			if d.Numbers && (a.N < drills.TellLine || a.N == total) {
				t.Fatalf("a line tells %d of %d: %+v", a.N, total, a)
			}
			if !d.Numbers && a.N != 0 {
				t.Fatalf("a number in a list without numbers: %+v", a)
			}
		}
		if d.Numbers && sum != total {
			t.Fatalf("lines add up to %d of %d", sum, total)
		}
	})
}

func TestDebriefSaysNearlyAll(t *testing.T) {
	for _, c := range []struct {
		counts      [4]int
		all, hardly bool
	}{
		{[4]int{9, 1, 0, 0}, true, false},
		{[4]int{8, 2, 0, 0}, false, false},
		{[4]int{1, 5, 4, 0}, false, true},
		{[4]int{10, 0, 0, 0}, true, false},
	} {
		if d := attempts(t, c.counts); d.NearlyAll != c.all || d.HardlyAny != c.hardly {
			t.Errorf("%v: nearly all %v, hardly any %v", c.counts, d.NearlyAll, d.HardlyAny)
		}
	}
}

// A quote needs its author's yes, and a change between goes is told from three people on.
func TestDebriefQuotesAndChanges(t *testing.T) {
	c := newChannel(drills.Number)
	skips, holds := drills.Outcome{Of: 1, Misconceptions: []string{"skips"}}, drills.Outcome{Of: 1, Passed: 1}
	must := func(e drills.Event) {
		t.Helper()
		if err := c.step(e); err != nil {
			t.Fatalf("%#v: %v", e, err)
		}
	}
	for i := range 6 {
		who, words := fmt.Sprint("p", i), fmt.Sprint("words of p", i)
		must(drills.SendAttempt{Person: who, Attempt: drills.Sent{Words: words, Sure: 1, Outcome: &skips}})
		must(drills.ShowOutcome{Person: who})
		must(drills.Reflect{Person: who})
		if i < 4 {
			must(drills.Again{Person: who, Turn: 1, Kind: drills.Redo})
			must(drills.SendAttempt{Person: who, Turn: 1, Attempt: drills.Sent{Words: "again", Sure: 1, Outcome: &holds}})
		}
	}
	must(drills.AnswerQuote{Person: "p1", Yes: false})
	must(drills.AnswerQuote{Person: "p2", Yes: true})
	must(drills.Shut{})
	d := c.round.Debrief()
	if d.Quote != "words of p2" || d.QuoteShows != "skips" {
		t.Errorf("quoted %q, which shows %q", d.Quote, d.QuoteShows)
	}
	if len(d.Changes) != 1 || d.Changes[0] != (drills.Change{Misconception: "skips", From: 4}) {
		t.Errorf("changes: %+v", d.Changes)
	}
}
