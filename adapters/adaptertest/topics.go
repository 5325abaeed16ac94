package adaptertest

import (
	"bytes"
	"errors"
	"slices"
	"sync"
	"time"

	"cackle/chat"
)

// What an adapter says that it can take is what forms and messages are made to fit; the neutral limits are the smaller ones.
func limits(t T, b *Bench) {
	l := b.Adapter().Limits()
	if l.Message < 1 || l.Parts < chat.MaxParts || l.Typed < chat.MaxTyped {
		t.Errorf("the limits %+v are below the neutral ones", l)
	}
	if b.Adapter().Space() == "" {
		t.Errorf("an adapter without a space")
	}
}

func posts(t T, b *Bench) {
	m := text("first words")
	m.Notice = "New: first"
	card := b.post("card", m)
	got := b.one("ben", "first words")
	if got.At != b.channel() || got.ID != card.ID {
		t.Errorf("a message posted to %v as %v is seen as %+v", b.channel(), card, got)
	}
	if got.Notice != m.Notice {
		t.Errorf("the notification is %q, want %q", got.Notice, m.Notice)
	}
	for _, words := range []string{"second words", "third words"} {
		b.send("edit: "+words, chat.Edit{At: b.channel(), ID: card.ID, Message: text(words)})
		if got := b.one("ben", words); got.ID != card.ID || len(b.find("ben", "first words")) > 0 {
			t.Errorf("an edited message is seen as %+v", b.sees("ben"))
		}
	}
	if len(b.find("ben", "second words")) > 0 {
		t.Errorf("an edited message is seen as %+v", b.sees("ben"))
	}
	if _, err := b.out("edit gone", chat.Edit{At: b.channel(), ID: b.Gone(), Message: text("x")}); !errors.Is(err, chat.ErrGone) {
		t.Errorf("editing what is gone: %v, want ErrGone", err)
	}
}

// A thread that is closed can be read, takes the bot's words, and opens again; where there are no closed threads, that costs
// nothing.
func threads(t T, b *Bench) {
	if !b.Adapter().Limits().Threads {
		return
	}
	card := b.post("card", text("the head"))
	at := chat.Place{Channel: b.Channel(), Thread: card.ID}
	reply := func(words string) {
		b.send(words, chat.Post{At: at, Message: text(words)})
		if got := b.one("chi", words); got.At != at {
			t.Errorf("%q, posted to %v, is seen at %v", words, at, got.At)
		}
	}
	reply("one")
	reply("two")
	b.send("close", chat.Settle{At: at})
	b.one("chi", "two")
	reply("said when closed")
	b.send("close again", chat.Settle{At: at})
	b.send("open", chat.Settle{At: at, Open: true})
	if b.one("chi", "the head").Settled {
		t.Errorf("a thread that was opened again is closed")
	}
	reply("three")
	b.always(nil)
	_, e := b.doAt("ana", at, chat.Say{Text: "in the thread"})
	if e.At != at || b.one("ben", "in the thread").At != at {
		t.Errorf("talk in a thread was heard at %v and is seen at %v, want %v", e.At, b.one("ben", "in the thread").At, at)
	}
	third := text("third")
	third.Rows = [][]chat.Button{{{ID: "in/the/thread", Label: "Look"}}}
	b.send("edit", chat.Edit{At: at, ID: b.one("chi", "three").ID, Message: third})
	if got := b.one("chi", "third"); got.At != at {
		t.Errorf("an edited reply is seen at %v", got.At)
	}
	b.offers("ben", "in/the/thread")
	if _, e := b.doAt("ben", at, chat.Press{Button: "in/the/thread"}); e.At != at {
		t.Errorf("a press in a thread was heard at %v, want %v", e.At, at)
	}
}

