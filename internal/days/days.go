// Package days reads the day that somebody means, from the words that they type. What could be two days is none: whoever asks
// asks again.
package days

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Read gives the day that words name, at its midnight in the zone of today; false where it is not clear which. "friday" is the
// next one after today, and "7 dec" without a year too. Numbers alone need an order that everyone reads alike: "2026-12-07" and
// "7.12." are days, "7/12" is none.
func Read(words string, today time.Time) (day time.Time, ok bool) {
	today = at(today, today.Year(), today.Month(), today.Day())
	parts := strings.FieldsFunc(strings.ToLower(words), func(r rune) bool { return r == ' ' || r == ',' })
	if len(parts) == 0 {
		return time.Time{}, false
	}
	if day, ok := ahead(parts, today); ok {
		return day, true
	}
	weekday, named := find(weekdays, parts[0])
	switch {
	case named && len(parts) == 1:
		return next(today, func(d time.Time) bool { return d.Weekday() == time.Weekday(weekday) })
	case named:
		day, ok := date(parts[1:], today)
		return day, ok && day.Weekday() == time.Weekday(weekday)
	}
	return date(parts, today)
}

// Day is that day's name, as people write it: "Mon 7 December", with its year where that is not today's.
func Day(day, today time.Time) string {
	if day.Year() == today.Year() {
		return day.Format("Mon 2 January")
	}
	return day.Format("Mon 2 January 2006")
}

var (
	weekdays = names(7, func(i int) string { return time.Weekday(i).String() })
	months   = names(12, func(i int) string { return time.Month(i + 1).String() })
)

func names(n int, name func(int) string) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = strings.ToLower(name(i))
	}
	return out
}

// find takes a name, or its beginning from three letters on.
func find(all []string, word string) (int, bool) {
	word = strings.TrimSuffix(word, ".")
	i := slices.IndexFunc(all, func(name string) bool { return len(word) >= 3 && strings.HasPrefix(name, word) })
	return i, i >= 0
}

// ahead reads "tomorrow", "a week" and "in 3 days".
func ahead(parts []string, today time.Time) (time.Time, bool) {
	if len(parts) == 1 && parts[0] == "tomorrow" {
		return today.AddDate(0, 0, 1), true
	}
	if parts[0] == "in" {
		parts = parts[1:]
	}
	if len(parts) != 2 {
		return time.Time{}, false
	}
	n, err := strconv.Atoi(parts[0])
	if parts[0] == "a" || parts[0] == "one" {
		n, err = 1, nil
	}
	if err != nil || n < 1 || n > 1000 {
		return time.Time{}, false
	}
	switch strings.TrimSuffix(parts[1], "s") {
	case "day":
		return today.AddDate(0, 0, n), true
	case "week":
		return today.AddDate(0, 0, 7*n), true
	}
	return time.Time{}, false
}

// date reads "2026-12-07", "7.12.", "7.12.2026", "7 dec", "dec 7th" and these with a year.
func date(parts []string, today time.Time) (time.Time, bool) {
	if day, err := time.ParseInLocation(time.DateOnly, parts[0], today.Location()); err == nil && len(parts) == 1 {
		return day, true
	}
	if dotted := strings.Split(strings.TrimSuffix(parts[0], "."), "."); len(parts) == 1 && len(dotted) > 1 {
		month, err := strconv.Atoi(dotted[1])
		if err != nil {
			return time.Time{}, false
		}
		return named(dotted[0], time.Month(month), dotted[2:], today)
	}
	if len(parts) < 2 {
		return time.Time{}, false
	}
	if month, ok := find(months, parts[0]); ok {
		return named(parts[1], time.Month(month+1), parts[2:], today)
	}
	if month, ok := find(months, parts[1]); ok {
		return named(parts[0], time.Month(month+1), parts[2:], today)
	}
	return time.Time{}, false
}

// named is a day of a month: of the year that follows, or the next one without.
func named(number string, month time.Month, year []string, today time.Time) (time.Time, bool) {
	for _, ending := range []string{"st", "nd", "rd", "th", "."} {
		number = strings.TrimSuffix(number, ending)
	}
	day, err := strconv.Atoi(number)
	if err != nil || len(year) > 1 {
		return time.Time{}, false
	}
	if len(year) == 1 {
		y, err := strconv.Atoi(year[0])
		d := at(today, y, month, day)
		return d, err == nil && len(year[0]) == 4 && d.Month() == month && d.Day() == day
	}
	return next(today, func(d time.Time) bool { return d.Month() == month && d.Day() == day })
}

// next is the first day after today of which this is so; a leap day is up to eight years away.
func next(today time.Time, is func(time.Time) bool) (time.Time, bool) {
	for i := 1; i <= 8*366; i++ {
		if d := today.AddDate(0, 0, i); is(d) {
			return d, true
		}
	}
	return time.Time{}, false
}

func at(t time.Time, y int, m time.Month, d int) time.Time {
	return time.Date(y, m, d, 0, 0, 0, 0, t.Location())
}
