package bot

import (
	"fmt"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/pairing"
)

// withColleague adds the way to a colleague to the reflection of a first go: to look, what came of it, or the two attempts.
func (t *turn) withColleague(s chat.Step, r *drills.Round, person string, at drills.Place, err error) (chat.Step, error) {
	if err != nil || at.Turn > 0 {
		return s, err
	}
	_, b, err := t.board()
	if err != nil {
		return s, err
	}
	switch p := b.In(r.ID, person); {
	case p != nil && p.On():
		s.Buttons = append([]chat.Button{t.button(mint(vNotes, p.ID), "colleague.open")}, s.Buttons...)
	case p != nil && p.Searches():
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("colleague.looking")})
		s.Buttons = append([]chat.Button{t.button(mint(vStop, p.ID), "colleague.stop")}, s.Buttons...)
	default:
		s.Buttons = append([]chat.Button{t.button(mint(vColleague, r.ID), "colleague.button")}, s.Buttons...)
	}
	return s, nil
}

func (t *turn) lookStep(r *drills.Round, n int) chat.Step {
	s := t.screen(r, mint("look-step", r.ID))
	s.Body = []chat.Block{{Text: t.voice.Say("colleague.body")}}
	s.Buttons = []chat.Button{
		t.button(mint(vLook, r.ID, n, nameGiven), "colleague.look-with"), t.button(mint(vLook, r.ID, n, "without"), "colleague.look-without"),
		t.button(mint(vGo, r.ID), "colleague.alone"),
	}
	return s
}

// renderPairing is a note of the board; nil where what it would say is no longer so.
func (t *turn) renderPairing(i intent) (chat.Deed, error) {
	_, b, err := t.board()
	if err != nil {
		return nil, err
	}
	p := b.Pair(i.Pairing)
	if p == nil {
		return nil, nil
	}
	r, err := t.round(p.Round)
	if err != nil {
		return nil, err
	}
	m := chat.Message{
		Notice: t.voice.Say("colleague.notice"),
		Blocks: []chat.Block{{Text: t.voice.Say("colleague.note-"+i.Kind, map[string]any{"Title": r.Drill.Title})}},
		Rows:   [][]chat.Button{{t.main(mint(vNotes, p.ID), "button.open")}},
	}
	switch pairing.SayKind(i.Kind) {
	case pairing.SayAsk:
		if p.Asked != i.Person {
			return nil, nil
		}
		m.Rows = [][]chat.Button{{
			t.button(mint(vJoin, p.ID, nameGiven), "colleague.yes-with"), t.button(mint(vJoin, p.ID, "without"), "colleague.yes-without"),
			t.button(mint(vJoin, p.ID, "no"), "colleague.no-thanks"),
		}}
	case pairing.SayOn:
		if p.End != "" || p.Wrote(i.Person) {
			return nil, nil
		}
	case pairing.SayNobody:
		if !reflects(r, i.Person) {
			return nil, nil
		}
		m.Rows = [][]chat.Button{{t.main(mint(vGo, r.ID), "button.go-on")}}
	}
	return chat.Note{To: i.Person, Message: m}, nil
}

// notes shows where a pair is to one of the two: the attempts and the form; that one's own answers are in; or both answers.
func (t *turn) notes(p *pairing.Pair, r *drills.Round, rem remark) (chat.Answer, error) {
	me := t.person.ID
	if !p.On() || !p.Has(me) {
		return t.whisper("colleague.moved", nil), nil
	}
	s := t.screen(r, mint(vNotes, p.ID))
	beside, err := t.twoAttempts(p, r)
	if err != nil {
		return nil, err
	}
	s.Body = beside
	switch {
	case p.End != "":
		both, err := t.bothNotes(p)
		if err != nil {
			return nil, err
		}
		s.Body = append(s.Body, both...)
	case p.Wrote(me):
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("colleague.in")})
	default:
		s.Parts = []chat.Part{
			t.field("part", "colleague.part", chat.Paragraph, noteSize, true, ""),
			t.field("keep", "colleague.keep", chat.Paragraph, noteSize, true, ""),
			t.field("picture", "colleague.picture", chat.Paragraph, noteSize, true, ""),
		}
		s.Send = t.voice.Say("colleague.send")
	}
	s.Buttons = []chat.Button{t.afterNotes(p, r)}
	if rem.typed != "" {
		s = t.handBack(s, r, rem.typed)
	}
	answer := chat.Answer(chat.Show{Step: s})
	if rem.key != "" {
		answer = t.remark(answer, rem.key)
	}
	return answer, nil
}

// afterNotes is the way on: to the feedback for who has written, else to their place.
func (t *turn) afterNotes(p *pairing.Pair, r *drills.Round) chat.Button {
	switch {
	case reflects(r, t.person.ID) && p.Wrote(t.person.ID):
		return t.main(mint(vCompared, p.ID), "reflect.send")
	case reflects(r, t.person.ID) && p.End == "":
		return t.button(mint(vGo, r.ID), "colleague.alone")
	}
	return t.button(mint(vGo, r.ID), "button.go-on")
}

