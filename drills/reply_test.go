package drills_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/drills"
)

// inThread opens a round that takes attempts in its thread.
func inThread(kind drills.Kind) *channel {
	c := &channel{round: &drills.Round{ID: "r"}, timers: map[string]time.Time{}, now: monday}
	open := opened(kind)
	open.Drill.InThread = true
	if err := c.step(open); err != nil {
		panic(err)
	}
	return c
}

// reply draws anything that can happen to a message in the thread: each person has three, in any order, again, edited before they
// are new, deleted twice.
func reply(t *rapid.T, who string, kind drills.Kind) drills.Event {
	if rapid.IntRange(0, 7).Draw(t, "pair") == 0 {
		e := drills.AnswerPair{Person: who, By: rapid.SampledFrom([]string{"ana", "ben", "chi"}).Draw(t, "by"), Yes: rapid.Bool().Draw(t, "yes")}
		for range rapid.IntRange(1, 2).Draw(t, "ways") {
			a := sent(t, kind)
			a.Sure = drills.Unstated
			e.Attempts = append(e.Attempts, a)
		}
		return e
	}
	message := who + fmt.Sprint(rapid.IntRange(1, 3).Draw(t, "message"))
	switch rapid.IntRange(0, 7).Draw(t, "reply") {
	case 0:
		return drills.LoseReply{Person: rapid.SampledFrom([]string{who, "moderator"}).Draw(t, "by"), Message: message}
	case 1, 2:
		as := rapid.SampledFrom([]drills.ReplyAs{drills.AsAttempt, drills.AsSecond, drills.AsFirst, drills.AsTalk}).Draw(t, "as")
		return drills.TakeReply{Person: who, Message: message, As: as, Attempt: sent(t, kind)}
	}
	if rapid.IntRange(0, 9).Draw(t, "by another") == 0 { // whom no platform lets edit it
		who = rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "other")
	}
	e := drills.HearReply{Person: who, Message: message, Edited: rapid.Bool().Draw(t, "edited")}
	e.Reads = rapid.SampledFrom([]drills.Reading{drills.ReadsTalk, drills.ReadsMaybe, drills.ReadsAnswer}).Draw(t, "reads")
	switch e.Reads {
	case drills.ReadsAnswer:
		e.Attempt = sent(t, kind)
		e.Attempt.Sure = drills.Unstated
	case drills.ReadsMaybe:
		e.Attempt.Words = fmt.Sprint("w", told.Add(1))
	default:
		e.Unread = rapid.SampledFrom([]string{"", "", "large"}).Draw(t, "unread")
	}
	return e
}

// held are the words that a round's state still holds.
func held(r *drills.Round) map[string]bool {
	out := map[string]bool{}
	for _, p := range r.People {
		for _, reply := range p.Replies {
			out[reply.Words] = true
		}
		for _, turn := range p.Turns {
			for _, a := range turn.Attempts {
				out[a.Words], out[a.Expects], out[a.Detail] = true, true, true
			}
		}
	}
	return out
}

// What a person took back is forgotten, and what stands is not. A person's place is theirs again, and the counts are what they
// would be without it. No reply is two things at once.
func TestWhatIsTakenBackIsGone(t *testing.T) {
	withdrawn, seconds, replaced := 0, 0, 0
	rapid.Check(t, func(t *rapid.T) {
		c := inThread(rapid.SampledFrom([]drills.Kind{drills.SQL, drills.Number}).Draw(t, "kind"))
		for range rapid.IntRange(1, 60).Draw(t, "events") {
			who := rapid.SampledFrom([]string{"ana", "ben"}).Draw(t, "who")
			e := reply(t, who, c.round.Drill.First.Kind)
			if rapid.IntRange(0, 2).Draw(t, "own place") == 0 {
				if asked := c.asked(who, sent(t, c.round.Drill.First.Kind)); asked != nil {
					e = asked
				}
			}
			c.take(t, e)
		}
		kept := held(c.round)
		for _, words := range c.forgot {
			if kept[words] {
				t.Fatalf("%s is forgotten, and still held", words)
			}
		}
		for _, f := range c.facts {
			if _, ok := f.What.(drills.AttemptWithdrawn); ok {
				withdrawn++
			}
		}
		had := 0
		for who, p := range c.round.People {
			if p.Attempted() && !p.Late {
				had++
			}
			of := map[string]int{}
			for _, turn := range p.Turns {
				if len(turn.Attempts) > 1 {
					seconds++
				}
				for _, a := range turn.Attempts {
					of[a.Message]++
				}
			}
			for message, reply := range p.Replies {
				if taken := of[message] == 1; taken != (reply.State == drills.ReplyTaken) {
					t.Fatalf("%s of %s is %q, and stands in %d attempts", message, who, reply.State, of[message])
				}
				if reply.State == drills.ReplyTalk {
					replaced++
				}
			}
		}
		if c.round.HadGo != had {
			t.Fatalf("%d had a go, and %d are counted", had, c.round.HadGo)
		}
	})
	if withdrawn == 0 || seconds == 0 || replaced == 0 {
		t.Errorf("taken back %d times, %d second ways, %d became talk: not all was tried", withdrawn, seconds, replaced)
	}
}

