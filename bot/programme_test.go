package bot

import (
	"strings"
	"testing"
	"time"

	"cackle/chat"
	"cackle/drills/programme"
	"cackle/scheduler"
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
	all, err := s.bot.Ahead(s.t.Context(), testSpace, "ana")
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

// setPlan goes through the form of the schedule as ana, up to its Yes.
func (s *stage) setPlan(values chat.Values) {
	s.act("ana", chat.Command{Words: "schedule"})
	s.press("ana", "Change")
	s.send("ana", values)
	s.press("ana", "Yes")
}

// programme is the stage's programme as it is now.
func (s *stage) programme() (p programme.Programme) {
	s.look(func(t *turn) error {
		found, err := t.programme("try")
		if err == nil {
			p = *found
		}
		return err
	})
	return p
}

// A plan can be set again after another one, and pressed twice it is set once.
func TestAPlanIsSetAgain(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	for _, day := range []string{"tue", "wed", "tue"} {
		s.setPlan(chat.Values{"days": {day}})
		if want := "0 10 * * " + strings.ToUpper(day); s.programme().Plan.Cron != want {
			t.Errorf("the plan is %s, want %s", s.programme().Plan.Cron, want)
		}
	}
	s.act("ana", chat.Press{Button: s.button("ana", "Change")})
	s.send("ana", chat.Values{"days": {"thu"}})
	yes := s.button("ana", "Yes")
	s.act("ana", chat.Press{Button: yes})
	facts := s.programme().Facts
	s.act("ana", chat.Press{Button: yes})
	if n := s.programme().Facts; n != facts {
		t.Errorf("pressed twice, it left %d facts more", n-facts)
	}
}

// The longest plan fits into the button that sets it.
func TestTheLongestPlanFits(t *testing.T) {
	id := strings.Repeat("p", 19) // a programme of the configuration
	days := "montuewedthufrisatsun"
	yes := mint(vPlanSet, id, 999999, days, "10:00", "5", "America/Argentina/ComodRivadavia")
	if len(yes) > chat.MaxToken {
		t.Errorf("%d bytes, at most %d", len(yes), chat.MaxToken)
	}
	if plan, err := parse(yes).plan(scheduler.Plan{}); err != nil || plan.Valid() != nil || !plan.Weekends {
		t.Errorf("it is read as %+v: %v", plan, err)
	}
}

// Saturdays and Sundays have drills where they are among the days, and only then.
func TestWeekendsComeAndGoWithTheirDays(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	for _, day := range []string{"sat", "mon"} {
		s.setPlan(chat.Values{"days": {day}})
		if got := s.programme().Plan.Weekends; got != (day == "sat") {
			t.Errorf("with %s alone, weekends are %v", day, got)
		}
	}
}

// Who asks for one more where nothing is left is told so; when there are more again, the note that says so is not sent any more,
// and asking again brings one.
func TestNothingLeftToPost(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	s.act("ana", chat.Command{Words: "schedule"})
	if plan := plainStep(*s.room.steps["ana"]); !strings.Contains(plan, "drills rest") || strings.Contains(plan, "Post one now") {
		t.Errorf("the plan says\n%s", plan)
	}
	for n := range 2 { // buttons of before, when something was left
		button := mint(vPostNow, "try", "drills", 1, n, "yes")
		answer, ok := s.act("ana", chat.Press{Button: button}).(chat.Whisper)
		if !ok || !strings.Contains(answer.Message.Blocks[0].Text, "nothing new is left") {
			t.Errorf("who asks is answered %+v", answer)
		}
	}
	s.bot.Drills = append(s.bot.Drills, changedID())
	s.settled()
	if n := len(s.room.notes["ana"]); n > 0 {
		t.Errorf("%d notes say what is no longer so", n)
	}
	s.act("ana", chat.Command{Words: "schedule"})
	s.press("ana", "Post one now")
	if n := len(s.cards()); n != 1 {
		t.Errorf("nobody said yes, and there are %d cards", n)
	}
	s.press("ana", "Yes, post it")
	s.settled()
	if n := len(s.cards()); n != 2 {
		t.Errorf("there are %d cards", n)
	}
}

// A button that somebody made up posts in no other channel.
func TestOnlyInTheProgrammesChannels(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	s.settle()
	for _, id := range []string{mint(vPostNow, "try", "secret", 1, 9), mint(vRhythm, "try", "secret", "keep", 1)} {
		answer := s.act("ana", chat.Press{Button: id}).(chat.Whisper)
		if text := answer.Message.Blocks[0].Text; !strings.HasPrefix(text, "I don't know this button") {
			t.Errorf("%s is answered %q", id, text)
		}
	}
	s.settled()
	if n := len(s.cards()); n != 1 {
		t.Errorf("there are %d cards", n)
	}
}

// An act that stored nothing is not remembered.
func TestOnlyWhatStoredSomethingIsRemembered(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	back := chat.Press{Button: mint(vRhythm, "try", "drills", "back", 1)} // it is not halved
	s.act("ana", back)
	err := s.bot.write(t.Context(), testSpace, "", func(tx *turn) error {
		if _, seen, err := tx.Seen(s.eventOf("ana", back).Key()); err != nil || seen {
			t.Errorf("it is remembered: %v %v", seen, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Who thinks again about the rhythm presses the same two buttons, and gets what they say.
func TestTheRhythmIsSetToAndFro(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	for _, word := range []string{"keep", "back", "keep", "back", "back"} {
		s.act("ana", chat.Press{Button: mint(vRhythm, "try", "drills", word, 1)})
		p := s.programme()
		if got := p.In("drills").Halved; got != (word == "keep") {
			t.Errorf("after %s it is halved: %v", word, got)
		}
	}
}

// A wall time that was left out can be so again, where a change of zone brings it again.
func TestATickIsLeftOutAgain(t *testing.T) {
	s := newStage(t, alarm(), changedID(), quietCustomers())
	defer s.stop()
	twice := weekly()
	twice.Plan.Cron = "0 10,12 * * MON-FRI"
	if err := s.bot.Settle(t.Context(), testSpace, "try", twice); err != nil {
		t.Fatal(err)
	}
	skip := func() {
		s.act("ana", chat.Command{Words: "schedule"})
		s.press("ana", "Skip the next")
	}
	skip()
	s.pass(monday.Add(27 * time.Hour)) // Tuesday's noon has posted
	s.setPlan(chat.Values{"days": {"tue"}, "time": {"10:00"}, "zone": {"America/New_York"}})
	skip()
	s.pass(monday.Add(30 * time.Hour)) // ten o'clock there was an hour ago
	if n := len(s.cards()); n != 2 {
		t.Errorf("there are %d cards", n)
	}
}

// What is kept in memory is dropped with the transaction that it was changed in, also where that ends in a panic.
func TestAPanicLeavesNothingBehind(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	facts := s.programme().Facts
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		_ = s.bot.write(t.Context(), testSpace, "", func(t *turn) error {
			if err := t.plan("try", programme.LeaveOut{Wall: "2026-11-24T10:00"}); err != nil {
				return err
			}
			panic("in the middle")
		})
	}()
	if n := s.programme().Facts; n != facts {
		t.Errorf("%d facts are kept that were never stored", n-facts)
	}
}

// On a locked phone there is no link and no id of a channel.
func TestNotificationsNameNoChannel(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	s.act("ana", chat.Press{Button: mint(vPostNow, "try", "drills", 1, 0, "yes")})
	s.settled()
	note := s.room.notes["ana"][0].Message
	if !strings.Contains(note.Blocks[0].Text, chat.Channel("drills")) {
		t.Errorf("the note says %q", note.Blocks[0].Text)
	}
	if note.Notice != "A channel of yours needs a look: no new drills are left." {
		t.Errorf("the notification says %q", note.Notice)
	}
}

// O4: a channel that the platform says is closed gets no drills, and whoever asks for one there has it tried again.
func TestAnUnreachableChannelRests(t *testing.T) {
	s := newStage(t, alarm(), changedID(), quietCustomers())
	defer s.stop()
	s.settle()
	closed := s.eventOf("", chat.Unreachable{Why: "archived"})
	elsewhere := closed
	elsewhere.At.Channel = "random"
	for _, e := range []chat.Event{elsewhere, closed} {
		if _, err := s.bot.Handle(t.Context(), e); err != nil {
			t.Fatal(err)
		}
	}
	s.pass(monday.AddDate(0, 0, 2))
	notices := 0
	for _, p := range s.room.posted {
		if p.At.Channel == "cackle-admin" {
			notices++
		}
	}
	if n := len(s.cards()) - notices; n != 1 || notices != 1 {
		t.Errorf("there are %d cards and %d notices", n, notices)
	}
	s.act("ana", chat.Command{Words: "schedule"})
	s.press("ana", "Post one now")
	s.settled()
	if p := s.programme(); p.In("drills").Lost || p.In("drills").Open == "" {
		t.Errorf("the channel is %+v", p.In("drills"))
	}
}

// A programme that is in the configuration no more posts nothing and is not shown, and its open round closes at its time; put back,
// it goes on with the next tick.
func TestWithdrawnAndPutBack(t *testing.T) {
	s := newStage(t, alarm(), changedID(), quietCustomers())
	defer s.stop()
	fixed := weekly()
	fixed.Fixed = true
	settle := func() {
		if err := s.bot.Settle(t.Context(), testSpace, "try", fixed); err != nil {
			t.Fatal(err)
		}
		s.settled()
	}
	settle()
	first := s.cards()[0]
	for range 2 {
		if err := s.bot.Withdraw(t.Context(), testSpace, func(p *programme.Programme) bool { return p.Fixed }); err != nil {
			t.Fatal(err)
		}
	}
	s.act("ana", chat.Press{Button: mint(vPostNow, "try", "drills", 1, 9)})
	s.restart()
	s.pass(monday.AddDate(0, 0, 2))
	if r := s.round(first); len(s.cards()) != 1 || !r.Closed.Equal(r.Closes) {
		t.Errorf("withdrawn, it has %d cards, and the first is closed at %s", len(s.cards()), r.Closed)
	}
	said := s.act("ana", chat.Command{Words: "schedule"}).(chat.Whisper).Message.Notice
	if said != "No drills are planned in this channel." || len(s.ahead()) > 0 {
		t.Errorf("it is shown: %q, %v", said, s.ahead())
	}
	settle()
	if n := len(s.cards()); n != 1 {
		t.Errorf("put back, it posts at once: %d cards", n)
	}
	s.pass(monday.AddDate(0, 0, 3))
	if n := len(s.cards()); n != 2 {
		t.Errorf("put back, it has %d cards", n)
	}
}

// A channel that was set up in chat keeps its programme when the playground's own, withdrawn for a while, comes back.
func TestAChannelThatWasSetUpInChatKeepsItsProgramme(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	s.settle()
	err := s.bot.Withdraw(t.Context(), testSpace, func(*programme.Programme) bool { return true })
	if err != nil {
		t.Fatal(err)
	}
	s.act("ada", chat.Command{Words: "setup"})
	for range 3 {
		s.send("ada", nil)
	}
	s.settle()
	if step := s.act("ada", chat.Command{Words: "schedule"}).(chat.Show).Step; !strings.Contains(plainStep(step), "Tue, Thu at 10:00") {
		t.Errorf("the schedule is %s", plainStep(step))
	}
	s.pass(s.clock.now.Add(24 * time.Hour))
	cards := 0
	for _, id := range s.room.order {
		if at := s.room.posted[id].At; at.Thread == "" && s.room.posted[id].Message.Rows[0][0].Label != "How it works" {
			cards++
		}
	}
	if cards != 2 { // the first programme's first, and Tuesday's of the one that was set up
		t.Errorf("%d cards stand there", cards)
	}
}
