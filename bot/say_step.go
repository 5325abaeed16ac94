package bot

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"cackle/chat"
	"cackle/drills"
)

// remark is what stands above a person's place when the step before it could not be taken. typed is handed back, so that
// nothing is lost.
type remark struct {
	key   string
	typed string
	err   error
}

// place shows where a person is in a round.
func (t *turn) place(r *drills.Round, rem remark) (chat.Answer, error) {
	if rem.err != nil {
		return nil, rem.err
	}
	step, err := t.stepAt(r, t.person.ID)
	if err != nil {
		return nil, err
	}
	if rem.typed != "" {
		step = t.handBack(step, r, rem.typed)
	}
	answer := chat.Answer(chat.Show{Step: step})
	if rem.key != "" {
		answer = t.remark(answer, rem.key)
	}
	return answer, nil
}

// handBack shows what somebody wrote for an earlier step above the place where they are, or alone where both do not fit.
func (t *turn) handBack(place chat.Step, r *drills.Round, typed string) chat.Step {
	blocks := []chat.Block{{Text: t.voice.Say("remark.kept")}}
	for piece := range slices.Chunk([]rune(t.excerpt(typed, 5000)), chat.MaxTyped) { // no form of ours holds more
		blocks = append(blocks, chat.Block{Code: &chat.Code{Text: string(piece)}})
	}
	body := place.Body
	if place.Body = append(blocks, body...); place.Valid() == nil {
		return place
	}
	alone := t.screen(r, mint("kept", r.ID))
	alone.Body, alone.Buttons = blocks, []chat.Button{t.main(mint(vGo, r.ID), "button.go-on")}
	return alone
}

// remark puts a line above what a step shows.
func (t *turn) remark(a chat.Answer, key string) chat.Answer {
	show, ok := a.(chat.Show)
	if !ok {
		return a
	}
	show.Step.Body = append([]chat.Block{{Text: t.voice.Say(key)}}, show.Step.Body...)
	return show
}

// stepAt draws the step of a person's place, from facts alone.
func (t *turn) stepAt(r *drills.Round, person string) (chat.Step, error) {
	at := r.Where(person)
	switch at.Stage {
	case drills.AtAttempt:
		if by := r.NamedBy(person); by != "" && at.Turn == 0 {
			return t.pairStep(r, by), nil
		}
		return t.attemptForm(r, person, at, before{})
	case drills.AtPredict:
		return t.predict(r, person, at)
	case drills.AtSecondWay:
		return t.secondWay(r, person, at), nil
	case drills.AtRunning:
		return t.running(r, person, at)
	case drills.AtReflect:
		step, err := t.reflection(r, person, at)
		return t.withColleague(step, r, person, at, err)
	case drills.AtReason:
		return t.reason(r, person, at)
	case drills.AtCompare:
		return t.compare(r, at), nil
	case drills.AtThrough:
		return t.through(r, person, at)
	}
	return t.feedback(r, person, at.Turn)
}

// attemptStep opens the form with what it starts with, and with the first answer where that is changed.
func (t *turn) attemptStep(r *drills.Round, at drills.Place, with before) (chat.Answer, error) {
	if at.Stage != drills.AtAttempt && at.Stage != drills.AtPredict && at.Stage != drills.AtSecondWay {
		return t.place(r, remark{key: "remark.earlier"})
	}
	step, err := t.attemptForm(r, t.person.ID, at, with)
	return chat.Show{Step: step}, err
}

// The last part of an attempt form's id: whether the round was open when the form was.
const (
	formOpen = "open"
	formLate = "late"
)

