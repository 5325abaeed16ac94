package days_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/internal/days"
)

var tuesday = time.Date(2026, 11, 24, 15, 30, 0, 0, time.UTC)

func TestDaysThatAreClear(t *testing.T) {
	for words, want := range map[string]string{
		"tomorrow": "2026-11-25", "Friday": "2026-11-27", "fri": "2026-11-27", "tue": "2026-12-01", "a week": "2026-12-01",
		"in 3 days": "2026-11-27", "2 weeks": "2026-12-08", "2026-12-07": "2026-12-07", "7 Dec": "2026-12-07", "December 7th": "2026-12-07",
		"Mon, 7 December": "2026-12-07", "7 dec 2027": "2027-12-07", "1 nov": "2027-11-01", "7.12.": "2026-12-07", "7.12.2027": "2027-12-07",
		"29 feb": "2028-02-29", "2020-01-01": "2020-01-01",
	} {
		if day, ok := days.Read(words, tuesday); !ok || day.Format(time.DateOnly) != want {
			t.Errorf("%q is %v %v, want %s", words, day, ok, want)
		}
	}
}

func TestWhatCouldBeTwoDaysIsNone(t *testing.T) {
	for _, words := range []string{
		"", "7/12", "07/12/2026", "next friday", "soon", "tue 7 dec", "31 feb", "30.2.2027", "7 dec 27", "0 days", "-1 days", "in", "7", "7 13",
		"ma", "in in 3 days", "32 dec", "1.13.", "2026-13-01", "dec",
	} {
		if day, ok := days.Read(words, tuesday); ok {
			t.Errorf("%q is %v, and could be another", words, day)
		}
	}
}

// What is read back in words is the day that was read.
func TestADayIsReadBackAsItWasMeant(t *testing.T) {
	zones := []string{"UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Kiritimati", "Africa/Cairo"}
	rapid.Check(t, func(t *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(t, "zone"))
		if err != nil {
			t.Fatal(err)
		}
		today := time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "today"), 0).In(zone)
		day := today.AddDate(0, 0, rapid.IntRange(1, 3000).Draw(t, "days"))
		read, ok := days.Read(days.Day(day, today), today)
		if !ok || read.Format(time.DateOnly) != day.Format(time.DateOnly) {
			t.Fatalf("%v is told as %q and read as %v", day, days.Day(day, today), read)
		}
	})
}
