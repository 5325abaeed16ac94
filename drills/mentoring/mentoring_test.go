package mentoring_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills/mentoring"
)

var monday = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

// space drives a queue as its caller does: facts are stored and folded, says go out, timers go off.
type space struct {
	queue  *mentoring.Queue
	facts  []mentoring.Fact
	timers map[string]time.Time
	says   []mentoring.Say
	now    time.Time
}

func newSpace() *space {
	return &space{queue: &mentoring.Queue{}, timers: map[string]time.Time{}, now: monday}
}

func (s *space) day(string) time.Time { return s.now.Add(24 * time.Hour) }

func (s *space) step(e mentoring.Event) error {
	result, err := s.queue.Step(e, s.day, s.now)
	if err != nil {
		return err
	}
	for _, f := range result.Facts {
		s.queue.Apply(f)
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

// pass moves the time and sets off the timers on the way.
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
		if err := s.step(mentoring.Passed{Key: key}); err != nil {
			panic(err)
		}
	}
}

var (
	askers = []string{"ana", "ben"}
	guides = []string{"mia", "mo", "ana"}
	rounds = []string{"r1", "r2"}
)

func ask(round, person string) mentoring.Ask {
	id := mentoring.ID(round, person, 0)
	return mentoring.Ask{Person: person, Asked: mentoring.Asked{ID: id, Programme: "p", Round: round}}
}

// event draws anything that people or time can bring, in any order, repeated or stale.
func event(t *rapid.T) mentoring.Event {
	round, person := rapid.SampledFrom(rounds).Draw(t, "round"), rapid.SampledFrom(askers).Draw(t, "person")
	mentor, id := rapid.SampledFrom(guides).Draw(t, "mentor"), mentoring.ID(round, person, 0)
	by := rapid.SampledFrom(append(askers, guides...)).Draw(t, "by")
	switch rapid.IntRange(0, 9).Draw(t, "event") {
	case 0, 1:
		return ask(round, person)
	case 2, 3:
		return mentoring.Take{ID: id, Mentor: mentor}
	case 4:
		return mentoring.GiveBack{ID: id, Mentor: mentor}
	case 5, 6:
		return mentoring.Answer{Mentor: mentor, Answered: mentoring.Answered{ID: id, Sound: "w", Breaks: "w", Next: "w"}}
	case 7:
		return mentoring.AskBack{Person: by, AskedBack: mentoring.AskedBack{ID: id, Question: "w"}}
	case 8:
		return mentoring.Help{ID: id, Person: by}
	default:
		return mentoring.CloseRound{Round: round}
	}
}

func play(t *rapid.T, check func(*space, mentoring.Event)) *space {
	s := newSpace()
	for range rapid.IntRange(1, 60).Draw(t, "events") {
		if rapid.IntRange(0, 5).Draw(t, "time passes") == 0 {
			s.pass(time.Duration(rapid.IntRange(1, 40).Draw(t, "hours")) * time.Hour)
		}
		e := event(t)
		if err := s.step(e); err != nil && !errors.Is(err, mentoring.ErrMoved) && !errors.Is(err, mentoring.ErrTaken) {
			t.Fatalf("%#v: %v", e, err)
		}
		check(s, e)
	}
	return s
}

// One mentor only has a request, nobody their own; one that awaits a word is in the queue or with a mentor, never neither and never
// both, and a timer watches over it.
func TestARequestIsWithOneMentorOrInTheQueue(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		play(t, func(s *space, e mentoring.Event) {
			places := map[string]int{}
			for _, r := range s.queue.Waiting() {
				places[r.ID]++
			}
			for _, m := range guides {
				for _, r := range s.queue.With(m) {
					places[r.ID]++
					if r.Person == m {
						t.Fatalf("%s has their own request", m)
					}
				}
			}
			for _, r := range s.queue.Awaited() {
				if places[r.ID] != 1 {
					t.Fatalf("%+v is in %d places after %#v", r, places[r.ID], e)
				}
				if _, watched := s.timers["wait/"+r.ID]; !watched {
					t.Fatalf("nothing watches over %+v after %#v", r, e)
				}
			}
			if len(s.timers) != len(s.queue.Awaited()) {
				t.Fatalf("%d timers for %d requests", len(s.timers), len(s.queue.Awaited()))
			}
		})
	})
}

// Nothing waits unheard: two days on without a press, whoever awaits a word has been told, since they asked, and the facilitators
// were told of it.
func TestNothingWaitsUnheard(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, func(*space, mentoring.Event) {})
		before := len(s.says)
		s.pass(48 * time.Hour)
		for _, r := range s.queue.Awaited() {
			told := slices.Contains(s.says, mentoring.Say{Kind: mentoring.SayNotYet, ID: r.ID, Person: r.Person})
			if !r.Told || !told {
				t.Fatalf("%s was not told that nobody was free: %+v", r.Person, r)
			}
			if !slices.Contains(s.says[before:], mentoring.Say{Kind: mentoring.SayWaiting, ID: r.ID}) {
				t.Fatalf("no facilitator was told of %+v", r)
			}
			if r.Mentor != "" && !r.Answered() {
				t.Fatalf("taken, not answered, and not back in the queue: %+v", r)
			}
		}
	})
}

