package bot

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
	"cackle/store"
)

// tickTimer is the key of a programme's timer.
const tickTimer = "tick"

// programme gives a programme with all its facts folded in; nil where there is none under this id.
func (t *turn) programme(id string) (*programme.Programme, error) {
	k, err := t.load(programmeStream + id)
	if err != nil {
		return nil, err
	}
	if k.seq == 0 {
		return nil, nil
	}
	return k.programme, nil
}

// plan lets the programme's engine say what follows, and carries it out: rounds to close first, then those to open.
func (t *turn) plan(id string, e programme.Event) error {
	name := programmeStream + id
	k, err := t.load(name)
	if err != nil {
		return err
	}
	result := k.programme.Step(e, t.b.Drills, t.b.Chooser, t.now)
	facts := make([]store.Fact, len(result.Facts))
	for i, f := range result.Facts {
		if facts[i], err = t.row(name, "", f.At, f); err != nil {
			return err
		}
	}
	if err := t.append(name, k, facts); err != nil {
		return err
	}
	if err := t.timer(name, tickTimer, result.Next); err != nil {
		return err
	}
	if err := t.helloAgain(k.programme, result.Facts); err != nil {
		return err
	}
	for _, round := range result.Close {
		if err := t.step(round, drills.Shut{}); err != nil {
			return err
		}
	}
	for _, o := range result.Open {
		if err := t.open(id, o); err != nil {
			return err
		}
	}
	for _, s := range result.Says {
		if err := t.sayProgramme(k.programme, s); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) open(programme string, o programme.Opening) error {
	return t.step(o.Round, drills.Open{RoundOpened: drills.RoundOpened{
		Programme: programme, Channel: o.Channel, Tick: o.Tick, Mode: "productive failure", Drill: *o.Drill, Closes: o.Closes.UTC(),
		Because: o.Because,
	}})
}

// sayProgramme asks or tells each facilitator, privately.
func (t *turn) sayProgramme(p *programme.Programme, s programme.Say) error {
	for _, person := range p.Facilitators {
		i := intent{Kind: string(s.Kind), Programme: p.ID, Channel: s.Channel, Person: person}
		if err := t.queue("note/"+person, string(s.Kind)+"/"+t.id(), i); err != nil {
			return err
		}
	}
	return nil
}

// Settle sets a programme up, and posts its first drill at once. One that exists is changed only by the configuration
// (Settings.Fixed): what was changed in chat stays. One that was withdrawn goes on where it was, unless a channel of it was set up
// in chat meanwhile: that is left alone.
func (b *Bot) Settle(ctx context.Context, space chat.Space, id string, s programme.Settings) error {
	return b.write(ctx, space, "settle/"+id, func(t *turn) error {
		p, err := t.programme(id)
		if err != nil {
			return err
		}
		if p != nil && !s.Fixed {
			s = p.Settings
		}
		if p != nil && !p.Withdrawn && reflect.DeepEqual(p.Settings, s) {
			return nil
		}
		if taken, err := t.taken(id, s); taken || err != nil {
			return err
		}
		if err := t.plan(id, programme.Settle{Settings: s}); err != nil {
			return fmt.Errorf("set up the programme %s: %w", id, err)
		}
		if p != nil {
			return nil
		}
		return t.begin(id, s.Channels)
	})
}

// taken says whether another programme posts in a channel of one that is not from the configuration.
func (t *turn) taken(id string, s programme.Settings) (bool, error) {
	for _, channel := range s.Channels {
		if other, err := t.inChannel(channel); err != nil || other != nil && other.ID != id && !s.Fixed {
			return err == nil, err
		}
	}
	return false, nil
}

// Withdraw stops programmes that are in the configuration no more: no drill comes, no list shows them, and a round that is open
// closes at its time.
func (b *Bot) Withdraw(ctx context.Context, space chat.Space, gone func(*programme.Programme) bool) error {
	return b.write(ctx, space, "withdraw", func(t *turn) error {
		all, err := t.programmes()
		for _, p := range all {
			if !gone(p) {
				continue
			}
			if err := t.plan(p.ID, programme.Withdraw{}); err != nil {
				return fmt.Errorf("withdraw the programme %s: %w", p.ID, err)
			}
		}
		return err
	})
}

// firstStands is how long a first card stands at the least, about a morning: a tick before that would close what nobody saw.
const firstStands = 4 * time.Hour

// begin posts a programme's first drill at once, and leaves out a tick that comes too soon after it.
func (t *turn) begin(id string, channels []string) error {
	p, err := t.programme(id)
	if err != nil {
		return err
	}
	if tick, ok := p.Next(); ok && tick.At.Before(t.now.Add(firstStands)) {
		if err := t.plan(id, programme.LeaveOut{Wall: tick.Wall}); err != nil {
			return fmt.Errorf("leave out the first tick of %s: %w", id, err)
		}
	}
	for _, channel := range channels {
		if err := t.plan(id, programme.PostNow{Channel: channel, ID: "first"}); err != nil {
			return fmt.Errorf("post the first drill of %s: %w", id, err)
		}
	}
	return nil
}

// programmes are all of the space.
func (t *turn) programmes() ([]*programme.Programme, error) {
	names, err := t.StreamsNamed(programmeStream)
	if err != nil {
		return nil, fmt.Errorf("list the programmes: %w", err)
	}
	out := make([]*programme.Programme, len(names))
	for i, name := range names {
		if out[i], err = t.programme(name[len(programmeStream):]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// inChannel finds the programme that posts in a channel; nil where there is none.
func (t *turn) inChannel(channel string) (*programme.Programme, error) {
	all, err := t.programmes()
	for _, p := range all {
		if slices.Contains(p.Channels, channel) && !p.Withdrawn {
			return p, err
		}
	}
	return nil, err
}

// Ahead is something that will happen by itself.
type Ahead struct {
	What string // in words, for a clock that can be moved
	At   time.Time
}

// Ahead lists, for each channel of a space's programmes, the hand up that will be offered to this person, the close of the open
// round and the next drill.
func (b *Bot) Ahead(ctx context.Context, space chat.Space, person string) (out []Ahead, err error) {
	err = b.write(ctx, space, "ahead", func(t *turn) error {
		all, err := t.programmes()
		for _, p := range all {
			for _, channel := range p.Channels {
				ahead, err := t.aheadIn(p, channel, person)
				if err != nil {
					return err
				}
				out = append(out, ahead...)
			}
		}
		return err
	})
	return out, err
}

// aheadIn is what comes in a channel for a person.
func (t *turn) aheadIn(p *programme.Programme, channel, person string) (out []Ahead, err error) {
	tick, ticks := p.NextIn(channel)
	if open := p.In(channel).Open; open != "" {
		r, err := t.round(open)
		if err != nil {
			return nil, err
		}
		if due, ok := r.HandUpDue(person); ok && due.After(t.now) {
			out = append(out, Ahead{What: t.voice.Say("ahead.hand-up"), At: due})
		}
		out = append(out, Ahead{What: t.voice.Say("ahead.close", map[string]any{"Channel": channel}), At: closes(p, channel, r)})
	}
	if _, left := p.Choose(channel, t.b.Drills, t.b.Chooser); ticks && left {
		out = append(out, Ahead{What: t.voice.Say("ahead.tick"), At: tick.At})
	}
	return out, nil
}
