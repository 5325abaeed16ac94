package drills

import (
	"errors"
	"time"
)

// Round is one drill in one channel, from its card to its debrief. It is the fold of its facts.
type Round struct {
	ID        string
	Programme string
	Channel   string
	For       string // whose practice it is; "" for a channel's
	Drill     Drill
	Because   string
	Opened    time.Time
	Closes    time.Time
	Closed    time.Time // zero while it is open
	Lapsed    bool      // closed without a single go
	People    map[string]*Participation

	HadGo   int // people with a first go before the close
	Seconds int // people with a redo before the close

	Laughed map[string]bool // who laughed at the drill
	Shared  []*Stumble      // the n-th at n-1, withdrawn ones too
}

// Open says whether goes still count for the round.
func (r *Round) Open() bool { return !r.Opened.IsZero() && r.Closed.IsZero() }

// Private says whether the round is one person's own: it has no card, no thread and no debrief, and is nobody else's to enter.
func (r *Round) Private() bool { return r.For != "" }

// Participation is one person's way through a round.
type Participation struct {
	Began      time.Time // zero: never opened
	Late       bool      // first go after the close, or by somebody who knew the drill: out of the round's numbers
	HandsUp    int       // taken
	Offered    bool
	NotToday   bool
	Back       time.Time // when it is to be brought back; zero for not
	PutOff     int       // how often it was put off to a day
	Turns      []*Turn   // the first go, then redos and the transfer
	Quote      *bool     // answered: may the debrief show the attempt?
	Done       bool
	Posted     bool    // their reflection stands in the thread
	PostedName string  // words: the name that it stands under
	Waiting    SayKind // a note that the platform did not take; "" for none

	Replies map[string]Reply     `json:",omitempty"` // in the thread, by message
	Lives   int                  // how often all was taken back; what is asked in one life is not answered in the next
	Knew    bool                 // saw an outcome of an attempt that was taken back
	Named   map[string]PairState `json:",omitempty"` // who is said to have worked on the first go
	Redone  bool                 // counted among the second goes
}

// Turn is one go: attempts (a list: a second way is invited), outcome, reflection, feedback.
type Turn struct {
	Kind      TurnKind
	Sent      int // attempts so far, replaced and withdrawn ones too: the next one's Rev
	Attempts  []*Attempt
	Shown     time.Time // outcome asked for
	Reflected *Reflected
	Reason    string // words
	Compared  string
	Advised   *FeedbackGiven
	Part      string // words
}

// Attempt is what somebody produced, with its prediction.
type Attempt struct {
	At      time.Time
	Late    bool // sent after the close
	Rev     int  // its number among the attempts of its turn
	Words   string
	Sure    Confidence
	Expects string
	Change  string
	Outcome *Outcome // nil while it is still running
	Detail  string   // words
	Message string   // the reply that it was read from; "" for one by form
}

// Attempted says whether this person has a stored attempt: from then on they may be taught.
func (p *Participation) Attempted() bool {
	return p != nil && len(p.Turns) > 0 && len(p.Turns[0].Attempts) > 0
}

// Turn is the one under way, nil before the first.
func (p *Participation) Turn() *Turn {
	if p == nil || len(p.Turns) == 0 {
		return nil
	}
	return p.Turns[len(p.Turns)-1]
}

// Leading is the attempt that feedback is about: the first that did not come out as wanted, else the first.
func (t *Turn) Leading() *Attempt {
	for _, a := range t.Attempts {
		if a.Outcome != nil && !a.Outcome.AsWanted() {
			return a
		}
	}
	if len(t.Attempts) == 0 {
		return nil
	}
	return t.Attempts[0]
}

// Found says whether every attempt of the turn has its outcome.
func (t *Turn) Found() bool {
	for _, a := range t.Attempts {
		if a.Outcome == nil {
			return false
		}
	}
	return len(t.Attempts) > 0
}

// AsWanted says whether all attempts of the turn came out as the drill wanted.
func (t *Turn) AsWanted() bool {
	return t.Found() && t.Leading().Outcome.AsWanted()
}

