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

// sameUnit forgives letter case, a dot, a plural, and how a unit is shortened. "/s" is enough for what comes by the second.
func sameUnit(said, unit string) bool {
	if said == "" {
		return true
	}
	of, per := unitOf(said)
	wantOf, wantPer := unitOf(unit)
	return per == wantPer && (of == wantOf || of == "" && per != "")
}

// units are what people type for a unit, on a phone above all, and mean nothing else by. "m" is none of them: it is metres, minutes
// or a million.
var units = map[string]string{
	"h": "hour", "hr": "hour", "s": "second", "sec": "second", "min": "minute", "%": "percent", "pct": "percent", "per cent": "percent", "req": "request",
}

// rate is a unit by the time that it is counted in: "requests a second", "req/s".
var rate = regexp.MustCompile(`^(.*?)\s*(?:/|\bper\s|\ban?\s)\s*(\pL+)$`)

// unitOf parts a unit into what is counted and, for a rate, by which time.
func unitOf(said string) (of, per string) {
	said = strings.Join(strings.Fields(strings.TrimSuffix(strings.ToLower(strings.TrimSpace(said)), ".")), " ")
	if said == "rps" {
		return "request", "second"
	}
	if m := rate.FindStringSubmatch(said); m != nil {
		switch per = one(m[2]); per {
		case "second", "minute", "hour":
			return one(m[1]), per
		}
	}
	return one(said), ""
}

// one is a unit in full, in the singular.
func one(unit string) string {
	if full, ok := units[unit]; ok {
		return full
	}
	unit = strings.TrimSuffix(unit, "s")
	if full, ok := units[unit]; ok && len(unit) > 1 { // "hrs", and not "hs"
		return full
	}
	return unit
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