func sentOnce(t T, b *Bench) {
	deeds := map[string]chat.Deed{
		"a post": chat.Post{At: b.channel(), Message: text("a post")},
		"a note": chat.Note{To: b.Person("ana").ID, Message: text("a note")},
		"a page": chat.Page{At: b.channel(), Name: "a.txt", Type: "text/plain", Text: "a page", Body: []byte("a")},
	}
	if b.Adapter().Limits().Threads {
		at := chat.Place{Channel: b.Channel(), Thread: b.post("card", text("the head")).ID}
		deeds["a reply"] = chat.Post{At: at, Message: text("a reply")}
	}
	for words, deed := range deeds {
		receipts := make([]chat.Receipt, 4)
		var all sync.WaitGroup
		for i := range receipts {
			all.Go(func() {
				var err error
				if receipts[i], err = b.out(words, deed); err != nil {
					t.Errorf("send %s: %v", words, err)
				}
			})
		}
		all.Wait()
		after, err := b.out(words, deed)
		if err != nil {
			t.Errorf("send %s again: %v", words, err)
		}
		if got := b.find("ana", words); len(got) != 1 {
			t.Errorf("one key left %s %d times", words, len(got))
		}
		for _, r := range receipts {
			if _, file := deed.(chat.Page); r != after || r.ID == "" && !file { // some platforms give a file no id at once
				t.Errorf("one key gave %s the receipts %v and then %v", words, receipts, after)
				break
			}
		}
	}
}

// A platform that is asked too much is asked again later, by the adapter or by whoever called it; either way once.
func busy(t T, b *Bench) {
	if err := b.Busy(t.Context(), time.Second); err != nil {
		t.Fatalf("have the platform tell us to wait: %v", err)
	}
	deed := chat.Post{At: b.channel(), Message: text("worth waiting for")}
	_, err := b.out("wait", deed)
	later := (*chat.Later)(nil)
	if err != nil && (!errors.As(err, &later) || later.After <= 0 || later.After > time.Second) {
		t.Errorf("told to wait a second, the adapter says %v", err)
	}
	b.send("wait", deed)
	b.one("ben", "worth waiting for")
}

func notes(t T, b *Bench) {
	m := text("for Ana alone")
	m.Notice, m.Rows = "Something of yours is ready.", [][]chat.Button{{{ID: "from/a/note", Label: "Look"}}}
	b.send("note", chat.Note{To: b.Person("ana").ID, Message: m})
	if got := b.one("ana", "for Ana alone"); got.At != (chat.Place{}) || got.Notice != m.Notice {
		t.Errorf("a note to Ana is seen as %+v", got)
	}
	if len(b.find("ben", "for Ana alone")) > 0 {
		t.Errorf("Ben sees a note to Ana")
	}
	b.offers("ana", "from/a/note")
	if _, e := b.doAt("ana", chat.Place{}, chat.Press{Button: "from/a/note"}); e.At != (chat.Place{}) {
		t.Errorf("a press in direct messages was heard at %v", e.At)
	}
	refusals(t, b)
}

func refusals(t T, b *Bench) {
	ben := b.Person("ben").ID
	if err := b.RefuseNotes(t.Context(), "ben", true); err != nil {
		t.Fatalf("close Ben's direct messages: %v", err)
	}
	note := chat.Note{To: ben, Message: text("for Ben")}
	page := chat.Page{To: ben, Name: "ben.txt", Type: "text/plain", Text: "a file for Ben", Body: []byte("x")}
	for key, deed := range map[string]chat.Deed{"refused": note, "refused page": page} {
		if _, err := b.out(key, deed); !errors.Is(err, chat.ErrRefused) {
			t.Errorf("%T that is refused: %v, want ErrRefused", deed, err)
		}
	}
	if got := b.find("ben", "or Ben"); len(got) > 0 {
		t.Errorf("Ben sees what he refused: %+v", got)
	}
	if err := b.RefuseNotes(t.Context(), "ben", false); err != nil {
		t.Fatalf("open Ben's direct messages: %v", err)
	}
	b.send("taken", note)
	b.one("ben", "for Ben")
}

func files(t T, b *Bench) {
	body := []byte("id;wört\r\n1;\"a\n<b>\"\r\n\x00\xff")
	for words, page := range map[string]chat.Page{
		"the log of the round": {At: b.channel(), Name: "log of 24 Nov.csv"},
		"what Ana wrote":       {To: b.Person("ana").ID, Name: "wörter.csv"},
	} {
		page.Type, page.Text, page.Body = "text/csv", words, body
		b.send(words, page)
		got := b.one("ana", words)
		if got.File == nil || got.File.Name != page.Name || !bytes.Equal(got.File.Body, body) {
			t.Errorf("a file %q of %q is seen as %+v", page.Name, body, got.File)
		}
		if public := len(b.find("ben", words)) > 0; public != (page.To == "") {
			t.Errorf("whether Ben sees %s: %v", words, public)
		}
	}
}

