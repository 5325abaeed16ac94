package programme_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/programme"
	"cackle/scheduler"
)

// A tick opens at most one round in a channel, whoever calls and however often, also where a change of zone brings its wall time
// again. No two rounds share an id.
func TestATickOpensARoundOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		ids, ticks := map[string]bool{}, map[[2]string]bool{}
		rounds, _ := m.opened()
		for _, o := range rounds {
			tick := [2]string{o.Channel, o.Tick}
			if ids[o.Round] || o.Tick != "" && ticks[tick] {
				t.Fatalf("opened twice: %+v", o)
			}
			ids[o.Round], ticks[tick] = true, true
		}
		posted := 0
		for _, f := range m.facts {
			if _, ok := f.What.(programme.Posted); ok {
				posted++
			}
		}
		if posted != len(rounds) {
			t.Fatalf("%d rounds were opened, and %d stored", len(rounds), posted)
		}
	})
}

// One round is open in a channel at most: whatever opens the next closes the older first.
func TestOneRoundIsOpenAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, func(m *team) {
			open := map[string]string{}
			for id, o := range m.open {
				if open[o.Channel] != "" {
					t.Fatalf("two rounds are open in %s", o.Channel)
				}
				open[o.Channel] = id
			}
			for _, c := range channels {
				if m.p.In(c).Open != open[c] {
					t.Fatalf("%q is open in %s, and the programme holds %q", open[c], c, m.p.In(c).Open)
				}
			}
		})
		for _, d := range m.log {
			for _, o := range d.result.Open {
				if open := d.before[o.Channel].Open; open != "" && !slices.Contains(d.result.Close, open) {
					t.Fatalf("%#v opened a round beside %s", d.event, open)
				}
			}
		}
	})
}

// replay goes through the log with the second opinion on time: up to when ticks are dealt with, and which were left out.
func (m *team) replay(f func(d did, last time.Time, leftOut map[string]bool)) {
	var last time.Time
	leftOut := map[string]bool{}
	for _, d := range m.log {
		f(d, last, leftOut)
		switch e := d.event.(type) {
		case programme.Settle:
			if last.IsZero() || d.withdrawn || !e.Plan.Equal(d.settings.Plan) {
				leftOut = onTheDaysOf(ahead(leftOut, d.settings.Plan, last), e.Plan, d.at)
				last = d.at
			}
		case programme.Due:
			if !d.withdrawn {
				last = d.at
			}
		case programme.LeaveOut:
			leftOut[e.Wall] = true
		}
	}
}

// ahead are those of the left out that a plan has still to come to.
func ahead(leftOut map[string]bool, plan scheduler.Plan, last time.Time) map[string]bool {
	out := map[string]bool{}
	next, ok := plan.Next(last)
	for wall := range leftOut {
		if ok && wall >= next.Wall {
			out[wall] = true
		}
	}
	return out
}

// onTheDaysOf are the ticks of a new plan that fall on days which were left out in the one before, ahead of a time.
func onTheDaysOf(leftOut map[string]bool, plan scheduler.Plan, from time.Time) map[string]bool {
	out := map[string]bool{}
	tick, ok := plan.Next(from)
	for range 400 { // further than anything is left out
		if !ok {
			break
		}
		for wall := range leftOut {
			if wall[:10] == tick.Wall[:10] {
				out[tick.Wall] = true
			}
		}
		tick, ok = plan.Next(tick.At)
	}
	return out
}

// latest is the last tick after one time and up to another, if its window would be open still.
func latest(plan scheduler.Plan, last, now time.Time) (scheduler.Tick, bool) {
	var due scheduler.Tick
	for tick, ok := plan.Next(last); ok && !tick.At.After(now); tick, ok = plan.Next(tick.At) {
		due = tick
	}
	return due, !due.At.IsZero() && plan.Closes(due.At).After(now)
}

