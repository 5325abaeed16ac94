package store

import (
	"context"
	"errors"
	"testing"
)

func TestViewStaysAsItWasWhileOthersWrite(t *testing.T) {
	s := open(t, t.TempDir())
	add := func(after int64) {
		write(t, s, "s", func(tx *Tx) error { return tx.Append("round/1", after, fact("ana", noon)) })
	}
	add(0)
	count := func(v *View) int {
		facts, err := v.Facts("round/1", 0)
		must(t, err)
		return len(facts)
	}
	must(t, s.Read(t.Context(), "s", func(v *View) error {
		before := count(v)
		add(1) // the writer does not wait for the view
		if after := count(v); before != 1 || after != 1 {
			t.Errorf("one view saw %d facts and then %d", before, after)
		}
		return nil
	}))
	must(t, s.Read(t.Context(), "s", func(v *View) error {
		if n := count(v); n != 2 {
			t.Errorf("a new view sees %d facts of 2", n)
		}
		return nil
	}))
}

func TestReadGivesItsErrorAndItsViewBack(t *testing.T) {
	s := open(t, t.TempDir())
	for range readers + 1 {
		if err := s.Read(t.Context(), "s", func(*View) error { return errNo }); !errors.Is(err, errNo) {
			t.Fatalf("got %v", err)
		}
	}
}

func TestWaitForAViewEndsWithTheContext(t *testing.T) {
	s := open(t, t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	var nested func(left int) error
	nested = func(left int) error {
		return s.Read(ctx, "s", func(*View) error {
			if left == 1 {
				cancel()
			}
			return nested(left - 1)
		})
	}
	if err := nested(readers); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
