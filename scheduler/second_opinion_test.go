package scheduler_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/scheduler"
)

// clock is the slow and obvious second opinion on the rule of the package: it lives through every minute, and writes down
// which wall times the local clock reached in it for the first time.
type clock struct {
	zone    *time.Location
	now     time.Time
	reached string // the latest wall time shown so far
}

const minuteLayout = "2006-01-02T15:04"

func startClock(zone *time.Location, now time.Time) *clock {
	now = now.Truncate(time.Minute)
	return &clock{zone: zone, now: now, reached: now.In(zone).Format(minuteLayout)}
}

// minute moves the clock on, and gives the wall times that came with it.
func (c *clock) minute() (came []string) {
	c.now = c.now.Add(time.Minute)
	shown := c.now.In(c.zone).Format(minuteLayout)
	for c.reached < shown {
		w, err := time.Parse(minuteLayout, c.reached)
		if err != nil {
			panic(err)
		}
		c.reached = w.Add(time.Minute).Format(minuteLayout)
		came = append(came, c.reached)
	}
	return came
}

// rhythm is a plan in the form of sets, which need no parser.
type rhythm struct {
	minutes, hours, days []int // days of the week
	weekends             bool
	holidays             [][2]string
}

func (r rhythm) works(date string) bool {
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err)
	}
	for _, h := range r.holidays {
		if date >= h[0] && date <= h[1] {
			return false
		}
	}
	return r.weekends || day.Weekday() != time.Saturday && day.Weekday() != time.Sunday
}

func (r rhythm) has(wall string) bool {
	w, err := time.Parse(minuteLayout, wall)
	if err != nil {
		panic(err)
	}
	return slices.Contains(r.minutes, w.Minute()) && slices.Contains(r.hours, w.Hour()) &&
		slices.Contains(r.days, int(w.Weekday())) && r.works(wall[:10])
}

// ticks lives from a time to another, both shown by the clock, and gives the ticks after the first, up to the second.
func (r rhythm) ticks(zone *time.Location, from, to time.Time) (ticks []scheduler.Tick) {
	for c := startClock(zone, from.Add(-72*time.Hour)); !c.now.After(to); {
		came := c.minute()
		for _, wall := range came {
			leftOut := len(came) > 12*60 && slices.Contains(came, wall[:10]+"T12:00") // the clock went over that date at once
			if r.has(wall) && !leftOut {
				if c.now.After(from) && !c.now.After(to) {
					ticks = append(ticks, scheduler.Tick{Wall: wall, At: c.now})
				}
				break // others of this minute share its instant
			}
		}
	}
	return ticks
}

func (r rhythm) plan(zone string, window int) scheduler.Plan {
	list := func(ns []int) string { return strings.Trim(strings.ReplaceAll(fmt.Sprint(ns), " ", ","), "[]") }
	p := scheduler.Plan{
		Cron: list(r.minutes) + " " + list(r.hours) + " * * " + list(r.days), Zone: zone, Weekends: r.weekends, Window: window,
	}
	for _, h := range r.holidays {
		p.Holidays = append(p.Holidays, scheduler.Holiday{First: h[0], Last: h[1]})
	}
	return p
}

// zones with whole and half hours, changes at midnight and before it, an offset of 45 minutes, several changes a year, and a
// day that was left out.
var zones = []string{
	"Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "America/Sao_Paulo", "Africa/Cairo",
	"America/Nuuk", "Africa/Casablanca", "Pacific/Chatham", "Pacific/Apia", "Asia/Kathmandu",
}

// drawTime is mostly near a change of clocks, where things go amiss.
func drawTime(t *rapid.T, zone *time.Location) time.Time {
	base := time.Date(rapid.IntRange(2007, 2036).Draw(t, "year"), 1, 1, 0, 0, 0, 0, time.UTC).
		Add(time.Duration(rapid.IntRange(0, 364*24*3600).Draw(t, "second of the year")) * time.Second)
	if _, change := base.In(zone).ZoneBounds(); !change.IsZero() && rapid.IntRange(0, 3).Draw(t, "near a change") > 0 {
		return change.Add(time.Duration(rapid.IntRange(-2*24*3600, 4*3600).Draw(t, "seconds from the change")) * time.Second)
	}
	return base
}

