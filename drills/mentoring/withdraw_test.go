package mentoring_test

import (
	"testing"
	"time"

	"cackle/drills/mentoring"
)

// What was about an attempt that is taken back is gone, whoever has it; what is about others' stays.
func TestWithdrawnIsGone(t *testing.T) {
	q := &mentoring.Queue{}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	step := func(e mentoring.Event) mentoring.Result {
		t.Helper()
		r, err := q.Step(e, func(string) time.Time { return now.AddDate(0, 0, 1) }, now)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range r.Facts {
			q.Apply(f)
		}
		return r
	}
	for _, who := range []string{"ana", "ben"} {
		id := mentoring.ID("r", who, 0)
		step(mentoring.Ask{Person: who, Asked: mentoring.Asked{ID: id, Round: "r"}})
		step(mentoring.Report{Person: who, Missed: mentoring.Missed{ID: id, Round: "r"}})
	}
	gone, stays := mentoring.ID("r", "ana", 0), mentoring.ID("r", "ben", 0)
	step(mentoring.Take{ID: gone, Mentor: "mo"})
	step(mentoring.Withdraw{Round: "r", Person: "ana"})
	if q.Request(gone) != nil || q.Miss(gone) != nil || q.Request(stays) == nil || q.Miss(stays) == nil {
		t.Errorf("of what waited there is left: %v", q.Awaited())
	}
	if r := step(mentoring.Withdraw{Round: "r", Person: "ana"}); len(r.Facts) > 0 {
		t.Errorf("taken back twice: %v", r.Facts)
	}
}
