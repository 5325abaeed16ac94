package bot

import (
	"testing"
	"time"

	"cackle/drills"
)

// cards are the rounds whose cards were posted, in their order.
func (s *stage) cards() (rounds []string) {
	for _, id := range s.room.order {
		if p := s.room.posted[id]; p.At.Thread == "" && len(p.Message.Rows) > 0 {
			rounds = append(rounds, parse(p.Message.Rows[0][0].ID).about)
		}
	}
	return rounds
}

// ahead is what the clock can be moved to.
func (s *stage) ahead() (at []time.Time) {
	all, err := s.bot.Ahead(s.t.Context(), testSpace)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, a := range all {
		at = append(at, a.At.UTC())
	}
	return at
}

// A first card that is posted shortly before a tick stays over it, as it tells.
func TestAFirstCardStands(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	s.clock.now = monday.Add(-5 * time.Minute)
	s.settle()
	s.pass(monday.Add(time.Hour))
	if n := len(s.cards()); n != 1 {
		t.Errorf("an hour later there are %d cards", n)
	}
	if next := monday.AddDate(0, 0, 1); s.ahead()[1] != next {
		t.Errorf("the next drill comes at %s, want %s", s.ahead()[1], next)
	}
}

// A rhythm that is quicker than the window closes each round with the next tick, and the card says so.
func TestTheCardTellsTheTrueClose(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	settings := weekly()
	settings.Plan.Cron, settings.Plan.Window = "0 10,16 * * MON-FRI", 2
	if err := s.bot.Settle(t.Context(), testSpace, "try", settings); err != nil {
		t.Fatal(err)
	}
	s.settled()
	for _, want := range []time.Time{monday.Add(6 * time.Hour), monday.AddDate(0, 0, 1)} {
		for _, at := range s.ahead() {
			if at != want {
				t.Errorf("at %s comes %s, want %s", s.clock.now, at, want)
			}
		}
		r := s.round(s.cards()[len(s.cards())-1])
		if !r.Closes.Equal(want) {
			t.Errorf("the card tells %s, want %s", r.Closes, want)
		}
		s.pass(want)
	}
}

// round is a round as it is now.
func (s *stage) round(id string) (r drills.Round) {
	err := s.bot.write(s.t.Context(), testSpace, "", func(t *turn) error {
		found, err := t.round(id)
		if err == nil {
			r = *found
		}
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return r
}
