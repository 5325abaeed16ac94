package packs_test

import (
	"database/sql"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

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
		"0.09": "share-as-percent", "0.0902": "share-as-percent", "1": other, "100": other, "0": other, "12": other, "33": other, "-9": other,
		"9 percent": held, "1 in 11": unread, "1/11": unread, "99/1098": unread, "low": unread, "9-10": unread, "<10": unread, "": unread,
	})
	judged(t, alarm.Twin, map[string]string{
		"3.7": held, "3.67 %": held, "4": held, "3.5": held, "95": "turned-around", "90": "rates-subtracted", "50": "one-or-the-other",
		"0.2": "among-all", "0.19": "among-all", "96.3": "other-pile", "96": "other-pile", "0.037": "share-as-percent", "0.04": "share-as-percent",
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
				one, two := dice.Uint64(), dice.Uint64()
				ahead += bits.OnesCount64(one) - bits.OnesCount64(two)
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
		"20 percent": held, "1 in 5": unread, "5-40": unread, "high": unread, "1-0.95^10": unread, "": unread,
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

// served runs a service until ten seconds of requests are done, and gives how many it finished each second. Each request has one of
// 200 threads, takes so long before it has a connection of the pool, and then holds it for a time.
func served(t *testing.T, pool, arrive int, before, held time.Duration) (rate float64) {
	synctest.Test(t, func(*testing.T) {
		threads, free := make(chan bool, 200), make(chan bool, pool)
		var all sync.WaitGroup
		began := time.Now()
		for range 10 * arrive {
			all.Go(func() {
				threads <- true
				time.Sleep(before)
				free <- true
				time.Sleep(held)
				<-free
				<-threads
			})
			time.Sleep(time.Second / time.Duration(arrive))
		}
		all.Wait()
		rate = float64(10*arrive) / time.Since(began).Seconds()
	})
	return rate
}

// mailed runs the mailer of the transfer, and gives how many mails it takes up each second.
func mailed(t *testing.T, workers, hangEvery int) (rate float64) {
	const mails = 100_000
	synctest.Test(t, func(*testing.T) {
		var taken atomic.Int64
		var all sync.WaitGroup
		began := time.Now()
		for range workers {
			all.Go(func() {
				for {
					switch n := int(taken.Add(1)); {
					case n == mails:
						rate = mails / time.Since(began).Seconds()
						return
					case n > mails:
						return
					case n%hangEvery == 0:
						time.Sleep(30 * time.Second)
					default:
						time.Sleep(20 * time.Millisecond)
					}
				}
			})
		}
		all.Wait()
	})
	return rate
}

func TestQuietMachinesAreRun(t *testing.T) {
	quiet := load(t)["incident/quiet-cpus"]
	const ms = time.Millisecond
	areRun(t,
		claimed{"since the deploy", served(t, 20, 300, 0, 210*ms), quiet.First.Value, 1},
		claimed{"before it", served(t, 20, 300, 0, 10*ms), 300, 1}, claimed{"before it, at most", served(t, 20, 3000, 0, 10*ms), 2000, 10},
		claimed{"the call outside of it", served(t, 20, 300, 200*ms, 10*ms), 300, 7},
		claimed{"a pool of 40", served(t, 40, 300, 0, 210*ms), 190, 2},
		claimed{"a partner twice as fast", served(t, 20, 300, 0, 110*ms), 182, 1},
		claimed{"one connection", served(t, 1, 300, 0, 210*ms), 4.8, 0.1},
		claimed{"a pool of 63", served(t, 63, 300, 0, 210*ms), 300, 7},
		claimed{"twin", served(t, 60, 500, 0, 300*ms), quiet.Twin.Value, 2},
		claimed{"mails", mailed(t, 50, 50), quiet.Transfer.Value, 1}, claimed{"a hundred mails", 98*0.02 + 2*30, 62, 0.05},
		claimed{"mails that do not hang", mailed(t, 50, math.MaxInt), 2500, 5}, claimed{"all hang", mailed(t, 50, 1), 1.67, 0.1},
	)
	inside(t, &quiet.First, "wider-part", served(t, 200, 1200, 0, 210*ms))
	inside(t, quiet.Twin, "wider-part", 200/0.3)
	inside(t, quiet.Twin, "needed-not-there", 500*0.3)
}

func TestQuietMachinesAnswers(t *testing.T) {
	quiet := load(t)["incident/quiet-cpus"]
	judged(t, &quiet.First, map[string]string{
		"95": held, "95.2": held, "95,24": held, "95 requests": held, "~95": held, "100": held, "about 100": held, "90": held, "96": held,
		"300": "idle-machines", "300 requests": "idle-machines", "952": "wider-part", "1,000": "wider-part", "950": "wider-part", "2000": "work-only", "2,000": "work-only",
		"20": "size-is-rate", "5": "one-at-a-time", "4.76": "one-at-a-time", "63": "needed-not-there", "60": "needed-not-there",
		"2500": other, "4200": other, "1429": other, "1500": other, "0": other, "200": other, "105": other,
		"95/s": unread, "95 rps": unread, "95 per second": unread, "20/0.21": unread, "all": unread, "": unread,
	})
	judged(t, quiet.Twin, map[string]string{
		"200": held, "207": held, "500": "idle-machines", "667": "wider-part", "6000": "work-only", "60": "size-is-rate", "3.3": "one-at-a-time", "150": "needed-not-there",
		"145": "needed-not-there", "95": other,
	})
	judged(t, quiet.Transfer, map[string]string{
		"81": held, "80.7": held, "80": held, "83": held, "81 mails": held, "2500": "few-do-not-count", "2450": "few-do-not-count", "1.67": "all-hang",
		"1.6": "all-hang", "50": "size-is-rate", "49": "size-is-rate", "95": other, "81/s": unread,
	})
}

// backtracker matches as Perl's and Python's engines do, one way after another, and counts its steps. No more than the drill's
// patterns need.
type backtracker struct {
	text  string
	steps int
}

// tried searches a text for a pattern, and gives how many steps that took.
func tried(t *testing.T, pattern, text string) (found bool, steps int) {
	t.Helper()
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		t.Fatal(err)
	}
	b := &backtracker{text: text}
	for at := 0; at <= len(text) && !found; at++ {
		found = b.match(re, at, func(int) bool { return true })
	}
	return found, b.steps
}

// match tries an expression at a place, and what comes after it wherever that may end.
func (b *backtracker) match(re *syntax.Regexp, at int, then func(int) bool) bool {
	b.steps++
	switch re.Op {
	case syntax.OpBeginText:
		return at == 0 && then(at)
	case syntax.OpEndText:
		return at == len(b.text) && then(at)
	case syntax.OpLiteral:
		return strings.HasPrefix(b.text[at:], string(re.Rune)) && then(at+len(string(re.Rune)))
	case syntax.OpCharClass:
		for i := 0; at < len(b.text) && i < len(re.Rune); i += 2 {
			if c := rune(b.text[at]); re.Rune[i] <= c && c <= re.Rune[i+1] {
				return then(at + 1)
			}
		}
		return false
	case syntax.OpCapture:
		return b.match(re.Sub[0], at, then)
	case syntax.OpConcat:
		if len(re.Sub) == 0 {
			return then(at)
		}
		rest := &syntax.Regexp{Op: syntax.OpConcat, Sub: re.Sub[1:]}
		return b.match(re.Sub[0], at, func(end int) bool { return b.match(rest, end, then) })
	case syntax.OpQuest:
		return b.match(re.Sub[0], at, then) || then(at)
	case syntax.OpPlus, syntax.OpStar:
		again := &syntax.Regexp{Op: syntax.OpStar, Sub: re.Sub, Flags: re.Flags}
		more := func() bool {
			return b.match(re.Sub[0], at, func(end int) bool { return end > at && b.match(again, end, then) })
		}
		switch {
		case re.Op == syntax.OpPlus:
			return more()
		case re.Flags&syntax.NonGreedy != 0:
			return then(at) || more()
		}
		return more() || then(at)
	}
	panic("no such thing in the drill's patterns: " + re.String())
}

// times is how many times as many steps a pattern takes for the second text.
func times(t *testing.T, pattern, first, second string) float64 {
	t.Helper()
	found, less := tried(t, pattern, first)
	foundToo, more := tried(t, pattern, second)
	if found || foundToo {
		t.Errorf("%s matches %.20q or %.20q", pattern, first, second)
	}
	return float64(more) / float64(less)
}

// ways is in how many ways letters can be cut into pieces.
func ways(letters int) (n int) {
	if letters == 0 {
		return 1
	}
	for first := 1; first <= letters; first++ {
		n += ways(letters - first)
	}
	return n
}

func TestTheNameFieldIsTried(t *testing.T) {
	more := load(t)["regex/thirty-letters"]
	names := strings.TrimSpace(block(t, more.First.Prompt))
	inline := regexp.MustCompile("`([^`]+)`") // the first one of each text is its pattern
	tags, spaces := inline.FindStringSubmatch(more.Twin.Prompt)[1], inline.FindStringSubmatch(more.Transfer.Prompt)[1]
	mended := inline.FindStringSubmatch(more.Holds)[1]
	no := func(letters int) string { return strings.Repeat("a", letters) + "!" }
	gap := func(spaces int) string { return "a" + strings.Repeat(" ", spaces) + "b" }
	lazy := strings.Replace(names, `\w+`, `\w+?`, 1)
	areRun(t,
		claimed{"ten more letters", 0.05 * times(t, names, no(8), no(18)), more.First.Value, 0.5},
		claimed{"one more", times(t, names, no(14), no(15)), 2, 0.01}, claimed{"lazy", times(t, lazy, no(14), no(15)), 2, 0.01},
		claimed{"six more", 0.02 * times(t, tags, no(10), no(16)), more.Twin.Value, 0.02},
		claimed{"twice the spaces", 0.1 * times(t, spaces, gap(200), gap(400)), more.Transfer.Value, 0.01},
		claimed{"mended, twice the letters", times(t, mended, no(1000), no(2000)), 2, 0.01},
		claimed{"mended, twice the words", times(t, mended, strings.Repeat("aa ", 500)+"!", strings.Repeat("aa ", 1000)+"!"), 2, 0.01},
		claimed{"three inside each other", times(t, `^((a+)+)+$`, no(9), no(10)), 3, 0.1},
		claimed{"2 letters", float64(ways(2)), 2, 0}, claimed{"3 letters", float64(ways(3)), 4, 0}, claimed{"4 letters", float64(ways(4)), 8, 0},
		claimed{"20 letters", float64(ways(20)), 1 << 19, 0}, claimed{"hours for 40 letters", 0.05 * math.Pow(2, 20) / 3600, 12, 3},
	)
	if regexp.MustCompile(names).MatchString(no(100_000)) { // it would never end
		t.Error("Go matches what is no name")
	}
	if found, _ := tried(t, names, "ab cd"); !found {
		t.Error("a name does not match")
	}
	was, is := regexp.MustCompile(names), regexp.MustCompile(mended)
	var all func(text string, left int)
	all = func(text string, left int) {
		if was.MatchString(text) != is.MatchString(text) {
			t.Errorf("%s and %s differ on %q", names, mended, text)
		}
		for _, c := range "a !" {
			if left > 0 {
				all(text+string(c), left-1)
			}
		}
	}
	all("", 6)
	got := program(t, "python3", fmt.Sprintf(`
import re
names, mended = re.compile(r"%s"), re.compile(r"%s")
print([bool(p.match(s)) for p in (names, mended) for s in ("ab cd", "", "ab ", "ab  c", "a" * 16 + "!")], mended.match("a" * 5000 + "!"))`, names, mended))
	if want := "[True, True, True, False, False, True, True, True, False, False] None"; got != want {
		t.Errorf("Python gives %s, want %s", got, want)
	}
}

func TestTheNameFieldAnswers(t *testing.T) {
	more := load(t)["regex/thirty-letters"]
	judged(t, &more.First, map[string]string{
		"51.2": held, "51": held, "50": held, "50 s": held, "~50": held, "about 50 s": held, "60": held, "25": held, "51,2 s": held,
		"0.075": "in-proportion", "0,075": "in-proportion", "0.08": "in-proportion", "0.1": "a-power", "0.1125": "a-power", "0.17": "a-power", "0.5": "a-power",
		"1": "a-power", "1.6": "a-power", "5": "a-power", "10": "a-power", "0.05": "stops-early", "0": "stops-early", "0.01": "stops-early",
		"100": "more-than-doubles", "51200": "more-than-doubles", "50,000": "more-than-doubles", "3600": "more-than-doubles", "1e9": "more-than-doubles",
		"50 seconds": held, "1 min": unread, "0.05 * 1024": unread, "2^10": unread, "forever": unread, "": unread,
	})
	judged(t, more.Twin, map[string]string{
		"1.28": held, "1.3": held, "1": held, "1.3 s": held, "0.027": "in-proportion", "0.0267": "in-proportion", "0.036": "a-power", "0.12": "a-power",
		"0.02": "stops-early", "82": "more-than-doubles", "20": "more-than-doubles", "51.2": "more-than-doubles", // copied
	})
	judged(t, more.Transfer, map[string]string{
		"0.4": held, "0,4 s": held, ".4": held, "0.2": "in-proportion", "0.8": "a-cube", "0.1": "length-aside", "0": "length-aside", "1e100": "doubles-each",
		"102.4": "doubles-each", "1.6": other, "0.6": other,
	})
}

// under is how many hours a file of so many bytes takes on a line of so many bits a second: bit after bit.
func under(bytes, line float64) (hours float64) { return bytes * 8 / line / 3600 }

func TestMovingTheBucketIsWorkedOut(t *testing.T) {
	bucket := load(t)["estimation/ten-terabytes"]
	const mega, giga, tera = 1e6, 1e9, 1e12
	areRun(t,
		claimed{"the bucket", under(10*tera, giga), bucket.First.Value, 0.05}, claimed{"seconds", under(10*tera, giga) * 3600, 80_000, 1e-6},
		claimed{"the recordings", under(3*tera, 200*mega), bucket.Twin.Value, 0.05}, claimed{"their seconds", under(3*tera, 200*mega) * 3600, 120_000, 1e-6},
		claimed{"a gigabyte, in seconds", under(giga, giga) * 3600, 8, 1e-9}, claimed{"GB an hour", 1 / under(giga, giga), 450, 1e-6},
		claimed{"TB a day", 24 / under(tera, giga), 10, 1}, claimed{"by 10 s for each gigabyte", 10_000 * 10 / 3600., 28, 0.3},
		claimed{"the logs, Mbit/s", 2000 * 3 * 400 * 8 / mega, bucket.Transfer.Value, 1e-9},
	)
	for _, c := range []struct {
		task        *drills.Task
		bytes, line float64
	}{{&bucket.First, 10 * tera, giga}, {bucket.Twin, 3 * tera, 200 * mega}} {
		inside(t, c.task, "bits-are-bytes", under(c.bytes, c.line)/8)
		inside(t, c.task, "eight-twice", under(c.bytes, c.line)*8)
		inside(t, c.task, "eight-the-other-way", under(c.bytes, c.line)/64)
		inside(t, c.task, "nought-slipped", under(c.bytes, c.line)*10)
		inside(t, c.task, "nought-lost", under(c.bytes, c.line)/10)
		inside(t, c.task, "minutes-for-hours", under(c.bytes, c.line)*60)
		inside(t, c.task, "ten-for-eight", under(c.bytes, c.line)*10/8)
	}
	inside(t, bucket.Transfer, "bits-are-bytes", 2000*3*400/mega)
	inside(t, bucket.Transfer, "eight-the-other-way", 2000*3*400/8/mega)
	inside(t, bucket.Transfer, "one-line-each", 2000*400*8/mega)
}

func TestMovingTheBucketAnswers(t *testing.T) {
	bucket := load(t)["estimation/ten-terabytes"]
	judged(t, &bucket.First, map[string]string{
		"22.2": held, "22": held, "22 hours": held, "24": held, "~22": held, "about 24 hours": held, "24.4": held, "25": held, "28": "ten-for-eight", "27.8": "ten-for-eight",
		"20": held, "22,2": held,
		"2.8": "bits-are-bytes", "2.78 hours": "bits-are-bytes", "3": "bits-are-bytes", "178": "eight-twice", "0.35": "eight-the-other-way",
		"222": "nought-slipped", "2.2": "nought-lost", "1333": "minutes-for-hours", "1,333": "minutes-for-hours",
		"10": other, "48": other, "12": other, "19": other, "25.5": other, "80000": other, "36": other, "8": other,
		"22 h": held, "1 day": unread, "22h 13m": unread, "80,000 s": unread, "a day": unread, "20-30": unread, "": unread,
	})
	judged(t, bucket.Twin, map[string]string{
		"33.3": held, "33": held, "36": held, "41.7": "ten-for-eight", "4.2": "bits-are-bytes", "4": "bits-are-bytes", "267": "eight-twice", "0.52": "eight-the-other-way",
		"333": "nought-slipped", "3.3": "nought-lost", "2000": "minutes-for-hours", "22.2": other,
	})
	judged(t, bucket.Transfer, map[string]string{
		"19.2": held, "19": held, "20": held, "19.2 Mbit/s": held, "19 mbit/s": held, "18.3": held, "24": held, "2.4": "bits-are-bytes", "0.3": "eight-the-other-way",
		"6.4": "one-line-each", "207": other, "20 Mbps": unread, "2.4 MB/s": unread,
	})
}

// typed are things that people type who know no code: quotes in all ways, lists, wildcards that are none here.
var typed = []string{
	"' OR '1'='1", "' OR 1=1 --", "\\' OR 1=1 --", "'' OR ''=''", "'; DROP TABLE parcels; --", "' UNION SELECT 'a' --", "A1', 'B2', 'C3", "A1, B2",
	"", "'", "''", "\"", "\\", "*", "?", ".*", "[A-Z]*", "NULL", "0", "code", "parcels.code",
}

// parcels is how many of them a way shows for what was typed.
func parcels(t *testing.T, db *sql.DB, way, typed string) (n int) {
	t.Helper()
	query, args := "SELECT count(*) FROM parcels WHERE "+way, []any{typed}
	if !strings.Contains(way, "?") { // the way that pastes it in
		query, args = strings.Replace(query, "…", strings.ReplaceAll(typed, "'", "''"), 1), nil
	}
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		t.Errorf("%s with %q: %v", way, typed, err)
	}
	return n
}

