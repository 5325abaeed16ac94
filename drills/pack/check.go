package pack

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cackle/drills"
	"cackle/drills/check"
)

// The limits of a drill's texts, in characters: a step's heading (Slack), a prompt that is read (cognitive load), feedback of one
// idea (Shute 2008), an option on either platform with its key before it.
const (
	maxTitle    = 24
	maxPrompt   = 1500
	maxFeedback = 900
	maxName     = 45
	maxOption   = 70
	maxHandUp   = 600
	maxQuestion = 300
)

// Check finds what is amiss in a drill that parses: it looks at every text, and runs every example (A2).
func Check(ctx context.Context, run check.Runner, file string, d *drills.Drill) []Fault {
	c := &checker{ctx: ctx, run: run, parser: parser{name: file, lines: strings.Split(d.Source, "\n")}, d: d}
	c.texts()
	c.task("the drill", &d.First)
	if d.Twin != nil {
		c.task("the twin", d.Twin)
	}
	if d.Transfer != nil {
		c.task("the transfer", d.Transfer)
	}
	c.leaks()
	return c.faults
}

type checker struct {
	parser
	ctx context.Context
	run check.Runner
	d   *drills.Drill
}

// at finds the line of a heading, or of a key.
func (c *checker) at(what string) int {
	for i, line := range c.lines {
		if strings.HasPrefix(strings.TrimLeft(line, "# "), what) && strings.HasPrefix(line, "#") {
			return i + 1
		}
	}
	return c.lineOf(what)
}

// text wants something there, and not too much of it.
func (c *checker) text(line int, name, s string, limit int) {
	switch n := utf8.RuneCountInString(s); {
	case n == 0:
		c.fault(line, name+" is missing", "write it")
	case n > limit:
		c.fault(line, fmt.Sprintf("%s has %d characters", name, n), fmt.Sprintf("%d fit", limit))
	}
}

func (c *checker) texts() {
	d := c.d
	for _, s := range []struct {
		key, text string
		limit     int
	}{
		{"title", d.Title, maxTitle}, {"skill", d.Skill, maxName}, {"subskill", d.Subskill, maxName}, {"label", d.Label, maxName},
		{"Holds", d.Holds, maxFeedback}, {"Why", d.Why, maxQuestion}, {"Debrief", d.Debrief, maxQuestion},
	} {
		c.text(c.at(s.key), s.key, s.text, s.limit)
	}
	if d.Level < 1 || d.Level > len(drills.Levels) {
		c.fault(c.at("level"), fmt.Sprintf("level %d is not on the ladder", d.Level), fmt.Sprintf("write 1 to %d", len(drills.Levels)))
	}
	if d.Minutes < 1 || d.Minutes > 60 {
		c.fault(c.at("minutes"), fmt.Sprintf("minutes %d", d.Minutes), "write how long it takes, 1 to 60")
	}
	if d.Version < 1 {
		c.fault(c.at("version"), "version is missing", "begin with 1")
	}
	if d.Version > 1 && d.Fixes == "" {
		c.fault(c.at("version"), "a later version says nothing of what it mends", `add fixes = "…"`)
	}
	if len(d.Sources) == 0 {
		c.fault(c.at("sources"), "no fact has a source", "add the run, the paper or the page")
	}
	if len(d.HandsUp) < 3 || len(d.HandsUp) > 4 {
		c.fault(c.at("Hands up"), fmt.Sprintf("%d hands up", len(d.HandsUp)), "write 3 or 4 steps")
	}
	for i, h := range d.HandsUp {
		c.text(c.at("Hands up"), fmt.Sprintf("hand up %d", i+1), h, maxHandUp)
	}
	if d.First.Kind != drills.SQL && d.Twin == nil {
		c.fault(c.at("kind"), "there is no twin", "add \"## Twin\": the outcome shows the value, so another go needs other data")
	}
	if d.Transfer == nil {
		c.fault(c.at("kind"), "there is no transfer", "add \"## Transfer\": the same idea in another setting")
	}
}

// task looks at one task's texts and runs its examples.
func (c *checker) task(name string, t *drills.Task) {
	line := 1
	switch t {
	case c.d.Twin:
		line = c.at("Twin")
	case c.d.Transfer:
		line = c.at("Transfer")
	}
	c.text(line, "the prompt of "+name, t.Prompt, maxPrompt)
	if !slices.Contains([]drills.Kind{drills.Choice, drills.Choices, drills.Ordering, drills.Number, drills.Text, drills.SQL}, t.Kind) {
		c.fault(c.lineOf("kind"), fmt.Sprintf("%s: kind %q", name, t.Kind), "write choice, choices, ordering, number, text or sql")
		return
	}
	if len(t.Ways) < 2 {
		c.fault(line, fmt.Sprintf("%s has %d sound ways", name, len(t.Ways)), "show at least 2 (\"Sound: …\")")
	}
	least := 3
	if t == c.d.Transfer {
		least = 1
	}
	if len(t.Misconceptions) < least {
		c.fault(line, fmt.Sprintf("%s has %d misconceptions", name, len(t.Misconceptions)), fmt.Sprintf("name at least %d", least))
	}
	c.options(name, line, t)
	for _, w := range t.Ways {
		c.example(name, c.at("Sound: "+w.Name), t, w.Example, "")
	}
	for _, m := range t.Misconceptions {
		c.misconception(name, t, m)
	}
}

