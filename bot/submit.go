package bot

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
)

// submit takes a form. Nothing that was typed is lost: a form that cannot be taken stays open with its text, and one that
// belongs to an earlier step says so above the place where the person is.
func (t *turn) submit(k token, s chat.Submit) (chat.Answer, error) {
	switch k.verb {
	case vPlan:
		return t.submitPlan(k, s.Values)
	case vSetup:
		return t.submitSetup(k, s.Values)
	case vPause:
		return t.submitPause(s.Values)
	}
	if submit := besideForms()[k.verb]; submit != nil {
		return submit(t, k, s.Values)
	}
	r, answer, err := t.enter(k.about)
	if err != nil || answer != nil {
		return answer, err
	}
	return t.alive(r)(t.submitRound(r, k, s))
}

func (t *turn) submitRound(r *drills.Round, k token, s chat.Submit) (chat.Answer, error) {
	switch {
	case k.verb == vBring:
		return t.submitBring(r, k, s.Values)
	case k.verb == vShare || k.verb == vPostMine:
		return t.submitShared(r, k, s.Values)
	case t.other:
		return t.place(r, remark{key: "remark.twice", typed: typed(s.Values)})
	case t.seen:
		return t.place(r, remark{})
	}
	if !t.fits(r, k) {
		return t.place(r, remark{key: "remark.earlier", typed: typed(s.Values)})
	}
	e, problem, err := t.form(r, k, s.Values)
	switch {
	case err != nil:
		return nil, err
	case problem != nil:
		return *problem, nil
	case e == nil:
		return t.whisper("remark.unknown", nil), nil
	}
	over := k.verb == vAttempt && k.arg(2) == formOpen && !r.Open()
	rem := t.remarkOf(t.step(r.ID, e))
	if rem.key == "" && over {
		rem.key = "remark.closed"
	}
	return t.place(r, rem)
}

// fits says whether a form was opened for where the person is now. The engine holds to it too; asked before, no words of a
// form that is not taken are stored.
func (t *turn) fits(r *drills.Round, k token) bool {
	at := r.Where(t.person.ID)
	stages := map[string]drills.Stage{
		vAttempt: drills.AtAttempt, vSecond: drills.AtSecondWay, vExpect: drills.AtRunning, vReflect: drills.AtReflect,
		vReason: drills.AtReason, vPart: drills.AtFeedback, vPredict: drills.AtPredict,
	}
	replaces := k.verb == vAttempt && (at.Stage == drills.AtSecondWay || at.Stage == drills.AtPredict)
	if (k.verb == vAttempt || k.verb == vSecond || k.verb == vPredict) && k.num(1) != at.Next || k.life != lives(r, t.person.ID) {
		return false
	}
	return at.Turn == k.num(0) && (at.Stage == stages[k.verb] || replaces)
}

// typed is what stood in a form's fields, to hand it back.
func typed(v chat.Values) string {
	var all []string
	for _, name := range slices.Sorted(maps.Keys(v)) {
		if s := strings.TrimSpace(v.First(name)); s != "" && name != "sure" && name != "people" {
			all = append(all, s)
		}
	}
	return strings.Join(all, "\n\n")
}

// form turns a form's fields into the event that the engine takes.
func (t *turn) form(r *drills.Round, k token, v chat.Values) (drills.Event, *chat.Problem, error) {
	me, turn := t.person.ID, k.num(0)
	switch k.verb {
	case vAttempt:
		return t.formAttempt(r, k, v)
	case vSecond:
		return t.formSecond(r, turn, v)
	case vReflect:
		e := drills.Reflect{Person: me, Reflected: drills.Reflected{Turn: turn}}
		if p := t.blank(v, "discrepancy", "cause"); p != nil {
			return nil, p, nil
		}
		for _, f := range []struct {
			id   *string
			name string
		}{{&e.Expected, "expected"}, {&e.Actual, "actual"}, {&e.Discrepancy, "discrepancy"}, {&e.Cause, "cause"}} {
			var err error
			if *f.id, err = t.words(me, v.First(f.name)); err != nil {
				return nil, nil, err
			}
		}
		return e, nil, nil
	case vExpect:
		words, problem, err := t.required(v, "expected")
		return drills.KeepExpectation{Person: me, ExpectationKept: drills.ExpectationKept{Turn: turn, Words: words}}, problem, err
	case vPredict:
		return t.formPredict(k, v)
	case vReason:
		words, problem, err := t.required(v, "reason")
		return drills.GiveReason{Person: me, ReasonGiven: drills.ReasonGiven{Turn: turn, Words: words}}, problem, err
	case vPart:
		words, problem, err := t.required(v, "part")
		return drills.FindPart{Person: me, PartFound: drills.PartFound{Turn: turn, Words: words}}, problem, err
	}
	return nil, nil, nil
}