// left counts what may still be posted in a channel.
func left(d did, channel string) int {
	n := 0
	for _, drill := range d.pool {
		ours := len(d.settings.Packs) == 0 || slices.Contains(d.settings.Packs, drill.Pack())
		if ours && !drill.Safety && !d.gone[[2]string{channel, drill.ID}] {
			n++
		}
	}
	return n
}

// Due opens, in each channel, the round of the latest tick that came since the last time: not of older ones, not of one that was
// left out, not of one whose window is over, and of no tick before the plan was set. A tick in a halved channel may rest,
// and none comes to a lost one, nor of a programme that is withdrawn.
func TestWhatATickDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, oneZone, nothing)
		m.replay(func(d did, last time.Time, leftOut map[string]bool) {
			if _, ok := d.event.(programme.Due); !ok {
				if ticked := slices.ContainsFunc(d.result.Open, func(o programme.Opening) bool { return o.Tick != "" }); ticked {
					t.Fatalf("%#v opened the round of a tick", d.event)
				}
				return
			}
			tick, due := latest(d.settings.Plan, last, d.at)
			due = due && !leftOut[tick.Wall] && !d.withdrawn
			opens, closes := 0, 0
			for _, c := range channels {
				was := d.before[c]
				comes := due && slices.Contains(d.settings.Channels, c) && !was.Lost && !(was.Halved && !was.Rested)
				if comes && left(d, c) > 0 {
					opens++
					checkOpening(t, d, c, tick.Wall, leftOut)
				}
				if comes && was.Open != "" {
					closes++
				}
			}
			if len(d.result.Open) != opens || len(d.result.Close) != closes {
				t.Fatalf("at %s, tick %q due %v: opens %d and closes %d, want %d and %d", d.at, tick.Wall, due,
					len(d.result.Open), len(d.result.Close), opens, closes)
			}
		})
	})
}

func checkOpening(t *rapid.T, d did, channel, wall string, leftOut map[string]bool) {
	i := slices.IndexFunc(d.result.Open, func(o programme.Opening) bool { return o.Channel == channel })
	if i < 0 {
		t.Fatalf("at %s nothing opened in %s, with %d left", d.at, channel, left(d, channel))
	}
	o := d.result.Open[i]
	if want := closes(d, o, leftOut); o.Tick != wall || !o.Closes.Equal(want) {
		t.Fatalf("at %s: %+v, want the tick %s and the close %s", d.at, o, wall, want)
	}
}

// closes is the end of the window of a round that a tick opened, or the next tick that posts there.
func closes(d did, o programme.Opening, leftOut map[string]bool) time.Time {
	plan := d.settings.Plan
	next, ok := plan.Next(d.at)
	rests := d.before[o.Channel].Halved
	for ok && (leftOut[next.Wall] || rests) {
		rests = rests && leftOut[next.Wall]
		next, ok = plan.Next(next.At)
	}
	if o.Drill.Window > 0 {
		plan.Window = o.Drill.Window
	}
	if end := plan.Closes(d.at); !ok || end.Before(next.At) {
		return end
	}
	return next.At
}

// No tick closes a round before the time that its card tells, unless somebody changed the plan or the rhythm meanwhile.
func TestTheCardTellsTheTrueClose(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		told := map[string]time.Time{}
		for _, d := range play(t, anyZone, nothing).log {
			switch d.event.(type) {
			case programme.Settle, programme.Rhythm:
				clear(told)
			case programme.Due:
				for _, round := range d.result.Close {
					if d.at.Before(told[round]) {
						t.Fatalf("at %s a tick closed a round that was to be open until %s", d.at, told[round])
					}
				}
			}
			for _, o := range d.result.Open {
				told[o.Round] = o.Closes
			}
		}
	})
}

// No tick is on a holiday, nor on a weekend unless the plan has them.
func TestDaysOffHaveNoTicks(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		for _, d := range play(t, anyZone, nothing).log {
			for _, o := range d.result.Open {
				if o.Tick == "" {
					continue
				}
				date, _, _ := strings.Cut(o.Tick, "T")
				day, err := time.Parse(time.DateOnly, date)
				if err != nil {
					t.Fatal(err)
				}
				weekend := day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
				for _, h := range holidays {
					if h.First <= date && date <= h.Last || weekend && !d.settings.Plan.Weekends {
						t.Fatalf("the tick %s opened a round", o.Tick)
					}
				}
			}
		}
	})
}

