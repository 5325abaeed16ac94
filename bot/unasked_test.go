package bot

import (
	"slices"
	"testing"
)

// Whom no note reaches is not asked to reflect with somebody, who would wait for them in vain.
func TestWhomNoNoteReachesIsNotAsked(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	for _, who := range []string{"ana", "sim-nia", "ben"} {
		s.do(who + " goes answer=99 sure=3")
	}
	s.bot.Unasked = func(person string) bool { return person == "sim-nia" }
	s.look(func(tn *turn) error {
		people, _, err := tn.colleagues(parse(s.room.steps["ana"].ID).about, "ana")
		if !slices.Equal(people, []string{"ben"}) {
			t.Errorf("asked are %v", people)
		}
		return err
	})
}
