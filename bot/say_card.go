package bot

import (
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
)

// card is a round's anchor: the drill before its close, and the way to the debrief after it. Nothing on it teaches.
func (t *turn) card(r *drills.Round, zone *time.Location) chat.Message {
	m := chat.Message{Blocks: []chat.Block{{Text: t.cardHead(r)}}}
	m.Blocks = append(m.Blocks, t.prompt(&r.Drill.First)...)
	if tables := t.tables(r); tables != nil {
		m.Blocks = append(m.Blocks, *tables)
	}
	until := map[string]any{"Until": chat.When(r.Closes.In(zone)), "At": chat.When(r.Closed.In(zone)), "Title": r.Drill.Title}
	until["UntilText"] = r.Closes.In(zone).Format("Mon 15:04 MST")
	if !r.Open() {
		m.Notice = t.voice.Say("notice.closed", until)
		closed := t.joined(t.voice.Say("card.closed", until), t.counts(r))
		if !r.Lapsed {
			closed = t.joined(closed, t.voice.Say("card.debrief"))
		}
		m.Blocks = append(m.Blocks, chat.Block{Text: closed})
		m.Rows = [][]chat.Button{{t.button(mint(vGo, r.ID), "button.late"), t.cackleButton(r, 0, 0)}}
		return m
	}
	m.Notice = t.voice.Say("notice.card", until)
	m.Blocks = append(m.Blocks, chat.Block{Text: t.voice.Say("card.norm")},
		chat.Block{Text: t.joined(t.voice.Say("card.until", until), t.counts(r))})
	m.Rows = t.cardButtons(r)
	if r.Drill.InThread {
		t.cardThread(&m, r)
	}
	return m
}

// tables are those that a query is asked of, folded; nil where there are none.
func (t *turn) tables(r *drills.Round) *chat.Block {
	tables := r.Drill.First.Tables
	if tables == "" {
		return nil
	}
	return &chat.Block{Fold: &chat.Fold{
		Head: t.voice.Say("card.tables"), Blocks: []chat.Block{{Code: &chat.Code{Lang: "sql", Text: tables}}},
	}}
}

// cardThread says how a drill that takes attempts in its thread is answered, as far as the platform lets the bot hear them.
func (t *turn) cardThread(m *chat.Message, r *drills.Round) {
	key := "card.by-form"
	if m.Veiled = t.takesReplies(r); m.Veiled {
		key = "card.in-thread"
	}
	m.Blocks = append(m.Blocks, chat.Block{Text: t.voice.Say(key)})
}

func (t *turn) cardHead(r *drills.Round) string {
	key := "card.head"
	if !r.Open() {
		key = "card.head-closed"
	}
	return t.voice.Say(key, map[string]any{"Title": r.Drill.Title, "Label": r.Drill.Label, "Minutes": r.Drill.Minutes})
}

// counts never has a denominator, and says no number below three.
func (t *turn) counts(r *drills.Round) string {
	hadGo, seconds := r.Told()
	switch {
	case hadGo > 0:
		return t.told("card.had-go", hadGo, seconds)
	case r.HadGo > 0 && r.Open():
		return t.voice.Say("card.first-in")
	}
	return ""
}

// told says the counts of a round, as far as they may be told.
func (t *turn) told(key string, hadGo, seconds int) string {
	s := t.voice.Say(key, map[string]any{"Count": hadGo})
	if seconds > 0 {
		s = t.joined(s, t.voice.Say("card.seconds", map[string]any{"Count": seconds}))
	}
	return s
}

func (t *turn) joined(a, b string) string {
	if b == "" {
		return a
	}
	return a + " · " + b
}

