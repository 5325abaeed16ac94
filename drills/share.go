package drills

import (
	"strconv"
	"strings"
	"time"
)

// What people share of a round, and the cackle: the laugh that celebrates a stumble.
type (
	// Cackled is somebody laughing at the drill (Stumble 0) or with a shared stumble, or taking that back. It says nothing of
	// whether they had a go.
	Cackled struct {
		Stumble int
		Off     bool
	}
	// StumbleShared puts the person's first go in the debrief. N counts the round's, from 1.
	StumbleShared struct {
		N    int
		Name string // words: the name to show with it; "" for a colleague
		Line string // words: what its author says of it; "" for nothing
	}
	// StumbleWithdrawn takes it out again.
	StumbleWithdrawn struct{ N int }
	// CacklesTold is its author being told how many laughed with them.
	CacklesTold struct{ N, Count int }
	// ReflectionPosted puts the person's reflection in the thread, after the close.
	ReflectionPosted struct {
		Turn int
		Name string // words, as in StumbleShared
	}
)

func (Cackled) what()          {}
func (StumbleShared) what()    {}
func (StumbleWithdrawn) what() {}
func (CacklesTold) what()      {}
func (ReflectionPosted) what() {}

type (
	// Cackle laughs, or takes that back.
	Cackle struct {
		Person string
		Cackled
	}
	// ShareStumble shows the person's first go in the debrief.
	ShareStumble struct {
		Person     string
		Name, Line string // words
	}
	// WithdrawStumble takes it out again.
	WithdrawStumble struct {
		Person string
		N      int
	}
	// PostReflection puts a reflection in the thread.
	PostReflection struct {
		Person string
		ReflectionPosted
	}
)

func (Cackle) event()          {}
func (ShareStumble) event()    {}
func (WithdrawStumble) event() {}
func (PostReflection) event()  {}

// What there is to say of it.
const (
	SayCardCackled    SayKind = "card cackled"    // the laughs on a card that has closed
	SayDebriefChanged SayKind = "debrief changed" // the laughs in it
	SayDebriefMended  SayKind = "debrief mended"  // a stumble came in or was withdrawn
	SayCackles        SayKind = "cackles"         // to a stumble's author; its Turn is the stumble's number
	SayReflection     SayKind = "reflection"      // into the thread
)

// MaxStumbles is how many stand in a debrief at once: each has its button, in one row.
const MaxStumbles = 5

// Gather is how long laughs gather before their stumble's author is told, and Quiet how long after that nothing more is said.
const (
	Gather = time.Hour
	Quiet  = 24 * time.Hour
)

const cacklesTimer = "cackles/" // + number of a stumble

// Stumble is a first go that its author shows in the debrief.
type Stumble struct {
	N         int
	Person    string
	At        time.Time
	Name      string // words; "" for a colleague
	Line      string // words
	Withdrawn bool
	Cackles   map[string]bool // who laughed
	Told      int
	ToldAt    time.Time
}

// With is how many others laughed with its author.
func (s *Stumble) With() int {
	n := len(s.Cackles)
	if s.Cackles[s.Person] {
		n--
	}
	return n
}

// Stumbles are those that stand, in the order in which they were shared. They are another person's attempt, so they are shown with
// the debrief and never before.
func (r *Round) Stumbles() (out []*Stumble) {
	for _, s := range r.Shared {
		if !s.Withdrawn {
			out = append(out, s)
		}
	}
	return out
}

// Stumble is the one of this number, also a withdrawn one; nil where there is none.
func (r *Round) Stumble(n int) *Stumble {
	if n < 1 || n > len(r.Shared) {
		return nil
	}
	return r.Shared[n-1]
}

// StumbleOf is the one of a person's that stands; nil where there is none.
func (r *Round) StumbleOf(person string) *Stumble {
	for _, s := range r.Stumbles() {
		if s.Person == person {
			return s
		}
	}
	return nil
}

// TimesShared is how often this person has shared a stumble of the round, those that were withdrawn too.
func (r *Round) TimesShared(person string) (n int) {
	for _, s := range r.Shared {
		if s.Person == person {
			n++
		}
	}
	return n
}

// laughs are those about the drill (0) or a stumble; nil where there is nothing to laugh at, which for a stumble is so until the
// debrief.
func (r *Round) laughs(stumble int) map[string]bool {
	if stumble == 0 {
		return r.Laughed
	}
	if s := r.Stumble(stumble); s != nil && !s.Withdrawn && r.Debriefed() {
		return s.Cackles
	}
	return nil
}

// Cackles is how many laughed at the drill (0) or with a stumble.
func (r *Round) Cackles(stumble int) int { return len(r.laughs(stumble)) }

