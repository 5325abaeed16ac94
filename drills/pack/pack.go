// Package pack reads drill files and finds their faults.
//
// A drill is one Markdown file with TOML between +++ lines in front. What a machine compares stands in the TOML; words and
// example answers are Markdown, under headings:
//
//	opener and prompt, before any heading
//	## Option A: text            Observed: the fact that stands beside this choice
//	## Tables, ## Wanted         SQL, in a code block each
//	## Sound: name               why it holds, and an answer that passes in a code block; the canonical way first
//	## Misconception: id         Name:, the five lines of its feedback, Read more:, answers that show it in code blocks
//	## Hands up                  a numbered list
//	## Holds, ## Why, ## Debrief
//	## Twin, ## Transfer         a prompt, and the same headings one level down
package pack

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"cackle/drills"
)

// Fault is something amiss in a drill file, and what mends it.
type Fault struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"`
	Mend string `json:"mend"`
}

// String is "file:line: what, mend".
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s, %s", f.File, f.Line, f.What, f.Mend) }

// Load reads every .md file below a file system but README.md, sorted by id. A file with faults is left out.
func Load(fsys fs.FS) (all []*drills.Drill, faults []Fault) {
	seen := map[string]string{}
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) != ".md" || path.Base(name) == "README.md" {
			return err
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		drill, found := Parse(name, text)
		faults = append(faults, found...)
		if drill == nil {
			return nil
		}
		if other, twice := seen[drill.ID]; twice {
			faults = append(faults, Fault{name, 1, fmt.Sprintf("id %q is that of %s too", drill.ID, other), "give each drill its own"})
			return nil
		}
		seen[drill.ID] = name
		all = append(all, drill)
		return nil
	})
	if err != nil {
		faults = append(faults, Fault{".", 0, err.Error(), "look at the path"})
	}
	slices.SortFunc(all, func(a, b *drills.Drill) int { return cmp.Compare(a.ID, b.ID) })
	return all, faults
}

// Parse reads one file. The drill is nil where anything is amiss; all faults come at once.
func Parse(name string, text []byte) (*drills.Drill, []Fault) {
	p := &parser{name: name}
	d := p.parse(string(text))
	if len(p.faults) > 0 {
		slices.SortStableFunc(p.faults, func(a, b Fault) int { return cmp.Compare(a.Line, b.Line) })
		return nil, p.faults
	}
	sum := sha256.Sum256(text)
	d.Source, d.Hash = string(text), hex.EncodeToString(sum[:])
	return d, nil
}

// section is a heading with what stands under it. A drill's own text is a section without a heading.
type section struct {
	head   string
	line   int
	text   string // outside code blocks
	blocks []block
	subs   []*section
}

type block struct {
	text string
	line int
}

// split cuts Markdown into sections. Headings inside code blocks are code.
func split(lines []string, first int) *section {
	root := &section{line: first}
	at := root
	var code *block
	for i, line := range lines {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		switch {
		case code != nil && fence:
			at.blocks = append(at.blocks, block{strings.TrimSuffix(code.text, "\n"), code.line})
			at.text += line + "\n"
			code = nil
		case code != nil:
			code.text += line + "\n"
			at.text += line + "\n"
		case fence:
			code = &block{line: first + i}
			at.text += line + "\n"
		case strings.HasPrefix(line, "### ") && len(root.subs) > 0:
			parent := root.subs[len(root.subs)-1]
			at = &section{head: strings.TrimSpace(line[4:]), line: first + i}
			parent.subs = append(parent.subs, at)
		case strings.HasPrefix(line, "## "):
			at = &section{head: strings.TrimSpace(line[3:]), line: first + i}
			root.subs = append(root.subs, at)
		default:
			at.text += line + "\n"
		}
	}
	if code != nil {
		at.blocks = append(at.blocks, block{code.text, code.line})
	}
	return root
}

// words is the section's text with its code blocks left out.
func (s *section) words() string {
	var out []string
	inCode := false
	for line := range strings.SplitSeq(s.text, "\n") {
		fence := strings.HasPrefix(strings.TrimSpace(line), "```")
		if !fence && !inCode {
			out = append(out, line)
		}
		inCode = inCode != fence
	}
	return strings.TrimSpace(strings.Join(out, "\n"))
}
