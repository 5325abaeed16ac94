package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"cackle/chat"
	"cackle/drills"
)

// Nobody else gets into somebody's practice, by whatever button or form.
func TestAPracticeIsOnePersonsAlone(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.act("ben", chat.Command{Words: "practice"})
	form := s.room.steps["ben"].ID
	round := parse(form).about
	for _, act := range []chat.Act{
		chat.Press{Button: mint(vGo, round)}, chat.Press{Button: mint(vHandUp, round, 1)}, chat.Press{Button: mint(vSee, round, 0)},
		chat.Submit{Step: form, Values: chat.Values{"answer": {"9"}, "sure": {"1"}}},
		chat.Submit{Step: mint(vBring, round, 0), Values: chat.Values{"day": {"2026-12-01"}}},
	} {
		answer, ok := s.act("ana", act).(chat.Whisper)
		if !ok || !strings.Contains(answer.Message.Blocks[0].Text, "I don't know this button") {
			t.Errorf("%#v is answered with %#v", act, answer)
		}
	}
	if r := s.round(round); len(r.People) != 1 || r.People["ana"] != nil {
		t.Errorf("in the practice of Ben are %v", r.People)
	}
}

// C13: the wish for a practice opens one, however often it is delivered and whatever has happened in it meanwhile.
func TestAPracticeDeliveredAgainIsTheSame(t *testing.T) {
	s := newStage(t, alarm(), changedID(), quietCustomers())
	defer s.stop()
	wish := s.eventOf("ben", chat.Command{Words: "practice"})
	for range 3 {
		if _, err := s.bot.Handle(t.Context(), wish); err != nil {
			t.Fatal(err)
		}
		s.restart()
		s.act("ben", chat.Command{Words: "practice"})
		s.send("ben", chat.Values{"answer": {"9"}, "sure": {"1"}})
	}
	if n := len(roundsOf(t, s, "ben")); n != 3 { // one a wish: each was attempted before the next
		t.Errorf("%d practices came of three wishes, one of them delivered again and again", n)
	}
}

// A drill that was practised counts as known in a channel's round: the go is the person's own, and out of the round's numbers.
func TestWhoPractisedKnowsTheDrill(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.act("ben", chat.Command{Words: "practice"})
	s.send("ben", chat.Values{"answer": {"99"}, "sure": {"1"}})
	s.act("chi", chat.Command{Words: "practice"}) // opened, and nothing sent
	s.settle()
	card := s.room.posted[s.room.order[0]].Message.Rows[0][0].ID
	for _, who := range []string{"ben", "chi"} {
		s.act(who, chat.Press{Button: card})
		s.send(who, chat.Values{"answer": {"99"}, "sure": {"1"}})
	}
	r := s.round(parse(card).about)
	if !r.People["ben"].Late || r.People["chi"].Late || r.HadGo != 1 {
		t.Errorf("ben is out of the numbers %v, chi %v; %d counted", r.People["ben"].Late, r.People["chi"].Late, r.HadGo)
	}
}

// The drill that is met longest ago comes back when nothing is new.
func TestPracticeBringsTheOldestBack(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	answers := map[string]string{"stats/alarm": "9", "json/id": "A"}
	var met []string
	for range 5 {
		s.act("ben", chat.Command{Words: "practice"})
		met = append(met, s.round(parse(s.room.steps["ben"].ID).about).Drill.ID)
		s.send("ben", chat.Values{"answer": {answers[met[len(met)-1]]}, "sure": {"1"}})
		s.pass(s.clock.now.Add(25 * time.Hour))
	}
	if met[0] == met[1] || !slices.Equal(met[:2], met[2:4]) || met[4] != met[0] {
		t.Errorf("practice brought %v", met)
	}
}

func roundsOf(t *testing.T, s *stage, who string) (out []*drills.Round) {
	t.Helper()
	s.look(func(t *turn) (err error) {
		out, err = t.rounds(who)
		return err
	})
	return out
}