func (t *turn) cardButtons(r *drills.Round) [][]chat.Button {
	spoken := t.voice.Say("spoken.go", map[string]any{"Title": r.Drill.Title})
	first := t.main(mint(vGo, r.ID), "button.go")
	first.Spoken = spoken
	rows := [][]chat.Button{{
		first, t.button(mint(vHandUp, r.ID, 1), "button.stuck"), t.button(mint(vNotToday, r.ID), "button.not-today"),
		t.cackleButton(r, 0, 0), t.button(mint(vWhy, r.ID), "button.why"),
	}}
	if r.Drill.First.Kind != drills.Choice || len(r.Drill.First.Options) > chat.MaxInRow {
		return rows
	}
	var picks []chat.Button
	for _, o := range r.Drill.First.Options {
		picks = append(picks, chat.Button{
			ID: mint(vPick, r.ID, o.Key), Label: o.Key, Spoken: t.voice.Say("spoken.pick", map[string]any{"Key": o.Key}),
		})
	}
	return append([][]chat.Button{picks}, rows...)
}

// roundNote is a note about a round; false where what it would say is no longer so.
func (t *turn) roundNote(r *drills.Round, kind drills.SayKind, person string, turn int, zone *time.Location) (chat.Message, bool) {
	p := r.People[person]
	args := map[string]any{"Title": r.Drill.Title, "Until": chat.When(r.Closes.In(zone))}
	m := chat.Message{Notice: t.voice.Say("notice.ready")}
	goOn := t.main(mint(vGo, r.ID), "button.go-on")
	switch kind {
	case drills.SayReminder:
		m.Notice = t.voice.Say("notice.reminder", args)
		m.Rows = [][]chat.Button{{goOn, t.button(mint(vNotToday, r.ID), "button.not-today")}}
	case drills.SayHandUp:
		m.Notice = t.voice.Say("notice.hand-up")
		m.Rows = [][]chat.Button{{t.main(mint(vHandUp, r.ID, 1), "button.hand-up"), t.button(mint(vGo, r.ID), "button.go")}}
	case drills.SayBack:
		m.Notice = t.voice.Say("notice.back", args)
		m.Rows = [][]chat.Button{{t.main(mint(vGo, r.ID), "button.go"), t.button(mint(vNotToday, r.ID, p.PutOff), "button.not-today")}}
		m.Blocks = []chat.Block{{Text: t.voice.Say("note.back", args)}}
		return m, !p.Attempted() && !p.NotToday
	case drills.SayReady:
		m.Rows = [][]chat.Button{{t.main(mint(vGo, r.ID), "button.open")}}
		m.Blocks = []chat.Block{{Text: t.voice.Say("note.ready", args)}}
		return m, p.Attempted()
	case drills.SayFeedback:
		if turn >= len(p.Turns) || p.Turns[turn].Advised == nil { // taken back meanwhile
			return m, false
		}
		m.Rows = [][]chat.Button{{t.main(mint(vSee, r.ID, turn), "button.open")}}
		m.Blocks = []chat.Block{{Text: t.voice.Say(inTime(r, p.Turns[turn], "note.feedback", "note.feedback-late"), args)}}
		return m, true
	}
	m.Blocks = []chat.Block{{Text: t.voice.Say("note."+strings.ReplaceAll(string(kind), " ", "-"), args)}}
	return m, r.Open() && !p.Attempted() && !p.NotToday
}

// inTime is one key for a go that came before a round's close, and another for one after it or in private.
func inTime(r *drills.Round, turn *drills.Turn, key, late string) string {
	if r.Private() || turn.Attempts[0].Late {
		return late
	}
	return key
}

// standing is the thread's second way to what no note could bring.
func (t *turn) standing(r *drills.Round) chat.Message {
	return chat.Message{
		Notice: t.voice.Say("notice.standing", map[string]any{"Title": r.Drill.Title}),
		Blocks: []chat.Block{{Text: t.voice.Say("standing.body")}},
		Rows:   [][]chat.Button{{t.button(mint(vGo, r.ID), "button.mine")}},
	}
}

// lapsed says that nobody came, and nothing about the answer.
func (t *turn) lapsed(r *drills.Round) chat.Message {
	return chat.Message{
		Notice: t.voice.Say("notice.closed", map[string]any{"Title": r.Drill.Title}),
		Blocks: []chat.Block{{Text: t.voice.Say("lapsed.body")}},
		Rows:   [][]chat.Button{{t.button(mint(vGo, r.ID), "button.go-now")}},
	}
}
