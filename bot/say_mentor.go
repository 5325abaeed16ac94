package bot

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
	"cackle/drills/programme"
)

// nameGiven is the choice to go by one's name; without it nobody is named.
const nameGiven = "with"

// nameField asks whether to be named.
func (t *turn) nameField() chat.Part {
	return chat.Part{Field: &chat.Field{
		Name: "name", Label: t.voice.Say("name.label"), Kind: chat.OneOf, Prefill: []string{"without"},
		Options: []chat.Option{{Value: "without", Label: t.voice.Say("name.without")}, {Value: nameGiven, Label: t.voice.Say("name.with")}},
	}}
}

// by is who somebody goes by: their name where they gave it, else what stands under key.
func (t *turn) by(person string, named bool, key string) string {
	if named {
		return chat.Mention(person, person)
	}
	return t.voice.Say(key)
}

// withMentor adds the ways to a mentor, and the word that feedback misses, to a turn's feedback.
func (t *turn) withMentor(s *chat.Step, r *drills.Round, person string, n int) error {
	_, queue, err := t.mentors()
	if err != nil {
		return err
	}
	known := missable(r, person, n)
	q := queue.Request(mentoring.ID(r.ID, person, n))
	switch {
	case q != nil && q.Answered():
		s.Buttons = append(s.Buttons, t.button(mint(vSaid, q.ID), "mentor.read"))
	case q != nil:
		s.Body = append([]chat.Block{{Text: t.voice.Say("mentor.waits")}}, s.Body...)
	default:
		ok, err := t.canAsk(r, person, n)
		if err != nil {
			return err
		}
		if ask := t.button(mint(vMentor, r.ID, n), "mentor.ask"); ok && known {
			s.Buttons = append(s.Buttons, ask)
		} else if ok { // of a way that is not known it is the first thing to do
			ask.Label = t.voice.Say("mentor.please")
			s.Buttons = append([]chat.Button{ask}, s.Buttons...)
		}
	}
	if known && queue.Miss(mentoring.ID(r.ID, person, n)) == nil {
		s.Buttons = append(s.Buttons, t.button(mint(vMiss, r.ID, n), "miss.button"))
	}
	return nil
}

// renderMentoring is a note of the queue; nil where what it would say is no longer so.
func (t *turn) renderMentoring(i intent) (chat.Deed, error) {
	_, queue, err := t.mentors()
	if err != nil {
		return nil, err
	}
	var m *chat.Message
	switch kind := mentoring.SayKind(i.Kind); kind {
	case mentoring.SayMissed, mentoring.SayUnplaced:
		m, err = t.drillNote(queue, kind, i.Mentoring)
	case mentoring.SayWaiting:
		m = t.waitingNote(queue, i.Programme)
	default:
		if q := queue.Request(i.Mentoring); q != nil {
			m, err = t.requestNote(queue, q, kind, i.Person)
		}
	}
	switch {
	case m == nil || err != nil:
		return nil, err
	case i.Person == "":
		return chat.Post{At: chat.Place{Channel: t.b.Admin}, Message: *m}, nil
	}
	return chat.Note{To: i.Person, Message: *m}, nil
}

// requestNote is what a request's people are told. Nothing of the attempt stands in it, and no name.
func (t *turn) requestNote(queue *mentoring.Queue, q *mentoring.Request, kind mentoring.SayKind, person string) (*chat.Message, error) {
	r, err := t.round(q.Round)
	if err != nil {
		return nil, err
	}
	args := map[string]any{"Title": r.Drill.Title, "Wait": t.lasted(t.now.Sub(q.Since))}
	m := &chat.Message{Notice: t.voice.Say("notice.ready")}
	switch still := q.Awaits; kind {
	case mentoring.SayOffer:
		if q.Mentor != "" || !still {
			return nil, nil
		}
		m.Notice = t.voice.Say("mentor.notice")
		m.Rows = [][]chat.Button{{t.main(mint(vTake, q.ID, q.Facts), "mentor.take"), t.listButton(len(queue.Waiting()))}}
		m.Blocks = []chat.Block{{Text: t.voice.Say(placed(r, q, "mentor.offer", "mentor.offer-unknown"), args)}}
		return m, nil
	case mentoring.SayAskedBack:
		if q.Mentor != person || !still {
			return nil, nil
		}
		m.Notice = t.voice.Say("mentor.notice-back")
		m.Rows = [][]chat.Button{{t.main(mint(vTake, q.ID, q.Facts), "button.open")}}
	case mentoring.SayNotYet:
		if !still {
			return nil, nil
		}
		key := "mentor.not-yet"
		if q.Answered() {
			key = "mentor.not-yet-back"
		}
		m.Notice = t.voice.Say("mentor.notice-yours")
		m.Blocks = []chat.Block{{Text: t.voice.Say(key, args)}}
		return m, nil
	case mentoring.SayAnswer:
		return t.answerNote(q, r, args)
	}
	m.Blocks = []chat.Block{{Text: t.voice.Say("mentor.note-"+strings.ReplaceAll(string(kind), " ", "-"), args)}}
	return m, nil
}

