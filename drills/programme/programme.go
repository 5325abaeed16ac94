// Package programme is the engine of a plan: which packs are practised, when, in which channels, looked after by whom. It is
// pure, as the rounds are: [Programme.Step] says what follows, [Programme.Apply] folds.
package programme

import (
	"crypto/sha256"
	"encoding/hex"
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
	Fixed        bool     // set in the configuration, and not changeable in chat
}

// Programme is the fold of its facts.
type Programme struct {
	ID string
	Settings
	LastTick time.Time // up to which ticks are dealt with; zero before the start
	Skip     string    // the wall time of a tick to leave out
	in       map[string]*Channel
}

// Channel is a programme's state in one of its channels.
type Channel struct {
	Open   string // id of the scheduled round that is open
	Past   []curriculum.Past
	Lapses int  // in a row
	Halved bool // the rhythm: every second tick
	Rested bool // the last tick was left out because of it
	Spent  bool // nothing new is left, and the facilitators know
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
	// Posted opens a round.
	Posted struct{ Channel, Round, Drill, Subskill string }
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
)

func (Set) what()     {}
func (Ticked) what()  {}
func (Skipped) what() {}
func (Rested) what()  {}
func (Posted) what()  {}
func (Ended) what()   {}
func (Halved) what()  {}
func (Spent) what()   {}

var contents = kinds.Of[What](Set{}, Ticked{}, Skipped{}, Rested{}, Posted{}, Ended{}, Halved{}, Spent{})

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
	switch w := f.What.(type) {
	case Set:
		p.Settings = w.Settings
		if p.LastTick.IsZero() {
			p.LastTick = f.At
		}
	case Ticked:
		p.LastTick, p.Skip = w.At, ""
	case Skipped:
		p.Skip = w.Wall
	case Rested:
		p.In(w.Channel).Rested = true
	case Posted:
		c := p.In(w.Channel)
		c.Open, c.Rested, c.Spent = w.Round, false, false
		c.Past = append(c.Past, curriculum.Past{Drill: w.Drill, Subskill: w.Subskill})
	case Ended:
		p.applyEnded(w)
	case Halved:
		c := p.In(w.Channel)
		c.Halved, c.Lapses, c.Rested = !w.Back, 0, false
	case Spent:
		p.In(w.Channel).Spent = true
	}
}

func (p *Programme) applyEnded(w Ended) {
	c := p.In(w.Channel)
	if c.Open == w.Round {
		c.Open = ""
	}
	if !w.Lapsed {
		c.Lapses = 0
		return
	}
	c.Lapses++
	for i := len(c.Past) - 1; i >= 0; i-- {
		if c.Past[i].Drill == w.Drill {
			c.Past[i].Lapsed = true
			return
		}
	}
}

// In is the programme's state in a channel.
func (p *Programme) In(channel string) *Channel {
	if p.in == nil {
		p.in = map[string]*Channel{}
	}
	c := p.in[channel]
	if c == nil {
		c = &Channel{}
		p.in[channel] = c
	}
	return c
}

// RoundID names the round of a programme in a channel at a wall time, so that a tick can open it only once, whoever tries.
func RoundID(programme, channel, wall string) string {
	sum := sha256.Sum256([]byte(programme + "\x00" + channel + "\x00" + wall))
	return hex.EncodeToString(sum[:6])
}

// Next is the programme's next tick; false where the plan has none within its horizon.
func (p *Programme) Next() (scheduler.Tick, bool) {
	tick, ok := p.Plan.Next(p.LastTick)
	if ok && tick.Wall == p.Skip {
		return p.Plan.Next(tick.At)
	}
	return tick, ok
}

// Pool picks the programme's drills from all that are loaded.
func (p *Programme) Pool(all []*drills.Drill) []*drills.Drill {
	if len(p.Packs) == 0 {
		return all
	}
	var out []*drills.Drill
	for _, d := range all {
		for _, pack := range p.Packs {
			if d.Pack() == pack {
				out = append(out, d)
			}
		}
	}
	return out
}

// Debriefed says whether a drill's debrief stands in another of the programme's channels, where people of this one can read it.
func (p *Programme) Debriefed(drill, except string) bool {
	for name, c := range p.in {
		for i, past := range c.Past {
			open := c.Open != "" && i == len(c.Past)-1
			if name != except && past.Drill == drill && !past.Lapsed && !open {
				return true
			}
		}
	}
	return false
}
