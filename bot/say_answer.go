package bot

import (
	"fmt"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
)

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
