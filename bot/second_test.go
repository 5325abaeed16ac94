package bot

import (
	"testing"

	"cackle/chat"
)

// A choice that was made cannot be unmade, so there is one for none; and the first way again is no second one.
func TestASecondWayCanBeNone(t *testing.T) {
	for who, second := range map[string]chat.Values{"ana": nil, "ben": {"answer": {"A"}}, "chi": {"answer": {"B"}}} {
		s := newStage(t, changedID())
		s.settle()
		s.press(who, "Have a go")
		s.send(who, chat.Values{"answer": {"A"}, "sure": {"1"}})
		round := parse(s.room.steps[who].ID).about
		s.send(who, second)
		want := 1
		if who == "chi" {
			want = 2
		}
		if n := len(s.round(round).People[who].Turns[0].Attempts); n != want {
			t.Errorf("with a second way of %v there are %d", second, n)
		}
		s.stop()
	}
}
