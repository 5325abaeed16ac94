package packs_test

import (
	"math"
	"math/bits"
	"math/rand/v2"
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

// winners runs the experiment with two equal buttons: so many batches, a look after each one, stopped at the first p < 0.05. It
// gives how many of 100 runs have named a winner by each look.
func winners(looks int) []float64 {
	const runs, users, edge = 6000, 384, 1.959964 // users of either half in a batch; every second one clicks
	dice := rand.New(rand.NewPCG(2, 3))
	stopped := make([]float64, looks)
	for range runs {
		ahead := 0 // clicks of one half over the other
		for look := range looks {
			for range users / 64 { // 64 users toss their coins at once
				ahead += bits.OnesCount64(dice.Uint64()) - bits.OnesCount64(dice.Uint64())
			}
			if math.Abs(float64(ahead)) > edge*math.Sqrt(float64(look+1)*users/2) {
				stopped[look]++
				break
			}
		}
	}
	return summed(stopped, 100./runs)
}

func summed(parts []float64, times float64) (sums []float64) {
	sum := 0.
	for _, p := range parts {
		sum += p * times
		sums = append(sums, sum)
	}
	return sums
}

// crossed is the same without chance: it follows the density of the walks that are still inside ±1.96·√k at each step k.
func crossed(looks int) (outside []float64) {
	const cell, edge, far = 0.02, 1.959964, 250 // far is how many cells one step may go
	var step [2*far + 1]float64
	for i := range step {
		step[i] = math.Exp(-math.Pow(float64(i-far)*cell, 2)/2) / math.Sqrt(2*math.Pi) * cell
	}
	size := far * (looks + 1)
	inside := make([]float64, 2*size+1)
	inside[size] = 1
	for k := 1; k <= looks; k++ {
		next := make([]float64, len(inside))
		left := 0.
		for at, share := range inside {
			for i := 0; share > 0 && i < len(step); i++ {
				next[at+i-far] += share * step[i]
			}
		}
		for at := range next {
			// A cell that the edge cuts stays with the part of it that is inside.
			next[at] *= min(1, max(0, (edge*math.Sqrt(float64(k))-math.Abs(float64(at-size)*cell))/cell+0.5))
			left += next[at]
		}
		inside = next
		outside = append(outside, 100*(1-left))
	}
	return outside
}

func TestEqualButtonsAreRun(t *testing.T) {
	buttons := load(t)["statistics/peeking"]
	ran, worked := winners(10), crossed(10)
	any60 := 100 * (1 - math.Pow(0.99, 60))
	areRun(t,
		claimed{"ten looks, run", ran[9], buttons.First.Value, 1.5}, claimed{"ten looks", worked[9], buttons.First.Value, 0.05},
		claimed{"five looks, run", ran[4], buttons.Twin.Value, 1.5}, claimed{"five looks", worked[4], buttons.Twin.Value, 0.05},
		claimed{"one look", worked[0], 5, 0.01}, claimed{"two looks", worked[1], 8, 0.4}, claimed{"three", worked[2], 11, 0.4},
		claimed{"four", worked[3], 13, 0.4}, claimed{"five", worked[4], 14, 0.4},
		claimed{"past the edge at both of two looks", 5 + 5 - worked[1], 2, 0.4},
		claimed{"held back", any60, buttons.Transfer.Value, 0.05}, claimed{"red tests on average", 60 * 0.01, 0.6, 1e-9},
		claimed{"by rare hits", 100 * (1 - math.Exp(-0.6)), 45.1, 0.05},
	)
	inside(t, &buttons.First, "fresh-each-time", 100*(1-math.Pow(0.95, 10)))
	inside(t, buttons.Twin, "fresh-each-time", 100*(1-math.Pow(0.95, 5)))
	inside(t, buttons.Transfer, "goes-through", 100-any60)
}

func TestEqualButtonsAnswers(t *testing.T) {
	buttons := load(t)["statistics/peeking"]
	judged(t, &buttons.First, map[string]string{
		"19.3": held, "20": held, "20 %": held, "19,5": held, "~20%": held, "about 20": held, "15": held, "25": held, "12": held, "14.2": held,
		"5": "one-rate-for-all", "5 %": "one-rate-for-all", "5.0": "one-rate-for-all", "40": "fresh-each-time", "40.1 %": "fresh-each-time",
		"30": "fresh-each-time", "33": "fresh-each-time", "50": "rates-added", "50%": "rates-added", "0": "data-settles-it", "0.5": "data-settles-it",
		"1": "data-settles-it", "2.5": "data-settles-it", "10": "a-little-above", "8": "a-little-above", "7": "a-little-above",
		"60": other, "63": other, "90": other, "95": other, "100": other, "-5": other,
		"20 percent": unread, "1 in 5": unread, "5-40": unread, "high": unread, "1-0.95^10": unread, "": unread,
	})
	judged(t, buttons.Twin, map[string]string{
		"14": held, "14.2 %": held, "13": held, "15": held, "12": held, "5": "one-rate-for-all", "22.6": "fresh-each-time", "23": "fresh-each-time",
		"25": "rates-added", "1": "data-settles-it", "8": "a-little-above",
		"19.3": other, "9.65": other, // copied, halved
	})
	judged(t, buttons.Transfer, map[string]string{
		"45": held, "45.3 %": held, "45,28": held, "44": held, "1": "rate-of-one", "60": "rates-added", "54.7": "goes-through", "55": "goes-through",
		"0": "all-at-once", "40": other, "50": other, "19.3": other, "half": unread,
	})
}
