package pack

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"cackle/drills"
)

// largest is a drill file's size: many times what one needs.
const largest = 64 << 10

// parser reads one file and gathers its faults.
type parser struct {
	name   string
	lines  []string
	faults []Fault
}

func (p *parser) fault(line int, what, mend string) {
	p.faults = append(p.faults, Fault{p.name, line, what, mend})
}

// lineOf finds where a key of the TOML stands; 1 where it does not.
func (p *parser) lineOf(key string) int {
	at := regexp.MustCompile(`^\s*` + regexp.QuoteMeta(key) + `\s*=`)
	for i, line := range p.lines {
		if at.MatchString(line) {
			return i + 1
		}
	}
	return 1
}

func (p *parser) parse(text string) *drills.Drill {
	switch {
	case len(text) > largest:
		p.fault(1, fmt.Sprintf("the file has %d KiB", len(text)>>10), fmt.Sprintf("a drill fits in %d KiB", largest>>10))
		return nil
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		p.fault(1, "the file is no UTF-8 text", "save it as UTF-8")
		return nil
	}
	p.lines = strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	end := p.frontEnd()
	if end == 0 {
		return nil
	}
	f, ok := p.decode(strings.Join(p.lines[1:end], "\n"))
	if !ok {
		return nil
	}
	return p.drill(f, split(p.lines[end+1:], end+2))
}

// frontEnd is the index of the line that ends the TOML; 0 where there is none.
func (p *parser) frontEnd() int {
	if strings.TrimSpace(p.lines[0]) != "+++" {
		p.fault(1, "the file does not begin with +++", "put its TOML between two lines of +++")
		return 0
	}
	for i, line := range p.lines[1:] {
		if strings.TrimSpace(line) == "+++" {
			return i + 1
		}
	}
	p.fault(1, "the TOML has no end", "put a line of +++ after it")
	return 0
}

// headings are those of a drill; the ones with a colon name what comes after it.
var headings = []string{"Option", "Tables", "Wanted", "Sound", "Misconception", "Hands up", "Holds", "Why", "Debrief", "Twin", "Transfer"}

func (p *parser) drill(f front, root *section) *drills.Drill {
	d := f.drill()
	d.Stuck = p.duration("stuck", f.Stuck)
	if want := strings.TrimSuffix(p.name, path.Ext(p.name)); f.ID == "" || !strings.HasSuffix(want, path.Base(f.ID)) {
		p.fault(p.lineOf("id"), fmt.Sprintf("id %q is not the file's path", f.ID), fmt.Sprintf("write %q", want))
	}
	d.First = p.task(root, f.Kind, f.WhyChoice, f.Answer, f.Signs, nil)
	for _, s := range root.subs {
		switch head, _, _ := strings.Cut(s.head, ":"); head {
		case "Hands up":
			d.HandsUp = numbered(s.text)
		case "Holds":
			d.Holds = strings.TrimSpace(s.text)
		case "Why":
			d.Why = strings.TrimSpace(s.text)
		case "Debrief":
			d.Debrief = strings.TrimSpace(s.text)
		case "Twin":
			kind := f.Twin.Kind
			if kind == "" {
				kind = f.Kind
			}
			t := p.task(s, kind, f.WhyChoice, f.Twin.Answer, f.Twin.Signs, &d.First)
			d.Twin = &t
		case "Transfer":
			t := p.task(s, f.Transfer.Kind, f.Transfer.WhyChoice, f.Transfer.Answer, f.Transfer.Signs, nil)
			d.Transfer = &t
		default:
			if !slices.Contains(headings, head) && !strings.HasPrefix(head, "Option ") {
				p.fault(s.line, fmt.Sprintf("heading %q is not one of a drill's", s.head), "did you mean "+nearest(head, headings)+"?")
			}
		}
	}
	return d
}

