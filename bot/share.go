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
	vShare    = "share"    // R n: a stumble, after n earlier times
	vUnshare  = "unshare"  // R n: take the stumble out
	vPostMine = "postmine" // R turn: a reflection into the thread
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

// laughed takes a hen on a card as a cackle at its drill, and one on a debrief as one with every stumble that it shows.
func (t *turn) laughed(at chat.Place, act chat.React) error {
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

// submitShared takes the two forms of what people share.
func (t *turn) submitShared(r *drills.Round, k token, v chat.Values) (chat.Answer, error) {
	me, name := t.person.ID, ""
	if t.seen && !t.other {
		return t.place(r, remark{})
	}
	turn, may := r.MayPost(me)
	if k.verb == vShare && (!r.MayShare(me) || k.num(0) != r.TimesShared(me)) || k.verb == vPostMine && (!may || turn != k.num(0)) {
		return t.place(r, remark{key: "remark.earlier", typed: v.First("line")})
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
