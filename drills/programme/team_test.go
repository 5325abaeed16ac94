package programme_test

import (
	"fmt"
	"maps"
	"slices"
	"time"

	"pgregory.net/rapid"

	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/programme"
	"cackle/scheduler"
)

// team drives a programme as its caller does: facts are stored and folded into the kept state, the timer is what the last step
// said, and each round that closes comes back as RoundEnded.
type team struct {
	p      *programme.Programme
	pool   []*drills.Drill
	now    time.Time
	facts  []programme.Fact
	due    time.Time                    // when Due comes; zero for never
	open   map[string]programme.Opening // by round
	ever   map[string]bool              // rounds that were opened at any time
	gone   map[[2]string]bool           // channel and drill: it is open there, or somebody had a go
	ended  []programme.Ended
	byHand []programme.PostNow
	log    []did
	lapses func() bool // whether nobody came to the round that closes
}

// did is a step with what it was taken from and what came of it.
type did struct {
	event     programme.Event
	at        time.Time
	settings  programme.Settings // before
	pool      []*drills.Drill
	before    map[string]programme.Channel
	gone      map[[2]string]bool // before
	result    programme.Result
	lastTick  time.Time // after
	withdrawn bool      // before
}

// channels are all that a programme of these tests may post in.
var channels = []string{"drills", "ops"}

func newTeam(start time.Time, s programme.Settings, pool ...*drills.Drill) *team {
	m := &team{
		p: &programme.Programme{ID: "p"}, pool: pool, now: start, open: map[string]programme.Opening{}, ever: map[string]bool{},
		gone:   map[[2]string]bool{},
		lapses: func() bool { return false },
	}
	m.step(programme.Settle{Settings: s})
	return m
}

func (m *team) step(e programme.Event) programme.Result {
	d := did{event: e, at: m.now, settings: m.p.Settings, withdrawn: m.p.Withdrawn, pool: m.pool, before: m.states(), gone: maps.Clone(m.gone)}
	d.result = m.p.Step(e, m.pool, curriculum.Simple{}, m.now)
	for _, f := range d.result.Facts {
		m.p.Apply(f)
	}
	d.lastTick = m.p.LastTick
	m.facts = append(m.facts, d.result.Facts...)
	m.due = d.result.Next
	m.log = append(m.log, d)
	for _, round := range d.result.Close {
		m.shut(round)
	}
	for _, o := range d.result.Open {
		if !m.ever[o.Round] { // a round that is there already does not open anew
			m.ever[o.Round], m.open[o.Round] = true, o
			m.gone[[2]string{o.Channel, o.Drill.ID}] = true
		}
	}
	return d.result
}

func (m *team) states() map[string]programme.Channel {
	out := map[string]programme.Channel{}
	for _, name := range channels {
		c := m.p.In(name)
		c.Past = slices.Clone(c.Past)
		out[name] = c
	}
	return out
}

// shut closes a round, unless it is closed.
func (m *team) shut(round string) {
	o, ok := m.open[round]
	if !ok {
		return
	}
	delete(m.open, round)
	e := programme.Ended{Channel: o.Channel, Round: round, Drill: o.Drill.ID, Lapsed: m.lapses()}
	m.ended = append(m.ended, e)
	m.gone[[2]string{e.Channel, e.Drill}] = !e.Lapsed
	m.step(programme.RoundEnded{Ended: e})
}

// pass moves the time. Awake, every timer goes off at its time; asleep, those that are overdue go off at the end.
func (m *team) pass(d time.Duration, asleep bool, planFirst bool) {
	end := m.now.Add(d)
	for {
		round, at := "", end.Add(1)
		if !m.due.IsZero() && !m.due.After(end) {
			at = m.due
		}
		for id, o := range m.open {
			sooner := o.Closes.Before(at) || o.Closes.Equal(at) && (round != "" && id < round || round == "" && !planFirst)
			if sooner && !o.Closes.After(end) {
				round, at = id, o.Closes
			}
		}
		switch {
		case at.After(end):
			m.now = end
			return
		case asleep:
			m.now = end
		case at.After(m.now):
			m.now = at.UTC()
		}
		if round != "" {
			m.shut(round)
			continue
		}
		m.step(programme.Due{})
		if !m.due.IsZero() && !m.due.After(m.now) {
			panic(fmt.Sprintf("at %s the next tick is due at %s still", m.now, m.due))
		}
	}
}

// restart builds the state anew from what was stored.
func (m *team) restart() {
	anew := &programme.Programme{ID: "p"}
	for _, f := range m.facts {
		kind, body, err := f.Encode()
		if err != nil {
			panic(err)
		}
		back, err := programme.Decode(kind, f.At, body)
		if err != nil {
			panic(err)
		}
		anew.Apply(back)
	}
	m.p = anew
}

// opened are all rounds that the engine opened, with when.
func (m *team) opened() (out []programme.Opening, at []time.Time) {
	for _, d := range m.log {
		for _, o := range d.result.Open {
			out, at = append(out, o), append(at, d.at)
		}
	}
	return out, at
}

// load brings new drills.
func (m *team) load(t *rapid.T, n int) {
	pool := slices.Clone(m.pool)
	for range n {
		pool = append(pool, &drills.Drill{
			ID:       fmt.Sprintf("%s/%02d", rapid.SampledFrom([]string{"a", "a", "b"}).Draw(t, "pack"), len(pool)),
			Subskill: rapid.SampledFrom([]string{"joins", "nulls", "paging"}).Draw(t, "subskill"),
			Level:    rapid.IntRange(1, 3).Draw(t, "level"), Minutes: rapid.IntRange(1, 9).Draw(t, "minutes"),
			Window: rapid.SampledFrom([]int{0, 0, 0, 2}).Draw(t, "window"),
			Safety: rapid.IntRange(0, 9).Draw(t, "safety") == 0,
		})
	}
	m.pool = pool
}