// An answer goes to who asked, a question back to the mentor who answered, and every word that was taken stands in the request.
func TestNothingIsLostOrMisled(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, func(*space, mentoring.Event) {})
		said, mentor := map[string]int{}, map[string]string{}
		for _, f := range s.facts {
			switch w := f.What.(type) {
			case mentoring.Taken:
				if had := mentor[w.ID]; had != "" {
					t.Fatalf("%s took what %s had", f.Person, had)
				}
				mentor[w.ID] = f.Person
			case mentoring.GivenBack:
				if had := mentor[w.ID]; f.Person != "" && f.Person != had {
					t.Fatalf("%s gave back what %q had", f.Person, had)
				}
				mentor[w.ID] = ""
			case mentoring.Answered:
				said[w.ID]++
				if mentor[w.ID] != f.Person {
					t.Fatalf("%s answered what %s had", f.Person, mentor[w.ID])
				}
			case mentoring.AskedBack:
				said[w.ID]++
				if f.Person != s.queue.Request(w.ID).Person {
					t.Fatalf("%s asked back about another's request", f.Person)
				}
			}
		}
		for id, n := range said {
			if got := len(s.queue.Request(id).Said); got != n {
				t.Fatalf("%d said, %d kept", n, got)
			}
		}
		for _, say := range s.says {
			if say.Kind == mentoring.SayAnswer && say.Person != s.queue.Request(say.ID).Person {
				t.Fatalf("an answer went to %s", say.Person)
			}
		}
	})
}

// C13: the state is the fold of the facts, and a step changes nothing itself; an event that came before leaves no second fact.
func TestStateIsItsFacts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := play(t, func(s *space, e mentoring.Event) {
			switch e.(type) {
			case mentoring.Ask, mentoring.Take, mentoring.Help:
				if again, _ := s.queue.Step(e, s.day, s.now); len(again.Facts)+len(again.Says) > 0 {
					t.Fatalf("%#v twice gives %+v", e, again)
				}
			}
		})
		anew := &mentoring.Queue{}
		for _, f := range s.facts {
			kind, body, err := f.Encode()
			if err != nil {
				t.Fatal(err)
			}
			back, err := mentoring.Decode(kind, f.Person, f.At, body)
			if err != nil {
				t.Fatal(err)
			}
			anew.Apply(back)
		}
		before := asJSON(s.queue)
		if diff := cmp.Diff(before, asJSON(anew)); diff != "" {
			t.Fatalf("read anew (+), kept (-):\n%s", diff)
		}
		for range 5 {
			_, _ = s.queue.Step(event(t), s.day, s.now)
		}
		if diff := cmp.Diff(before, asJSON(s.queue)); diff != "" {
			t.Fatalf("a step changed the queue:\n%s", diff)
		}
	})
}

func asJSON(q *mentoring.Queue) string {
	var all []*mentoring.Request
	for _, who := range askers {
		all = append(all, q.Of(who)...)
	}
	text, err := json.MarshalIndent([]any{all, q.Unplaced("r1")}, "", " ")
	if err != nil {
		panic(err)
	}
	return string(text)
}

// What feedback misses is told once for each turn, and what no picture fits is told again only where there is more of it.
func TestMissesAndUnplacedAreToldOnce(t *testing.T) {
	s := newSpace()
	miss := mentoring.Report{Person: "ana", Missed: mentoring.Missed{ID: mentoring.ID("r1", "ana", 0), Round: "r1", Line: "w"}}
	for _, n := range []int{0, 2, 2, 1, 3} {
		for _, e := range []mentoring.Event{miss, mentoring.Count{Unplaced: mentoring.Unplaced{Round: "r1", N: n}}} {
			if err := s.step(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := []mentoring.Say{
		{Kind: mentoring.SayMissed, ID: miss.ID}, {Kind: mentoring.SayUnplaced, ID: "r1"}, {Kind: mentoring.SayUnplaced, ID: "r1"},
	}
	if diff := cmp.Diff(want, s.says); diff != "" {
		t.Errorf("(-want +said)\n%s", diff)
	}
}

// Who gave a request back is not asked about it again by that, and may still answer it, as long as nobody else has it.
func TestGivenBackAndAnsweredAllTheSame(t *testing.T) {
	s, id := newSpace(), mentoring.ID("r1", "ana", 0)
	answer := mentoring.Answer{Mentor: "mia", Answered: mentoring.Answered{ID: id, Next: "w"}}
	for _, e := range []mentoring.Event{ask("r1", "ana"), mentoring.Take{ID: id, Mentor: "mia"}, mentoring.GiveBack{ID: id, Mentor: "mia"}, answer} {
		if err := s.step(e); err != nil {
			t.Fatalf("%#v: %v", e, err)
		}
	}
	want := []mentoring.Say{
		{Kind: mentoring.SayOffer, ID: id}, {Kind: mentoring.SayOffer, ID: id, But: "mia"}, {Kind: mentoring.SayAnswer, ID: id, Person: "ana"},
	}
	if diff := cmp.Diff(want, s.says); diff != "" {
		t.Errorf("(-want +said)\n%s", diff)
	}
	if err := s.step(mentoring.Answer{Mentor: "mo", Answered: answer.Answered}); !errors.Is(err, mentoring.ErrMoved) {
		t.Errorf("a second answer is met with %v", err)
	}
}
