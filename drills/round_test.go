package drills_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// drill has what the engine looks at; its words are other packages' concern.
func drill(kind drills.Kind) drills.Drill {
	task := drills.Task{Kind: kind, Misconceptions: []drills.Misconception{{ID: "skips"}, {ID: "doubles"}}}
	return drills.Drill{
		ID: "sql/quiet", Title: "The quiet customers", Stuck: 4 * time.Minute, HandsUp: []string{"a", "b", "c"},
		First: task, Twin: &task, Transfer: &task,
	}
}

func opened(kind drills.Kind) drills.Open {
	return drills.Open{RoundOpened: drills.RoundOpened{
		Channel: "drills", Drill: drill(kind), Closes: monday.Add(24 * time.Hour),
	}}
}

// channel drives a round as its caller does: facts are stored, and folded into the kept state.
type channel struct {
	round  *drills.Round
	facts  []drills.Fact
	runs   []drills.Run
	timers map[string]time.Time
	says   []drills.Say
	now    time.Time

	forgot    []string // ids of words
	attempted bool     // somebody had an attempt when the round closed
}

func newChannel(kind drills.Kind) *channel {
	c := &channel{round: &drills.Round{ID: "r"}, timers: map[string]time.Time{}, now: monday}
	if err := c.step(opened(kind)); err != nil {
		panic(err)
	}
	return c
}

func (c *channel) step(e drills.Event) error {
	result, err := c.round.Step(e, c.now)
	if err != nil {
		return err
	}
	for _, f := range result.Facts {
		if _, closes := f.What.(drills.RoundClosed); closes {
			for _, p := range c.round.People {
				c.attempted = c.attempted || p.Attempted()
			}
		}
		c.round.Apply(f)
	}
	c.forgot = append(c.forgot, result.Forget...)
	c.facts = append(c.facts, result.Facts...)
	c.runs = append(c.runs, result.Runs...)
	c.says = append(c.says, result.Says...)
	for _, t := range result.Timers {
		if t.At.IsZero() {
			delete(c.timers, t.Key)
		} else {
			c.timers[t.Key] = t.At
		}
	}
	return nil
}

// pass moves the time and sets off every timer up to it, in order.
func (c *channel) pass(d time.Duration) error {
	end := c.now.Add(d)
	for {
		key, at := "", end
		for k, t := range c.timers {
			if !t.After(at) && (key == "" || t.Before(at) || k < key) {
				key, at = k, t
			}
		}
		if key == "" {
			c.now = end
			return nil
		}
		delete(c.timers, key)
		c.now = at
		if err := c.step(drills.Passed{Key: key}); err != nil {
			return err
		}
	}
}

var outcomes = []drills.Outcome{
	{Passed: 1, Of: 1},
	{Passed: 0, Of: 1, Misconceptions: []string{"skips"}},
	{Passed: 0, Of: 1, Misconceptions: []string{"doubles", "skips"}},
	{Passed: 0, Of: 1},
}

// told numbers what people write: no two say it by the same id.
var told atomic.Int64

// sent draws an attempt: of a SQL drill its outcome comes later, by a run.
func sent(t *rapid.T, kind drills.Kind) drills.Sent {
	s := drills.Sent{Words: fmt.Sprint("w", told.Add(1)), Sure: drills.Confidence(rapid.IntRange(1, 3).Draw(t, "sure"))}
	if kind != drills.SQL {
		o := rapid.SampledFrom(outcomes).Draw(t, "outcome")
		s.Outcome = &o
	}
	return s
}

