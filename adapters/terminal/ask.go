package terminal

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"cackle/chat"
)

// ErrEnded is the end of what somebody types: Ctrl-D, or the last of the answers that were piped in.
var ErrEnded = errors.New("the answers have ended")

// Terminal is where questions are asked and answers are read.
type Terminal struct {
	out io.Writer
	in  *bufio.Reader
}

// New reads from in and writes to out.
func New(in io.Reader, out io.Writer) *Terminal { return &Terminal{out, bufio.NewReader(in)} }

// Write puts text on the terminal.
func (t *Terminal) Write(text []byte) (int, error) { return t.out.Write(text) }

// Line asks for one line; Enter takes what stands in brackets.
func (t *Terminal) Line(question, before string) (string, error) {
	if before != "" {
		question += " [" + before + "]"
	}
	if _, err := fmt.Fprint(t.out, question+" > "); err != nil {
		return "", fmt.Errorf("ask: %w", err)
	}
	line, err := t.read()
	if err != nil || line != "" {
		return line, err
	}
	return before, nil
}

// Lines asks for several, until a line with a dot alone; Enter at once takes what was there before.
func (t *Terminal) Lines(question, before string) (string, error) {
	question += " (a line with a dot ends it)"
	if before != "" {
		question += "\n  Enter keeps what is there:\n" + strings.TrimRight(indented(before, "    "), "\n")
	}
	if _, err := fmt.Fprintln(t.out, question); err != nil {
		return "", fmt.Errorf("ask: %w", err)
	}
	var all []string
	for {
		line, err := t.read()
		if errors.Is(err, ErrEnded) && len(all) > 0 {
			return strings.Join(all, "\n"), nil
		}
		if err != nil {
			return "", err
		}
		switch {
		case line == ".":
			return strings.Join(all, "\n"), nil
		case line == "" && len(all) == 0:
			return before, nil
		}
		all = append(all, line)
	}
}

func (t *Terminal) read() (string, error) {
	line, err := t.in.ReadString('\n')
	if err != nil && line == "" {
		if _, err := fmt.Fprintln(t.out); err != nil {
			return "", fmt.Errorf("ask: %w", err)
		}
		return "", ErrEnded
	}
	return strings.TrimRight(line, "\r\n"), nil
}

// Choose asks for one of these by its number or its name, and gives its place; Enter takes the first.
func (t *Terminal) Choose(labels []string) (int, error) {
	for i, l := range labels {
		if _, err := fmt.Fprintf(t.out, "  %d  %s\n", i+1, l); err != nil {
			return 0, fmt.Errorf("ask: %w", err)
		}
	}
	for {
		said, err := t.Line("What next?", "1")
		if err != nil {
			return 0, err
		}
		if n, err := strconv.Atoi(said); err == nil && n >= 1 && n <= len(labels) {
			return n - 1, nil
		}
		if i := slices.IndexFunc(labels, func(l string) bool { return strings.EqualFold(l, said) }); i >= 0 {
			return i, nil
		}
		if _, err := fmt.Fprintf(t.out, "One of 1 to %d, please.\n", len(labels)); err != nil {
			return 0, fmt.Errorf("ask: %w", err)
		}
	}
}

// Ask goes through a form's fields.
func (t *Terminal) Ask(parts []chat.Part) (chat.Values, error) {
	values := chat.Values{}
	for _, p := range parts {
		if p.Field == nil || p.Field.Kind == chat.People { // nobody else is at this terminal
			continue
		}
		said, err := t.field(*p.Field)
		if err != nil {
			return nil, err
		}
		values[p.Field.Name] = said
	}
	return values, nil
}

// field asks for one field: options by number, a query over several lines, everything else in one.
func (t *Terminal) field(f chat.Field) ([]string, error) {
	label := f.Label
	if f.Help != "" {
		label += "\n  " + f.Help + "\n "
	}
	before := strings.Join(f.Prefill, ", ")
	if f.Mono {
		said, err := t.Lines(label, before)
		return []string{said}, err
	}
	if len(f.Options) == 0 {
		said, err := t.Line(label, before)
		return []string{said}, err
	}
	if _, err := fmt.Fprintln(t.out, f.Label); err != nil {
		return nil, fmt.Errorf("ask: %w", err)
	}
	for i, o := range f.Options {
		if _, err := fmt.Fprintf(t.out, "  %d  %s\n", i+1, o.Label); err != nil {
			return nil, fmt.Errorf("ask: %w", err)
		}
	}
	question := "Which one?"
	if f.Kind == chat.SomeOf {
		question = "Which ones? For example 1, 3"
	}
	said, err := t.Line(question, before)
	return options(f, said), err
}

// options are the values that somebody named by number or by value; what is neither stays as it is, for the bot to say so.
func options(f chat.Field, said string) []string {
	var values []string
	for _, word := range strings.FieldsFunc(said, func(r rune) bool { return r == ',' || r == ' ' }) {
		if n, err := strconv.Atoi(word); err == nil && n >= 1 && n <= len(f.Options) {
			word = f.Options[n-1].Value
		}
		values = append(values, word)
	}
	return values
}
