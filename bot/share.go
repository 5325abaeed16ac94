package bot

import (
	"fmt"
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// hen is the reaction that is a cackle. A laughing face under somebody's stumble could be misread.
const hen = "🐔"

// The verbs of what people share.
const (
	vCackle   = "cackle"   // R n: laugh at the drill (0) or with a stumble, or take that back
	vShare    = "share"    // R n: a stumble; n-th time
	vUnshare  = "unshare"  // R n: take the stumble out
	vPostMine = "postmine" // R turn: a reflection into the thread
)

// shareNames are the values of the field that asks under which name.
const (
	asColleague = "colleague"
	asMyself    = "name"
)

// knownBy is what an event is remembered by. A cackle is taken back by the same button that gave it, so its presses are told apart by
// the platform's own ids.
func knownBy(e chat.Event) string {
	if press, ok := e.Act.(chat.Press); ok && parse(press.Button).verb == vCackle {
		return "event " + e.ID
	}
	return e.Key()
}

func debriefAnchor(round string) string { return string(drills.SayDebrief) + "/" + round }

// pressShared answers the buttons of what people share; nil where it is none of them.
func (t *turn) pressShared(r *drills.Round, k token) (chat.Answer, error) {
	switch k.verb {
	case vCackle:
		return t.cackle(r, k.num(0))
	case vShare:
		if !r.MayShare(t.person.ID) {
			return t.place(r, remark{key: "remark.earlier"})
		}
		return t.shareStep(r)
	case vUnshare:
		rem := t.remarkOf(t.do(r, drills.WithdrawStumble{Person: t.person.ID, N: k.num(0)}))
		if rem == (remark{}) {
			rem.key = "share.withdrawn"
		}
		return t.place(r, rem)
	case vPostMine:
		if turn, ok := r.MayPost(t.person.ID); !ok || turn != k.num(0) {
			return t.place(r, remark{key: "remark.earlier"})
		}
		return t.postStep(r, k.num(0))
	}
	return nil, nil
}

// cackle gives one, or takes it back, and says what is so now: the count on the card follows at the card's own pace.
func (t *turn) cackle(r *drills.Round, n int) (chat.Answer, error) {
	me := t.person.ID
	e := drills.Cackle{Person: me, Cackled: drills.Cackled{Stumble: n, Off: r.HasCackled(me, n)}}
	if rem := t.remarkOf(t.do(r, e)); rem != (remark{}) {
		return t.whisper("cackle.gone", nil), rem.err
	}
	key := "cackle.off"
	if r.HasCackled(me, n) {
		key = "cackle.on"
		if n > 0 {
			key = "cackle.on-stumble"
		}
	}
	return t.whisper(key, nil), nil
}

// reacted takes a hen on a card as a cackle at its drill, and one on a debrief as one with every stumble that it shows.
func (t *turn) reacted(at chat.Place, act chat.React) error {
	if act.Emoji != hen || t.seen || !t.may(goes, nil) {
		return nil
	}
	names, err := t.AnchorsOf(act.Message)
	if err != nil {
		return err
	}
	for _, name := range names {
		kind, id, _ := strings.Cut(name, "/")
		if kind != string(drills.SayCard) && kind != string(drills.SayDebrief) {
			continue
		}
		r, err := t.round(id)
		if err != nil || r.Channel != at.Channel {
			return err
		}
		about := []int{0}
		if kind == string(drills.SayDebrief) {
			about = nil
			for _, s := range r.Stumbles() {
				about = append(about, s.N)
			}
		}
		for _, n := range about {
			e := drills.Cackle{Person: t.person.ID, Cackled: drills.Cackled{Stumble: n, Off: act.Off}}
			if err := t.remarkOf(t.step(r.ID, e)).err; err != nil {
				return err
			}
		}
	}
	return nil
}

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
		out = append(out, t.button(mint(vShare, r.ID, len(r.Shared)), "share.open"))
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
	s := t.screen(r, mint(vShare, r.ID, len(r.Shared)))
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

// submitShared takes the two forms of what people share.
func (t *turn) submitShared(r *drills.Round, k token, v chat.Values) (chat.Answer, error) {
	me, name := t.person.ID, ""
	turn, may := r.MayPost(me)
	if k.verb == vShare && (!r.MayShare(me) || k.num(0) != len(r.Shared)) || k.verb == vPostMine && (!may || turn != k.num(0)) {
		return t.place(r, remark{key: "remark.earlier"})
	}
	switch v.First("as") {
	case asColleague:
	case asMyself:
		name = t.myName()
	default:
		return *t.problem("as", "problem.as", nil), nil
	}
	name, err := t.words(me, name)
	if err != nil {
		return nil, err
	}
	line, err := t.words(me, short(v.First("line"), maxLine))
	if err != nil {
		return nil, err
	}
	e, key := drills.Event(drills.ShareStumble{Person: me, Name: name, Line: line}), "share.in"
	switch {
	case k.verb == vPostMine:
		e, key = drills.PostReflection{Person: me, ReflectionPosted: drills.ReflectionPosted{Turn: turn, Name: name}}, "post.in"
	case r.Debriefed():
		key = "share.in-now"
	}
	rem := t.remarkOf(t.step(r.ID, e))
	if rem == (remark{}) {
		rem.key = key
	}
	return t.place(r, rem)
}

// sayShared queues a message of what people share; false where it is none.
func (t *turn) sayShared(r *drills.Round, s drills.Say, i intent) (bool, error) {
	key := string(s.Kind) + "/" + r.ID
	switch s.Kind {
	case drills.SayCardCackled, drills.SayDebriefChanged:
		return true, t.queue(r.Channel, key+"/"+t.id(), i, merged(key, t.now.Add(cardPace)))
	case drills.SayDebriefMended:
		return true, t.queue(r.Channel, key+"/"+t.id(), i)
	case drills.SayReflection:
		return true, t.queue(r.Channel, fmt.Sprintf("%s/%s", key, s.Person), i)
	case drills.SayCackles: // the same key in every round: one a day
		return true, t.queue("note/"+s.Person, fmt.Sprintf("%s/%s/%s", s.Kind, s.Person, t.now.Format("2006-01-02")), i)
	}
	return false, nil
}

// renderShared turns an intent of what people share into a deed; false where it is none.
func (t *turn) renderShared(r *drills.Round, i intent) (deed chat.Deed, mine bool, err error) {
	switch drills.SayKind(i.Kind) {
	case drills.SayDebriefChanged, drills.SayDebriefMended:
		deed, err = t.editDebrief(r)
	case drills.SayReflection:
		deed, err = t.postReflection(r, i)
	case drills.SayCackles:
		deed = t.cacklesNote(r, i)
	default:
		return nil, false, nil
	}
	return deed, true, err
}

// editDebrief has nothing to do before the debrief is out, which will be rendered as things are then.
func (t *turn) editDebrief(r *drills.Round) (chat.Deed, error) {
	anchor, out, err := t.Anchor(debriefAnchor(r.ID))
	if err != nil || !out {
		return nil, err
	}
	at, _, err := t.thread(r)
	if err != nil {
		return nil, err
	}
	m, err := t.debrief(r)
	return chat.Edit{At: at, ID: anchor.Message, Message: m}, err
}

func (t *turn) postReflection(r *drills.Round, i intent) (chat.Deed, error) {
	at, ok, err := t.thread(r)
	if err != nil || !ok {
		return nil, err
	}
	shown, err := t.reflectionTerms(r, i.Person, i.Turn)
	if err != nil {
		return nil, err
	}
	by, err := t.sharedBy(r.People[i.Person].PostedName)
	if err != nil {
		return nil, err
	}
	args := map[string]any{"By": by, "Title": r.Drill.Title}
	return chat.Post{At: at, Message: chat.Message{
		Notice: t.voice.Say("notice.reflection", args), Blocks: []chat.Block{{Text: t.voice.Say("post.head", args)}},
		Hidden: shown, Reveal: t.voice.Say("post.reveal"),
	}}, nil
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