// event draws anything that somebody, the checker or the time can bring, in any order, repeated or stale.
func event(t *rapid.T, c *channel, kind drills.Kind) drills.Event {
	who := rapid.SampledFrom([]string{"ana", "ben", "chi"}).Draw(t, "who")
	at := c.round.Where(who)
	if c.round.Drill.InThread && rapid.IntRange(0, 2).Draw(t, "in the thread") == 0 {
		return reply(t, who, kind)
	}
	if rapid.Bool().Draw(t, "as the place asks") {
		if e := c.asked(who, sent(t, kind)); e != nil {
			return e
		}
	}
	turn := at.Turn + rapid.SampledFrom([]int{0, 0, 0, 0, 1, -1}).Draw(t, "off")
	switch rapid.IntRange(0, 17).Draw(t, "event") {
	case 0:
		return drills.HaveGo{Person: who}
	case 1:
		return drills.GetHandUp{Person: who, N: rapid.IntRange(0, 4).Draw(t, "n")}
	case 2:
		return drills.SkipToday{Person: who}
	case 3, 4:
		rev := at.Next + rapid.SampledFrom([]int{0, 0, -1}).Draw(t, "rev")
		return drills.SendAttempt{Person: who, Turn: turn, Rev: rev, Attempt: sent(t, kind)}
	case 5, 6:
		e := drills.ShowOutcome{Person: who, Turn: turn, With: rapid.SliceOf(rapid.SampledFrom([]string{"ana", "ben", "chi"})).Draw(t, "with")}
		if rapid.Bool().Draw(t, "second") {
			s := sent(t, kind)
			e.Second = &s
		}
		return e
	case 7:
		if rapid.IntRange(0, 3).Draw(t, "while it runs") == 0 {
			return drills.KeepExpectation{Person: who, ExpectationKept: drills.ExpectationKept{Turn: turn, Words: "w"}}
		}
		return drills.Reflect{Person: who, Reflected: drills.Reflected{Turn: turn, Cause: "w"}}
	case 8:
		return drills.GiveReason{Person: who, ReasonGiven: drills.ReasonGiven{Turn: turn, Words: "w"}}
	case 9:
		return drills.CompareReason{Person: who, ReasonCompared: drills.ReasonCompared{Turn: turn, Which: "same"}}
	case 10, 11:
		again := rapid.SampledFrom([]drills.TurnKind{drills.Redo, drills.Transfer}).Draw(t, "again")
		return drills.Again{Person: who, Turn: turn + 1, Kind: again}
	case 12:
		if len(c.runs) == 0 {
			return drills.Finish{Person: who}
		}
		run := rapid.SampledFrom(c.runs).Draw(t, "run")
		return drills.Checked{Run: run, Outcome: rapid.SampledFrom(outcomes).Draw(t, "outcome")}
	case 14, 15, 16, 17:
		return shared(t, who, at.Turn)
	default:
		return drills.AnswerQuote{Person: who, Yes: rapid.Bool().Draw(t, "yes")}
	}
}

// play draws a whole round; check sees the channel after every event.
func play(t *rapid.T, check func(*channel)) *channel {
	kind := rapid.SampledFrom([]drills.Kind{drills.SQL, drills.Number}).Draw(t, "kind")
	c := newChannel(kind)
	if rapid.Bool().Draw(t, "takes replies") {
		c = inThread(kind)
	}
	for range rapid.IntRange(1, 120).Draw(t, "events") {
		if rapid.IntRange(0, 9).Draw(t, "time passes") == 0 {
			if err := c.pass(time.Duration(rapid.IntRange(1, 600).Draw(t, "minutes")) * time.Minute); err != nil {
				t.Fatalf("time passed: %v", err)
			}
		}
		e := event(t, c, kind)
		if err := c.step(e); err != nil && !errors.Is(err, drills.ErrEarlier) {
			t.Fatalf("%#v: %v", e, err)
		}
		check(c)
	}
	return c
}

// answerAll lets the checker answer whatever still runs.
func (c *channel) answerAll() {
	for _, run := range c.runs {
		if err := c.step(drills.Checked{Run: run, Outcome: outcomes[1]}); err != nil {
			panic(err)
		}
	}
}

// C7: whoever attempted has feedback once the round is closed and the checker has answered, whatever the order of events. A go
// after the close has it a day later.
func TestFeedbackIsNeverSkipped(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, func(*channel) {})
		if rapid.Bool().Draw(t, "checker answers before the close") {
			c.answerAll()
		}
		if err := c.pass(48 * time.Hour); err != nil {
			t.Fatal(err)
		}
		c.answerAll()
		if err := c.pass(48 * time.Hour); err != nil {
			t.Fatal(err)
		}
		for who, p := range c.round.People {
			for n, turn := range p.Turns {
				if len(turn.Attempts) > 0 && turn.Advised == nil {
					t.Fatalf("%s attempted in turn %d and has no feedback: %+v", who, n, turn)
				}
			}
		}
		if c.round.Open() {
			t.Fatal("the round never closed")
		}
		if c.round.Lapsed == c.attempted {
			t.Fatalf("lapsed %v, and somebody had attempted: %v", c.round.Lapsed, c.attempted)
		}
	})
}

// C7: the round closes in the very instant in which somebody has sent, and the checker answers after it.
func TestFeedbackForWhoSentInTheInstantOfTheClose(t *testing.T) {
	c := newChannel(drills.SQL)
	for _, e := range []drills.Event{
		drills.HaveGo{Person: "ana"}, drills.SendAttempt{Person: "ana", Attempt: drills.Sent{Words: "w", Sure: drills.Sure}}, drills.Shut{},
	} {
		if err := c.step(e); err != nil {
			t.Fatal(err)
		}
	}
	c.answerAll()
	if c.round.People["ana"].Turns[0].Advised == nil {
		t.Error("no feedback")
	}
}