func (c *checker) options(name string, line int, t *drills.Task) {
	if t.Kind != drills.Choice && t.Kind != drills.Choices && t.Kind != drills.Ordering {
		return
	}
	if t.Why == "" {
		c.fault(c.lineOf("why_choice"), name+" does not say why it is a choice", "answers are open by default: add why_choice")
	}
	if len(t.Options) < 2 || len(t.Options) > 10 {
		c.fault(line, fmt.Sprintf("%s has %d options", name, len(t.Options)), "2 to 10 fit")
	}
	for _, o := range t.Options {
		at := c.at("Option " + o.Key)
		c.text(at, "option "+o.Key, o.Text, maxOption)
		if t.Kind != drills.Choice || slices.Contains(t.Right, o.Key) {
			continue
		}
		if !slices.ContainsFunc(t.Misconceptions, func(m drills.Misconception) bool { return m.Sign.Choice == o.Key }) {
			c.fault(at, fmt.Sprintf("option %s shows no misconception", o.Key), "say which idea leads there, or drop it")
		}
	}
}

func (c *checker) misconception(name string, t *drills.Task, m drills.Misconception) {
	line := c.at("Misconception: " + m.ID)
	f := m.Feedback
	c.text(line, "the name of "+m.ID, m.Name, maxName)
	for slot, text := range map[string]string{"Sound": f.Sound, "Assumes": f.Assumes, "Breaks": f.Breaks, "Holds": f.Holds, "Try next": f.Next} {
		if text == "" {
			c.fault(line, fmt.Sprintf("%s: the feedback on %s has no line %q", name, m.ID, slot), "add \"- **"+slot+".** …\"")
		}
	}
	c.text(line, "the feedback on "+m.ID, f.Sound+f.Assumes+f.Breaks+f.Holds+f.Next, maxFeedback)
	if f.Read.URL == "" {
		c.fault(line, fmt.Sprintf("the feedback on %s names nothing to read", m.ID), "add \"Read more: [title](https://…)\"")
	}
	if len(m.Examples) == 0 {
		c.fault(line, fmt.Sprintf("misconception %q has no example", m.ID), "add an answer that shows it, in a code block")
	}
	if m.Sign.Pattern != "" {
		if re, err := regexp.Compile("(?is)" + m.Sign.Pattern); err != nil {
			c.fault(line, fmt.Sprintf("the pattern of %s cannot be read: %v", m.ID, err), "see the syntax of Go's regexp")
		} else if re.MatchString("") {
			c.fault(line, fmt.Sprintf("the pattern of %s fits every answer", m.ID), "name what only this idea writes")
		}
	}
	for _, e := range m.Examples {
		c.example(name, line, t, e, m.ID)
	}
}

// example runs one answer: of a sound way it passes, of a misconception it shows that one and no other.
func (c *checker) example(name string, line int, t *drills.Task, answer, shows string) {
	if p := check.Read(t, answer); p != nil {
		c.fault(line, fmt.Sprintf("%s: the example %q cannot be read (%s)", name, brief(answer), p.Key), "write it as people would")
		return
	}
	o, err := check.Run(c.ctx, c.run, t, answer)
	switch {
	case err != nil:
		c.fault(line, fmt.Sprintf("%s could not be run: %v", name, err), "look at its Tables and Wanted")
	case shows == "" && !o.AsWanted():
		c.fault(line, fmt.Sprintf("%s: the sound way %q does not pass%s", name, brief(answer), because(o)), "mend the example or what is wanted")
	case shows != "" && o.AsWanted():
		c.fault(line, fmt.Sprintf("%s: the example %q of %s passes", name, brief(answer), shows), "show an answer that breaks")
	case shows != "" && !slices.Equal(o.Misconceptions, []string{shows}):
		c.fault(line, fmt.Sprintf("%s: the example %q of %s shows %v%s", name, brief(answer), shows, o.Misconceptions, because(o)), "make the signs tell them apart")
	}
}

func because(o drills.Outcome) string {
	if s := o.Detail.Error + o.Detail.Stopped; s != "" {
		return ": " + s
	}
	return ""
}

func brief(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 50 {
		return string(r[:49]) + "…"
	}
	return s
}

// leaks looks for the answer in what is seen before a go (C2): the prompt, labels, what the drill asks people to expect, and the
// hands up. An answer is the value with its unit, the text, a whole sound query; a choice's options are all on the card.
func (c *checker) leaks() {
	seen := map[string]string{
		"title": c.d.Title, "label": c.d.Label, "expect": c.d.Expect, "the prompt": c.d.First.Prompt,
	}
	for i, h := range c.d.HandsUp {
		seen[fmt.Sprintf("hand up %d", i+1)] = h
	}
	for _, answer := range answers(&c.d.First) {
		for where, text := range seen {
			if holds(text, answer) {
				c.fault(c.at(where), fmt.Sprintf("%s holds the answer %q", where, brief(answer)), "say it after the attempt only")
			}
		}
	}
}

func answers(t *drills.Task) (all []string) {
	switch t.Kind {
	case drills.Number:
		for _, w := range t.Ways {
			all = append(all, strings.TrimSpace(w.Example+" "+t.Unit))
		}
	case drills.Text:
		all = append(all, t.Exact...)
	case drills.SQL:
		for _, w := range t.Ways {
			all = append(all, w.Example)
		}
	}
	return slices.Compact(all)
}

// holds looks for whole words, white space and letter case aside.
func holds(text, answer string) bool {
	fold := func(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }
	at := regexp.MustCompile(`(^|[^\w.,])` + regexp.QuoteMeta(fold(answer)) + `($|[^\w])`)
	return answer != "" && at.MatchString(fold(text))
}
