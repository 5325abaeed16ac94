package pack

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"

	"cackle/drills"
	"cackle/drills/check"
)

// tables fills the tables and runs what is wanted once, so that what is amiss there is said there, and not at every example.
func (c *checker) tables(at place, t *drills.Task) bool {
	for _, s := range []struct{ head, query, fails, mend string }{
		{"Tables", "SELECT 1", "the tables of %s cannot be filled: %s", "mend the statements, which are SQLite's"},
		{"Wanted", t.Wanted, "what %s wants does not run: %s", "mend the query"},
	} {
		line := at.sub(s.head, 0).answer(0)
		rows, err := c.run.SQL(c.ctx, t.Tables, s.query)
		switch {
		case err != nil:
			c.fault(line, fmt.Sprintf("%s of %s could not be tried: %v", s.head, at.task, err), "this is not the drill's fault; try again")
			return false
		case rows.Error+rows.Stopped != "":
			c.fault(line, fmt.Sprintf(s.fails, at.task, strings.TrimPrefix(rows.Error+rows.Stopped, "the drill's tables: ")), s.mend)
			return false
		case rows.More > 0:
			c.fault(line, fmt.Sprintf("what %s wants is %d rows", at.task, len(rows.Rows)+rows.More), fmt.Sprintf("%d fit", len(rows.Rows)))
			return false
		}
	}
	return true
}

// answer is the line of the section's i-th code block.
func (s *section) answer(i int) int {
	if i < len(s.blocks) {
		return s.blocks[i].line
	}
	return s.line
}

func (c *checker) examples(at place, t *drills.Task) {
	for i, w := range t.Ways {
		o, ok := c.outcome(at, at.sub("Sound", i).answer(0), t, w.Example)
		if ok && i == 0 {
			c.columns(at, o.Detail.WantCols)
		}
		if ok && !o.AsWanted() {
			c.fault(at.sub("Sound", i).answer(0), fmt.Sprintf("%s: the sound way %q does not pass%s", at.task, brief(w.Example), because(t, o)),
				"mend the example or what is wanted")
		}
		if ok && o.AsWanted() {
			c.wide(at, at.sub("Sound", i).answer(0), t, w)
		}
	}
	for i, m := range t.Misconceptions {
		s := at.sub("Misconception", i)
		if len(m.Examples) == 0 {
			c.fault(s.line, fmt.Sprintf("misconception %q has no example", m.ID), "add an answer that shows it, in a code block")
		}
		for j, e := range m.Examples {
			if o, ok := c.outcome(at, s.answer(j), t, e); ok {
				c.shows(at, s.answer(j), t, m.ID, e, o)
			}
		}
	}
}

// again finds a twin whose answer is the drill's: the outcome has shown that one.
func (c *checker) again(at place) {
	first, twin := &c.d.First, c.d.Twin
	if twin.Kind != first.Kind || len(first.Ways) == 0 {
		return
	}
	same, key := false, "answer.right"
	switch twin.Kind {
	case drills.Number:
		same, key = math.Abs(twin.Value-first.Value) <= twin.Tolerance, "answer.value"
	case drills.Choice, drills.Choices, drills.Ordering:
		same = slices.Equal(rightTexts(first), rightTexts(twin))
	case drills.Text:
		same, key = check.Judge(twin, first.Ways[0].Example).AsWanted(), "answer"
	}
	if same {
		c.fault(c.lineOf(at.under+key, at.section), "the twin's answer is the drill's", "choose other data")
	}
}

// rightTexts are the options that are right by what they say: a key says nothing by itself.
func rightTexts(t *drills.Task) (all []string) {
	for _, key := range t.Right {
		for _, o := range t.Options {
			if o.Key == key {
				all = append(all, fold(o.Text))
			}
		}
	}
	if t.Kind != drills.Ordering {
		slices.Sort(all)
	}
	return all
}

// wide finds signs that fit an answer that passes: a slip in such an answer would be taken for that idea.
func (c *checker) wide(at place, line int, t *drills.Task, w drills.Way) {
	fits, err := check.Fits(c.ctx, c.run, t, w.Example)
	if err != nil {
		return // that it cannot be run is said where it is
	}
	for _, id := range fits {
		c.fault(line, fmt.Sprintf("%s: the sign of %s fits the sound way %q", at.task, id, brief(w.Example)),
			"make it narrower under [["+at.under+"misconception]]")
	}
}

// plainName is how a column may be headed that people see before anything is explained.
var plainName = regexp.MustCompile(`^\w[\w ]{0,29}$`)

// columns wants names for the columns of what is wanted: without one, a column is headed by the expression that it comes from.
func (c *checker) columns(at place, names []string) {
	for _, name := range names {
		if !plainName.MatchString(name) {
			c.fault(at.sub("Wanted", 0).answer(0), fmt.Sprintf("%s: the outcome shows the column %q before the feedback", at.task, brief(name)),
				"name it with AS in the query under Wanted")
		}
	}
}

// shows wants an example to show its misconception and no other.
func (c *checker) shows(at place, line int, t *drills.Task, id, answer string, o drills.Outcome) {
	example := fmt.Sprintf("%s: the example %q of %s", at.task, brief(answer), id)
	switch {
	case o.AsWanted():
		c.fault(line, example+" passes", "show an answer that breaks")
	case len(o.Misconceptions) == 0:
		c.fault(line, example+" shows no misconception"+because(t, o), "mend the example, or the sign under [["+at.under+"misconception]]")
	case !slices.Equal(o.Misconceptions, []string{id}):
		c.fault(line, example+" shows "+strings.Join(o.Misconceptions, " and "), "make the signs tell them apart")
	}
}

// outcome runs one answer; one that people could not give is a fault.
func (c *checker) outcome(at place, line int, t *drills.Task, answer string) (o drills.Outcome, ok bool) {
	if p := check.Read(t, answer); p != nil {
		c.fault(line, fmt.Sprintf("%s: the example %q %s", at.task, brief(answer), unreadable(p, t)), "write it as people would")
		return o, false
	}
	o, err := check.Run(c.ctx, c.run, t, answer)
	if err != nil {
		c.fault(line, fmt.Sprintf("%s: the example %q could not be tried: %v", at.task, brief(answer), err), "this is not the drill's fault; try again")
	}
	return o, err == nil
}

func unreadable(p *check.Problem, t *drills.Task) string {
	switch p.Key {
	case "answer.blank":
		return "is blank"
	case "answer.not-a-number":
		return "is no number"
	case "answer.two-ways":
		return "can be read in two ways"
	case "answer.other-unit":
		return fmt.Sprintf("has another unit than %q", t.Unit)
	case "answer.unknown-option":
		if t.Kind == drills.Choice {
			return "is not the key of one option"
		}
		return "names what is no option"
	case "answer.not-all":
		return "leaves options out"
	}
	return "cannot be read (" + p.Key + ")"
}

// because is what the run gave, where that tells more than the fault does.
func because(t *drills.Task, o drills.Outcome) string {
	d := o.Detail
	switch {
	case d.Error+d.Stopped != "":
		return ": " + d.Error + d.Stopped
	case d.Order:
		return ": its rows come in another order"
	case t.Kind == drills.SQL:
		return fmt.Sprintf(": %s missing, %d too many", counted(d.Missing, "row"), d.Extra)
	case t.Kind == drills.Number:
		return ": wanted is " + d.Observed
	case t.Kind == drills.Choices, t.Kind == drills.Ordering:
		return fmt.Sprintf(": %d of %s right", o.Passed, counted(o.Of, "option"))
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
