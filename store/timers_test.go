package store

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestTimers(t *testing.T) {
	s := open(t, t.TempDir())
	if _, ok, err := s.NextTimer(t.Context()); ok || err != nil {
		t.Errorf("something is next in an empty store, %v", err)
	}
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(
			tx.SetTimer("round/1", "close", noon.Add(time.Hour)), tx.SetTimer("round/1", "stuck/ana", noon.Add(time.Minute)),
			tx.SetTimer("round/1", "stuck/ben", noon.Add(2*time.Minute)), tx.SetTimer("round/2", "close", noon),
			tx.SetTimer("round/2", "close", noon.Add(3*time.Minute)),
		)
	})
	write(t, s, "other", func(tx *Tx) error { return tx.SetTimer("round/1", "close", noon) })
	due := func(now time.Time, limit int) []Timer {
		t.Helper()
		got, err := s.DueTimers(t.Context(), now, limit)
		must(t, err)
		return got
	}
	all := []Timer{
		{"other", "round/1", "close", noon}, {"s", "round/1", "stuck/ana", noon.Add(time.Minute)},
		{"s", "round/1", "stuck/ben", noon.Add(2 * time.Minute)}, {"s", "round/2", "close", noon.Add(3 * time.Minute)},
	}
	if diff := cmp.Diff(all, due(noon.Add(3*time.Minute), 9)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(all[:1], due(noon.Add(59*time.Second), 9)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(all[:2], due(noon.Add(time.Hour), 2)); diff != "" {
		t.Error(diff)
	}

	write(t, s, "other", func(tx *Tx) error { return tx.DropTimers("round/1") })
	write(t, s, "s", func(tx *Tx) error { return tx.DropTimer("round/1", "stuck/ana") })
	if at, ok, err := s.NextTimer(t.Context()); err != nil || !ok || !at.Equal(noon.Add(2*time.Minute)) {
		t.Errorf("next %v, %v, %v", at, ok, err)
	}
	write(t, s, "s", func(tx *Tx) error { return tx.DropTimers("round/1") })
	if diff := cmp.Diff(all[3:], due(noon.Add(time.Hour), 9)); diff != "" {
		t.Error(diff)
	}
}