func (t *turn) attemptForm(r *drills.Round, person string, at drills.Place, with before) (chat.Step, error) {
	p := r.People[person]
	kind, window := drills.FirstGo, formOpen
	if turn := p.Turn(); turn != nil {
		kind = turn.Kind
	}
	if !r.Open() {
		window = formLate
	}
	task := r.Task(kind)
	before, err := t.before(r, person, at, kind)
	if err != nil {
		return chat.Step{}, err
	}
	before.Answer, before.Sure = cmp.Or(with.Answer, before.Answer), cmp.Or(with.Sure, before.Sure)
	s := t.screen(r, mint(vAttempt, r.ID, at.Turn, at.Next, window))
	s.Send = t.voice.Say("attempt.send")
	s.Body = t.prompt(task)
	if window == formLate && kind == drills.FirstGo && !r.Private() {
		s.Body = append([]chat.Block{{Text: t.voice.Say("attempt.late")}}, s.Body...)
	}
	if kind != drills.FirstGo {
		s.Body = append([]chat.Block{{Text: t.voice.Say("attempt." + keyOf(kind))}}, s.Body...)
	}
	s.Parts = append(s.Parts, t.answerField(task, before.Answer, true), t.sureField(before.Sure))
	switch {
	case kind == drills.Redo:
		s.Parts = append(s.Parts, t.field("change", "attempt.change", chat.Paragraph, 1000, true, before.Change))
	case r.Drill.Expect != "" && kind == drills.FirstGo:
		s.Parts = append(s.Parts, t.expectsField(r, before.Expects))
	}
	if kind == drills.FirstGo {
		s.Buttons = append(s.Buttons, t.button(mint(vHandUp, r.ID, min(handsUp(p)+1, len(r.Drill.HandsUp))), "button.stuck"))
	} else {
		s.Buttons = append(s.Buttons, t.button(mint(vSee, r.ID, at.Turn-1), "button.feedback"))
	}
	if r.Private() && kind == drills.FirstGo {
		t.inPrivate(&s, r)
	}
	return s, nil
}

func handsUp(p *drills.Participation) int {
	if p == nil {
		return 0
	}
	return p.HandsUp
}

// before is what a form starts with: the attempt that it would replace, or in a redo of the same task the first go.
type before struct {
	Answer, Expects, Change string
	Sure                    drills.Confidence
}

func (t *turn) before(r *drills.Round, person string, at drills.Place, kind drills.TurnKind) (before, error) {
	var a *drills.Attempt
	p := r.People[person]
	switch {
	case at.Stage == drills.AtSecondWay || at.Stage == drills.AtPredict:
		a = p.Turn().Attempts[0]
	case kind == drills.Redo && r.Drill.Twin == nil:
		last := p.Turns[at.Turn-1].Attempts[0]
		a = &drills.Attempt{Words: last.Words}
	default:
		return before{}, nil
	}
	said, err := t.Words(a.Words, a.Expects, a.Change)
	if err != nil {
		return before{}, fmt.Errorf("read the attempt: %w", err)
	}
	return before{Answer: said[a.Words], Expects: said[a.Expects], Change: said[a.Change], Sure: a.Sure}, nil
}

// secondWay stores nothing by itself: its first line is the promise that the attempt is in.
func (t *turn) secondWay(r *drills.Round, person string, at drills.Place) chat.Step {
	s := t.screen(r, mint(vSecond, r.ID, at.Turn, at.Next))
	if len(r.People[person].Turn().Attempts) > 1 {
		s.Body = []chat.Block{{Text: t.voice.Say("second.both")}}
	} else {
		s.Body = []chat.Block{{Text: t.voice.Say("second.body")}}
		s.Parts = []chat.Part{t.secondField(&r.Drill.First)}
	}
	if !r.Private() {
		s.Parts = append(s.Parts, t.peopleField())
	}
	s.Send = t.voice.Say("second.send")
	s.Buttons = []chat.Button{t.button(mint(vChange, r.ID, at.Turn), "button.change")}
	return s
}

// secondField asks for a second way, which may be none.
func (t *turn) secondField(task *drills.Task) chat.Part {
	part := t.answerField(task, "", false)
	f := part.Field
	f.Label, f.Help = t.voice.Say("second.label"), t.voice.Say("second.help")
	if f.Kind == chat.OneOf { // what was chosen cannot be unchosen
		f.Options = append([]chat.Option{{Value: noSecond, Label: t.voice.Say("second.none")}}, f.Options...)
		f.Prefill = []string{noSecond}
	}
	return part
}

