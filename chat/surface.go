package chat

// Message is a card, a reply in its thread, or a note.
type Message struct {
	// Notice is the notification: what it is and what can be done, with no private word and nothing that teaches, since it
	// shows on locked phones.
	Notice string     `json:"notice"`
	Blocks []Block    `json:"blocks"`
	Rows   [][]Button `json:"rows,omitempty"` // at most 5 rows of at most 5
	// Hidden stands folded until somebody presses Reveal, where the platform can; elsewhere it follows as a later reply, and
	// the first line warns.
	Hidden []Block `json:"hidden,omitempty"`
	Reveal string  `json:"reveal,omitempty"`
	// Veiled folds what people reply under this for everyone else but those with an [Unveil], where the platform can.
	Veiled bool `json:"veiled,omitempty"`
}

// Block is a piece of a message or a step: exactly one of its parts is set.
type Block struct {
	Text    string   `json:"text,omitempty"`    // Markdown of ours; people's words go through Literal
	Code    *Code    `json:"code,omitempty"`    // shown as it is
	Quote   string   `json:"quote,omitempty"`   // a person's words, shown as they are
	Columns *Columns `json:"columns,omitempty"` // side by side, or one under the other
	Table   *Table   `json:"table,omitempty"`
	Terms   []Term   `json:"terms,omitempty"` // a definition list: headings are text, not colour
	Fold    *Fold    `json:"fold,omitempty"`
}

// Code is a code block.
type Code struct {
	Lang string `json:"lang,omitempty"`
	Text string `json:"text"`
}

// Columns are two things to compare, each under its heading.
type Columns struct{ Left, Right Column }

// Column is one side of Columns.
type Column struct {
	Head   string
	Blocks []Block
}

// Table has a heading row; every row has as many cells as it. Cells are shown as they are.
type Table struct {
	Caption string
	Head    []string
	Rows    [][]string
}

// Term is one line of a definition list; Text is Markdown.
type Term struct{ Head, Text string }

// Fold is text behind a press.
type Fold struct {
	Head   string
	Blocks []Block
}

// Style is how much a button asks for attention.
type Style string

// The styles of a button.
const (
	Plain   Style = ""
	Main    Style = "main"
	Careful Style = "careful"
)

// Button is pressed by anyone who sees it. Its ID says all that is needed to act on it, after a restart too.
type Button struct {
	ID     string `json:"id"`    // at most 100 bytes
	Label  string `json:"label"` // at most 30 characters
	Spoken string `json:"spoken,omitempty"`
	Style  Style  `json:"style,omitempty"`
}

// Step is one private screen; the next step replaces it.
type Step struct {
	ID      string // what the form was opened for, carried in the view: person's place and turn. At most 100 bytes
	Heading string // at most 24 characters
	Body    []Block
	Parts   []Part // at most five: a form's fields, and text among them
	Send    string // the send word; "" where there is nothing to send
	Buttons []Button
	// Waiting names what this screen waits for. An Out with a Fill of the same name replaces it while it is open.
	Waiting string
}

// Part is a field, or text shown among the fields.
type Part struct {
	Text  string // Markdown
	Field *Field
}

// FieldKind says how a field is filled.
type FieldKind string

// The kinds of field.
const (
	Line      FieldKind = "line"
	Paragraph FieldKind = "paragraph"
	OneOf     FieldKind = "one-of"  // at most 10, all seen at once
	SomeOf    FieldKind = "some-of" // at most 10
	Select    FieldKind = "select"  // at most 25
	Date      FieldKind = "date"    // 2006-01-02
	Time      FieldKind = "time"    // 15:04
	Zone      FieldKind = "zone"    // IANA name
	People    FieldKind = "people"  // of the space, by their ids; Max says how many
)

// Field is one thing to fill in.
type Field struct {
	Name     string
	Label    string // at most 45 characters
	Help     string // at most 100
	Kind     FieldKind
	Required bool
	Max      int // characters, at most 3,000; people, at most 10
	Prefill  []string
	Mono     bool // wish for a monospace font
	Options  []Option
}

// Option is one of a field's choices.
type Option struct{ Value, Label string }

// Answer is what an event is answered with, at once and at most once: it is never stored. If it is lost, pressing again shows
// the same place, because every place is drawn from facts. A nil Answer acknowledges and says nothing.
type Answer interface{ answer() }

type (
	// Show opens a step, or replaces the one that was pressed in.
	Show struct{ Step Step }
	// Problem stands under a field; the form stays open with its text.
	Problem struct{ Field, Text string }
	// Whisper is one passing private line.
	Whisper struct{ Message Message }
	// Home is everything that is open for a person.
	Home struct{ Message Message }
	// Close ends the step.
	Close struct{}
)

func (Show) answer()    {}
func (Problem) answer() {}
func (Whisper) answer() {}
func (Home) answer()    {}
func (Close) answer()   {}
