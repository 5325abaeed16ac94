// Package programme is the engine of a plan: which packs are practised, when, in which channels, looked after by whom. It is
// pure, as the rounds are: [Programme.Step] says what follows, [Programme.Apply] folds.
package programme

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/internal/kinds"
	"cackle/scheduler"
)

// Settings are what a facilitator, or the configuration, sets.
type Settings struct {
	Name         string
	Channels     []string
	Packs        []string // names of packs; none means all
	Level        int
	Plan         scheduler.Plan
	Facilitators []string // ids of people
	Mentors      []string // ids of people; none leaves it to the facilitators
	Fixed        bool     // set in the configuration, and not changeable in chat
}

// Programme is the fold of its facts.
type Programme struct {
	ID string
	Settings
	LastTick  time.Time // up to which ticks are dealt with; zero before the start
	Skip      []string  // the wall times of ticks to leave out
	Withdrawn bool      // it is in the configuration no more: it posts nothing until it is set again
	Facts     int       // folded so far: a number that grows with whatever happens
	channels  map[string]*Channel
}

// Channel is a programme's state in one of its channels.
type Channel struct {
	Open   string // id of the scheduled round that is open
	Past   []Met  // oldest first
	Lapses int    // in a row
	Halved bool   // the rhythm: every second tick
	Rested bool   // the last tick was left out because of it
	Spent  bool   // nothing new is left, and the facilitators know
	Lost   bool   // it takes no messages: nothing is posted there
}

// Met is a drill that a channel has met, with its round.
type Met struct {
	curriculum.Past
	Round string
	Ended bool
}

// LapsesToHalve is how many rounds in a row nobody comes to before the rhythm is halved.
const LapsesToHalve = 3

// Fact is one thing that happened to a programme.
type Fact struct {
	At   time.Time
	What What
}

// What is the content of a fact: one of the types below.
type What interface{ what() }

type (
	// Set holds new settings.
	Set struct{ Settings }
	// Ticked deals with all ticks up to At, by posting or by letting go.
	Ticked struct{ At time.Time }
	// Skipped leaves out the tick at this wall time.
	Skipped struct{ Wall string }
	// Rested leaves out a tick in a channel whose rhythm is halved.
	Rested struct{ Channel string }
	// Posted opens a round. Tick is a wall time; "" beside the plan.
	Posted struct{ Channel, Round, Drill, Subskill, Tick string }
	// Ended closes a round.
	Ended struct {
		Channel, Round, Drill string
		Lapsed                bool
	}
	// Halved halves a channel's rhythm, or takes that back.
	Halved struct {
		Channel string
		Back    bool
	}
	// Spent is a channel that has met every drill.
	Spent struct{ Channel string }
	// Lost is a channel that takes no messages any more.
	Lost struct{ Channel string }
	// Back is a lost channel that takes them again.
	Back struct{ Channel string }
	// Withdrawn stops the programme until it is set again.
	Withdrawn struct{}
)

func (Set) what()       {}
func (Ticked) what()    {}
func (Skipped) what()   {}
func (Rested) what()    {}
func (Posted) what()    {}
func (Ended) what()     {}
func (Halved) what()    {}
func (Spent) what()     {}
func (Lost) what()      {}
func (Back) what()      {}
func (Withdrawn) what() {}

var contents = kinds.Of[What](Set{}, Ticked{}, Skipped{}, Rested{}, Posted{}, Ended{}, Halved{}, Spent{}, Lost{}, Back{}, Withdrawn{})

// Encode gives a fact's kind and its content as JSON.
func (f Fact) Encode() (kind string, body []byte, err error) { return contents.Encode(f.What) }

// Decode is the reverse of Encode.
func Decode(kind string, at time.Time, body []byte) (Fact, error) {
	w, err := contents.Decode(kind, body)
	if err != nil {
		return Fact{}, err
	}
	return Fact{At: at, What: w.(What)}, nil
}

// Apply folds one fact.
func (p *Programme) Apply(f Fact) {
	p.Facts++
	switch w := f.What.(type) {
	case Set:
		if p.LastTick.IsZero() || p.Withdrawn || !p.Plan.Equal(w.Plan) {
			p.LastTick = f.At // a plan that is new, or back, has missed nothing
			p.Skip = sameDays(p.Skip, w.Plan, f.At)
		}
		p.Settings, p.Withdrawn = w.Settings, false
	case Ticked:
		p.LastTick = w.At
		p.Skip = p.ahead(p.Skip)
	case Skipped:
		p.Skip = append(slices.Clip(p.Skip), w.Wall)
	case Rested:
		p.in(w.Channel).Rested = true
	case Posted:
		p.in(w.Channel).applyPosted(w)
	case Ended:
		p.in(w.Channel).applyEnded(w)
	case Halved:
		c := p.in(w.Channel)
		c.Halved, c.Lapses, c.Rested = !w.Back, 0, false
	case Spent:
		p.in(w.Channel).Spent = true
	case Lost:
		p.in(w.Channel).Lost = true
	case Withdrawn:
		p.Withdrawn = true
	case Back:
		p.in(w.Channel).Lost = false
	}
}

// sameDays leaves out, in a new plan, the ticks of the days that were left out in the one before: what people left out is a day.
func sameDays(skip []string, plan scheduler.Plan, from time.Time) (out []string) {
	days, last := map[string]bool{}, ""
	for _, wall := range skip {
		day, _, _ := strings.Cut(wall, "T")
		days[day], last = true, max(last, day)
	}
	for tick, ok := plan.Next(from); ok && tick.Wall[:len("2006-01-02")] <= last; tick, ok = plan.Next(tick.At) {
		if days[tick.Wall[:len("2006-01-02")]] {
			out = append(out, tick.Wall)
		}
	}
	return out
}

