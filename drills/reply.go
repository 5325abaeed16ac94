package drills

import "slices"

// Reading is what a reply in the thread looks like, by its form alone: the mark that follows is seen by everyone, so it must not
// tell whether an answer holds.
type Reading string

// What a reply reads as.
const (
	ReadsTalk   Reading = "talk"
	ReadsMaybe  Reading = "maybe" // an answer among other words: its author is asked
	ReadsAnswer Reading = "answer"
)

// ReplyState is what became of a reply in the thread.
type ReplyState string

// The states of a reply. One that is not known was talk from the start.
const (
	ReplyHeld   ReplyState = "held"   // asked whether it is an attempt
	ReplySecond ReplyState = "second" // asked whether it is a second way
	ReplyTaken  ReplyState = "taken"  // an attempt
	ReplyTalk   ReplyState = "talk"   // said to be, or replaced by another attempt
	ReplyGone   ReplyState = "gone"   // deleted
)

// Reply is a message in the thread that the round knows of.
type Reply struct {
	State ReplyState
	Words string // what was read from it, while it is asked about
}

// ReplyAs is what an author says of a reply.
type ReplyAs string

// What a reply can be taken as.
const (
	AsAttempt ReplyAs = "attempt"
	AsSecond  ReplyAs = "second" // way, beside the first
	AsFirst   ReplyAs = "first"  // in place of the attempt that is in
	AsTalk    ReplyAs = "talk"
)

type (
	// HearReply is a reply in the thread, new or edited. Attempt is what was read from it, empty where that is talk; what is not
	// kept of it is forgotten.
	HearReply struct {
		Person, Message string
		Edited          bool
		Reads           Reading
		Unread          string // why a file with it could not be read; "" where there is none or it could
		Attempt         Sent
	}
	// TakeReply is its author saying what it is.
	TakeReply struct {
		Person, Message string
		As              ReplyAs
		Attempt         Sent
	}
	// LoseReply is somebody deleting a message in the thread: its author, or who looks after the channel.
	LoseReply struct{ Person, Message string }
	// Predict says how sure somebody is of the attempt that is in. Next is the place's.
	Predict struct {
		Person string
		Next   int
		PredictionGiven
	}
)

func (HearReply) event() {}
func (TakeReply) event() {}
func (LoseReply) event() {}
func (Predict) event()   {}

// Reply is what is known of a person's reply.
func (p *Participation) Reply(message string) Reply {
	if p == nil {
		return Reply{}
	}
	return p.Replies[message]
}

// reply finds whose a message is, and what became of it; the zero Reply where it is not known.
func (r *Round) reply(message string) (author string, reply Reply) {
	for person, p := range r.People {
		if reply, ok := p.Replies[message]; ok {
			return person, reply
		}
	}
	return "", Reply{}
}

// know keeps what became of a reply.
func (p *Participation) know(message string, reply Reply) {
	switch {
	case message == "":
	case reply.State == "":
		delete(p.Replies, message)
	case p.Replies == nil:
		p.Replies = map[string]Reply{message: reply}
	default:
		p.Replies[message] = reply
	}
}

func (r *Round) applyReply(f Fact) {
	p := r.person(f.Person)
	switch w := f.What.(type) {
	case ReplyHeard:
		p.know(w.Message, Reply{State: w.State, Words: w.Words})
	case PredictionGiven:
		a := p.turn(w.Turn).Attempts[0]
		a.Sure, a.Expects = w.Sure, w.Expects
	case AttemptWithdrawn:
		p.know(w.Message, Reply{State: ReplyGone})
		r.applyWithdrawn(p, w.Message)
		if s := r.StumbleOf(f.Person); s != nil && !p.Attempted() {
			s.Withdrawn = true
		}
	}
}

// applyWithdrawn takes an attempt out. With the last one goes what followed from it, and the person begins anew; who had seen
// what it did knows the drill from there on.
func (r *Round) applyWithdrawn(p *Participation, message string) {
	if len(p.Turns) == 0 {
		return
	}
	first := p.Turns[0]
	if len(first.Attempts) > 1 {
		first.Attempts = slices.DeleteFunc(first.Attempts, func(a *Attempt) bool { return a.Message == message })
		return
	}
	if !p.Late {
		r.HadGo--
	}
	if p.Redone {
		r.Seconds--
	}
	p.Knew = p.Knew || !first.Shown.IsZero() || first.Advised != nil
	p.Lives++
	p.Turns, p.Late, p.Quote, p.Done, p.Waiting, p.Redone, p.Named = nil, false, nil, false, "", false, nil
}

// ran finds the attempt that a run was for. A run of one that was replaced or taken back finds none; one may have moved to the
// front since, because the way before it was taken back.
func (r *Round) ran(run Run) (a *Attempt, way int) {
	p := r.People[run.Person]
	if p == nil || run.Turn >= len(p.Turns) {
		return nil, 0
	}
	for way, a := range p.Turns[run.Turn].Attempts {
		if a.Words == run.Words && a.Rev == run.Rev {
			return a, way
		}
	}
	return nil, 0
}

