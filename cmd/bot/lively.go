package main

import (
	"context"
	"sync"
	"time"

	"cackle/adapters/playground"
	"cackle/adapters/playground/colleagues"
	"cackle/bot"
	"cackle/scheduler"
)

// lively is the bot with the simulated colleagues beside it, who come and go by the playground's clock.
type lively struct {
	bot  *bot.Bot
	team *colleagues.Team
}

// colleaguesOf are the simulated colleagues; nobody where the configuration wants none.
func colleaguesOf(b *bot.Bot, p *playground.Playground, s setup) *colleagues.Team {
	team := &colleagues.Team{Do: p.Simulate, Log: s.log, Rounds: func(ctx context.Context) ([]colleagues.Round, error) {
		running, err := b.Running(ctx, playgroundSpace)
		out := make([]colleagues.Round, len(running))
		for i, r := range running {
			out[i] = colleagues.Round(r)
		}
		return out, err
	}}
	if s.config.Playground.Simulated {
		for _, person := range playground.Simulated() {
			team.People = append(team.People, person.ID)
		}
	}
	return team
}

// run ends with the bot.
func (l lively) run(ctx context.Context, clock *playground.Clock) error {
	loop := &scheduler.Loop{Now: clock.Now, Next: l.team.Next, Due: l.team.Due, Log: l.team.Log}
	clock.OnMove(loop.Wake)
	clock.Stop(playground.Stops{Next: l.next, Reached: func(ctx context.Context) error { return l.reached(ctx, clock.Now()) }})
	ctx, stop := context.WithCancel(ctx)
	var coming sync.WaitGroup
	coming.Go(func() { _ = loop.Run(ctx) }) // is always nil
	defer coming.Wait()
	defer stop()
	return l.bot.Run(ctx)
}

// next is what comes first: a timer of the bot's, or a colleague.
func (l lively) next(ctx context.Context) (time.Time, bool, error) {
	timer, ok, err := l.bot.Next(ctx)
	if err != nil {
		return timer, ok, err
	}
	visit, some, err := l.team.Next(ctx)
	if some && (!ok || visit.Before(timer)) {
		return visit, true, err
	}
	return timer, ok, err
}

// reached lets the colleagues come before the round closes.
func (l lively) reached(ctx context.Context, now time.Time) error {
	if err := l.team.Due(ctx, now); err != nil {
		return err
	}
	return l.bot.CatchUp(ctx)
}