// answerNote brings the mentor's words themselves, with what can follow. Its notification says none of them.
func (t *turn) answerNote(q *mentoring.Request, r *drills.Round, args map[string]any) (*chat.Message, error) {
	if q.Awaits { // it was read, and asked back about, before this was sent
		return nil, nil
	}
	step, err := t.saidStep(q, r, "")
	return &chat.Message{
		Notice: t.voice.Say("notice.ready"),
		Blocks: append([]chat.Block{{Text: t.voice.Say("mentor.note-answer", args)}}, step.Body...),
		Rows:   [][]chat.Button{step.Buttons},
	}, err
}

// placed is one key for a request whose attempt shows a picture that the drill knows, and another for one that shows none.
func placed(r *drills.Round, q *mentoring.Request, key, unknown string) string {
	if missable(r, q.Person, q.Turn) {
		return key
	}
	return unknown
}

// lasted says a time that has gone by.
func (t *turn) lasted(d time.Duration) string {
	switch {
	case d < time.Minute:
		return t.voice.Say("lasted.no-time")
	case d < 2*time.Hour:
		return t.voice.Say("lasted.minutes", map[string]any{"Count": int(d.Minutes())})
	}
	return t.voice.Say("lasted.hours", map[string]any{"Count": int(d.Hours())})
}

func (t *turn) listButton(n int) chat.Button {
	return chat.Button{ID: mint(vQueue, "all"), Label: t.voice.Say("mentor.list", map[string]any{"N": n})}
}

// waitingNote tells the facilitators how many wait for a mentor's word in their programme, and how long.
func (t *turn) waitingNote(queue *mentoring.Queue, programme string) *chat.Message {
	all := queue.Awaited()
	all = slices.DeleteFunc(all, func(q *mentoring.Request) bool { return q.Programme != programme })
	if len(all) == 0 {
		return nil
	}
	return &chat.Message{
		Notice: t.voice.Say("mentor.notice-waiting"),
		Blocks: []chat.Block{{Text: t.voice.Say("mentor.waiting", map[string]any{
			"Count": len(all), "Wait": t.lasted(t.now.Sub(all[0].Since)),
		})}},
		Rows: [][]chat.Button{{t.listButton(len(queue.Waiting()))}},
	}
}

// drillNote tells those who look after a drill that there is something to see. What it is stands behind the press (C2).
func (t *turn) drillNote(queue *mentoring.Queue, kind mentoring.SayKind, id string) (*chat.Message, error) {
	round, button, args := id, mint(vUnplaced, id), map[string]any{"Count": queue.Unplaced(id)}
	if kind == mentoring.SayMissed {
		round, button = queue.Miss(id).Round, mint(vMissing, id)
	}
	r, err := t.round(round)
	if err != nil {
		return nil, err
	}
	args["Title"] = r.Drill.Title
	return &chat.Message{
		Notice: t.voice.Say("miss.notice", args),
		Blocks: []chat.Block{{Text: t.voice.Say("miss.note-"+string(kind), args)}},
		Rows:   [][]chat.Button{{t.main(button, "miss.look")}},
	}, nil
}

// goFirst is for who would look at others' attempts at a drill that is still open, and has none of their own in it.
func (t *turn) goFirst(r *drills.Round) chat.Answer {
	line := t.voice.Say("mentor.go-first", map[string]any{"Title": r.Drill.Title, "Until": chat.When(r.Closes)})
	return chat.Whisper{Message: chat.Message{
		Notice: t.voice.Say("notice.reminder", map[string]any{"Title": r.Drill.Title}), Blocks: []chat.Block{{Text: line}},
		Rows: [][]chat.Button{{t.main(mint(vGo, r.ID), "button.go")}},
	}}
}

// queueShows is how many requests the list has a button for.
const queueShows = 8

