package adaptertest

import (
	"errors"
	"strings"
	"sync"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
)

// A whisper that nobody asked for may be dropped, where a platform has no way to say it; it never becomes public.
func whispers(t T, b *Bench) {
	b.always(chat.Whisper{Message: text("a passing word")})
	if r, _ := b.press("ana", "ask"); r.Kind != "whisper" || !strings.Contains(Text(r.Reads), "a passing word") {
		t.Errorf("a whisper is answered as %+v", r)
	}
	b.always(chat.Whisper{Message: text("an unasked word")})
	r, _ := b.do("ana", chat.Say{Text: "thinking aloud"})
	if b.Adapter().Limits().Unasked && (r.Kind != "whisper" || !strings.Contains(Text(r.Reads), "an unasked word")) {
		t.Errorf("a whisper that nobody asked for is answered as %+v", r)
	}
	for _, words := range []string{"a passing word", "an unasked word"} {
		if got := b.find("ben", words); len(got) > 0 {
			t.Errorf("Ben hears Ana's whisper: %+v", got)
		}
	}
	b.always(nil)
	if r, _ := b.press("ana", "nothing"); r.Kind != "" || strings.TrimSpace(Text(r.Reads)) != "" {
		t.Errorf("no answer is answered as %+v", r)
	}
}

func commands(t T, b *Bench) {
	b.always(chat.Whisper{Message: text("what there is")})
	r, e := b.do("ana", chat.Command{Words: "my drills"})
	if r.Kind != "whisper" || !strings.Contains(Text(r.Reads), "what there is") {
		t.Errorf("a command is answered as %+v", r)
	}
	if e.Act.(chat.Command).Words != "my drills" || e.At != b.channel() {
		t.Errorf("a command was heard as %+v", e)
	}
	b.always(chat.Home{Message: chat.Message{
		Notice: "Yours", Blocks: []chat.Block{{Text: "what is open"}}, Rows: [][]chat.Button{{{ID: "go/on", Label: "Go on"}}},
	}})
	r, err := b.try("ana", chat.Place{}, chat.Open{})
	if err != nil || r.Kind != "home" || !strings.Contains(Text(r.Reads), "what is open") {
		t.Fatalf("a home is answered as %+v, %v", r, err)
	}
	if buttons := looking(r.Reads, Pressed); len(buttons) != 1 || buttons[0].To != "go/on" {
		t.Errorf("the button of a home is read as %+v", buttons)
	}
	if len(b.find("ben", "what is open")) > 0 || len(b.find("ben", "what there is")) > 0 {
		t.Errorf("Ben sees what Ana was answered")
	}
}

// A bot that is let into a channel hears of it, and of whom it may ask what to do there.
func joins(t T, b *Bench) {
	b.always(nil)
	if err := b.Invite(t.Context(), "ana"); err != nil {
		t.Fatalf("let the bot into the channel: %v", err)
	}
	if e := b.hear(0, chat.Joined{}); e.At != b.channel() || e.By != b.Person("ana") || e.ID == "" || e.Space != b.Adapter().Space() {
		t.Errorf("being let into %v by Ana was heard as %+v", b.channel(), e)
	}
}

// An event carries the person as the platform tells it, and each is answered what is theirs.
func people(t T, b *Bench) {
	b.answers(func(e chat.Event) (chat.Answer, error) {
		return chat.Whisper{Message: text("for " + chat.Literal(e.By.Name))}, nil
	})
	b.card("who")
	for _, who := range []string{"ana", "ben", "chi"} {
		for _, act := range []chat.Act{chat.Press{Button: "who"}, chat.Command{Words: "why"}} {
			r, e := b.do(who, act)
			if diff := cmp.Diff(b.Person(who), e.By); diff != "" {
				t.Errorf("%T by %s came from another (-want +got):\n%s", act, who, diff)
			}
			if want := "for " + b.Person(who).Name; strings.TrimSpace(Text(r.Reads)) != want {
				t.Errorf("%s was answered %q, want %q", who, Text(r.Reads), want)
			}
		}
		if zone := b.Person(who).Zone; zone != "" {
			if _, err := time.LoadLocation(zone); err != nil {
				t.Errorf("%s is in no known zone: %v", who, err)
			}
		}
	}
}