// The next tick is the plan's first that is not dealt with and not left out, so it lies after the last.
func TestNextIsThePlansNext(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, oneZone, nothing)
		m.step(programme.Due{}) // so that the replay sees the state after the last event
		var before did
		m.replay(func(d did, last time.Time, leftOut map[string]bool) {
			if d.withdrawn {
				if got := before.result.Next; !got.IsZero() {
					t.Fatalf("after %#v next is %s for what is withdrawn", before.event, got)
				}
			} else if !last.IsZero() {
				tick, ok := d.settings.Plan.Next(last)
				for ok && leftOut[tick.Wall] {
					tick, ok = d.settings.Plan.Next(tick.At)
				}
				if got := before.result.Next; !got.Equal(tick.At) || !got.After(before.lastTick) {
					t.Fatalf("after %#v next is %s, want %s; the last was %s", before.event, got, tick.At, before.lastTick)
				}
			}
			before = d
		})
	})
}

// Three rounds in a row without a go halve a channel's rhythm, and its facilitators are asked: once, until they gave it back
// and it came to that again. A round counts once.
func TestThreeLapsesHalveTheRhythmOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lapses, halved, seen := map[string]int{}, map[string]bool{}, map[string]bool{}
		m := play(t, anyZone, nothing)
		for _, d := range m.log {
			for c, was := range d.before {
				if was.Halved != halved[c] {
					t.Fatalf("before %#v at %s: halved is %v in %s", d.event, d.at, was.Halved, c)
				}
			}
			ask := ""
			switch e := d.event.(type) {
			case programme.RoundEnded:
				if !m.ever[e.Round] || seen[e.Round] {
					break
				}
				seen[e.Round] = true
				lapses[e.Channel]++
				if !e.Lapsed {
					lapses[e.Channel] = 0
				}
				if lapses[e.Channel] >= 3 && !halved[e.Channel] && !d.withdrawn {
					ask = e.Channel
					halved[ask], lapses[ask] = true, 0
				}
			case programme.Rhythm:
				if halved[e.Channel] == e.Back {
					halved[e.Channel], lapses[e.Channel] = !e.Back, 0
				}
			}
			asked := ""
			for _, s := range d.result.Says {
				if s.Kind == programme.SayHalved {
					asked += s.Channel
				}
			}
			if asked != ask {
				t.Fatalf("%#v at %s: asked in %q, want %q", d.event, d.at, asked, ask)
			}
		}
	})
}

// In a halved channel every second tick rests, the first of them to begin with, whatever is posted by hand in between or pressed
// twice. Elsewhere none does.
func TestEverySecondTickRests(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		was, rested := map[string]bool{}, map[string]bool{} // rested: the last tick of the channel since it was halved
		for _, d := range play(t, oneZone, nothing).log {
			for c, before := range d.before {
				if before.Halved != was[c] {
					was[c], rested[c] = before.Halved, false
				}
			}
			ticked := map[string]string{}
			for _, f := range d.result.Facts {
				switch w := f.What.(type) {
				case programme.Rested:
					ticked[w.Channel] = "rests"
				case programme.Posted:
					if w.Tick != "" {
						ticked[w.Channel] = "posts"
					}
				}
			}
			for c, what := range ticked {
				want := "posts"
				if was[c] && !rested[c] {
					want = "rests"
				}
				if what != want {
					t.Fatalf("at %s the tick %s in %s, where halved is %v and the last rested is %v", d.at, what, c, was[c], rested[c])
				}
				rested[c] = what == "rests"
			}
		}
	})
}

