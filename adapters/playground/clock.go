package playground

import (
	"context"
	"fmt"
	"sync"
	"time"

	"cackle/chat"
)

// Clock is the real time and how far the playground is ahead of it. It never goes backwards.
type Clock struct {
	real   func() time.Time
	keeper chat.Keeper

	mu    sync.Mutex
	ahead time.Duration
	last  time.Time
	moved []func()

	moving sync.Mutex // one move at a time
	stops  Stops
}

var _ chat.Clock = (*Clock)(nil)

// OpenClock goes on where the clock was left. real is time.Now outside tests.
func OpenClock(ctx context.Context, k chat.Keeper, real func() time.Time) (*Clock, error) {
	c := &Clock{real: real, keeper: k}
	text, err := kept(ctx, k, "clock")
	if err != nil || text == nil {
		return c, err
	}
	if c.ahead, err = time.ParseDuration(string(text)); err != nil {
		return nil, fmt.Errorf("read the clock: %w", err)
	}
	return c, nil
}

// Now is the playground's time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now()
}

func (c *Clock) now() time.Time {
	if now := c.real().Add(c.ahead); now.After(c.last) { // the real clock may be set back
		c.last = now
	}
	return c.last
}

// MoveTo sets the clock forward and tells whoever asked by OnMove. A time that has passed is an error.
func (c *Clock) MoveTo(ctx context.Context, t time.Time) error {
	c.moving.Lock()
	defer c.moving.Unlock()
	if t.Before(c.Now()) {
		return fmt.Errorf("move the clock: %s has passed", t.Format(time.RFC3339))
	}
	err := c.walk(ctx, t)
	if err == nil {
		err = c.reach(ctx, t)
	}
	if err != nil {
		return fmt.Errorf("move the clock: %w", err)
	}
	return nil
}

// reach sets the clock to a time, unless the real one has brought it there already, and tells.
func (c *Clock) reach(ctx context.Context, t time.Time) error {
	if err := c.set(ctx, t); err != nil {
		return err
	}
	for _, f := range c.listeners() {
		f()
	}
	return nil
}

func (c *Clock) set(ctx context.Context, t time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	by := t.Sub(c.now())
	if by <= 0 {
		return nil
	}
	if err := c.keeper.Keep(ctx, "clock", []byte((c.ahead + by).String())); err != nil {
		return err
	}
	c.ahead += by
	return nil
}

// OnMove has f called after each move, such as to wake a loop that sleeps until a time.
func (c *Clock) OnMove(f func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.moved = append(c.moved, f)
}

func (c *Clock) listeners() []func() {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved[:len(c.moved):len(c.moved)]
}

// jumps are the times that the page offers: what the bot knows to come, and some that always help.
func (p *Playground) jumps(who chat.Person) []Jump {
	now := p.Clock.Now()
	var out []Jump
	if p.Next != nil {
		for _, j := range p.Next(who.ID) {
			if j.At.After(now) {
				out = append(out, j)
			}
		}
	}
	return append(out, Jump{"In ten minutes", now.Add(10 * time.Minute)}, Jump{"In an hour", now.Add(time.Hour)},
		Jump{"Tomorrow 9:00", tomorrow(now, who.Zone)}, Jump{"A week on", now.AddDate(0, 0, 7)})
}

func tomorrow(now time.Time, zone string) time.Time {
	place, err := time.LoadLocation(zone)
	if err != nil { // a system without zones
		place = time.UTC
	}
	y, m, d := now.In(place).Date()
	return time.Date(y, m, d+1, 9, 0, 0, 0, place)
}

// clockMoved tells the windows.
func (p *Playground) clockMoved() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.hub.publish(audience{}, "clock", clockView{Now: p.Clock.Now().UnixMilli()})
}

type clockView struct {
	Now   int64  `json:"now"` // epoch milliseconds
	Jumps []Jump `json:"jumps,omitempty"`
}
