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
	maxExpect   = 100  // beside a field (Discord)
	maxUnit     = 25   // in a field's label (Discord)
	maxKey      = 8    // of an option, on a button
	maxWay      = 400  // why a way holds, in a debrief
	maxExample  = 1000 // an answer, in a debrief beside another
	maxWorks    = 200  // when a picture does work, for who was sure of it
	maxWorked   = 700  // a worked example, below its feedback
	maxTables   = 2500 // on the card, below the prompt
	maxListed   = 2800 // all misconceptions of a drill in its debrief
)

// Check finds what is amiss in a drill that parses: it looks at every text, and runs every example (A2).
func Check(ctx context.Context, run check.Runner, file string, d *drills.Drill) []Fault {
	c := &checker{ctx: ctx, run: run, parser: &parser{name: file}, d: d, whole: true}
	if _, ok := c.cut(d.Source); !ok {
		return c.faults
	}
	if c.missing() {
		return c.sorted()
	}
	c.all()
	if s := c.root.sub("Twin", 0); s != nil && d.Twin != nil {
		c.again(place{s, "the twin", "twin."})
	}
	c.leaks()
	return c.sorted()
}

// texts looks at a drill whose form is amiss, as far as it could be read: at everything that does not depend on the rest, so that its
// author hears of it in the same go.
func (p *parser) texts(d *drills.Drill) { (&checker{parser: p, d: d}).all() }

type checker struct {
	*parser
	ctx   context.Context
	run   check.Runner
	d     *drills.Drill
	whole bool // its form is sound
}

func (c *checker) all() {
	d := c.d
	c.head()
	c.parts()
	c.task(place{c.root, "the drill", ""}, &d.First)
	if s := c.root.sub("Twin", 0); s != nil && d.Twin != nil {
		c.task(place{s, "the twin", "twin."}, d.Twin)
	}
	if s := c.root.sub("Transfer", 0); s != nil && d.Transfer != nil {
		c.task(place{s, "the transfer", "transfer."}, d.Transfer)
	}
	c.debrief()
}

// place is where a task stands: its section, what it is called, and what its keys begin with.
type place struct {
	*section
	task, under string
}