// A drill comes to a channel once, unless nobody had a go at it; never one that is safety-critical, nor from another pack.
func TestNoDrillComesTwice(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		lapsed := map[string]bool{}
		for _, e := range m.ended {
			lapsed[e.Round] = e.Lapsed
		}
		last := map[[2]string]string{} // channel and drill → round
		for _, d := range m.log {
			for _, o := range d.result.Open {
				key := [2]string{o.Channel, o.Drill.ID}
				if before := last[key]; before != "" && !lapsed[before] {
					t.Fatalf("%s came to %s again", o.Drill.ID, o.Channel)
				}
				last[key] = o.Round
				packs := d.settings.Packs
				if o.Drill.Safety || len(packs) > 0 && !slices.Contains(packs, o.Drill.Pack()) {
					t.Fatalf("%s (safety %v) came from the packs %v", o.Drill.ID, o.Drill.Safety, packs)
				}
			}
		}
	})
}

// That nothing new is left is said once, and again only when drills came that were new to the channel and ran out. It is said
// whenever there was something to post and it is so.
func TestSpentIsSaidOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		said, known := map[string]bool{}, map[[2]string]bool{}
		m := play(t, oneZone, nothing)
		m.replay(func(d did, last time.Time, leftOut map[string]bool) {
			want := map[string]bool{}
			for _, c := range channels {
				if m.wants(d, c, last, leftOut) && left(d, c) == 0 && !said[c] {
					want[c], said[c] = true, true
				}
			}
			got := map[string]bool{}
			for _, s := range d.result.Says {
				if s.Kind == programme.SaySpent {
					got[s.Channel] = true
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("%#v at %s: said (+), want (-):\n%s", d.event, d.at, diff)
			}
			for _, o := range d.result.Open {
				if key := [2]string{o.Channel, o.Drill.ID}; !known[key] {
					known[key], said[o.Channel] = true, false
				}
			}
		})
	})
}

// wants says whether an event would post in a channel if there was something to post.
func (m *team) wants(d did, channel string, last time.Time, leftOut map[string]bool) bool {
	was := d.before[channel]
	if d.withdrawn {
		return false
	}
	switch e := d.event.(type) {
	case programme.PostNow:
		round := programme.RoundID("p", channel, "by hand "+e.ID)
		return e.Channel == channel && slices.Contains(d.settings.Channels, channel) && !slices.ContainsFunc(was.Past, func(met programme.Met) bool { return met.Round == round })
	case programme.Due:
		tick, due := latest(d.settings.Plan, last, d.at)
		return due && !leftOut[tick.Wall] && slices.Contains(d.settings.Channels, channel) && !was.Lost && !(was.Halved && !was.Rested)
	}
	return false
}

// Asked for by hand, a round opens at once and closes the one before; asked for twice, it is there once; and where there is
// nothing to open, nothing closes.
func TestAskedForByHand(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		for _, d := range m.log {
			e, ok := d.event.(programme.PostNow)
			if !ok {
				continue
			}
			was := d.before[e.Channel]
			if !m.wants(d, e.Channel, time.Time{}, nil) {
				if r := d.result; len(r.Facts)+len(r.Open)+len(r.Close)+len(r.Says) > 0 {
					t.Fatalf("asked again, more followed: %+v", r)
				}
				continue
			}
			opens := left(d, e.Channel) > 0
			if opens != (len(d.result.Open) == 1) || (opens && was.Open != "") != (len(d.result.Close) == 1) {
				t.Fatalf("with %d left and %q open: %+v", left(d, e.Channel), was.Open, d.result)
			}
			if opens && (d.result.Open[0].Because == curriculum.ByHand) == (len(was.Past) == 0) {
				t.Fatalf("after %d: because %q", len(was.Past), d.result.Open[0].Because)
			}
		}
	})
}