// queueStep is the list of what waits for this mentor, under a line on what just was.
func (t *turn) queueStep(key string) (chat.Answer, error) {
	mine, err := t.mentored()
	if err != nil {
		return nil, err
	}
	if len(mine) == 0 {
		return t.refused(answers, nil), nil
	}
	_, queue, err := t.mentors()
	if err != nil {
		return nil, err
	}
	s := chat.Step{ID: mint("queue-step", "all"), Heading: t.voice.Say("mentor.heading")}
	if key != "" {
		s.Body = []chat.Block{{Text: t.voice.Say(key)}}
	}
	var lines []string
	for _, q := range slices.Concat(queue.With(t.person.ID), queue.Waiting()) {
		if q.Person == t.person.ID || !slices.ContainsFunc(mine, func(p *programme.Programme) bool { return p.ID == q.Programme }) {
			continue
		}
		line, button, err := t.queueLine(q, len(lines)+1)
		if err != nil {
			return nil, err
		}
		if lines = append(lines, line); button != nil && len(s.Buttons) < queueShows {
			s.Buttons = append(s.Buttons, *button)
		}
	}
	switch {
	case len(lines) == 0:
		lines = []string{t.voice.Say("mentor.none")}
	case len(lines) > queueShows:
		lines = append(lines[:queueShows], t.voice.Say("mentor.more", map[string]any{"Count": len(lines) - queueShows}))
	}
	s.Body = append(s.Body, chat.Block{Text: strings.Join(lines, "\n\n")})
	return chat.Show{Step: s}, nil
}

// queueLine is one of the list, with the button that opens it; none for who has to have a go first.
func (t *turn) queueLine(q *mentoring.Request, n int) (string, *chat.Button, error) {
	r, err := t.round(q.Round)
	if err != nil {
		return "", nil, err
	}
	key := "mentor.line"
	switch {
	case !mayLook(r, t.person.ID):
		key = "mentor.line-first"
	case q.Mentor == t.person.ID:
		key = "mentor.line-yours"
	}
	line := t.voice.Say(key, map[string]any{"N": n, "Title": r.Drill.Title, "Wait": t.lasted(t.now.Sub(q.Since))})
	if key == "mentor.line-first" {
		return line, nil, nil
	}
	label := t.voice.Say("mentor.line-button", map[string]any{"N": n, "Title": r.Drill.Title})
	return line, &chat.Button{ID: mint(vTake, q.ID, q.Facts), Label: short(label, chat.MaxButton)}, nil
}

// answerForm shows a request to the mentor who has it, without the name.
func (t *turn) answerForm(q *mentoring.Request, r *drills.Round) (chat.Step, error) {
	s := t.screen(r, mint(vAnswer, q.ID, len(q.Said)))
	turn := r.People[q.Person].Turns[q.Turn]
	s.Send, s.Buttons = t.voice.Say("mentor.send"), []chat.Button{t.button(mint(vGiveBack, q.ID, q.Facts), "mentor.give-back")}
	if q.Answered() {
		return t.replyForm(s, q, r.Task(turn.Kind), turn)
	}
	shown, err := t.nameless(r, turn)
	if err != nil {
		return s, err
	}
	s.Body = append([]chat.Block{{Text: t.voice.Say("mentor.body")}}, shown...)
	s.Parts = []chat.Part{
		t.field("sound", "mentor.sound", chat.Paragraph, 500, true, ""),
		t.field("breaks", "mentor.breaks", chat.Paragraph, 500, true, ""),
		t.field("next", "mentor.next", chat.Paragraph, 500, true, ""),
		t.pictureField(r.Task(turn.Kind)), t.nameField(),
	}
	return s, nil
}

// replyForm is the form of a question that was asked back: the attempt, and what was said.
func (t *turn) replyForm(s chat.Step, q *mentoring.Request, task *drills.Task, turn *drills.Turn) (chat.Step, error) {
	shown, err := t.attemptAndOutcome(task, turn.Leading())
	if err != nil {
		return s, err
	}
	said, err := t.exchange(q)
	s.Body = append(shown, said...)
	s.Parts = []chat.Part{t.field("next", "mentor.reply", chat.Paragraph, 1000, true, ""), t.nameField()}
	return s, err
}

// pictureField asks which of the drill's misconceptions the attempt shows, if any.
func (t *turn) pictureField(task *drills.Task) chat.Part {
	f := &chat.Field{Name: "picture", Label: t.voice.Say("mentor.picture"), Kind: chat.Select}
	for _, m := range task.Misconceptions[:min(len(task.Misconceptions), chat.MaxSelect-1)] {
		f.Options = append(f.Options, chat.Option{Value: m.ID, Label: short(m.Name, chat.MaxOption)})
	}
	f.Options = append(f.Options, chat.Option{Value: mentoring.New, Label: t.voice.Say("mentor.picture-new")})
	return chat.Part{Field: f}
}