func TestFiveWaysAreRun(t *testing.T) {
	five := load(t)["security/one-of-these"]
	db, err := sql.Open("sqlite", "file::memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE parcels (code TEXT); INSERT INTO parcels VALUES ('K7-PW-31'), ('B2-QX-08'), ('M9-ZT-55')"); err != nil {
		t.Fatal(err)
	}
	way := map[string]string{}
	for _, o := range five.First.Options {
		way[o.Key], _, _ = strings.Cut(o.Text, ", the typed")
		most := 0
		for _, text := range slices.Concat(typed, []string{"%", "________", "K%", "_7%"}) {
			most = max(most, parcels(t, db, way[o.Key], text))
		}
		want := 0
		if o.Key == five.First.Right[0] {
			want = 3
		}
		if most != want {
			t.Errorf("%s shows up to %d parcels, want %d", o.Text, most, want)
		}
		if n := parcels(t, db, way[o.Key], "K7-PW-31"); n != 1 {
			t.Errorf("%s shows %d parcels for a code", o.Text, n)
		}
	}
	for _, c := range []struct {
		way, typed string
		want       int
	}{
		{way["D"], "%", 3}, {way["D"], "K%", 1}, {way["D"], "A%", 0}, {way["D"], five.Twin.Options[0].Text, 0}, {way["D"], five.Twin.Options[1].Text, 0},
		{way["D"], strings.Repeat("_", 8), 3}, {way["C"], "k7-pw-31", 1}, {way["A"], "k7-pw-31", 0}, {way["B"], "K7-PW-31, B2-QX-08", 0},
		{`code LIKE ? ESCAPE '\'`, `\%`, 0}, {`code LIKE ? ESCAPE '\'`, strings.Repeat(`\_`, 8), 0}, {`code LIKE ? ESCAPE '\'`, `K7-PW-31`, 1},
	} {
		if n := parcels(t, db, c.way, c.typed); n != c.want {
			t.Errorf("%s shows %d parcels for %q, want %d", c.way, n, c.typed, c.want)
		}
	}
}