// noSecond is the choice of who has no second way.
const noSecond = "none"

// running waits for the checker; the result replaces it in place. Meanwhile somebody who said nothing of what they expect can.
func (t *turn) running(r *drills.Round, person string, at drills.Place) (chat.Step, error) {
	turn := r.People[person].Turns[at.Turn]
	s := t.screen(r, mint(vExpect, r.ID, at.Turn))
	s.Waiting = waiting(r, at.Turn)
	q, _, err := t.Waiting(person)
	if err != nil {
		return s, err
	}
	key := "running.body"
	switch {
	case q.Tries > 0:
		key = "running.broken"
	case !t.now.Before(turn.Shown.Add(drills.Slow)):
		key = "running.slow"
	case q.Ahead >= busy:
		key = "running.busy"
	}
	s.Body = []chat.Block{{Text: t.voice.Say(key, map[string]any{"Ahead": q.Ahead})}}
	s.Buttons = []chat.Button{t.button(mint(vGo, r.ID), "button.look")}
	if turn.Attempts[0].Expects == "" {
		s.Parts = []chat.Part{t.field("expected", "running.expect", chat.Line, 300, true, "")}
		s.Send = t.voice.Say("running.keep")
	}
	return s, nil
}

// busy is how many runs before one's own are worth a word; two go on at once.
const busy = 3

func waiting(r *drills.Round, turn int) string { return mint("wait", r.ID, turn) }

// through is the end: the person has been through this one.
func (t *turn) through(r *drills.Round, person string, at drills.Place) (chat.Step, error) {
	s := t.screen(r, mint("through", r.ID, at.Turn))
	s.Body = []chat.Block{{Text: t.voice.Say("through.body")}}
	s.Buttons = []chat.Button{t.button(mint(vSee, r.ID, at.Turn), "button.see")}
	s.Buttons = append(s.Buttons, t.onward(r, person, at.Turn)...)
	s.Buttons = append(s.Buttons, fitted(t.sharing(r, person), len(s.Buttons))...)
	if !r.Private() {
		return s, nil
	}
	more, err := t.practiceButton(person, "", t.voice.Say("button.practise"))
	s.Buttons = append(s.Buttons, more)
	return s, err
}

// onward are the buttons to another go.
func (t *turn) onward(r *drills.Round, person string, turn int) []chat.Button {
	var out []chat.Button
	next := r.After(person)
	if next.Redo {
		out = append(out, t.button(mint(vAgain, r.ID, turn+1, string(drills.Redo)), "button.again"))
	}
	if next.Transfer {
		out = append(out, t.button(mint(vAgain, r.ID, turn+1, string(drills.Transfer)), "button.transfer"))
	}
	if r.People[person].Turns[turn].AsWanted() {
		slices.Reverse(out) // what holds here is best tried elsewhere
	}
	return out
}

// screen is a step of a round, under the drill's title.
func (t *turn) screen(r *drills.Round, id string) chat.Step {
	return chat.Step{ID: id, Heading: r.Drill.Title}
}

// prompt is a task as people read it, with the options written out.
func (t *turn) prompt(task *drills.Task) []chat.Block {
	blocks := []chat.Block{{Text: task.Prompt}}
	if len(task.Options) > 0 {
		list := ""
		for _, o := range task.Options {
			list += fmt.Sprintf("- **%s** %s\n", o.Key, o.Text)
		}
		blocks = append(blocks, chat.Block{Text: list})
	}
	return blocks
}

