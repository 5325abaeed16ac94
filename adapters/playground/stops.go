package playground

import (
	"context"
	"time"
)

// Stops are the times on the way to a later one at which something happens: a clock that is moved comes by each of them, so that a
// jump brings what waiting would have brought, in the same order.
type Stops struct {
	// Next is the next of them, which may be now; false where there is none.
	Next func(context.Context) (time.Time, bool, error)
	// Reached lets it happen, and returns when it has.
	Reached func(context.Context) error
}

// Stop has the clock come by these times whenever it is moved. It is called once, before the first move.
func (c *Clock) Stop(s Stops) { c.stops = s }

// walk goes by the stops up to t. One that stays although it was reached is left: the clock must get on.
func (c *Clock) walk(ctx context.Context, t time.Time) error {
	if c.stops.Next == nil {
		return nil
	}
	last := time.Time{}
	for {
		at, ok, err := c.stops.Next(ctx)
		if err != nil || !ok || at.After(t) || !at.After(last) {
			return err
		}
		if err := c.reach(ctx, at); err != nil {
			return err
		}
		if err := c.stops.Reached(ctx); err != nil {
			return err
		}
		last = at
	}
}
