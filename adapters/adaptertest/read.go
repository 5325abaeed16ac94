package adaptertest

import (
	"slices"
	"strings"
)

// Span is a piece of what a person reads, with the platform's formatting resolved: "*a* b" is an emphasised "a" and a plain
// " b". Blocks stand on lines of their own.
type Span struct {
	Text string
	As   []Look // outermost first; none is plain text
	To   string // a link's address, the id of who is mentioned or of a channel, a time in RFC 3339, a button's id
}

// Look is something that a platform makes of text.
type Look string

// The looks that topics ask for. A harness may name others: they are then found where people's words must stay plain.
const (
	Strong    Look = "strong"
	Emphasis  Look = "emphasis"
	Struck    Look = "struck"
	Heading   Look = "heading"
	Item      Look = "item" // of a list
	Quoted    Look = "quoted"
	Coded     Look = "coded" // a block or a piece of a line
	Linked    Look = "linked"
	Mentioned Look = "mentioned" // whoever it names is told; To is "everyone" for more than one
	Channeled Look = "channel"   // a channel's name, which leads there
	Timed     Look = "timed"     // shown in the reader's zone
	Folded    Look = "folded"    // behind a press
	Pressed   Look = "pressed"   // a button's label
	Preview   Look = "preview"   // what a platform shows of a link's other end
)

// invisible are the signs that an adapter may put between characters which a platform would take for a format and cannot escape.
var invisible = strings.NewReplacer("\u200b", "", "\u2060", "", "\ufeff", "")

// Text is what is read, without its looks.
func Text(spans []Span) string {
	var b strings.Builder
	for _, s := range spans {
		b.WriteString(s.Text)
	}
	return invisible.Replace(b.String())
}

// pieces are the texts that stand together in exactly these looks.
func pieces(spans []Span, as ...Look) (out []string) {
	open := false
	for _, s := range spans {
		if !slices.Equal(s.As, as) {
			open = false
			continue
		}
		if !open {
			out = append(out, "")
		}
		open = true
		out[len(out)-1] += invisible.Replace(s.Text)
	}
	return out
}

// looking are the spans that have this look, beside others.
func looking(spans []Span, as Look) (out []Span) {
	for _, s := range spans {
		if slices.Contains(s.As, as) {
			out = append(out, s)
		}
	}
	return out
}

// unfolded are the spans that are read without a press.
func unfolded(spans []Span) []Span {
	return slices.DeleteFunc(slices.Clone(spans), func(s Span) bool { return slices.Contains(s.As, Folded) })
}

// in says whether a text with this look holds these words.
func in(spans []Span, as Look, words string) bool {
	return strings.Contains(Text(looking(spans, as)), words)
}

// inOrder says whether the text holds all words, each after the one before.
func inOrder(text string, words ...string) bool {
	for _, w := range words {
		_, after, ok := strings.Cut(text, w)
		if !ok {
			return false
		}
		text = after
	}
	return true
}

// oneLine is text with every run of white space as one space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
