package adaptertest

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
)

func posts(t T, b *Bench) {
	card := b.post("card", text("first words"))
	if got := b.find("ben", "first words"); len(got) != 1 || got[0].At.Channel != b.Channel() || got[0].ID != card.ID {
		t.Errorf("a posted message is seen as %+v", got)
	}
	b.send("edit 1", chat.Edit{At: chat.Place{Channel: b.Channel()}, ID: card.ID, Message: text("second words")})
	b.send("edit 2", chat.Edit{At: chat.Place{Channel: b.Channel()}, ID: card.ID, Message: text("third words")})
	if len(b.find("ben", "first words"))+len(b.find("ben", "second words")) > 0 || len(b.find("ben", "third words")) != 1 {
		t.Errorf("an edited message is seen as %+v", b.sees("ben"))
	}
	_, err := b.Adapter().Send(t.Context(), chat.Out{
		Space: b.Adapter().Space(), Key: "edit 3", Do: chat.Edit{At: chat.Place{Channel: b.Channel()}, ID: "not-there", Message: text("x")},
	})
	if !errors.Is(err, chat.ErrGone) {
		t.Errorf("editing what is gone: %v, want ErrGone", err)
	}
	if !b.Adapter().Limits().Threads {
		return
	}
	for _, words := range []string{"reply one", "reply two"} {
		b.send(words, chat.Post{At: chat.Place{Channel: b.Channel(), Thread: card.ID}, Message: text(words)})
	}
	one, two := b.find("chi", "reply one"), b.find("chi", "reply two")
	if len(one) != 1 || len(two) != 1 || one[0].At.Thread != card.ID || two[0].At.Thread != card.ID {
		t.Errorf("replies are seen as %+v and %+v", one, two)
	}
}

func sentOnce(t T, b *Bench) {
	var all sync.WaitGroup
	receipts := make([]chat.Receipt, 8)
	for i := range receipts {
		all.Go(func() {
			r, err := b.Adapter().Send(t.Context(), chat.Out{
				Space: b.Adapter().Space(), Key: "the same key", Do: chat.Post{At: chat.Place{Channel: b.Channel()}, Message: text("only once")},
			})
			if err != nil {
				t.Errorf("send: %v", err)
			}
			receipts[i] = r
		})
	}
	all.Wait()
	if got := b.find("ana", "only once"); len(got) != 1 {
		t.Errorf("one key left %d messages", len(got))
	}
	for _, r := range receipts {
		if r != receipts[0] || r.ID == "" {
			t.Errorf("one key gave the receipts %v", receipts)
			return
		}
	}
}

func notes(t T, b *Bench) {
	b.send("note", chat.Note{To: "ana", Message: text("for Ana alone")})
	if len(b.find("ana", "for Ana alone")) != 1 || len(b.find("ben", "for Ana alone")) != 0 {
		t.Errorf("a note to Ana: she sees %d, Ben sees %d", len(b.find("ana", "for Ana alone")), len(b.find("ben", "for Ana alone")))
	}
	if err := b.RefuseNotes(t.Context(), "ben", true); err != nil {
		t.Fatalf("close Ben's direct messages: %v", err)
	}
	note := chat.Out{Space: b.Adapter().Space(), Key: "refused", Do: chat.Note{To: "ben", Message: text("for Ben")}}
	if _, err := b.Adapter().Send(t.Context(), note); !errors.Is(err, chat.ErrRefused) {
		t.Errorf("a note that is refused: %v, want ErrRefused", err)
	}
	if err := b.RefuseNotes(t.Context(), "ben", false); err != nil {
		t.Fatalf("open Ben's direct messages: %v", err)
	}
	note.Key = "taken"
	if _, err := b.Adapter().Send(t.Context(), note); err != nil || len(b.find("ben", "for Ben")) != 1 {
		t.Errorf("a note once notes are open again: %v", err)
	}
}