// The state is the fold of the facts. Read anew from what was stored, it is the same, and a step changes nothing itself.
func TestStateIsItsFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		kept := asJSON(m.p.Whole())
		for range 5 {
			m.p.Step(event(t, m, anyZone(t)), m.pool, curriculum.Simple{}, m.now.Add(time.Hour))
		}
		if diff := cmp.Diff(kept, asJSON(m.p.Whole())); diff != "" {
			t.Fatalf("a step changed the programme:\n%s", diff)
		}
		m.restart()
		if diff := cmp.Diff(kept, asJSON(m.p.Whole())); diff != "" {
			t.Fatalf("read anew (+), kept (-):\n%s", diff)
		}
	})
}

func asJSON(v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// An event that came before leaves no second trace.
func TestRepeatedEventsLeaveOneTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		m.step(programme.Due{})
		traceless := func(e programme.Event) {
			n := len(m.facts)
			if r := m.step(e); len(m.facts) != n || len(r.Open)+len(r.Close)+len(r.Says) > 0 {
				t.Fatalf("%#v came again, and left %+v", e, r)
			}
		}
		again := event(t, m, anyZone(t))
		if _, settles := again.(programme.Settle); !settles { // which is the caller's to compare
			m.step(again)
			traceless(again)
		}
		for _, e := range m.byHand {
			m.step(e) // one for which there was nothing may find something now, and one in a lost channel has it tried again
		}
		for _, e := range m.byHand {
			traceless(e)
		}
		for _, e := range m.ended {
			traceless(programme.RoundEnded{Ended: e})
		}
		traceless(programme.Due{})
	})
}

// A debrief can be read where a round with goes has ended, and the person's own channel does not count.
func TestDebriefed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := play(t, anyZone, nothing)
		for _, d := range m.pool {
			for _, except := range channels {
				want := slices.ContainsFunc(m.ended, func(e programme.Ended) bool {
					return e.Drill == d.ID && !e.Lapsed && e.Channel != except
				})
				if got := m.p.Debriefed(d.ID, except); got != want {
					t.Fatalf("%s is debriefed outside %s: %v, want %v", d.ID, except, got, want)
				}
			}
		}
	})
}

// weekdays is a team with a drill for every tick.
func weekdays(start time.Time, plan scheduler.Plan) *team {
	var pool []*drills.Drill
	for _, name := range strings.Split("abcdefghijklmnopqrst", "") {
		pool = append(pool, &drills.Drill{ID: "a/" + name, Subskill: name, Level: 1, Minutes: 3})
	}
	return newTeam(start, programme.Settings{Name: "Everyday", Channels: []string{"drills"}, Level: 1, Plan: plan}, pool...)
}

var tenOClock = scheduler.Plan{Cron: "0 10 * * *", Zone: "UTC"}

// ticks are the wall times of all rounds opened so far.
func (m *team) ticks() (walls []string) {
	rounds, _ := m.opened()
	for _, o := range rounds {
		walls = append(walls, o.Tick)
	}
	return walls
}

// On a day when the clocks change a tick comes once, at the first instant at which its wall time is reached.
func TestClockChanges(t *testing.T) {
	for _, c := range []struct {
		name, day string
		at        string // in UTC
	}{
		{"the missing hour", "2027-03-28", "2027-03-28T01:00:00Z"},
		{"the doubled hour", "2026-10-25", "2026-10-25T00:30:00Z"},
	} {
		t.Run(c.name, func(t *testing.T) {
			start, err := time.Parse(time.DateOnly, c.day)
			if err != nil {
				t.Fatal(err)
			}
			m := weekdays(start.Add(-3*time.Hour), scheduler.Plan{Cron: "30 2 * * *", Zone: "Europe/Berlin", Weekends: true})
			for range 24 * 4 {
				m.pass(15*time.Minute, false, true)
				m.restart()
				m.step(programme.Due{})
			}
			rounds, at := m.opened()
			if len(rounds) != 1 || rounds[0].Tick != c.day+"T02:30" || at[0].Format(time.RFC3339) != c.at {
				t.Fatalf("opened %+v at %v, want %sT02:30 once at %s", rounds, at, c.day, c.at)
			}
		})
	}
}

