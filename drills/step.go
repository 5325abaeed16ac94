package drills

import (
	"strings"
	"time"
)

// Event is something that happens to a round: one of the types below.
type Event interface{ event() }

type (
	// Open posts the drill.
	Open struct{ RoundOpened }
	// HaveGo is a person opening their place.
	HaveGo struct{ Person string }
	// GetHandUp asks for the N-th hand up.
	GetHandUp struct {
		Person string
		N      int
	}
	// SkipToday is the way out.
	SkipToday struct{ Person string }
	// BringBack puts the drill off: it is brought to this person again At a time.
	BringBack struct {
		Person string
		At     time.Time
	}
	// SendAttempt commits an attempt, or replaces the one that was sent while its outcome is unseen.
	SendAttempt struct {
		Person  string
		Turn    int
		Rev     int // 0 for a new one; replacing one whose outcome is unseen, one more than it has
		Attempt Sent
	}
	// ShowOutcome asks what the attempt did; Second is another way, sent with it, and With who worked on it too.
	ShowOutcome struct {
		Person string
		Turn   int
		Second *Sent
		With   []string
	}
	// Checked brings the outcome of a Run.
	Checked struct {
		Run
		Outcome Outcome
		Detail  string // words
	}
	// KeepExpectation says what an attempt is expected to do, while it still runs.
	KeepExpectation struct {
		Person string
		ExpectationKept
	}
	// Reflect sends the reflection.
	Reflect struct {
		Person string
		Reflected
	}
	// GiveReason says why an attempt that came out as wanted holds.
	GiveReason struct {
		Person string
		ReasonGiven
	}
	// CompareReason says which reason is closer.
	CompareReason struct {
		Person string
		ReasonCompared
	}
	// FindPart says where an attempt and a way that holds part first.
	FindPart struct {
		Person string
		PartFound
	}
	// Again begins a redo or the transfer, as turn number Turn.
	Again struct {
		Person string
		Turn   int
		Kind   TurnKind
	}
	// AnswerQuote allows or refuses a quote in the debrief.
	AnswerQuote struct {
		Person string
		Yes    bool
	}
	// Finish leaves a finished round.
	Finish struct{ Person string }
	// Refuse is the platform not taking a note to a person.
	Refuse struct {
		Person string
		Kind   SayKind
	}
	// Hold keeps a note back from who wants none just now. What must not be lost waits in their home.
	Hold struct {
		Person string
		Kind   SayKind
	}
	// Passed is a timer going off.
	Passed struct{ Key string }
	// Shut closes the round before its time: the next tick is here.
	Shut struct{}
)

// Sent is an attempt as it comes in. Outcome is set where it needed no run. Seen: this person could have known the drill.
type Sent struct {
	Words   string
	Sure    Confidence
	Expects string
	Change  string
	Outcome *Outcome
	Detail  string
	Seen    bool
	Message string // the reply in the thread that it was read from
}

func (Open) event()            {}
func (HaveGo) event()          {}
func (GetHandUp) event()       {}
func (SkipToday) event()       {}
func (BringBack) event()       {}
func (SendAttempt) event()     {}
func (ShowOutcome) event()     {}
func (Checked) event()         {}
func (KeepExpectation) event() {}
func (Reflect) event()         {}
func (GiveReason) event()      {}
func (CompareReason) event()   {}
func (FindPart) event()        {}
func (Again) event()           {}
func (AnswerQuote) event()     {}
func (Finish) event()          {}
func (Refuse) event()          {}
func (Hold) event()            {}
func (Passed) event()          {}
func (Shut) event()            {}