// everyField has a part of each kind that a form can hold.
func everyField() chat.Step {
	field := func(name string, kind chat.FieldKind) chat.Part {
		f := chat.Field{Name: name, Label: "Field " + name, Kind: kind}
		switch kind {
		case chat.Line, chat.Paragraph:
			f.Max = chat.MaxTyped
		case chat.OneOf, chat.SomeOf, chat.Select:
			f.Options = []chat.Option{{Value: "a", Label: "An A"}, {Value: "b", Label: "A B"}}
		}
		return chat.Part{Field: &f}
	}
	return chat.Step{
		ID: "form/1", Heading: "A form", Body: []chat.Block{{Text: "Fill in."}}, Send: "Send",
		Parts: []chat.Part{
			field("line", chat.Line), field("paragraph", chat.Paragraph), field("one", chat.OneOf), field("some", chat.SomeOf),
			field("select", chat.Select),
		},
	}
}

func steps(t T, b *Bench) {
	form := everyField()
	b.always(chat.Show{Step: form})
	if r := b.do("ana", chat.Press{Button: "open"}); r.Kind != "show" || r.Step == nil || r.Step.ID != form.ID {
		t.Fatalf("a press that opens a step is answered with %+v", r)
	}
	if got := b.find("ben", "Fill in."); len(got) > 0 {
		t.Errorf("Ben sees Ana's step: %+v", got)
	}
	typed := chat.Values{
		"line": {"  zwölf <b> "}, "paragraph": {"SELECT 1\n  -- ünïcode 🐔\n" + strings.Repeat("x", 2000)}, "one": {"b"}, "some": {"a", "b"},
		"select": {"a"},
	}
	b.always(chat.Problem{Field: "line", Text: "I need a number."})
	if r := b.do("ana", chat.Submit{Step: form.ID, Values: typed}); r.Kind != "problem" || r.Field != "line" || r.Text == "" {
		t.Errorf("a problem is answered as %+v", r)
	}
	next := chat.Step{ID: "next/1", Heading: "Next", Body: []chat.Block{{Text: "On."}}}
	b.always(chat.Show{Step: next})
	if r := b.do("ana", chat.Submit{Step: form.ID, Values: typed}); r.Kind != "show" || r.Step.ID != "next/1" {
		t.Errorf("the next step is answered as %+v", r)
	}
	events := b.events()
	sent, ok := events[len(events)-1].Act.(chat.Submit)
	if !ok || sent.Step != form.ID {
		t.Fatalf("heard %+v", events[len(events)-1])
	}
	if diff := cmp.Diff(typed, sent.Values); diff != "" {
		t.Errorf("a form's fields came back changed:\n%s", diff)
	}
	if who := events[len(events)-1].By; who.ID != "ana" || who.Name == "" {
		t.Errorf("the form came from %+v", who)
	}
}

func whispers(t T, b *Bench) {
	b.always(chat.Whisper{Message: text("a passing word")})
	if r := b.do("ana", chat.Command{Words: "help me"}); r.Kind != "whisper" || r.Message == nil || r.Message.Blocks[0].Text != "a passing word" {
		t.Errorf("a whisper is answered as %+v", r)
	}
	if got := b.find("ben", "a passing word"); len(got) > 0 {
		t.Errorf("Ben hears Ana's whisper: %+v", got)
	}
	events := b.events()
	if c, ok := events[len(events)-1].Act.(chat.Command); !ok || c.Words != "help me" || events[len(events)-1].At.Channel != b.Channel() {
		t.Errorf("a command was heard as %+v", events[len(events)-1])
	}
	b.always(chat.Home{Message: text("what is open")})
	if r := b.do("ana", chat.Open{}); r.Kind != "home" || r.Message == nil {
		t.Errorf("a home is answered as %+v", r)
	}
}

func fills(t T, b *Bench) {
	b.always(chat.Show{Step: chat.Step{ID: "wait/1", Heading: "Running", Body: []chat.Block{{Text: "Still running."}}, Waiting: "w1"}})
	b.do("ana", chat.Press{Button: "run"})
	done := chat.Step{ID: "done/1", Heading: "Done", Body: []chat.Block{{Text: "It returned 4."}}, Waiting: "w1"}
	b.send("fill", chat.Fill{To: "ana", Step: done})
	if err := b.Leave(t.Context(), "ana"); err != nil {
		t.Fatalf("leave a step: %v", err)
	}
	for key, to := range map[string]string{"left": "ana", "never open": "ben"} {
		_, err := b.Adapter().Send(t.Context(), chat.Out{Space: b.Adapter().Space(), Key: key, Do: chat.Fill{To: to, Step: done}})
		if !errors.Is(err, chat.ErrGone) {
			t.Errorf("filling a step that is not open (%s): %v, want ErrGone", key, err)
		}
	}
}

