package pack

import (
	"cmp"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"cackle/drills"
	"cackle/internal/keylines"
	"cackle/internal/near"
)

// largest is a drill file's size: many times what one needs.
const largest = 64 << 10

// parser reads one file and gathers its faults.
type parser struct {
	name   string
	text   string         // as it was saved
	at     keylines.Lines // of the TOML
	root   *section       // of the Markdown
	twice  bool           // a heading stands there twice: which of them is meant is not known
	faults []Fault
}

func (p *parser) fault(line int, what, mend string) {
	p.faults = append(p.faults, Fault{p.name, line, what, mend})
}

// sorted gives the faults by line, those of one line in the order in which they were found.
func (p *parser) sorted() []Fault {
	slices.SortStableFunc(p.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
	return p.faults
}

// lineOf is where a key stands, or what is around it; else the section that it is about, else the top.
func (p *parser) lineOf(key string, s *section) int {
	if line, ok := p.at.Line(key); ok {
		return line
	}
	if s != nil && s.head != "" {
		return s.line
	}
	return 1
}

func (p *parser) parse(text string) *drills.Drill {
	toml, ok := p.cut(text)
	if !ok {
		return nil
	}
	f, ok := p.decode(toml)
	p.outline()
	if !ok { // what the TOML does not say would be missed below
		return nil
	}
	return p.drill(f)
}

// cut parts a file into its TOML, with the places of the keys, and its sections.
func (p *parser) cut(text string) (toml string, ok bool) {
	p.text = text
	if len(text) > largest {
		p.fault(1, fmt.Sprintf("the file has more than %d bytes", largest), "a drill is one task with its feedback: part it, or take out what is none of it")
		return "", false
	}
	if line, what, mend, amiss := encoded(text); amiss {
		p.fault(line, what, mend)
		return "", false
	}
	if strings.TrimSpace(text) == "" {
		p.fault(1, "the file is empty", "bot drill new asks what a drill needs, and writes one")
		return "", false
	}
	all := strings.Split(strings.ReplaceAll(strings.TrimPrefix(text, "\ufeff"), "\r\n", "\n"), "\n")
	end := p.frontEnd(all)
	if end == 0 {
		return "", false
	}
	toml = strings.Join(all[1:end], "\n")
	p.at = keylines.Of(toml, 2)
	var open int
	if p.root, open = split(all[end+1:], min(end+2, len(all))); open > 0 {
		p.fault(open, "this code block has no end", "close it with as many backticks")
		return "", false
	}
	return toml, true
}

// frontEnd is the index of the line that ends the TOML; 0 where there is none.
func (p *parser) frontEnd(all []string) int {
	if strings.TrimSpace(all[0]) != "+++" {
		p.fault(1, "the file does not begin with +++", "put its TOML between two lines of +++")
		return 0
	}
	for i, line := range all[1:] {
		if strings.TrimSpace(line) == "+++" {
			return i + 1
		}
	}
	p.fault(1, "the TOML has no end", "put a line of +++ after it")
	return 0
}

func (p *parser) drill(f front) *drills.Drill {
	d := f.drill()
	d.Stuck = p.duration("stuck", f.Stuck)
	p.attempts(f.Attempts)
	p.id(f.ID)
	d.First = p.task(p.root, "", f.Kind, f.WhyChoice, f.Answer, f.Signs, nil)
	for _, s := range p.root.subs {
		switch s.word() {
		case "Hands up":
			d.HandsUp, _ = s.numbered()
		case "Holds":
			d.Holds = strings.TrimSpace(s.text)
		case "Why":
			d.Why = strings.TrimSpace(s.text)
		case "Debrief":
			d.Debrief = strings.TrimSpace(s.text)
		case "Twin":
			t := p.task(s, "twin.", cmp.Or(f.Twin.Kind, f.Kind), cmp.Or(f.Twin.WhyChoice, f.WhyChoice), f.Twin.Answer, f.Twin.Signs, &d.First)
			d.Twin = &t
		case "Transfer":
			t := p.task(s, "transfer.", f.Transfer.Kind, f.Transfer.WhyChoice, f.Transfer.Answer, f.Transfer.Signs, nil)
			d.Transfer = &t
		}
	}
	for _, v := range []struct {
		table, head string
		there       bool
	}{{"twin", "Twin", d.Twin != nil}, {"transfer", "Transfer", d.Transfer != nil}} {
		if _, told := p.at[v.table]; told && !v.there {
			p.fault(p.at[v.table], fmt.Sprintf("[%s] has no heading", v.table), fmt.Sprintf("add %q with its prompt", "## "+v.head))
		}
	}
	return d
}

// The places where a drill takes attempts; none said is the form.
const (
	inForm   = "form"
	inThread = "thread"
)

func (p *parser) attempts(where string) {
	if where != "" && where != inForm && where != inThread {
		p.fault(p.lineOf("attempts", nil), fmt.Sprintf("attempts cannot be given by %q", where), fmt.Sprintf("write %q, or %q for replies in the thread too", inForm, inThread))
	}
}

// id wants the last two parts of the path, as far as the file was named by them.
func (p *parser) id(id string) {
	file := strings.Split(strings.TrimSuffix(path.Clean(filepath.ToSlash(p.name)), path.Ext(p.name)), "/")
	if file = file[max(len(file)-2, 0):]; file[0] == "" || file[0] == ".." {
		file = file[1:]
	}
	pack, name, ok := strings.Cut(id, "/")
	want := strings.Join(file, "/")
	if len(file) == 1 {
		if pack == "" {
			pack = "pack"
		}
		want = pack + "/" + file[0]
	}
	if !ok || pack == "" || name == "" || id != want {
		p.fault(p.lineOf("id", nil), fmt.Sprintf("id %q is not the file's path", id), fmt.Sprintf("write %q", want))
	}
}

// task reads a prompt with its options, ways and misconceptions. of is the task that a twin takes its feedback from.
func (p *parser) task(s *section, under, kind, why string, a answer, signs []sign, of *drills.Task) drills.Task {
	t := drills.Task{Prompt: strings.TrimSpace(s.text), Kind: drills.Kind(kind), Why: why}
	a.into(&t)
	for _, sub := range s.subs {
		switch sub.word() {
		case "Option":
			t.Options = append(t.Options, drills.Option{Key: sub.option(), Text: sub.name(), Observed: p.named(sub, "Observed")})
		case "Tables":
			t.Tables = p.one(sub)
		case "Wanted":
			t.Wanted = p.one(sub)
		case "Sound":
			t.Ways = append(t.Ways, drills.Way{Name: sub.name(), Sound: sub.said, Example: p.one(sub)})
		case "Misconception":
			t.Misconceptions = append(t.Misconceptions, p.misconception(sub, under, without(signs, s), signs, of))
		}
	}
	p.answer(s, under, a, &t)
	p.signs(s, under, signs, &t)
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
	for line := range strings.SplitSeq(s.said, "\n") {
		if rest, ok := strings.CutPrefix(strings.TrimSpace(line), word+":"); ok {
			return strings.TrimSpace(rest)
		}
	}
	p.fault(s.line, fmt.Sprintf("%q has no line %q", s.head, word+":"), "add one")
	return ""
}

// without are the signs that have no heading in a section.
func without(signs []sign, s *section) (ids []string) {
	for _, sign := range signs {
		if !slices.ContainsFunc(s.subs, func(sub *section) bool { return sub.word() == "Misconception" && sub.name() == sign.ID }) {
			ids = append(ids, sign.ID)
		}
	}
	return ids
}

// meant names what is near a word; where nothing is, it says what else to do.
func meant(word string, known []string, mend string) string {
	if _, ok := near.Name(word, known); ok {
		return suggest(word, known)
	}
	return mend
}

func (p *parser) misconception(s *section, under string, left []string, signs []sign, of *drills.Task) drills.Misconception {
	id := s.name()
	m := drills.Misconception{ID: id}
	i := slices.IndexFunc(signs, func(s sign) bool { return s.ID == id })
	if i < 0 {
		p.fault(s.line, fmt.Sprintf("misconception %q has no sign", id), meant(id, left, "say under [["+under+"misconception]] how an answer shows it"))
	} else {
		m.Sign = signs[i].sign()
	}
	for _, b := range s.blocks {
		m.Examples = append(m.Examples, b.text)
	}
	if of != nil {
		j := slices.IndexFunc(of.Misconceptions, func(o drills.Misconception) bool { return o.ID == id })
		if j < 0 {
			p.fault(s.line, fmt.Sprintf("misconception %q is not one of the drill's", id), meant(id, ids(of.Misconceptions), "a twin has the same ones"))
			return m
		}
		m.Name, m.Feedback = of.Misconceptions[j].Name, of.Misconceptions[j].Feedback
		return m
	}
	m.Name = p.named(s, "Name")
	m.Feedback = p.feedback(s)
	return m
}

func ids(all []drills.Misconception) []string {
	out := make([]string, len(all))
	for i, m := range all {
		out[i] = m.ID
	}
	return out
}

// terms are the lines of a feedback.
var terms = []string{"Sound", "Assumes", "Breaks", "Holds", "Try next", "Works", "Worked example"}

var (
	term = regexp.MustCompile(`(?m)^ {0,3}[-*+] +(?:\*\*([A-Za-z ]+)(?:[.:]\*\*|\*\*[.:])|(` + strings.Join(terms, "|") + `)[.:])(?:\s+|$)`)
	link = regexp.MustCompile(`^\[([^\]]+)\]\((https?://[^)\s]+)\)$`)
)

// feedback reads the bold lines, each up to the next. A list can be written in several ways, which say the same.
func (p *parser) feedback(s *section) (f drills.Feedback) {
	words, read, _ := strings.Cut(s.said, "Read more:")
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
		from, to := m[2], m[3]
		if from < 0 {
			from, to = m[4], m[5]
		}
		name := words[from:to]
		if slots[name] == nil {
			first, _, _ := strings.Cut(words[m[0]:], "\n")
			p.fault(s.lineOf(first), fmt.Sprintf("%q is no line of a feedback", name), suggest(name, terms))
			name, _ = near.Name(name, terms)
		}
		slot := slots[name]
		if slot == nil {
			continue
		}
		*slot = strings.Join(strings.Fields(words[m[1]:end]), " ")
	}
	if m := link.FindStringSubmatch(strings.TrimSpace(read)); m != nil {
		f.Read = drills.Source{Title: m[1], URL: m[2]}
	}
	return f
}
