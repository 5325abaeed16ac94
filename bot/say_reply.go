package bot

import (
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// replyWord is a private word about a reply; false where what it would say is no longer so.
func (t *turn) replyWord(r *drills.Round, s drills.Say) (chat.Message, bool) {
	p := r.People[s.Person]
	state := p.Reply(s.Message).State
	as := func(as drills.ReplyAs, key string) chat.Button {
		return t.button(mint(vReply, r.ID, string(as), s.Message), key)
	}
	mine := t.button(mint(vGo, r.ID), "reply.mine")
	still := true
	var row []chat.Button
	switch s.Kind {
	case drills.SayTaken:
		still = state == drills.ReplyTaken && r.Where(s.Person).Stage == drills.AtPredict
		row = []chat.Button{t.main(mint(vGo, r.ID), "reply.how-sure")}
	case drills.SayAsk:
		still = state == drills.ReplyHeld
		row = []chat.Button{as(drills.AsAttempt, "reply.yes"), as(drills.AsTalk, "reply.no")}
	case drills.SaySecond:
		still = state == drills.ReplySecond
		row = []chat.Button{as(drills.AsSecond, "reply.add"), as(drills.AsFirst, "reply.replaces"), as(drills.AsTalk, "reply.just-talk")}
	case drills.SayStands:
		row = []chat.Button{mine}
		if next := r.After(s.Person); next.Redo && (r.Where(s.Person).Stage == drills.AtFeedback || r.Where(s.Person).Stage == drills.AtThrough) {
			again := mint(vAgain, mintLife(r.ID, p.Lives), len(p.Turns), string(drills.Redo))
			row = []chat.Button{t.button(again, "button.again")}
		}
	case drills.SayUnclear, drills.SayUnread:
		row = []chat.Button{mine}
	case drills.SayNewer, drills.SayTakenBack:
	default:
		return chat.Message{}, false
	}
	line := t.voice.Say("reply." + strings.ReplaceAll(string(s.Kind), " ", "-"))
	switch {
	case s.Kind == drills.SayUnread && s.Why == unclear:
		line = t.voice.Say("reply.no-answer")
	case s.Kind == drills.SayUnread:
		line = t.voice.Say("reply.unread", map[string]any{"What": t.voice.Say("reply.file-" + s.Why)})
	}
	m := chat.Message{Notice: t.voice.Say("notice.reply"), Blocks: []chat.Block{{Text: line}}}
	if row != nil {
		m.Rows = [][]chat.Button{row}
	}
	return m, still
}

// threadStart is the first line under the card of a drill that takes attempts there.
func (t *turn) threadStart(r *drills.Round) chat.Message {
	return chat.Message{
		Notice: t.voice.Say("notice.thread", map[string]any{"Title": r.Drill.Title}),
		Blocks: []chat.Block{{Text: t.voice.Say("thread.start")}},
		Rows:   [][]chat.Button{{t.button(mint(vGo, r.ID), "reply.mine")}},
	}
}

// predict asks what a reply in the thread did not say: how sure, and what to expect.
func (t *turn) predict(r *drills.Round, person string, at drills.Place) (chat.Step, error) {
	a := r.People[person].Turn().Attempts[0]
	said, err := t.Words(a.Words)
	if err != nil {
		return chat.Step{}, err
	}
	s := t.screen(r, mint(vPredict, r.ID, at.Turn, at.Next))
	s.Body = []chat.Block{{Text: t.voice.Say("predict.body")}, {Code: &chat.Code{Text: t.excerpt(said[a.Words], 1000)}}}
	s.Parts = []chat.Part{t.sureField(drills.Unstated)}
	if r.Drill.Expect != "" {
		s.Parts = append(s.Parts, t.expectsField(r, ""))
	}
	s.Send = t.voice.Say("predict.send")
	s.Buttons = []chat.Button{t.button(mint(vChange, r.ID, at.Turn), "button.change")}
	return s, nil
}