// nameless is somebody's turn as others may see it: each attempt with what it did, and what its author made of that.
func (t *turn) nameless(r *drills.Round, turn *drills.Turn) ([]chat.Block, error) {
	var blocks []chat.Block
	for _, a := range turn.Attempts {
		shown, err := t.attemptAndOutcome(r.Task(turn.Kind), a)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, shown...)
	}
	terms := []chat.Term{}
	add := func(key, words string) error {
		said, err := t.Words(words)
		if text := said[words]; err == nil && text != "" {
			terms = append(terms, chat.Term{Head: t.voice.Say(key), Text: chat.Literal(t.excerpt(text, 300))})
		}
		return err
	}
	if w := turn.Reflected; w != nil {
		for _, part := range [][2]string{
			{"mentor.expected", w.Expected}, {"mentor.parts", w.Discrepancy}, {"mentor.hunch", w.Cause},
		} {
			if err := add(part[0], part[1]); err != nil {
				return nil, fmt.Errorf("read a reflection: %w", err)
			}
		}
	}
	if err := add("mentor.parts", turn.Part); err != nil {
		return nil, fmt.Errorf("read a reflection: %w", err)
	}
	if len(terms) > 0 {
		blocks = append(blocks, chat.Block{Terms: terms})
	}
	return blocks, nil
}

func (t *turn) attemptAndOutcome(task *drills.Task, a *drills.Attempt) ([]chat.Block, error) {
	said, err := t.Words(a.Words)
	if err != nil {
		return nil, fmt.Errorf("read an attempt: %w", err)
	}
	blocks := []chat.Block{{Code: &chat.Code{Lang: langOf(task), Text: t.excerpt(said[a.Words], 600)}}}
	if a.Outcome == nil {
		return blocks, nil
	}
	d, err := t.detailOf(a)
	return append(blocks, chat.Block{Text: chat.Literal(short(t.happened(task, a, d), 300))}), err
}

// langOf is what a task's answers are written in.
func langOf(task *drills.Task) string {
	if task.Kind == drills.SQL {
		return "sql"
	}
	return ""
}

// exchangeShows is how much of what was said before stands in a step: with the attempt it has to fit there.
const exchangeShows = 2

// exchange is what mentor and person said to each other last.
func (t *turn) exchange(q *mentoring.Request) (blocks []chat.Block, err error) {
	for _, said := range q.Said[max(0, len(q.Said)-exchangeShows):] {
		shown, err := t.saidBlocks(said)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, shown...)
	}
	return blocks, nil
}

func (t *turn) saidBlocks(said mentoring.Said) ([]chat.Block, error) {
	words, err := t.Words(said.Sound, said.Breaks, said.Next, said.Question)
	if err != nil {
		return nil, fmt.Errorf("read what was said: %w", err)
	}
	if said.Question != "" {
		head := t.voice.Say("mentor.question-by", map[string]any{"Who": t.by(said.By, said.Named, "mentor.the-person")})
		return []chat.Block{{Text: head}, {Quote: t.excerpt(words[said.Question], 1000)}}, nil
	}
	head := chat.Block{Text: t.voice.Say("mentor.answer-by", map[string]any{"Who": t.by(said.By, said.Named, "mentor.a-mentor")})}
	if said.Sound == "" {
		return []chat.Block{head, {Quote: t.excerpt(words[said.Next], 1000)}}, nil
	}
	return []chat.Block{head, {Terms: []chat.Term{
		{Head: t.voice.Say("feedback.sound"), Text: chat.Literal(t.excerpt(words[said.Sound], 500))},
		{Head: t.voice.Say("feedback.breaks"), Text: chat.Literal(t.excerpt(words[said.Breaks], 500))},
		{Head: t.voice.Say("feedback.next"), Text: chat.Literal(t.excerpt(words[said.Next], 500))},
	}}}, nil
}

