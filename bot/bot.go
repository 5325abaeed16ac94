package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"cackle/bot/effects"
	"cackle/bot/outbox"
	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/curriculum"
	"cackle/scheduler"
	"cackle/store"
	"cackle/text"
)

// Config is what a bot is made of.
type Config struct {
	Store    *store.Store
	Adapters []chat.Adapter
	Drills   []*drills.Drill
	Chooser  curriculum.Chooser
	Runner   check.Runner
	Clock    chat.Clock
	Texts    *text.Bundle
	Log      *slog.Logger
	// Admin is the channel for notices to admins, the same in every space; "" keeps them in the log.
	Admin string
	// Unasked says who is never asked to do something with others, since no note of ours reaches them; nil for nobody.
	Unasked func(person string) bool
	// Trace is told the points of the way to the disk and out, for tests that pull the plug; nil otherwise.
	Trace func(point string)
}

// Bot joins the adapters to the engines.
type Bot struct {
	Config
	state   map[stream]*kept // of open streams; touched by the store's writer alone
	outbox  *outbox.Loop
	effects *effects.Loop
	timers  *scheduler.Loop
	duties  sync.Mutex // held by who carries out timers
}

// New makes a bot; Run runs it.
func New(c Config) *Bot {
	b := &Bot{Config: c, state: map[stream]*kept{}}
	b.outbox = &outbox.Loop{Store: c.Store, Clock: c.Clock, Send: b.send, Parked: b.parked, Log: c.Log, Trace: c.Trace}
	b.effects = &effects.Loop{Store: c.Store, Clock: c.Clock, Do: b.check, Workers: 2, Log: c.Log}
	b.timers = &scheduler.Loop{Now: c.Clock.Now, Next: c.Store.NextTimer, Due: b.due, Log: c.Log}
	return b
}

// Run serves every adapter and runs the loops until the context ends, and returns when all of them have stopped.
func (b *Bot) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	parts := []func(context.Context) error{b.outbox.Run, b.effects.Run, b.keepTime}
	for _, a := range b.Adapters {
		parts = append(parts, func(ctx context.Context) error {
			if err := a.Serve(ctx, b.Handle); err != nil {
				return fmt.Errorf("serve %s: %w", a.Space(), err)
			}
			return nil
		})
	}
	errs := make([]error, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			defer stop()
			errs[i] = part(ctx)
		})
	}
	all.Wait()
	return errors.Join(errs...)
}

// keepTime runs the timers, and wakes them when one was set.
func (b *Bot) keepTime(ctx context.Context) error {
	var wake sync.WaitGroup
	wake.Go(func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-b.Store.Changed(store.Timers):
				b.timers.Wake()
			}
		}
	})
	b.timers.Run(ctx)
	wake.Wait()
	return nil
}

// Moved tells the loops that the clock was moved.
func (b *Bot) Moved() {
	b.timers.Wake()
	b.outbox.Nudge()
	b.effects.Nudge()
}

// due carries out every timer up to now, in the order of their times.
func (b *Bot) due(ctx context.Context, now time.Time) error {
	b.duties.Lock()
	defer b.duties.Unlock()
	for {
		timers, err := b.Store.DueTimers(ctx, now, 100)
		if err != nil {
			return fmt.Errorf("read the timers that are due: %w", err)
		}
		for _, timer := range timers {
			if err := b.passed(ctx, timer); err != nil {
				return err
			}
		}
		if len(timers) == 0 {
			return nil
		}
	}
}

func (b *Bot) adapter(space chat.Space) (chat.Adapter, error) {
	for _, a := range b.Adapters {
		if a.Space() == space {
			return a, nil
		}
	}
	return nil, fmt.Errorf("no adapter speaks for space %q", space)
}