// next is the number of an attempt to come, after those of this very step.
func (s *step) next(person string, turn int) (rev int) {
	if p := s.r.People[person]; p != nil && turn < len(p.Turns) {
		rev = p.Turns[turn].Sent
	}
	for _, f := range s.out.Facts {
		if a, ok := f.What.(AttemptSent); ok && f.Person == person && a.Turn == turn {
			rev++
		}
	}
	return rev
}

// replaces forgets what an attempt in the thread said, once another stands in its place.
func (s *step) replaces(person string, turn, way int, by Sent) {
	if a := s.r.attempt(person, turn, way); a != nil && a.Message != "" {
		s.forget(a.Words, a.Detail)
		if a.Expects != by.Expects {
			s.forget(a.Expects)
		}
		if a.Message != by.Message {
			s.about(SayMark, person, a.Message)
		}
	}
}

func (s *step) forget(words ...string) {
	for _, id := range words {
		if id != "" {
			s.out.Forget = append(s.out.Forget, id)
		}
	}
}

func (s *step) about(kind SayKind, person, message string) {
	s.out.Says = append(s.out.Says, Say{Kind: kind, Person: person, Message: message})
}

// hear decides what a reply is. Once it is settled, only an edit of an attempt changes anything; a reply that comes after its own
// edit, or after its deletion, is an old story.
func (s *step) hear(e HearReply) {
	p, at := s.r.People[e.Person], s.r.Where(e.Person)
	author, known := s.r.reply(e.Message)
	first := at.Stage == AtAttempt && at.Turn == 0
	kept := false
	switch {
	case !s.r.Drill.InThread, author != "" && author != e.Person, known.State != "" && !e.Edited, known.State == ReplyTalk, known.State == ReplyGone:
	case known.State == ReplyTaken:
		kept = s.edited(e)
	case !s.r.Open():
	case e.Unread != "":
		if first && known.State == "" {
			s.out.Says = append(s.out.Says, Say{Kind: SayUnread, Person: e.Person, Message: e.Message, Why: e.Unread})
		}
	case e.Reads == ReadsTalk:
		s.settle(e.Person, e.Message, "")
	case first && e.Reads == ReadsAnswer:
		s.take(e.Person, e.Message, 0, e.Attempt)
		kept = true
	case first && (known.State != "" || !p.saidTalk()):
		kept = s.holdReply(e.Person, e.Message, ReplyHeld, e.Attempt)
	case s.roomForSecond(e.Person) && (known.State != "" || e.Reads == ReadsAnswer):
		kept = s.holdReply(e.Person, e.Message, ReplySecond, e.Attempt)
	}
	if !kept {
		s.forget(e.Attempt.Words, e.Attempt.Detail)
	}
}

// saidTalk says whether this person answered for a reply that it was talk: then they are asked no more of those that may be.
func (p *Participation) saidTalk() bool {
	if p == nil {
		return false
	}
	for _, reply := range p.Replies {
		if reply.State == ReplyTalk {
			return true
		}
	}
	return false
}

// roomForSecond says whether one attempt is in, and its outcome not seen.
func (s *step) roomForSecond(person string) bool {
	at := s.r.Where(person)
	return at.Turn == 0 && (at.Stage == AtPredict || at.Stage == AtSecondWay) && len(s.r.People[person].Turns[0].Attempts) == 1
}

// take makes a reply an attempt. In place of another it is asked about anew.
func (s *step) take(person, message string, way int, a Sent) {
	a.Message = message
	s.forget(s.r.People[person].Reply(message).Words)
	if way == 0 && s.r.attempt(person, 0, 0) == nil {
		s.fromFirst(person, a.Seen)
	}
	s.sent(person, 0, way, a)
	s.about(SayMark, person, message)
	s.about(SayTaken, person, message)
}

// holdReply keeps what was read from a reply until its author has said what it is.
func (s *step) holdReply(person, message string, as ReplyState, a Sent) bool {
	known := s.r.People[person].Reply(message)
	s.forget(known.Words, a.Detail)
	if p := s.r.People[person]; p == nil || p.Began.IsZero() {
		s.fact(person, Began{})
	}
	s.fact(person, ReplyHeard{Message: message, State: as, Words: a.Words})
	if known.State != as {
		s.about(map[ReplyState]SayKind{ReplyHeld: SayAsk, ReplySecond: SaySecond}[as], person, message)
	}
	return true
}

// settle ends the question about a reply; nothing where there was none.
func (s *step) settle(person, message string, as ReplyState) {
	known := s.r.People[person].Reply(message)
	if known.State != ReplyHeld && known.State != ReplySecond {
		return
	}
	s.forget(known.Words)
	s.fact(person, ReplyHeard{Message: message, State: as})
}