// Ticks are left out one after the other, and stay left out.
func TestTwoAreLeftOut(t *testing.T) {
	m := weekdays(starts[0], tenOClock)
	for _, want := range []string{"2026-11-23T10:00", "2026-11-24T10:00"} {
		tick, _ := m.p.Next()
		if tick.Wall != want {
			t.Fatalf("next is %s, want %s", tick.Wall, want)
		}
		m.step(programme.LeaveOut{Wall: tick.Wall})
		m.step(programme.LeaveOut{Wall: tick.Wall}) // pressed twice
		m.step(programme.Due{})                     // and a timer that came too early
	}
	if tick, _ := m.p.Next(); tick.Wall != "2026-11-25T10:00" {
		t.Fatalf("next is %s", tick.Wall)
	}
	for range 3 {
		m.pass(24*time.Hour, false, true)
		m.step(programme.Due{}) // the window of the one that was left out is open still
	}
	if diff := cmp.Diff([]string{"2026-11-25T10:00"}, m.ticks()); diff != "" {
		t.Fatalf("posted (+), want (-):\n%s", diff)
	}
	if len(m.p.Skip) > 0 {
		t.Fatalf("still to be left out: %v", m.p.Skip)
	}
}

// A plan that is changed has missed nothing: no drill comes for a time that had gone by when somebody said yes to it.
func TestAChangedPlanMissedNothing(t *testing.T) {
	m := weekdays(starts[0], scheduler.Plan{Cron: "0 10 * * MON", Zone: "UTC"})
	m.pass(51*time.Hour, false, true) // to Wednesday noon
	s := m.p.Settings
	s.Plan = tenOClock
	want := time.Date(2026, 11, 26, 10, 0, 0, 0, time.UTC)
	if r := m.step(programme.Settle{Settings: s}); !r.Next.Equal(want) {
		t.Fatalf("next is %s, want %s", r.Next, want)
	}
	m.step(programme.Due{})
	m.pass(24*time.Hour, false, true)
	if diff := cmp.Diff([]string{"2026-11-23T10:00", "2026-11-26T10:00"}, m.ticks()); diff != "" {
		t.Fatalf("posted (+), want (-):\n%s", diff)
	}
}

// A change of zone brings a wall time again: its round was there, so the second is let go.
func TestAWallTimeComesAgainInAnotherZone(t *testing.T) {
	m := weekdays(starts[0], tenOClock)
	m.pass(2*time.Hour, false, true)
	s := m.p.Settings
	s.Plan.Zone = "America/New_York"
	m.step(programme.Settle{Settings: s})
	if tick, _ := m.p.NextIn("drills"); tick.Wall != "2026-11-24T10:00" {
		t.Fatalf("next is %s, which posts nothing", tick.Wall)
	}
	m.pass(24*time.Hour, false, true)
	if diff := cmp.Diff([]string{"2026-11-23T10:00"}, m.ticks()); diff != "" {
		t.Fatalf("posted (+), want (-):\n%s", diff)
	}
}

// A round by hand between two ticks of a halved channel changes nothing about which of them rests, nor does saying twice that the
// rhythm stays halved.
func TestTheHalvedRhythmKeepsItsBeat(t *testing.T) {
	m := weekdays(starts[0], tenOClock)
	keep := programme.Rhythm{Halved: programme.Halved{Channel: "drills"}}
	m.step(keep)
	for i := range 4 {
		next, _ := m.p.NextIn("drills")
		m.pass(24*time.Hour, false, true)
		if ticks := m.ticks(); i%2 == 1 && ticks[len(ticks)-1] != next.Wall {
			t.Fatalf("the tick %s posted, and the next was to be %s", ticks[len(ticks)-1], next.Wall)
		}
		m.step(programme.PostNow{Channel: "drills", ID: string(rune('a' + i))})
		m.step(keep)
	}
	want := []string{"", "2026-11-24T10:00", "", "", "2026-11-26T10:00", ""}
	if diff := cmp.Diff(want, m.ticks()); diff != "" {
		t.Fatalf("posted (+), want (-):\n%s", diff)
	}
}
