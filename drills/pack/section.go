package pack

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cackle/internal/near"
)

// section is a heading with what stands under it. A drill's own text is a section without a heading.
type section struct {
	head   string
	line   int    // of the heading; of the first line where there is none
	text   string // every line, code blocks too
	said   string // the lines outside code blocks
	blocks []block
	subs   []*section
}

type block struct {
	text string
	line int // of the first line in it
}

// split cuts Markdown into sections. Headings inside code blocks are code. open is the line of a code block without an end.
func split(lines []string, first int) (root *section, open int) {
	root = &section{line: first}
	at := root
	ticks := 0 // of the fence that the block began with
	swallows := 0
	var code block
	for i, line := range lines {
		if ticks == 0 {
			if next := heading(root, line, first+i); next != nil {
				at = next
				continue
			}
		}
		at.text += line + "\n"
		n, info := fence(line)
		switch {
		case ticks > 0 && n >= ticks && info == "":
			code.text = strings.TrimSuffix(code.text, "\n")
			at.blocks = append(at.blocks, code)
			ticks = 0
		case ticks > 0:
			code.text += line + "\n"
			if swallows == 0 && known.MatchString(line) {
				swallows = code.line - 1
			}
		case n >= 3 && !strings.Contains(info, "`"):
			ticks, code = n, block{line: first + i + 1}
		default:
			at.said += line + "\n"
		}
	}
	for _, s := range root.all() {
		s.said = strings.TrimSpace(s.said)
	}
	if ticks > 0 {
		open = cmp.Or(swallows, code.line-1) // a fence that is missing makes the next one an end, and so on
	}
	return root, open
}

// known is a line that looks like a heading of a drill.
var known = regexp.MustCompile(`^###? (` + strings.Join(drillHeadings, "|") + `)\b`)

// heading begins a section where the line is a heading of one. What stands before the first "## " is the prompt, whatever it is.
func heading(root *section, line string, at int) *section {
	parent, head, found := root, "", false
	if head, found = strings.CutPrefix(line, "## "); !found {
		if head, found = strings.CutPrefix(line, "### "); !found || len(root.subs) == 0 {
			return nil
		}
		parent = root.subs[len(root.subs)-1]
	}
	s := &section{head: strings.TrimSpace(head), line: at}
	parent.subs = append(parent.subs, s)
	return s
}

// fence counts the backticks that a line begins with, and gives what comes after them.
func fence(line string) (ticks int, info string) {
	line = strings.TrimSpace(line)
	info = strings.TrimLeft(line, "`")
	return len(line) - len(info), info
}

// all is the section and everything below it.
func (s *section) all() []*section {
	out := []*section{s}
	for _, sub := range s.subs {
		out = append(out, sub.all()...)
	}
	return out
}

// body is the line on which the text begins.
func (s *section) body() int {
	if s.head == "" {
		return s.line
	}
	return s.line + 1
}

// word is what a heading begins with, name what it gives a name to: "Sound: by hand", "Option A: none".
func (s *section) word() string {
	word, _, _ := strings.Cut(s.head, ":")
	if strings.HasPrefix(word, "Option ") {
		return "Option"
	}
	return strings.TrimSpace(word)
}

func (s *section) name() string {
	_, name, _ := strings.Cut(s.head, ":")
	return strings.TrimSpace(name)
}

// option is the key of "Option A: none".
func (s *section) option() string {
	word, _, _ := strings.Cut(s.head, ":")
	return strings.TrimSpace(strings.TrimPrefix(word, "Option"))
}

// sub is the section's i-th heading of a word; nil where there is none.
func (s *section) sub(word string, i int) *section {
	for _, sub := range s.subs {
		if sub.word() != word {
			continue
		}
		if i--; i < 0 {
			return sub
		}
	}
	return nil
}

// Headings of a task, and those that a drill has besides.
var (
	taskHeadings  = []string{"Option", "Tables", "Wanted", "Sound", "Misconception"}
	drillHeadings = append(slices.Clone(taskHeadings), "Hands up", "Holds", "Why", "Debrief", "Twin", "Transfer")
)

// outline looks at the headings alone. One that is not known is not read, so what stands under it would be missed elsewhere.
// One that is near a known one, or a level too deep, is read as that.
func (p *parser) outline() {
	p.headings(p.root, drillHeadings)
	for _, s := range p.root.subs {
		word := s.word()
		switch {
		case word == "Twin" || word == "Transfer":
			p.headings(s, taskHeadings)
			continue
		case !slices.Contains(drillHeadings, word):
			continue // what stands under it is as little known
		}
		for _, sub := range s.subs {
			p.fault(sub.line, fmt.Sprintf("heading %q stands under %q", sub.head, s.head), "write it with ##; only Twin and Transfer have headings of their own")
			if word := sub.word(); slices.Contains(drillHeadings, word) {
				p.twice = p.twice || p.root.sub(word, 0) != nil
				p.root.subs = append(p.root.subs, sub)
			}
		}
	}
}

func (p *parser) headings(parent *section, known []string) {
	first := map[string]int{}
	for _, s := range parent.subs {
		word := s.word()
		if !slices.Contains(known, word) {
			p.fault(s.line, fmt.Sprintf("unknown heading %q", s.head), suggest(word, known))
			meant, ok := near.Name(word, known)
			if !ok || parent.sub(meant, 0) != nil && meant != "Sound" && meant != "Misconception" {
				continue
			}
			s.head, word = meant+strings.TrimPrefix(s.head, word), meant
		}
		id := s.head
		switch {
		case word == "Option":
			id = word + " " + s.option()
		case word != "Sound" && word != "Misconception":
			id = word
		}
		if line := first[id]; line > 0 {
			p.fault(s.line, fmt.Sprintf("heading %q stands on line %d too", s.head, line), "keep one, or name them apart")
			p.twice = true
			continue
		}
		first[id] = s.line
		switch {
		case word == "Option" && s.option() == "":
			p.fault(s.line, "an option without a key", `write "Option A: …"`)
		case (word == "Sound" || word == "Misconception") && s.name() == "":
			p.fault(s.line, fmt.Sprintf("%q names none", s.head), fmt.Sprintf(`write "%s: …"`, word))
		}
	}
}

// lineOf is where a line of what is said stands.
func (s *section) lineOf(said string) int {
	for i, line := range strings.Split(s.text, "\n") {
		if strings.TrimSpace(line) == strings.TrimSpace(said) {
			return s.body() + i
		}
	}
	return s.line
}

var item = regexp.MustCompile(`^ {0,2}\d+\. +`)

// numbered reads a numbered list with the line of each item; lines that are indented go on with their item.
func (s *section) numbered() (items []string, at []int) {
	line := s.body()
	for text := range strings.Lines(s.text) {
		switch text = strings.TrimRight(text, " \t\n"); {
		case item.MatchString(text):
			items = append(items, item.ReplaceAllString(text, ""))
			at = append(at, line)
		case text != "" && len(items) > 0:
			items[len(items)-1] += "\n" + strings.TrimPrefix(text, "   ")
		}
		line++
	}
	return items, at
}
