// Package render reads the Markdown of a [cackle/chat.Block] into a small tree that any platform can walk, and splits what is
// too long for one message. What a platform writes for a node, and which of its characters need escaping, is the adapter's.
//
// The tree holds text, never markup: raw HTML becomes the text that it is, a link of an unsafe scheme its words, a picture
// its description.
package render

import "time"

// Kind is what a node is.
type Kind string

// The kinds of node. The first seven are blocks and stand alone, the others stand inside them.
const (
	Paragraph Kind = "paragraph"
	Heading   Kind = "heading"
	List      Kind = "list"
	Item      Kind = "item"
	Quote     Kind = "quote"
	Code      Kind = "code"
	Rule      Kind = "rule"

	Text     Kind = "text"
	Break    Kind = "break" // a new line within a paragraph
	Strong   Kind = "strong"
	Emphasis Kind = "emphasis"
	CodeSpan Kind = "code-span"
	Link     Kind = "link"
	Time     Kind = "time"    // a point in time; its nodes say it for who cannot convert it
	Mention  Kind = "mention" // a person who is told of it; its nodes are the name
	Channel  Kind = "channel" // its nodes are the id, for who cannot tell the name
)

// Node is a piece of text with what stands inside it.
type Node struct {
	Kind    Kind
	Text    string    // Text, Code, CodeSpan: as it reads, nothing escaped
	Lang    string    // Code: its language, or ""
	URL     string    // Link: http, https or mailto
	Person  string    // Mention: the platform's id
	Channel string    // Channel: the platform's id
	At      time.Time // Time, in UTC
	Level   int       // Heading: 1 to 6; List: the first number, 0 for bullets
	Nodes   []Node
}
