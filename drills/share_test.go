package drills_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/drills"
)

// shared draws what people do about stumbles, laughs and reflections.
func shared(t *rapid.T, who string, turn int) drills.Event {
	switch rapid.IntRange(0, 3).Draw(t, "sharing") {
	case 0:
		return drills.ShareStumble{Person: who}
	case 1:
		return drills.WithdrawStumble{Person: who, N: rapid.IntRange(0, 4).Draw(t, "n")}
	case 2:
		return drills.PostReflection{Person: who, ReflectionPosted: drills.ReflectionPosted{Turn: turn}}
	}
	return drills.Cackle{Person: who, Cackled: drills.Cackled{
		Stumble: rapid.IntRange(0, 4).Draw(t, "of"), Off: rapid.Bool().Draw(t, "off"),
	}}
}

// C2, H2: for any order of events, a stumble is the go of somebody who has had feedback on it; nobody laughs with one, and no
// reflection is in the thread, before the close; each person has one of each.
func TestSharedWithTheDebriefAndNotBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := play(t, func(c *channel) {
			seen := map[string]bool{}
			for _, s := range c.round.Stumbles() {
				if p := c.round.People[s.Person]; !p.Attempted() || p.Turns[0].Advised == nil || seen[s.Person] {
					t.Fatalf("%s has a stumble in: twice %v, %+v", s.Person, seen[s.Person], p)
				}
				seen[s.Person] = true
				if c.round.Open() && c.round.Cackles(s.N)+len(s.Cackles) > 0 {
					t.Fatalf("somebody laughed with stumble %d while the round is open", s.N)
				}
			}
			if n := len(c.round.Stumbles()); n > drills.MaxStumbles {
				t.Fatalf("%d stumbles stand", n)
			}
			for who, p := range c.round.People {
				if p.Posted && (c.round.Open() || c.round.Lapsed) {
					t.Fatalf("the reflection of %s is in the thread of a round without a debrief", who)
				}
			}
		})
		posted := map[string]int{}
		for _, s := range c.says {
			if s.Kind == drills.SayReflection {
				posted[s.Person]++
			}
		}
		for who, n := range posted {
			if n > 1 {
				t.Fatalf("%s has %d reflections in the thread", who, n)
			}
		}
	})
}

// stumbled is a closed round in which ana shares her stumble.
func stumbled(t *testing.T) *channel {
	t.Helper()
	c := newChannel(drills.Number)
	wrong := outcomes[1]
	for _, e := range []drills.Event{
		drills.SendAttempt{Person: "ana", Attempt: drills.Sent{Words: "w", Sure: drills.Sure, Outcome: &wrong}},
		drills.ShowOutcome{Person: "ana"}, drills.Reflect{Person: "ana", Reflected: drills.Reflected{Cause: "w"}},
		drills.ShareStumble{Person: "ana"}, drills.Shut{},
	} {
		if err := c.step(e); err != nil {
			t.Fatal(err)
		}
	}
	c.says = nil
	return c
}

func laugh(person string, off bool) drills.Cackle {
	return drills.Cackle{Person: person, Cackled: drills.Cackled{Stumble: 1, Off: off}}
}

// H2: a stumble's author hears once a day at the most, of others only, and only where there are more than before.
func TestTheAuthorHearsOnceADay(t *testing.T) {
	c := stumbled(t)
	notes := func(wait time.Duration, laughs ...drills.Cackle) (n, told int) {
		c.says = nil
		for _, e := range laughs {
			if err := c.step(e); err != nil {
				t.Fatal(err)
			}
		}
		if err := c.pass(wait); err != nil {
			t.Fatal(err)
		}
		for _, s := range c.says {
			if s.Kind == drills.SayCackles {
				n++
			}
		}
		return n, c.round.Stumble(1).Told
	}
	if n, told := notes(2*time.Hour, laugh("ana", false)); n != 0 {
		t.Errorf("her own laugh brings %d notes, of %d", n, told)
	}
	if n, told := notes(2*time.Hour, laugh("ben", false), laugh("ben", false), laugh("chi", false)); n != 1 || told != 2 {
		t.Errorf("two laugh: %d notes, of %d", n, told)
	}
	if n, told := notes(20*time.Hour, laugh("dee", false)); n != 0 {
		t.Errorf("one more on the same day: %d notes, of %d", n, told)
	}
	if n, told := notes(4*time.Hour, laugh("eli", false)); n != 1 || told != 4 {
		t.Errorf("a day later: %d notes, of %d", n, told)
	}
	if n, told := notes(48*time.Hour, laugh("eli", true), laugh("dee", true), laugh("eli", false)); n != 0 {
		t.Errorf("taken back, and fewer than before: %d notes, of %d", n, told)
	}
}

// What is taken back is gone, with its laughs; the same person can share again, under another number.
func TestAStumbleIsTakenBack(t *testing.T) {
	c := stumbled(t)
	for _, e := range []drills.Event{laugh("ben", false), drills.WithdrawStumble{Person: "ana", N: 1}} {
		if err := c.step(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.step(laugh("chi", false)); !errors.Is(err, drills.ErrEarlier) {
		t.Errorf("a laugh with what is gone: %v", err)
	}
	if err := c.pass(48 * time.Hour); err != nil {
		t.Fatal(err)
	}
	want := []drills.SayKind{drills.SayDebriefChanged, drills.SayDebriefMended}
	for _, s := range c.says {
		if len(want) == 0 || s.Kind != want[0] {
			t.Fatalf("it says %v", c.says)
		}
		want = want[1:]
	}
	if err := c.step(drills.ShareStumble{Person: "ana"}); err != nil || fmt.Sprint(c.round.StumbleOf("ana").N) != "2" {
		t.Errorf("shared again: %v", err)
	}
}