// Task is what a turn asks: the drill's own, its twin where the outcome already showed the value, or the transfer.
func (r *Round) Task(kind TurnKind) *Task {
	switch {
	case kind == Transfer && r.Drill.Transfer != nil:
		return r.Drill.Transfer
	case kind == Redo && r.Drill.Twin != nil:
		return r.Drill.Twin
	}
	return &r.Drill.First
}

// person gives the participation, making it when it is new.
func (r *Round) person(id string) *Participation {
	if r.People == nil {
		r.People = map[string]*Participation{}
	}
	p := r.People[id]
	if p == nil {
		p = &Participation{}
		r.People[id] = p
	}
	return p
}

// goes counts the turns of a kind.
func (p *Participation) goes(kind TurnKind) (n int) {
	for _, t := range p.Turns {
		if t.Kind == kind {
			n++
		}
	}
	return n
}

// turn gives a person's n-th turn; the first exists as soon as somebody begins.
func (p *Participation) turn(n int) *Turn {
	for len(p.Turns) <= n {
		p.Turns = append(p.Turns, &Turn{Kind: FirstGo})
	}
	return p.Turns[n]
}

// Apply folds one fact into the round.
func (r *Round) Apply(f Fact) {
	switch w := f.What.(type) {
	case RoundOpened:
		r.Programme, r.Channel, r.Drill, r.Because = w.Programme, w.Channel, w.Drill, w.Because
		r.For, r.Opened, r.Closes = w.For, f.At, w.Closes
		r.Laughed = map[string]bool{}
	case RoundClosed:
		r.Closed, r.Lapsed = f.At, w.Lapsed
	case Began:
		r.person(f.Person).Began = f.At
	case HandUpTaken:
		r.person(f.Person).HandsUp = w.N
	case HandUpOffered:
		r.person(f.Person).Offered = true
	case NotToday:
		r.person(f.Person).NotToday = true
	case PutOff:
		p := r.person(f.Person)
		p.Back = w.Until
		p.PutOff++
	case CameBack:
		p := r.person(f.Person)
		p.Back, p.NotToday = time.Time{}, false
	case AttemptSent:
		r.applyAttempt(f, w)
	case OutcomeFound:
		if a := r.attempt(f.Person, w.Turn, w.Way); a != nil {
			a.Outcome = &Outcome{Passed: w.Passed, Of: w.Of, Misconceptions: w.Misconceptions}
			a.Detail = w.Detail
		}
	case TurnBegun:
		p := r.person(f.Person)
		p.turn(w.Turn).Kind, p.Done = w.Kind, false
	case QuoteAnswered:
		r.person(f.Person).Quote = &w.Yes
	case DoneForToday:
		r.person(f.Person).Done = true
	case NoteRefused:
		r.person(f.Person).Waiting = w.Kind
	case NoteTaken:
		r.person(f.Person).Waiting = ""
	case Cackled, StumbleShared, StumbleWithdrawn, CacklesTold, ReflectionPosted:
		r.applyShared(f)
	case ReplyHeard, PredictionGiven, AttemptWithdrawn:
		r.applyReply(f)
	case WorkedWith, PairAnswered:
		r.applyPair(f)
	default:
		r.applyReflection(f)
	}
}

// applyReflection folds the facts from the outcome to the feedback.
func (r *Round) applyReflection(f Fact) {
	p := r.person(f.Person)
	switch w := f.What.(type) {
	case OutcomeShown:
		p.turn(w.Turn).Shown = f.At
	case ExpectationKept:
		p.turn(w.Turn).Attempts[0].Expects = w.Words
	case Reflected:
		p.turn(w.Turn).Reflected = &w
	case ReasonGiven:
		p.turn(w.Turn).Reason = w.Words
	case ReasonCompared:
		p.turn(w.Turn).Compared = w.Which
	case FeedbackGiven:
		p.turn(w.Turn).Advised = &w
	case PartFound:
		p.turn(w.Turn).Part = w.Words
	}
}