// Step says what follows from an event. It changes nothing: the caller stores the facts and applies them. An event for another
// step than the person is at gives ErrEarlier.
func (r *Round) Step(e Event, now time.Time) (Result, error) {
	s := &step{r: r, now: now}
	if _, ok := e.(Open); !ok && r.Opened.IsZero() {
		return Result{}, ErrNoRound
	}
	var err error
	switch e := e.(type) {
	case Open:
		s.open(e)
	case HaveGo:
		s.haveGo(e)
	case GetHandUp:
		s.handUp(e)
	case SkipToday:
		s.notToday(e)
	case BringBack:
		s.bringBack(e)
	case SendAttempt:
		err = s.attempt(e)
	case ShowOutcome:
		err = s.show(e)
	case Checked:
		s.checked(e)
	case Again:
		err = s.again(e)
	case Refuse:
		s.refused(e)
	case Hold:
		s.hold(e)
	case HearReply:
		s.hear(e)
	case TakeReply:
		s.takeReply(e)
	case LoseReply:
		s.loseReply(e)
	case AnswerPair:
		s.answerPair(e)
	case Predict:
		err = s.predict(e)
	case Passed:
		s.passed(e)
	case Shut:
		s.shut()
	case Cackle, ShareStumble, WithdrawStumble, PostReflection:
		err = s.share(e)
	default:
		err = s.reflect(e)
	}
	return s.out, err
}

// step gathers what follows from one event.
type step struct {
	r   *Round
	now time.Time
	out Result
}

func (s *step) fact(person string, w What) {
	s.out.Facts = append(s.out.Facts, Fact{At: s.now, Person: person, What: w})
}

// say to nobody is to everyone in the channel; a round of one person's own has none.
func (s *step) say(kind SayKind, person string, turn int) {
	if s.r.Private() && person == "" {
		return
	}
	s.out.Says = append(s.out.Says, Say{Kind: kind, Person: person, Turn: turn})
}

func (s *step) timer(key string, at time.Time) {
	s.out.Timers = append(s.out.Timers, Timer{Key: key, At: at})
}

// The keys of a round's timers.
const (
	closeTimer  = "close"
	remindTimer = "remind"
	stuckTimer  = "stuck/" // + person
	lateTimer   = "late/"  // + person
	slowTimer   = "slow/"  // + person
	backTimer   = "back/"  // + person
)

// Remind is how long before the close somebody who began and sent nothing is reminded.
const Remind = time.Hour

// Slow is how long somebody waits for an outcome before they are told that it takes longer than it should.
const Slow = time.Minute

// LateFeedback is how long a go after the close may stay without reflection before its feedback comes by itself: there is no
// close left to bring it.
const LateFeedback = 24 * time.Hour

func (s *step) open(e Open) {
	if !s.r.Opened.IsZero() {
		return
	}
	s.fact(e.For, e.RoundOpened)
	s.timer(closeTimer, e.Closes)
	if e.For != "" { // they asked for it, and are not reminded of it
		return
	}
	if at := e.Closes.Add(-Remind); at.After(s.now) {
		s.timer(remindTimer, at)
	}
	s.say(SayCard, "", 0)
	if e.Drill.InThread {
		s.say(SayThread, "", 0)
	}
}

func (s *step) haveGo(e HaveGo) {
	p := s.r.People[e.Person]
	if p != nil && p.Waiting != "" {
		s.fact(e.Person, NoteTaken{})
	}
	if p != nil && !p.Began.IsZero() {
		return
	}
	s.fact(e.Person, Began{})
	if s.r.Open() && s.r.Drill.Stuck > 0 {
		s.timer(stuckTimer+e.Person, s.now.Add(s.r.Drill.Stuck))
	}
}

func (s *step) handUp(e GetHandUp) {
	if e.N < 1 || e.N > len(s.r.Drill.HandsUp) {
		return
	}
	if p := s.r.People[e.Person]; p == nil || p.HandsUp < e.N {
		s.fact(e.Person, HandUpTaken{N: e.N})
	}
}

func (s *step) notToday(e SkipToday) {
	p := s.r.People[e.Person]
	if p != nil && p.NotToday || p.Attempted() {
		return
	}
	s.fact(e.Person, NotToday{})
	s.timer(stuckTimer+e.Person, time.Time{})
	if s.r.Private() {
		s.shut()
	}
}

func (s *step) bringBack(e BringBack) {
	if !s.r.People[e.Person].Attempted() {
		s.fact(e.Person, PutOff{Until: e.At})
		s.timer(backTimer+e.Person, e.At)
	}
}

// back is the day having come to which somebody put the drill off. Who had a go meanwhile hears nothing.
func (s *step) back(person string) {
	p := s.r.People[person]
	if p == nil || p.Attempted() || p.Back.IsZero() {
		return
	}
	s.fact(person, CameBack{})
	s.say(SayBack, person, p.PutOff)
}

