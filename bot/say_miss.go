package bot

import (
	"fmt"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
)

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
	all, err := t.unplaced(r)
	if err != nil {
		return s, err
	}
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
