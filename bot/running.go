package bot

import (
	"context"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
)

// Running is a round that is open or was until a day ago, for who takes part from beside the bot instead of reading it off a
// screen: its card, and buttons of its steps.
type Running struct {
	ID, Channel    string
	Card           string // the message's id; "" before it is out
	Drill          drills.Drill
	Opened, Closes time.Time
	Closed         time.Time            // zero while it is open
	Go             string               // opens a person's place
	Redo           string               // begins the redo of the first go
	Quote          string               // lets the debrief quote it
	Share          string               // asks whether it shall stand there as a stumble
	Laughs         map[string]time.Time // with each stumble of the debrief, and since when that stands
}

// runsOn is how long a round is of interest after its close, and latest how many of a channel's are looked at.
const (
	runsOn = 24 * time.Hour
	latest = 3
)

// Running lists those of a space.
func (b *Bot) Running(ctx context.Context, space chat.Space) (out []Running, err error) {
	err = b.write(ctx, space, "running", func(t *turn) error {
		out = nil
		all, err := t.programmes()
		for _, p := range all {
			for _, channel := range p.Channels {
				past := p.In(channel).Past
				for _, met := range past[max(0, len(past)-latest):] {
					r, err := t.round(met.Round)
					if err != nil {
						return err
					}
					if !r.Open() && r.Closed.Add(runsOn).Before(t.now) {
						continue
					}
					card, _, err := t.Anchor(cardAnchor(r.ID))
					if err != nil {
						return err
					}
					out = append(out, running(r, card.Message, closes(p, channel, r)))
				}
			}
		}
		return err
	})
	return out, err
}

func running(r *drills.Round, card string, closes time.Time) Running {
	out := Running{
		ID: r.ID, Channel: r.Channel, Card: card, Drill: r.Drill, Opened: r.Opened, Closes: closes, Closed: r.Closed,
		Go: mint(vGo, r.ID), Redo: mint(vAgain, r.ID, 1, string(drills.Redo)), Quote: mint(vQuote, r.ID, "yes"),
		Share: mint(vShare, r.ID, 0), Laughs: map[string]time.Time{},
	}
	if !r.Debriefed() {
		return out
	}
	for _, s := range r.Stumbles() {
		out.Laughs[mint(vCackle, r.ID, s.N)] = later(s.At, r.Closed)
	}
	return out
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// closes is when a round closes, or was to: a tick closes an open one earlier than was told where the plan was changed since.
func closes(p *programme.Programme, channel string, r *drills.Round) time.Time {
	if tick, ticks := p.NextIn(channel); ticks && r.Open() && tick.At.Before(r.Closes) {
		return tick.At
	}
	return r.Closes
}

// How long CatchUp waits for what is due, and how often it looks: what hangs must not hold up whoever asked.
const (
	patience = 10 * time.Second
	glance   = 5 * time.Millisecond
)

// Next is when the next timer goes off; false where none is set.
func (b *Bot) Next(ctx context.Context) (time.Time, bool, error) { return b.Store.NextTimer(ctx) }

// CatchUp carries out what is due by now and waits until its messages are out and its checks are in, for a clock that is moved
// through several such times.
func (b *Bot) CatchUp(ctx context.Context) error {
	if err := b.due(ctx, b.Clock.Now()); err != nil {
		return err
	}
	b.Moved()
	enough := time.NewTimer(patience)
	defer enough.Stop()
	look := time.NewTicker(glance)
	defer look.Stop()
	for {
		busy, err := b.Store.Busy(ctx, b.Clock.Now())
		if err != nil || !busy {
			return err
		}
		select {
		case <-look.C:
		case <-enough.C:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}