// HasCackled says whether this person did.
func (r *Round) HasCackled(person string, stumble int) bool { return r.laughs(stumble)[person] }

// Debriefed says whether the round's debrief is out or on its way.
func (r *Round) Debriefed() bool { return !r.Closed.IsZero() && !r.Lapsed }

// MayShare says whether this person has a stumble to share: a first go that counts, did not come out as wanted and has had its
// feedback.
func (r *Round) MayShare(person string) bool {
	p := r.People[person]
	if r.Private() || !p.Attempted() || p.Late || r.StumbleOf(person) != nil || len(r.Stumbles()) >= MaxStumbles {
		return false
	}
	first := p.Turns[0]
	return first.Advised != nil && first.Found() && !first.AsWanted()
}

// MayPost gives the turn whose reflection this person can put in the thread: their last one, once, after the close.
func (r *Round) MayPost(person string) (turn int, ok bool) {
	p := r.People[person]
	if r.Private() || p == nil || p.Posted || !r.Debriefed() {
		return 0, false
	}
	for i := len(p.Turns) - 1; i >= 0; i-- {
		if p.Turns[i].Reflected != nil {
			return i, true
		}
	}
	return 0, false
}

// share takes what people do about stumbles, laughs and reflections.
func (s *step) share(e Event) error {
	switch e := e.(type) {
	case Cackle:
		return s.cackle(e)
	case ShareStumble:
		if !s.r.MayShare(e.Person) {
			return ErrEarlier
		}
		s.fact(e.Person, StumbleShared{N: len(s.r.Shared) + 1, Name: e.Name, Line: e.Line})
		s.mended()
	case WithdrawStumble:
		mine := s.r.StumbleOf(e.Person)
		if mine == nil || mine.N != e.N {
			return ErrEarlier
		}
		s.fact(e.Person, StumbleWithdrawn{N: e.N})
		s.timer(cacklesTimer+strconv.Itoa(e.N), zero)
		s.mended()
	case PostReflection:
		if turn, ok := s.r.MayPost(e.Person); !ok || turn != e.Turn {
			return ErrEarlier
		}
		s.fact(e.Person, e.ReflectionPosted)
		s.say(SayReflection, e.Person, e.Turn)
	}
	return nil
}

// mended has the debrief show what came in or went, where it is out.
func (s *step) mended() {
	if s.r.Debriefed() {
		s.say(SayDebriefMended, "", 0)
	}
}

// cackle is one per person. The first that a stumble's author has not been told of sets the time for that.
func (s *step) cackle(e Cackle) error {
	laughs := s.r.laughs(e.Stumble)
	if laughs == nil {
		return ErrEarlier
	}
	if laughs[e.Person] == !e.Off {
		return nil
	}
	s.fact(e.Person, e.Cackled)
	if e.Stumble > 0 {
		s.say(SayDebriefChanged, "", 0)
		if of := s.r.Stumble(e.Stumble); !e.Off && e.Person != of.Person && of.With() == of.Told {
			s.timer(cacklesTimer+strconv.Itoa(e.Stumble), later(s.now.Add(Gather), of.ToldAt.Add(Quiet)))
		}
		return nil
	}
	if s.r.Open() {
		s.say(SayCardChanged, "", 0)
	} else {
		s.say(SayCardCackled, "", 0)
	}
	return nil
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// tellCackles tells a stumble's author how many laughed with them, where there are more than they were told of.
func (s *step) tellCackles(key string) {
	number, ok := strings.CutPrefix(key, cacklesTimer)
	n, err := strconv.Atoi(number)
	if !ok || err != nil {
		return
	}
	if of := s.r.Stumble(n); of != nil && !of.Withdrawn && of.With() > of.Told {
		s.fact(of.Person, CacklesTold{N: n, Count: of.With()})
		s.say(SayCackles, of.Person, n)
	}
}

// applyShared folds what people share. Who only laughs takes no part by that.
func (r *Round) applyShared(f Fact) {
	switch w := f.What.(type) {
	case Cackled:
		laughs := r.Laughed
		if of := r.Stumble(w.Stumble); of != nil {
			laughs = of.Cackles
		}
		if laughs[f.Person] = true; w.Off {
			delete(laughs, f.Person)
		}
	case StumbleShared:
		r.Shared = append(r.Shared, &Stumble{N: w.N, Person: f.Person, At: f.At, Name: w.Name, Line: w.Line, Cackles: map[string]bool{}})
	case StumbleWithdrawn:
		r.Stumble(w.N).Withdrawn = true
	case CacklesTold:
		of := r.Stumble(w.N)
		of.Told, of.ToldAt = w.Count, f.At
	case ReflectionPosted:
		p := r.person(f.Person)
		p.Posted, p.PostedName = true, w.Name
	}
}
