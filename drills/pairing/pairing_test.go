package pairing_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills/pairing"
)

var (
	monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	people = []string{"ana", "ben", "chi", "dee"}
	rounds = []string{"r1", "r2"}
)

// space drives a board as its caller does. had are those with a go in a round, done those with their feedback.
type space struct {
	board     *pairing.Board
	facts     []pairing.Fact
	timers    map[string]time.Time
	says      []pairing.Say
	now       time.Time
	had, done map[string]bool
}

func newSpace() *space {
	return &space{board: &pairing.Board{}, timers: map[string]time.Time{}, now: monday, had: map[string]bool{}, done: map[string]bool{}}
}

func (s *space) ready(round, seeker string) (out []string, wanted bool) {
	for _, who := range people {
		if s.had[round+who] && who != seeker {
			out = append(out, who)
		}
	}
	return out, !s.done[round+seeker]
}

func (s *space) step(e pairing.Event) error {
	result, err := s.board.Step(e, s.ready, s.now)
	if err != nil {
		return err
	}
	for _, f := range result.Facts {
		s.board.Apply(f)
	}
	s.facts, s.says = append(s.facts, result.Facts...), append(s.says, result.Says...)
	for _, t := range result.Timers {
		if t.At.IsZero() {
			delete(s.timers, t.Key)
		} else {
			s.timers[t.Key] = t.At
		}
	}
	return nil
}

func (s *space) pass(d time.Duration) {
	for end := s.now.Add(d); ; {
		key, at := "", end
		for k, t := range s.timers {
			if !t.After(at) && (key == "" || t.Before(at) || k < key) {
				key, at = k, t
			}
		}
		s.now = at
		if key == "" {
			return
		}
		delete(s.timers, key)
		if err := s.step(pairing.Passed{Key: key}); err != nil {
			panic(err)
		}
	}
}

// look is somebody's next search, which the caller takes only from who has had a go.
func (s *space) look(round, who string) pairing.Look {
	id := pairing.ID(who, s.board.Looks(who))
	return pairing.Look{Person: who, Looked: pairing.Looked{ID: id, Round: round}}
}

func (s *space) pairs() (out []*pairing.Pair) {
	for _, who := range people {
		for n := range s.board.Looks(who) {
			out = append(out, s.board.Pair(pairing.ID(who, n)))
		}
	}
	return out
}

// turn lets one thing happen that people or time can bring.
func (s *space) turn(t *rapid.T) {
	who, round := rapid.SampledFrom(people).Draw(t, "who"), rapid.SampledFrom(rounds).Draw(t, "round")
	var e pairing.Event
	switch what := rapid.IntRange(0, 11).Draw(t, "what"); what {
	case 0, 1:
		s.had[round+who] = true
		return
	case 2:
		s.done[round+who] = s.had[round+who]
		return
	case 3, 4, 5:
		if !s.had[round+who] || s.done[round+who] {
			return
		}
		e = s.look(round, who)
	case 6:
		s.pass(time.Duration(rapid.IntRange(1, 150).Draw(t, "minutes")) * time.Minute)
		return
	default:
		all := s.pairs()
		if len(all) == 0 {
			return
		}
		p := rapid.SampledFrom(all).Draw(t, "pair")
		if p.Asked != "" && rapid.Bool().Draw(t, "who is asked") {
			who = p.Asked
		}
		switch what {
		case 7, 8, 9:
			e = pairing.Reply{ID: p.ID, Person: who, Yes: rapid.IntRange(0, 2).Draw(t, "yes") > 0, Named: rapid.Bool().Draw(t, "named")}
		case 10:
			e = pairing.Write{Person: who, Wrote: pairing.Wrote{ID: p.ID, Notes: pairing.Notes{Part: who}}}
		case 11:
			e = pairing.Stop{ID: p.ID, Person: who}
		}
	}
	if err := s.step(e); err != nil && !errors.Is(err, pairing.ErrMoved) && !errors.Is(err, pairing.ErrBusy) {
		t.Fatalf("%#v: %v", e, err)
	}
}

func play(t *rapid.T, check func(*space)) *space {
	s := newSpace()
	for range rapid.IntRange(1, 100).Draw(t, "events") {
		s.turn(t)
		check(s)
	}
	return s
}

