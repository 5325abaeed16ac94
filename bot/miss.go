package bot

import (
	"slices"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
)

// pressMiss opens the form for what feedback misses.
func (t *turn) pressMiss(k token) (chat.Answer, error) {
	r, answer, err := t.roundFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	_, q, err := t.mentors()
	switch {
	case err != nil:
		return nil, err
	case q.Miss(mentoring.ID(r.ID, t.person.ID, k.num(0))) != nil:
		return t.missThanks(r, k.num(0))
	case !missable(r, t.person.ID, k.num(0)):
		return t.place(r, remark{})
	}
	return chat.Show{Step: t.missForm(r, k.num(0))}, nil
}

// missable says whether a turn has feedback on a misconception, which can be another than the one that the attempt came from.
func missable(r *drills.Round, person string, turn int) bool {
	p := r.People[person]
	if p == nil || turn >= len(p.Turns) || p.Turns[turn].Advised == nil {
		return false
	}
	return misconceptionOf(r.Task(p.Turns[turn].Kind), p.Turns[turn].Advised.Misconception) != nil
}

func (t *turn) submitMissed(k token, v chat.Values) (chat.Answer, error) {
	r, answer, err := t.roundFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	me, turn := t.person.ID, k.num(0)
	if !t.seen && missable(r, me, turn) {
		if n := len([]rune(v.First("line"))); n > chat.MaxTyped {
			return *t.problem("line", "problem.long", map[string]any{"N": n, "Max": chat.MaxTyped}), nil
		}
		line, err := t.words(me, v.First("line"))
		if err != nil {
			return nil, err
		}
		missed := mentoring.Missed{ID: mentoring.ID(r.ID, me, turn), Round: r.ID, Turn: turn, Line: line}
		if err := t.mentoring(mentoring.Report{Person: me, Missed: missed}); err != nil {
			return nil, err
		}
	}
	return t.missThanks(r, turn)
}

// pressMissing shows to who looks after a drill where its feedback misses.
func (t *turn) pressMissing(k token) (chat.Answer, error) {
	_, q, err := t.mentors()
	if err != nil {
		return nil, err
	}
	m := q.Miss(k.about)
	if m == nil {
		return t.whisper("remark.unknown", nil), nil
	}
	r, answer, err := t.lookInto(m.Round, hears)
	if answer != nil || err != nil {
		return answer, err
	}
	step, err := t.missingStep(m, r)
	return chat.Show{Step: step}, err
}

func (t *turn) pressUnplaced(k token) (chat.Answer, error) {
	r, answer, err := t.lookInto(k.about, hears)
	if answer != nil || err != nil {
		return answer, err
	}
	step, err := t.unplacedStep(r)
	return chat.Show{Step: step}, err
}

// countUnplaced tells the facilitators of attempts that show no known picture, once a round is over, and where there are more of them.
func (t *turn) countUnplaced(r *drills.Round) error {
	if r.Open() {
		return nil
	}
	all, err := t.unplaced(r)
	if err != nil {
		return err
	}
	return t.mentoring(mentoring.Count{Unplaced: mentoring.Unplaced{Round: r.ID, N: len(all)}})
}

// unplaced are the turns whose attempt shows no picture that the drill knows, to the drill or to a mentor who looked, in an order that
// says nothing of whose they are.
func (t *turn) unplaced(r *drills.Round) (out []*drills.Turn, err error) {
	_, queue, err := t.mentors()
	if err != nil {
		return nil, err
	}
	for who, p := range r.People {
		for n, turn := range p.Turns {
			if turn.Advised == nil || turn.AsWanted() {
				continue
			}
			picture := turn.Advised.Misconception
			if q := queue.Request(mentoring.ID(r.ID, who, n)); q != nil && q.Picture() != "" {
				picture = q.Picture()
			}
			if picture == "" || picture == mentoring.New {
				out = append(out, turn)
			}
		}
	}
	slices.SortFunc(out, func(a, b *drills.Turn) int { return strings.Compare(a.Leading().Words, b.Leading().Words) })
	return out, nil
}
