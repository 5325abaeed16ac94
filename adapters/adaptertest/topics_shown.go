package adaptertest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"cackle/chat"
)

// rough are words that would do something, were they not shown as they are: in HTML, in our Markdown, and in what chats make of
// signs.
var rough = []string{
	"<script>alert(1)</script>", "@everyone @here <!channel> <@U1> <@!1> <#C1>", "[a link](https://example.org)", "<https://example.org|a link>",
	"https://example.org/bare", "[Ana](person:ana)", "[now](time:1764061200) <t:1764061200:R> <!date^1764061200^{date}|now>",
	"*bold* _it_ ~~no~~ ~no~ `code` __u__ **b** ||spoiler||", "# heading", "1. list", "- list", "> quote", "![picture](https://example.org/p.png)",
	"a | b", "&amp; &lt;b&gt; <b>", `\*a\* \\ \`, ":chicken: :hen:", "a ``` b", "snake_case_name and 2*3*4",
}

// made are the looks that nobody's words may get.
var made = []Look{Emphasis, Struck, Item, Linked, Mentioned, Channeled, Timed, Folded, Preview}

func literal(t T, b *Bench) {
	for i, words := range rough {
		words += "\n  and on"
		m := chat.Message{Notice: "n", Blocks: []chat.Block{
			{Text: "They wrote " + chat.Literal(words) + "."}, {Quote: words}, {Code: &chat.Code{Lang: "sql", Text: words}},
			{Table: &chat.Table{Head: []string{"cell"}, Rows: [][]string{{words}}}},
		}}
		id := b.post(fmt.Sprint("rough ", i), m).ID
		seen := b.sees("ben")
		at := slices.IndexFunc(seen, func(s Seen) bool { return s.ID == id })
		if at < 0 {
			t.Fatalf("%q is not seen", words)
		}
		kept(t, words, seen[at].Reads)
		cell := oneLine(words) // a row is one line where a table is text
		if text := oneLine(Text(seen[at].Reads)); strings.Count(text, cell) != 4 {
			t.Errorf("%q, said four times, reads as %q", cell, text)
		}
	}
	step := chat.Step{ID: "rough/1", Heading: "Yours", Body: []chat.Block{
		{Text: "They wrote " + chat.Literal(strings.Join(rough, "\n")) + "."}, {Quote: strings.Join(rough, "\n")},
		{Code: &chat.Code{Text: strings.Join(rough, "\n")}},
	}}
	kept(t, strings.Join(rough, "\n"), b.opens("ana", step).Reads)
	b.always(chat.Whisper{Message: chat.Message{Notice: "n", Blocks: step.Body}})
	r, _ := b.press("ana", "whisper")
	kept(t, strings.Join(rough, "\n"), r.Reads)
}

// kept holds what is read of a text, a quote and a code block against the words in them.
func kept(t T, words string, spans []Span) {
	t.Helper()
	for _, s := range spans {
		for _, look := range made {
			if slices.Contains(s.As, look) {
				t.Errorf("%q made %q %s", words, s.Text, look)
			}
		}
	}
	said := "They wrote " + oneLine(words) + "."
	if !slices.ContainsFunc(pieces(spans), func(p string) bool { return strings.Contains(oneLine(p), said) }) {
		t.Errorf("in a text %q reads as %+v", words, pieces(spans))
	}
	for _, look := range []Look{Quoted, Coded} {
		holds := func(p string) bool { return strings.Trim(p, "\n") == words }
		if !slices.ContainsFunc(pieces(spans, look), holds) {
			t.Errorf("%s %q reads as %q", look, words, pieces(spans, look))
		}
	}
}

