package bot

import (
	"errors"
	"slices"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/pairing"
)

// The verbs of reflecting with a colleague. R is a round, P a pair.
const (
	vColleague = "colleague" // R: what it is, and whether to look
	vLook      = "lookfor"   // R n with|without: the person's n-th search
	vJoin      = "join"      // P with|without|no
	vStop      = "stop"      // P: looking
	vNotes     = "notes"     // P: open the two attempts; the form under them
	vCompared  = "compared"  // P: on to the feedback
)

// board is who reflects with whom in the space.
func (t *turn) board() (*kept, *pairing.Board, error) {
	k, err := t.load(pairingStream)
	if err != nil {
		return nil, nil, err
	}
	return k, &k.beside.(*boardState).Board, nil
}

// pairing lets the board's engine say what follows, and carries it out.
func (t *turn) pairing(e pairing.Event) error {
	k, b, err := t.board()
	if err != nil {
		return err
	}
	var unread error
	result, err := b.Step(e, func(round, seeker string) ([]string, bool) {
		people, wanted, err := t.colleagues(round, seeker)
		unread = errors.Join(unread, err)
		return people, wanted
	}, t.now)
	if err := errors.Join(err, unread); err != nil {
		return err
	}
	var facts []besideFact
	for _, f := range result.Facts {
		facts = append(facts, besideFact{f, f.Person, f.At})
	}
	if err := t.appendBeside(pairingStream, k, facts); err != nil {
		return err
	}
	for _, timer := range result.Timers {
		if err := t.timer(pairingStream, timer.Key, timer.At); err != nil {
			return err
		}
	}
	for _, s := range result.Says {
		i := intent{Kind: string(s.Kind), Pairing: s.Pair, Person: s.Person}
		if err := t.queue("note/"+s.Person, strings.Join([]string{"pairing", i.Kind, s.Pair, s.Person}, "/"), i); err != nil {
			return err
		}
	}
	return nil
}

// colleagues are those whose first go in a round stands, with its outcome seen: nobody can change theirs for what they see (C2).
// Who is at the reflection too comes first, then whose go is the latest. Who has their feedback looks for nobody any more.
func (t *turn) colleagues(round, seeker string) (people []string, wanted bool, err error) {
	r, err := t.round(round)
	if err != nil {
		return nil, false, err
	}
	for who := range r.People {
		if who != seeker && goneThrough(r, who) && (t.b.Unasked == nil || !t.b.Unasked(who)) {
			people = append(people, who)
		}
	}
	slices.SortFunc(people, func(a, b string) int {
		if x, y := reflects(r, a), reflects(r, b); x != y {
			if x {
				return -1
			}
			return 1
		}
		if c := r.People[b].Turns[0].Shown.Compare(r.People[a].Turns[0].Shown); c != 0 {
			return c
		}
		return strings.Compare(a, b)
	})
	return people, reflects(r, seeker), nil
}

// reflects says whether somebody is at the reflection of their first go.
func reflects(r *drills.Round, person string) bool {
	at := r.Where(person)
	return at.Stage == drills.AtReflect && at.Turn == 0
}

// pressColleague says what it would be, and asks whether to look.
func (t *turn) pressColleague(k token) (chat.Answer, error) {
	r, answer, err := t.roundFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	_, b, err := t.board()
	if err != nil {
		return nil, err
	}
	if p := b.In(r.ID, t.person.ID); !reflects(r, t.person.ID) || p != nil && p.End == "" {
		return t.place(r, remark{})
	}
	return chat.Show{Step: t.lookStep(r, b.Looks(t.person.ID))}, nil
}

