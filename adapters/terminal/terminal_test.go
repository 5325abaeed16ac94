package terminal_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/adapters/terminal"
	"cackle/chat"
)

// Everything that a message can hold reads as text: lines are broken between words, code is left as it is.
func TestWhatAMessageHoldsReadsAsText(t *testing.T) {
	var out strings.Builder
	err := terminal.Message(&out, chat.Message{
		Blocks: []chat.Block{
			{Text: "**Try** `a = 1` and [read](https://example.org/) on\\\nthe next line, which goes on for as long as it takes to come to the end of a line\n\n1. one\n2. two\n\n- item\n\n> said"},
			{Code: &chat.Code{Text: "if x:\n    y"}},
			{Quote: "as *typed*"},
			{Table: &chat.Table{Head: []string{"You", "Observed"}, Rows: [][]string{{"1", "10 rows"}}}},
			{Columns: &chat.Columns{Left: chat.Column{Head: "L", Blocks: []chat.Block{{Text: "left"}}}, Right: chat.Column{Head: "R"}}},
			{Terms: []chat.Term{{Head: "Sound", Text: "It is."}}},
			{Fold: &chat.Fold{Head: "More", Blocks: []chat.Block{{Text: "folded"}}}},
		},
		Hidden: []chat.Block{{Text: "behind"}}, Reveal: "Read it",
	})
	if err != nil {
		t.Fatal(err)
	}
	want := `
Try ` + "`a = 1`" + ` and read (https://example.org/) on
the next line, which goes on for as long as it takes to come to the end of a
line
1. one
2. two
• item

│ said

    if x:
        y

│ as *typed*

You   Observed
1     10 rows

L:
  left

R:

Sound
  It is.

▾ More
  folded

▾ Read it
  behind

`
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// A form is asked field by field: options by number or value, a query over several lines, Enter for what stands there.
func TestAFormIsAsked(t *testing.T) {
	parts := []chat.Part{
		{Text: "among them"},
		{Field: &chat.Field{Name: "answer", Label: "Your query", Kind: chat.Paragraph, Mono: true}},
		{Field: &chat.Field{Name: "sure", Label: "How sure?", Kind: chat.OneOf, Options: []chat.Option{{Value: "7", Label: "a hunch"}, {Value: "8", Label: "sure"}}}},
		{Field: &chat.Field{Name: "some", Label: "Which?", Kind: chat.SomeOf, Options: []chat.Option{{Value: "A", Label: "one"}, {Value: "B", Label: "two"}}}},
		{Field: &chat.Field{Name: "line", Label: "And?", Kind: chat.Line, Prefill: []string{"before"}}},
	}
	for typed, want := range map[string]chat.Values{
		"SELECT 1\n\nFROM t\n.\n2\n1, B\n\n": {"answer": {"SELECT 1\n\nFROM t"}, "sure": {"8"}, "some": {"A", "B"}, "line": {"before"}},
		"\n7\nx\nother\r\n":                  {"answer": {""}, "sure": {"7"}, "some": {"x"}, "line": {"other"}},
	} {
		var out strings.Builder
		got, err := terminal.New(strings.NewReader(typed), &out).Ask(parts)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q (-want +got)\n%s", typed, diff)
		}
	}
	var out strings.Builder
	if _, err := terminal.New(strings.NewReader("SELECT 1"), &out).Ask(parts); !errors.Is(err, terminal.ErrEnded) {
		t.Errorf("answers that end early give %v", err)
	}
}

func TestChoosingIsAskedUntilItIsKnown(t *testing.T) {
	for typed, want := range map[string]int{"\n": 0, "2\n": 1, "later\n": 1, "9\nno\n1\n": 0, "LATER": 1} {
		var out strings.Builder
		got, err := terminal.New(strings.NewReader(typed), &out).Choose([]string{"Send", "Later"})
		if err != nil || got != want {
			t.Errorf("%q: %d %v, want %d", typed, got, err, want)
		}
	}
}
