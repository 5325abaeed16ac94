package bot

import (
	"errors"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/store"
)

// markTaken stands on a reply that is an attempt; its author may set it too.
const markTaken = "✍️"

// replyAnchor is the name under which the round of a reply is kept, so that it is found again when it is edited, deleted or marked,
// whatever is open in the channel by then.
func replyAnchor(channel, message string) string { return "reply/" + channel + "/" + message }

// takesReplies says whether attempts can be given in a round's thread: the drill takes them there, and the platform lets the bot
// hear them.
func (t *turn) takesReplies(r *drills.Round) bool {
	l := t.limits()
	return r.Drill.InThread && l.Threads && l.Talk
}

func (t *turn) limits() chat.Limits {
	a, err := t.b.adapter(t.space)
	if err != nil {
		return chat.Limits{}
	}
	return a.Limits()
}

// hear takes what somebody said, changed or took back. What is no reply in a round that takes attempts there is forgotten.
func (t *turn) hear(at chat.Place, say chat.Say) (chat.Answer, error) {
	if t.person.Bot {
		return nil, nil
	}
	r, err := t.roundOf(at, say.Message)
	if err != nil || r == nil || !say.Deleted && !t.may(goes, nil) {
		return nil, err
	}
	if t.seen {
		return t.againSaid(r, say.Message), nil
	}
	t.talks = true
	e, err := t.heard(r, say)
	if err == nil {
		err = t.step(r.ID, e)
	}
	if err == nil {
		err = t.keepReply(r, at, say.Message)
	}
	return t.aside, err
}

// roundOf finds the round that a message belongs to: kept, or the open one of the thread that it stands in; nil where there is none.
func (t *turn) roundOf(at chat.Place, message string) (*drills.Round, error) {
	kept, ok, err := t.Anchor(replyAnchor(at.Channel, message))
	if err != nil {
		return nil, err
	}
	if ok {
		return t.round(kept.Message)
	}
	if at.Thread == "" {
		return nil, nil
	}
	p, err := t.inChannel(at.Channel)
	if err != nil || p == nil || p.In(at.Channel).Open == "" {
		return nil, err
	}
	r, err := t.round(p.In(at.Channel).Open)
	if err != nil || !t.takesReplies(r) {
		return nil, err
	}
	thread, ok, err := t.thread(r)
	if err != nil || !ok || thread != at {
		return nil, err
	}
	return r, nil
}

func (t *turn) keepReply(r *drills.Round, at chat.Place, message string) error {
	for _, p := range r.People {
		if p.Reply(message).State != "" {
			return t.SetAnchor(replyAnchor(at.Channel, message), store.Anchor{Message: r.ID})
		}
	}
	return nil
}

// heard makes a message into what the engine takes.
func (t *turn) heard(r *drills.Round, say chat.Say) (drills.Event, error) {
	me := t.person.ID
	if say.Deleted {
		return drills.LoseReply{Person: me, Message: say.Message}, nil
	}
	e := drills.HearReply{Person: me, Message: say.Message, Edited: say.Edited}
	reads, answer := check.Reply(&r.Drill.First, say.Text)
	if say.File != nil {
		reads, answer, e.Unread = readFile(&r.Drill.First, say.File)
	}
	e.Reads = reads
	var err error
	switch reads {
	case drills.ReadsAnswer:
		e.Attempt, err = t.attempted(r, answer)
	case drills.ReadsMaybe:
		if known := r.People[me].Reply(say.Message); known.State == drills.ReplyTaken {
			e.Attempt, err = t.attempted(r, answer) // an edit of what is an attempt is one
			break
		}
		e.Attempt.Words, err = t.words(me, answer)
	}
	return e, err
}

// unclear is why something is not read that is text, and no answer to this drill.
const unclear = "unclear"

// readFile reads a file as the answer, or says why it is none.
func readFile(task *drills.Task, f *chat.File) (reads drills.Reading, answer, unread string) {
	answer = strings.TrimSpace(f.Text)
	switch {
	case f.Unread != "":
		return drills.ReadsTalk, "", string(f.Unread)
	case check.Read(task, answer) != nil:
		return drills.ReadsTalk, "", unclear
	}
	return drills.ReadsAnswer, answer, ""
}

// attempted is an answer from the thread. How sure its author is, they are asked afterwards.
func (t *turn) attempted(r *drills.Round, answer string) (drills.Sent, error) {
	sent, err := t.sent(t.person.ID, &r.Drill.First, answer, "", "", drills.Unstated)
	if err == nil {
		sent.Seen, err = t.knows(r)
	}
	return sent, err
}

// reacted takes the author's own mark for a yes.
func (t *turn) reacted(at chat.Place, a chat.React) (chat.Answer, error) {
	if a.Off || strings.TrimSuffix(a.Emoji, "\ufe0f") != strings.TrimSuffix(markTaken, "\ufe0f") || t.person.Bot {
		return nil, nil
	}
	r, err := t.roundOf(at, a.Message)
	if err != nil || r == nil || !t.may(goes, nil) {
		return nil, err
	}
	known := r.People[t.person.ID].Reply(a.Message)
	if a.Author != t.person.ID && (a.Author != "" || known.State == "") {
		return nil, nil
	}
	if t.seen {
		return t.againSaid(r, a.Message), nil
	}
	answer, err := t.heldAnswer(known)
	if err != nil {
		return nil, err
	}
	if answer == "" {
		answer = check.Answer(&r.Drill.First, a.Text)
	}
	if answer == "" {
		if known.State == "" && r.Open() && !r.People[t.person.ID].Attempted() {
			return t.aloud(r, drills.Say{Kind: drills.SayUnread, Person: t.person.ID, Message: a.Message, Why: unclear})
		}
		return nil, nil
	}
	t.talks = true
	if err := t.takeReply(r, a.Message, drills.AsAttempt, answer); err != nil {
		return nil, err
	}
	return t.aside, t.keepReply(r, at, a.Message)
}

