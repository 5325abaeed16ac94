package drills_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
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

// lines is how many lines a distribution may have: one for each way that three or more went, one for all others.
func lines(counts [4]int) (n int) {
	others := counts[3]
	for _, count := range counts[:3] {
		if count >= 3 {
			n++
		} else {
			others += count
		}
	}
	return n + min(others, 1)
}

// C10: the debrief tells numbers only where they tell on nobody: no count under three, no distribution under five, no line
// under three, no line that covers everyone, nothing from which such a number could be reckoned, and no "nearly all" under ten.
// The numbers stand here as the promise has them, not as the engine names them.
func TestDebriefTellsOnNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var counts [4]int
		total := 0
		for i := range counts {
			counts[i] = rapid.IntRange(0, 7).Draw(t, "count")
			total += counts[i]
		}
		d := attempts(t, counts)
		if (total < 3) != (d.HadGo == 0) || d.HadGo != 0 && d.HadGo != total {
			t.Fatalf("told that %d of %d had a go", d.HadGo, total)
		}
		nearly := total >= 10 && counts[0]*10 >= total*9
		if d.Small != (total < 5 || lines(counts) < 2 && !nearly) || d.Small && len(d.Approaches)+len(d.Changes) > 0 {
			t.Fatalf("%v: %+v", counts, d)
		}
		if d.NearlyAll != nearly || d.HardlyAny && (total < 10 || counts[0]*10 > total) {
			t.Fatalf("%v: nearly all %v, hardly any %v", counts, d.NearlyAll, d.HardlyAny)
		}
		sum := 0
		for _, a := range d.Approaches {
			sum += a.N
			if d.Numbers && (a.N < 3 || a.N == total) {
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
		{[4]int{9, 0, 0, 0}, false, false},
		{[4]int{0, 5, 4, 0}, false, false},
	} {
		if d := attempts(t, c.counts); d.NearlyAll != c.all || d.HardlyAny != c.hardly {
			t.Errorf("%v: nearly all %v, hardly any %v", c.counts, d.NearlyAll, d.HardlyAny)
		}
	}
}

var (
	holds   = &drills.Outcome{Passed: 1, Of: 1}
	skips   = &drills.Outcome{Of: 1, Misconceptions: []string{"skips"}}
	doubles = &drills.Outcome{Of: 1, Misconceptions: []string{"doubles"}}
)

// must takes a step that nothing stands against.
func (c *channel) must(t *testing.T, e drills.Event) {
	t.Helper()
	if err := c.step(e); err != nil {
		t.Fatalf("%#v: %v", e, err)
	}
}

// goes takes somebody through a first go and its feedback, and then through as many redos.
func (c *channel) goes(t *testing.T, who string, first *drills.Outcome, redos ...*drills.Outcome) {
	t.Helper()
	c.must(t, drills.SendAttempt{Person: who, Attempt: drills.Sent{Words: "words of " + who, Sure: 1, Outcome: first}})
	c.must(t, drills.ShowOutcome{Person: who})
	c.must(t, c.asked(who, drills.Sent{}))
	for i, redo := range redos {
		c.must(t, drills.Again{Person: who, Turn: i + 1, Kind: drills.Redo})
		c.must(t, drills.SendAttempt{Person: who, Turn: i + 1, Attempt: drills.Sent{Words: "again", Sure: 1, Outcome: redo}})
		if !redo.AsWanted() {
			c.must(t, c.asked(who, drills.Sent{}))
		}
	}
}

// A quote needs its author's yes.
func TestDebriefQuotes(t *testing.T) {
	c := newChannel(drills.Number)
	for i, outcome := range []*drills.Outcome{skips, skips, skips, skips, doubles, doubles, doubles} {
		c.goes(t, fmt.Sprint("p", i), outcome)
	}
	c.must(t, drills.AnswerQuote{Person: "p1", Yes: false})
	c.must(t, drills.AnswerQuote{Person: "p2", Yes: true})
	c.must(t, drills.AnswerQuote{Person: "p5", Yes: true})
	c.must(t, drills.Shut{})
	if d := c.round.Debrief(); d.Quote != "words of p2" || d.QuoteShows != "skips" {
		t.Errorf("quoted %q, which shows %q", d.Quote, d.QuoteShows)
	}
}

