package scheduler

import (
	"fmt"
	"strings"
	"time"
)

// Holiday is a date, or a range of dates with both ends in it. As text it is "2026-12-24" or "2026-12-24..2027-01-01".
type Holiday struct{ First, Last string }

// ParseHoliday reads the text of a holiday. The error is a [Problem].
func ParseHoliday(text string) (Holiday, error) {
	first, last, isRange := strings.Cut(text, "..")
	h := Holiday{First: strings.TrimSpace(first), Last: strings.TrimSpace(last)}
	if !isRange {
		h.Last = h.First
	}
	if problem := h.problem(); problem != nil {
		return Holiday{}, *problem
	}
	return h, nil
}

func (h Holiday) problem() *Problem {
	for _, date := range []string{h.First, h.Last} {
		if _, err := time.Parse(time.DateOnly, date); err != nil {
			return &Problem{"holidays", fmt.Sprintf("%q: not a date", date), `write "2026-12-24" or "2026-12-24..2027-01-01"`}
		}
	}
	if h.Last < h.First {
		return &Problem{"holidays", fmt.Sprintf("%q: ends before it begins", h), "write the earlier date first"}
	}
	return nil
}

// String is the text that ParseHoliday reads.
func (h Holiday) String() string {
	if h.First == h.Last {
		return h.First
	}
	return h.First + ".." + h.Last
}

// MarshalText writes the text that ParseHoliday reads.
func (h Holiday) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText is ParseHoliday.
func (h *Holiday) UnmarshalText(text []byte) (err error) {
	*h, err = ParseHoliday(string(text))
	return err
}

// covers compares as text, which for dates written this way is the order of time.
func (h Holiday) covers(date string) bool { return h.First <= date && date <= h.Last }