func again(t T, b *Bench) {
	b.always(chat.Whisper{Message: text("the same answer")})
	b.card("press/1")
	_, e := b.do("ana", chat.Say{Text: "said"})
	said := e.Act.(chat.Say).Message
	keys := map[string]chat.Act{}
	for _, act := range []chat.Act{
		chat.Press{Button: "press/1"}, chat.Command{Words: "why"}, chat.Command{Words: "why"}, chat.Say{Text: "hello"}, chat.Say{Text: "hello"},
		chat.React{Message: said, Emoji: "🐔"}, chat.Say{Message: said, Text: "said anew", Edited: true},
	} {
		first, one := b.do("ana", act)
		n := len(b.events())
		second, err := b.Again(b.t.Context())
		if err != nil || second.Kind != first.Kind && second.Kind != "" {
			t.Errorf("%#v, delivered again: %+v %v, first %+v", act, second, err, first)
		}
		two := b.hear(n, act)
		if one.Key() != two.Key() || one.Digest() != two.Digest() {
			t.Errorf("delivered again, %+v became %+v", one, two)
		}
		if other, ok := keys[one.Key()]; ok {
			t.Errorf("%#v and %#v are both known as %q", other, act, one.Key())
		}
		keys[one.Key()] = act
		for _, e := range []chat.Event{one, two} {
			if e.ID == "" || e.Space != b.Adapter().Space() {
				t.Errorf("an event without id or of another space: %+v", e)
			}
		}
	}
}

// What is slow for one holds up nobody else, and is acknowledged to nobody before it is stored.
func acknowledged(t T, b *Bench) {
	entered, release := make(chan struct{}), make(chan struct{})
	var first sync.Once
	b.answers(func(e chat.Event) (chat.Answer, error) {
		if press, ok := e.Act.(chat.Press); ok && press.Button == "slow" {
			first.Do(func() { close(entered) })
			<-release
		}
		return chat.Whisper{Message: text("stored")}, nil
	})
	b.card("slow")
	b.card("quick")
	answered := make(chan Reply, 1)
	go func() {
		r, err := b.try("ana", b.channel(), chat.Press{Button: "slow"})
		if err != nil {
			t.Errorf("a slow press: %v", err)
		}
		answered <- r
	}()
	select {
	case <-entered:
	case r := <-answered:
		t.Fatalf("answered with %+v, and never heard", r)
	}
	if r, err := b.try("ben", b.channel(), chat.Press{Button: "quick"}); err != nil || r.Kind != "whisper" {
		t.Errorf("while Ana waits Ben is answered %+v, %v", r, err)
	}
	select {
	case r := <-answered:
		t.Errorf("acknowledged with %+v before the handler returned", r)
		close(release)
	case <-time.After(100 * time.Millisecond): // a platform that answered early would have by now
		close(release)
		if r := <-answered; !strings.Contains(Text(r.Reads), "stored") {
			t.Errorf("a slow press is answered with %+v", r)
		}
	}
	broken(t, b)
}

// broken is an event that could not be stored: nobody takes it for done, and nobody is told more than that.
func broken(t T, b *Bench) {
	b.answers(func(chat.Event) (chat.Answer, error) { return nil, errors.New("the disk is full: secret detail") })
	b.card("broken")
	r, err := b.try("ana", b.channel(), chat.Press{Button: "broken"})
	if strings.Contains(Text(r.Reads), "secret detail") || err != nil && strings.Contains(err.Error(), "secret detail") {
		t.Errorf("an error's inside is shown to people: %+v %v", r, err)
	}
	if err == nil && Text(r.Reads) == "" {
		t.Errorf("an event that was not taken looks as if it had been")
	}
	if got := b.find("ben", "secret detail"); len(got) > 0 {
		t.Errorf("an error's inside is posted: %+v", got)
	}
}

// The bot hears what people say, change and take back, and not itself.
func talk(t T, b *Bench) {
	b.post("card", text("the bot speaks"))
	rough := "hello *there*, <b> & `co`"
	_, e := b.do("ana", chat.Say{Text: rough})
	said := e.Act.(chat.Say)
	if said.Text != rough || said.Message == "" || said.Edited || said.Deleted || e.By.ID != b.Person("ana").ID || e.At != b.channel() {
		t.Fatalf("talk was heard as %+v", e)
	}
	if got := b.one("ben", "hello"); got.By != b.Person("ana").ID || got.ID != said.Message {
		t.Errorf("talk is seen as %+v", got)
	}
	for _, change := range []chat.Say{
		{Message: said.Message, Text: "hello again", Edited: true}, {Message: said.Message, Deleted: true},
	} {
		_, e := b.do("ana", change)
		got := e.Act.(chat.Say)
		if got.Deleted { // some platforms tell what the words were
			got.Text = ""
		}
		if got != change || e.At != b.channel() {
			t.Errorf("heard %+v at %v, want %+v", got, e.At, change)
		}
	}
	if got := b.find("ben", "hello"); len(got) > 0 {
		t.Errorf("talk that was taken back is seen as %+v", got)
	}
	_, e = b.doAt("ana", chat.Place{}, chat.Say{Text: "between us"})
	if e.At != (chat.Place{}) || e.Act.(chat.Say).Text != "between us" || len(b.find("ben", "between us")) > 0 {
		t.Errorf("a direct message was heard as %+v; Ben sees %+v", e, b.find("ben", "between us"))
	}
	for _, e := range b.events() {
		if say, ok := e.Act.(chat.Say); ok && !e.By.Bot && strings.Contains(say.Text, "the bot speaks") {
			t.Errorf("the bot hears itself as a person: %+v", e)
		}
	}
}
