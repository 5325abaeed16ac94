package pack

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"cackle/drills"
)

// leaks looks for the answer in what is seen before a go (C2): the prompt, labels, what the drill asks people to expect, and the
// hands up. An answer is the value with its unit, the text, a whole sound query; a choice's options are all on the card.
func (c *checker) leaks() {
	d := c.d
	for _, a := range answers(&d.First) {
		for _, s := range []struct{ key, text string }{{"title", d.Title}, {"label", d.Label}, {"expect", d.Expect}} {
			c.leak(c.lineOf(s.key, nil), s.key, s.text, a)
		}
		c.leak(c.root.body(), "the prompt", c.root.text, a)
		for i, h := range d.HandsUp {
			c.leak(c.handUp(i), fmt.Sprintf("hand up %d", i+1), h, a)
		}
	}
	c.leaksOption()
	for _, later := range []struct {
		head string
		task *drills.Task
	}{{"Twin", d.Twin}, {"Transfer", d.Transfer}} {
		s := c.root.sub(later.head, 0)
		if s == nil || later.task == nil {
			continue
		}
		for _, a := range answers(later.task) {
			c.leak(s.body(), "the prompt under "+later.head, s.text, a)
		}
	}
}

// leaksOption looks for the right option of a choice where it is singled out: named by its key or its text, and no other beside it.
func (c *checker) leaksOption() {
	d := c.d
	if d.First.Kind != drills.Choice {
		return
	}
	texts := []struct {
		line       int
		name, said string
	}{
		{c.lineOf("title", nil), "title", d.Title}, {c.lineOf("label", nil), "label", d.Label}, {c.lineOf("expect", nil), "expect", d.Expect},
	}
	for i, h := range d.HandsUp {
		texts = append(texts, struct {
			line       int
			name, said string
		}{c.handUp(i), fmt.Sprintf("hand up %d", i+1), h})
	}
	for _, text := range texts {
		if only := names(d.First.Options, text.said); len(only) == 1 && slices.Contains(d.First.Right, only[0].Key) {
			c.leak(text.line, text.name, text.said, optionNamed(only[0]))
		}
	}
}

// names are the options that a text names.
func names(all []drills.Option, text string) (named []drills.Option) {
	for _, o := range all {
		if optionNamed(o).in(text) {
			named = append(named, o)
		}
	}
	return named
}

// optionNamed finds "option B", "answer B", or the option's text. One word is in every text sooner or later, so that does not count.
func optionNamed(o drills.Option) hidden {
	expr := `(?:option|answer) ` + regexp.QuoteMeta(fold(o.Key))
	if len(strings.Fields(o.Text)) > 1 {
		expr += `|` + regexp.QuoteMeta(fold(o.Text))
	}
	return whole(o.Key+": "+o.Text, `(?:`+expr+`)`)
}

// leak says on which line of a text the answer stands; one that goes over several is said where the text begins.
func (c *checker) leak(line int, where, text string, a hidden) {
	if !a.in(text) {
		return
	}
	if i := slices.IndexFunc(strings.Split(text, "\n"), a.in); i > 0 {
		line += i
	}
	c.fault(line, fmt.Sprintf("%s holds the answer %q", where, brief(a.said)), "say it after the attempt only")
}

// hidden is an answer that is not to be seen.
type hidden struct {
	said string
	at   *regexp.Regexp
}

func (a hidden) in(text string) bool { return a.at.MatchString(fold(text)) }

// fold leaves white space, letter case and emphasis aside.
func fold(s string) string {
	return strings.ToLower(strings.Join(strings.Fields(strings.NewReplacer("*", "", "`", "").Replace(s)), " "))
}

// whole finds an expression as whole words: "500" is neither in 1,500 nor in 500.5.
func whole(said, expr string) hidden {
	return hidden{said, regexp.MustCompile(`(?:^|[^\pL\pN_.,])` + expr + `(?:$|[^\pL\pN_.,]|[.,](?:$|[^\pN]))`)}
}

func answers(t *drills.Task) (all []hidden) {
	var said []string
	switch t.Kind {
	case drills.Number:
		return numbers(t)
	case drills.Choice:
		return nil // its options are on the card; see leaksOption
	case drills.Text:
		said = slices.Clone(t.Exact)
		fallthrough
	case drills.SQL:
		for _, w := range t.Ways {
			said = append(said, w.Example)
		}
	}
	var seen []string
	for _, s := range said {
		plain := strings.TrimRight(fold(s), "; ")
		if plain != "" && !slices.Contains(seen, plain) {
			seen = append(seen, plain)
			all = append(all, whole(s, regexp.QuoteMeta(plain)))
		}
	}
	return all
}

// numbers is the value as people would read it, with thousands parted or not, and its unit, however near and in which number.
func numbers(t *drills.Task) []hidden {
	plain := strconv.FormatFloat(t.Value, 'f', -1, 64)
	digits, rest, _ := strings.Cut(plain, ".")
	expr := ""
	for i, r := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			expr += `[,' _]?`
		}
		expr += regexp.QuoteMeta(string(r))
	}
	if rest != "" {
		expr += "[.,]" + rest
	}
	if unit := fold(t.Unit); unit != "" {
		one := strings.TrimSuffix(unit, "s")
		if one == "" {
			one = unit
		}
		expr += ` ?` + regexp.QuoteMeta(one) + "s?"
	}
	return []hidden{whole(strings.TrimSpace(plain+" "+t.Unit), expr)}
}
