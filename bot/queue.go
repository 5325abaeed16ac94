package bot

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"cackle/drills"
	"cackle/drills/mentoring"
	"cackle/drills/programme"
	"cackle/store"
)

// mentors is the space's queue.
func (t *turn) mentors() (*kept, *mentoring.Queue, error) {
	k, err := t.load(mentoringStream)
	if err != nil {
		return nil, nil, err
	}
	return k, &k.beside.(*queueState).Queue, nil
}

// mentoring lets the queue's engine say what follows, and carries it out.
func (t *turn) mentoring(e mentoring.Event) error {
	k, q, err := t.mentors()
	if err != nil {
		return err
	}
	var unread error
	result, err := q.Step(e, func(programme string) time.Time {
		end, err := t.workingDay(programme)
		unread = errors.Join(unread, err)
		return end
	}, t.now)
	if err := errors.Join(err, unread); err != nil {
		return err
	}
	var facts []besideFact
	for _, f := range result.Facts {
		facts = append(facts, besideFact{f, f.Person, f.At})
	}
	if err := t.appendBeside(mentoringStream, k, facts); err != nil {
		return err
	}
	for _, timer := range result.Timers {
		if err := t.timer(mentoringStream, timer.Key, timer.At); err != nil {
			return err
		}
	}
	for _, s := range result.Says {
		if err := t.sayMentoring(q, s); err != nil {
			return err
		}
	}
	return nil
}

// workingDay is the end of one working day from now, by a programme's plan.
func (t *turn) workingDay(id string) (time.Time, error) {
	p, err := t.programme(id)
	if err != nil || p == nil {
		return t.now.AddDate(0, 0, 1), err
	}
	plan := p.Plan
	plan.Window = 1
	return plan.Closes(t.now).UTC(), nil
}

func (t *turn) sayMentoring(q *mentoring.Queue, s mentoring.Say) error {
	i := intent{Kind: string(s.Kind), Mentoring: s.ID, Person: s.Person}
	r := q.Request(s.ID)
	switch s.Kind {
	case mentoring.SayOffer:
		return t.offer(r, s.But)
	case mentoring.SayWaiting:
		return t.toFacilitators(r.Programme, "", i, true)
	case mentoring.SayMissed:
		m := q.Miss(s.ID)
		return t.toFacilitatorsOf(m.Round, m.Person, i)
	case mentoring.SayUnplaced:
		return t.toFacilitatorsOf(s.ID, "", i)
	}
	return t.queue("note/"+s.Person, strings.Join([]string{"mentoring", i.Kind, s.ID, t.id()}, "/"), i)
}

// offer tells the mentors who may look that somebody waits, each once until it is put back.
func (t *turn) offer(q *mentoring.Request, but string) error {
	r, err := t.round(q.Round)
	if err != nil {
		return err
	}
	all, err := t.mentorsOf(r)
	if err != nil {
		return err
	}
	for _, who := range all {
		may, err := t.mayLook(r, who)
		if err != nil {
			return err
		}
		if who == q.Person || who == but || !may {
			continue
		}
		i := intent{Kind: string(mentoring.SayOffer), Mentoring: q.ID, Person: who}
		if err := t.queue("note/"+who, fmt.Sprintf("mentoring/offer/%s/%d/%s", q.ID, q.Back, who), i); err != nil {
			return err
		}
	}
	return nil
}

// offerTo offers what waits in a round to a mentor who has just had a go of their own there.
func (t *turn) offerTo(r *drills.Round, who string) error {
	all, err := t.mentorsOf(r)
	if err != nil || !slices.Contains(all, who) {
		return err
	}
	_, q, err := t.mentors()
	if err != nil {
		return err
	}
	for _, waits := range q.Waiting() {
		if waits.Round == r.ID {
			if err := t.offer(waits, ""); err != nil {
				return err
			}
		}
	}
	return nil
}

// mentorsOf are the people who are asked about a round's attempts.
func (t *turn) mentorsOf(r *drills.Round) ([]string, error) {
	p, err := t.programme(r.Programme)
	if err != nil || p == nil {
		return nil, err
	}
	return p.WhoMentor(), nil
}

// tellsFacilitators says whether an intent is for those who look after a programme, among whom it is no secret.
func (i intent) tellsFacilitators() bool {
	switch mentoring.SayKind(i.Kind) {
	case mentoring.SayWaiting, mentoring.SayMissed, mentoring.SayUnplaced:
		return i.Mentoring != ""
	}
	return false
}

func (t *turn) toFacilitatorsOf(round, but string, i intent) error {
	r, err := t.round(round)
	if err != nil {
		return err
	}
	return t.toFacilitators(r.Programme, but, i, false)
}

// toFacilitators writes to each facilitator but one; where none is left, to the admins: practice has none. What comes as one is
// waiting is left out.
func (t *turn) toFacilitators(id, but string, i intent, merge bool) error {
	p, err := t.programme(id)
	if err != nil {
		return err
	}
	if p == nil {
		p = &programme.Programme{}
	}
	key, told := strings.Join([]string{"mentoring", i.Kind, i.Mentoring, t.id()}, "/"), false
	for _, who := range p.Facilitators {
		if who == but {
			continue
		}
		i.Person, i.Programme, told = who, p.ID, true
		if err := t.queue("note/"+who, key+"/"+who, i, merging(merge, "mentoring/"+i.Kind+"/"+p.ID+"/"+who, t.now)); err != nil {
			return err
		}
	}
	if told || t.b.Admin == "" {
		return nil
	}
	i.Person, i.Programme = "", p.ID
	return t.queue(t.b.Admin, key, i, merging(merge, "mentoring/"+i.Kind+"/"+p.ID, t.now))
}

func merging(merge bool, name string, at time.Time) func(q *store.Queued) {
	if !merge {
		return func(*store.Queued) {}
	}
	return merged(name, at)
}