func (r *Round) applyAttempt(f Fact, w AttemptSent) {
	p := r.person(f.Person)
	t := p.turn(w.Turn)
	a := &Attempt{
		At: f.At, Late: !r.Open(), Rev: t.Sent, Words: w.Words, Sure: w.Sure, Expects: w.Expects, Change: w.Change, Message: w.Message,
	}
	t.Sent++
	p.know(w.Message, Reply{State: ReplyTaken})
	if w.Way < len(t.Attempts) {
		if before := t.Attempts[w.Way].Message; before != w.Message {
			p.know(before, Reply{State: ReplyTalk})
		}
		t.Attempts[w.Way] = a
		return
	}
	t.Attempts = append(t.Attempts, a)
	if w.Way > 0 {
		return
	}
	switch {
	case w.Turn == 0:
		p.Late = !r.Open() || w.Seen
		if !p.Late {
			r.HadGo++
		}
	case t.Kind == Redo && r.Open() && !p.Late && p.goes(Redo) == 1:
		r.Seconds++
		p.Redone = true
	}
}

func (r *Round) attempt(person string, turn, way int) *Attempt {
	p := r.People[person]
	if p == nil || turn >= len(p.Turns) || way >= len(p.Turns[turn].Attempts) {
		return nil
	}
	return p.Turns[turn].Attempts[way]
}

// Result is what follows from a step. It is carried out in this order, in one transaction: facts, words to forget, runs, timers,
// says.
type Result struct {
	Facts  []Fact
	Forget []string // ids of words that nothing holds any more
	Runs   []Run
	Timers []Timer
	Says   []Say
}

// Run asks for an attempt to be checked outside the step.
type Run struct {
	Person    string
	Turn, Way int
	Rev       int
	Words     string
}

// Timer brings a Passed event with its key at its time. Setting a key again moves it; a zero time drops it.
type Timer struct {
	Key string
	At  time.Time
}

// Say is one message to queue, rendered from the round when it is sent. It holds no words.
type Say struct {
	Kind    SayKind
	Person  string // for the private ones
	Turn    int
	Message string // the reply that it is about
	Why     string // for SayUnread
	By      string // for SayPair: who named them
}

// SayKind names what there is to say.
type SayKind string

// What a round says unasked.
const (
	SayCard        SayKind = "card"         // the card, once
	SayCardChanged SayKind = "card changed" // its counts
	SayCardClosed  SayKind = "card closed"
	SayDebrief     SayKind = "debrief"  // into the thread, once
	SayLapsed      SayKind = "lapsed"   // nobody had a go
	SayReminder    SayKind = "reminder" // to who began and sent nothing, an hour before the close
	SayHandUp      SayKind = "hand up"  // the stuck time passed
	SaySlow        SayKind = "slow"     // into the waiting step, if it is still open
	SayReady       SayKind = "ready"    // an outcome came: into the waiting step, else a note
	SayFeedback    SayKind = "feedback" // at the close, to who attempted and did not reflect
	SayBack        SayKind = "back"     // to who put it off to a day that has come
	SayStanding    SayKind = "standing" // into the thread, once: something may wait for somebody whom no note reaches

	SayThread    SayKind = "thread"     // into the thread, once: how to answer there
	SayMark      SayKind = "mark"       // on a reply: whether it is an attempt
	SayVeil      SayKind = "veil"       // whether a person may read the thread, where that can be folded
	SayTaken     SayKind = "taken"      // to who replied: it is an attempt; how sure?
	SayAsk       SayKind = "ask"        // to who replied: is it an attempt?
	SaySecond    SayKind = "second"     // to who replied again: a second way?
	SayNewer     SayKind = "newer"      // to who edited: taken
	SayStands    SayKind = "stands"     // to who edited after the outcome: the first one stands
	SayUnclear   SayKind = "unclear"    // to who edited: no answer can be read, the first one stands
	SayTakenBack SayKind = "taken back" // to who deleted
	SayPair      SayKind = "pair"       // to who was named: was that you too?
	SayUnread    SayKind = "unread"     // to who sent a file: it could not be read
)

// What can stand against a step. None of them loses what was typed: the caller shows the person's place.
var (
	ErrEarlier = errors.New("that belongs to an earlier step")
	ErrClosed  = errors.New("the round is closed")
	ErrNoRound = errors.New("there is no such round")
)