func (s *step) hold(e Hold) {
	if p := s.r.People[e.Person]; e.Kind.waits() && p != nil && p.Waiting == "" {
		s.fact(e.Person, NoteRefused{Kind: e.Kind})
	}
}

// waits says whether a note is about something that must not be lost with it: it then waits in the person's home.
func (k SayKind) waits() bool { return k == SayReady || k == SayFeedback || k == SayBack }

// refused keeps what must not be lost; that a go is still open, or that a hand up is there, the card says too.
func (s *step) refused(e Refuse) {
	if e.Kind.waits() {
		s.fact(e.Person, NoteRefused{Kind: e.Kind})
		s.say(SayStanding, "", 0)
	}
}

// passed is time going by. A timer of something that has settled meanwhile says nothing.
func (s *step) passed(e Passed) {
	if person, ok := strings.CutPrefix(e.Key, stuckTimer); ok {
		s.offerHandUp(person)
	}
	if person, ok := strings.CutPrefix(e.Key, backTimer); ok {
		s.back(person)
	}
	if person, ok := strings.CutPrefix(e.Key, lateTimer); ok {
		s.overdue(person)
	}
	if person, ok := strings.CutPrefix(e.Key, slowTimer); ok && s.r.Where(person).Stage == AtRunning {
		s.say(SaySlow, person, s.r.Where(person).Turn)
	}
	s.tellCackles(e.Key)
	switch e.Key {
	case closeTimer:
		s.shut()
	case remindTimer:
		s.remind()
	}
}

// offerHandUp is once, to somebody who has begun, sent nothing and asked for nothing.
func (s *step) offerHandUp(person string) {
	if _, due := s.r.HandUpDue(person); !due || !s.running() {
		return
	}
	s.fact(person, HandUpOffered{})
	s.say(SayHandUp, person, 0)
}

// HandUpDue is when a hand up is offered to this person; false where none will be.
func (r *Round) HandUpDue(person string) (time.Time, bool) {
	p := r.People[person]
	if p == nil || p.Began.IsZero() || p.Attempted() || p.NotToday || p.Offered || p.HandsUp > 0 || r.Drill.Stuck == 0 {
		return time.Time{}, false
	}
	at := p.Began.Add(r.Drill.Stuck)
	return at, at.Before(r.Closes)
}

// overdue brings the feedback of a late go that nobody reflected on; a checker that is still at it gets another day.
func (s *step) overdue(person string) {
	s.owedFeedback(person)
	if t := s.r.People[person].Turn(); t != nil && len(t.Attempts) > 0 && !t.Found() {
		s.timer(lateTimer+person, s.now.Add(LateFeedback))
	}
}

// running says whether there is still time for a go: a timer that goes off late, after a night without the bot, may come in the
// same breath as the close.
func (s *step) running() bool { return s.r.Open() && s.now.Before(s.r.Closes) }

func (s *step) remind() {
	if !s.running() {
		return
	}
	for _, person := range s.r.names() {
		if p := s.r.People[person]; !p.Began.IsZero() && !p.Attempted() && !p.NotToday {
			s.say(SayReminder, person, 0)
		}
	}
}

// shut closes the round. Whoever attempted and did not reflect gets their feedback first; then comes the debrief. Without a
// single go the round lapses, and nothing is said about the answer.
func (s *step) shut() {
	if !s.r.Open() {
		return
	}
	lapsed := true
	for _, person := range s.r.names() {
		lapsed = lapsed && !s.r.People[person].Attempted()
		s.owedFeedback(person)
		s.forgetHeld(person)
		if !s.r.People[person].Began.IsZero() {
			s.timer(stuckTimer+person, time.Time{})
		}
	}
	s.fact("", RoundClosed{Lapsed: lapsed})
	s.timer(closeTimer, time.Time{})
	s.timer(remindTimer, time.Time{})
	s.say(SayCardClosed, "", 0) // first: where the card is gone, the thread is the new one's
	if lapsed {
		s.say(SayLapsed, "", 0)
	} else {
		s.say(SayDebrief, "", 0)
	}
}