// task reads a prompt with its options, ways and misconceptions. of is the task that a twin takes its feedback from.
func (p *parser) task(s *section, kind, why string, a answer, signs []sign, of *drills.Task) drills.Task {
	t := drills.Task{Prompt: strings.TrimSpace(s.text), Kind: drills.Kind(kind), Why: why}
	a.into(&t)
	for _, sub := range s.subs {
		head, name, _ := strings.Cut(sub.head, ":")
		name = strings.TrimSpace(name)
		switch key, isOption := strings.CutPrefix(head, "Option "); {
		case isOption:
			t.Options = append(t.Options, drills.Option{Key: strings.TrimSpace(key), Text: name, Observed: p.named(sub, "Observed")})
		case head == "Tables":
			t.Tables = p.one(sub)
		case head == "Wanted":
			t.Wanted = p.one(sub)
		case head == "Sound":
			t.Ways = append(t.Ways, drills.Way{Name: name, Sound: sub.words(), Example: p.one(sub)})
		case head == "Misconception":
			t.Misconceptions = append(t.Misconceptions, p.misconception(sub, name, signs, of))
		}
	}
	for _, sign := range signs {
		if !slices.ContainsFunc(t.Misconceptions, func(m drills.Misconception) bool { return m.ID == sign.ID }) {
			p.fault(s.line, fmt.Sprintf("misconception %q has a sign and no heading", sign.ID), "add \"Misconception: "+sign.ID+"\" with its feedback and an example")
		}
	}
	return t
}

// one is the section's only code block.
func (p *parser) one(s *section) string {
	if len(s.blocks) != 1 {
		p.fault(s.line, fmt.Sprintf("%q has %d code blocks", s.head, len(s.blocks)), "put exactly one there")
		return ""
	}
	return s.blocks[0].text
}

// named is the rest of the line that begins with a word and a colon.
func (p *parser) named(s *section, word string) string {
	for line := range strings.SplitSeq(s.text, "\n") {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word+":"); ok {
			return strings.TrimSpace(rest)
		}
	}
	p.fault(s.line, fmt.Sprintf("%q has no line %q", s.head, word+":"), "add one")
	return ""
}

func (p *parser) misconception(s *section, id string, signs []sign, of *drills.Task) drills.Misconception {
	m := drills.Misconception{ID: id}
	i := slices.IndexFunc(signs, func(s sign) bool { return s.ID == id })
	if i < 0 {
		p.fault(s.line, fmt.Sprintf("misconception %q has no sign", id), "say under [[misconception]] how an answer shows it")
	} else {
		m.Sign = signs[i].sign()
	}
	for _, b := range s.blocks {
		m.Examples = append(m.Examples, b.text)
	}
	if of != nil {
		j := slices.IndexFunc(of.Misconceptions, func(o drills.Misconception) bool { return o.ID == id })
		if j < 0 {
			p.fault(s.line, fmt.Sprintf("misconception %q is not one of the drill's", id), "a twin has the same ones")
			return m
		}
		m.Name, m.Feedback = of.Misconceptions[j].Name, of.Misconceptions[j].Feedback
		return m
	}
	m.Name = p.named(s, "Name")
	m.Feedback = p.feedback(s)
	return m
}

var (
	term = regexp.MustCompile(`(?m)^- \*\*([A-Za-z ]+)\.\*\*\s+`)
	link = regexp.MustCompile(`^\[([^\]]+)\]\((https?://[^)\s]+)\)$`)
)

// feedback reads the bold lines, each up to the next.
func (p *parser) feedback(s *section) (f drills.Feedback) {
	words, read, _ := strings.Cut(s.words(), "Read more:")
	slots := map[string]*string{
		"Sound": &f.Sound, "Assumes": &f.Assumes, "Breaks": &f.Breaks, "Holds": &f.Holds, "Try next": &f.Next, "Works": &f.Works,
		"Worked example": &f.Example,
	}
	at := term.FindAllStringSubmatchIndex(words, -1)
	for i, m := range at {
		end := len(words)
		if i+1 < len(at) {
			end = at[i+1][0]
		}
		name := words[m[2]:m[3]]
		slot := slots[name]
		if slot == nil {
			p.fault(s.line, fmt.Sprintf("%q is no line of a feedback", name), "there are Sound, Assumes, Breaks, Holds, Try next, Works and Worked example")
			continue
		}
		*slot = strings.Join(strings.Fields(words[m[1]:end]), " ")
	}
	if m := link.FindStringSubmatch(strings.TrimSpace(read)); m != nil {
		f.Read = drills.Source{Title: m[1], URL: m[2]}
	}
	return f
}

var item = regexp.MustCompile(`^\d+\. `)

// numbered reads a numbered list; lines that are indented go on with their item.
func numbered(text string) (items []string) {
	for line := range strings.SplitSeq(text, "\n") {
		switch trimmed := strings.TrimSpace(line); {
		case item.MatchString(trimmed):
			items = append(items, item.ReplaceAllString(trimmed, ""))
		case trimmed != "" && len(items) > 0:
			items[len(items)-1] += "\n" + strings.TrimPrefix(line, "   ")
		}
	}
	return items
}
