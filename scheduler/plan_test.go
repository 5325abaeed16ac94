package scheduler_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/scheduler"
)

func holidays(t testing.TB, texts ...string) []scheduler.Holiday {
	t.Helper()
	var out []scheduler.Holiday
	for _, text := range texts {
		h, err := scheduler.ParseHoliday(text)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, h)
	}
	return out
}

func TestValidNamesEachProblemAndItsMend(t *testing.T) {
	const ok, berlin = "0 10 * * TUE,THU", "Europe/Berlin"
	for _, tc := range []struct {
		plan scheduler.Plan
		want string
	}{
		{scheduler.Plan{Cron: ok, Zone: berlin}, ""},
		{scheduler.Plan{Cron: ok, Zone: "Berlin"}, `zone "Berlin": not a zone's name; did you mean Europe/Berlin?`},
		{scheduler.Plan{Cron: ok, Zone: "Middle-earth"}, `zone "Middle-earth": not a zone's name; write region and city, as in "Europe/Berlin"`},
		{scheduler.Plan{Cron: ok}, `zone "": not a zone's name; write region and city, as in "Europe/Berlin"`},
		{scheduler.Plan{Cron: ok, Zone: "Local"}, `zone "Local": not a zone's name; write region and city, as in "Europe/Berlin"`},
		{scheduler.Plan{Cron: "0 10 * *", Zone: berlin},
			`cron "0 10 * *": 4 of 5 fields; write minute, hour, day of the month, month, day of the week, as in "0 10 * * TUE,THU"`},
		{scheduler.Plan{Cron: "@every 1h", Zone: berlin},
			`cron "@every 1h": 2 of 5 fields; write minute, hour, day of the month, month, day of the week, as in "0 10 * * TUE,THU"`},
		{scheduler.Plan{Cron: "0 24 * * *", Zone: berlin},
			`cron "0 24 * * *": hour "24" cannot be read; it takes 0 to 23, lists (1,3), ranges (1-5), steps (*/2)`},
		{scheduler.Plan{Cron: "0 10 * * 7", Zone: berlin},
			`cron "0 10 * * 7": day of the week "7" cannot be read; it takes 0 (Sunday) to 6, or SUN to SAT, lists (1,3), ranges (1-5), steps (*/2)`},
		{scheduler.Plan{Cron: "0 , * * *", Zone: berlin},
			`cron "0 , * * *": hour "," cannot be read; it takes 0 to 23, lists (1,3), ranges (1-5), steps (*/2)`},
		{scheduler.Plan{Cron: "TZ=Europe/Berlin", Zone: berlin},
			`cron "TZ=Europe/Berlin": a zone does not belong here; the zone has a key of its own`},
		{scheduler.Plan{Cron: "0 10 30 2 *", Zone: berlin, Weekends: true},
			`cron "0 10 30 2 *": a date that never comes; look at day and month`},
		{scheduler.Plan{Cron: "0 10 * * SAT", Zone: berlin},
			`cron "0 10 * * SAT": a date that never comes while weekends are skipped; name a working day, or switch weekends on`},
		{scheduler.Plan{Cron: ok, Zone: berlin, Window: 21}, `window 21: not a number of working days; write 1 to 20`},
		{scheduler.Plan{Cron: ok, Zone: berlin, Holidays: []scheduler.Holiday{{First: "2026-02-30", Last: "2026-02-30"}}},
			`holidays "2026-02-30": not a date; write "2026-12-24" or "2026-12-24..2027-01-01"`},
		{scheduler.Plan{Cron: "x", Zone: "new york", Window: -1}, `zone "new york": not a zone's name; did you mean America/New_York?
cron "x": 1 of 5 fields; write minute, hour, day of the month, month, day of the week, as in "0 10 * * TUE,THU"
window -1: not a number of working days; write 1 to 20`},
	} {
		got := ""
		if err := tc.plan.Valid(); err != nil {
			got = err.Error()
		}
		if diff := cmp.Diff(tc.want, got); diff != "" {
			t.Errorf("%+v (-want +got)\n%s", tc.plan, diff)
		}
	}
}