// answerField is the field of the task's kind.
func (t *turn) answerField(task *drills.Task, before string, required bool) chat.Part {
	f := chat.Field{Name: "answer", Required: required, Help: t.voice.Say("answer.help")}
	switch task.Kind {
	case drills.Choice, drills.Choices:
		f.Kind, f.Label = chat.OneOf, t.voice.Say("answer.choice")
		if task.Kind == drills.Choices {
			f.Kind = chat.SomeOf
		}
		for _, o := range task.Options {
			f.Options = append(f.Options, chat.Option{Value: o.Key, Label: short(o.Key+" · "+o.Text, chat.MaxOption)})
		}
	case drills.SQL:
		f.Kind, f.Label, f.Max, f.Mono = chat.Paragraph, t.voice.Say("answer.sql"), chat.MaxTyped, true
	case drills.Number:
		f.Kind, f.Label, f.Max = chat.Line, t.voice.Say("answer.number", map[string]any{"Unit": task.Unit}), 100
	case drills.Ordering:
		f.Kind, f.Label, f.Max = chat.Line, t.voice.Say("answer.ordering"), 100
		if before == "" && required {
			before = strings.Join(keys(task), ", ")
		}
	default:
		f.Kind, f.Label, f.Max = chat.Line, t.voice.Say("answer.text"), 1000
	}
	switch {
	case before == "":
	case f.Max > 0 && utf8.RuneCountInString(before) > f.Max: // a file from the thread: it stands until something is sent here
		f.Help = t.voice.Say("answer.long")
	case task.Kind == drills.Choices:
		f.Prefill = strings.Split(before, ", ")
	default:
		f.Prefill = []string{before}
	}
	return chat.Part{Field: &f}
}

func (t *turn) expectsField(r *drills.Round, before string) chat.Part {
	f := t.field("expects", "attempt.expects", chat.Line, 300, false, before)
	f.Field.Help = r.Drill.Expect
	return f
}

func keys(task *drills.Task) []string {
	all := make([]string, len(task.Options))
	for i, o := range task.Options {
		all[i] = o.Key
	}
	return all
}

func (t *turn) sureField(before drills.Confidence) chat.Part {
	f := chat.Field{Name: "sure", Label: t.voice.Say("sure.label"), Kind: chat.OneOf, Required: true}
	for c := drills.Hunch; c <= drills.Sure; c++ {
		f.Options = append(f.Options, chat.Option{Value: fmt.Sprint(int(c)), Label: t.voice.Say(fmt.Sprintf("sure.%d", c))})
	}
	if before != drills.Unstated {
		f.Prefill = []string{fmt.Sprint(int(before))}
	}
	return chat.Part{Field: &f}
}

// field is a plain field under a text's key; its label is the text, its help the text's key with ".help".
func (t *turn) field(name, key string, kind chat.FieldKind, limit int, required bool, before string) chat.Part {
	f := chat.Field{Name: name, Label: t.voice.Say(key), Kind: kind, Max: limit, Required: required}
	if before != "" {
		f.Prefill = []string{short(before, limit)}
	}
	return chat.Part{Field: &f}
}

func (t *turn) button(id, key string) chat.Button {
	return chat.Button{ID: id, Label: t.voice.Say(key)}
}

func (t *turn) main(id, key string) chat.Button {
	return chat.Button{ID: id, Label: t.voice.Say(key), Style: chat.Main}
}

// whisper is one passing private line.
func (t *turn) whisper(key string, args map[string]any) chat.Answer {
	return t.whispers(t.voice.Say(key, args))
}

func (t *turn) whispers(line string) chat.Answer {
	return chat.Whisper{Message: chat.Message{Notice: short(line, chat.MaxNotice), Blocks: []chat.Block{{Text: line}}}}
}

// detailOf opens what an outcome shows.
func (t *turn) detailOf(a *drills.Attempt) (drills.Detail, error) {
	var d drills.Detail
	said, err := t.Words(a.Detail)
	if err != nil {
		return d, fmt.Errorf("read an outcome: %w", err)
	}
	if said[a.Detail] == "" {
		return d, nil
	}
	if err := json.Unmarshal([]byte(said[a.Detail]), &d); err != nil {
		return d, fmt.Errorf("read an outcome: %w", err)
	}
	return d, nil
}

// short cuts a text to so many characters, with a mark.
func short(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit-1]) + "…"
}

// keyOf makes a part of a key from a kind of two words.
func keyOf(k drills.TurnKind) string {
	if k == drills.FirstGo {
		return "first"
	}
	return string(k)
}
