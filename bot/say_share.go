package bot

import (
	"fmt"

	"cackle/chat"
	"cackle/drills"
)

// shareNames are the values of the field that asks under which name.
const (
	asColleague = "colleague"
	asMyself    = "name"
)

// cackleButton laughs at the drill (0) or with a stumble, and tells how many have.
func (t *turn) cackleButton(r *drills.Round, n, shown int) chat.Button {
	args := map[string]any{"Laughs": r.Cackles(n), "N": shown} // no Count: no form depends on it
	key := "cackle.button"
	if shown > 0 {
		key = "cackle.button-numbered"
	}
	label := t.voice.Say(key, args)
	if r.Cackles(n) > 0 {
		label = t.voice.Say("cackle.counted", map[string]any{"Label": label, "Laughs": r.Cackles(n)})
	}
	args["Label"] = label // what is read aloud begins with what is seen
	spoken := "spoken.cackle"
	if n > 0 {
		spoken = "spoken.cackle-stumble"
	}
	return chat.Button{ID: mint(vCackle, r.ID, n), Label: label, Spoken: t.voice.Say(spoken, args)}
}

// sharing are the buttons of what a person can share of a round, or take back.
func (t *turn) sharing(r *drills.Round, person string) (out []chat.Button) {
	if s := r.StumbleOf(person); s != nil {
		out = append(out, t.button(mint(vUnshare, r.ID, s.N), "share.withdraw"))
	}
	if r.MayShare(person) {
		out = append(out, t.button(mint(vShare, r.ID, r.TimesShared(person)), "share.open"))
	}
	if turn, ok := r.MayPost(person); ok {
		out = append(out, t.button(mint(vPostMine, r.ID, turn), "post.open"))
	}
	return out
}

// fitted are as many of the buttons as a step has room for, so many being there.
func fitted(buttons []chat.Button, there int) []chat.Button {
	return buttons[:max(0, min(len(buttons), chat.MaxButtons-there))]
}

// shareStep shows what the debrief would show, before anything is shared.
func (t *turn) shareStep(r *drills.Round) (chat.Answer, error) {
	s := t.screen(r, mint(vShare, r.ID, r.TimesShared(t.person.ID)))
	words, err := t.stumbleWords(r, t.person.ID, excerptShared)
	if err != nil {
		return nil, err
	}
	s.Body = []chat.Block{{Text: t.voice.Say("share.body")}, {Code: &chat.Code{Text: words}}}
	if r.HadGo < drills.TellDistribution {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("share.small")})
	}
	s.Parts = []chat.Part{t.field("line", "share.line", chat.Line, maxLine, false, ""), t.asField()}
	s.Send = t.voice.Say("share.send")
	s.Buttons = []chat.Button{t.button(mint(vGo, r.ID), "share.keep")}
	return chat.Show{Step: s}, nil
}

// postStep shows what the thread would show of a reflection.
func (t *turn) postStep(r *drills.Round, turn int) (chat.Answer, error) {
	s := t.screen(r, mint(vPostMine, r.ID, turn))
	shown, err := t.reflectionTerms(r, t.person.ID, turn)
	if err != nil {
		return nil, err
	}
	s.Body = append([]chat.Block{{Text: t.voice.Say("post.body")}}, shown...)
	s.Parts = []chat.Part{t.asField()}
	s.Send = t.voice.Say("post.send")
	s.Buttons = []chat.Button{t.button(mint(vGo, r.ID), "share.keep")}
	return chat.Show{Step: s}, nil
}

// asField asks under which name, with nobody's as what stands there.
func (t *turn) asField() chat.Part {
	return chat.Part{Field: &chat.Field{
		Name: "as", Label: t.voice.Say("share.as"), Kind: chat.OneOf, Required: true, Prefill: []string{asColleague},
		Options: []chat.Option{
			{Value: asColleague, Label: t.voice.Say("share.colleague")}, {Value: asMyself, Label: short(t.myName(), chat.MaxOption)},
		},
	}}
}

