package adaptertest

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"cackle/chat"
)

// patience is how long a topic waits for what must come, on a machine that has other things to do.
const patience = 10 * time.Second

// Bench is a harness with a handler behind it that a topic can change.
type Bench struct {
	Harness
	t      T
	mu     sync.Mutex
	heard  []chat.Event
	answer func(chat.Event) (chat.Answer, error)
	cards  int
	stop   context.CancelFunc
	served chan error
}

// NewBench serves the harness's adapter.
func NewBench(t T, h Harness) *Bench {
	b := &Bench{Harness: h, t: t}
	b.serve()
	return b
}

func (b *Bench) serve() {
	ctx, stop := context.WithCancel(context.WithoutCancel(b.t.Context()))
	b.stop, b.served = stop, make(chan error, 1)
	adapter := b.Adapter()
	go func() { b.served <- adapter.Serve(ctx, b.handle) }()
}

// Stop ends Serve, which must return.
func (b *Bench) Stop() {
	b.stop()
	select {
	case err := <-b.served:
		if err != nil {
			b.t.Errorf("Serve ended with %v", err)
		}
	case <-time.After(patience):
		b.t.Errorf("Serve did not end with its context")
	}
}

func (b *Bench) handle(_ context.Context, e chat.Event) (chat.Answer, error) {
	b.mu.Lock()
	b.heard = append(b.heard, e)
	answer := b.answer
	b.mu.Unlock()
	if answer == nil {
		return nil, nil
	}
	return answer(e)
}

// answers sets what the handler answers from now on.
func (b *Bench) answers(f func(chat.Event) (chat.Answer, error)) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.answer = f
}

func (b *Bench) always(a chat.Answer) {
	b.answers(func(chat.Event) (chat.Answer, error) { return a, nil })
}

// events are those heard so far.
func (b *Bench) events() []chat.Event {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.heard)
}

// await says whether something has come to be so, in time.
func (b *Bench) await(so func() bool) bool {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	for !so() {
		select {
		case <-ctx.Done():
			return so()
		case <-time.After(2 * time.Millisecond): // platforms bring things when they bring them
		}
	}
	return true
}

// hear waits for an event of this type that came after the first n: not every platform waits for the handler.
func (b *Bench) hear(n int, act chat.Act) (e chat.Event) {
	b.t.Helper()
	came := b.await(func() bool {
		since := b.events()[n:]
		i := slices.IndexFunc(since, func(e chat.Event) bool { return reflect.TypeOf(e.Act) == reflect.TypeOf(act) })
		if i >= 0 {
			e = since[i]
		}
		return i >= 0
	})
	if !came {
		b.t.Fatalf("%#v was not heard; heard %+v", act, b.events()[n:])
	}
	return e
}

func (b *Bench) channel() chat.Place { return chat.Place{Channel: b.Channel()} }

// try acts, and gives up in time.
func (b *Bench) try(who string, at chat.Place, act chat.Act) (Reply, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	return b.Do(ctx, who, at, act)
}

// doAt acts, and gives what was answered and what was heard.
func (b *Bench) doAt(who string, at chat.Place, act chat.Act) (Reply, chat.Event) {
	b.t.Helper()
	n := len(b.events())
	r, err := b.try(who, at, act)
	if err != nil {
		b.t.Fatalf("%s: %#v: %v", who, act, err)
	}
	return r, b.hear(n, act)
}

func (b *Bench) do(who string, act chat.Act) (Reply, chat.Event) {
	b.t.Helper()
	return b.doAt(who, b.channel(), act)
}

// card posts a message with this button.
func (b *Bench) card(button string) chat.Receipt {
	b.t.Helper()
	b.cards++
	m := text("a card")
	m.Rows = [][]chat.Button{{{ID: button, Label: "Press"}}}
	return b.post(fmt.Sprint("card ", b.cards), m)
}

// press posts a card and presses its button.
func (b *Bench) press(who, button string) (Reply, chat.Event) {
	b.t.Helper()
	b.card(button)
	b.offers(who, button)
	return b.do(who, chat.Press{Button: button})
}

// offers fails where a person has no such button to press.
func (b *Bench) offers(who, button string) {
	b.t.Helper()
	var all []Span
	for _, s := range b.sees(who) {
		all = append(all, s.Reads...)
	}
	if s := b.screen(who); s != nil {
		all = append(all, s.Reads...)
	}
	if !slices.ContainsFunc(looking(all, Pressed), func(s Span) bool { return s.To == button }) {
		b.t.Errorf("%s has no button %q", who, button)
	}
}

// out tries to send; the topic judges the error.
func (b *Bench) out(key string, deed chat.Deed) (chat.Receipt, error) {
	ctx, cancel := context.WithTimeout(b.t.Context(), patience)
	defer cancel()
	return b.Adapter().Send(ctx, chat.Out{Space: b.Adapter().Space(), Key: key, Do: deed})
}

// send sends a deed that the platform must take.
func (b *Bench) send(key string, deed chat.Deed) chat.Receipt {
	b.t.Helper()
	r, err := b.out(key, deed)
	if err != nil {
		b.t.Fatalf("send %T: %v", deed, err)
	}
	return r
}

func (b *Bench) post(key string, m chat.Message) chat.Receipt {
	b.t.Helper()
	return b.send(key, chat.Post{At: b.channel(), Message: m})
}

func (b *Bench) sees(who string) []Seen {
	b.t.Helper()
	seen, err := b.Sees(b.t.Context(), who)
	if err != nil {
		b.t.Fatalf("what %s sees: %v", who, err)
	}
	return seen
}

// find gives the messages in which a person reads these words.
func (b *Bench) find(who, words string) (found []Seen) {
	b.t.Helper()
	for _, s := range b.sees(who) {
		if strings.Contains(Text(s.Reads), words) {
			found = append(found, s)
		}
	}
	return found
}

// one is the only message in which a person reads these words.
func (b *Bench) one(who, words string) Seen {
	b.t.Helper()
	found := b.find(who, words)
	if len(found) != 1 {
		b.t.Fatalf("%s reads %q in %d messages, want one: %+v", who, words, len(found), b.sees(who))
	}
	return found[0]
}

func (b *Bench) screen(who string) *Screen {
	b.t.Helper()
	s, err := b.Screen(b.t.Context(), who)
	if err != nil {
		b.t.Fatalf("what %s has open: %v", who, err)
	}
	return s
}

// reads waits until a person has a screen with these words before them, and gives it.
func (b *Bench) reads(who, words string) *Screen {
	b.t.Helper()
	var s *Screen
	if !b.await(func() bool { s = b.screen(who); return s != nil && strings.Contains(Text(s.Reads), words) }) {
		b.t.Fatalf("%s does not read %q; open is %+v", who, words, s)
	}
	return s
}

func text(s string) chat.Message {
	return chat.Message{Notice: "notice", Blocks: []chat.Block{{Text: s}}}
}
