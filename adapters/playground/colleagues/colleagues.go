// Package colleagues are the simulated people of the playground, who make its channel a lived-in one: after a round has opened,
// each has a go at the clock's pace, so that whoever tries Cackle alone meets a full debrief.
//
// What they do is drawn from the drill's own example attempts and from the round's id alone (plan.go), and comes in through the
// same door as everyone's. Nothing is kept: after a restart they do all of it again, and each act is known by what it was the first
// time, or finds that its step is behind it.
package colleagues

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"cackle/chat"
	"cackle/drills"
)

// Round is a round that is open or was until lately: its card, and the buttons of its steps.
type Round struct {
	ID, Channel            string
	Card                   string // the message's id; "" before it is out
	Drill                  drills.Drill
	Opened, Closes         time.Time
	Closed                 time.Time // zero while it is open
	Go, Redo, Quote, Share string
	Laughs                 map[string]time.Time // with a stumble of the debrief, and since when that stands
}

// Team has the colleagues of one playground take part. Fill in the fields.
type Team struct {
	People []string // ids
	// Rounds lists what is open.
	Rounds func(context.Context) ([]Round, error)
	// Do is the door. The key is the act's id: the same twice is one act.
	Do  func(ctx context.Context, key, who string, at chat.Place, what chat.Act) (chat.Answer, error)
	Log *slog.Logger

	mu   sync.Mutex
	done map[string]bool // deeds of this run, by key
}

// Next is when the next deed is due, which may be past; false where none is planned.
func (t *Team) Next(ctx context.Context) (at time.Time, ok bool, err error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	open, err := t.open(ctx)
	if err != nil || len(open) == 0 {
		return time.Time{}, false, err
	}
	return open[0].at, true, nil
}

// Due does what is due by now, in the order of its times.
func (t *Team) Due(ctx context.Context, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	open, err := t.open(ctx)
	if err != nil {
		return err
	}
	for _, d := range open {
		if d.at.After(now) {
			return nil
		}
		if err := t.do(ctx, d); err != nil {
			return fmt.Errorf("a simulated colleague's %s: %w", d.what, err)
		}
		t.done[d.key()] = true
	}
	return nil
}

// open are the deeds that are still to be done, the next one first. What was done in rounds that have closed is forgotten.
func (t *Team) open(ctx context.Context) (open []deed, err error) {
	rounds, err := t.Rounds(ctx)
	if err != nil {
		return nil, fmt.Errorf("look for the open rounds: %w", err)
	}
	done := map[string]bool{}
	for _, r := range rounds {
		for _, d := range plan(r, t.People) {
			if t.done[d.key()] {
				done[d.key()] = true
			} else {
				open = append(open, d)
			}
		}
	}
	t.done = done
	slices.SortStableFunc(open, func(a, b deed) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.key(), b.key())) })
	return open, nil
}

// hen is the reaction that is a cackle.
const hen = "🐔"

// do opens the step by the deed's button and fills in what it is planned for. A step that asks for something else is behind or
// before the deed's: it is left alone.
func (t *Team) do(ctx context.Context, d deed) error {
	if d.reacts {
		_, err := t.show(ctx, d, chat.React{Message: d.round.Card, Emoji: hen})
		return err
	}
	step, err := t.show(ctx, d, chat.Press{Button: d.opens})
	for err == nil && step != nil {
		values, fits := d.fill(*step)
		if !fits {
			return nil
		}
		step, err = t.show(ctx, d, chat.Submit{Step: step.ID, Values: values})
	}
	return err
}

// show does one act of a deed and gives the step that it is answered with; nil where it is none.
func (t *Team) show(ctx context.Context, d deed, act chat.Act) (*chat.Step, error) {
	answer, err := t.Do(ctx, d.key(), d.who, chat.Place{Channel: d.round.Channel}, act)
	switch answer := answer.(type) {
	case chat.Show:
		return &answer.Step, err
	case chat.Problem:
		t.Log.Warn("a simulated colleague's form was not taken", "round", d.round.ID, "field", answer.Field, "problem", answer.Text)
	}
	return nil, err
}
