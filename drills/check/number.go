package check

import (
	"errors"
	"math"
	"regexp"
	"strconv"
	"strings"

	"cackle/drills"
)

// numeral is a number as people type it: perhaps about (~), with a decimal point or comma, an exponent, and a unit behind it.
// A comma, space or apostrophe parts thousands where exactly three digits follow it and the number does not begin with 0: so
// "1,000" is a thousand, "0,5" and "1,5" have a decimal comma.
var numeral = regexp.MustCompile(`^(?:~|≈|about\s)?\s*([+-]?(?:[1-9]\d{0,2}(?:[ ,_']\d{3})+|\d*))((?:[.,]\d+)?)((?:[eE][+-]?\d+)?)\s*([^\d.,].*)?$`)

// pointed is a numeral whose point may part thousands, as in much of Europe, or begin a fraction: "1.000", "2.500". Nobody is
// taken to have meant the other one. A fraction that does not end in 0 is read as such.
var pointed = regexp.MustCompile(`^(?:~|≈|about\s)?\s*([+-]?[1-9]\d{0,2})\.(\d\d0)(?:\s*[^\d.,].*)?$`)

var errNoNumber = errors.New("not a number")

// readNumber reads a number and the unit behind it.
func readNumber(answer string) (value float64, unit string, err error) {
	parts := numeral.FindStringSubmatch(strings.TrimSpace(answer))
	if parts == nil {
		return 0, "", errNoNumber
	}
	whole := strings.NewReplacer(" ", "", ",", "", "_", "", "'", "").Replace(parts[1])
	value, err = strconv.ParseFloat(whole+strings.Replace(parts[2], ",", ".", 1)+parts[3], 64)
	if err != nil || math.IsInf(value, 0) {
		return 0, "", errNoNumber
	}
	return value, strings.TrimSpace(parts[4]), nil
}

// sameUnit forgives letter case, a dot and a plural.
func sameUnit(said, unit string) bool {
	plain := func(s string) string {
		return strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(s)), "."), "s")
	}
	return said == "" || plain(said) == plain(unit)
}

func judgeNumber(t *drills.Task, answer string) drills.Outcome {
	value, _, err := readNumber(answer)
	d := drills.Detail{You: withUnit(value, t.Unit), Observed: withUnit(t.Value, t.Unit)}
	near := func(v float64) bool { return err == nil && math.Abs(value-v) <= t.Tolerance }
	return outcome(t, yes(near(t.Value)), 1, d, func(s drills.Sign) bool {
		switch {
		case err != nil:
			return false
		case s.Value != nil:
			return near(*s.Value)
		case s.Within != nil:
			return s.Within[0] <= value && value <= s.Within[1]
		}
		return false
	})
}

func withUnit(v float64, unit string) string {
	return strings.TrimSpace(strconv.FormatFloat(v, 'f', -1, 64) + " " + unit)
}
