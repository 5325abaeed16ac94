package bot

import (
	"context"
	"errors"
	"slices"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
	"cackle/drills/pairing"
	"cackle/store"
)

// Beside a space's rounds and programmes stand two streams, one of each in a space: the mentors' queue, and who reflects with whom.
const (
	mentoringStream = "mentoring/queue"
	pairingStream   = "pairing/board"
)

// folder is the state of such a stream.
type folder interface{ fold(store.Fact) error }

type (
	queueState struct{ mentoring.Queue }
	boardState struct{ pairing.Board }
)

func (q *queueState) fold(f store.Fact) error {
	fact, err := mentoring.Decode(f.Kind, f.Person, f.At, f.Body)
	if err == nil {
		q.Apply(fact)
	}
	return err
}

func (b *boardState) fold(f store.Fact) error {
	fact, err := pairing.Decode(f.Kind, f.Person, f.At, f.Body)
	if err == nil {
		b.Apply(fact)
	}
	return err
}

// beside is the empty state of a stream; nil where the name is another sort's.
func beside(name string) folder {
	switch name {
	case mentoringStream:
		return &queueState{}
	case pairingStream:
		return &boardState{}
	}
	return nil
}

// besideButtons and besideForms say what the buttons and forms of both do.
func besideButtons() map[string]func(*turn, token) (chat.Answer, error) {
	return map[string]func(*turn, token) (chat.Answer, error){
		vMentor: (*turn).pressMentor, vTake: (*turn).pressTake, vGiveBack: (*turn).pressGiveBack, vQueue: (*turn).pressQueue,
		vSaid: (*turn).pressSaid, vHelps: (*turn).pressHelps, vAskBack: (*turn).pressAskBack, vMiss: (*turn).pressMiss,
		vMissing: (*turn).pressMissing, vUnplaced: (*turn).pressUnplaced,
		vColleague: (*turn).pressColleague, vLook: (*turn).pressLook, vJoin: (*turn).pressJoin, vStop: (*turn).pressStop,
		vNotes: (*turn).pressNotes, vCompared: (*turn).pressCompared,
	}
}

func besideForms() map[string]func(*turn, token, chat.Values) (chat.Answer, error) {
	return map[string]func(*turn, token, chat.Values) (chat.Answer, error){
		vAnswer: (*turn).submitAnswer, vAskBack: (*turn).submitAskBack, vMissed: (*turn).submitMissed, vNotes: (*turn).submitNotes,
	}
}

// besideRound is what a round's facts mean beside it: a mentor whose own go is done may look from now on, a close is told to who
// waits, and attempts that no known picture fits are offered to those who look after the drill.
func (t *turn) besideRound(r *drills.Round, facts []drills.Fact) error {
	for _, f := range facts {
		var err error
		switch f.What.(type) {
		case drills.OutcomeShown, drills.OutcomeFound: // whichever comes last
			if goneThrough(r, f.Person) {
				err = t.offerTo(r, f.Person)
			}
		case drills.RoundClosed:
			err = t.mentoring(mentoring.CloseRound{Round: r.ID})
		case drills.AttemptWithdrawn:
			if !r.People[f.Person].Attempted() {
				err = errors.Join(t.mentoring(mentoring.Withdraw{Round: r.ID, Person: f.Person}),
					t.pairing(pairing.Withdraw{Round: r.ID, Person: f.Person}))
			}
		}
		if err != nil {
			return err
		}
	}
	if slices.ContainsFunc(facts, endsTurn) {
		return t.countUnplaced(r)
	}
	return nil
}

// endsTurn says whether a fact can leave an attempt unplaced for good. A round that closes brings the others' with it.
func endsTurn(f drills.Fact) bool {
	switch f.What.(type) {
	case drills.FeedbackGiven, drills.RoundClosed:
		return true
	}
	return false
}

// mayLook says whether a round's attempts may be shown to somebody whose own they are not: they have had a go and seen what it did,
// after which it cannot be changed, or the round is over (C2). No debrief follows practice: there it takes a go at the drill anywhere.
func (t *turn) mayLook(r *drills.Round, who string) (bool, error) {
	if !r.Private() {
		return !r.Open() || goneThrough(r, who), nil
	}
	rounds, err := t.rounds(who)
	return slices.ContainsFunc(rounds, func(other *drills.Round) bool {
		return other.Drill.ID == r.Drill.ID && goneThrough(other, who)
	}), err
}

// goneThrough says whether somebody's first go stands, with its outcome seen.
func goneThrough(r *drills.Round, person string) bool {
	p := r.People[person]
	return p.Attempted() && !p.Turns[0].Shown.IsZero() && p.Turns[0].Found()
}

// passedBeside carries out a timer of one of the two.
func (t *turn) passedBeside(timer store.Timer) error {
	if timer.Stream == pairingStream {
		return t.pairing(pairing.Passed{Key: timer.Key})
	}
	return t.mentoring(mentoring.Passed{Key: timer.Key})
}

// appendBeside stores what follows from a step of one of the two.
func (t *turn) appendBeside(name string, k *kept, facts []besideFact) error {
	rows := make([]store.Fact, len(facts))
	for i, f := range facts {
		var err error
		if rows[i], err = t.row(name, f.person, f.at, f.fact); err != nil {
			return err
		}
	}
	return t.append(name, k, rows)
}

type besideFact struct {
	fact   fact
	person string
	at     time.Time
}

// refusedBeside is what becomes of a note that a person's platform does not take. Who is asked to join is asked no more; what is
// somebody's own waits in their place and in their home, and the thread says so; the queue can be looked into without a note.
func (b *Bot) refusedBeside(ctx context.Context, q store.Queued, i intent) error {
	return b.write(ctx, q.Space, "refused "+q.Key, func(t *turn) error {
		id, err := t.roundBeside(i)
		if err != nil || id == "" {
			return err
		}
		if i.Pairing != "" && i.Kind == string(pairing.SayAsk) {
			return t.pairing(pairing.Reply{ID: i.Pairing, Person: i.Person})
		}
		r, err := t.round(id)
		if err != nil {
			return err
		}
		return t.sayRound(r, drills.Say{Kind: drills.SayStanding})
	})
}

// roundBeside is the round that a private note is about; "" where nothing waits with it.
func (t *turn) roundBeside(i intent) (string, error) {
	if i.Pairing != "" {
		_, board, err := t.board()
		if err != nil || board.Pair(i.Pairing) == nil {
			return "", err
		}
		return board.Pair(i.Pairing).Round, nil
	}
	_, queue, err := t.mentors()
	if err != nil || i.Kind == string(mentoring.SayOffer) || queue.Request(i.Mentoring) == nil {
		return "", err
	}
	return queue.Request(i.Mentoring).Round, nil
}