func again(t T, b *Bench) {
	b.always(chat.Whisper{Message: text("the same answer")})
	first := b.do("ana", chat.Press{Button: "press/1"})
	second, err := b.Again(t.Context())
	if err != nil || second.Kind != first.Kind {
		t.Errorf("delivered again: %+v %v, first %+v", second, err, first)
	}
	b.do("ana", chat.Command{Words: "why"})
	if _, err := b.Again(t.Context()); err != nil {
		t.Errorf("delivered again: %v", err)
	}
	keys := map[string]int{}
	for _, e := range b.events() {
		if e.ID == "" || e.Space != b.Adapter().Space() {
			t.Errorf("an event without id or space: %+v", e)
		}
		keys[e.Key()]++
	}
	for key, n := range keys {
		if n != 2 {
			t.Errorf("key %q was heard %d times, want the act and its second delivery", key, n)
		}
	}
}

func acknowledged(t T, b *Bench) {
	entered, release := make(chan struct{}), make(chan struct{})
	b.answers(func(chat.Event) (chat.Answer, error) {
		close(entered)
		<-release
		return chat.Whisper{Message: text("stored")}, nil
	})
	answered := make(chan Reply, 1)
	go func() {
		r, err := b.Do(t.Context(), "ana", chat.Place{Channel: b.Channel()}, chat.Press{Button: "slow"})
		if err != nil {
			t.Errorf("a slow press: %v", err)
		}
		answered <- r
	}()
	<-entered
	select {
	case <-answered:
		t.Errorf("acknowledged before the handler returned")
		close(release)
	case <-time.After(50 * time.Millisecond): // a platform that answered early would have by now
		close(release)
		<-answered
	}
	b.answers(func(chat.Event) (chat.Answer, error) { return nil, errors.New("the disk is full: secret detail") })
	r, err := b.Do(t.Context(), "ana", chat.Place{Channel: b.Channel()}, chat.Press{Button: "broken"})
	if strings.Contains(r.Text, "secret detail") || err != nil && strings.Contains(err.Error(), "secret detail") {
		t.Errorf("an error's inside is shown to people: %+v %v", r, err)
	}
	if err == nil && r.Kind == "" {
		t.Errorf("an event that was not taken looks as if it had been")
	}
}

// rough are words that would do something, were they not shown as they are.
var rough = []string{
	"<script>alert(1)</script>", "@everyone <!channel> <@U1>", "[a link](https://example.org)", "[Ana](person:ana)", "*bold* _it_ ~~no~~ `code`",
	"# heading", "1. list", "![picture](https://example.org/p.png)", "a | b\n--|--", "&amp; <b>", "\\*",
}

func literal(t T, b *Bench) {
	for i, words := range rough {
		m := chat.Message{Notice: "n", Blocks: []chat.Block{
			{Text: "They wrote " + chat.Literal(words) + "."}, {Quote: words}, {Code: &chat.Code{Text: words}},
		}}
		id := b.post("rough "+string(rune('a'+i)), m).ID
		for _, s := range b.sees("ben") {
			if s.ID != id {
				continue
			}
			for _, bad := range []string{"<script", "<a ", "<b>", "<em>", "<img", "<h1", "<li>", "<s>", "<strong>bold", "data-person"} {
				if body, _, ok := strings.Cut(s.Shown, "</article>"); ok && strings.Contains(body[strings.Index(body, "<div"):], bad) {
					t.Errorf("%q became %s in %s", words, bad, s.Shown)
				}
			}
		}
	}
}