func (t *turn) formAttempt(r *drills.Round, k token, v chat.Values) (drills.Event, *chat.Problem, error) {
	turn, rev := k.num(0), k.num(1)
	task, redo := t.taskAt(r, turn)
	answer := answerOf(v)
	if p := t.unreadable(task, answer, "answer"); p != nil {
		return nil, p, nil
	}
	sure, p := t.sure(v)
	if p != nil {
		return nil, p, nil
	}
	if redo {
		if p := t.blank(v, "change"); p != nil {
			return nil, p, nil
		}
	}
	sent, err := t.sent(t.person.ID, task, answer, v.First("expects"), v.First("change"), sure)
	if err == nil && turn == 0 {
		sent.Seen, err = t.knows(r)
	}
	return drills.SendAttempt{Person: t.person.ID, Turn: turn, Rev: rev, Attempt: sent}, nil, err
}

func (t *turn) sure(v chat.Values) (drills.Confidence, *chat.Problem) {
	sure, err := strconv.Atoi(v.First("sure"))
	if err != nil || sure < int(drills.Hunch) || sure > int(drills.Sure) {
		return drills.Unstated, t.problem("sure", "problem.sure", nil)
	}
	return drills.Confidence(sure), nil
}

// formPredict takes what a reply in the thread did not say.
func (t *turn) formPredict(k token, v chat.Values) (drills.Event, *chat.Problem, error) {
	sure, p := t.sure(v)
	if p != nil {
		return nil, p, nil
	}
	expects, err := t.words(t.person.ID, v.First("expects"))
	return drills.Predict{Person: t.person.ID, Next: k.num(1), PredictionGiven: drills.PredictionGiven{
		Turn: k.num(0), Sure: sure, Expects: expects,
	}}, nil, err
}

// formSecond takes the second way. It carries the first one's confidence: nobody is asked twice.
func (t *turn) formSecond(r *drills.Round, turn int, v chat.Values) (drills.Event, *chat.Problem, error) {
	e := drills.ShowOutcome{Person: t.person.ID, Turn: turn}
	var p *chat.Problem
	if e.With, p = t.people(v); p != nil {
		return nil, p, nil
	}
	answer := answerOf(v)
	said := strings.TrimSpace(answer)
	if said == "" || said == noSecond {
		return e, nil, nil
	}
	if first, err := t.firstWay(r, turn); err != nil || said == first {
		return e, nil, err
	}
	task, _ := t.taskAt(r, turn)
	if p := t.unreadable(task, answer, "answer"); p != nil {
		return nil, p, nil
	}
	sent, err := t.sent(t.person.ID, task, answer, "", "", drills.Unstated)
	e.Second = &sent
	return e, nil, err
}

// firstWay is what a person sent; the same again is no second way.
func (t *turn) firstWay(r *drills.Round, turn int) (string, error) {
	id := r.People[t.person.ID].Turns[turn].Attempts[0].Words
	said, err := t.Words(id)
	if err != nil {
		return "", fmt.Errorf("read the first way: %w", err)
	}
	return strings.TrimSpace(said[id]), nil
}

// taskAt is the task of a person's turn, and whether it is a redo.
func (t *turn) taskAt(r *drills.Round, turn int) (task *drills.Task, redo bool) {
	kind := drills.FirstGo
	if p := r.People[t.person.ID]; p != nil && turn < len(p.Turns) {
		kind = p.Turns[turn].Kind
	}
	return r.Task(kind), kind == drills.Redo
}

// answerOf joins what a field with several choices holds, so that every kind of answer is one text.
func answerOf(v chat.Values) string { return strings.Join(v["answer"], ", ") }

// unreadable says what is in the way of an answer: blank, too long, or not of the drill's kind.
func (t *turn) unreadable(task *drills.Task, answer, field string) *chat.Problem {
	if n := utf8.RuneCountInString(answer); n > chat.MaxTyped {
		return t.problem(field, "problem.long", map[string]any{"N": n, "Max": chat.MaxTyped})
	}
	if p := check.Read(task, answer); p != nil {
		args := map[string]any{}
		for name, value := range p.Args {
			args[name] = value
		}
		return t.problem(field, "problem."+p.Key, args)
	}
	return nil
}

// blank finds the first of these fields that holds nothing.
func (t *turn) blank(v chat.Values, fields ...string) *chat.Problem {
	for _, f := range fields {
		if strings.TrimSpace(v.First(f)) == "" {
			return t.problem(f, "problem.line", nil)
		}
		if n := utf8.RuneCountInString(v.First(f)); n > chat.MaxTyped {
			return t.problem(f, "problem.long", map[string]any{"N": n, "Max": chat.MaxTyped})
		}
	}
	return nil
}

// required keeps one field that must hold something.
func (t *turn) required(v chat.Values, field string) (words string, p *chat.Problem, err error) {
	if p := t.blank(v, field); p != nil {
		return "", p, nil
	}
	words, err = t.words(t.person.ID, v.First(field))
	return words, nil, err
}

func (t *turn) problem(field, key string, args map[string]any) *chat.Problem {
	return &chat.Problem{Field: field, Text: t.voice.Say(key, args)}
}