// No shell is between Go and ls, as there is none between Python's list and ls.
func TestArgumentsAreRun(t *testing.T) {
	five := load(t)["security/one-of-these"]
	ls, err := exec.LookPath("ls")
	if err != nil {
		t.Skip("no ls here")
	}
	dir := t.TempDir()
	for _, name := range []string{"photos", ".hidden"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	list := func(args ...string) (out string, found bool) {
		cmd := exec.Command(ls, args...)
		cmd.Dir = dir
		b, err := cmd.CombinedOutput()
		return string(b), err == nil
	}
	for _, o := range five.Transfer.Options {
		name := strings.Replace(o.Text, "a single star", "*", 1)
		out, found := list(name)
		if o.Key == five.Transfer.Right[0] {
			if !found || !strings.Contains(out, ".hidden") {
				t.Errorf("ls with %q does not list what is hidden: %s", name, out)
			}
		} else if found || !strings.Contains(out, name) {
			t.Errorf("ls with %q looks for something else: %s", name, out)
		}
	}
	if out, found := list("--", "-a"); found {
		t.Errorf("ls takes options after --: %s", out)
	}
}

func TestFiveWaysAnswers(t *testing.T) {
	five := load(t)["security/one-of-these"]
	judged(t, &five.First, map[string]string{
		"D": held, "d": held, "A": "pasted-in", "B": "list-grows", "c": "case-opens", "E": "bound-is-harmless",
		"F": unread, "D, E": unread, "LIKE": unread, "none": unread, "": unread,
	})
	judged(t, five.Twin, map[string]string{"C": held, "A": "pasted-in", "B": "list-grows", "D": "bound-is-harmless", "E": unread})
	judged(t, five.Transfer, map[string]string{"C": held, "A": "shell-in-between", "B": "star-spreads", "D": "cut-at-spaces", "-a": unread})
}
