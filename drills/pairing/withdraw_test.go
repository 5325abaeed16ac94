package pairing_test

import (
	"slices"
	"testing"
	"time"

	"cackle/drills/pairing"
)

// A pair or a search whose attempt is taken back is no more, and who was being asked is passed by.
func TestWithdrawnIsGone(t *testing.T) {
	b := &pairing.Board{}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	ready := []string{"ben", "chi"}
	step := func(e pairing.Event) {
		t.Helper()
		r, err := b.Step(e, func(_, seeker string) ([]string, bool) {
			return slices.DeleteFunc(slices.Clone(ready), func(who string) bool { return who == seeker }), true
		}, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Facts {
			b.Apply(f)
		}
	}
	id := pairing.ID("ana", 0)
	step(pairing.Look{Person: "ana", Looked: pairing.Looked{ID: id, Round: "r"}})
	ready = []string{"chi"}
	step(pairing.Withdraw{Round: "r", Person: "ben"})
	if p := b.Pair(id); p.Asked != "chi" {
		t.Errorf("asked is %q", p.Asked)
	}
	step(pairing.Reply{ID: id, Person: "chi", Yes: true})
	step(pairing.Withdraw{Round: "other", Person: "chi"})
	if b.In("r", "ana") == nil {
		t.Error("another round's attempt was taken back, and the pair is gone")
	}
	step(pairing.Withdraw{Round: "r", Person: "chi"})
	if b.Pair(id) != nil || b.In("r", "ana") != nil {
		t.Error("the pair goes on")
	}
}

// Two who look in the same round find each other, whoever is being asked for the first of them.
func TestTwoWhoLookFindEachOther(t *testing.T) {
	b := &pairing.Board{}
	for i, who := range []string{"ben", "chi"} {
		r, err := b.Step(pairing.Look{Person: who, Looked: pairing.Looked{ID: pairing.ID(who, 0), Round: "r"}},
			func(string, string) ([]string, bool) { return []string{"dee"}, true }, time.Date(2026, 11, 23, 9, i, 0, 0, time.UTC))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Facts {
			b.Apply(f)
		}
	}
	if p := b.In("r", "chi"); p == nil || p.Seeker != "ben" || p.Partner != "chi" {
		t.Errorf("chi is in %+v", p)
	}
}
