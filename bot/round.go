package bot

import (
	"encoding/json"
	"fmt"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/programme"
	"cackle/store"
)

// round gives a round with all its facts folded in. The caller only reads it.
func (t *turn) round(id string) (*drills.Round, error) {
	k, err := t.load(roundStream + id)
	if err != nil {
		return nil, err
	}
	if k.round.Opened.IsZero() {
		return nil, drills.ErrNoRound
	}
	return k.round, nil
}

// step lets the round's engine say what follows, and carries it out.
func (t *turn) step(id string, e drills.Event) error {
	name := roundStream + id
	k, err := t.load(name)
	if err != nil {
		return err
	}
	wasOpen := k.round.Open()
	result, err := k.round.Step(e, t.now)
	if err != nil {
		return err
	}
	facts := make([]store.Fact, len(result.Facts))
	for i, f := range result.Facts {
		if facts[i], err = t.row(name, f.Person, f.At, f); err != nil {
			return err
		}
	}
	if err := t.append(name, k, facts); err != nil {
		return err
	}
	if err := t.follow(k.round, result); err != nil {
		return err
	}
	if err := t.besideRound(k.round, result.Facts); err != nil {
		return err
	}
	if wasOpen && !k.round.Open() {
		return t.ended(k.round)
	}
	return nil
}

// follow carries out what a round asks for beside its facts.
func (t *turn) follow(r *drills.Round, result drills.Result) error {
	if err := t.Forget(result.Forget...); err != nil {
		return err
	}
	for _, run := range result.Runs {
		if err := t.run(r, run); err != nil {
			return err
		}
	}
	for _, timer := range result.Timers {
		if err := t.timer(roundStream+r.ID, timer.Key, timer.At); err != nil {
			return err
		}
	}
	for _, say := range result.Says {
		if err := t.sayRound(r, say); err != nil {
			return err
		}
	}
	return nil
}

// timer sets a timer, or drops it where the time is zero. That alone is nothing to remember an event by: set again, it is the same.
func (t *turn) timer(stream, key string, at time.Time) error {
	if at.IsZero() {
		return t.DropTimer(stream, key)
	}
	return t.SetTimer(stream, key, at)
}

// cardPace is how often a card's counts change at most, so that nobody can be matched to a moment.
const cardPace = 30 * time.Second

// sayRound queues one message of a round. Its key is the same however often the step is replayed.
func (t *turn) sayRound(r *drills.Round, s drills.Say) error {
	i := intent{Kind: string(s.Kind), Round: r.ID, Person: s.Person, Turn: s.Turn, Message: s.Message, By: s.By}
	key := string(s.Kind) + "/" + r.ID
	if shared, err := t.sayShared(r, s, i); shared {
		return err
	}
	channel := r.Channel
	switch s.Kind {
	case drills.SayCard, drills.SayDebrief, drills.SayLapsed, drills.SayStanding, drills.SayThread:
		return t.queue(channel, key, i, anchored(key))
	case drills.SayCardChanged:
		return t.queue(channel, key+"/"+t.id(), i, merged(key, t.now.Add(cardPace)))
	case drills.SayCardClosed:
		return t.queue(channel, key, i)
	case drills.SayMark:
		return t.queue(channel, key+"/"+t.id(), i)
	case drills.SayVeil:
		return t.queue("note/"+s.Person, key+"/"+t.id(), i)
	case drills.SayTaken, drills.SayAsk, drills.SaySecond, drills.SayNewer, drills.SayStands, drills.SayUnclear, drills.SayTakenBack,
		drills.SayUnread:
		return t.sayReply(r, s)
	}
	if s.Kind == drills.SayPair {
		return t.queue("note/"+s.Person, fmt.Sprintf("%s/%s/%s/%d", key, s.Person, s.By, lives(r, s.By)), i)
	}
	if n := lives(r, s.Person); n > 0 {
		key += fmt.Sprint("/again ", n)
	}
	return t.queue("note/"+s.Person, fmt.Sprintf("%s/%s/%d", key, s.Person, s.Turn), i)
}

func anchored(name string) func(*store.Queued) {
	return func(q *store.Queued) { q.Anchor = name }
}

func merged(name string, at time.Time) func(*store.Queued) {
	return func(q *store.Queued) { q.Merge, q.At = name, at }
}

// runArgs say which attempt to check; the words themselves stay sealed.
type runArgs struct {
	Round string
	Run   drills.Run
}

// runKind is the one kind of slow work there is.
const runKind = "check"

func (t *turn) run(r *drills.Round, run drills.Run) error {
	args, err := json.Marshal(runArgs{Round: r.ID, Run: run})
	if err != nil {
		return fmt.Errorf("ask for a check: %w", err)
	}
	t.wrote = true
	return t.Effect(store.Effect{
		ID: t.id(), Space: t.space, Stream: roundStream + r.ID, Kind: runKind, Args: args, Group: run.Person,
	})
}

// sent makes what a person sent into what the engine takes: words stored, and the outcome found where that needs no run.
func (t *turn) sent(person string, task *drills.Task, answer, expects, change string, sure drills.Confidence) (drills.Sent, error) {
	var out drills.Sent
	var err error
	for _, w := range []struct {
		id   *string
		said string
	}{{&out.Words, answer}, {&out.Expects, expects}, {&out.Change, change}} {
		if *w.id, err = t.words(person, w.said); err != nil {
			return out, err
		}
	}
	out.Sure = sure
	if !check.Pure(task.Kind) {
		return out, nil
	}
	o := check.Judge(task, answer)
	out.Outcome = &o
	out.Detail, err = t.detail(person, o.Detail)
	return out, err
}

func (t *turn) detail(person string, d drills.Detail) (string, error) {
	body, err := json.Marshal(d)
	if err != nil {
		return "", fmt.Errorf("keep an outcome: %w", err)
	}
	return t.words(person, string(body))
}

// ended tells the programme that one of its rounds closed.
func (t *turn) ended(r *drills.Round) error {
	if r.Programme == "" {
		return nil
	}
	return t.plan(r.Programme, programme.RoundEnded{Ended: programme.Ended{
		Channel: r.Channel, Round: r.ID, Drill: r.Drill.ID, Lapsed: r.Lapsed,
	}})
}

// knows says whether this person could have known a round's drill: its debrief stands in another channel of the programme, or
// they had a go at it in another round or in practice. A practice is in no channel: any debrief could be known there. Who reads
// which channel of another programme is not known here.
func (t *turn) knows(r *drills.Round) (bool, error) {
	if known, err := t.practised(r); known || err != nil {
		return known, err
	}
	all, err := t.programmes()
	if err != nil {
		return false, err
	}
	for _, p := range all {
		if (p.ID == r.Programme || r.Private()) && p.Debriefed(r.Drill.ID, r.Channel) {
			return true, nil
		}
		for _, id := range p.Rounds(r.Drill.ID) {
			if id == r.ID {
				continue
			}
			if other, err := t.round(id); err != nil || other.People[t.person.ID].Attempted() {
				return err == nil, err
			}
		}
	}
	return false, nil
}

// place says in chat's terms where a round's thread is.
func (t *turn) thread(r *drills.Round) (chat.Place, bool, error) {
	card, ok, err := t.Anchor(cardAnchor(r.ID))
	return chat.Place{Channel: r.Channel, Thread: card.Message}, ok, err
}