func marks(t T, b *Bench) {
	card := b.post("card", text("a card")).ID
	_, said := b.do("ana", chat.Say{Text: "my way"})
	talk := said.Act.(chat.Say).Message
	wear := func(id string, want ...string) {
		for _, s := range b.sees("chi") {
			if s.ID == id && !same(s.Marks, want) {
				t.Errorf("%q wears %q, want %q", Text(s.Reads), s.Marks, want)
			}
		}
	}
	reaction := func(e chat.Event) chat.React { // some platforms do not tell what the message is
		r := e.Act.(chat.React)
		if r.Message == talk && (r.Author != "" && r.Author != b.Person("ana").ID || r.Text != "" && r.Text != "my way") {
			t.Errorf("a reaction to Ana's message was heard as %+v", r)
		}
		r.Author, r.Text = "", ""
		return r
	}
	for words, id := range map[string]string{"a card": card, "my way": talk} {
		b.send("mark "+words, chat.Mark{At: b.channel(), ID: id, Emoji: "✍️"})
		b.send("mark twice "+words, chat.Mark{At: b.channel(), ID: id, Emoji: "✍️"})
		wear(id, "✍️")
		_, e := b.do("ben", chat.React{Message: id, Emoji: "🐔"})
		if r := reaction(e); r != (chat.React{Message: id, Emoji: "🐔"}) || e.By.ID != b.Person("ben").ID {
			t.Errorf("Ben's reaction was heard as %+v", e)
		}
		wear(id, "✍️", "🐔")
		b.send("unmark "+words, chat.Mark{At: b.channel(), ID: id, Emoji: "✍️", Off: true})
		wear(id, "🐔")
		_, e = b.do("ben", chat.React{Message: id, Emoji: "🐔", Off: true})
		if r := reaction(e); r != (chat.React{Message: id, Emoji: "🐔", Off: true}) || e.By.ID != b.Person("ben").ID {
			t.Errorf("Ben's reaction, taken off, was heard as %+v", e)
		}
		wear(id)
	}
	if _, err := b.out("mark gone", chat.Mark{At: b.channel(), ID: b.Gone(), Emoji: "✍️"}); !errors.Is(err, chat.ErrGone) {
		t.Errorf("marking what is gone: %v, want ErrGone", err)
	}
}

func restart(t T, b *Bench) {
	card := b.card("an/old/button")
	post, note := text("stands before"), text("a note from before")
	stands := b.post("stands", post)
	b.send("note", chat.Note{To: b.Person("ana").ID, Message: note})
	b.always(chat.Show{Step: chat.Step{ID: "wait/1", Heading: "Running", Body: []chat.Block{{Text: "Still running."}}, Waiting: "w1"}})
	b.press("ana", "run")
	b.Stop()
	if err := b.Restart(t.Context()); err != nil {
		t.Fatalf("restart: %v", err)
	}
	b.serve()
	b.one("ana", "stands before")
	b.one("ana", "a note from before")
	if r := b.post("stands", post); r != stands {
		t.Errorf("the same key after a restart gives %v, before %v", r, stands)
	}
	b.send("note", chat.Note{To: b.Person("ana").ID, Message: note})
	b.one("ana", "stands before")
	b.one("ana", "a note from before")
	b.send("edit", chat.Edit{At: b.channel(), ID: stands.ID, Message: text("edited after")})
	b.one("ana", "edited after")
	b.always(chat.Whisper{Message: text("still here")})
	if r, e := b.do("ana", chat.Press{Button: "an/old/button"}); r.Kind != "whisper" || e.Act.(chat.Press).Button != "an/old/button" {
		t.Errorf("the button of %v after a restart is heard as %+v and answered with %+v", card, e.Act, r)
	}
	done := chat.Step{ID: "done/1", Heading: "Done", Body: []chat.Block{{Text: "It returned 4."}}, Waiting: "w1"}
	if _, err := b.out("fill", chat.Fill{To: b.Person("ana").ID, Step: done}); err != nil && !errors.Is(err, chat.ErrGone) {
		t.Errorf("filling a step from before the restart: %v, want ErrGone where that cannot be", err)
	}
}

// same says whether two lists hold the same, in any order.
func same(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
