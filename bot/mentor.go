package bot

import (
	"errors"
	"maps"
	"slices"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
	"cackle/drills/programme"
)

// The verbs of the mentors' queue. R is a round, Q a request, M somebody's word that feedback misses; n grows with what happens.
const (
	vMentor   = "mentor"   // R turn: ask for one
	vQueue    = "queue"    // -: the list
	vTake     = "take"     // Q n
	vGiveBack = "giveback" // Q n
	vAnswer   = "answer"   // Q said: the form, by how much was said before it
	vSaid     = "said"     // Q: what was said, to who asked
	vHelps    = "helps"    // Q n
	vAskBack  = "askback"  // Q said: open the form; the form
	vMiss     = "miss"     // R turn: open the form
	vMissed   = "missed"   // R turn: the form
	vMissing  = "missing"  // M: to those who look after the drill
	vUnplaced = "unplaced" // R: to them too
)

// pressMentor asks for a mentor, and shows the place it was asked from.
func (t *turn) pressMentor(k token) (chat.Answer, error) {
	r, answer, err := t.roundFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	me, turn := t.person.ID, k.num(0)
	ok, err := t.canAsk(r, me, turn)
	if err != nil {
		return nil, err
	}
	if ok && !t.seen {
		err = t.mentoring(mentoring.Ask{Person: me, Asked: mentoring.Asked{
			ID: mentoring.ID(r.ID, me, turn), Programme: r.Programme, Round: r.ID, Turn: turn,
		}})
	}
	if err != nil {
		return nil, err
	}
	return t.place(r, remark{})
}

// canAsk says whether somebody can ask for a mentor on a turn: it has its feedback, did not come out as wanted, was not asked
// about before, and there is somebody else to ask.
func (t *turn) canAsk(r *drills.Round, person string, turn int) (bool, error) {
	p := r.People[person]
	if p == nil || turn >= len(p.Turns) || p.Turns[turn].Advised == nil || p.Turns[turn].AsWanted() {
		return false, nil
	}
	_, q, err := t.mentors()
	if err != nil || q.Request(mentoring.ID(r.ID, person, turn)) != nil {
		return false, err
	}
	all, err := t.mentorsOf(r)
	return slices.ContainsFunc(all, func(who string) bool { return who != person }), err
}

// roundFor finds the round of a token, and refuses who may not have a go.
func (t *turn) roundFor(k token) (*drills.Round, chat.Answer, error) {
	r, err := t.round(k.about)
	if errors.Is(err, drills.ErrNoRound) {
		return nil, t.whisper("remark.unknown", nil), nil
	}
	if err != nil {
		return nil, nil, err
	}
	return r, t.refused(goes, nil), nil
}

// requestFor finds the request of a token with its round, for a mentor who may answer it.
func (t *turn) requestFor(k token) (*mentoring.Request, *drills.Round, chat.Answer, error) {
	_, queue, err := t.mentors()
	if err != nil {
		return nil, nil, nil, err
	}
	q := queue.Request(k.about)
	if q == nil {
		return nil, nil, t.whisper("remark.unknown", nil), nil
	}
	r, answer, err := t.lookInto(q.Round, answers)
	return q, r, answer, err
}

// lookInto opens a round for somebody who looks at others' attempts: by their role, and by a go of their own (C2).
func (t *turn) lookInto(round string, a action) (*drills.Round, chat.Answer, error) {
	r, err := t.round(round)
	if errors.Is(err, drills.ErrNoRound) {
		return nil, t.whisper("remark.unknown", nil), nil
	}
	if err != nil {
		return nil, nil, err
	}
	p, err := t.programme(r.Programme)
	if err != nil {
		return nil, nil, err
	}
	if answer := t.refused(a, p); answer != nil {
		return nil, answer, nil
	}
	if may, err := t.mayLook(r, t.person.ID); !may || err != nil {
		return nil, t.goFirst(r), err
	}
	return r, nil, nil
}

// pressTake gives a request to the one whose press came first, and shows it to them.
func (t *turn) pressTake(k token) (chat.Answer, error) {
	q, r, answer, err := t.requestFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	if !t.seen {
		err = t.mentoring(mentoring.Take{ID: q.ID, Mentor: t.person.ID})
	}
	return t.answering(q, r, err)
}

// answering shows a request to the mentor who has it, and to others how the queue is.
func (t *turn) answering(q *mentoring.Request, r *drills.Round, err error) (chat.Answer, error) {
	switch {
	case errors.Is(err, mentoring.ErrTaken):
		return t.queueStep("mentor.taken")
	case errors.Is(err, mentoring.ErrMoved):
		return t.queueStep("mentor.moved")
	case err != nil:
		return nil, err
	case q.Mentor == t.person.ID && q.Awaits:
		step, err := t.answerForm(q, r)
		return chat.Show{Step: step}, err
	}
	return t.queueStep("")
}

func (t *turn) pressGiveBack(k token) (chat.Answer, error) {
	q, _, answer, err := t.requestFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	if !t.seen {
		err = t.mentoring(mentoring.GiveBack{ID: q.ID, Mentor: t.person.ID})
	}
	switch {
	case errors.Is(err, mentoring.ErrMoved):
		return t.queueStep("mentor.moved")
	case err != nil:
		return nil, err
	}
	return t.queueStep("mentor.given-back")
}

