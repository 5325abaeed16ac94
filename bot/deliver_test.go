package bot

import (
	"context"
	"testing"

	"cackle/chat"
	"cackle/drills"
)

// While a card is not out, its debrief is an error, which is tried again and parked in the end: it is not dropped as sent.
func TestADebriefWaitsForItsCard(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	ctx := context.Background()
	if err := s.bot.Settle(ctx, testSpace, "try", weekly()); err != nil {
		t.Fatal(err)
	}
	queued, err := s.bot.Store.ClaimOutbox(ctx, s.clock.now, 0, 10)
	if err != nil || len(queued) != 1 {
		t.Fatalf("queued %v, error %v", queued, err)
	}
	for kind, wants := range map[drills.SayKind]bool{drills.SayDebrief: true, drills.SayStanding: true, drills.SayLapsed: false} {
		var deed chat.Deed
		err = s.bot.write(ctx, testSpace, "look", func(t *turn) (err error) {
			names, err := t.StreamsNamed(roundStream)
			if err != nil {
				return err
			}
			deed, err = t.render(intent{Kind: string(kind), Round: names[0][len(roundStream):]})
			return err
		})
		if (err != nil) != wants || deed != nil && err == nil {
			t.Errorf("%s without a card: %v, %v", kind, deed, err)
		}
	}
}
