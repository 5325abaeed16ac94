package bot

import (
	"context"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
)

// Running is an open round, with buttons of its steps, for who takes part from beside the bot instead of reading it off a screen.
type Running struct {
	ID, Channel    string
	Drill          drills.Drill
	Opened, Closes time.Time
	Go             string // opens a person's place
	Redo           string // begins the redo of the first go
	Quote          string // lets the debrief quote it
}

// Running lists the open rounds of a space.
func (b *Bot) Running(ctx context.Context, space chat.Space) (out []Running, err error) {
	err = b.write(ctx, space, "running", func(t *turn) error {
		out = nil
		all, err := t.programmes()
		for _, p := range all {
			for _, channel := range p.Channels {
				open := p.In(channel).Open
				if open == "" {
					continue
				}
				r, err := t.round(open)
				if err != nil {
					return err
				}
				out = append(out, Running{
					ID: r.ID, Channel: channel, Drill: r.Drill, Opened: r.Opened, Closes: closes(p, channel, r),
					Go: mint(vGo, r.ID), Redo: mint(vAgain, r.ID, 1, string(drills.Redo)), Quote: mint(vQuote, r.ID, "yes"),
				})
			}
		}
		return err
	})
	return out, err
}

// closes is when an open round closes: a tick closes it earlier than was told where the plan was changed since.
func closes(p *programme.Programme, channel string, r *drills.Round) time.Time {
	if tick, ticks := p.NextIn(channel); ticks && tick.At.Before(r.Closes) {
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
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	look := time.NewTicker(glance)
	defer look.Stop()
	for {
		busy, err := b.Store.Busy(ctx, b.Clock.Now())
		if err != nil || !busy {
			return err
		}
		select {
		case <-look.C:
		case <-ctx.Done():
			return nil
		}
	}
}
