package pack

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// quoted is what a prompt shows rather than asks: code blocks, code in a line, words in quotes.
var quoted = regexp.MustCompile("(?s)```.*?```|`[^`\n]*`|\"[^\"\n]*\"|“[^”\n]*”")

// question is the end of a sentence that asks.
var question = regexp.MustCompile(`\?+(?:[\s)*_]|$)`)

// asks wants one thing of a prompt: two asks are two things to hold in mind, and an answer to one of them cannot be told apart (L6).
func (c *checker) asks(line int, task, prompt string) {
	blank := func(s string) string { return strings.Map(keepLines, s) }
	plain := quoted.ReplaceAllStringFunc(prompt, blank)
	at := question.FindAllStringIndex(plain, -1)
	if len(at) < 2 {
		return
	}
	line += strings.Count(plain[:at[1][0]], "\n")
	c.fault(line, fmt.Sprintf("the prompt of %s asks %d questions", task, len(at)), "ask one; the others may be hands up, or another drill")
}

// keepLines blanks what is not the end of a line.
func keepLines(r rune) rune {
	if r == '\n' {
		return r
	}
	return ' '
}

// oneLine wants a text of one line that fits: it stands in a heading, beside a field, or on a button.
func (c *checker) oneLine(line int, name, s string, limit int) {
	if n := utf8.RuneCountInString(s); n > limit {
		c.fault(line, fmt.Sprintf("%s has %d characters", name, n), fmt.Sprintf("%d fit", limit))
	}
	if strings.ContainsAny(s, "\r\n") {
		c.fault(line, name+" goes over several lines", "write it in one")
	}
}

// debrief wants what a debrief may list to fit one message.
func (c *checker) debrief() {
	n := 0
	for _, m := range c.d.First.Misconceptions {
		n += utf8.RuneCountInString(m.Name + m.Feedback.Sound + m.Feedback.Breaks)
	}
	if n > maxListed {
		c.fault(c.root.sub("Misconception", 0).line, fmt.Sprintf("what is sound and what breaks has %d characters, all misconceptions together", n),
			fmt.Sprintf("%d fit in the debrief", maxListed))
	}
}
