package scheduler

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// crontab takes the five fields only: the library's "@every 1h" depends on when the program started.
var crontab = cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow)

// fields in the order of crontab(5), in people's words, with what each takes.
var fields = []struct {
	name, takes string
	parser      cron.Parser
}{
	{"minute", "0 to 59", cron.NewParser(cron.Minute)},
	{"hour", "0 to 23", cron.NewParser(cron.Hour)},
	{"day of the month", "1 to 31", cron.NewParser(cron.Dom)},
	{"month", "1 to 12, or JAN to DEC", cron.NewParser(cron.Month)},
	{"day of the week", "0 (Sunday) to 6, or SUN to SAT", cron.NewParser(cron.Dow)},
}

// parseCron reads the expression, and says in people's words what cannot be read. The library's own words speak of bounds
// and integers, so each field is tried alone to name the one that is amiss.
func parseCron(expr string) (cron.Schedule, *Problem) {
	amiss := func(what, mend string) (cron.Schedule, *Problem) {
		return nil, &Problem{"cron", fmt.Sprintf("%q: %s", expr, what), mend}
	}
	const example = `write minute, hour, day of the month, month, day of the week, as in "0 10 * * TUE,THU"`
	parts := strings.Fields(expr)
	switch {
	case strings.Contains(expr, "="): // the library would read TZ=… here, and panics at some
		return amiss("a zone does not belong here", "the zone has a key of its own")
	case len(parts) != len(fields):
		return amiss(fmt.Sprintf("%d of 5 fields", len(parts)), example)
	}
	for i, f := range fields {
		if _, err := f.parser.Parse(parts[i]); err != nil || strings.Trim(parts[i], ",") == "" {
			return amiss(fmt.Sprintf("%s %q cannot be read", f.name, parts[i]), "it takes "+f.takes+", lists (1,3), ranges (1-5), steps (*/2)")
		}
	}
	rhythm, err := crontab.Parse(expr)
	if err != nil {
		return amiss("cannot be read", example)
	}
	return rhythm, nil
}

// everyValue is the library's mark of a field that is "*".
const everyValue = 1 << 63

// Simple takes the plan apart where it is one time of day on days of the week, as most are. Days that the plan skips as
// weekends are left out; they come Monday first.
func (p Plan) Simple() (days []time.Weekday, hour, minute int, ok bool) {
	rhythm, problem := parseCron(p.Cron)
	if problem != nil {
		return nil, 0, 0, false
	}
	s := rhythm.(*cron.SpecSchedule)
	if s.Dom&everyValue == 0 || s.Month&everyValue == 0 || bits.OnesCount64(s.Hour) != 1 || bits.OnesCount64(s.Minute) != 1 {
		return nil, 0, 0, false
	}
	for day := time.Sunday; day <= time.Saturday; day++ {
		if s.Dow&(1<<day) != 0 && (p.Weekends || !weekend(day)) {
			days = append(days, day)
		}
	}
	slices.SortFunc(days, mondayFirst)
	return days, bits.TrailingZeros64(s.Hour), bits.TrailingZeros64(s.Minute), len(days) > 0
}

// Weekly is the cron expression of one time of day on these days of the week; none means every day.
func Weekly(days []time.Weekday, hour, minute int) string {
	sorted := slices.Clone(days)
	slices.SortFunc(sorted, mondayFirst)
	names := []string{}
	for _, day := range slices.Compact(sorted) {
		names = append(names, strings.ToUpper(day.String()[:3]))
	}
	return strconv.Itoa(minute) + " " + strconv.Itoa(hour) + " * * " + cmp.Or(strings.Join(names, ","), "*")
}

func mondayFirst(a, b time.Weekday) int { return cmp.Compare((a+6)%7, (b+6)%7) }

func weekend(day time.Weekday) bool { return day == time.Saturday || day == time.Sunday }
