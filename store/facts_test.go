package store

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func fact(person string, at time.Time) Fact {
	return Fact{Kind: "AttemptSent", Person: person, Event: "event e1", At: at, Body: json.RawMessage(`{"Turn":1}`)}
}

func TestFactsComeBackInOrder(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(
			tx.Append("round/1", 0, fact("ana", noon), fact("ben", noon.Add(time.Second))),
			tx.Append("round/2", 0, fact("chi", noon)),
			tx.Append("round/1", 2, fact("dee", noon.Add(1500*time.Microsecond))),
		)
	})
	want := []Fact{fact("ben", noon.Add(time.Second)), fact("dee", noon.Add(time.Millisecond))}
	for i := range want {
		want[i].Stream, want[i].Seq = "round/1", int64(i+2)
	}
	got := read(t, s, "s", func(v *View) ([]Fact, error) { return v.Facts("round/1", 1) })
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestAppendElsewhereThanAtTheEndIsAConflict(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "s", func(tx *Tx) error { return tx.Append("round/1", 0, fact("ana", noon), fact("ana", noon)) })
	for after, want := range map[int64]error{0: ErrConflict, 1: ErrConflict, 3: ErrConflict, 2: nil} {
		err := s.Write(t.Context(), "s", func(tx *Tx) error {
			return errors.Join(tx.Append("round/1", after, fact("ben", noon)), errNo)
		})
		if errors.Is(err, ErrConflict) != (want != nil) {
			t.Errorf("after %d: %v, want %v", after, err, want)
		}
	}
}

func TestStreamsOfAPerson(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(
			tx.Append("round/1", 0, fact("ana", noon), fact("ben", noon.Add(time.Hour))),
			tx.Append("round/2", 0, fact("ana", noon.Add(time.Minute)), fact("", noon)),
			tx.Append("round/3", 0, fact("ben", noon)),
			tx.Append("journal/ana", 0, fact("ana", noon.Add(time.Hour))),
			tx.Append("round/1", 2, fact("ana", noon.Add(2*time.Minute))),
		)
	})
	for _, c := range []struct {
		person, prefix string
		limit          int
		want           []string
	}{
		{"ana", "round/", 9, []string{"round/1", "round/2"}},
		{"ana", "round/", 1, []string{"round/1"}},
		{"ana", "", 9, []string{"journal/ana", "round/1", "round/2"}},
		{"ana", "r%", 9, nil},
		{"", "", 9, nil},
	} {
		got := read(t, s, "s", func(v *View) ([]string, error) { return v.Streams(c.person, c.prefix, c.limit) })
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%q, %q: %s", c.person, c.prefix, diff)
		}
	}
}

func TestSeen(t *testing.T) {
	s := open(t, t.TempDir())
	digest := func() string {
		return read(t, s, "s", func(v *View) (string, error) { d, _, err := v.Seen("k"); return d, err })
	}
	if got := digest(); got != "" {
		t.Errorf("seen before it came: %q", got)
	}
	write(t, s, "s", func(tx *Tx) error { return tx.See("k", "one", noon) })
	if got := digest(); got != "one" {
		t.Errorf("digest %q", got)
	}
	write(t, s, "s", func(tx *Tx) error { return tx.See("k", "two", noon) })
	if got := digest(); got != "two" {
		t.Errorf("digest %q after it came with other words", got)
	}
}
