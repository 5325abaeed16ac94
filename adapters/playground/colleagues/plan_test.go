package colleagues

import (
	"fmt"
	"reflect"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/drills"
)

var everyone = []string{"sim-a", "sim-b", "sim-c", "sim-d", "sim-e", "sim-f", "sim-g", "sim-h", "sim-i", "sim-j"}

func task(name string) drills.Task {
	t := drills.Task{Kind: drills.Text, Ways: []drills.Way{{Example: name + " held 1"}, {Example: name + " held 2"}}}
	for _, id := range []string{"m1", "m2", "m3"} {
		t.Misconceptions = append(t.Misconceptions, drills.Misconception{ID: id, Examples: []string{name + " " + id}})
	}
	return t
}

func someRound(t *rapid.T) Round {
	twin := task("twin")
	opened := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	window := time.Duration(rapid.IntRange(1, 10*24*60).Draw(t, "window in minutes")) * time.Minute
	return Round{
		ID: rapid.StringMatching(`[a-z0-9]{1,20}`).Draw(t, "id"), Channel: "drills", Drill: drills.Drill{First: task("first"), Twin: &twin},
		Opened: opened, Closes: opened.Add(window), Go: "go", Redo: "redo", Quote: "quote",
	}
}

// The same round has the same colleagues, all of whom come between its opening and its close, and each goes before they reflect.
func TestAPlanIsTheSameWheneverItIsDrawn(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := someRound(rt)
		deeds := plan(r, everyone)
		if again := plan(r, everyone); !reflect.DeepEqual(deeds, again) {
			rt.Fatalf("drawn again it is %v, and was %v", again, deeds)
		}
		first := map[string]time.Time{}
		keys := map[string]bool{}
		for _, d := range deeds {
			if !d.at.After(r.Opened) || !d.at.Before(r.Closes) {
				rt.Errorf("%s comes at %v, outside of %v to %v", d.key(), d.at, r.Opened, r.Closes)
			}
			if keys[d.key()] {
				rt.Errorf("%s is planned twice", d.key())
			}
			keys[d.key()] = true
			if d.what == "go" {
				first[d.who] = d.at
			}
		}
		for _, d := range deeds {
			if at, ok := first[d.who]; !ok || d.at.Before(at) {
				rt.Errorf("%s comes before the first go", d.key())
			}
		}
		if len(first) != len(everyone) && r.Closes.Sub(r.Opened) > 10*time.Minute {
			rt.Errorf("%d colleagues come, want all", len(first))
		}
	})
}

// What they try can be told in a debrief: three lines of at least three, whoever else has a go; and a redo is at the twin.
func TestTheyTryWhatADebriefCanTell(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		r := someRound(rt)
		r.Closes = r.Opened.Add(24 * time.Hour)
		groups, seconds, sures := map[string]int{}, 0, map[string]bool{}
		for _, d := range plan(r, everyone) {
			if v, ok := d.fills[attempt]; ok {
				name := v.First("answer")
				if name == "first held 1" || name == "first held 2" {
					name = "held"
				}
				groups[name]++
				sures[v.First("sure")] = true
			}
			if v, ok := d.fills[redo]; ok {
				seconds++
				if got := v.First("answer"); !slices.Contains([]string{"twin held 1", "twin held 2", "twin m1", "twin m2", "twin m3"}, got) {
					rt.Errorf("a second go answers %q", got)
				}
			}
		}
		if len(groups) != 3 || groups["held"] != 3 || seconds < 3 || len(sures) != 3 {
			rt.Errorf("%v, %d second goes, as sure as %v", groups, seconds, sures)
		}
		for name, n := range groups {
			if n < 3 {
				rt.Errorf("%d show %s: no line of a debrief", n, name)
			}
		}
	})
}

// Somebody comes within the first minutes of a usual round, and others through the day.
func TestTheyComeThroughTheDay(t *testing.T) {
	var early, late int
	for i := range len(parts) {
		switch at := comes(i, len(parts), 24*time.Hour); {
		case at < 10*time.Minute:
			early++
		case at > 4*time.Hour:
			late++
		}
	}
	if early < 3 || late < 2 {
		t.Errorf("%d come within ten minutes and %d after four hours: %s", early, late, fmt.Sprint(comes(0, 10, 24*time.Hour)))
	}
}
