package bot

import (
	"context"
	"testing"

	"cackle/chat"
)

// Who had a go at the drill in another round of it knows it: their go there counts for nothing, and everyone else's does.
func TestWhoHadAGoElsewhereKnowsTheDrill(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	both := weekly()
	both.Channels = []string{"drills", "platform"}
	if err := s.bot.Settle(context.Background(), testSpace, "try", both); err != nil {
		t.Fatal(err)
	}
	s.settled()
	for i, people := range [][]string{{"ana"}, {"ana", "ben"}} {
		card := s.room.posted[s.room.order[i]]
		for _, who := range people {
			s.act(who, chat.Press{Button: card.Message.Rows[0][0].ID})
			s.send(who, chat.Values{"answer": {"99"}, "sure": {"1"}})
		}
		if r := s.round(parse(card.Message.Rows[0][0].ID).about); r.HadGo != 1 || len(r.People) != len(people) {
			t.Errorf("in %s, %d of %d are counted, not one", r.Channel, r.HadGo, len(r.People))
		}
	}
}