func (t *turn) pressLook(k token) (chat.Answer, error) {
	r, answer, err := t.roundFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	_, b, err := t.board()
	if err != nil {
		return nil, err
	}
	if !t.seen && reflects(r, t.person.ID) && k.num(0) == b.Looks(t.person.ID) {
		err = t.pairing(pairing.Look{Person: t.person.ID, Looked: pairing.Looked{
			ID: pairing.ID(t.person.ID, k.num(0)), Round: r.ID, Named: k.arg(1) == nameGiven,
		}})
	}
	p := b.In(r.ID, t.person.ID)
	switch {
	case errors.Is(err, pairing.ErrBusy):
		return t.place(r, remark{key: "colleague.busy"})
	case err != nil:
		return nil, err
	case p != nil && p.On():
		return t.notes(p, r, remark{})
	case p != nil && p.End == pairing.Nobody && reflects(r, t.person.ID):
		return t.place(r, remark{key: "colleague.nobody"})
	}
	return t.place(r, remark{})
}

// pairFor finds the pair of a token with its round.
func (t *turn) pairFor(k token) (*pairing.Pair, *drills.Round, chat.Answer, error) {
	_, b, err := t.board()
	if err != nil {
		return nil, nil, nil, err
	}
	p := b.Pair(k.about)
	if p == nil {
		return nil, nil, t.whisper("remark.unknown", nil), nil
	}
	r, err := t.round(p.Round)
	if err != nil {
		return nil, nil, nil, err
	}
	return p, r, t.refused(goes, nil), nil
}

// pressJoin answers the question of a colleague who looks. A no is told to nobody, and costs nothing.
func (t *turn) pressJoin(k token) (chat.Answer, error) {
	p, r, answer, err := t.pairFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	yes := k.arg(0) != "no"
	if !t.seen {
		err = t.pairing(pairing.Reply{ID: p.ID, Person: t.person.ID, Yes: yes, Named: k.arg(0) == nameGiven})
	}
	switch {
	case errors.Is(err, pairing.ErrMoved):
		return t.whisper("colleague.moved", nil), nil
	case err != nil:
		return nil, err
	case p.On() && p.Has(t.person.ID):
		return t.notes(p, r, remark{})
	case yes:
		return t.whisper("colleague.moved", nil), nil
	}
	return t.whisper("colleague.no", nil), nil
}

func (t *turn) pressStop(k token) (chat.Answer, error) {
	p, r, answer, err := t.pairFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	if !t.seen {
		err = t.pairing(pairing.Stop{ID: p.ID, Person: t.person.ID})
	}
	if err != nil && !errors.Is(err, pairing.ErrMoved) {
		return nil, err
	}
	return t.place(r, remark{})
}

func (t *turn) pressNotes(k token) (chat.Answer, error) {
	p, r, answer, err := t.pairFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	return t.notes(p, r, remark{})
}

func (t *turn) submitNotes(k token, v chat.Values) (chat.Answer, error) {
	p, r, answer, err := t.pairFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	me := t.person.ID
	switch {
	case t.other:
		return t.notes(p, r, remark{key: "colleague.twice", typed: typed(v)})
	case t.seen:
		return t.notes(p, r, remark{})
	case !p.On() || !p.Has(me) || p.End != "" || p.Wrote(me):
		return t.notes(p, r, remark{key: "remark.earlier", typed: typed(v)})
	}
	if problem := t.blank(v, "part", "keep", "picture"); problem != nil {
		return *problem, nil
	}
	w := pairing.Wrote{ID: p.ID}
	for _, f := range []struct {
		name string
		id   *string
	}{{"part", &w.Part}, {"keep", &w.Keep}, {"picture", &w.Picture}} {
		if *f.id, err = t.words(me, v.First(f.name)); err != nil {
			return nil, err
		}
	}
	if err := t.pairing(pairing.Write{Person: me, Wrote: w}); err != nil {
		return nil, err
	}
	return t.notes(p, r, remark{})
}

// pressCompared goes on to the feedback. What was written to the colleague is the reflection: nobody is asked twice.
func (t *turn) pressCompared(k token) (chat.Answer, error) {
	p, r, answer, err := t.pairFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	me := t.person.ID
	if notes, wrote := p.Notes[me]; wrote && reflects(r, me) && !t.seen {
		err = t.step(r.ID, drills.Reflect{Person: me, Reflected: drills.Reflected{Discrepancy: notes.Part, Cause: notes.Picture}})
		if err != nil {
			return nil, err
		}
	}
	return t.place(r, remark{})
}
