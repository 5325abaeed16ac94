package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"cackle/chat"
	"cackle/drills"
)

// inThread answers what was asked about a reply, or does something to a message in the thread: a new one, or one of this person's.
func (m *team) inThread(who string) {
	var mine []string
	for _, s := range m.room.talk {
		if s.who == who {
			mine = append(mine, s.id)
		}
	}
	if rows := m.room.passing[who].Rows; len(rows) > 0 && rapid.Bool().Draw(m.t, "what was asked") {
		m.pressID(who, rapid.SampledFrom(rows[0]).Draw(m.t, "answer").ID)
		return
	}
	what := rapid.IntRange(0, 5).Draw(m.t, "to a reply")
	if len(mine) == 0 {
		what = 5
	}
	switch what {
	case 0:
		id := rapid.SampledFrom(mine).Draw(m.t, "edited")
		text := m.wording(who)
		m.last = func() { m.edits(id, text) }
	case 1:
		id := rapid.SampledFrom(mine).Draw(m.t, "deleted")
		m.last = func() { m.deletes(id) }
	case 2:
		id := rapid.SampledFrom(mine).Draw(m.t, "marked")
		m.last = func() { m.reacts(who, id) }
	default:
		text := m.wording(who)
		var file *chat.File
		if rapid.IntRange(0, 4).Draw(m.t, "as a file") == 0 {
			file = chat.ReadFile("a.txt", int64(len(text)), []byte(text))
			text = ""
		}
		m.says(who, text, file)
		return
	}
	m.last()
}

// paired is a yes: from here on the other's words are this person's too, and those that were theirs in the same way.
func (m *team) paired(who string, k token) {
	if k.verb != vPair || k.arg(2) != "yes" {
		return
	}
	if m.pairs[who] == nil {
		m.pairs[who] = map[string]bool{}
	}
	m.pairs[who][k.arg(0)] = true
	for other := range m.pairs[k.arg(0)] {
		m.pairs[who][other] = true
	}
}

// wording is an answer, perhaps one, or talk.
func (m *team) wording(who string) string {
	answers := []string{"9 %", "I'd say 99 %", "thanks", "what a drill", "50"}
	if m.drill[0].First.Kind == drills.SQL {
		answers = []string{"```held " + markAttempt + who + "```", "```join " + markAttempt + who + "```", "select or join, from what", "thanks"}
	}
	return rapid.SampledFrom(answers).Draw(m.t, "wording")
}

// maySee is C2 for what others reply, where the platform can fold that.
func (m *team) maySee() {
	r := m.read()
	for _, who := range people {
		if r.Open() && m.room.may[who] != r.People[who].Attempted() && m.drill[0].InThread {
			m.fault = fmt.Sprintf("%s may read the thread: %v, and has an attempt: %v", who, m.room.may[who], r.People[who].Attempted())
		}
	}
}

// The mark stands on what is an attempt, and on nothing else.
func (m *team) marked() {
	r := m.read()
	for _, s := range m.room.talk {
		p := r.People[s.who]
		attempt := p.Attempted() && slices.ContainsFunc(p.Turns[0].Attempts, func(a *drills.Attempt) bool { return a.Message == s.id })
		if !s.gone && s.marked != attempt {
			m.fault = fmt.Sprintf("%s of %s is marked: %v, and an attempt: %v", s.id, s.who, s.marked, attempt)
		}
	}
}

// A reply that is delivered again is answered again, and counts once; a restart in between changes nothing.
func TestAReplyThatIsDeliveredAgain(t *testing.T) {
	d := alarm()
	d.InThread = true
	s := newStage(t, d)
	defer func() { s.stop() }()
	s.settle()
	thread := chat.Place{Channel: "drills", Thread: s.room.order[0]}
	s.room.talk = []said{{id: "p1", who: "ana"}}
	e := s.eventOf("ana", chat.Say{Message: "p1", Text: "99 %"})
	e.At = thread
	for range 3 {
		s.room.passing["ana"] = chat.Message{}
		s.handle(e)
		s.settled()
		if said := plainMessage(s.room.passing["ana"]); !strings.Contains(said, "Two questions") {
			t.Errorf("answered with %q", said)
		}
		s.restart()
	}
	id := parse(s.room.posted[thread.Thread].Message.Rows[0][0].ID).about
	if r := s.round(id); r.HadGo != 1 || len(r.People["ana"].Turns[0].Attempts) != 1 {
		t.Errorf("%d had a go: %+v", r.HadGo, r.People["ana"])
	}
}

