package drills

// Stage is where a person is in a round.
type Stage string

// The stages of a turn, in the order of the cycle.
const (
	AtAttempt   Stage = "attempt"    // the form: answer, how sure, what to expect
	AtPredict   Stage = "predict"    // the attempt is in without it: how sure, what to expect
	AtSecondWay Stage = "second way" // stored; is there a quite different way?
	AtRunning   Stage = "running"    // asked to see, and the checker is not ready
	AtReflect   Stage = "reflect"    // outcome, with the reflection under it
	AtReason    Stage = "reason"     // outcome as wanted: why does it hold?
	AtCompare   Stage = "compare"    // which reason is closer?
	AtFeedback  Stage = "feedback"
	AtThrough   Stage = "through" // been through this one
)

// Place is a person's place in a round. It is one thing, drawn from facts: Have a go opens it, wherever it is.
type Place struct {
	Stage Stage
	Turn  int
	Rev   int // of the attempt that is in
	Next  int // of the next attempt that is sent
}

// Where says a person's place.
func (r *Round) Where(person string) Place {
	p := r.People[person]
	t := p.Turn()
	if t == nil {
		return Place{Stage: AtAttempt}
	}
	at := Place{Turn: len(p.Turns) - 1, Next: t.Sent}
	if len(t.Attempts) > 0 {
		at.Rev = t.Attempts[0].Rev
	}
	at.Stage = t.stage()
	if at.Stage == AtFeedback && p.Done {
		at.Stage = AtThrough
	}
	return at
}

func (t *Turn) stage() Stage {
	switch {
	case t.Advised != nil:
		return AtFeedback
	case len(t.Attempts) == 0:
		return AtAttempt
	case t.Shown.IsZero() && t.Attempts[0].Sure == Unstated:
		return AtPredict
	case t.Shown.IsZero():
		return AtSecondWay
	case !t.Found():
		return AtRunning
	case !t.AsWanted():
		return AtReflect
	case t.Reason == "":
		return AtReason
	default:
		return AtCompare
	}
}

// Next is what a person can do after feedback.
type Next struct {
	Redo     bool
	Transfer bool
	Quote    bool // whether the debrief may show the attempt is theirs to say: it shows what others may have tried too
}

// After says what can follow a finished turn. A redo needs a task whose value the outcome has not shown: a query can be
// written again, a number has its twin, once.
func (r *Round) After(person string) Next {
	p := r.People[person]
	if !p.Attempted() {
		return Next{}
	}
	transfers := p.goes(Transfer)
	fresh := r.Drill.First.Kind == SQL || r.Drill.Twin != nil && p.goes(Redo) == 0
	return Next{
		Redo:     fresh && transfers == 0,
		Transfer: r.Drill.Transfer != nil && transfers == 0,
		Quote:    !p.Late && r.Open() && !r.Private() && len(p.Turns[0].shows()) > 0,
	}
}