// C2 in the engine: nobody gets feedback, an outcome or another go before an attempt is stored, and an outcome is shown before
// the reflection, the reflection before the feedback.
func TestAttemptBeforeInstruction(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		play(t, func(c *channel) {
			for who, p := range c.round.People {
				for n, turn := range p.Turns {
					taught := turn.Advised != nil || !turn.Shown.IsZero() || turn.Reflected != nil || n > 0
					if taught && len(p.Turns[0].Attempts) == 0 {
						t.Fatalf("%s was taught without an attempt", who)
					}
					if a := turn.Advised; a != nil && !a.AtClose && !turn.AsWanted() && turn.Reflected == nil {
						t.Fatalf("%s got feedback in turn %d before reflecting", who, n)
					}
				}
			}
		})
	})
}

// C13: the state is the fold of the facts. Read anew from what was stored, it is the same, and a step changes nothing itself.
func TestStateIsItsFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, func(*channel) {})
		anew := &drills.Round{ID: "r"}
		for _, f := range c.facts {
			kind, body, err := f.Encode()
			if err != nil {
				t.Fatal(err)
			}
			back, err := drills.Decode(kind, f.Person, f.At, body)
			if err != nil {
				t.Fatal(err)
			}
			anew.Apply(back)
		}
		if diff := cmp.Diff(asJSON(c.round), asJSON(anew)); diff != "" {
			t.Fatalf("read anew (+), kept (-):\n%s", diff)
		}
		before := asJSON(c.round)
		events := []drills.Event{
			drills.Shut{}, drills.Passed{Key: "close"}, drills.Passed{Key: "remind"}, drills.Passed{Key: "stuck/ana"},
			drills.Passed{Key: "late/ben"}, drills.Passed{Key: "slow/chi"}, drills.Refuse{Person: "ana", Kind: drills.SayFeedback},
		}
		for range 5 {
			events = append(events, event(t, c, drills.SQL))
		}
		for _, e := range events {
			if _, err := c.round.Step(e, c.now); err != nil && !errors.Is(err, drills.ErrEarlier) {
				t.Fatal(err)
			}
		}
		if diff := cmp.Diff(before, asJSON(c.round)); diff != "" {
			t.Fatalf("a step changed the round:\n%s", diff)
		}
	})
}

func asJSON(v any) string {
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// No state is stuck: from every place somebody can go on to feedback by the steps that the place offers. Every stage is met.
func TestNoStateIsStuckAndEveryStateIsReached(t *testing.T) {
	met := map[drills.Stage]bool{}
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, func(c *channel) {
			for who := range c.round.People {
				met[c.round.Where(who).Stage] = true
			}
		})
		for who := range c.round.People {
			if err := c.goOn(who); err != nil {
				t.Fatalf("%s: %v", who, err)
			}
		}
	})
	for _, s := range []drills.Stage{
		drills.AtPredict, drills.AtAttempt, drills.AtSecondWay, drills.AtRunning, drills.AtReflect, drills.AtReason, drills.AtCompare, drills.AtFeedback,
		drills.AtThrough,
	} {
		if !met[s] {
			t.Errorf("stage %q was never reached", s)
		}
	}
}

// asked is what a person's place asks them for; nil where it is somebody else's turn, or nothing is asked any more.
func (c *channel) asked(who string, attempt drills.Sent) drills.Event {
	at := c.round.Where(who)
	switch at.Stage {
	case drills.AtAttempt:
		return drills.SendAttempt{Person: who, Turn: at.Turn, Rev: at.Next, Attempt: attempt}
	case drills.AtPredict:
		return drills.Predict{Person: who, Next: at.Next, PredictionGiven: drills.PredictionGiven{Turn: at.Turn, Sure: 2}}
	case drills.AtSecondWay:
		return drills.ShowOutcome{Person: who, Turn: at.Turn}
	case drills.AtReflect:
		return drills.Reflect{Person: who, Reflected: drills.Reflected{Turn: at.Turn}}
	case drills.AtReason:
		return drills.GiveReason{Person: who, ReasonGiven: drills.ReasonGiven{Turn: at.Turn, Words: "w"}}
	case drills.AtCompare:
		return drills.CompareReason{Person: who, ReasonCompared: drills.ReasonCompared{Turn: at.Turn, Which: "lucky"}}
	}
	return nil
}

