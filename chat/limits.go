package chat

import (
	"errors"
	"fmt"
	"unicode/utf8"
)

// Limits are a platform's own numbers, in characters unless said otherwise.
type Limits struct {
	Message int  // all text of one message
	Parts   int  // of a form
	Typed   int  // in one field
	Threads bool // whether messages can have threads
	Unasked bool // whether a private word can be said that nobody asked for, in the channel
	Talk    bool // whether what people say in threads is heard
	Veils   bool // whether a thread's replies can be folded until a person may read them
}

// The neutral limits: the smaller of Slack's and Discord's, so that one text fits all. Discord: components/reference and
// resources/message of docs.discord.com/developers; Slack: docs.slack.dev/reference.
const (
	MaxHeading  = 24   // Slack: a modal's title
	MaxButton   = 30   // Discord shows 34 to 38 of its 80
	MaxToken    = 100  // Discord: custom_id
	MaxLabel    = 45   // Discord: a form's label
	MaxHelp     = 100  // Discord: a label's description
	MaxOption   = 75   // Slack: an option's text
	MaxOptions  = 10   // Slack: radio buttons and checkboxes
	MaxSelect   = 25   // Discord: a select
	MaxParts    = 5    // Discord: a modal's components
	MaxTyped    = 3000 // Slack: a text input
	MaxInRow    = 5    // Discord: buttons in a row
	MaxRows     = 5    // Discord: rows of a message
	MaxButtons  = 10   // of a step: two of Discord's rows, as many as a person can still take in
	MaxPrompt   = 1500
	MaxFeedback = 900
	MaxKey      = 25   // Discord: nonce
	MaxText     = 4096 // Discord: an embed's description
	MaxContent  = 6000 // Discord: all embeds of a message
	MaxNotice   = 200
)

// Valid says every way in which the message would not fit the smaller platform.
func (m Message) Valid() error {
	c := &checker{what: "message"}
	c.text("notice", m.Notice, MaxNotice, true)
	c.blocks("blocks", m.Blocks)
	c.blocks("hidden", m.Hidden)
	if (len(m.Hidden) > 0) != (m.Reveal != "") {
		c.fault("hidden blocks and their reveal word come together")
	}
	if len(m.Rows) > MaxRows {
		c.fault("%d rows of buttons, at most %d", len(m.Rows), MaxRows)
	}
	seen := map[string]bool{}
	for _, row := range m.Rows {
		c.buttons(row, MaxInRow, seen)
	}
	return errors.Join(c.faults...)
}

// Valid says every way in which the step would not fit the smaller platform.
func (s Step) Valid() error {
	c := &checker{what: "step " + s.ID}
	c.text("heading", s.Heading, MaxHeading, true)
	c.text("send word", s.Send, MaxButton, false)
	c.token("id", s.ID)
	c.blocks("body", s.Body)
	if len(s.Parts) > MaxParts {
		c.fault("%d parts, at most %d", len(s.Parts), MaxParts)
	}
	names := map[string]bool{}
	for _, p := range s.Parts {
		switch {
		case p.Field == nil:
			c.text("text part", p.Text, MaxPrompt, true)
		case p.Text != "":
			c.fault("part holds text and a field")
		default:
			c.field(*p.Field, names)
		}
	}
	if len(names) > 0 && s.Send == "" {
		c.fault("fields without a send word")
	}
	c.buttons(s.Buttons, MaxButtons, map[string]bool{})
	return errors.Join(c.faults...)
}

// Valid says whether the deed fits the smaller platform.
func (o Out) Valid() error {
	c := &checker{what: "out " + o.Key}
	if o.Key == "" || len(o.Key) > MaxKey {
		c.fault("key of %d bytes, 1 to %d", len(o.Key), MaxKey)
	}
	switch d := o.Do.(type) {
	case Post:
		c.add(d.Message.Valid())
	case Edit:
		c.add(d.Message.Valid())
	case Note:
		c.add(d.Message.Valid())
	case Fill:
		c.add(d.Step.Valid())
	}
	return errors.Join(c.faults...)
}

type checker struct {
	what   string
	faults []error
}

func (c *checker) fault(format string, args ...any) {
	c.faults = append(c.faults, fmt.Errorf(c.what+": "+format, args...))
}

