package scheduler

import (
	"errors"
	"strings"
	"time"
	"unicode"
)

// loadZone refuses what time.LoadLocation reads in a way of its own: "" as UTC, and "Local" as wherever this machine stands.
func loadZone(name string) (*time.Location, error) {
	if name == "" || name == "Local" {
		return nil, errors.New("not a zone's name")
	}
	return time.LoadLocation(name)
}

// wallOf is what the local clock shows at t, written down as if it were UTC.
func wallOf(t time.Time) time.Time {
	_, offset := t.Zone()
	return t.UTC().Add(time.Duration(offset) * time.Second)
}

// reach is the first instant at which the clock of the zone has reached the wall time. It walks the periods of one offset
// each, beginning early enough for any offset in use (the largest ever were just under 16 hours).
func reach(wall time.Time, zone *time.Location) time.Time {
	t := wall.Add(-16 * time.Hour).In(zone)
	for {
		start, end := t.ZoneBounds()
		_, offset := t.Zone()
		at := wall.Add(-time.Duration(offset) * time.Second).In(zone)
		switch {
		case at.Before(start): // no period before this one got there: the wall time lies in the gap
			return start
		case end.IsZero() || at.Before(end):
			return at
		}
		t = end
	}
}

// GuessZone finds the zone that somebody means who writes "Berlin", "new york" or "europe/berlin".
func GuessZone(typed string) (name string, ok bool) {
	typed = titled(typed)
	if typed == "" {
		return "", false
	}
	for _, region := range append([]string{""}, regions...) {
		if _, err := loadZone(region + typed); err == nil {
			return region + typed, true
		}
	}
	return "", false
}

// regions of the time zone database, the populous first.
var regions = []string{
	"Europe/", "America/", "Asia/", "Africa/", "Australia/", "Pacific/", "Atlantic/", "Indian/", "Antarctica/",
	"America/Argentina/", "America/Indiana/", "America/Kentucky/", "America/North_Dakota/",
}

// titled writes a name as the time zone database does: Dar_es_Salaam is one of few that it misses.
func titled(s string) string {
	start := true
	return strings.Map(func(r rune) rune {
		begins := start
		start = !unicode.IsLetter(r)
		switch {
		case r == ' ':
			return '_'
		case begins:
			return unicode.ToUpper(r)
		}
		return unicode.ToLower(r)
	}, strings.TrimSpace(s))
}
