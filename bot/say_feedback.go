package bot

import (
	"fmt"
	"slices"

	"cackle/chat"
	"cackle/drills"
)

// see shows the feedback of a turn that has it, to the person whose it is.
func (t *turn) see(r *drills.Round, turn int) (chat.Answer, error) {
	p := r.People[t.person.ID]
	if p == nil || turn >= len(p.Turns) || p.Turns[turn].Advised == nil {
		return t.place(r, remark{})
	}
	step, err := t.feedback(r, t.person.ID, turn)
	return chat.Show{Step: step}, err
}

// feedback is what a finished turn says: on the leading misconception, on a way that is not known yet, or on what holds.
func (t *turn) feedback(r *drills.Round, person string, n int) (chat.Step, error) {
	p := r.People[person]
	turn := p.Turns[n]
	s := t.screen(r, mint("feedback", r.ID, n))
	var err error
	switch {
	case turn.AsWanted() && turn.Kind != drills.FirstGo:
		s.Body, err = t.holdsAgain(r, person, n)
	case turn.AsWanted():
		s.Body = []chat.Block{{Text: t.voice.Say("holds." + orNone(turn.Compared))}, {Text: r.Drill.Holds}}
	default:
		err = t.breaks(&s, r, person, n)
	}
	if err != nil {
		return s, err
	}
	if turn.Advised.AtClose { // it comes by itself, so what it is about comes with it
		shown, err := t.outcomes(r, turn)
		if err != nil {
			return s, err
		}
		why := t.voice.Say(inTime(r, turn, "feedback.at-close", "feedback.at-close-late"))
		s.Body = slices.Concat([]chat.Block{{Text: why}}, shown, s.Body)
	}
	if n == len(p.Turns)-1 {
		err = t.then(&s, r, person, n)
	}
	if err == nil && s.Valid() != nil {
		s.Body = t.bare(s.Body, r.Task(turn.Kind))
	}
	return s, err
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// then are the ways on from the last turn's feedback.
func (t *turn) then(s *chat.Step, r *drills.Round, person string, n int) error {
	s.Buttons = t.onward(r, person, n)
	if len(s.Buttons) > 0 && s.Send == "" {
		s.Buttons[0].Style = chat.Main
	}
	if err := t.withMentor(s, r, person, n); err != nil {
		return err
	}
	t.quote(s, r, person)
	if !r.After(person).Quote || r.People[person].Quote != nil { // one question about being seen at a time
		s.Buttons = append(s.Buttons, fitted(t.sharing(r, person), len(s.Buttons)+1)...)
	}
	s.Buttons = append(s.Buttons, t.button(mint(vDone, r.ID, n), "button.done"))
	return nil
}

// quote asks whether the debrief may show the attempt, and lets a yes be taken back.
func (t *turn) quote(s *chat.Step, r *drills.Round, person string) {
	if !r.After(person).Quote {
		return
	}
	switch said := r.People[person].Quote; {
	case said == nil:
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("quote.ask")})
		s.Buttons = append(s.Buttons, t.button(mint(vQuote, r.ID, "yes"), "quote.yes"), t.button(mint(vQuote, r.ID, "no"), "quote.no"))
	case *said:
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("quote.agreed")})
		s.Buttons = append(s.Buttons, t.button(mint(vQuote, r.ID, "no"), "quote.take-back"))
	}
}

// holdsAgain is a later go that came out as wanted: a small win, about the work.
func (t *turn) holdsAgain(r *drills.Round, person string, n int) ([]chat.Block, error) {
	turn := r.People[person].Turns[n]
	if turn.Kind == drills.Transfer {
		body, err := t.outcomes(r, turn)
		return append(body, chat.Block{Text: t.voice.Say("holds.transfer")}), err
	}
	beside, err := t.besideFirst(r, person, n)
	if err != nil {
		return nil, err
	}
	said, err := t.Words(turn.Attempts[0].Change)
	if err != nil {
		return nil, fmt.Errorf("read what is different: %w", err)
	}
	key, broke := "holds.plain", broken(r.People[person].Turns[:n])
	if broke > 0 {
		key = "holds.redo"
	}
	body := append(beside, chat.Block{Text: t.voice.Say(key, map[string]any{"Count": broke})})
	if change := said[turn.Attempts[0].Change]; change != "" {
		body = append(body, chat.Block{Text: t.voice.Say("holds.change")}, chat.Block{Quote: t.excerpt(change, 1000)})
	}
	return body, nil
}

// broken counts the goes that did not come out as wanted.
func broken(turns []*drills.Turn) (n int) {
	for _, turn := range turns {
		if turn.Found() && !turn.AsWanted() {
			n++
		}
	}
	return n
}

// breaks is feedback on an attempt that did not come out as wanted.
func (t *turn) breaks(s *chat.Step, r *drills.Round, person string, n int) error {
	turn := r.People[person].Turns[n]
	a, task := turn.Leading(), r.Task(turn.Kind)
	m := misconceptionOf(task, turn.Advised.Misconception)
	if m == nil {
		return t.unknownWay(s, r, turn, n)
	}
	if a.Outcome.Passed > 0 {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("feedback.partly", map[string]any{
			"Passed": a.Outcome.Passed, "Of": a.Outcome.Of,
		})})
	}
	if a.Sure == drills.Sure {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("feedback.sure", map[string]any{"Works": m.Feedback.Works})})
	}
	s.Body = append(s.Body, chat.Block{Text: t.voice.Say("feedback.for", map[string]any{"Name": m.Name})}, t.five(m.Feedback))
	if len(a.Outcome.Misconceptions) > 1 {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("feedback.second-thing")})
	}
	if example := t.worked(r, task, m, a, n); example != nil {
		s.Body = append(s.Body, *example)
	}
	return nil
}

