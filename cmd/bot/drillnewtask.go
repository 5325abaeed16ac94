package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"cackle/drills"
)

// task asks for a prompt, what is observed, two ways that hold, and at least so many misconceptions.
func (a *author) task(t *drills.Task, kind drills.Kind, least int) {
	t.Kind = kind
	a.part("The task")
	t.Prompt = a.lines("The prompt: what there is, and one question")
	switch kind {
	case drills.Choice, drills.Choices, drills.Ordering:
		t.Why = a.ask("Why do people choose here rather than write?", "")
		a.options(t)
	case drills.Number:
		t.Unit = a.ask("The unit", "")
	case drills.SQL:
		t.Tables = a.lines("Statements that make the tables and fill them")
	}
	a.ways(t)
	for i := 0; ; i++ {
		a.part(fmt.Sprintf("Misconception %d: an idea that people hold", i+1))
		name := a.ask("Its name, of the idea and not of a person", "")
		if name == "" {
			return
		}
		t.Misconceptions = append(t.Misconceptions, a.misconception(t, name))
		if i+1 >= least && !a.yes("One more?") {
			return
		}
	}
}

func (a *author) options(t *drills.Task) {
	for key := 'A'; key <= 'J'; key++ {
		text := a.ask(fmt.Sprintf("Option %c", key), "")
		if text == "" {
			break
		}
		t.Options = append(t.Options, drills.Option{Key: string(key), Text: text})
	}
	observed := a.ask("What is observed? It stands beside each choice, and explains nothing", "")
	for i := range t.Options {
		t.Options[i].Observed = observed
	}
}

// answer asks for one answer of the task's kind.
func (a *author) answer(t *drills.Task, question string) string {
	if t.Kind == drills.SQL {
		return a.lines(question)
	}
	return a.ask(question, "")
}

// ways asks for the canonical way and a second one. The canonical answer is what is wanted.
func (a *author) ways(t *drills.Task) {
	a.part("Two ways that hold, the canonical one first")
	for i := range 2 {
		w := drills.Way{Name: a.ask(fmt.Sprintf("Way %d: its name", i+1), "")}
		if w.Name == "" {
			return
		}
		w.Sound = a.ask("Why does it hold?", "")
		if i == 0 || t.Kind == drills.SQL || t.Kind == drills.Text {
			w.Example = a.answer(t, "An answer that goes this way")
		} else {
			w.Example = a.ask("An answer that goes this way", t.Ways[0].Example)
		}
		if t.Ways = append(t.Ways, w); i == 0 {
			wanted(t, w.Example)
		}
	}
	if t.Kind == drills.Text {
		t.Exact = append(t.Exact, t.Ways[1].Example)
	}
}

// wanted takes an answer that holds as what the task is compared by.
func wanted(t *drills.Task, answer string) {
	switch t.Kind {
	case drills.Number:
		t.Value = number(answer)
	case drills.Choice, drills.Choices, drills.Ordering:
		t.Right = strings.FieldsFunc(strings.ToUpper(answer), func(r rune) bool { return r == ',' || r == ' ' })
	case drills.Text:
		t.Exact = []string{answer}
	case drills.SQL:
		t.Wanted = answer
	}
}

// number is what an answer begins with; 0 where that is none, which check then says of the example.
func number(answer string) float64 {
	word, _, _ := strings.Cut(answer, " ")
	v, _ := strconv.ParseFloat(strings.ReplaceAll(word, ",", ""), 64)
	return v
}

func (a *author) misconception(t *drills.Task, name string) drills.Misconception {
	m := drills.Misconception{ID: slug(name, "idea"), Name: name}
	if e := a.answer(t, "An answer that shows it"); e != "" {
		m.Examples = []string{e}
		m.Sign = a.sign(t, e)
	}
	m.Feedback = drills.Feedback{
		Sound:   a.ask("Sound: what is sound in such an answer?", ""),
		Assumes: a.ask("Assumes: what does someone who answers this way take for granted?", ""),
		Breaks:  a.ask("Breaks: where does that break?", ""),
		Holds:   a.ask("Holds: what holds instead?", ""),
		Next:    a.ask("Try next: what shows it?", ""),
	}
	if title := a.ask("Read more: the title of a page", ""); title != "" {
		m.Feedback.Read = drills.Source{Title: title, URL: a.ask("Its address", "")}
	}
	return m
}

// sign is how an answer shows a misconception: its value or its options, and of a text or a query what in it does.
func (a *author) sign(t *drills.Task, example string) drills.Sign {
	switch t.Kind {
	case drills.Number:
		v := number(example)
		return drills.Sign{Value: &v}
	case drills.Text, drills.SQL:
		plain := strings.Join(strings.Fields(example), " ")
		return drills.Sign{Pattern: a.ask("What in it shows that? A pattern (pkg.go.dev/regexp/syntax)", regexp.QuoteMeta(plain))}
	}
	return drills.Sign{Choice: example}
}

// twin asks for the same task with other data: another go needs it, because the outcome has shown the value.
func (a *author) twin(d *drills.Drill) {
	a.part("The twin: the same task with other data, for another go")
	prompt := a.lines("Its prompt")
	if prompt == "" {
		return
	}
	first := &d.First
	t := &drills.Task{Prompt: prompt, Kind: first.Kind, Why: first.Why, Unit: first.Unit}
	if len(first.Options) > 0 {
		a.options(t)
	}
	answer := a.ask("An answer that holds", "")
	wanted(t, answer)
	for _, w := range first.Ways {
		t.Ways = append(t.Ways, drills.Way{Name: w.Name, Sound: w.Sound, Example: answer})
	}
	for _, m := range first.Misconceptions {
		twin := drills.Misconception{ID: m.ID}
		if e := a.ask("An answer that shows: "+m.Name, ""); e != "" {
			twin.Examples, twin.Sign = []string{e}, a.sign(t, e)
		}
		t.Misconceptions = append(t.Misconceptions, twin)
	}
	d.Twin = t
}