func formats(t T, b *Bench) {
	code := "if a < b {\n\treturn \"*x*\" // 🐔\n}\n\nend"
	b.post("card", chat.Message{Notice: "n", Blocks: []chat.Block{
		{Text: "**Strong words**, *soft words* and `a_code*word*`.\n\n1. the first\n2. the second\n\n- a point\n- a last point"},
		{Code: &chat.Code{Lang: "go", Text: code}}, {Quote: "somebody's\nwords"},
	}})
	got := b.one("ben", "Strong words").Reads
	for look, words := range map[Look]string{Strong: "Strong words", Emphasis: "soft words", Coded: "a_code*word*", Quoted: "somebody's\nwords"} {
		if !in(got, look, words) {
			t.Errorf("%q is not %s in %+v", words, look, got)
		}
	}
	if !slices.ContainsFunc(pieces(got, Coded), func(p string) bool { return strings.Trim(p, "\n") == code }) {
		t.Errorf("a code block reads as %q, want %q", pieces(got, Coded), code)
	}
	if strings.Contains(Text(got), "**") || strings.Contains(Text(got), "```") {
		t.Errorf("marks of the format are read: %q", Text(got))
	}
	lines := strings.Split(Text(got), "\n")
	for _, words := range []string{"the first", "the second", "a point", "a last point"} {
		if !slices.ContainsFunc(lines, func(l string) bool { return strings.HasSuffix(strings.TrimSpace(l), words) }) {
			t.Errorf("%q has no line of its own in %q", words, lines)
		}
	}
}

// What stands side by side may stand one under the other: everything is there, under its heading and in its order.
func tables(t T, b *Bench) {
	b.post("card", chat.Message{Notice: "n", Blocks: []chat.Block{
		{Text: "compare"},
		{Columns: &chat.Columns{
			Left:  chat.Column{Head: "First go", Blocks: []chat.Block{{Text: "was left"}, {Code: &chat.Code{Text: "SELECT 1"}}}},
			Right: chat.Column{Head: "Second go", Blocks: []chat.Block{{Text: "was right"}}},
		}},
		{Table: &chat.Table{
			Caption: "Five cases", Head: []string{"case", "wanted"}, Rows: [][]string{{"empty", "0"}, {"three", "3 rows"}, {"none", ""}},
		}},
		{Terms: []chat.Term{{Head: "Sound", Text: "what **holds**"}, {Head: "Look at", Text: "the NULL"}}},
		{Fold: &chat.Fold{Head: "More of it", Blocks: []chat.Block{{Text: "was folded"}}}},
	}})
	spans := b.one("ben", "compare").Reads
	got := Text(spans)
	if !strings.Contains(Text(unfolded(spans)), "More of it") {
		t.Errorf("what is folded has no heading in %q", Text(unfolded(spans)))
	}
	for _, words := range [][]string{
		{"First go", "was left"}, {"First go", "SELECT 1"}, {"Second go", "was right"}, {"First go", "Second go"},
		{"compare", "First go", "Five cases", "case", "wanted", "empty", "0", "three", "3 rows", "none", "Sound", "what holds", "Look at", "the NULL",
			"More of it", "was folded"},
	} {
		if !inOrder(got, words...) {
			t.Errorf("%q is not read in this order in %q", words, got)
		}
	}
}

func pointers(t T, b *Bench) {
	const address = "https://example.org/a_b?c=1&d=2"
	at := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	ben := b.Person("ben")
	b.post("card", text("Open until "+chat.When(at)+". See [the paper]("+address+"). For "+chat.Mention(ben.ID, ben.Name)+" in "+chat.Channel(b.Channel())+"."))
	got := b.one("chi", "Open until").Reads
	links := looking(got, Linked)
	if Text(links) != "the paper" || links[0].To != address {
		t.Errorf("a link is read as %+v", links)
	}
	if shown := looking(got, Preview); len(shown) > 0 {
		t.Errorf("a link is shown with what is behind it: %+v", shown)
	}
	told := looking(got, Mentioned)
	if len(told) != 1 || told[0].To != ben.ID || !strings.Contains(Text(told), ben.Name) {
		t.Errorf("a person who is mentioned is read as %+v", told)
	}
	if in := looking(got, Channeled); len(in) != 1 || in[0].To != b.Channel() {
		t.Errorf("a channel is read as %+v", in)
	}
	times := looking(got, Timed)
	if len(times) == 0 { // what platforms without such times show
		if !strings.Contains(Text(got), at.Format("Mon 2 Jan 15:04 MST")) {
			t.Errorf("a time is read as %q", Text(got))
		}
		return
	}
	for _, s := range times {
		if read, err := time.Parse(time.RFC3339, s.To); err != nil || !read.Equal(at) {
			t.Errorf("the time %s is shown as %+v", at, s)
		}
	}
}

