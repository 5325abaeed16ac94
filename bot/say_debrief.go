package bot

import (
	"fmt"
	"slices"
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// debrief is the round's close, in its thread: a warning line for who has not had a go, and behind it what was tried, beside
// one that holds, what changed, and a question to talk about.
func (t *turn) debrief(r *drills.Round) (chat.Message, error) {
	d := r.Debrief()
	m := chat.Message{
		Notice: t.voice.Say("notice.debrief", map[string]any{"Title": r.Drill.Title}),
		Blocks: []chat.Block{{Text: t.voice.Say("debrief.first", map[string]any{"Title": r.Drill.Title})}},
		Reveal: t.voice.Say("debrief.reveal"),
		Rows:   [][]chat.Button{{t.button(mint(vGo, r.ID), "button.go-first")}},
	}
	contrast, err := t.contrast(r, d)
	if err != nil {
		return m, err
	}
	told := slices.Concat(t.tried(r, d), contrast)
	stumbles, laughs, err := t.stumbles(r, append(told, t.talk(r)))
	if err != nil {
		return m, err
	}
	m.Hidden = slices.Concat(told, stumbles, []chat.Block{t.talk(r)})
	if m.Valid() != nil {
		m.Hidden = t.bare(m.Hidden, &r.Drill.First)
	}
	if r.Drill.Transfer != nil {
		m.Rows[0] = append(m.Rows[0], t.button(mint(vSetting, r.ID), "button.transfer"))
	}
	if len(laughs) > 0 {
		m.Rows = append(m.Rows, laughs)
	}
	return m, nil
}

// tried lists what was tried, without names, as far as it may be told.
func (t *turn) tried(r *drills.Round, d drills.Debrief) []chat.Block {
	if d.Small {
		key := "debrief.small"
		if d.HadGo > 0 { // the card has told it
			key = "debrief.counted"
		}
		return append([]chat.Block{{Text: t.voice.Say(key, map[string]any{"Count": d.HadGo})}}, t.often(r)...)
	}
	blocks := []chat.Block{{Text: t.told("debrief.had-go", d.HadGo, d.Seconds)}}
	switch {
	case d.NearlyAll:
		return append(blocks, chat.Block{Text: t.voice.Say("debrief.nearly-all")}, t.twoWays(r))
	case d.HardlyAny:
		blocks = append(blocks, chat.Block{Text: t.voice.Say("debrief.hardly-any")})
	}
	key := "debrief.tried"
	if !d.Numbers {
		key = "debrief.tried-unnumbered"
	}
	blocks = append(blocks, chat.Block{Text: t.voice.Say(key)}, t.approaches(r, d))
	if changes := t.changes(r, d); changes != "" {
		blocks = append(blocks, chat.Block{Text: changes})
	}
	return blocks
}

// often are written examples, for rounds too small to tell what was tried.
func (t *turn) often(r *drills.Round) []chat.Block {
	terms := []chat.Term{}
	for _, m := range r.Drill.First.Misconceptions[:min(3, len(r.Drill.First.Misconceptions))] {
		terms = append(terms, chat.Term{Head: m.Name, Text: t.soundBreaks(m)})
	}
	return []chat.Block{{Terms: terms}}
}

func (t *turn) soundBreaks(m drills.Misconception) string {
	return t.voice.Say("debrief.sound-breaks", map[string]any{"Sound": m.Feedback.Sound, "Breaks": m.Feedback.Breaks})
}

func (t *turn) approaches(r *drills.Round, d drills.Debrief) chat.Block {
	terms := []chat.Term{}
	for _, a := range d.Approaches {
		term := chat.Term{Head: t.voice.Say("debrief.other-ways")}
		switch m := misconception(r, a.Misconception); {
		case a.Held:
			term = chat.Term{Head: t.voice.Say("debrief.held"), Text: r.Drill.First.Ways[0].Sound}
		case m != nil:
			term = chat.Term{Head: m.Name, Text: t.soundBreaks(*m)}
		}
		if d.Numbers {
			term.Head += fmt.Sprintf(" · %d", a.N)
		}
		terms = append(terms, term)
	}
	return chat.Block{Terms: terms}
}

func (t *turn) changes(r *drills.Round, d drills.Debrief) string {
	var lines []string
	for _, c := range d.Changes {
		args := map[string]any{"Name": t.names(r, []string{c.Misconception}), "From": c.From, "To": c.To}
		switch {
		case c.New:
			lines = append(lines, t.voice.Say("debrief.change-new", args))
		case c.To == 0:
			lines = append(lines, t.voice.Say("debrief.change-under", args))
		default:
			lines = append(lines, t.voice.Say("debrief.change", args))
		}
	}
	return strings.Join(lines, " ")
}

// contrast lays an attempt beside one that holds: the team's own where its author agreed, else the drill's example.
func (t *turn) contrast(r *drills.Round, d drills.Debrief) ([]chat.Block, error) {
	if d.NearlyAll {
		return []chat.Block{{Text: r.Drill.Holds}}, nil
	}
	shown := misconception(r, d.QuoteShows)
	if shown == nil && len(r.Drill.First.Misconceptions) > 0 {
		shown = &r.Drill.First.Misconceptions[0]
	}
	left := chat.Column{Head: t.voice.Say("debrief.example")}
	switch {
	case d.Quote != "":
		said, err := t.Words(d.Quote)
		if err != nil {
			return nil, fmt.Errorf("read a quote: %w", err)
		}
		left = chat.Column{Head: t.voice.Say("debrief.quote"), Blocks: []chat.Block{{Code: &chat.Code{Text: t.excerpt(said[d.Quote], 1000)}}}}
	case shown != nil:
		left.Blocks = []chat.Block{{Code: &chat.Code{Text: shown.Examples[0]}}}
	}
	return []chat.Block{
		{Columns: &chat.Columns{Left: left, Right: chat.Column{
			Head: t.voice.Say("unknown.holds"), Blocks: t.canonical(&r.Drill.First),
		}}},
		{Text: r.Drill.Holds},
	}, nil
}

// twoWays lays two sound ways side by side.
func (t *turn) twoWays(r *drills.Round) chat.Block {
	side := func(w drills.Way) chat.Column {
		blocks := []chat.Block{{Text: w.Sound}}
		if r.Drill.First.Kind == drills.SQL {
			blocks = append([]chat.Block{{Code: &chat.Code{Lang: "sql", Text: w.Example}}}, blocks...)
		}
		return chat.Column{Head: w.Name, Blocks: blocks}
	}
	ways := r.Drill.First.Ways
	return chat.Block{Columns: &chat.Columns{Left: side(ways[0]), Right: side(ways[1])}}
}

func (t *turn) talk(r *drills.Round) chat.Block {
	return chat.Block{Text: t.voice.Say("debrief.talk", map[string]any{"Question": r.Drill.Debrief})}
}