// edited takes the newer text of an attempt until its outcome was seen. What it is sure of stays; one may be sure of the newer text
// too, and can say otherwise in one's own place.
func (s *step) edited(e HearReply) bool {
	t := s.r.People[e.Person].Turns[0]
	way := slices.IndexFunc(t.Attempts, func(a *Attempt) bool { return a.Message == e.Message })
	switch {
	case !s.r.Open() || !t.Shown.IsZero() || t.Advised != nil:
		s.about(SayStands, e.Person, e.Message)
		return false
	case e.Unread != "" || e.Reads == ReadsTalk:
		s.about(SayUnclear, e.Person, e.Message)
		return false
	}
	a := e.Attempt
	a.Message, a.Sure, a.Expects = e.Message, t.Attempts[way].Sure, t.Attempts[way].Expects
	s.sent(e.Person, 0, way, a)
	s.about(SayNewer, e.Person, e.Message)
	return true
}

// takeReply is its author's word. One that comes too late, or again, changes nothing.
func (s *step) takeReply(e TakeReply) {
	at, known := s.r.Where(e.Person), s.r.People[e.Person].Reply(e.Message)
	first := at.Stage == AtAttempt && at.Turn == 0
	before := at.Turn == 0 && (at.Stage == AtPredict || at.Stage == AtSecondWay)
	kept := false
	switch {
	case !s.r.Open() || !s.r.Drill.InThread || known.State == ReplyTaken || known.State == ReplyGone:
	case e.As == AsTalk:
		s.settle(e.Person, e.Message, ReplyTalk)
	case e.Attempt.Words == "":
	case first || before && e.As == AsFirst:
		s.take(e.Person, e.Message, 0, e.Attempt)
		kept = true
	case s.roomForSecond(e.Person) && e.As == AsSecond:
		s.take(e.Person, e.Message, 1, e.Attempt)
		kept = true
	case s.roomForSecond(e.Person):
		kept = s.holdReply(e.Person, e.Message, ReplySecond, e.Attempt)
	}
	if !kept {
		s.forget(e.Attempt.Words, e.Attempt.Detail)
	}
}

// loseReply withdraws the attempt that stood in a deleted message. That a message is gone is kept while the round is open: it may
// be told before the message itself.
func (s *step) loseReply(e LoseReply) {
	author, known := s.r.reply(e.Message)
	switch known.State {
	case "":
		if s.r.Open() && s.r.Drill.InThread {
			s.fact(e.Person, ReplyHeard{Message: e.Message, State: ReplyGone})
		}
	case ReplyTaken:
		s.withdraw(author, e.Message)
	case ReplyGone:
	default:
		s.forget(known.Words)
		s.fact(author, ReplyHeard{Message: e.Message, State: ReplyGone})
	}
}

// withdraw takes an attempt back: nothing of it is kept but that there was one.
func (s *step) withdraw(person, message string) {
	p := s.r.People[person]
	s.fact(person, AttemptWithdrawn{Message: message})
	s.about(SayTakenBack, person, message)
	if first := p.Turns[0]; len(first.Attempts) > 1 {
		i := slices.IndexFunc(first.Attempts, func(a *Attempt) bool { return a.Message == message })
		s.forget(first.Attempts[i].words()...)
		s.without(person, first, i)
		return
	}
	for _, t := range p.Turns {
		s.forget(t.words()...)
	}
	for _, timer := range []string{slowTimer, lateTimer} {
		s.timer(timer+person, zero)
	}
	if s.r.Open() {
		s.say(SayVeil, person, 0)
		s.say(SayCardChanged, "", 0)
	}
	if s.r.Debriefed() && s.r.StumbleOf(person) != nil {
		s.say(SayDebriefMended, "", 0)
	}
}

// without brings what waited for the checker's answer to the way that was taken back, and not to the one that is left.
func (s *step) without(person string, t *Turn, i int) {
	left := t.Attempts[1-i]
	switch {
	case t.Attempts[i].Outcome != nil || left.Outcome == nil || t.Advised != nil:
	case !s.r.Open():
		s.advise(person, 0, *left.Outcome)
	case !t.Shown.IsZero():
		s.say(SayReady, person, 0)
	}
}

// words are all that an attempt holds.
func (a *Attempt) words() []string { return []string{a.Words, a.Expects, a.Change, a.Detail} }

// words are all that were written in a turn.
func (t *Turn) words() []string {
	out := []string{t.Reason, t.Part}
	for _, a := range t.Attempts {
		out = append(out, a.words()...)
	}
	if t.Reflected != nil {
		out = append(out, t.Reflected.Expected, t.Reflected.Actual, t.Reflected.Discrepancy, t.Reflected.Cause)
	}
	return out
}

// forgetHeld lets go, at the close, of replies that nobody said to be attempts.
func (s *step) forgetHeld(person string) {
	replies := s.r.People[person].Replies
	messages := make([]string, 0, len(replies))
	for message := range replies {
		messages = append(messages, message)
	}
	slices.Sort(messages)
	for _, message := range messages {
		s.settle(person, message, ReplyTalk)
	}
}

// predict completes an attempt that came in without saying how sure its author is.
func (s *step) predict(e Predict) error {
	if at := s.r.Where(e.Person); at.Stage != AtPredict || at.Turn != e.Turn || at.Next != e.Next {
		return ErrEarlier
	}
	s.fact(e.Person, e.PredictionGiven)
	return nil
}