// What was taken back is nowhere any more: no words of it are left in the store.
func TestWordsThatWereTakenBackAreGone(t *testing.T) {
	d := alarm()
	d.InThread = true
	s := newStage(t, d)
	defer s.stop()
	s.settle()
	m := s.says("ana", "99 %", nil)
	s.press("ana", "How sure?")
	s.send("ana", chat.Values{"sure": {"3"}, "expects": {"a lot"}})
	s.press("ana", "Have a go")
	s.send("ana", nil)
	s.send("ana", chat.Values{"discrepancy": {"x"}, "cause": {"y"}})
	id := parse(s.button("ana", "Try again")).about
	s.act("ana", chat.Press{Button: s.button("ana", "Try again")})
	s.send("ana", chat.Values{"answer": {"67"}, "sure": {"1"}, "change": {"z"}})
	var held []string
	turns := s.round(id).People["ana"].Turns
	for _, turn := range turns {
		for _, a := range turn.Attempts {
			held = append(held, a.Words, a.Detail, a.Expects, a.Change)
		}
		if r := turn.Reflected; r != nil {
			held = append(held, r.Expected, r.Actual, r.Discrepancy, r.Cause)
		}
	}
	held = slices.DeleteFunc(held, func(id string) bool { return id == "" })
	if before := wordsOf(t, s, held); len(before) != len(held) || len(held) < 10 {
		t.Fatalf("of %d words %d are there", len(held), len(before))
	}
	s.deletes(m.id)
	if after := wordsOf(t, s, held); len(after) > 0 {
		t.Errorf("still there: %q", after)
	}
	if r := s.round(id); r.HadGo != 0 || r.Seconds != 0 || r.Where("ana").Stage != drills.AtAttempt {
		t.Errorf("%d had a go, %d a second one, Ana is at %+v", r.HadGo, r.Seconds, r.Where("ana"))
	}
}

func wordsOf(t *testing.T, s *stage, ids []string) (said map[string]string) {
	t.Helper()
	s.look(func(t *turn) (err error) {
		said, err = t.Words(ids...)
		return err
	})
	return said
}

// After a go was taken back, the same forms are sent again and count again: what is known by its place is known by its life too.
func TestASecondLifeHasItsOwnWay(t *testing.T) {
	d := alarm()
	d.InThread = true
	s := newStage(t, d)
	defer s.stop()
	s.settle()
	for range 2 {
		m := s.says("ana", "99 %", nil)
		s.press("ana", "How sure?")
		s.send("ana", chat.Values{"sure": {"3"}})
		s.send("ana", nil)
		s.send("ana", chat.Values{"discrepancy": {"x"}, "cause": {"y"}})
		again := s.button("ana", "Try again")
		s.act("ana", chat.Press{Button: again})
		if step := s.room.steps["ana"]; !strings.Contains(plainStep(*step), "Another go") {
			t.Fatalf("Ana is at %s", plainStep(*step))
		}
		s.deletes(m.id)
		s.act("ana", chat.Press{Button: again})
		if step := s.room.steps["ana"]; !strings.Contains(plainStep(*step), "earlier step") && !strings.Contains(plainStep(*step), "1 in 1,000") {
			t.Fatalf("a button of an earlier life leads to %s", plainStep(*step))
		}
	}
}

