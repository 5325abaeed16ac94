package bot

import (
	"testing"

	"cackle/chat"
)

// A yes to a quote can be taken back while the round is open; who came out as wanted is not asked, as nothing of theirs would be
// quoted.
func TestAYesToAQuoteIsTakenBack(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	s.do("ana goes answer=99 sure=3")
	s.do("ana reflects")
	for _, press := range []string{"Yes, quote it", "Rather not"} {
		s.press("ana", press)
	}
	round := parse(s.room.steps["ana"].ID).about
	if r := s.round(round); r.People["ana"].Quote == nil || *r.People["ana"].Quote {
		t.Error("the yes stands")
	}
	s.do("ben goes answer=9 sure=3")
	s.send("ben", chat.Values{"reason": {"counted"}})
	s.press("ben", "Mine says the same")
	for _, b := range s.room.steps["ben"].Buttons {
		if parse(b.ID).verb == vQuote {
			t.Errorf("ben is asked %q", b.Label)
		}
	}
}
