package drills

import (
	"time"

	"cackle/internal/kinds"
)

// Fact is one thing that happened in a round: appended, never changed. The measures of a later year read them, so they keep
// more than the cycle needs: every time, the stated confidence, hands up, the hash of the drill.
type Fact struct {
	At     time.Time
	Person string // whom it is about; "" for the round itself
	What   What
}

// What is the content of a fact: one of the types below. Fields named Words hold the id of a person's words, "" for none.
type What interface{ what() }

type (
	// RoundOpened begins a round. The drill's whole text is kept as it was when it was posted.
	RoundOpened struct {
		Programme string
		Channel   string
		For       string // whose practice it is; "" for a channel's
		Tick      string // the programme's local date and time, "2026-11-24T10:00"; "" for one posted by hand
		Mode      string // "productive failure"
		Drill     Drill
		Closes    time.Time
		Because   string // why this drill: a key of the curriculum's reasons
	}
	// Began is somebody opening their first go.
	Began struct{}
	// HandUpTaken is the N-th hand up, from 1. Noted for the drill, never against the person.
	HandUpTaken struct{ N int }
	// HandUpOffered is the stuck time passing.
	HandUpOffered struct{}
	// NotToday is somebody's way out of this round. It is counted nowhere.
	NotToday struct{}
	// PutOff is somebody having the drill brought back to them at a time.
	PutOff struct{ Until time.Time }
	// CameBack is that time having come.
	CameBack struct{}
	// AttemptSent is a committed attempt. Sent again for the same turn and way before the outcome, it replaces the earlier one.
	// Seen: this person could have known the drill, from a debrief that stands elsewhere or from a go of their own there.
	AttemptSent struct {
		Turn, Way int
		Words     string
		Sure      Confidence
		Expects   string // words: the prediction
		Change    string // words: what is different now, in a redo
		Seen      bool
		Message   string `json:",omitempty"` // the reply in the thread that it was read from
	}
	// OutcomeFound is what the checker found.
	OutcomeFound struct {
		Turn, Way      int
		Rev            int
		Passed, Of     int
		Misconceptions []string
		Detail         string // words: drills.Detail as JSON
	}
	// OutcomeShown is the person asking to see what the attempt did. From here on it stands.
	OutcomeShown struct{ Turn int }
	// ExpectationKept is what somebody expects of an attempt whose outcome still runs.
	ExpectationKept struct {
		Turn  int
		Words string
	}
	// Reflected holds the four parts of a reflection, each as words.
	Reflected struct {
		Turn                                 int
		Expected, Actual, Discrepancy, Cause string
	}
	// ReasonGiven is the "why does yours hold" of an attempt that came out as wanted; it stands in for the reflection.
	ReasonGiven struct {
		Turn  int
		Words string
	}
	// ReasonCompared says how the person's reason lies to the canonical one: "same", "differs" or "lucky".
	ReasonCompared struct {
		Turn  int
		Which string
	}
	// FeedbackGiven is feedback on the leading misconception; "" where the attempt showed none that is known.
	FeedbackGiven struct {
		Turn          int
		Misconception string
		AtClose       bool // came with the round's close, without a reflection
	}
	// PartFound answers "where do the two part first?" of an attempt that no misconception explains.
	PartFound struct {
		Turn  int
		Words string
	}
	// TurnBegun starts a redo or the transfer task.
	TurnBegun struct {
		Turn int
		Kind TurnKind
	}
	// QuoteAnswered says whether the debrief may show the attempt without its author's name.
	QuoteAnswered struct{ Yes bool }
	// DoneForToday is somebody leaving a finished round.
	DoneForToday struct{}
	// NoteRefused is the platform not taking a note: it waits in the person's home and in the thread. One that a pause held back
	// waits in the home alone.
	NoteRefused struct{ Kind SayKind }
	// NoteTaken is that person coming by.
	NoteTaken struct{}
	// RoundClosed ends a round. Lapsed: nobody had a go, and nothing is said about the answer.
	RoundClosed struct{ Lapsed bool }
	// ReplyHeard is what became of a reply in the thread; State "" forgets it. Words is what was read from one that is asked about.
	ReplyHeard struct {
		Message string
		State   ReplyState
		Words   string
	}
	// PredictionGiven is how sure somebody is of an attempt that came without saying, and what they expect.
	PredictionGiven struct {
		Turn    int
		Sure    Confidence
		Expects string // words
	}
	// AttemptWithdrawn takes back the attempt that stood in this message; with a person's last one, all that followed from it.
	AttemptWithdrawn struct{ Message string }
	// WorkedWith names who worked on the first go too.
	WorkedWith struct{ With []string }
	// PairAnswered is a named person saying whether that was so.
	PairAnswered struct {
		By  string
		Yes bool
	}
)

func (RoundOpened) what()     {}
func (Began) what()           {}
func (HandUpTaken) what()     {}
func (HandUpOffered) what()   {}
func (NotToday) what()        {}
func (PutOff) what()          {}
func (CameBack) what()        {}
func (AttemptSent) what()     {}
func (OutcomeFound) what()    {}
func (OutcomeShown) what()    {}
func (ExpectationKept) what() {}
func (Reflected) what()       {}
func (ReasonGiven) what()     {}
func (ReasonCompared) what()  {}
func (FeedbackGiven) what()   {}
func (PartFound) what()       {}
func (TurnBegun) what()       {}
func (QuoteAnswered) what()   {}
func (DoneForToday) what()    {}
func (NoteRefused) what()     {}
func (NoteTaken) what()       {}
func (RoundClosed) what()     {}

func (ReplyHeard) what()       {}
func (PredictionGiven) what()  {}
func (AttemptWithdrawn) what() {}
func (WorkedWith) what()       {}
func (PairAnswered) what()     {}

// Confidence is how sure somebody is, in three steps with their odds. The break-evens of certainty-based marking are 2/3 and
// 4/5 (Gardner-Medwin; science of the method: docs/architecture.md).
type Confidence int

// The three steps.
const (
	Unstated   Confidence = iota
	Hunch                 // less than 2 in 3 would be right
	FairlySure            // 2 in 3 to 4 in 5
	Sure                  // more than 4 in 5
)

// TurnKind says which task a turn is at.
type TurnKind string

// The kinds of turn.
const (
	FirstGo  TurnKind = "first go"
	Redo     TurnKind = "redo"     // the same task, or its twin
	Transfer TurnKind = "transfer" // another setting
)

var contents = kinds.Of[What](
	RoundOpened{}, Began{}, HandUpTaken{}, HandUpOffered{}, NotToday{}, PutOff{}, CameBack{}, AttemptSent{}, OutcomeFound{}, OutcomeShown{},
	ExpectationKept{}, Reflected{}, ReasonGiven{}, ReasonCompared{}, FeedbackGiven{}, PartFound{}, TurnBegun{}, QuoteAnswered{}, DoneForToday{},
	NoteRefused{}, NoteTaken{}, RoundClosed{},
	Cackled{}, StumbleShared{}, StumbleWithdrawn{}, CacklesTold{}, ReflectionPosted{},
	ReplyHeard{}, PredictionGiven{}, AttemptWithdrawn{}, WorkedWith{}, PairAnswered{},
)

// Encode gives a fact's kind and its content as JSON.
func (f Fact) Encode() (kind string, body []byte, err error) { return contents.Encode(f.What) }

// Decode is the reverse of Encode.
func Decode(kind, person string, at time.Time, body []byte) (Fact, error) {
	w, err := contents.Decode(kind, body)
	if err != nil {
		return Fact{}, err
	}
	return Fact{At: at, Person: person, What: w.(What)}, nil
}