// C8: what became of an error between goes, and which is new: told from three people on, never of all who went again, and as it
// was at the close.
func TestDebriefTellsWhatChanged(t *testing.T) {
	for name, c := range map[string]struct {
		redo [7]*drills.Outcome // of four that skip and three that double
		late bool
		want []drills.Change
	}{
		"gone":          {redo: [7]*drills.Outcome{holds, holds, holds, holds, holds}, want: []drills.Change{{Misconception: "skips", From: 4}}},
		"left":          {redo: [7]*drills.Outcome{skips, skips, skips, holds, holds}, want: []drills.Change{{Misconception: "skips", From: 4, To: 3}}},
		"all of them":   {redo: [7]*drills.Outcome{holds, holds, holds, holds}},
		"too few":       {redo: [7]*drills.Outcome{holds, holds, nil, nil, holds, holds}},
		"after the end": {redo: [7]*drills.Outcome{holds, holds, holds, holds, holds}, late: true},
		"new": {redo: [7]*drills.Outcome{holds, holds, holds, holds, skips, skips, skips}, want: []drills.Change{
			{Misconception: "skips", From: 4}, {Misconception: "skips", New: true}, {Misconception: "doubles", From: 3},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			channel := newChannel(drills.Number)
			for i, first := range []*drills.Outcome{skips, skips, skips, skips, doubles, doubles, doubles} {
				channel.goes(t, fmt.Sprint("p", i), first)
			}
			if c.late {
				channel.must(t, drills.Shut{})
			}
			for i, redo := range c.redo {
				if redo == nil {
					continue
				}
				who := fmt.Sprint("p", i)
				channel.must(t, drills.Again{Person: who, Turn: 1, Kind: drills.Redo})
				channel.must(t, drills.SendAttempt{Person: who, Turn: 1, Attempt: drills.Sent{Words: "again", Sure: 1, Outcome: redo}})
			}
			channel.must(t, drills.Shut{})
			if diff := cmp.Diff(c.want, channel.round.Debrief().Changes); diff != "" {
				t.Errorf("changes (-want +got):\n%s", diff)
			}
		})
	}
}

// Second goes are people, not redos; and as little is told of them as of first ones.
func TestToldCountsPeople(t *testing.T) {
	c := newChannel(drills.SQL)
	for i := range 4 {
		c.goes(t, fmt.Sprint("p", i), skips, skips, holds)
	}
	if hadGo, seconds := c.round.Told(); hadGo != 4 || seconds != 0 {
		t.Errorf("of four who all went again it tells %d and %d", hadGo, seconds)
	}
	c.goes(t, "p4", skips)
	if hadGo, seconds := c.round.Told(); hadGo != 5 || seconds != 4 {
		t.Errorf("of five with four second goes it tells %d and %d", hadGo, seconds)
	}
	c.goes(t, "p5", skips, holds)
	c.goes(t, "p6", skips, holds)
	if hadGo, seconds := c.round.Told(); hadGo != 7 || seconds != 6 {
		t.Errorf("it tells %d and %d", hadGo, seconds)
	}
}

// Goes whose outcome still runs are in no line, and where fewer than five have theirs, there are no lines.
func TestDebriefWaitsForOutcomes(t *testing.T) {
	c := newChannel(drills.SQL)
	for i := range 8 {
		c.must(t, drills.SendAttempt{Person: fmt.Sprint("p", i), Attempt: drills.Sent{Words: "w", Sure: 1}})
	}
	c.must(t, drills.Shut{})
	for i, run := range c.runs[:6] {
		if d := c.round.Debrief(); d.Small != (i < 5) {
			t.Errorf("with %d outcomes: %+v", i, d)
		}
		outcome := skips
		if i%2 == 0 {
			outcome = doubles
		}
		c.must(t, drills.Checked{Run: run, Outcome: *outcome})
	}
	d := c.round.Debrief()
	sum := 0
	for _, a := range d.Approaches {
		sum += a.N
	}
	if sum != 6 || d.HadGo != 8 {
		t.Errorf("%d in lines, %d had a go: %+v", sum, d.HadGo, d)
	}
}

// Who could have known the drill has the whole way, and is in no number; a round with nobody else did not lapse.
func TestWhoKnewTheDrillIsNotCounted(t *testing.T) {
	c := newChannel(drills.Number)
	c.must(t, drills.SendAttempt{Person: "ana", Attempt: drills.Sent{Words: "w", Sure: 1, Outcome: skips, Seen: true}})
	if len(c.says) != 1 { // the card, as it was posted
		t.Errorf("the card counts somebody who is not counted: %v", c.says)
	}
	c.must(t, drills.Shut{})
	if c.round.HadGo != 0 || c.round.Lapsed || c.round.People["ana"].Turns[0].Advised == nil {
		t.Errorf("counted %d, lapsed %v", c.round.HadGo, c.round.Lapsed)
	}
}