// A file of the largest size that is read goes the whole way: every screen fits, and the forms that could not hold it say so.
func TestTheLongestFileFits(t *testing.T) {
	d := quietCustomers()
	d.InThread, d.Expect = true, "What comes?"
	s := newStage(t, d)
	defer s.stop()
	s.bot.Runner = monster{wide(100, 10, 200)}
	s.settle()
	long := "not in " + strings.Repeat("*_[SELECT](x) `1`\n", chat.MaxFile/18-1)
	s.says("ana", "", chat.ReadFile("a.sql", int64(len(long)), []byte(long)))
	s.press("ana", "How sure?")
	s.press("ana", "Change my answer")
	if step := plainStep(*s.room.steps["ana"]); strings.Contains(step, "SELECT") {
		t.Errorf("a field holds more than it can: %.300s", step)
	}
	if help := s.room.steps["ana"].Parts[0].Field.Help; !strings.Contains(help, "stands until something else") {
		t.Errorf("the field says %q", help)
	}
	s.press("ana", "Have a go")
	s.send("ana", chat.Values{"sure": {"3"}})
	s.says("ana", "```"+strings.Repeat("x", 3900)+"```", nil)
	s.press("ana", "Add it")
	s.send("ana", nil)
	s.settled()
	s.send("ana", chat.Values{"discrepancy": {"x"}, "cause": {"y"}})
	if step := plainStep(*s.room.steps["ana"]); !strings.Contains(step, "What is sound in skipped") {
		t.Fatalf("no feedback: %.500s", step)
	}
	s.press("ana", "Try again")
	s.send("ana", chat.Values{"answer": {"not in"}, "sure": {"3"}, "change": {"z"}})
}

// What is no reply by a member in a thread that takes attempts stays talk: nothing is said, marked or stored.
func TestWhatStaysTalk(t *testing.T) {
	for name, c := range map[string]struct {
		form   bool // the drill takes attempts by the form alone
		change func(e *chat.Event, s *stage)
	}{
		"a form drill":      {true, func(*chat.Event, *stage) {}},
		"a bot":             {false, func(e *chat.Event, _ *stage) { e.By.Bot = true }},
		"a guest":           {false, func(e *chat.Event, _ *stage) { e.By.Guest = true }},
		"beside the thread": {false, func(e *chat.Event, _ *stage) { e.At.Thread = "" }},
		"another thread":    {false, func(e *chat.Event, _ *stage) { e.At.Thread = "m999" }},
		"another channel":   {false, func(e *chat.Event, _ *stage) { e.At.Channel = "lunch" }},
		"somebody else's mark": {false, func(e *chat.Event, _ *stage) {
			e.Act = chat.React{Message: "p1", Emoji: markTaken, Author: "ben", Text: "99 %"}
		}},
		"another mark": {false, func(e *chat.Event, _ *stage) {
			e.Act = chat.React{Message: "p1", Emoji: "👍", Author: "ana", Text: "99 %"}
		}},
		"a mark that is off": {false, func(e *chat.Event, _ *stage) {
			e.Act = chat.React{Message: "p1", Emoji: markTaken, Author: "ana", Text: "99 %", Off: true}
		}},
		"a platform that is deaf": {false, func(_ *chat.Event, s *stage) { s.room.deaf = true }},
	} {
		t.Run(name, func(t *testing.T) {
			d := alarm()
			d.InThread = !c.form
			s := newStage(t, d)
			defer s.stop()
			s.settle()
			said := len(s.room.said)
			e := s.eventOf("ana", chat.Say{Message: "p1", Text: "99 %"})
			e.At.Thread = s.room.order[0]
			c.change(&e, s)
			s.handle(e)
			s.settled()
			if more := s.room.said[said:]; len(more) > 0 {
				t.Errorf("it is answered with %q", more)
			}
			if r := s.round(parse(s.button("ana", "Have a go")).about); len(r.People) > 0 {
				t.Errorf("it is kept: %+v", r.People["ana"])
			}
		})
	}
}

// Where the bot does not hear a thread, the card names the form and nothing else.
func TestADeafPlatformTakesForms(t *testing.T) {
	d := alarm()
	d.InThread = true
	s := newStage(t, d)
	defer s.stop()
	s.room.deaf = true
	s.settle()
	card := s.room.posted[s.room.order[0]].Message
	if said := plainMessage(card); len(s.room.order) != 1 || !strings.Contains(said, "Answer by the form.") || strings.Contains(said, "thread") || card.Veiled {
		t.Errorf("there are %d messages, the card is %s", len(s.room.order), said)
	}
}
