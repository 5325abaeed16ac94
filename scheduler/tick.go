package scheduler

import (
	"time"

	"github.com/robfig/cron/v3"
)

// Tick is one time of a plan.
type Tick struct {
	// Wall is the local time as planned, "2026-11-24T10:00". With programme and channel it names a round, whoever opens it
	// and however often.
	Wall string
	At   time.Time // when it comes, in the plan's zone
}

const wallLayout = "2006-01-02T15:04"

// horizon is how far a plan is looked ahead, in years: as far as the cron library looks.
const horizon = 5

// Next is the first tick after a time; false where none comes within five years.
func (p Plan) Next(after time.Time) (Tick, bool) {
	c, ok := p.calendar()
	if !ok {
		return Tick{}, false
	}
	return c.next(after)
}

// Closes is when a round's window ends that was opened at this time: at the same wall time, to the minute, after as many
// working days as the plan's window has. Holidays, and weekends unless the plan has them, are no working days. Where five
// years hold too few of them, it ends with those years; of a plan that is not valid the days are counted in UTC.
func (p Plan) Closes(opened time.Time) time.Time {
	c, ok := p.calendar()
	if !ok {
		c.zone = time.UTC
	}
	return c.closes(opened)
}

// CatchUp looks at the ticks after last, up to and including now. A late start makes up for the latest of them only, and only
// while its window would still be open: that one is due. The others are let go, and missed counts them. A last that is zero
// stands for a plan that is new: nothing was missed.
func (p Plan) CatchUp(last, now time.Time) (due *Tick, missed int) {
	c, ok := p.calendar()
	if !ok || last.IsZero() {
		return nil, 0
	}
	for tick, ok := c.next(last); ok && !tick.At.After(now); tick, ok = c.next(tick.At) {
		due = &tick
		missed++
	}
	if due == nil || !c.closes(due.At).After(now) {
		return nil, missed
	}
	return due, missed - 1
}

// NextShift is the next tick that cannot come at its wall time, because a change of clocks leaves that time out: "2027-03-28T02:30"
// at 3:00. A tick in the hour that comes twice keeps its wall time, so it is none. False where none comes within five years.
func (p Plan) NextShift(after time.Time) (wall string, at time.Time, ok bool) {
	c, ok := p.calendar()
	if !ok {
		return "", time.Time{}, false
	}
	_, gap := after.In(c.zone).ZoneBounds()
	for ; !gap.IsZero() && gap.Before(after.AddDate(horizon, 0, 0)); _, gap = gap.ZoneBounds() {
		opens := wallOf(gap.Add(-1)).Add(1) // what the clock would show, had it not been put forward
		missed, ok := c.wall(opens.Add(-1))
		if ok && missed.Before(wallOf(gap)) {
			return missed.Format(wallLayout), gap, true
		}
	}
	return "", time.Time{}, false
}

// calendar is a plan made ready to be asked.
type calendar struct {
	plan   Plan
	rhythm cron.Schedule
	zone   *time.Location
}

func (p Plan) calendar() (calendar, bool) {
	c := calendar{plan: p}
	var problem *Problem
	if c.rhythm, problem = parseCron(p.Cron); problem != nil {
		return c, false
	}
	var err error
	c.zone, err = loadZone(p.Zone)
	return c, err == nil
}

// next passes over wall times that share their instant with an earlier one.
func (c calendar) next(after time.Time) (Tick, bool) {
	wall, ok := c.wall(wallOf(after.In(c.zone)))
	for ok {
		if at := reach(wall, c.zone); at.After(after) {
			return Tick{Wall: wall.Format(wallLayout), At: at}, true
		}
		wall, ok = c.wall(wall)
	}
	return Tick{}, false
}

// wall is the first wall time of the rhythm after another that falls on no day off.
func (c calendar) wall(after time.Time) (time.Time, bool) {
	end := after.AddDate(horizon, 0, 0)
	for wall := c.rhythm.Next(after); !wall.IsZero() && wall.Before(end); {
		if !c.off(wall) {
			return wall, true
		}
		y, m, d := wall.Date()
		wall = c.rhythm.Next(time.Date(y, m, d+1, 0, 0, 0, -1, time.UTC))
	}
	return time.Time{}, false
}

// off tells a wall time's date from a working day: a weekend, a holiday, or a date whose noon the zone leaves out.
func (c calendar) off(wall time.Time) bool {
	if !c.plan.Weekends && weekend(wall.Weekday()) {
		return true
	}
	date := wall.Format(time.DateOnly)
	for _, h := range c.plan.Holidays {
		if h.covers(date) {
			return true
		}
	}
	y, m, d := wall.Date()
	noon := time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
	return !wallOf(reach(noon, c.zone)).Equal(noon)
}

func (c calendar) closes(opened time.Time) time.Time {
	wall := wallOf(opened.In(c.zone)).Truncate(time.Minute)
	end := wall.AddDate(horizon, 0, 0)
	for left := max(c.plan.Window, 1); left > 0 && wall.Before(end); {
		wall = wall.AddDate(0, 0, 1)
		if !c.off(wall) {
			left--
		}
	}
	return reach(wall, c.zone)
}