func (t *turn) submitAnswer(k token, v chat.Values) (chat.Answer, error) {
	q, r, answer, err := t.requestFor(k)
	if answer != nil || err != nil {
		return answer, err
	}
	if t.seen && !t.other {
		return t.answering(q, r, nil)
	}
	if t.seen || !q.Awaits || k.num(0) != len(q.Said) || q.Mentor != "" && q.Mentor != t.person.ID {
		return t.notTaken("mentor.moved", v)
	}
	fields := []string{"sound", "breaks", "next"}
	if q.Answered() {
		fields = fields[2:]
	}
	if p := t.blank(v, fields...); p != nil {
		return *p, nil
	}
	said := mentoring.Answered{ID: q.ID, Named: v.First("name") == nameGiven}
	task := r.Task(r.People[q.Person].Turns[q.Turn].Kind)
	if picture := v.First("picture"); picture == mentoring.New || misconceptionOf(task, picture) != nil {
		said.Picture = picture
	}
	for name, id := range map[string]*string{"sound": &said.Sound, "breaks": &said.Breaks, "next": &said.Next} {
		if *id, err = t.words(t.person.ID, v.First(name)); err != nil {
			return nil, err
		}
	}
	if err := t.mentoring(mentoring.Answer{Mentor: t.person.ID, Answered: said}); err != nil {
		return nil, err
	}
	if err := t.countUnplaced(r); err != nil { // the mentor may see a picture that is new
		return nil, err
	}
	return t.queueStep("mentor.sent")
}

// notTaken hands back what was typed into a form that came too late.
func (t *turn) notTaken(key string, v chat.Values) (chat.Answer, error) {
	maps.DeleteFunc(v, func(field string, _ []string) bool { return field == "name" || field == "picture" })
	answer, err := t.queueStep(key)
	if show, ok := answer.(chat.Show); ok {
		show.Step.Body = append(show.Step.Body, chat.Block{Text: t.voice.Say("remark.kept")}, chat.Block{Quote: t.excerpt(typed(v), 2000)})
		return show, err
	}
	return answer, err
}

func (t *turn) pressQueue(token) (chat.Answer, error) { return t.queueStep("") }

// mentorCommand lists the queue to who answers from it, wherever they ask.
func (t *turn) mentorCommand(at chat.Place) (chat.Answer, error) {
	mine, err := t.mentored()
	if err != nil {
		return nil, err
	}
	if len(mine) > 0 {
		return t.queueStep("")
	}
	p, err := t.inChannel(at.Channel)
	if err != nil {
		return nil, err
	}
	if answer := t.refused(answers, p); answer != nil {
		return answer, nil
	}
	return t.queueStep("")
}

// mentored are the programmes whose queue is this person's.
func (t *turn) mentored() ([]*programme.Programme, error) {
	all, err := t.programmes()
	return slices.DeleteFunc(all, func(p *programme.Programme) bool { return !t.may(answers, p) }), err
}

// ownRequest finds the request of a token, for the person whose it is.
func (t *turn) ownRequest(k token) (*mentoring.Request, *drills.Round, chat.Answer, error) {
	_, queue, err := t.mentors()
	if err != nil {
		return nil, nil, nil, err
	}
	q := queue.Request(k.about)
	if q == nil || q.Person != t.person.ID || !q.Answered() {
		return nil, nil, t.whisper("remark.unknown", nil), nil
	}
	r, err := t.round(q.Round)
	return q, r, nil, err
}

func (t *turn) pressSaid(k token) (chat.Answer, error) {
	q, r, answer, err := t.ownRequest(k)
	if answer != nil || err != nil {
		return answer, err
	}
	step, err := t.saidStep(q, r, "")
	return chat.Show{Step: step}, err
}

func (t *turn) pressHelps(k token) (chat.Answer, error) {
	q, r, answer, err := t.ownRequest(k)
	if answer != nil || err != nil {
		return answer, err
	}
	if err := t.mentoring(mentoring.Help{ID: q.ID, Person: t.person.ID}); err != nil && !errors.Is(err, mentoring.ErrMoved) {
		return nil, err
	}
	return t.place(r, remark{key: "mentor.helped"})
}

func (t *turn) pressAskBack(k token) (chat.Answer, error) {
	q, r, answer, err := t.ownRequest(k)
	if answer != nil || err != nil {
		return answer, err
	}
	step, err := t.saidStep(q, r, "")
	if err == nil && !q.Awaits {
		step = t.askBackForm(q, r)
	}
	return chat.Show{Step: step}, err
}

func (t *turn) submitAskBack(k token, v chat.Values) (chat.Answer, error) {
	q, r, answer, err := t.ownRequest(k)
	if answer != nil || err != nil {
		return answer, err
	}
	key := "mentor.asked-back"
	switch {
	case t.seen:
	case q.Awaits || k.num(0) != len(q.Said):
		return t.place(r, remark{key: "remark.earlier", typed: typed(v)})
	default:
		words, problem, err := t.required(v, "question")
		if problem != nil || err != nil {
			return problemOr(problem), err
		}
		err = t.mentoring(mentoring.AskBack{Person: t.person.ID, AskedBack: mentoring.AskedBack{
			ID: q.ID, Question: words, Named: v.First("name") == nameGiven,
		}})
		if err != nil {
			return nil, err
		}
	}
	step, err := t.saidStep(q, r, key)
	return chat.Show{Step: step}, err
}

func problemOr(p *chat.Problem) chat.Answer {
	if p == nil {
		return nil
	}
	return *p
}