// What teaches stands behind a press, or in a later reply that warns first; never in the message itself.
func hidden(t T, b *Bench) {
	at := b.channel()
	if b.Adapter().Limits().Threads {
		at.Thread = b.card("head").ID
	}
	m := text("the debrief")
	m.Hidden, m.Reveal = []chat.Block{{Text: "the answer itself"}, {Code: &chat.Code{Text: "SELECT 42"}}}, "Show the answer"
	id := b.send("debrief", chat.Post{At: at, Message: m}).ID
	read, atOnce := "", ""
	for _, s := range b.sees("ben") {
		if s.At != at || s.ID == at.Thread {
			continue
		}
		open := Text(unfolded(s.Reads))
		warned := s.ID != id && !strings.HasPrefix(strings.TrimSpace(open), "the answer itself")
		for _, words := range []string{"the answer itself", "SELECT 42"} {
			if strings.Contains(open, words) && !warned {
				t.Errorf("%q is read without a press and without a warning: %q", words, open)
			}
		}
		read, atOnce = read+Text(s.Reads), atOnce+open
	}
	if !inOrder(read, "the debrief", m.Reveal, "the answer itself", "SELECT 42") || !strings.Contains(atOnce, m.Reveal) {
		t.Errorf("what was hidden is read as %q", read)
	}
}

// The longest message that the neutral limits allow arrives whole, in one message or several, and each of its buttons works.
func longest(t T, b *Bench) {
	m := chat.Message{Notice: strings.Repeat("n", chat.MaxNotice), Blocks: []chat.Block{
		{Text: strings.Repeat("wort ", chat.MaxText/5-2) + "THE-END-1"}, {Code: &chat.Code{Text: strings.Repeat("zeile\n", 290) + "THE-END-2"}},
	}}
	for range chat.MaxRows {
		row := []chat.Button{}
		for range chat.MaxInRow {
			end := string(rune('A'+len(m.Rows))) + string(rune('a'+len(row)))
			row = append(row, chat.Button{ID: strings.Repeat("i", chat.MaxToken-2) + end, Label: strings.Repeat("L", chat.MaxButton-2) + end})
		}
		m.Rows = append(m.Rows, row)
	}
	if err := m.Valid(); err != nil {
		t.Fatalf("the longest message: %v", err)
	}
	b.post("longest", m)
	var all []Span
	for _, s := range b.sees("ana") {
		all = append(all, s.Reads...)
	}
	shown := Text(all)
	if strings.Count(shown, "wort") != chat.MaxText/5-2 || strings.Count(shown, "zeile") != 290 || !inOrder(shown, "THE-END-1", "THE-END-2") {
		t.Errorf("words were cut off: %q", shown)
	}
	buttons := looking(all, Pressed)
	for _, row := range m.Rows {
		for _, want := range row {
			if !slices.ContainsFunc(buttons, func(s Span) bool { return s.To == want.ID && s.Text == want.Label }) {
				t.Errorf("the button %q is not there, or does something else", want.Label)
			}
		}
	}
	last := m.Rows[chat.MaxRows-1][chat.MaxInRow-1].ID
	if _, e := b.do("ana", chat.Press{Button: last}); e.Act.(chat.Press).Button != last {
		t.Errorf("the longest button was heard as %+v", e.Act)
	}
}
