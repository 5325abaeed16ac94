// Package terminal shows messages and steps as text, and asks for what a form wants. It is for who writes drills: one person, one
// line at a time, from a keyboard or from answers that are piped in.
package terminal

import (
	"fmt"
	"io"
	"regexp"
	"strings"
	"unicode/utf8"

	"cackle/chat"
	"cackle/chat/render"
)

// width is how long a line of running text gets.
const width = 80

// Message writes a message, what is hidden in it below its reveal word.
func Message(out io.Writer, m chat.Message) error {
	text := blocks(m.Blocks, "")
	if len(m.Hidden) > 0 {
		text += "\n▾ " + m.Reveal + "\n" + blocks(m.Hidden, "  ")
	}
	return write(out, text)
}

// Step writes a step's heading and body; its fields are for [Ask].
func Step(out io.Writer, s chat.Step) error {
	text := "── " + s.Heading + " ──\n" + blocks(s.Body, "")
	for _, p := range s.Parts {
		if p.Field == nil {
			text += markdown(p.Text, "")
		}
	}
	return write(out, text)
}

// gaps are empty lines of which one is enough.
var gaps = regexp.MustCompile(`\n{3,}`)

func write(out io.Writer, text string) error {
	text = gaps.ReplaceAllString(strings.Trim(text, "\n"), "\n\n")
	if _, err := io.WriteString(out, "\n"+text+"\n\n"); err != nil {
		return fmt.Errorf("write to the terminal: %w", err)
	}
	return nil
}

func blocks(all []chat.Block, indent string) string {
	var b strings.Builder
	for _, block := range all {
		b.WriteString(blockText(block, indent) + "\n")
	}
	return b.String()
}

func blockText(block chat.Block, indent string) string {
	switch {
	case block.Code != nil:
		return indented(block.Code.Text, indent+"    ")
	case block.Quote != "":
		return indented(block.Quote, indent+"│ ")
	case block.Columns != nil:
		return column(block.Columns.Left, indent) + "\n" + column(block.Columns.Right, indent)
	case block.Table != nil:
		return table(block.Table, indent)
	case block.Terms != nil:
		text := ""
		for _, t := range block.Terms {
			text += indent + t.Head + "\n" + markdown(t.Text, indent+"  ")
		}
		return text
	case block.Fold != nil:
		return indent + "▾ " + block.Fold.Head + "\n" + blocks(block.Fold.Blocks, indent+"  ")
	}
	return markdown(block.Text, indent)
}

func column(c chat.Column, indent string) string {
	return indent + c.Head + ":\n" + blocks(c.Blocks, indent+"  ")
}

// table pads cells to the widest of their column.
func table(t *chat.Table, indent string) string {
	rows := append([][]string{t.Head}, t.Rows...)
	wide := make([]int, len(t.Head))
	for _, row := range rows {
		for i, cell := range row {
			wide[i] = max(wide[i], utf8.RuneCountInString(cell))
		}
	}
	text := ""
	for _, row := range rows {
		line := ""
		for i, cell := range row {
			line += strings.ReplaceAll(cell, "\n", " ") + strings.Repeat(" ", wide[i]-utf8.RuneCountInString(cell)+3)
		}
		text += indent + strings.TrimRight(line, " ") + "\n"
	}
	return text
}

func indented(text, indent string) string {
	return indent + strings.ReplaceAll(strings.TrimRight(text, "\n"), "\n", "\n"+indent) + "\n"
}

// markdown is our Markdown as it reads.
func markdown(text, indent string) string {
	var b strings.Builder
	for i, n := range render.Parse(text) {
		if i > 0 && n.Kind != render.List {
			b.WriteString("\n")
		}
		b.WriteString(blockNode(n, indent))
	}
	return b.String()
}

func blockNode(n render.Node, indent string) string {
	switch n.Kind {
	case render.Code:
		return indented(n.Text, indent+"    ")
	case render.Rule:
		return indent + "───\n"
	case render.List:
		text := ""
		for i, item := range n.Nodes {
			mark := "• "
			if n.Level > 0 {
				mark = fmt.Sprintf("%d. ", n.Level+i)
			}
			inner := ""
			for _, c := range item.Nodes {
				inner += blockNode(c, indent+strings.Repeat(" ", utf8.RuneCountInString(mark)))
			}
			text += indent + mark + strings.TrimLeft(inner, " ")
		}
		return text
	case render.Quote:
		text := ""
		for _, c := range n.Nodes {
			text += blockNode(c, indent+"│ ")
		}
		return text
	}
	return wrapped(inline(n), indent)
}

// inline is what stands in a line. Emphasis is left to the eye; code keeps its marks, because they say what is code.
func inline(n render.Node) string {
	text := n.Text
	for _, c := range n.Nodes {
		text += inline(c)
	}
	switch n.Kind {
	case render.Break:
		return "\n"
	case render.CodeSpan:
		return "`" + n.Text + "`"
	case render.Link:
		return text + " (" + n.URL + ")"
	}
	return text
}

// wrapped breaks lines between words.
func wrapped(text, indent string) string {
	out := ""
	for line := range strings.SplitSeq(text, "\n") {
		at := indent
		for _, word := range strings.Fields(line) {
			if at != indent && utf8.RuneCountInString(at)+utf8.RuneCountInString(word) >= width {
				out += strings.TrimRight(at, " ") + "\n"
				at = indent
			}
			at += word + " "
		}
		out += strings.TrimRight(at, " ") + "\n"
	}
	return out
}