var starts = []time.Time{
	time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC), // a Monday
	time.Date(2026, 10, 23, 9, 0, 0, 0, time.UTC), // before the clocks go back
	time.Date(2027, 3, 26, 9, 0, 0, 0, time.UTC),  // before they go forward
	time.Date(2026, 12, 22, 9, 0, 0, 0, time.UTC), // before the holidays
}

var holidays = []scheduler.Holiday{{First: "2026-12-24", Last: "2027-01-01"}, {First: "2026-11-25", Last: "2026-11-25"}}

func settings(t *rapid.T, zones []string) programme.Settings {
	return programme.Settings{
		Name:     "Everyday",
		Channels: rapid.SampledFrom([][]string{{"drills"}, {"drills", "ops"}, {"drills", "ops", "drills"}}).Draw(t, "channels"),
		Packs:    rapid.SampledFrom([][]string{nil, nil, {"a"}, {"a", "b", "a"}}).Draw(t, "packs"),
		Level:    rapid.IntRange(1, 3).Draw(t, "level"),
		Plan: scheduler.Plan{
			Cron: rapid.SampledFrom([]string{
				"0 10 * * *", "0 10 * * MON-FRI", "0 9 * * TUE,THU", "30 2 * * *", "0 */6 * * *", "0 12 * * SAT,MON",
			}).Draw(t, "cron"),
			Zone: rapid.SampledFrom(zones).Draw(t, "zone"), Weekends: rapid.Bool().Draw(t, "weekends"),
			Window: rapid.IntRange(0, 3).Draw(t, "window"), Holidays: holidays,
		},
		Facilitators: []string{"fay"},
	}
}

// event draws anything that people, rounds or time can bring, in any order, repeated or stale.
func event(t *rapid.T, m *team, zones []string) programme.Event {
	channel := rapid.SampledFrom(m.p.Channels).Draw(t, "channel")
	switch rapid.IntRange(0, 11).Draw(t, "event") {
	case 0, 1:
		return programme.Due{}
	case 2, 3:
		if len(m.ended) == 0 {
			return programme.RoundEnded{Ended: programme.Ended{Channel: channel, Round: "nowhere", Drill: "a/00", Lapsed: true}}
		}
		return programme.RoundEnded{Ended: rapid.SampledFrom(m.ended).Draw(t, "ended")}
	case 4, 5:
		if len(m.byHand) > 0 && rapid.Bool().Draw(t, "asked before") {
			return rapid.SampledFrom(m.byHand).Draw(t, "by hand")
		}
		e := programme.PostNow{Channel: channel, ID: fmt.Sprint(len(m.byHand))}
		m.byHand = append(m.byHand, e)
		return e
	case 6:
		tick, ok := m.p.Next()
		if ok && rapid.Bool().Draw(t, "the one after the next") {
			tick, ok = m.p.Plan.Next(tick.At)
		}
		if !ok {
			return programme.Due{}
		}
		return programme.LeaveOut{Wall: tick.Wall}
	case 7, 8:
		return programme.Rhythm{Halved: programme.Halved{Channel: channel, Back: rapid.Bool().Draw(t, "back")}}
	case 9:
		if rapid.IntRange(0, 2).Draw(t, "lost") == 0 {
			return programme.Lose{Channel: channel}
		}
		return programme.Regain{Channel: channel}
	case 10:
		if rapid.IntRange(0, 2).Draw(t, "withdrawn") == 0 {
			return programme.Withdraw{}
		}
		return programme.Due{}
	default:
		s := settings(t, zones)
		if rapid.Bool().Draw(t, "the plan stays") {
			s.Plan = m.p.Plan
		}
		return programme.Settle{Settings: s}
	}
}

// oneZone is for what is told by wall times, which come again where the zone changes.
func oneZone(t *rapid.T) []string {
	return []string{rapid.SampledFrom([]string{"UTC", "Europe/Berlin", "America/New_York"}).Draw(t, "zone of all plans")}
}

func anyZone(*rapid.T) []string {
	return []string{"UTC", "Europe/Berlin", "America/New_York", "Asia/Tokyo"}
}

// play draws weeks of a programme; check sees the team after every event.
func play(t *rapid.T, zonesOf func(*rapid.T) []string, check func(*team)) *team {
	zones := zonesOf(t)
	m := newTeam(rapid.SampledFrom(starts).Draw(t, "start"), settings(t, zones))
	m.load(t, rapid.IntRange(0, 8).Draw(t, "drills"))
	nobody := rapid.IntRange(0, 4).Draw(t, "nobody comes, of 4")
	m.lapses = func() bool { return rapid.IntRange(1, 4).Draw(t, "comes") <= nobody }
	for range rapid.IntRange(1, 60).Draw(t, "events") {
		switch rapid.IntRange(0, 9).Draw(t, "what") {
		case 0, 1, 2, 3, 4:
			d := time.Duration(rapid.IntRange(1, 2*24*60).Draw(t, "minutes")) * time.Minute
			m.pass(d, rapid.IntRange(0, 3).Draw(t, "asleep") == 0, rapid.Bool().Draw(t, "plan first"))
		case 5:
			m.pass(time.Duration(rapid.IntRange(1, 9*24).Draw(t, "hours"))*time.Hour, true, rapid.Bool().Draw(t, "plan first"))
		case 6:
			if rapid.IntRange(0, 2).Draw(t, "more drills") == 0 {
				m.load(t, rapid.IntRange(1, 2).Draw(t, "how many"))
			}
		case 7:
			m.restart()
		default:
			m.step(event(t, m, zones))
		}
		check(m)
	}
	return m
}

func nothing(*team) {}