// twoAttempts lays one's own attempt beside the other's.
func (t *turn) twoAttempts(p *pairing.Pair, r *drills.Round) ([]chat.Block, error) {
	other := p.Other(t.person.ID)
	side := func(who, head string) (chat.Column, error) {
		a := r.People[who].Turns[0].Leading()
		said, err := t.Words(a.Words)
		if err != nil {
			return chat.Column{}, fmt.Errorf("read an attempt: %w", err)
		}
		code := chat.Code{Lang: langOf(&r.Drill.First), Text: t.excerpt(said[a.Words], 600)}
		return chat.Column{Head: head, Blocks: []chat.Block{{Code: &code}}}, nil
	}
	yours, err := side(t.person.ID, t.voice.Say("unknown.yours"))
	if err != nil {
		return nil, err
	}
	theirs, err := side(other, t.voice.Say("colleague.theirs"))
	who := t.by(other, p.Named[other], "colleague.a-colleague")
	return []chat.Block{
		{Text: t.voice.Say("colleague.beside", map[string]any{"Who": who})},
		{Columns: &chat.Columns{Left: yours, Right: theirs}},
	}, err
}

// noteSize is how long each of the three answers can be, so that six of them fit a step with the two attempts.
const noteSize = 300

// bothNotes are the answers of both, or what there is of them.
func (t *turn) bothNotes(p *pairing.Pair) ([]chat.Block, error) {
	var blocks []chat.Block
	for _, side := range []struct{ who, head, none string }{
		{p.Other(t.person.ID), "colleague.theirs-said", "colleague.theirs-none"}, {t.person.ID, "colleague.yours-said", "colleague.yours-none"},
	} {
		n, wrote := p.Notes[side.who]
		if !wrote {
			blocks = append(blocks, chat.Block{Text: t.voice.Say(side.none)})
			continue
		}
		said, err := t.Words(n.Part, n.Keep, n.Picture)
		if err != nil {
			return nil, fmt.Errorf("read what was written: %w", err)
		}
		blocks = append(blocks, chat.Block{Text: t.voice.Say(side.head)}, chat.Block{Terms: []chat.Term{
			{Head: t.voice.Say("colleague.wrote-part"), Text: chat.Literal(t.excerpt(said[n.Part], noteSize))},
			{Head: t.voice.Say("colleague.wrote-keep"), Text: chat.Literal(t.excerpt(said[n.Keep], noteSize))},
			{Head: t.voice.Say("colleague.wrote-picture"), Text: chat.Literal(t.excerpt(said[n.Picture], noteSize))},
		}})
	}
	return blocks, nil
}

// homeBeside adds what is between a person and others: attempts to compare, a mentor's word, and what they have taken as a mentor.
func (t *turn) homeBeside(m *chat.Message) error {
	_, board, err := t.board()
	if err != nil {
		return err
	}
	_, queue, err := t.mentors()
	if err != nil {
		return err
	}
	me := t.person.ID
	list := beginList(t, "home.beside")
	for _, p := range board.Of(me) {
		if p.End == "" {
			list.add(p.Round, "colleague.home", chat.Button{ID: mint(vNotes, p.ID)})
		}
	}
	for _, q := range queue.Of(me) {
		switch {
		case q.Awaits:
			list.add(q.Round, "mentor.home-waits", chat.Button{})
		case !q.Helped:
			list.add(q.Round, "mentor.home-read", chat.Button{ID: mint(vSaid, q.ID)})
		}
	}
	for _, q := range queue.With(me) {
		list.add(q.Round, "mentor.home-yours", chat.Button{ID: mint(vTake, q.ID, q.Facts)})
	}
	return list.end(m)
}

// othersList gathers the lines of homeBeside with their buttons, as many as a home shows of a sort.
type othersList struct {
	t     *turn
	lines string
	row   []chat.Button
	n     int
	err   error
}

func beginList(t *turn, key string) *othersList {
	return &othersList{t: t, lines: t.voice.Say(key) + "\n"}
}

func (l *othersList) add(round, key string, b chat.Button) {
	if l.n == homeShows || l.err != nil {
		return
	}
	r, err := l.t.round(round)
	if err != nil {
		l.err = err
		return
	}
	l.n++
	l.lines += "\n- " + l.t.voice.Say("home.line", map[string]any{"Title": r.Drill.Title, "Stage": l.t.voice.Say(key)})
	if b.ID != "" {
		b.Label, b.Spoken = r.Drill.Title, l.t.voice.Say("home.line", map[string]any{"Title": r.Drill.Title, "Stage": l.t.voice.Say(key)})
		l.row = append(l.row, b)
	}
}

func (l *othersList) end(m *chat.Message) error {
	if l.err != nil || l.n == 0 {
		return l.err
	}
	m.Blocks = append(m.Blocks, chat.Block{Text: l.lines})
	if len(l.row) > 0 {
		m.Rows = append(m.Rows, l.row)
	}
	return nil
}