func (c *checker) add(err error) {
	if err != nil {
		c.faults = append(c.faults, err)
	}
}

func (c *checker) text(name, s string, limit int, required bool) {
	if n := utf8.RuneCountInString(s); n > limit {
		c.fault("%s has %d characters, at most %d: %q", name, n, limit, s)
	}
	if required && s == "" {
		c.fault("%s is empty", name)
	}
}

func (c *checker) token(name, s string) {
	if s == "" || len(s) > MaxToken {
		c.fault("%s has %d bytes, 1 to %d", name, len(s), MaxToken)
	}
}

func (c *checker) buttons(row []Button, limit int, seen map[string]bool) {
	if len(row) > limit {
		c.fault("%d buttons, at most %d", len(row), limit)
	}
	for _, b := range row {
		c.text("button", b.Label, MaxButton, true)
		c.token("button "+b.Label, b.ID)
		if seen[b.ID] {
			c.fault("button id %q comes twice", b.ID)
		}
		seen[b.ID] = true
	}
}

func (c *checker) field(f Field, names map[string]bool) {
	if f.Name == "" || names[f.Name] {
		c.fault("field name %q is empty or comes twice", f.Name)
	}
	names[f.Name] = true
	c.text("label of "+f.Name, f.Label, MaxLabel, true)
	c.text("help of "+f.Name, f.Help, MaxHelp, false)
	limit := 0
	switch f.Kind {
	case Line, Paragraph:
		if f.Max < 1 || f.Max > MaxTyped {
			c.fault("field %s takes %d characters, 1 to %d", f.Name, f.Max, MaxTyped)
		}
		for _, p := range f.Prefill {
			c.text("prefill of "+f.Name, p, f.Max, false)
		}
	case OneOf, SomeOf:
		limit = MaxOptions
	case Select:
		limit = MaxSelect
	case People:
		if f.Max < 1 || f.Max > MaxOptions || len(f.Prefill) > f.Max {
			c.fault("field %s takes %d people and starts with %d, 1 to %d", f.Name, f.Max, len(f.Prefill), MaxOptions)
		}
	case Date, Time, Zone:
	default:
		c.fault("field %s is of no known kind %q", f.Name, f.Kind)
	}
	if len(f.Options) > limit || limit > 0 && len(f.Options) == 0 {
		c.fault("field %s has %d options, 1 to %d", f.Name, len(f.Options), limit)
	}
	for _, o := range f.Options {
		c.text("option", o.Label, MaxOption, true)
		c.text("option value", o.Value, MaxToken, true)
	}
}

// blocks checks each block, and that all of them fit one message of the smaller platform.
func (c *checker) blocks(name string, blocks []Block) {
	total := 0
	for _, b := range blocks {
		n := b.Size()
		if n > MaxText {
			c.fault("a block of %s has %d characters, at most %d", name, n, MaxText)
		}
		total += n
	}
	if total > MaxContent {
		c.fault("%s have %d characters, at most %d", name, total, MaxContent)
	}
}

// Size is about the characters that a block takes, headings included.
func (b Block) Size() int {
	n := utf8.RuneCountInString(b.Text) + utf8.RuneCountInString(b.Quote)
	if b.Code != nil {
		n += utf8.RuneCountInString(b.Code.Text)
	}
	if b.Columns != nil {
		for _, col := range []Column{b.Columns.Left, b.Columns.Right} {
			n += utf8.RuneCountInString(col.Head) + sizeAll(col.Blocks)
		}
	}
	if b.Table != nil {
		for _, row := range append([][]string{b.Table.Head}, b.Table.Rows...) {
			for _, cell := range row {
				n += utf8.RuneCountInString(cell) + 1
			}
		}
	}
	for _, t := range b.Terms {
		n += utf8.RuneCountInString(t.Head) + utf8.RuneCountInString(t.Text) + 2
	}
	if b.Fold != nil {
		n += utf8.RuneCountInString(b.Fold.Head) + sizeAll(b.Fold.Blocks)
	}
	return n
}

func sizeAll(blocks []Block) int {
	n := 0
	for _, b := range blocks {
		n += b.Size()
	}
	return n
}