// five are the lines of a feedback, always in this order.
func (t *turn) five(f drills.Feedback) chat.Block {
	next := f.Next
	if f.Read.URL != "" {
		next += " " + t.voice.Say("feedback.read", map[string]any{"Title": f.Read.Title, "URL": f.Read.URL})
	}
	return chat.Block{Terms: []chat.Term{
		{Head: t.voice.Say("feedback.sound"), Text: f.Sound},
		{Head: t.voice.Say("feedback.assumes"), Text: f.Assumes},
		{Head: t.voice.Say("feedback.breaks"), Text: f.Breaks},
		{Head: t.voice.Say("feedback.holds"), Text: f.Holds},
		{Head: t.voice.Say("feedback.next"), Text: next},
	}}
}

// redosForExample is how many redos may break before a worked example comes with the feedback: novices need support (expertise
// reversal, Tetzlaff et al. 2025).
const redosForExample = 2

// worked is a worked example: for who was sure, because such pictures come back, and after two redos that did not hold.
func (t *turn) worked(r *drills.Round, task *drills.Task, m *drills.Misconception, a *drills.Attempt, n int) *chat.Block {
	if a.Sure != drills.Sure && n < redosForExample {
		return nil
	}
	blocks := []chat.Block{}
	switch {
	case m.Feedback.Example != "":
		blocks = append(blocks, chat.Block{Text: m.Feedback.Example})
	default:
		blocks = t.canonical(task)
	}
	return &chat.Block{Fold: &chat.Fold{Head: t.voice.Say("feedback.worked"), Blocks: blocks}}
}

// canonical is the first of the ways that hold, and why it does; a query by itself would leave that to be guessed.
func (t *turn) canonical(task *drills.Task) []chat.Block {
	blocks := []chat.Block{t.whyItHolds(task)}
	if task.Kind == drills.SQL {
		blocks = append(blocks, chat.Block{Code: &chat.Code{Lang: "sql", Text: task.Ways[0].Example}})
	}
	return blocks
}

func (t *turn) whyItHolds(task *drills.Task) chat.Block {
	return chat.Block{Text: t.voice.Say("way", map[string]any{"Name": task.Ways[0].Name, "Sound": task.Ways[0].Sound})}
}

// bare leaves the query alone of the canonical way, for where everything together has no room.
func (t *turn) bare(blocks []chat.Block, task *drills.Task) []chat.Block {
	if task.Kind != drills.SQL {
		return blocks
	}
	why := t.whyItHolds(task).Text
	out := slices.Clone(blocks)
	isWhy := func(b chat.Block) bool { return b.Text == why }
	for i, b := range out {
		switch {
		case b.Fold != nil:
			out[i].Fold = &chat.Fold{Head: b.Fold.Head, Blocks: slices.DeleteFunc(slices.Clone(b.Fold.Blocks), isWhy)}
		case b.Columns != nil:
			right := b.Columns.Right
			right.Blocks = slices.DeleteFunc(slices.Clone(right.Blocks), isWhy)
			out[i].Columns = &chat.Columns{Left: b.Columns.Left, Right: right}
		}
	}
	return out
}

// unknownWay is an attempt that shows no misconception that is known: it is laid beside a way that holds, and nothing is
// guessed.
func (t *turn) unknownWay(s *chat.Step, r *drills.Round, turn *drills.Turn, n int) error {
	a, task := turn.Leading(), r.Task(turn.Kind)
	said, err := t.Words(a.Words)
	if err != nil {
		return fmt.Errorf("read an attempt: %w", err)
	}
	d, err := t.detailOf(a)
	if err != nil {
		return err
	}
	s.Body = append(s.Body,
		chat.Block{Text: t.voice.Say("unknown.body", map[string]any{"Happened": chat.Literal(t.happened(task, a, d))})},
		chat.Block{Columns: &chat.Columns{
			Left:  chat.Column{Head: t.voice.Say("unknown.yours"), Blocks: []chat.Block{{Code: &chat.Code{Text: t.excerpt(said[a.Words], 1000)}}}},
			Right: chat.Column{Head: t.voice.Say("unknown.holds"), Blocks: t.canonical(task)},
		}})
	if turn.Part != "" {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("unknown.thanks")}, chat.Block{Text: r.Drill.Holds})
		return nil
	}
	s.ID = mint(vPart, r.ID, n)
	s.Parts = []chat.Part{t.field("part", "unknown.part", chat.Paragraph, 1000, true, "")}
	s.Send = t.voice.Say("unknown.send")
	return nil
}

// handUp is one hand up, private to who asked.
func (t *turn) handUp(r *drills.Round, n int) chat.Answer {
	n = max(1, min(n, len(r.Drill.HandsUp)))
	s := t.screen(r, mint("handup-step", r.ID, n))
	s.Body = []chat.Block{
		{Text: t.voice.Say("handup.body", map[string]any{"N": n, "Of": len(r.Drill.HandsUp)})},
		{Text: r.Drill.HandsUp[n-1]},
	}
	if n < len(r.Drill.HandsUp) {
		s.Buttons = append(s.Buttons, t.button(mint(vHandUp, r.ID, n+1), "button.next-hand-up"))
	}
	s.Buttons = append(s.Buttons, t.main(mint(vGo, r.ID), "button.go"))
	if !r.People[t.person.ID].Attempted() {
		s.Buttons = append(s.Buttons, t.button(mint(vGuess, r.ID), "button.guess"), t.button(mint(vNotToday, r.ID), "button.not-today"))
	}
	return chat.Show{Step: s}
}