func (t *turn) myName() string {
	if t.person.Name == "" {
		return t.person.ID
	}
	return t.person.Name
}

// cacklesNote is of how many there are when it is sent; nil where there are none any more.
func (t *turn) cacklesNote(r *drills.Round, i intent) chat.Deed {
	s := r.Stumble(i.Turn)
	if s == nil || s.Withdrawn || s.With() == 0 {
		return nil
	}
	return chat.Note{To: i.Person, Message: chat.Message{
		Notice: t.voice.Say("notice.cackles"),
		Blocks: []chat.Block{{Text: t.voice.Say("note.cackles", map[string]any{"Count": s.With()})}},
	}}
}

// The most that is shown of a stumble, and that its author says of it.
const (
	excerptShared = 300
	maxLine       = 200
)

func (t *turn) stumbleWords(r *drills.Round, person string, limit int) (string, error) {
	a := r.People[person].Turns[0].Leading()
	said, err := t.Words(a.Words)
	if err != nil {
		return "", fmt.Errorf("read a stumble: %w", err)
	}
	return t.excerpt(said[a.Words], limit), nil
}

// sharedBy says whose it is: the name that they gave, or a colleague's.
func (t *turn) sharedBy(name string) (string, error) {
	if name == "" {
		return t.voice.Say("share.by-colleague"), nil
	}
	said, err := t.Words(name)
	return chat.Literal(short(said[name], chat.MaxOption)), err
}

// stumbles are those that the debrief shows, each with its button, in the room that its other blocks leave.
func (t *turn) stumbles(r *drills.Round, others []chat.Block) (blocks []chat.Block, row []chat.Button, err error) {
	all := r.Stumbles()
	room := chat.MaxContent
	for _, b := range others {
		room -= b.Size()
	}
	for i, s := range all {
		shown := i + 1
		if len(all) == 1 {
			shown = 0
		}
		by, err := t.sharedBy(s.Name)
		if err != nil {
			return nil, nil, err
		}
		head := chat.Block{Text: t.voice.Say("share.shown", map[string]any{"By": by, "N": shown})}
		said, err := t.Words(s.Line)
		if err != nil {
			return nil, nil, fmt.Errorf("read a stumble's line: %w", err)
		}
		line := chat.Block{Quote: said[s.Line]}
		limit := min(excerptShared, room/len(all)-excerptMark-head.Size()-line.Size())
		if limit < leastExcerpt {
			return nil, nil, nil // a debrief that fills its message by itself shows no stumbles, rather than nothing
		}
		words, err := t.stumbleWords(r, s.Person, limit)
		if err != nil {
			return nil, nil, err
		}
		blocks = append(blocks, head, chat.Block{Code: &chat.Code{Text: words}})
		if line.Quote != "" {
			blocks = append(blocks, line)
		}
		row = append(row, t.cackleButton(r, s.N, shown))
	}
	return blocks, row, nil
}

// What an excerpt needs beside its own text: the mark that says how much more there is; and the least that is worth showing.
const (
	excerptMark  = 30
	leastExcerpt = 40
)

// reflectionTerms are the parts of a reflection as its author wrote them.
func (t *turn) reflectionTerms(r *drills.Round, person string, turn int) ([]chat.Block, error) {
	w := r.People[person].Turns[turn].Reflected
	parts := []struct{ key, id string }{
		{"expected", w.Expected}, {"actual", w.Actual}, {"discrepancy", w.Discrepancy}, {"cause", w.Cause},
	}
	said, err := t.Words(w.Expected, w.Actual, w.Discrepancy, w.Cause)
	if err != nil {
		return nil, fmt.Errorf("read a reflection: %w", err)
	}
	terms := []chat.Term{}
	for _, p := range parts {
		if text := said[p.id]; p.id != "" && text != "" {
			terms = append(terms, chat.Term{Head: t.voice.Say("post." + p.key), Text: chat.Literal(t.excerpt(text, 500))})
		}
	}
	return []chat.Block{{Terms: terms}}, nil
}
