package pack

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"cackle/drills"
)

// Write is the file of a drill, which Parse reads back as the same one. What a drill needs and this one lacks stands in it as a
// comment that check reports, in the place where it belongs.
func Write(d *drills.Drill) string {
	w := &writer{comment: missingTOML}
	w.line("+++")
	w.head(d)
	w.machine("", &d.First)
	if d.Twin != nil {
		w.variant("twin", d.Twin, d.Twin.Kind != d.First.Kind)
	}
	if d.Transfer != nil {
		w.variant("transfer", d.Transfer, true)
	}
	w.line("+++")
	w.comment, w.close = missingText, " -->"
	w.body(d)
	return w.String()
}

type writer struct {
	strings.Builder
	comment, close string // around what is missing
}

func (w *writer) line(format string, args ...any) { fmt.Fprintf(w, format+"\n", args...) }

func (w *writer) missing(what string) { w.line("%s", w.comment+what+w.close) }

// key writes a text, or that it is missing where it is needed.
func (w *writer) key(name, text, need string) {
	switch {
	case text != "":
		w.line("%s = %s", name, quote(text))
	case need != "":
		w.missing(name + ", " + need)
	}
}

func (w *writer) number(name string, v float64) { w.line("%s = %s", name, plain(v)) }

// plain is a number as TOML reads it back: one without a point is a whole number there, of 64 bits.
func plain(v float64) string {
	if math.Abs(v) >= 1<<53 {
		return strconv.FormatFloat(v, 'e', -1, 64)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

func (w *writer) whole(name string, n int) {
	if n != 0 {
		w.line("%s = %d", name, n)
	}
}

// quote is a text as TOML writes it (toml.io/en/v1.0.0#string).
func quote(text string) string {
	var b strings.Builder
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteString(`\` + string(r))
		case r == '\n':
			b.WriteString(`\n`)
		case r < ' ' || r == 0x7f:
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	return `"` + b.String() + `"`
}

func quoteAll(all []string) string {
	out := make([]string, len(all))
	for i, s := range all {
		out[i] = quote(s)
	}
	return "[" + strings.Join(out, ", ") + "]"
}

func (w *writer) head(d *drills.Drill) {
	w.key("id", d.ID, "pack/name, as the file's path")
	w.key("title", d.Title, "at most 24 characters, which teach nothing")
	w.key("skill", d.Skill, "such as sql")
	w.key("subskill", d.Subskill, "such as asking for NULL")
	w.key("label", d.Label, "which the card shows: it names the subskill without teaching it")
	w.whole("level", d.Level)
	w.key("kind", string(d.First.Kind), "choice, choices, ordering, number, text or sql")
	w.whole("minutes", d.Minutes)
	if d.Stuck > 0 {
		w.key("stuck", strings.Replace(d.Stuck.String(), "m0s", "m", 1), "")
	}
	w.whole("window", d.Window)
	w.whole("version", d.Version)
	w.key("fixes", d.Fixes, "")
	if d.Safety {
		w.line("safety = true")
	}
	w.key("expect", d.Expect, "")
	w.whyChoice(&d.First)
	if len(d.Sources) == 0 {
		w.missing(`sources = [{ title = "…", url = "https://…" }]: where its facts come from`)
		return
	}
	w.line("sources = [")
	for _, s := range d.Sources {
		w.line("  { title = %s, url = %s },", quote(s.Title), quote(s.URL))
	}
	w.line("]")
}

func (w *writer) whyChoice(t *drills.Task) {
	need := ""
	if isList(t.Kind) {
		need = "why people choose rather than write"
	}
	w.key("why_choice", t.Why, need)
}

func isList(k drills.Kind) bool {
	return k == drills.Choice || k == drills.Choices || k == drills.Ordering
}

func (w *writer) variant(name string, t *drills.Task, told bool) {
	if told {
		w.line("\n[%s]", name)
		w.key("kind", string(t.Kind), "choice, choices, ordering, number, text or sql")
		w.whyChoice(t)
	}
	w.machine(name+".", t)
}

// machine is what of a task a machine compares.
func (w *writer) machine(under string, t *drills.Task) {
	w.line("\n[%sanswer]", under)
	switch t.Kind {
	case drills.Number:
		if len(t.Ways) == 0 && t.Value == 0 {
			w.missing("value = …, the number that holds")
		} else {
			w.number("value", t.Value)
		}
		w.number("tolerance", t.Tolerance)
		w.key("unit", t.Unit, "")
	case drills.Choice, drills.Choices, drills.Ordering:
		if len(t.Right) == 0 {
			w.missing(`right = ["A"], the keys of what was observed`)
		} else {
			w.line("right = %s", quoteAll(t.Right))
		}
	case drills.Text:
		if len(t.Exact) > 0 {
			w.line("exact = %s", quoteAll(t.Exact))
		} else if t.Pattern == "" {
			w.missing(`exact = ["…"], each way to write the answer`)
		}
		w.key("pattern", t.Pattern, "")
	case drills.SQL:
		w.line("ordered = %t", t.Ordered)
		if t.Near != 0 {
			w.number("near", t.Near)
		}
	}
	for _, m := range t.Misconceptions {
		w.line("\n[[%smisconception]]", under)
		w.key("id", m.ID, "letters and dashes")
		w.sign(m.Sign)
	}
}

func (w *writer) sign(s drills.Sign) {
	if s.Value != nil {
		w.number("value", *s.Value)
	}
	if s.Within != nil {
		w.line("within = [%s, %s]", plain(s.Within[0]), plain(s.Within[1]))
	}
	w.key("choice", s.Choice, "")
	w.key("pattern", s.Pattern, "")
	if s.Returns != nil {
		rows := make([]string, len(s.Returns))
		for i, row := range s.Returns {
			rows[i] = quoteAll(row)
		}
		w.line("returns = [%s]", strings.Join(rows, ", "))
	}
	w.key("error", s.Error, "")
	if s.Value == nil && s.Within == nil && s.Choice == "" && s.Pattern == "" && s.Returns == nil && s.Error == "" {
		w.missing("how an answer shows it: value, choice or pattern")
	}
}

// said writes a text, or that it is missing.
func (w *writer) said(text, need string) {
	if text == "" {
		w.missing(need)
		return
	}
	w.line("%s", text)
}

func (w *writer) heading(level, head string) { w.line("\n%s %s", level, head) }

// code writes a block whose fence is longer than any in it.
func (w *writer) code(lang, text, need string) {
	if text == "" {
		w.missing(need)
		return
	}
	fence := "```"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	w.line("\n%s%s\n%s\n%s", fence, lang, text, fence)
}

func (w *writer) body(d *drills.Drill) {
	w.task("##", &d.First, 3, false)
	w.heading("##", "Hands up")
	for i := range max(3, len(d.HandsUp)) {
		if i >= len(d.HandsUp) || d.HandsUp[i] == "" {
			w.missing(fmt.Sprintf("hand up %d, as %d. …: it helps with the task, and does not teach the answer", i+1, i+1))
			continue
		}
		w.line("%d. %s", i+1, strings.ReplaceAll(d.HandsUp[i], "\n", "\n   "))
	}
	for _, part := range []struct{ head, text, need string }{
		{"Holds", d.Holds, "why the canonical way holds"}, {"Why", d.Why, "the question to an attempt that came out as wanted: why does it hold?"},
		{"Debrief", d.Debrief, "the question to talk about at the close"},
	} {
		w.heading("##", part.head)
		w.said(part.text, part.need)
	}
	switch {
	case d.Twin != nil:
		w.heading("##", "Twin")
		w.task("###", d.Twin, 3, true)
	case d.First.Kind != drills.SQL:
		w.line("")
		w.missing("## Twin: the same task with other data, for another go, with [twin.answer] and the same misconceptions")
	}
	if d.Transfer == nil {
		w.line("")
		w.missing("## Transfer: the same idea in another setting, with [transfer], [transfer.answer] and a misconception")
		return
	}
	w.heading("##", "Transfer")
	w.task("###", d.Transfer, 1, false)
}

var ordinals = []string{"a first", "a second", "a third"}

// task writes a prompt with its options, ways and misconceptions, of which a twin leaves the feedback to the drill.
func (w *writer) task(level string, t *drills.Task, least int, twin bool) {
	w.said(t.Prompt, "the prompt: what there is, and one question")
	lang := ""
	if isList(t.Kind) {
		w.options(level, t)
	}
	if t.Kind == drills.SQL {
		lang = "sql"
		w.heading(level, "Tables")
		w.code(lang, t.Tables, "statements that make the tables and fill them, in a code block")
		w.heading(level, "Wanted")
		w.code(lang, t.Wanted, "a query that returns what is wanted, in a code block")
	}
	for _, way := range t.Ways {
		w.heading(level, "Sound: "+way.Name)
		w.said(way.Sound, "why it holds, in a sentence")
		w.code(lang, way.Example, "an answer, in a code block")
	}
	for i := len(t.Ways); i < 2; i++ {
		w.line("")
		w.missing(fmt.Sprintf(`%s Sound: %s way that holds, with an answer in a code block`, level, ordinals[i]))
	}
	for _, m := range t.Misconceptions {
		w.heading(level, "Misconception: "+m.ID)
		if !twin {
			w.feedback(m)
		}
		for _, e := range m.Examples {
			w.code(lang, e, "")
		}
		if len(m.Examples) == 0 {
			w.missing("an answer that shows it, in a code block")
		}
	}
	for i := len(t.Misconceptions); i < least; i++ {
		w.line("")
		w.missing(fmt.Sprintf(`%s Misconception: %s idea that people hold, with its sign, its feedback and an example`, level, ordinals[i]))
	}
}

func (w *writer) options(level string, t *drills.Task) {
	for _, o := range t.Options {
		w.heading(level, "Option "+o.Key+": "+o.Text)
		if o.Observed == "" {
			w.missing("Observed: the fact that stands beside this choice")
			continue
		}
		w.line("Observed: %s", o.Observed)
	}
	if len(t.Options) < 2 {
		w.missing(level + " Option A: what can be chosen, 2 to 10 of them")
	}
}

func (w *writer) feedback(m drills.Misconception) {
	var lacks []string
	term := func(name, text, need string) {
		switch {
		case text != "":
			w.line("- **%s.** %s", name, text)
		case need != "":
			lacks = append(lacks, "- **"+name+".** "+need)
		}
	}
	if m.Name == "" {
		lacks = append(lacks, "Name: the idea, not a person, in at most 45 characters")
	} else {
		w.line("Name: %s", m.Name)
	}
	f := m.Feedback
	term("Sound", f.Sound, "what is sound in such an answer")
	term("Assumes", f.Assumes, "what someone who answers this way takes for granted")
	term("Breaks", f.Breaks, "where that breaks")
	term("Holds", f.Holds, "what holds instead")
	term("Try next", f.Next, "what to try next")
	term("Works", f.Works, "")
	term("Worked example", f.Example, "")
	for _, l := range lacks {
		w.missing(l)
	}
	if f.Read.URL == "" {
		w.missing("Read more: [title](https://…)")
		return
	}
	w.line("Read more: [%s](%s)", f.Read.Title, f.Read.URL)
}