// Nobody is in two things at once: looking, being asked, or in a pair that goes on. Only who has had a go is ever asked (C2), and
// nobody a second time for the same seeker. What goes on has a timer that ends it.
func TestOneAtATimeAndOnlyWhoHadAGo(t *testing.T) {
	paired := false
	rapid.Check(t, func(t *rapid.T) {
		play(t, func(s *space) {
			in, asked := map[string]int{}, map[string]int{}
			going := 0
			for _, p := range s.pairs() {
				paired = paired || p.On()
				for _, who := range append(slices.Clone(p.Passed), p.Asked, p.Partner) {
					if who != "" && !s.had[p.Round+who] {
						t.Fatalf("%s was asked without a go: %+v", who, p)
					}
				}
				for _, who := range append(slices.Clone(p.Passed), p.Asked) {
					if asked[p.Round+p.Seeker+who]++; who != "" && asked[p.Round+p.Seeker+who] > 1 {
						t.Fatalf("%s was asked twice for %s", who, p.Seeker)
					}
				}
				if p.End != "" {
					continue
				}
				going++
				in[p.Seeker]++
				in[p.Partner]++
				in[p.Asked]++
				if (p.Asked == "") != p.On() {
					t.Fatalf("a search that asks nobody goes on: %+v", p)
				}
			}
			for who, n := range in {
				if who != "" && n > 1 {
					t.Fatalf("%s is in %d at once", who, n)
				}
			}
			if len(s.timers) != going {
				t.Fatalf("%d timers for %d that go on: %v", len(s.timers), going, s.timers)
			}
		})
	})
	if !paired {
		t.Error("no two were ever paired")
	}
}

// Every search and every pair ends by time alone, and whoever waits hears how: who looked and found nobody, unless they stopped or
// have their feedback; and who wrote, of the other's answers or of none.
func TestWhoWaitsHears(t *testing.T) {
	met := map[pairing.SayKind]bool{}
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, func(*space) {})
		s.pass(time.Duration(len(people)+5) * pairing.AskFor * 2)
		said := func(kind pairing.SayKind, p *pairing.Pair, who string) bool {
			met[kind] = true
			return slices.Contains(s.says, pairing.Say{Kind: kind, Pair: p.ID, Person: who})
		}
		for _, p := range s.pairs() {
			switch {
			case p.End == "":
				t.Fatalf("it never ends: %+v", p)
			case p.End == pairing.Nobody && len(p.Passed) > 0 && !said(pairing.SayNobody, p, p.Seeker):
				t.Fatalf("%s waits: %+v", p.Seeker, p)
			case !p.On():
				continue
			case !said(pairing.SayOn, p, p.Seeker):
				t.Fatalf("%s was not told of the yes", p.Seeker)
			}
			a, b := p.Seeker, p.Partner
			if p.Wrote(a) && p.Wrote(b) && !said(pairing.SayRead, p, a) && !said(pairing.SayRead, p, b) {
				t.Fatalf("who wrote first was not told: %+v", p)
			}
			for _, who := range []string{a, b} {
				if p.Wrote(who) && !p.Wrote(p.Other(who)) && (!said(pairing.SayAlone, p, who) || !said(pairing.SayRead, p, p.Other(who))) {
					t.Fatalf("what there is was not told: %+v", p)
				}
			}
		}
	})
	for _, kind := range []pairing.SayKind{pairing.SayOn, pairing.SayNobody, pairing.SayRead, pairing.SayAlone} {
		if !met[kind] {
			t.Errorf("%q was never due", kind)
		}
	}
}

// C13: the state is the fold of the facts, and a step changes nothing itself.
func TestStateIsItsFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, func(*space) {})
		anew := newSpace()
		for _, f := range s.facts {
			kind, body, err := f.Encode()
			if err != nil {
				t.Fatal(err)
			}
			back, err := pairing.Decode(kind, f.Person, f.At, body)
			if err != nil {
				t.Fatal(err)
			}
			anew.board.Apply(back)
		}
		before := asJSON(s)
		if diff := cmp.Diff(before, asJSON(anew)); diff != "" {
			t.Fatalf("read anew (+), kept (-):\n%s", diff)
		}
		for _, who := range people {
			for _, p := range s.pairs() {
				for _, e := range []pairing.Event{
					pairing.Reply{ID: p.ID, Person: who, Yes: true}, pairing.Reply{ID: p.ID, Person: who}, pairing.Stop{ID: p.ID, Person: who},
					pairing.Write{Person: who, Wrote: pairing.Wrote{ID: p.ID}}, pairing.Passed{Key: "ask/" + p.ID}, s.look(p.Round, who),
				} {
					_, _ = s.board.Step(e, s.ready, s.now)
				}
			}
		}
		if diff := cmp.Diff(before, asJSON(s)); diff != "" {
			t.Fatalf("a step changed the board:\n%s", diff)
		}
	})
}

func asJSON(s *space) string {
	text, err := json.MarshalIndent(s.pairs(), "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}
