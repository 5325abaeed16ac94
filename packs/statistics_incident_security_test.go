package packs_test

import (
	"math"
	"testing"

	"cackle/drills"
)

// claimed is a number that a drill tells, and what a run or a sum gives for it.
type claimed struct {
	what           string
	got, want, off float64
}

// areRun compares what drills tell with what came out, within what the words round.
func areRun(t *testing.T, all ...claimed) {
	t.Helper()
	for _, c := range all {
		if math.Abs(c.got-c.want) > c.off {
			t.Errorf("%s: %v, the drill says %v", c.what, c.got, c.want)
		}
	}
}

// inside says whether a number shows a task's misconception.
func inside(t *testing.T, task *drills.Task, id string, value float64) {
	t.Helper()
	for _, m := range task.Misconceptions {
		if m.ID == id {
			if s := m.Sign; s.Within != nil && (value < s.Within[0] || value > s.Within[1]) || s.Value != nil && math.Abs(value-*s.Value) > task.Tolerance {
				t.Errorf("%s does not hold %v", id, value)
			}
			return
		}
	}
	t.Errorf("there is no %s", id)
}

// flagged counts deploys one by one: of so many, every so-manieth is bad, and every so-manieth of either sort is flagged.
func flagged(deploys, badEvery, missEvery, cryEvery int) (onBad, onGood int) {
	bad, good := 0, 0
	for n := 1; n <= deploys; n++ {
		if n%badEvery == 0 {
			if bad++; bad%missEvery != 0 {
				onBad++
			}
		} else if good++; good%cryEvery == 0 {
			onGood++
		}
	}
	return onBad, onGood
}

func percent(part, whole int) float64 { return 100 * float64(part) / float64(whole) }

func TestAlarmIsCounted(t *testing.T) {
	alarm := load(t)["statistics/alarm"]
	bad, good := flagged(100_000, 1000, 100, 100)
	bad2, good2 := flagged(10_000, 500, 20, 20)
	_, fewer := flagged(100_000, 1000, 100, 200)
	areRun(t,
		claimed{"flags on bad ones", float64(bad), 99, 0}, claimed{"flags on good ones", float64(good), 999, 0},
		claimed{"yours is bad", percent(bad, bad+good), alarm.First.Value, 0.05},
		claimed{"times what was known before", percent(bad, bad+good) / 0.1, 90, 0.5},
		claimed{"half as many flags on good ones", percent(bad, bad+fewer), 17, 0.6},
		claimed{"every bad one caught", percent(100, 100+good), 9.1, 0.01},
		claimed{"right every second time", percent(99, 99+99), 50, 0}, // one in a hundred bad, of 10,000
		claimed{"twin: on bad ones", float64(bad2), 19, 0}, claimed{"twin: on good ones", float64(good2), 499, 0},
		claimed{"twin", percent(bad2, bad2+good2), alarm.Twin.Value, 0.05},
		claimed{"outages after a deploy", percent(20*80/100, 800), alarm.Transfer.Value, 0},
	)
	inside(t, &alarm.First, "other-pile", percent(good, bad+good))
	inside(t, &alarm.First, "among-all", percent(bad, 100_000))
	inside(t, alarm.Twin, "other-pile", percent(good2, bad2+good2))
	inside(t, alarm.Twin, "among-all", percent(bad2, 10_000))
}

func TestAlarmAnswers(t *testing.T) {
	alarm := load(t)["statistics/alarm"]
	judged(t, &alarm.First, map[string]string{
		"9": held, "9%": held, "9 %": held, "9.0": held, "9,02": held, "9.1": held, "~9": held, "about 10": held, "10": held, "8.9": held,
		"99": "turned-around", "99 %": "turned-around", "99.0": "turned-around", "99.9": "turned-around",
		"98": "rates-subtracted", "50": "one-or-the-other", "50 %": "one-or-the-other", "0.1": "among-all", ".1": "among-all", "0,1 %": "among-all", "0.099": "among-all",
		"91": "other-pile", "90.98": "other-pile",
		"1": other, "0.09": other, "100": other, "0": other, "12": other, "33": other, "-9": other,
		"9 percent": unread, "1 in 11": unread, "1/11": unread, "99/1098": unread, "low": unread, "9-10": unread, "<10": unread, "": unread,
	})
	judged(t, alarm.Twin, map[string]string{
		"3.7": held, "3.67 %": held, "4": held, "3.5": held, "95": "turned-around", "90": "rates-subtracted", "50": "one-or-the-other",
		"0.2": "among-all", "0.19": "among-all", "96.3": "other-pile", "96": "other-pile",
		"9": other, "5": other, // copied; the rate of the good ones
	})
	judged(t, alarm.Transfer, map[string]string{
		"2": held, "2 %": held, "2.0": held, "80": "share-of-outages", "80%": "share-of-outages", "2.5": "all-outages", "5": "among-outages",
		"16": other, "0.02": other, "1 in 50": unread,
	})
}
