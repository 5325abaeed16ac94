package store

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func ask(t *testing.T, s *Store, effects ...Effect) {
	t.Helper()
	write(t, s, "s", func(tx *Tx) error {
		for _, e := range effects {
			if err := tx.Effect(e); err != nil {
				return err
			}
		}
		return nil
	})
}

func claimEffects(t *testing.T, s *Store, now time.Time) []Effect {
	t.Helper()
	claimed, err := s.ClaimEffects(context.Background(), now, lease, 100)
	must(t, err)
	return claimed
}

func ids(effects []Effect) string {
	var all []string
	for _, e := range effects {
		all = append(all, e.ID)
	}
	return strings.Join(all, " ")
}

func TestOneEffectOfAGroupRuns(t *testing.T) {
	s := open(t, t.TempDir())
	first := Effect{ID: "z1", Space: "s", Stream: "round/1", Kind: "check", Args: json.RawMessage(`{"N":1}`), Group: "ana"}
	ask(t, s, first, Effect{ID: "a2", Group: "ana"}, Effect{ID: "b1", Group: "ben"}, Effect{ID: "x"}, Effect{ID: "y"}, first)
	claimed := claimEffects(t, s, noon)
	if got := ids(claimed); got != "z1 b1 x y" {
		t.Errorf("claimed %q", got)
	}
	if diff := cmp.Diff(first, claimed[0]); diff != "" {
		t.Error(diff)
	}
	if got := ids(claimEffects(t, s, noon)); got != "" {
		t.Errorf("claimed %q while their groups run", got)
	}
	write(t, s, "s", func(tx *Tx) error { return tx.DropEffect("z1") })
	if got := ids(claimEffects(t, s, noon)); got != "a2" {
		t.Errorf("claimed %q after the result came", got)
	}
}

func TestEffectIsTakenAgainWhenItsLeaseEnds(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	ask(t, s, Effect{ID: "e", Group: "ana"})
	claimEffects(t, s, noon)
	if got := ids(claimEffects(t, crashed(t, dir), noon)); got != "e" {
		t.Errorf("claimed %q after a crash", got)
	}
	if got := ids(claimEffects(t, s, noon.Add(lease-time.Millisecond))); got != "" {
		t.Errorf("claimed %q within the lease", got)
	}
	if got := ids(claimEffects(t, s, noon.Add(lease))); got != "e" {
		t.Errorf("claimed %q after the lease", got)
	}
}

func TestEffectToBeTriedAgainHoldsNobodyUp(t *testing.T) {
	s := open(t, t.TempDir())
	ask(t, s, Effect{ID: "e1", Group: "ana"}, Effect{ID: "e2", Group: "ana"})
	e := claimEffects(t, s, noon)[0]
	e.Tries = 1
	must(t, s.RetryEffect(t.Context(), e, noon.Add(time.Hour)))
	if got := ids(claimEffects(t, s, noon)); got != "e2" {
		t.Errorf("claimed %q", got)
	}
	write(t, s, "s", func(tx *Tx) error { return tx.DropEffect("e2") })
	at, ok, err := s.NextEffect(t.Context())
	if err != nil || !ok || !at.Equal(noon.Add(time.Hour)) {
		t.Errorf("next %v, %v, %v", at, ok, err)
	}
	again := claimEffects(t, s, noon.Add(time.Hour))
	if len(again) != 1 || again[0].Tries != 1 {
		t.Errorf("claimed %v", again)
	}
}

func TestNextEffect(t *testing.T) {
	s := open(t, t.TempDir())
	if _, ok, err := s.NextEffect(t.Context()); ok || err != nil {
		t.Errorf("something is next in an empty store, %v", err)
	}
	ask(t, s, Effect{ID: "e1", Group: "ana"}, Effect{ID: "e2", Group: "ana"})
	claimEffects(t, s, noon)
	at, ok, err := s.NextEffect(t.Context())
	if err != nil || !ok || !at.Equal(noon.Add(lease)) {
		t.Errorf("next %v, %v, %v: e2 waits for the lease of e1", at, ok, err)
	}
}