// heading is the line of a heading; 1 where there is none.
func (c *checker) heading(head string) int {
	if s := c.root.sub(head, 0); s != nil {
		return s.line
	}
	return 1
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

// atMost wants no more than that of a text that may be empty.
func (c *checker) atMost(line int, name, s string, limit int) {
	if s != "" {
		c.text(line, name, s, limit)
	}
}

func (c *checker) head() {
	d := c.d
	for _, s := range []struct {
		key, text string
		limit     int
	}{{"title", d.Title, maxTitle}, {"skill", d.Skill, maxName}, {"subskill", d.Subskill, maxName}, {"label", d.Label, maxName}} {
		if s.text == "" {
			c.text(c.lineOf(s.key, nil), s.key, s.text, s.limit)
		}
		c.oneLine(c.lineOf(s.key, nil), s.key, s.text, s.limit)
	}
	c.oneLine(c.lineOf("expect", nil), "expect", d.Expect, maxExpect)
	for _, s := range []struct {
		head, text string
		limit      int
	}{{"Holds", d.Holds, maxFeedback}, {"Why", d.Why, maxQuestion}, {"Debrief", d.Debrief, maxQuestion}} {
		c.text(c.heading(s.head), s.head, s.text, s.limit)
	}
	if d.Level < 1 || d.Level > len(drills.Levels) {
		c.fault(c.lineOf("level", nil), fmt.Sprintf("level %d is not on the ladder", d.Level), fmt.Sprintf("write 1 to %d", len(drills.Levels)))
	}
	if d.Minutes < 1 || d.Minutes > 60 {
		c.fault(c.lineOf("minutes", nil), fmt.Sprintf("minutes %d", d.Minutes), "write how long it takes, 1 to 60")
	}
	if d.Window < 0 || d.Window > 20 {
		c.fault(c.lineOf("window", nil), fmt.Sprintf("window %d", d.Window), "write 1 to 20 working days, or leave it out")
	}
	if d.Version < 1 {
		c.fault(c.lineOf("version", nil), "version is missing", "begin with 1")
	}
	if d.Version > 1 && d.Fixes == "" {
		c.fault(c.lineOf("version", nil), "a later version says nothing of what it mends", `add fixes = "…"`)
	}
}

// parts looks for what a drill consists of.
func (c *checker) parts() {
	d := c.d
	if len(d.Sources) == 0 {
		c.fault(c.lineOf("sources", nil), "no fact has a source", "add the run, the paper or the page")
	}
	for i, s := range d.Sources {
		if s.Title == "" || !strings.HasPrefix(s.URL, "http") {
			c.fault(c.lineOf(fmt.Sprintf("sources[%d]", i), nil), fmt.Sprintf("source %d has no title or no address", i+1), `write { title = "…", url = "https://…" }`)
		}
	}
	if len(d.HandsUp) < 3 || len(d.HandsUp) > 4 {
		c.fault(c.heading("Hands up"), "Hands up has "+counted(len(d.HandsUp), "step"), "write 3 or 4, numbered")
	}
	for i, h := range d.HandsUp {
		c.text(c.handUp(i), fmt.Sprintf("hand up %d", i+1), h, maxHandUp)
	}
	if _, told := c.at["twin"]; d.First.Kind != drills.SQL && d.Twin == nil && (c.whole || !told) {
		c.fault(c.lineOf("kind", nil), "there is no twin", "add \"## Twin\": the outcome shows the value, so another go needs other data")
	}
	if _, told := c.at["transfer"]; d.Transfer == nil && (c.whole || !told) {
		c.fault(1, "there is no transfer", "add \"## Transfer\": the same idea in another setting")
	}
}

// handUp is the line of a step.
func (c *checker) handUp(i int) int {
	if s := c.root.sub("Hands up", 0); s != nil {
		if _, at := s.numbered(); i < len(at) {
			return at[i]
		}
	}
	return 1
}

// task looks at one task's texts and runs its examples.
func (c *checker) task(at place, t *drills.Task) {
	c.text(at.line, "the prompt of "+at.task, t.Prompt, maxPrompt)
	c.asks(at.body(), at.task, at.text)
	c.oneLine(c.lineOf(at.under+"answer.unit", at.section), "the unit of "+at.task, t.Unit, maxUnit)
	if t.Tables != "" {
		c.text(at.sub("Tables", 0).line, "what fills the tables of "+at.task, t.Tables, maxTables)
	}
	for i, w := range t.Ways {
		c.atMost(at.sub("Sound", i).line, "why "+w.Name+" holds", w.Sound, maxWay)
		c.atMost(at.sub("Sound", i).answer(0), "the answer of "+w.Name, w.Example, maxExample)
	}
	if len(t.Ways) < 2 {
		c.fault(at.top(), fmt.Sprintf("%s has %s", at.task, counted(len(t.Ways), "sound way")), "show at least 2 (\"Sound: …\")")
	}
	least := 3
	if t == c.d.Transfer {
		least = 1
	}
	if n := len(t.Misconceptions); n < least {
		c.fault(at.top(), fmt.Sprintf("%s has %s", at.task, counted(n, "misconception")), fmt.Sprintf("name at least %d (\"Misconception: …\")", least))
	}
	c.options(at, t)
	if t != c.d.Twin { // a twin takes the feedback from the first task
		for i, m := range t.Misconceptions {
			c.feedback(at.sub("Misconception", i).line, at.task, m)
		}
	}
	if c.whole && (t.Kind != drills.SQL || c.tables(at, t)) {
		c.examples(at, t)
	}
}

// top is where to say what a task has too few of.
func (at place) top() int {
	if at.head == "" {
		return 1
	}
	return at.line
}

func (c *checker) options(at place, t *drills.Task) {
	if t.Kind != drills.Choice && t.Kind != drills.Choices && t.Kind != drills.Ordering {
		return
	}
	if t.Why == "" && (t != c.d.Twin || t.Kind != c.d.First.Kind) { // a twin takes the drill's
		c.fault(c.lineOf(at.under+"kind", at.section), at.task+" does not say why it is a choice", "answers are open by default: add why_choice")
	}
	if len(t.Options) < 2 || len(t.Options) > 10 {
		c.fault(at.top(), at.task+" has "+counted(len(t.Options), "option"), "2 to 10 fit (\"Option A: …\")")
	}
	for i, o := range t.Options {
		line := at.sub("Option", i).line
		c.text(line, "option "+o.Key, o.Text, maxOption)
		c.oneLine(line, "the key of option "+o.Key, o.Key, maxKey)
		if check.Read(&drills.Task{Kind: drills.Choice, Options: t.Options}, o.Key) != nil {
			c.fault(line, fmt.Sprintf("the key %q cannot be read as an answer", o.Key), "write a letter")
		}
		if !c.whole || t.Kind != drills.Choice || slices.Contains(t.Right, o.Key) {
			continue
		}
		if !slices.ContainsFunc(t.Misconceptions, func(m drills.Misconception) bool { return strings.EqualFold(m.Sign.Choice, o.Key) }) {
			c.fault(line, fmt.Sprintf("option %s shows no misconception", o.Key), "say which idea leads there, or drop it")
		}
	}
}

// you is the second person: what an idea takes for granted is not about who reads it.
var you = regexp.MustCompile(`(?i)\b(?:you|your|yours|yourself)\b`)

func (c *checker) feedback(line int, task string, m drills.Misconception) {
	f := m.Feedback
	c.atMost(line, "the name of "+m.ID, m.Name, maxName)
	if m.Name == "" && c.whole { // else said where it was read
		c.text(line, "the name of "+m.ID, "", maxName)
	}
	if you.MatchString(f.Assumes) {
		c.fault(line, fmt.Sprintf("%s: Assumes of %s speaks to the reader", task, m.ID), `say "someone who answers this way", and not "you"`)
	}
	for _, slot := range []struct{ name, text string }{
		{"Sound", f.Sound}, {"Assumes", f.Assumes}, {"Breaks", f.Breaks}, {"Holds", f.Holds}, {"Try next", f.Next},
	} {
		if slot.text == "" {
			c.fault(line, fmt.Sprintf("%s: the feedback on %s has no line %q", task, m.ID, slot.name), "add \"- **"+slot.name+".** …\"")
		}
	}
	if n := utf8.RuneCountInString(f.Sound + f.Assumes + f.Breaks + f.Holds + f.Next); n > maxFeedback {
		c.fault(line, fmt.Sprintf("the feedback on %s has %d characters", m.ID, n), fmt.Sprintf("%d fit", maxFeedback))
	}
	c.atMost(line, "when "+m.ID+" works", f.Works, maxWorks)
	c.atMost(line, "the worked example of "+m.ID, f.Example, maxWorked)
	for _, e := range m.Examples {
		c.atMost(line, "an example of "+m.ID, e, maxExample)
	}
	if f.Read.URL == "" {
		c.fault(line, fmt.Sprintf("the feedback on %s names nothing to read", m.ID), "end it with \"Read more: [title](https://…)\"")
	}
}