// saidStep is what a mentor said, to the person who asked, with the drill's own words on a picture that the mentor named.
func (t *turn) saidStep(q *mentoring.Request, r *drills.Round, key string) (chat.Step, error) {
	s := t.screen(r, mint("said-step", q.ID))
	if key != "" {
		s.Body = []chat.Block{{Text: t.voice.Say(key)}}
	}
	said, err := t.exchange(q)
	if err != nil {
		return s, err
	}
	s.Body = append(s.Body, said...)
	last := q.Said[len(q.Said)-1]
	turn := r.People[q.Person].Turns[q.Turn]
	if m := misconceptionOf(r.Task(turn.Kind), last.Picture); m != nil && m.ID != turn.Advised.Misconception {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("mentor.names", map[string]any{"Name": m.Name})}, t.five(m.Feedback))
	}
	switch {
	case q.Awaits && key == "":
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("mentor.waits-back")})
	case q.Awaits:
	default:
		if !q.Helped {
			s.Buttons = append(s.Buttons, t.main(mint(vHelps, q.ID, q.Facts), "mentor.helps"))
		}
		s.Buttons = append(s.Buttons, t.button(mint(vAskBack, q.ID, len(q.Said)), "mentor.ask-back"))
	}
	s.Buttons = append(s.Buttons, t.button(mint(vGo, r.ID), "button.go-on"))
	return s, nil
}

func (t *turn) askBackForm(q *mentoring.Request, r *drills.Round) chat.Step {
	s := t.screen(r, mint(vAskBack, q.ID, len(q.Said)))
	s.Body = []chat.Block{{Text: t.voice.Say("mentor.ask-back-body")}}
	s.Parts = []chat.Part{t.field("question", "mentor.question", chat.Paragraph, 1000, true, ""), t.nameField()}
	s.Send, s.Buttons = t.voice.Say("mentor.send"), []chat.Button{t.button(mint(vSaid, q.ID), "plan.back")}
	return s
}

func (t *turn) missForm(r *drills.Round, turn int) chat.Step {
	s := t.screen(r, mint(vMissed, r.ID, turn))
	s.Body = []chat.Block{{Text: t.voice.Say("miss.body")}}
	s.Parts = []chat.Part{t.field("line", "miss.label", chat.Paragraph, 500, false, "")}
	s.Send, s.Buttons = t.voice.Say("mentor.send"), []chat.Button{t.button(mint(vSee, r.ID, turn), "plan.back")}
	return s
}

// missThanks says where the word goes, and offers a mentor where one can be asked.
func (t *turn) missThanks(r *drills.Round, turn int) (chat.Answer, error) {
	s := t.screen(r, mint("miss-step", r.ID, turn))
	s.Body = []chat.Block{{Text: t.voice.Say("miss.thanks")}}
	ok, err := t.canAsk(r, t.person.ID, turn)
	if ok {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("miss.mentor-too")})
		s.Buttons = []chat.Button{t.main(mint(vMentor, r.ID, turn), "mentor.please")}
	}
	s.Buttons = append(s.Buttons, t.button(mint(vSee, r.ID, turn), "button.go-on"))
	return chat.Show{Step: s}, err
}

// missingStep is a word that feedback misses, to those who look after the drill: which feedback, for what, and what was said.
func (t *turn) missingStep(m *mentoring.Miss, r *drills.Round) (chat.Step, error) {
	s := t.screen(r, mint("missing-step", m.ID))
	turn := r.People[m.Person].Turns[m.Turn]
	shown, err := t.nameless(r, turn)
	if err != nil {
		return s, err
	}
	name := t.names(r, []string{turn.Advised.Misconception})
	s.Body = append([]chat.Block{{Text: t.voice.Say("miss.shown", map[string]any{"Name": name})}}, shown...)
	line, err := t.Words(m.Line)
	if err != nil {
		return s, fmt.Errorf("read what feedback misses: %w", err)
	}
	if line[m.Line] != "" {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("miss.said")}, chat.Block{Quote: t.excerpt(line[m.Line], 500)})
	}
	s.Body = append(s.Body, chat.Block{Text: t.voice.Say("miss.file", map[string]any{"ID": r.Drill.ID})})
	return s, nil
}

// unplacedShows is how many attempts fit a step beside each other.
const unplacedShows = 4

// unplacedStep lists attempts that show no known picture: each could be a misconception that the drill does not have yet.
func (t *turn) unplacedStep(r *drills.Round) (chat.Step, error) {
	s := t.screen(r, mint("unplaced-step", r.ID))
	all := unplaced(r)
	s.Body = []chat.Block{{Text: t.voice.Say("miss.unplaced-body", map[string]any{"ID": r.Drill.ID})}}
	for _, turn := range all[:min(unplacedShows, len(all))] {
		shown, err := t.attemptAndOutcome(r.Task(turn.Kind), turn.Leading())
		if err != nil {
			return s, err
		}
		s.Body = append(s.Body, shown...)
	}
	if more := len(all) - unplacedShows; more > 0 {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("miss.more", map[string]any{"Count": more})})
	}
	return s, nil
}
