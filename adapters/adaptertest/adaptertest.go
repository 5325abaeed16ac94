// Package adaptertest holds the promises that every adapter keeps, as one suite. An adapter's own test is a [Harness] for its
// platform, or a double of it on a real socket, and one call:
//
//	func TestAdapter(t *testing.T) { adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { … }) }
//
// It also holds a small platform of its own, [Platform] with the adapter [NewWire], which keeps all that it was sent: the other
// end of tests that kill the bot.
package adaptertest

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"cackle/chat"
)

// Harness acts as people on one platform, over the adapter's real wire, and reads what they see there. A fresh one stands for
// each topic; its people are "ana", "ben" and "chi", its channel is Channel.
type Harness interface {
	Adapter() chat.Adapter
	Channel() string
	// Do lets a person act as the platform would deliver it, and gives what they are answered.
	Do(ctx context.Context, who string, at chat.Place, act chat.Act) (Reply, error)
	// Again delivers the last act once more, as platforms do that saw no acknowledgement.
	Again(ctx context.Context) (Reply, error)
	// Sees lists the messages that a person's window holds, oldest first.
	Sees(ctx context.Context, who string) ([]Seen, error)
	// RefuseNotes closes a person's direct messages, or opens them again.
	RefuseNotes(ctx context.Context, who string, refuse bool) error
	// Leave closes the step that a person has open.
	Leave(ctx context.Context, who string) error
	// Restart ends the adapter's process and starts it anew, on what it kept.
	Restart(ctx context.Context) error
}

// Reply is what a person is answered, private to them. Kind is "", "show", "problem", "whisper", "home" or "close".
type Reply struct {
	Kind        string
	Step        *chat.Step
	Message     *chat.Message
	Field, Text string
}

// Seen is a message in somebody's window.
type Seen struct {
	ID      string
	At      chat.Place // empty in direct messages
	By      string     // a person's id, or something else for the bot
	Message chat.Message
	Text    string // what a person wrote
	Shown   string // as it is rendered, for looking for what must or must not be there
	Marks   []string
	Deleted bool
}

// T is what a topic needs of a test, so that the suite itself can be tested on adapters that are broken on purpose.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Topic is one group of promises.
type Topic struct {
	Name string
	Run  func(t T, b *Bench)
}

// Topics in the order in which they run.
var Topics = []Topic{
	{"posts, edits and threads", posts}, {"sent once", sentOnce}, {"notes are private", notes}, {"steps", steps},
	{"whispers and homes", whispers}, {"filled in place", fills}, {"known again", again}, {"acknowledged after the handler", acknowledged},
	{"people's words are shown as they are", literal}, {"talk is heard", talk}, {"marks", marks}, {"the longest texts", longest},
	{"a restart loses nothing", restart},
}

// Run runs every topic on a fresh harness.
func Run(t *testing.T, fresh func(t *testing.T) Harness) {
	for _, topic := range Topics {
		t.Run(topic.Name, func(t *testing.T) {
			b := NewBench(t, fresh(t))
			t.Cleanup(b.Stop)
			topic.Run(t, b)
		})
	}
}

// Bench is a harness with a handler behind it that a topic can change.
type Bench struct {
	Harness
	t      T
	mu     sync.Mutex
	heard  []chat.Event
	answer func(chat.Event) (chat.Answer, error)
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
	case <-time.After(10 * time.Second):
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
	return append([]chat.Event(nil), b.heard...)
}

func (b *Bench) do(who string, act chat.Act) Reply {
	b.t.Helper()
	r, err := b.Do(b.t.Context(), who, chat.Place{Channel: b.Channel()}, act)
	if err != nil {
		b.t.Fatalf("%s: %#v: %v", who, act, err)
	}
	return r
}

// send sends a deed that the platform must take.
func (b *Bench) send(key string, deed chat.Deed) chat.Receipt {
	b.t.Helper()
	r, err := b.Adapter().Send(b.t.Context(), chat.Out{Space: b.Adapter().Space(), Key: key, Do: deed})
	if err != nil {
		b.t.Fatalf("send %T: %v", deed, err)
	}
	return r
}

func (b *Bench) post(key string, m chat.Message) chat.Receipt {
	b.t.Helper()
	return b.send(key, chat.Post{At: chat.Place{Channel: b.Channel()}, Message: m})
}

func (b *Bench) sees(who string) []Seen {
	b.t.Helper()
	seen, err := b.Sees(b.t.Context(), who)
	if err != nil {
		b.t.Fatalf("what %s sees: %v", who, err)
	}
	return seen
}

// find gives the messages whose rendering holds these words.
func (b *Bench) find(who, words string) (found []Seen) {
	b.t.Helper()
	for _, s := range b.sees(who) {
		if strings.Contains(s.Shown, words) {
			found = append(found, s)
		}
	}
	return found
}

func text(s string) chat.Message {
	return chat.Message{Notice: "notice", Blocks: []chat.Block{{Text: s}}}
}