// What was read of a reply and not kept is forgotten at once: a reply that changes nothing leaves no words.
func TestNoWordsOfTalkAreKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := inThread(drills.Number)
		var read []string
		for range rapid.IntRange(1, 40).Draw(t, "events") {
			switch e := reply(t, "ana", drills.Number).(type) {
			case drills.HearReply:
				read = append(read, e.Attempt.Words)
				c.take(t, e)
			case drills.TakeReply:
				read = append(read, e.Attempt.Words)
				c.take(t, e)
			default:
				c.take(t, e)
			}
		}
		c.take(t, drills.Shut{})
		kept := held(c.round)
		for _, words := range read {
			if words != "" && !kept[words] && !slices.Contains(c.forgot, words) {
				t.Fatalf("%s is neither held nor forgotten", words)
			}
		}
		for _, p := range c.round.People {
			for message, reply := range p.Replies {
				if reply.Words != "" {
					t.Fatalf("%s is still asked about after the close", message)
				}
			}
		}
	})
}

// take steps; an event for another step than the person is at changes nothing.
func (c *channel) take(t *rapid.T, e drills.Event) {
	if err := c.step(e); err != nil && !errors.Is(err, drills.ErrEarlier) {
		t.Fatalf("%#v: %v", e, err)
	}
}

// A run of an attempt that was taken back says nothing about the one that came after it.
func TestAnOldRunIsNotTheNewOnes(t *testing.T) {
	c := inThread(drills.SQL)
	c.must(t, drills.HearReply{Person: "ana", Message: "m1", Reads: drills.ReadsAnswer, Attempt: drills.Sent{Words: "first"}})
	c.must(t, drills.LoseReply{Person: "ana", Message: "m1"})
	c.must(t, drills.HearReply{Person: "ana", Message: "m2", Reads: drills.ReadsAnswer, Attempt: drills.Sent{Words: "second"}})
	c.must(t, drills.Checked{Run: c.runs[0], Outcome: outcomes[1], Detail: "detail"})
	if a := c.round.People["ana"].Turns[0].Attempts[0]; a.Outcome != nil || !slices.Contains(c.forgot, "detail") {
		t.Errorf("the second attempt has the first one's outcome: %+v; forgotten: %v", a, c.forgot)
	}
}

// C2: who takes back an attempt whose outcome they saw can go again, and is counted no more.
func TestWhoTookBackWhatTheySawKnowsTheDrill(t *testing.T) {
	c := inThread(drills.Number)
	go1 := func(message string) {
		c.must(t, drills.HearReply{Person: "ana", Message: message, Reads: drills.ReadsAnswer, Attempt: drills.Sent{Words: message, Outcome: skips}})
	}
	go1("m1")
	if c.round.HadGo != 1 {
		t.Fatalf("%d had a go", c.round.HadGo)
	}
	c.must(t, c.asked("ana", drills.Sent{})) // how sure
	c.must(t, c.asked("ana", drills.Sent{})) // the outcome
	c.must(t, drills.LoseReply{Person: "ana", Message: "m1"})
	go1("m2")
	p := c.round.People["ana"]
	if c.round.HadGo != 0 || !p.Late || c.round.Where("ana").Stage != drills.AtPredict {
		t.Errorf("%d had a go; %+v", c.round.HadGo, p)
	}
	c.must(t, drills.Shut{})
	if c.round.People["ana"].Turns[0].Advised == nil {
		t.Error("no feedback")
	}
}
