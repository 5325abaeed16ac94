package scheduler_test

import (
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/google/go-cmp/cmp"

	"cackle/scheduler"
)

func at(t *testing.T, rfc3339 string) time.Time {
	t.Helper()
	v, err := time.Parse(time.RFC3339, rfc3339)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// come is what a plan gives for the next ticks: "wall = local time of the instant".
func come(p scheduler.Plan, after time.Time, n int) []string {
	var out []string
	for range n {
		tick, ok := p.Next(after)
		if !ok {
			return append(out, "none")
		}
		out = append(out, tick.Wall+" = "+tick.At.Format("2006-01-02T15:04Z07:00"))
		after = tick.At
	}
	return out
}

func TestTicksAcrossChangesOfClocks(t *testing.T) {
	for _, tc := range []struct {
		name, zone, cron, after string
		want                    []string
	}{
		{"Berlin, the hour that is missing", "Europe/Berlin", "30 2 * * *", "2026-03-28T00:00:00Z", []string{
			"2026-03-28T02:30 = 2026-03-28T02:30+01:00",
			"2026-03-29T02:30 = 2026-03-29T03:00+02:00",
			"2026-03-30T02:30 = 2026-03-30T02:30+02:00",
		}},
		{"Berlin, the hour that comes twice", "Europe/Berlin", "30 2 * * *", "2026-10-24T12:00:00Z", []string{
			"2026-10-25T02:30 = 2026-10-25T02:30+02:00",
			"2026-10-26T02:30 = 2026-10-26T02:30+01:00",
		}},
		{"Berlin, asked between the two", "Europe/Berlin", "30 2 * * *", "2026-10-25T00:45:00Z", []string{
			"2026-10-26T02:30 = 2026-10-26T02:30+01:00",
		}},
		{"Berlin, asked in the second of the two", "Europe/Berlin", "*/30 * * * *", "2026-10-25T01:10:00Z", []string{
			"2026-10-25T03:00 = 2026-10-25T03:00+01:00",
		}},
		{"Berlin, wall times that share an instant are one tick", "Europe/Berlin", "*/15 * * * *", "2026-03-29T00:40:00Z", []string{
			"2026-03-29T01:45 = 2026-03-29T01:45+01:00",
			"2026-03-29T02:00 = 2026-03-29T03:00+02:00",
			"2026-03-29T03:15 = 2026-03-29T03:15+02:00",
		}},
		{"New York, spring", "America/New_York", "15,45 2 * * *", "2026-03-08T06:00:00Z", []string{
			"2026-03-08T02:15 = 2026-03-08T03:00-04:00",
			"2026-03-09T02:15 = 2026-03-09T02:15-04:00",
		}},
		{"New York, autumn", "America/New_York", "30 1 * * *", "2026-10-31T12:00:00Z", []string{
			"2026-11-01T01:30 = 2026-11-01T01:30-04:00",
			"2026-11-02T01:30 = 2026-11-02T01:30-05:00",
		}},
		{"Lord Howe, half an hour missing", "Australia/Lord_Howe", "15 2 * * *", "2026-10-03T12:00:00Z", []string{
			"2026-10-04T02:15 = 2026-10-04T02:30+11:00",
			"2026-10-05T02:15 = 2026-10-05T02:15+11:00",
		}},
		{"Lord Howe, half an hour twice", "Australia/Lord_Howe", "45 1 * * *", "2026-04-04T12:00:00Z", []string{
			"2026-04-05T01:45 = 2026-04-05T01:45+11:00",
			"2026-04-06T01:45 = 2026-04-06T01:45+10:30",
		}},
		{"Beirut, midnight missing", "Asia/Beirut", "0 0 * * *", "2026-03-28T12:00:00Z", []string{
			"2026-03-29T00:00 = 2026-03-29T01:00+03:00",
			"2026-03-30T00:00 = 2026-03-30T00:00+03:00",
		}},
		{"Beirut, the last hour of a day twice", "Asia/Beirut", "30 23 * * *", "2026-10-24T12:00:00Z", []string{
			"2026-10-24T23:30 = 2026-10-24T23:30+03:00",
			"2026-10-25T23:30 = 2026-10-25T23:30+02:00",
		}},
		{"Sao Paulo, midnight missing", "America/Sao_Paulo", "30 0 * * *", "2018-11-03T12:00:00Z", []string{
			"2018-11-04T00:30 = 2018-11-04T01:00-02:00",
			"2018-11-05T00:30 = 2018-11-05T00:30-02:00",
		}},
		{"Cairo, midnight missing on a Friday", "Africa/Cairo", "0 0 * * *", "2026-04-23T12:00:00Z", []string{
			"2026-04-24T00:00 = 2026-04-24T01:00+03:00",
			"2026-04-25T00:00 = 2026-04-25T00:00+03:00",
		}},
		{"Nuuk, the last hour of a day missing", "America/Nuuk", "30 23 * * *", "2026-03-28T12:00:00Z", []string{
			"2026-03-28T23:30 = 2026-03-29T00:00-01:00",
			"2026-03-29T23:30 = 2026-03-29T23:30-01:00",
		}},
		{"Apia, a whole day left out", "Pacific/Apia", "0 10 * * *", "2011-12-29T00:00:00Z", []string{
			"2011-12-29T10:00 = 2011-12-29T10:00-10:00",
			"2011-12-31T10:00 = 2011-12-31T10:00+14:00",
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := scheduler.Plan{Cron: tc.cron, Zone: tc.zone, Weekends: true}
			if diff := cmp.Diff(tc.want, come(p, at(t, tc.after), len(tc.want))); diff != "" {
				t.Errorf("after %s (-want +got)\n%s", tc.after, diff)
			}
		})
	}
}

func TestTicksPassOverHolidaysAndWeekends(t *testing.T) {
	p := scheduler.Plan{Cron: "0 10 * * *", Zone: "Europe/Berlin", Holidays: holidays(t, "2026-12-24..2026-12-26", "2027-01-01")}
	want := []string{
		"2026-12-23T10:00 = 2026-12-23T10:00+01:00", // Wednesday
		"2026-12-28T10:00 = 2026-12-28T10:00+01:00",
		"2026-12-29T10:00 = 2026-12-29T10:00+01:00",
		"2026-12-30T10:00 = 2026-12-30T10:00+01:00",
		"2026-12-31T10:00 = 2026-12-31T10:00+01:00",
		"2027-01-04T10:00 = 2027-01-04T10:00+01:00",
	}
	if diff := cmp.Diff(want, come(p, at(t, "2026-12-22T12:00:00Z"), len(want))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestNextEndsWithItsHorizon(t *testing.T) {
	after := at(t, "2026-01-01T00:00:00Z")
	for name, p := range map[string]scheduler.Plan{
		"30 February":       {Cron: "0 10 30 2 *", Zone: "Europe/Berlin"},
		"nothing but leave": {Cron: "* * * * *", Zone: "Europe/Berlin", Holidays: holidays(t, "2025-01-01..2040-01-01")},
		"no zone":           {Cron: "0 10 * * *"},
		"no cron":           {Zone: "Europe/Berlin"},
	} {
		if tick, ok := p.Next(after); ok {
			t.Errorf("%s: got %v, want none", name, tick)
		}
		if due, missed := p.CatchUp(after, after.AddDate(1, 0, 0)); due != nil || missed != 0 {
			t.Errorf("%s: CatchUp found %v and %d missed", name, due, missed)
		}
	}
}

func TestCloses(t *testing.T) {
	for _, tc := range []struct {
		name, opened, want string
		plan               scheduler.Plan
	}{
		{"the next day", "2026-11-24T10:00:07+01:00", "2026-11-25T10:00:00+01:00", scheduler.Plan{}},
		{"over the weekend", "2026-11-27T10:00:00+01:00", "2026-11-30T10:00:00+01:00", scheduler.Plan{}},
		{"weekends are working days", "2026-11-27T10:00:00+01:00", "2026-11-28T10:00:00+01:00", scheduler.Plan{Weekends: true}},
		{"three working days over holidays", "2026-12-23T10:00:00+01:00", "2026-12-30T10:00:00+01:00",
			scheduler.Plan{Window: 3, Holidays: holidays(t, "2026-12-24..2026-12-25")}},
		{"the same wall time after a change of clocks", "2026-10-24T10:00:00+02:00", "2026-10-25T10:00:00+01:00", scheduler.Plan{Weekends: true}},
		{"into the hour that is missing", "2026-03-28T02:30:00+01:00", "2026-03-29T03:00:00+02:00", scheduler.Plan{Weekends: true}},
		{"into the hour that comes twice", "2026-10-24T02:30:00+02:00", "2026-10-25T02:30:00+02:00", scheduler.Plan{Weekends: true}},
		{"nothing but leave", "2026-01-01T10:00:00+01:00", "2031-01-01T10:00:00+01:00",
			scheduler.Plan{Holidays: holidays(t, "2020-01-01..2050-01-01")}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			tc.plan.Zone, tc.plan.Cron = "Europe/Berlin", "0 10 * * *"
			if got := tc.plan.Closes(at(t, tc.opened)).Format(time.RFC3339); got != tc.want {
				t.Errorf("Closes(%s) = %s, want %s", tc.opened, got, tc.want)
			}
		})
	}
	apia := scheduler.Plan{Cron: "0 10 * * *", Zone: "Pacific/Apia", Weekends: true}
	if got, want := apia.Closes(at(t, "2011-12-29T10:00:00-10:00")), at(t, "2011-12-31T10:00:00+14:00"); !got.Equal(want) {
		t.Errorf("Apia: Closes = %s, want %s: the day that was left out is no working day", got, want)
	}
}

func TestCatchUp(t *testing.T) {
	p := scheduler.Plan{Cron: "0 10 * * TUE,THU", Zone: "Europe/Berlin"} // 24 and 26 November 2026
	for _, tc := range []struct {
		name, last, now string
		wall            string
		missed          int
	}{
		{"nothing due", "2026-11-24T10:00:00+01:00", "2026-11-26T09:59:59+01:00", "", 0},
		{"on the dot", "2026-11-24T10:00:00+01:00", "2026-11-26T10:00:00+01:00", "2026-11-26T10:00", 0},
		{"an hour late", "2026-11-24T10:00:00+01:00", "2026-11-26T11:00:00+01:00", "2026-11-26T10:00", 0},
		{"its window just open", "2026-11-24T10:00:00+01:00", "2026-11-27T09:59:59+01:00", "2026-11-26T10:00", 0},
		{"its window over", "2026-11-24T10:00:00+01:00", "2026-11-27T10:00:00+01:00", "", 1},
		{"two weeks late, the latest still open", "2026-11-12T10:00:00+01:00", "2026-11-26T12:00:00+01:00", "2026-11-26T10:00", 3},
		{"two weeks late, none open", "2026-11-12T10:00:00+01:00", "2026-11-30T12:00:00+01:00", "", 4},
		{"new", "", "2026-11-26T12:00:00+01:00", "", 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var last time.Time
			if tc.last != "" {
				last = at(t, tc.last)
			}
			due, missed := p.CatchUp(last, at(t, tc.now))
			wall := ""
			if due != nil {
				wall = due.Wall
			}
			if wall != tc.wall || missed != tc.missed {
				t.Errorf("due %q, %d missed; want %q, %d", wall, missed, tc.wall, tc.missed)
			}
		})
	}
}

func TestNextShift(t *testing.T) {
	for _, tc := range []struct{ name, zone, cron, after, want string }{
		{"Berlin", "Europe/Berlin", "30 2 * * *", "2026-11-24T00:00:00Z", "2027-03-28T02:30 = 2027-03-28T03:00+02:00"},
		{"Berlin, on that day", "Europe/Berlin", "30 2 * * *", "2027-03-28T00:59:59Z", "2027-03-28T02:30 = 2027-03-28T03:00+02:00"},
		{"Berlin, then the next year", "Europe/Berlin", "30 2 * * *", "2027-03-28T01:00:00Z", "2028-03-26T02:30 = 2028-03-26T03:00+02:00"},
		{"the first of several", "Europe/Berlin", "*/20 2 * * *", "2026-11-24T00:00:00Z", "2027-03-28T02:00 = 2027-03-28T03:00+02:00"},
		{"outside the gap", "Europe/Berlin", "30 3 * * *", "2026-11-24T00:00:00Z", "none"},
		{"the hour that comes twice is none", "Europe/Berlin", "0 3 * * *", "2026-09-01T00:00:00Z", "none"},
		{"a zone without changes", "Asia/Kolkata", "30 2 * * *", "2026-11-24T00:00:00Z", "none"},
		{"a zone that gave them up", "America/Sao_Paulo", "30 0 * * *", "2026-11-24T00:00:00Z", "none"},
		{"half an hour", "Australia/Lord_Howe", "0 2 * * *", "2026-04-01T00:00:00Z", "2026-10-04T02:00 = 2026-10-04T02:30+11:00"},
		{"a day left out is a day off", "Pacific/Apia", "0 10 * * *", "2011-12-01T00:00:00Z", "none"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := scheduler.Plan{Cron: tc.cron, Zone: tc.zone, Weekends: true}
			got := "none"
			if wall, moved, ok := p.NextShift(at(t, tc.after)); ok {
				got = wall + " = " + moved.Format("2006-01-02T15:04Z07:00")
			}
			if got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
	weekdays := scheduler.Plan{Cron: "30 2 * * *", Zone: "Europe/Berlin"} // clocks change on Sundays
	if wall, _, ok := weekdays.NextShift(at(t, "2026-11-24T00:00:00Z")); ok {
		t.Errorf("weekends are skipped, and yet %s", wall)
	}
}