// heldAnswer is what was read from a reply that is asked about.
func (t *turn) heldAnswer(known drills.Reply) (string, error) {
	if known.Words == "" {
		return "", nil
	}
	said, err := t.Words(known.Words)
	return said[known.Words], err
}

func (t *turn) takeReply(r *drills.Round, message string, as drills.ReplyAs, answer string) error {
	e := drills.TakeReply{Person: t.person.ID, Message: message, As: as}
	if answer != "" && as != drills.AsTalk {
		var err error
		if e.Attempt, err = t.attempted(r, answer); err != nil {
			return err
		}
	}
	return t.step(r.ID, e)
}

// pressReply is the answer to what was asked about a reply.
func (t *turn) pressReply(r *drills.Round, k token) (chat.Answer, error) {
	as, message := drills.ReplyAs(k.arg(0)), k.arg(1)
	known := r.People[t.person.ID].Reply(message)
	if known.State == "" {
		return t.whisper("remark.unknown", nil), nil
	}
	if !t.seen {
		answer, err := t.heldAnswer(known)
		if err == nil {
			err = t.takeReply(r, message, as, answer)
		}
		if err != nil {
			return nil, err
		}
	}
	switch state := r.People[t.person.ID].Reply(message).State; {
	case as == drills.AsTalk && state == drills.ReplyTalk:
		return t.whisper("reply.talk", nil), nil
	case as == drills.AsAttempt && state == drills.ReplySecond: // another attempt came in between
		m, _ := t.replyWord(r, drills.Say{Kind: drills.SaySecond, Person: t.person.ID, Message: message})
		return chat.Whisper{Message: m}, nil
	case as != drills.AsTalk && state == drills.ReplyTaken:
		return t.place(r, remark{})
	}
	return t.place(r, remark{key: "remark.earlier"})
}

// sayReply says a private word about a reply: beside the talk that it is about, or as a note where the platform says nothing unasked.
// Who pressed for it is shown their place instead.
func (t *turn) sayReply(r *drills.Round, s drills.Say) error {
	if s.Person == t.person.ID && !t.talks {
		return nil
	}
	answer, err := t.aloud(r, s)
	if answer != nil {
		t.aside = answer
	}
	return err
}

func (t *turn) aloud(r *drills.Round, s drills.Say) (chat.Answer, error) {
	if s.Person == t.person.ID && t.limits().Unasked {
		if m, still := t.replyWord(r, s); still {
			return chat.Whisper{Message: m}, nil
		}
		return nil, nil
	}
	i := intent{Kind: string(s.Kind), Round: r.ID, Person: s.Person, Message: s.Message, Why: s.Why}
	return nil, t.queue("note/"+s.Person, string(s.Kind)+"/"+r.ID+"/"+t.id(), i)
}

// againSaid is what is still asked about a reply that came before: its first answer may not have reached anybody.
func (t *turn) againSaid(r *drills.Round, message string) chat.Answer {
	if !t.limits().Unasked {
		return nil
	}
	for _, kind := range []drills.SayKind{drills.SayTaken, drills.SayAsk, drills.SaySecond} {
		if m, still := t.replyWord(r, drills.Say{Kind: kind, Person: t.person.ID, Message: message}); still {
			return chat.Whisper{Message: m}
		}
	}
	return nil
}

// lives is how often a person took all of theirs back.
func lives(r *drills.Round, person string) int {
	if p := r.People[person]; p != nil {
		return p.Lives
	}
	return 0
}

// inLife writes into a step's ids which life of its person they are for: what was sent in an earlier one is another act.
func inLife(r *drills.Round, person string, s chat.Step) chat.Step {
	if lives(r, person) == 0 {
		return s
	}
	mine := func(id string) string { return strings.Replace(id, "/"+r.ID, "/"+mintLife(r.ID, lives(r, person)), 1) }
	s.ID = mine(s.ID)
	buttons := s.Buttons
	s.Buttons = nil
	for _, b := range buttons {
		b.ID = mine(b.ID)
		s.Buttons = append(s.Buttons, b)
	}
	return s
}

// alive makes an answer's step one of its person's life by now.
func (t *turn) alive(r *drills.Round) func(chat.Answer, error) (chat.Answer, error) {
	return func(a chat.Answer, err error) (chat.Answer, error) {
		if show, ok := a.(chat.Show); ok {
			show.Step = inLife(r, t.person.ID, show.Step)
			return show, err
		}
		return a, err
	}
}

// mark puts the mark on a reply that is an attempt, and takes it off one that is none any more.
func (t *turn) mark(r *drills.Round, i intent) (chat.Deed, error) {
	at, ok, err := t.thread(r)
	if err != nil || !ok {
		return nil, err
	}
	state := r.People[i.Person].Reply(i.Message).State
	if state == drills.ReplyGone {
		return nil, nil
	}
	return chat.Mark{At: at, ID: i.Message, Emoji: markTaken, Off: state != drills.ReplyTaken}, nil
}

// unveil lets who has an attempt read the thread.
func (t *turn) unveil(r *drills.Round, person string) (chat.Deed, error) {
	at, ok, err := t.thread(r)
	if err != nil || !ok || !r.Open() {
		return nil, err
	}
	return chat.Unveil{At: at, To: person, Off: !r.People[person].Attempted()}, nil
}

// errNoCard parks what is to stand in the thread of a card that was refused, until that is mended.
var errNoCard = errors.Join(errLost, chat.ErrRefused)
