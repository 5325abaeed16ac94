package bot

import (
	"fmt"
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// outcome shows what one attempt did: facts only, no word of why.
func (t *turn) outcome(task *drills.Task, a *drills.Attempt) ([]chat.Block, error) {
	d, err := t.detailOf(a)
	if err != nil {
		return nil, err
	}
	if task.Kind == drills.SQL {
		return t.outcomeSQL(a, d)
	}
	table := &chat.Table{
		Caption: t.voice.Say("outcome.caption"),
		Head:    []string{t.voice.Say("outcome.you"), t.voice.Say("outcome.observed")},
		Rows:    [][]string{{t.excerpt(d.You, 300), t.excerpt(d.Observed, 300)}},
	}
	if d.Observed == "" {
		table = &chat.Table{Caption: table.Caption, Head: table.Head[:1], Rows: [][]string{{t.excerpt(d.You, 300)}}}
	}
	blocks := []chat.Block{{Table: table}}
	if len(task.Options) > 0 && a.Outcome.Of > 1 {
		line := t.voice.Say("outcome.parts", map[string]any{"Passed": a.Outcome.Passed, "Of": a.Outcome.Of})
		blocks = append(blocks, chat.Block{Text: line})
	}
	return blocks, nil
}

func (t *turn) outcomeSQL(a *drills.Attempt, d drills.Detail) ([]chat.Block, error) {
	said, err := t.Words(a.Words)
	if err != nil {
		return nil, fmt.Errorf("read an attempt: %w", err)
	}
	returned := []chat.Block{{Table: grid(d.Columns, d.Returned)}}
	switch {
	case d.Error != "":
		returned = []chat.Block{{Code: &chat.Code{Text: t.excerpt(d.Error, 500)}}}
	case d.Stopped != "":
		returned = []chat.Block{{Text: chat.Literal(d.Stopped)}}
	case len(d.Returned) == 0:
		returned = []chat.Block{{Text: t.voice.Say("outcome.no-rows")}}
	}
	wanted := []chat.Block{{Table: grid(d.WantCols, d.Wanted)}}
	if len(d.Wanted) == 0 {
		wanted = []chat.Block{{Text: t.voice.Say("outcome.no-rows")}}
	}
	return []chat.Block{
		{Code: &chat.Code{Lang: "sql", Text: t.excerpt(said[a.Words], 500)}},
		{Columns: &chat.Columns{
			Left:  chat.Column{Head: t.voice.Say("outcome.returned"), Blocks: returned},
			Right: chat.Column{Head: t.voice.Say("outcome.wanted"), Blocks: wanted},
		}},
		{Text: t.factsSQL(a, d)},
	}, nil
}

// factsSQL is the line under the two results.
func (t *turn) factsSQL(a *drills.Attempt, d drills.Detail) string {
	key := "outcome.sql-differs"
	switch {
	case a.Outcome.AsWanted():
		key = "outcome.sql-as-wanted"
	case d.Error != "":
		key = "outcome.sql-error"
	case d.Stopped != "":
		key = "outcome.sql-stopped"
	case d.Order:
		key = "outcome.sql-order"
	}
	return t.voice.Say(key, map[string]any{
		"Missing": d.Missing, "Extra": d.Extra, "Rows": d.Rows, "Millis": d.Millis, "Stopped": d.Stopped,
	})
}

// gridSize is how many characters a table of an outcome may have, so that two ways with two tables each fit one step beside
// everything else there.
const gridSize = 600

// grid is a table, its columns and cells cut with a mark where they would take more than that.
func grid(head []string, rows [][]string) *chat.Table {
	table := &chat.Table{Head: head, Rows: rows}
	for _, width := range []int{60, 30, 16, 8, 4} {
		if (chat.Block{Table: table}).Size() <= gridSize {
			break
		}
		table = narrowed(head, rows, width)
	}
	return table
}

// mostColumns is how many columns of a result are shown.
const mostColumns = 10

func narrowed(head []string, rows [][]string, width int) *chat.Table {
	narrow := func(row []string) []string {
		out := make([]string, 0, mostColumns+1)
		for i, cell := range row {
			if i == mostColumns {
				return append(out, "…")
			}
			out = append(out, short(cell, width))
		}
		return out
	}
	table := &chat.Table{Head: narrow(head)}
	for _, row := range rows {
		table.Rows = append(table.Rows, narrow(row))
	}
	return table
}

// excerpt is the beginning of a long text, with a mark that says how much more there is.
func (t *turn) excerpt(s string, limit int) string {
	runes := []rune(s)
	if len(runes) <= limit {
		return s
	}
	return string(runes[:limit]) + "\n" + t.voice.Say("more", map[string]any{"N": len(runes) - limit})
}

// outcomes shows every attempt of a turn, the first way first.
func (t *turn) outcomes(r *drills.Round, turn *drills.Turn) ([]chat.Block, error) {
	task := r.Task(turn.Kind)
	var blocks []chat.Block
	for i, a := range turn.Attempts {
		if len(turn.Attempts) > 1 {
			blocks = append(blocks, chat.Block{Text: t.voice.Say(fmt.Sprintf("outcome.way-%d", i+1))})
		}
		shown, err := t.outcome(task, a)
		if err != nil {
			return nil, err
		}
		blocks = append(blocks, shown...)
	}
	return blocks, nil
}

// reflection is the outcome with the four fields under it, before any explanation. A redo stands beside the first go.
func (t *turn) reflection(r *drills.Round, person string, at drills.Place) (chat.Step, error) {
	turn := r.People[person].Turns[at.Turn]
	s := t.screen(r, mint(vReflect, r.ID, at.Turn))
	body, err := t.outcomes(r, turn)
	if err != nil {
		return s, err
	}
	if turn.Kind == drills.Redo {
		beside, err := t.besideFirst(r, person, at.Turn)
		if err != nil {
			return s, err
		}
		body = append(body, beside...)
	}
	expected, actual, err := t.prefills(r, turn)
	if err != nil {
		return s, err
	}
	key := "reflect.body"
	if at.Turn > 0 {
		key = "reflect.again"
	}
	s.Body = append(body, chat.Block{Text: t.voice.Say(key)})
	s.Parts = []chat.Part{
		t.field("expected", "reflect.expected", chat.Paragraph, 500, false, expected),
		t.field("actual", "reflect.actual", chat.Paragraph, 500, false, actual),
		t.field("discrepancy", "reflect.discrepancy", chat.Paragraph, 1000, true, ""),
		t.field("cause", "reflect.cause", chat.Paragraph, 1000, true, ""),
	}
	s.Send = t.voice.Say("reflect.send")
	s.Buttons = []chat.Button{t.button(mint(vLater, r.ID, at.Turn), "button.later")}
	return s, nil
}

// prefills are what was expected, as it was said, and what happened, from the outcome.
func (t *turn) prefills(r *drills.Round, turn *drills.Turn) (expected, actual string, err error) {
	a := turn.Leading()
	said, err := t.Words(turn.Attempts[0].Expects)
	if err != nil {
		return "", "", fmt.Errorf("read a prediction: %w", err)
	}
	d, err := t.detailOf(a)
	if err != nil {
		return "", "", err
	}
	return said[turn.Attempts[0].Expects], t.happened(r.Task(turn.Kind), a, d), nil
}

// happened says an outcome in one line.
func (t *turn) happened(task *drills.Task, a *drills.Attempt, d drills.Detail) string {
	switch {
	case task.Kind != drills.SQL && d.Observed != "":
		return t.voice.Say("happened.observed", map[string]any{"You": d.You, "Observed": d.Observed})
	case task.Kind != drills.SQL:
		return t.voice.Say("outcome.parts", map[string]any{"Passed": a.Outcome.Passed, "Of": a.Outcome.Of})
	case d.Error != "":
		return short(d.Error, 300)
	case d.Stopped != "":
		return d.Stopped
	}
	return t.voice.Say("happened.rows", map[string]any{"Returned": t.rows(d.Returned), "Wanted": t.rows(d.Wanted)})
}

// rows says a result in a line.
func (t *turn) rows(rows [][]string) string {
	if len(rows) == 0 {
		return t.voice.Say("happened.no-rows")
	}
	lines := make([]string, len(rows))
	for i, row := range rows {
		lines[i] = strings.Join(row, ", ")
	}
	return short(strings.Join(lines, "; "), 150)
}

// reason asks why an attempt holds that came out as wanted: the part that lasts.
func (t *turn) reason(r *drills.Round, person string, at drills.Place) (chat.Step, error) {
	s := t.screen(r, mint(vReason, r.ID, at.Turn))
	body, err := t.outcomes(r, r.People[person].Turns[at.Turn])
	if err != nil {
		return s, err
	}
	s.Body = append(body, chat.Block{Text: t.voice.Say("reason.body", map[string]any{"Question": r.Drill.Why})})
	s.Parts = []chat.Part{t.field("reason", "reason.label", chat.Paragraph, 1000, true, "")}
	s.Send = t.voice.Say("reason.send")
	return s, nil
}

// compare lays the canonical reason beside the person's.
func (t *turn) compare(r *drills.Round, at drills.Place) chat.Step {
	s := t.screen(r, mint("compare-step", r.ID, at.Turn))
	s.Body = []chat.Block{{Text: t.voice.Say("compare.body")}, {Text: r.Drill.Holds}, {Text: t.voice.Say("compare.question")}}
	for _, which := range []string{"same", "differs", "lucky"} {
		s.Buttons = append(s.Buttons, t.button(mint(vCompare, r.ID, at.Turn, which), "compare."+which))
	}
	return s
}

// besideFirst lays a redo beside the go before it: gone, left, new.
func (t *turn) besideFirst(r *drills.Round, person string, turn int) ([]chat.Block, error) {
	p := r.People[person]
	first, now := p.Turns[0].Attempts[0], p.Turns[turn].Attempts[0]
	said, err := t.Words(first.Words, now.Words)
	if err != nil {
		return nil, fmt.Errorf("read two goes: %w", err)
	}
	column := func(key string, a *drills.Attempt) chat.Column {
		return chat.Column{Head: t.voice.Say(key), Blocks: []chat.Block{{Code: &chat.Code{Text: t.excerpt(said[a.Words], 500)}}}}
	}
	progress := p.Progress(turn)
	terms := []chat.Term{
		{Head: t.voice.Say("progress.gone"), Text: t.names(r, progress.Gone)},
		{Head: t.voice.Say("progress.left"), Text: t.names(r, progress.Left)},
		{Head: t.voice.Say("progress.new"), Text: t.names(r, progress.New)},
	}
	blocks := []chat.Block{
		{Columns: &chat.Columns{Left: column("progress.first", first), Right: column("progress.second", now)}},
		{Terms: terms},
	}
	switch {
	case p.Turns[turn].AsWanted():
	case len(progress.New) > 0 && len(progress.Gone) > 0:
		blocks = append(blocks, chat.Block{Text: t.voice.Say("progress.finer", map[string]any{"Names": t.names(r, progress.New)})})
	case len(progress.Gone) > 0 && len(progress.Left) > 0: // with none left, what breaks now is not known, and may be no closer
		blocks = append(blocks, chat.Block{Text: t.voice.Say("progress.closer", map[string]any{
			"Gone": len(progress.Gone), "Left": len(progress.Left),
		})})
	}
	if r.Drill.Twin != nil {
		blocks = append(blocks, chat.Block{Text: t.voice.Say("progress.twin")})
	}
	return blocks, nil
}

// names lists misconceptions by their names, which speak of the idea.
func (t *turn) names(r *drills.Round, ids []string) string {
	if len(ids) == 0 {
		return t.voice.Say("progress.none")
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if m := misconception(r, id); m != nil {
			out[i] = m.Name
		}
	}
	return strings.Join(out, ", ")
}

// misconception finds one by id in any of the drill's tasks.
func misconception(r *drills.Round, id string) *drills.Misconception {
	for _, task := range []*drills.Task{&r.Drill.First, r.Drill.Twin, r.Drill.Transfer} {
		if m := misconceptionOf(task, id); m != nil {
			return m
		}
	}
	return nil
}

func misconceptionOf(task *drills.Task, id string) *drills.Misconception {
	if task == nil {
		return nil
	}
	for i := range task.Misconceptions {
		if task.Misconceptions[i].ID == id {
			return &task.Misconceptions[i]
		}
	}
	return nil
}