// goOn does what each place asks for, until there is feedback.
func (c *channel) goOn(who string) error {
	for range 12 {
		at := c.round.Where(who)
		e := c.asked(who, drills.Sent{Words: "w", Sure: 1, Outcome: &outcomes[1]})
		switch {
		case at.Stage == drills.AtRunning:
			c.answerAll()
			continue
		case e == nil:
			return nil
		}
		if err := c.step(e); err != nil {
			return fmt.Errorf("at %q: %w", at.Stage, err)
		}
	}
	return fmt.Errorf("still at %q", c.round.Where(who).Stage)
}

// The same event twice leaves one trace: a repeated close, timer or result changes nothing.
func TestRepeatedEventsLeaveOneTrace(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, func(*channel) {})
		c.answerAll()
		n := len(c.facts)
		c.answerAll()
		if len(c.facts) != n {
			t.Fatal("an outcome was stored twice")
		}
		for range 2 {
			if err := c.step(drills.Shut{}); err != nil {
				t.Fatal(err)
			}
		}
		closes := 0
		for _, f := range c.facts {
			if _, ok := f.What.(drills.RoundClosed); ok {
				closes++
			}
		}
		if closes != 1 {
			t.Fatalf("closed %d times", closes)
		}
	})
}

// A timer that goes off late, after a night without the bot, reminds nobody of a round whose time is over.
func TestNobodyIsRemindedTooLate(t *testing.T) {
	c := newChannel(drills.Number)
	c.must(t, drills.HaveGo{Person: "ana"})
	c.now = monday.Add(24 * time.Hour)
	c.says = nil
	c.must(t, drills.Passed{Key: "remind"})
	c.must(t, drills.Passed{Key: "stuck/ana"})
	if len(c.says) > 0 {
		t.Errorf("said after the end: %v", c.says)
	}
}

// A note that the platform did not take waits where it must not be lost; the card says what a reminder would have said.
func TestRefusedNotes(t *testing.T) {
	for kind, waits := range map[drills.SayKind]bool{
		drills.SayReady: true, drills.SayFeedback: true, drills.SayReminder: false, drills.SayHandUp: false,
	} {
		c := newChannel(drills.Number)
		c.must(t, drills.HaveGo{Person: "ana"})
		c.says = nil
		c.must(t, drills.Refuse{Person: "ana", Kind: kind})
		if waiting := c.round.People["ana"].Waiting == kind; waiting != waits || (len(c.says) > 0) != waits {
			t.Errorf("%s: waits %v, said %v", kind, waiting, c.says)
		}
	}
}

// A go after the close has the whole way, and stays out of what is told of the round.
func TestALateGoIsNotCounted(t *testing.T) {
	c := newChannel(drills.Number)
	for i := range 5 {
		c.goes(t, fmt.Sprint("p", i), []*drills.Outcome{skips, skips, skips, doubles, holds}[i])
	}
	c.must(t, drills.Shut{})
	before := asJSON(c.round.Debrief())
	c.goes(t, "late", doubles, holds)
	if after := asJSON(c.round.Debrief()); after != before || c.round.HadGo != 5 {
		t.Errorf("%d had a go; the debrief was\n%s\nand is\n%s", c.round.HadGo, before, after)
	}
}

// C7: feedback is about one misconception, the first that an attempt shows.
func TestFeedbackTakesOneThing(t *testing.T) {
	c := newChannel(drills.Number)
	c.goes(t, "ana", &drills.Outcome{Of: 1, Misconceptions: []string{"doubles", "skips"}})
	if got := c.round.People["ana"].Turns[0].Advised.Misconception; got != "doubles" {
		t.Errorf("the feedback is about %q", got)
	}
}

// L7: a hand up is offered when the stuck time has passed: once, and only to who has begun, sent nothing and asked for nothing.
func TestAHandUpIsOffered(t *testing.T) {
	for name, c := range map[string]struct {
		before drills.Event
		offers int
	}{
		"thinking":  {drills.HaveGo{Person: "ana"}, 1},
		"sent":      {drills.SendAttempt{Person: "ana", Attempt: drills.Sent{Words: "w", Sure: 1, Outcome: holds}}, 0},
		"helped":    {drills.GetHandUp{Person: "ana", N: 1}, 0},
		"not today": {drills.SkipToday{Person: "ana"}, 0},
	} {
		channel := newChannel(drills.Number)
		channel.must(t, drills.HaveGo{Person: "ana"})
		channel.must(t, c.before)
		channel.says = nil
		for range 2 { // the timer, and its replay
			channel.must(t, drills.Passed{Key: "stuck/ana"})
		}
		if len(channel.says) != c.offers {
			t.Errorf("%s: %v", name, channel.says)
		}
	}
}
