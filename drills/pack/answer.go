package pack

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"

	"cackle/drills"
)

// answer wants of a task's TOML what its kind is compared by.
func (p *parser) answer(s *section, under string, a answer, t *drills.Task) {
	at := func(key string) int { return p.lineOf(under+key, s) }
	lacks := func(what, mend string) { p.fault(at("answer"), what, mend+" under ["+under+"answer]") }
	switch t.Kind {
	case drills.Number:
		if a.Value == nil {
			lacks("a number without its value", "add value")
		}
		if a.Tolerance < 0 {
			p.fault(at("answer.tolerance"), "a tolerance below 0", "write how far off still counts")
		}
	case drills.Choice, drills.Choices, drills.Ordering:
		if len(a.Right) == 0 {
			lacks("no option is right", `add right = ["A"]`)
			return
		}
		p.right(at("answer.right"), t)
	case drills.Text:
		if len(a.Exact) == 0 && a.Pattern == "" {
			lacks("a text without anything to compare with", "add exact or pattern")
		}
		if a.Pattern != "" {
			p.pattern(at("answer.pattern"), "of the answer", a.Pattern, "(?is)^(?:%s)$")
		}
	case drills.SQL:
		for _, head := range []string{"Tables", "Wanted"} {
			if s.sub(head, 0) == nil {
				p.fault(p.lineOf(under+"kind", s), "SQL without "+head, fmt.Sprintf("add the heading %q with a code block", head))
			}
		}
	default:
		if under == "twin." && p.at["twin.kind"] == 0 {
			return // it is the drill's, and said there
		}
		p.fault(at("kind"), fmt.Sprintf("kind %q", t.Kind), "write choice, choices, ordering, number, text or sql")
	}
}

// right wants keys of options: one that is right at least, and for an ordering all of them.
func (p *parser) right(line int, t *drills.Task) {
	for _, key := range t.Right {
		if !hasOption(t, key) {
			p.fault(line, fmt.Sprintf("right: there is no option %q", key), "take the key of a heading \"Option …\"")
		}
	}
	if t.Kind == drills.Ordering && len(t.Right) != len(t.Options) {
		p.fault(line, fmt.Sprintf("right puts %d of %s in order", len(t.Right), counted(len(t.Options), "option")), "name each of them once")
	}
}

func hasOption(t *drills.Task, key string) bool {
	return slices.ContainsFunc(t.Options, func(o drills.Option) bool { return o.Key == key })
}

// signs looks at how answers show misconceptions.
func (p *parser) signs(s *section, under string, signs []sign, t *drills.Task) {
	first := map[string]int{}
	for i, sign := range signs {
		path := fmt.Sprintf("%smisconception[%d]", under, i)
		at := func(key string) int { return p.lineOf(path+"."+key, s) }
		if line := first[sign.ID]; line > 0 {
			p.fault(at("id"), fmt.Sprintf("misconception %q has a sign on line %d too", sign.ID, line), "keep one")
			continue
		}
		first[sign.ID] = at("id")
		if !slices.ContainsFunc(t.Misconceptions, func(m drills.Misconception) bool { return m.ID == sign.ID }) {
			p.fault(at("id"), fmt.Sprintf("misconception %q has a sign and no heading", sign.ID),
				meant(sign.ID, headed(t, signs), "add \"Misconception: "+sign.ID+"\" with its feedback and an example"))
		}
		if n := len(sign.Within); n > 0 && (n != 2 || sign.Within[0] > sign.Within[1]) {
			p.fault(at("within"), "within is no range", "write [from, to]")
		}
		if t.Kind == drills.Choice && sign.Choice != "" && !hasOption(t, sign.Choice) {
			p.fault(at("choice"), fmt.Sprintf("choice: there is no option %q", sign.Choice), "take the key of a heading \"Option …\"")
		}
		if sign.Pattern != "" {
			p.pattern(at("pattern"), "of "+sign.ID, sign.Pattern, "(?is)%s")
		}
		if !told(sign, t.Kind) {
			p.fault(at("id"), fmt.Sprintf("misconception %q has no sign that a %s can show", sign.ID, t.Kind), "add "+shows[t.Kind])
		}
	}
}

// headed are the misconceptions that have a heading and no sign.
func headed(t *drills.Task, signs []sign) []string {
	return slices.DeleteFunc(ids(t.Misconceptions), func(id string) bool {
		return slices.ContainsFunc(signs, func(s sign) bool { return s.ID == id })
	})
}

// shows says which parts of a sign each kind is compared by.
var shows = map[drills.Kind]string{
	drills.Number: "value or within", drills.Choice: "choice", drills.Choices: "choice", drills.Ordering: "choice", drills.Text: "pattern",
	drills.SQL: "pattern, returns or error",
}

func told(s sign, k drills.Kind) bool {
	switch k {
	case drills.Number:
		return s.Value != nil || s.Within != nil
	case drills.Choice, drills.Choices, drills.Ordering:
		return s.Choice != ""
	case drills.Text:
		return s.Pattern != ""
	case drills.SQL:
		return s.Pattern != "" || s.Returns != nil || s.Error != ""
	}
	return true // a kind that is none is a fault already
}

// anything are answers that have nothing in common: what fits them all tells nothing apart.
var anything = []string{"zq", "7"}

// pattern looks at a regular expression; around is what it is compiled in.
func (p *parser) pattern(line int, of, pattern, around string) {
	if n := effort(pattern); n > maxEffort {
		p.fault(line, fmt.Sprintf("the pattern %s becomes %d steps, tried at every letter of an answer", of, n), fmt.Sprintf("%d are plenty: repeat less, or name fewer words", maxEffort))
		return
	}
	_, err := regexp.Compile(pattern)
	re, errAround := regexp.Compile(fmt.Sprintf(around, pattern))
	switch {
	case errors.Join(err, errAround) != nil:
		why := strings.TrimPrefix(cmp.Or(err, errAround).Error(), "error parsing regexp: ")
		p.fault(line, fmt.Sprintf("the pattern %s cannot be read: %s", of, why), "see pkg.go.dev/regexp/syntax")
	case !slices.ContainsFunc(anything, func(s string) bool { return !re.MatchString(s) }):
		p.fault(line, fmt.Sprintf("the pattern %s fits every answer", of), "name what only this one writes")
	}
}

// maxEffort is how many steps a pattern may become: with it, an answer of 3,000 characters is through in some milliseconds. Go's
// patterns take time in proportion to both (swtch.com/~rsc/regexp), so none can run away; one can only be large.
const maxEffort = 2000

// effort is how many steps a pattern becomes; 0 for one that cannot be read.
func effort(pattern string) int {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return 0
	}
	steps, err := syntax.Compile(tree.Simplify())
	if err != nil {
		return 0
	}
	return len(steps.Inst)
}

// counted is "1 option", "2 options".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