// ahead keeps the wall times that are yet to come. Written this way, their order as text is the order of time.
func (p *Programme) ahead(walls []string) (out []string) {
	if len(walls) == 0 {
		return nil
	}
	next, ok := p.Plan.Next(p.LastTick)
	for _, wall := range walls {
		if ok && wall >= next.Wall {
			out = append(out, wall)
		}
	}
	return out
}

// applyPosted leaves the rhythm alone for a round beside the plan; and a drill that is back, having lapsed, is none that the
// facilitators need to hear of when it is gone again.
func (c *Channel) applyPosted(w Posted) {
	if w.Tick != "" {
		c.Rested = false
	}
	known := slices.ContainsFunc(c.Past, func(m Met) bool { return m.Drill == w.Drill })
	c.Open, c.Spent = w.Round, c.Spent && known
	c.Past = append(c.Past, Met{Past: curriculum.Past{Drill: w.Drill, Subskill: w.Subskill}, Round: w.Round})
}

func (c *Channel) applyEnded(w Ended) {
	if c.Open == w.Round {
		c.Open = ""
	}
	if m := c.met(w.Round); m != nil {
		m.Ended, m.Lapsed = true, w.Lapsed
	}
	if w.Lapsed {
		c.Lapses++
	} else {
		c.Lapses = 0
	}
}

// met finds what a round brought; nil where the channel had no such round.
func (c *Channel) met(round string) *Met {
	for i := range c.Past {
		if c.Past[i].Round == round {
			return &c.Past[i]
		}
	}
	return nil
}

// WhoMentor are asked to look at an attempt: the mentors, or where none are named the facilitators.
func (p *Programme) WhoMentor() []string {
	if len(p.Mentors) > 0 {
		return p.Mentors
	}
	return p.Facilitators
}

// In is the programme's state in a channel.
func (p *Programme) In(channel string) Channel {
	if c := p.channels[channel]; c != nil {
		return *c
	}
	return Channel{}
}

// clone is a copy whose facts leave the programme itself alone.
func (p *Programme) clone() *Programme {
	out := *p
	out.channels = make(map[string]*Channel, len(p.channels))
	for name, c := range p.channels {
		copied := *c
		copied.Past = slices.Clone(c.Past)
		out.channels[name] = &copied
	}
	return &out
}

// in makes the state of a channel when it is new: only Apply does.
func (p *Programme) in(channel string) *Channel {
	if p.channels == nil {
		p.channels = map[string]*Channel{}
	}
	c := p.channels[channel]
	if c == nil {
		c = &Channel{}
		p.channels[channel] = c
	}
	return c
}

// RoundID names the round of a programme in a channel at a wall time, so that a tick can open it only once, whoever tries.
func RoundID(programme, channel, wall string) string {
	sum := sha256.Sum256([]byte(programme + "\x00" + channel + "\x00" + wall))
	return hex.EncodeToString(sum[:6])
}

// Next is the programme's next tick; false where the plan has none within its horizon, and where it is withdrawn.
func (p *Programme) Next() (scheduler.Tick, bool) {
	tick, ok := p.Plan.Next(p.LastTick)
	for ok && slices.Contains(p.Skip, tick.Wall) {
		tick, ok = p.Plan.Next(tick.At)
	}
	return tick, ok && !p.Withdrawn
}

// NextIn is the tick that posts next in a channel: none that is left out or rests, and none whose wall time the channel had a round
// for, as it comes again where the zone was changed. A lost channel has none.
func (p *Programme) NextIn(channel string) (scheduler.Tick, bool) {
	c := p.In(channel)
	rests := c.Halved && !c.Rested
	tick, ok := p.Next()
	for ok = ok && !c.Lost; ok; tick, ok = p.Plan.Next(tick.At) {
		switch {
		case slices.Contains(p.Skip, tick.Wall):
		case rests:
			rests = false
		case c.met(RoundID(p.ID, channel, tick.Wall)) == nil:
			return tick, true
		}
	}
	return tick, false
}

// Choose says which drill a channel gets next, of all that are loaded; false where nothing new is left.
func (p *Programme) Choose(channel string, all []*drills.Drill, chooser curriculum.Chooser) (curriculum.Choice, bool) {
	c := p.In(channel)
	return chooser.Choose(curriculum.Asked{Pool: p.Pool(all), Past: c.past(), Level: p.Level})
}

// past is what a choice looks at.
func (c *Channel) past() []curriculum.Past {
	out := make([]curriculum.Past, len(c.Past))
	for i, m := range c.Past {
		out[i] = m.Past
	}
	return out
}

// Pool picks the programme's drills from all that are loaded.
func (p *Programme) Pool(all []*drills.Drill) []*drills.Drill {
	if len(p.Packs) == 0 {
		return all
	}
	var out []*drills.Drill
	for _, d := range all {
		if slices.Contains(p.Packs, d.Pack()) {
			out = append(out, d)
		}
	}
	return out
}

// Rounds are those that brought a drill, in any of the programme's channels.
func (p *Programme) Rounds(drill string) (ids []string) {
	for _, c := range p.channels {
		for _, m := range c.Past {
			if m.Drill == drill {
				ids = append(ids, m.Round)
			}
		}
	}
	return ids
}

// Debriefed says whether a drill's debrief stands in another of the programme's channels, where people of this one can read it.
func (p *Programme) Debriefed(drill, except string) bool {
	for name, c := range p.channels {
		for _, m := range c.Past {
			if name != except && m.Drill == drill && m.Ended && !m.Lapsed {
				return true
			}
		}
	}
	return false
}
