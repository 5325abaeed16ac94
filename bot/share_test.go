package bot

import (
	"strings"
	"testing"
	"time"

	"cackle/chat"
)

// cackled opens a round, and gives its id and the button that laughs at its drill.
func cackled(s *stage) (round, button string) {
	s.settle()
	button = s.button("ana", "🐔 Cackle")
	return parse(button).about, button
}

// C13: one press that the platform delivers twice is one, over a restart too; a second press is another act, and takes it back.
func TestAPressOfTheHenIsKnownByItsEvent(t *testing.T) {
	s := newStage(t, alarm())
	defer func() { s.stop() }()
	round, button := cackled(s)
	press := func(e chat.Event) int {
		if _, err := s.bot.Handle(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		return s.round(round).Cackles(0)
	}
	first, second := s.eventOf("ana", chat.Press{Button: button}), s.eventOf("ana", chat.Press{Button: button})
	for i, c := range []struct {
		event chat.Event
		want  int
	}{{first, 1}, {first, 1}, {second, 0}, {first, 0}, {second, 0}} {
		if i == 3 {
			s.restart()
		}
		if got := press(c.event); got != c.want {
			t.Errorf("after press %d there are %d cackles, want %d", i, got, c.want)
		}
	}
}

// A hen counts where it stands on a card or a debrief of its own channel, given by who may have a go.
func TestWhichHensCount(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	round, _ := cackled(s)
	card := s.newest(false)
	for name, c := range map[string]struct {
		change func(*chat.Event)
		want   int
	}{
		"a guest's":              {func(e *chat.Event) { e.By.Guest = true }, 0},
		"in another channel":     {func(e *chat.Event) { e.At.Channel = "talk" }, 0},
		"on another message":     {func(e *chat.Event) { e.Act = chat.React{Message: "m99", Emoji: hen} }, 0},
		"another emoji":          {func(e *chat.Event) { e.Act = chat.React{Message: card, Emoji: "👍"} }, 0},
		"on the card, by a team": {func(*chat.Event) {}, 1},
	} {
		e := s.eventOf("ben", chat.React{Message: card, Emoji: hen})
		c.change(&e)
		if _, err := s.bot.Handle(t.Context(), e); err != nil {
			t.Fatal(err)
		}
		if got := s.round(round).Cackles(0); got != c.want {
			t.Errorf("%s: %d cackles, want %d", name, got, c.want)
		}
		s.act("ben", chat.React{Message: card, Emoji: hen, Off: true})
	}
}

// Who shares as a colleague is named nowhere that others see, in no button either; who shares by name is.
func TestAColleagueIsNotNamed(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	cackled(s)
	for who, as := range map[string]string{"quietperson": asColleague, "openperson": asMyself} {
		s.press(who, "Have a go")
		s.send(who, chat.Values{"answer": {"99"}, "sure": {"1"}})
		s.send(who, nil)
		s.send(who, chat.Values{"discrepancy": {"the piles"}, "cause": {"a hunch"}})
		s.press(who, "No, don't quote it")
		s.press(who, "Share this stumble")
		s.send(who, chat.Values{"as": {as}})
	}
	public := ""
	s.room.heard = func(who string, m any) {
		if who == "" {
			message := m.(chat.Message)
			public += plainMessage(message)
			for _, row := range message.Rows {
				for _, b := range row {
					public += b.ID + b.Spoken
				}
			}
		}
	}
	s.pass(s.clock.now.Add(24 * time.Hour))
	for who, as := range map[string]string{"quietperson": asColleague, "openperson": asMyself} {
		s.press(who, "Have a go first")
		s.press(who, "Post my reflection")
		s.send(who, chat.Values{"as": {as}})
	}
	s.settled()
	if strings.Contains(public, "quietperson") {
		t.Errorf("who wanted no name has one: %s", public)
	}
	if strings.Count(public, "openperson") != 2 {
		t.Errorf("who gave a name has none: %s", public)
	}
}

// A form that lay open while somebody else shared is taken as it is; one that cannot be any more hands back what was typed.
func TestAShareFormIsItsOwnersAlone(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	round, _ := cackled(s)
	for _, who := range []string{"ana", "ben"} {
		s.press(who, "Have a go")
		s.send(who, chat.Values{"answer": {"99"}, "sure": {"1"}})
		s.send(who, nil)
		s.send(who, chat.Values{"discrepancy": {"the piles"}, "cause": {"a hunch"}})
		s.press(who, "No, don't quote it")
		s.press(who, "Share this stumble")
	}
	form := s.room.steps["ben"].ID
	s.send("ana", nil)
	s.send("ben", chat.Values{"line": {"It read so well."}})
	if n := len(s.round(round).Stumbles()); n != 2 {
		t.Fatalf("%d stumbles stand, want 2", n)
	}
	s.press("ben", "Take my stumble back")
	s.act("ben", chat.Submit{Step: form, Values: chat.Values{"as": {asColleague}, "line": {"Something else."}}})
	if said := s.room.said[len(s.room.said)-1]; !strings.Contains(said, "Something else.") || !strings.Contains(said, "earlier step") || len(s.round(round).Stumbles()) != 1 {
		t.Errorf("an old form with other words is answered with %s", said)
	}
}
