package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/programme"
	"cackle/scheduler"
	"cackle/store"
)

// Rehearsal is one drill played without a platform: the bot itself, on a clock moved by hand, over a store that its caller throws
// away. Whoever writes a drill walks through it as a team would, or looks at all of its screens ([Rehearsal.Screens]). It takes
// one act at a time, and what follows from it has happened when Do returns.
type Rehearsal struct {
	bot   *Bot
	clock *rehearsalClock
	room  *rehearsalRoom
	drill *drills.Drill
	round string
	acts  int
}

const rehearsalSpace chat.Space = "rehearsal"

const rehearsalChannel = "drills"

// Rehearse posts a drill that has no faults. Of the configuration it takes the store, which must be new, the runner, the texts
// and the log.
func Rehearse(ctx context.Context, c Config, d *drills.Drill, now time.Time) (*Rehearsal, error) {
	r := &Rehearsal{clock: &rehearsalClock{now}, drill: d, room: &rehearsalRoom{
		posted: map[string]*chat.Post{}, receipts: map[string]chat.Receipt{}, steps: map[string]*chat.Step{},
	}}
	r.bot = New(Config{
		Store: c.Store, Runner: c.Runner, Texts: c.Texts, Log: c.Log, Clock: r.clock, Adapters: []chat.Adapter{r.room},
		Drills: []*drills.Drill{d}, Chooser: curriculum.Simple{},
	})
	err := r.bot.Settle(ctx, rehearsalSpace, "rehearsal", programme.Settings{
		Name: "Rehearsal", Channels: []string{rehearsalChannel}, Level: d.Level,
		Plan: scheduler.Plan{Cron: "0 10 * * *", Zone: "UTC", Weekends: true, Window: 1},
	})
	if err == nil {
		err = r.settle(ctx)
	}
	if err != nil {
		return nil, fmt.Errorf("rehearse %s: %w", d.ID, err)
	}
	for _, row := range r.Card().Rows {
		for _, b := range row {
			if k := parse(b.ID); k.verb == vGo {
				r.round = k.about
			}
		}
	}
	return r, nil
}

// Card is the drill's card as it stands now.
func (r *Rehearsal) Card() chat.Message { return r.room.message(0) }

// Debrief is what the round's close posted in its thread, a lapse too; false before that.
func (r *Rehearsal) Debrief() (chat.Message, bool) {
	return r.room.message(1), len(r.room.order) > 1
}

// Step is what a person sees, the outcome that came meanwhile included; nil before they opened anything.
func (r *Rehearsal) Step(person string) *chat.Step { return r.room.steps[person] }

// Do lets a person do something, and gives what the bot answered.
func (r *Rehearsal) Do(ctx context.Context, person string, act chat.Act) (chat.Answer, error) {
	r.acts++
	answer, err := r.bot.Handle(ctx, chat.Event{
		ID: fmt.Sprint("act", r.acts), Space: rehearsalSpace, By: chat.Person{ID: person, Name: person},
		At: chat.Place{Channel: rehearsalChannel}, Act: act,
	})
	if show, ok := answer.(chat.Show); ok && err == nil {
		r.room.steps[person] = &show.Step
		err = show.Step.Valid()
	}
	if err != nil {
		return nil, fmt.Errorf("rehearse %s: %w", r.drill.ID, err)
	}
	return answer, r.settle(ctx)
}

// Close moves the clock to the end of the round, by the timers on the way.
func (r *Rehearsal) Close(ctx context.Context) error {
	for {
		if _, closed := r.Debrief(); closed {
			return nil
		}
		next, ok, err := r.bot.Store.NextTimer(ctx)
		if err != nil || !ok {
			return errors.Join(err, errors.New("the round never closes"))
		}
		if next.After(r.clock.now) {
			r.clock.now = next
		}
		if err := r.settle(ctx); err != nil {
			return err
		}
	}
}

// settle does all work that is due: what the loops do, without waiting.
func (r *Rehearsal) settle(ctx context.Context) error {
	for {
		if err := r.bot.due(ctx, r.clock.now); err != nil {
			return err
		}
		ran, err := r.runAll(ctx)
		if err != nil {
			return err
		}
		sent, err := r.sendAll(ctx)
		if err != nil || ran+sent == 0 {
			return err
		}
	}
}

// rehearsalLease is longer than a run or a send here, which come one after the other.
const rehearsalLease = time.Minute

func (r *Rehearsal) runAll(ctx context.Context) (int, error) {
	effects, err := r.bot.Store.ClaimEffects(ctx, r.clock.now, rehearsalLease, 10)
	for _, e := range effects {
		err = errors.Join(err, r.bot.check(ctx, e))
	}
	return len(effects), err
}

func (r *Rehearsal) sendAll(ctx context.Context) (int, error) {
	queued, err := r.bot.Store.ClaimOutbox(ctx, r.clock.now, rehearsalLease, 100)
	if err != nil {
		return 0, err
	}
	for _, q := range queued {
		receipt, err := r.bot.send(ctx, q)
		if err == nil {
			err = r.bot.Store.Sent(ctx, q, store.Anchor{Message: receipt.ID}, 0, r.clock.now)
		}
		if err != nil {
			return 0, err
		}
	}
	return len(queued), nil
}

type rehearsalClock struct{ now time.Time }

func (c *rehearsalClock) Now() time.Time { return c.now }

// rehearsalRoom is the platform: it holds what was posted, and the step that each person has open. Notes lead to steps that a
// rehearsal opens by itself, so they are taken and forgotten.
type rehearsalRoom struct {
	posted   map[string]*chat.Post
	order    []string
	receipts map[string]chat.Receipt
	steps    map[string]*chat.Step
}

func (*rehearsalRoom) Space() chat.Space                               { return rehearsalSpace }
func (*rehearsalRoom) Limits() chat.Limits                             { return chat.Limits{Threads: true} }
func (*rehearsalRoom) Serve(ctx context.Context, _ chat.Handler) error { <-ctx.Done(); return nil }

func (r *rehearsalRoom) message(i int) chat.Message {
	if i >= len(r.order) {
		return chat.Message{}
	}
	return r.posted[r.order[i]].Message
}

func (r *rehearsalRoom) Send(_ context.Context, out chat.Out) (chat.Receipt, error) {
	if err := out.Valid(); err != nil {
		return chat.Receipt{}, err
	}
	if receipt, seen := r.receipts[out.Key]; seen {
		return receipt, nil
	}
	receipt := chat.Receipt{ID: fmt.Sprint("m", len(r.receipts)+1)}
	switch d := out.Do.(type) {
	case chat.Post:
		r.posted[receipt.ID] = &d
		r.order = append(r.order, receipt.ID)
	case chat.Edit:
		r.posted[d.ID].Message = d.Message
	case chat.Fill:
		if open := r.steps[d.To]; open == nil || open.Waiting != d.Step.Waiting {
			return chat.Receipt{}, chat.ErrGone
		}
		r.steps[d.To] = &d.Step
	}
	r.receipts[out.Key] = receipt
	return receipt, nil
}
