package programme

import (
	"slices"
	"time"

	"cackle/drills"
	"cackle/drills/curriculum"
)

// Event is something that happens to a programme: one of the types below.
type Event interface{ event() }

type (
	// Settle sets or changes the programme.
	Settle struct{ Settings }
	// Due is the time of a tick having come, however late.
	Due struct{}
	// LeaveOut leaves out the tick at this wall time.
	LeaveOut struct{ Wall string }
	// PostNow posts in a channel at once, beside the plan. ID makes the round's.
	PostNow struct{ Channel, ID string }
	// RoundEnded is the close of one of its rounds.
	RoundEnded struct{ Ended }
	// Rhythm halves a channel's rhythm, or gives it back.
	Rhythm struct{ Halved }
	// Lose is a channel that takes no messages any more.
	Lose struct{ Channel string }
	// Regain is a lost channel that takes them again.
	Regain struct{ Channel string }
	// Withdraw stops the programme, until it is settled again. A round that is open closes at its time.
	Withdraw struct{}
)

func (Settle) event()     {}
func (Due) event()        {}
func (LeaveOut) event()   {}
func (PostNow) event()    {}
func (RoundEnded) event() {}
func (Rhythm) event()     {}
func (Lose) event()       {}
func (Regain) event()     {}
func (Withdraw) event()   {}

// Result is what follows: facts first, then the rounds to close and to open, in this order.
type Result struct {
	Facts []Fact
	Close []string // rounds
	Open  []Opening
	Says  []Say
	Next  time.Time // when Due is due; zero for never
}

// Opening is a round to open.
type Opening struct {
	Round   string
	Channel string
	Tick    string // wall time; "" beside the plan
	Drill   *drills.Drill
	Because string
	Closes  time.Time
}

// Say is one message to queue, about a channel.
type Say struct {
	Kind    SayKind
	Channel string
}

// SayKind names what there is to say.
type SayKind string

// What a programme says unasked.
const (
	SayHalved SayKind = "halved" // to the facilitators: nobody came three times
	SaySpent  SayKind = "spent"  // to the facilitators: nothing new is left
)

// Step says what follows from an event at a time, with the drills that are loaded and the model that chooses. It changes
// nothing: the caller stores the facts and applies them. An event that came before leaves no second trace.
func (p *Programme) Step(e Event, all []*drills.Drill, chooser curriculum.Chooser, now time.Time) Result {
	s := &step{p: p.clone(), all: all, chooser: chooser, now: now}
	switch e := e.(type) {
	case Settle:
		s.fact(Set(e))
	case Due:
		s.due()
	case LeaveOut:
		if !slices.Contains(p.Skip, e.Wall) {
			s.fact(Skipped(e))
		}
	case PostNow:
		if slices.Contains(p.Channels, e.Channel) && !p.Withdrawn {
			s.post(e.Channel, RoundID(p.ID, e.Channel, "by hand "+e.ID), "")
		}
	case RoundEnded:
		s.ended(e.Ended)
	case Rhythm:
		if p.In(e.Channel).Halved == e.Back {
			s.fact(e.Halved)
		}
	case Lose:
		if !p.In(e.Channel).Lost {
			s.fact(Lost(e))
		}
	case Regain:
		s.regain(e.Channel)
	case Withdraw:
		if !p.Withdrawn {
			s.fact(Withdrawn(e))
		}
	}
	if tick, ok := s.p.Next(); ok {
		s.out.Next = tick.At
	}
	return s.out
}

type step struct {
	p       *Programme // a copy, with the facts so far folded in
	all     []*drills.Drill
	chooser curriculum.Chooser
	now     time.Time
	out     Result
}

func (s *step) fact(w What) {
	f := Fact{At: s.now, What: w}
	s.out.Facts = append(s.out.Facts, f)
	s.p.Apply(f)
}

// due deals with every tick up to now. A late start makes up for one of them at most, by the plan's rule; a tick that was
// skipped on request is let go. Where none came, what lies ahead stays as it is.
func (s *step) due() {
	tick, missed := s.p.Plan.CatchUp(s.p.LastTick, s.now)
	if tick == nil && missed == 0 || s.p.Withdrawn {
		return
	}
	skipped := tick != nil && slices.Contains(s.p.Skip, tick.Wall)
	s.fact(Ticked{At: s.now})
	if tick == nil || skipped {
		return
	}
	for i, channel := range s.p.Channels {
		if slices.Contains(s.p.Channels[:i], channel) {
			continue
		}
		switch c := s.p.In(channel); {
		case c.Lost:
		case c.Halved && !c.Rested:
			s.fact(Rested{Channel: channel})
		default:
			s.post(channel, RoundID(s.p.ID, channel, tick.Wall), tick.Wall)
		}
	}
}

// post closes the round that is open and opens the next. Where nothing new is left the channel rests, and its facilitators
// hear of it once; a round that is open then stays so beside the plan, as nothing takes its place. A round that was there
// before was asked for twice, or its wall time came again in another zone.
func (s *step) post(channel, round, wall string) {
	c := s.p.In(channel)
	if c.met(round) != nil {
		return
	}
	s.regain(channel) // no tick comes to a lost channel: somebody wants it tried
	choice, ok := s.p.Choose(channel, s.all, s.chooser)
	if c.Open != "" && (ok || wall != "") {
		s.out.Close = append(s.out.Close, c.Open)
	}
	if !ok {
		if !c.Spent {
			s.fact(Spent{Channel: channel})
			s.out.Says = append(s.out.Says, Say{Kind: SaySpent, Channel: channel})
		}
		return
	}
	because := choice.Because
	if wall == "" && len(c.Past) > 0 {
		because = curriculum.ByHand
	}
	s.fact(Posted{Channel: channel, Round: round, Drill: choice.Drill.ID, Subskill: choice.Drill.Subskill, Tick: wall})
	s.out.Open = append(s.out.Open, Opening{
		Round: round, Channel: channel, Tick: wall, Drill: choice.Drill, Because: because,
		Closes: s.closes(channel, choice.Drill),
	})
}

func (s *step) regain(channel string) {
	if s.p.In(channel).Lost {
		s.fact(Back{Channel: channel})
	}
}

// closes is the end of a round that has just been posted: its window, the drill's own where it names one, else the plan's; or the
// tick before that end which closes it. One that is overdue closes it at once, whatever the card tells.
func (s *step) closes(channel string, d *drills.Drill) time.Time {
	plan := s.p.Plan
	if d.Window > 0 {
		plan.Window = d.Window
	}
	end := plan.Closes(s.now)
	if tick, ok := s.p.NextIn(channel); ok && tick.At.After(s.now) && tick.At.Before(end) {
		return tick.At
	}
	return end
}

// ended counts lapses, each round once: after three in a row the rhythm is halved and the facilitators are asked, but not those
// of a programme that is withdrawn.
func (s *step) ended(e Ended) {
	c := s.p.In(e.Channel)
	if m := c.met(e.Round); m == nil || m.Ended {
		return
	}
	s.fact(e)
	if e.Lapsed && !c.Halved && !s.p.Withdrawn && c.Lapses+1 >= LapsesToHalve {
		s.fact(Halved{Channel: e.Channel})
		s.out.Says = append(s.out.Says, Say{Kind: SayHalved, Channel: e.Channel})
	}
}
