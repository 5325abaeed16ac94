// Package scheduler says what is due, and when next.
//
// A [Plan] is a rhythm: a cron expression in a time zone, with holidays and weekends. Its methods are pure functions of the
// plan and a time. A [Loop] sleeps until the next time and calls what is due then.
//
// One rule turns wall times into instants: a wall time comes at the first instant at which the local clock has reached it. So
// a time in the hour that is missing in spring runs at the first instant after the gap, and a time in the hour that comes
// twice in autumn runs once, in the first of the two. Wall times that share an instant make one tick, named after the
// earliest. A date that a zone leaves out altogether (Samoa, 30 December 2011) has no ticks.
package scheduler

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// Plan is when a programme posts. It is kept as JSON among the programme's facts, so names of fields stay.
//
// Valid finds what is amiss. The other methods take a valid plan; of one that is not, they find nothing.
type Plan struct {
	Cron     string    // five fields: minute, hour, day of the month, month, day of the week; crontab(5)
	Zone     string    // IANA name, such as "Europe/Berlin"
	Holidays []Holiday `json:",omitempty"` // dates without ticks
	Weekends bool      `json:",omitempty"` // whether Saturdays and Sundays have ticks and count as working days
	Window   int       `json:",omitempty"` // working days that a round stays open; 0 is 1
}

// Equal says whether two plans are written alike.
func (p Plan) Equal(other Plan) bool {
	return p.Cron == other.Cron && p.Zone == other.Zone && p.Weekends == other.Weekends && p.Window == other.Window &&
		slices.Equal(p.Holidays, other.Holidays)
}

// Problem is one thing amiss in a plan, and what mends it.
type Problem struct {
	Key  string // the part of the plan: "cron", "zone", "holidays" or "window"
	What string
	Mend string
}

// Error is `zone "Berlin": not a zone's name; did you mean Europe/Berlin?`
func (p Problem) Error() string { return p.Key + " " + p.What + "; " + p.Mend }

// Problems are all that is amiss in a plan.
type Problems []Problem

// Error holds one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// MaxWindow is how many working days a round can stay open at most: four weeks of them.
const MaxWindow = 20

// Valid says everything that is amiss, as [Problems]; nil where nothing is.
func (p Plan) Valid() error {
	var found Problems
	add := func(problem *Problem) {
		if problem != nil {
			found = append(found, *problem)
		}
	}
	add(p.zoneProblem())
	rhythm, problem := parseCron(p.Cron)
	add(problem)
	if problem == nil {
		add(p.emptyProblem(rhythm))
	}
	for _, h := range p.Holidays {
		add(h.problem())
	}
	if p.Window < 0 || p.Window > MaxWindow {
		add(&Problem{"window", fmt.Sprintf("%d: not a number of working days", p.Window), fmt.Sprintf("write 1 to %d", MaxWindow)})
	}
	if found == nil {
		return nil
	}
	return found
}

func (p Plan) zoneProblem() *Problem {
	if _, err := loadZone(p.Zone); err == nil {
		return nil
	}
	mend := `write region and city, as in "Europe/Berlin"`
	if name, ok := GuessZone(p.Zone); ok {
		mend = "did you mean " + name + "?"
	}
	return &Problem{"zone", fmt.Sprintf("%q: not a zone's name", p.Zone), mend}
}

// emptyProblem finds a rhythm that never comes: 30 February, or Saturdays only while weekends are skipped. Any start would do;
// this one has a leap day on a working day before it.
func (p Plan) emptyProblem(rhythm cron.Schedule) *Problem {
	c := calendar{plan: Plan{Weekends: p.Weekends}, rhythm: rhythm, zone: time.UTC}
	if _, ok := c.wall(time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC)); ok {
		return nil
	}
	if p.Weekends {
		return &Problem{"cron", fmt.Sprintf("%q: a date that never comes", p.Cron), "look at day and month"}
	}
	return &Problem{"cron", fmt.Sprintf("%q: a date that never comes while weekends are skipped", p.Cron), "name a working day, or switch weekends on"}
}
