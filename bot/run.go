package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/person"
	"cackle/store"
)

// check runs one attempt outside any transaction, and brings its outcome through the door as an event. The effect is dropped
// with the facts that it gave, so that a crash between runs it again and stores it once.
func (b *Bot) check(ctx context.Context, e store.Effect) error {
	var args runArgs
	if err := json.Unmarshal(e.Args, &args); err != nil {
		return fmt.Errorf("read a check: %w", err)
	}
	task, answer, err := b.attempt(ctx, e.Space, args)
	if errors.Is(err, drills.ErrNoRound) {
		return b.write(ctx, e.Space, "result/"+e.ID, func(t *turn) error { return t.DropEffect(e.ID) })
	}
	if err != nil {
		return err
	}
	outcome, err := check.Run(ctx, b.Runner, task, answer)
	if err != nil {
		b.matter(ctx, e.Space, matterChecker, err)
		return fmt.Errorf("check an attempt: %w", err)
	}
	return b.write(ctx, e.Space, "result/"+e.ID, func(t *turn) error {
		detail, err := t.detail(args.Run.Person, outcome.Detail)
		if err != nil {
			return err
		}
		if err := t.DropEffect(e.ID); err != nil {
			return err
		}
		return t.step(args.Round, drills.Checked{Run: args.Run, Outcome: outcome, Detail: detail})
	})
}

// attempt reads what is to be checked.
func (b *Bot) attempt(ctx context.Context, space chat.Space, args runArgs) (task *drills.Task, answer string, err error) {
	err = b.write(ctx, space, "", func(t *turn) error {
		r, err := t.round(args.Round)
		if err != nil {
			return err
		}
		p := r.People[args.Run.Person]
		if p == nil || args.Run.Turn >= len(p.Turns) {
			return drills.ErrNoRound
		}
		copied := *r.Task(p.Turns[args.Run.Turn].Kind)
		task = &copied
		said, err := t.Words(args.Run.Words)
		answer = said[args.Run.Words]
		return err
	})
	return task, answer, err
}

// passed carries out a timer, and drops it with what it gave.
func (b *Bot) passed(ctx context.Context, timer store.Timer) error {
	key := fmt.Sprintf("timer/%s/%s/%d", timer.Stream, timer.Key, timer.At.UnixMilli())
	return b.write(ctx, timer.Space, key, func(t *turn) error {
		if err := t.DropTimer(timer.Stream, timer.Key); err != nil {
			return err
		}
		if id, ok := cutRound(timer.Stream); ok {
			return t.step(id, drills.Passed{Key: timer.Key})
		}
		if id, ok := strings.CutPrefix(timer.Stream, personStream); ok {
			return t.settles(id, person.Due{})
		}
		if beside(timer.Stream) != nil {
			return t.passedBeside(timer)
		}
		return t.tick(timer.Stream)
	})
}