func TestProblemsNameTheirKeys(t *testing.T) {
	var problems scheduler.Problems
	if !errors.As(scheduler.Plan{Window: -1}.Valid(), &problems) {
		t.Fatal("Valid gives no Problems")
	}
	var keys []string
	for _, p := range problems {
		keys = append(keys, p.Key)
	}
	if diff := cmp.Diff([]string{"zone", "cron", "window"}, keys); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestGuessZone(t *testing.T) {
	for typed, want := range map[string]string{
		"Berlin": "Europe/Berlin", " berlin ": "Europe/Berlin", "europe/berlin": "Europe/Berlin", "NEW YORK": "America/New_York",
		"lord howe": "Australia/Lord_Howe", "port-au-prince": "", "Ushuaia": "America/Argentina/Ushuaia", "": "", "../etc": "",
	} {
		if got, ok := scheduler.GuessZone(typed); got != want || ok != (want != "") {
			t.Errorf("GuessZone(%q) = %q, %t; want %q", typed, got, ok, want)
		}
	}
}

func TestHolidayText(t *testing.T) {
	for text, want := range map[string]string{
		"2026-12-24":                 "2026-12-24",
		"2026-12-24..2027-01-01":     "2026-12-24..2027-01-01",
		" 2026-12-24 .. 2027-01-01 ": "2026-12-24..2027-01-01",
		"2026-12-24..2026-12-24":     "2026-12-24",
		"24.12.2026":                 `holidays "24.12.2026": not a date; write "2026-12-24" or "2026-12-24..2027-01-01"`,
		"2026-12-24..":               `holidays "": not a date; write "2026-12-24" or "2026-12-24..2027-01-01"`,
		"2027-01-01..2026-12-24":     `holidays "2027-01-01..2026-12-24": ends before it begins; write the earlier date first`,
	} {
		h, err := scheduler.ParseHoliday(text)
		got := h.String()
		if err != nil {
			got = err.Error()
		}
		if got != want {
			t.Errorf("%q: got %s, want %s", text, got, want)
		}
	}
}

func TestPlanAsJSON(t *testing.T) {
	plan := scheduler.Plan{Cron: "0 10 * * TUE", Zone: "Europe/Berlin", Holidays: holidays(t, "2026-12-24..2027-01-01"), Weekends: true, Window: 2}
	text, err := json.Marshal(plan)
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"Cron":"0 10 * * TUE","Zone":"Europe/Berlin","Holidays":["2026-12-24..2027-01-01"],"Weekends":true,"Window":2}`
	if string(text) != want {
		t.Errorf("got %s, want %s", text, want)
	}
	var back scheduler.Plan
	if err := json.Unmarshal(text, &back); err != nil {
		t.Fatal(err)
	}
	if !plan.Equal(back) {
		t.Errorf("got %+v, want %+v", back, plan)
	}
	for _, other := range []scheduler.Plan{
		{Zone: plan.Zone, Holidays: plan.Holidays, Weekends: true, Window: 2},
		{Cron: plan.Cron, Holidays: plan.Holidays, Weekends: true, Window: 2},
		{Cron: plan.Cron, Zone: plan.Zone, Weekends: true, Window: 2},
		{Cron: plan.Cron, Zone: plan.Zone, Holidays: plan.Holidays, Window: 2},
		{Cron: plan.Cron, Zone: plan.Zone, Holidays: plan.Holidays, Weekends: true},
	} {
		if plan.Equal(other) {
			t.Errorf("%+v equals %+v", plan, other)
		}
	}
}

func TestSimple(t *testing.T) {
	for _, tc := range []struct {
		cron     string
		weekends bool
		want     []time.Weekday
	}{
		{"30 9 * * 2,4", false, []time.Weekday{time.Tuesday, time.Thursday}},
		{"30 9 * * thu,TUE", false, []time.Weekday{time.Tuesday, time.Thursday}},
		{"30 9 * * *", false, []time.Weekday{1, 2, 3, 4, 5}},
		{"30 9 * * ?", true, []time.Weekday{1, 2, 3, 4, 5, 6, 0}},
		{"30 9 * * SAT,MON", false, []time.Weekday{time.Monday}},
		{"30 9 * * SAT", false, nil},
		{"30 9 1 * *", true, nil},
		{"30 9 */2 * *", true, nil},
		{"30 9 * 1-6 *", true, nil},
		{"*/30 9 * * *", true, nil},
		{"30 9,10 * * *", true, nil},
		{"half past nine", true, nil},
	} {
		days, hour, minute, ok := scheduler.Plan{Cron: tc.cron, Zone: "Europe/Berlin", Weekends: tc.weekends}.Simple()
		if diff := cmp.Diff(tc.want, days); diff != "" || ok != (tc.want != nil) {
			t.Errorf("%s: ok %t (-want +got)\n%s", tc.cron, ok, diff)
		}
		if ok && (hour != 9 || minute != 30) {
			t.Errorf("%s: %d:%d, want 9:30", tc.cron, hour, minute)
		}
	}
}

func TestWeeklyIsReadBackBySimple(t *testing.T) {
	if got, want := scheduler.Weekly([]time.Weekday{time.Thursday, time.Sunday, time.Tuesday}, 9, 30), "30 9 * * TUE,THU,SUN"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	rapid.Check(t, func(t *rapid.T) {
		days := rapid.SliceOfN(rapid.Map(rapid.IntRange(0, 6), func(i int) time.Weekday { return time.Weekday(i) }), 0, 9).Draw(t, "days")
		hour, minute := rapid.IntRange(0, 23).Draw(t, "hour"), rapid.IntRange(0, 59).Draw(t, "minute")
		plan := scheduler.Plan{Cron: scheduler.Weekly(days, hour, minute), Zone: "UTC", Weekends: true}
		if err := plan.Valid(); err != nil {
			t.Fatal(err)
		}
		got, h, m, ok := plan.Simple()
		if !ok || h != hour || m != minute {
			t.Fatalf("%s: %t %d:%d, want %d:%d", plan.Cron, ok, h, m, hour, minute)
		}
		if diff := cmp.Diff(set(days), set(got)); diff != "" {
			t.Fatalf("%s (-want +got)\n%s", plan.Cron, diff)
		}
	})
}

// set is the days by which week they are in; no days stand for all.
func set(days []time.Weekday) [7]bool {
	var in [7]bool
	for _, d := range days {
		in[d] = true
	}
	if len(days) == 0 {
		return [7]bool{true, true, true, true, true, true, true}
	}
	return in
}