func drawRhythm(t *rapid.T, around time.Time) rhythm {
	some := func(limit int, name string) []int {
		return rapid.SliceOfNDistinct(rapid.IntRange(0, limit), 1, 4, rapid.ID[int]).Draw(t, name)
	}
	r := rhythm{minutes: some(59, "minutes"), hours: some(23, "hours"), days: []int{0, 1, 2, 3, 4, 5, 6}, weekends: rapid.Bool().Draw(t, "weekends")}
	if rapid.Bool().Draw(t, "small hours") { // where clocks change
		r.minutes, r.hours = []int{0, 15, 30, 45}, []int{0, 1, 2, 3, 23}
	}
	if rapid.Bool().Draw(t, "some days") {
		r.days = some(6, "days")
	}
	for range rapid.IntRange(0, 2).Draw(t, "holidays") {
		first := around.AddDate(0, 0, rapid.IntRange(-2, 6).Draw(t, "first day"))
		last := first.AddDate(0, 0, rapid.IntRange(0, 3).Draw(t, "further days"))
		r.holidays = append(r.holidays, [2]string{first.Format(time.DateOnly), last.Format(time.DateOnly)})
	}
	return r
}

func drawZone(t *rapid.T) (string, *time.Location) {
	name := rapid.SampledFrom(zones).Draw(t, "zone")
	zone, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return name, zone
}

func TestTicksAgreeWithLivingThroughEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, zone := drawZone(t)
		from := drawTime(t, zone)
		to := from.Add(5 * 24 * time.Hour)
		r := drawRhythm(t, from)
		plan := r.plan(name, 1)
		last := from
		for _, want := range r.ticks(zone, from, to) {
			got, ok := plan.Next(last)
			if !ok || got.Wall != want.Wall || !got.At.Equal(want.At) {
				t.Fatalf("%s %s after %s: got %v %t, want %v", name, plan.Cron, last.In(zone), got, ok, want)
			}
			last = want.At
		}
		if extra, ok := plan.Next(last); ok && !extra.At.After(to) {
			t.Fatalf("%s %s after %s: got %v, want none before %s", name, plan.Cron, last.In(zone), extra, to)
		}
	})
}

func TestClosesAgreesWithLivingThroughEveryMinute(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, zone := drawZone(t)
		opened := drawTime(t, zone)
		r := drawRhythm(t, opened)
		window := rapid.IntRange(0, 3).Draw(t, "window")
		c := startClock(zone, opened.Add(-72*time.Hour))
		shown := opened.In(zone).Format(minuteLayout)
		date, clockTime := shown[:10], shown[10:]
		left := max(window, 1)
		for ends := ""; ; {
			came := c.minute()
			for _, wall := range came {
				isNoon := wall[11:] == "12:00"
				if isNoon && wall[:10] > date && ends == "" && len(came) <= 12*60 && r.works(wall[:10]) {
					if left--; left == 0 {
						ends = wall[:10] + clockTime
					}
				}
			}
			if ends != "" {
				c = startClock(zone, opened.Add(-72*time.Hour)) // once more, for the end may lie before noon
				for !slices.Contains(c.minute(), ends) {
				}
				break
			}
		}
		if got := r.plan(name, window).Closes(opened); !got.Equal(c.now) {
			t.Fatalf("%s window %d opened %s: got %s, want %s", name, window, opened.In(zone), got, c.now.In(zone))
		}
	})
}

// A bot that looks at random times deals with each tick once: by posting it or by letting it go.
func TestCatchUpDealsWithEachTickOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name, zone := drawZone(t)
		from := drawTime(t, zone)
		r := drawRhythm(t, from)
		plan := r.plan(name, 1)
		posted := map[string]bool{}
		dealtWith, last := 0, from
		for range rapid.IntRange(1, 6).Draw(t, "looks") {
			now := last.Add(time.Duration(rapid.IntRange(0, 30*3600).Draw(t, "seconds later")) * time.Second)
			due, missed := plan.CatchUp(last, now)
			dealtWith += missed
			if due != nil {
				if posted[due.Wall] || !due.At.After(last) || due.At.After(now) || !plan.Closes(due.At).After(now) {
					t.Fatalf("at %s after %s: due %v, posted before: %t", now, last, due, posted[due.Wall])
				}
				posted[due.Wall] = true
				dealtWith++
			}
			last = now
		}
		if want := len(r.ticks(zone, from, last)); dealtWith != want {
			t.Fatalf("%s %s: %d ticks dealt with, want %d", name, plan.Cron, dealtWith, want)
		}
	})
}