func talk(t T, b *Bench) {
	at := chat.Place{Channel: b.Channel()}
	if _, err := b.Do(t.Context(), "ana", at, chat.Say{Text: "hello there"}); err != nil {
		t.Fatalf("say: %v", err)
	}
	events := b.events()
	said, ok := events[len(events)-1].Act.(chat.Say)
	if !ok || said.Text != "hello there" || said.Message == "" || events[len(events)-1].By.ID != "ana" {
		t.Fatalf("talk was heard as %+v", events[len(events)-1])
	}
	if got := b.find("ben", "hello there"); len(got) != 1 || got[0].By != "ana" {
		t.Errorf("talk is seen as %+v", got)
	}
	for _, change := range []chat.Say{{Message: said.Message, Text: "hello again", Edited: true}, {Message: said.Message, Deleted: true}} {
		if _, err := b.Do(t.Context(), "ana", at, change); err != nil {
			t.Fatalf("change a message: %v", err)
		}
		events = b.events()
		got, ok := events[len(events)-1].Act.(chat.Say)
		if !ok || got.Message != said.Message || got.Edited != change.Edited || got.Deleted != change.Deleted {
			t.Errorf("heard %+v, want %+v", got, change)
		}
	}
}

func marks(t T, b *Bench) {
	id := b.post("card", text("a card")).ID
	at := chat.Place{Channel: b.Channel()}
	b.send("mark", chat.Mark{At: at, ID: id, Emoji: "✍️"})
	if got := b.find("ben", "a card"); len(got) != 1 || len(got[0].Marks) != 1 {
		t.Errorf("a mark is seen as %+v", got)
	}
	b.send("unmark", chat.Mark{At: at, ID: id, Emoji: "✍️", Off: true})
	if got := b.find("ben", "a card"); len(got) != 1 || len(got[0].Marks) != 0 {
		t.Errorf("a mark taken off is seen as %+v", got)
	}
	if _, err := b.Do(t.Context(), "ben", at, chat.React{Message: id, Emoji: "🐔"}); err != nil {
		t.Fatalf("react: %v", err)
	}
	events := b.events()
	if r, ok := events[len(events)-1].Act.(chat.React); !ok || r.Message != id || r.Emoji != "🐔" || r.Off {
		t.Errorf("a reaction was heard as %+v", events[len(events)-1])
	}
}

func longest(t T, b *Bench) {
	words := strings.Repeat("wort ", chat.MaxText/5-2)
	m := chat.Message{Notice: strings.Repeat("n", chat.MaxNotice), Blocks: []chat.Block{{Text: words + "THE-END-1"}, {Text: "THE-END-2"}}}
	for range chat.MaxRows {
		row := []chat.Button{}
		for range chat.MaxInRow {
			id := strings.Repeat("i", chat.MaxToken-2) + string(rune('A'+len(m.Rows))) + string(rune('a'+len(row)))
			row = append(row, chat.Button{ID: id, Label: strings.Repeat("L", chat.MaxButton)})
		}
		m.Rows = append(m.Rows, row)
	}
	if err := m.Valid(); err != nil {
		t.Fatalf("the longest message: %v", err)
	}
	b.post("longest", m)
	shown := ""
	for _, s := range b.sees("ana") {
		shown += s.Shown
	}
	for _, end := range []string{"THE-END-1", "THE-END-2", strings.Repeat("L", chat.MaxButton)} {
		if !strings.Contains(shown, end) {
			t.Errorf("%q was cut off", end)
		}
	}
}

func restart(t T, b *Bench) {
	card := b.post("card", text("stands before"))
	b.send("note", chat.Note{To: "ana", Message: text("a note from before")})
	b.Stop()
	if err := b.Restart(t.Context()); err != nil {
		t.Fatalf("restart: %v", err)
	}
	b.serve()
	if len(b.find("ana", "stands before")) != 1 || len(b.find("ana", "a note from before")) != 1 {
		t.Errorf("after a restart Ana sees %+v", b.sees("ana"))
	}
	if r := b.post("card", text("stands before")); r != card {
		t.Errorf("the same key after a restart gives %v, before %v", r, card)
	}
	b.always(chat.Whisper{Message: text("still here")})
	if r := b.do("ana", chat.Press{Button: "an/old/button"}); r.Kind != "whisper" {
		t.Errorf("an old button after a restart is answered with %+v", r)
	}
}
