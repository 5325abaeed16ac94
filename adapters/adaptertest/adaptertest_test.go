package adaptertest

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"cackle/chat"
)

// The suite passes on the wire adapter, over its real HTTP.
func TestWire(t *testing.T) {
	Run(t, func(t *testing.T) Harness { return newWireHarness(t) })
}

// recorder is a T that keeps what it was told, and has heard enough when it is told what it looks for.
type recorder struct {
	testing.TB
	ctx    context.Context
	enough context.CancelFunc
	want   string
	mu     sync.Mutex
	said   []string
}

func (r *recorder) Context() context.Context { return r.ctx }

func (r *recorder) Errorf(format string, args ...any) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.said = append(r.said, fmt.Sprintf(format, args...))
	if r.found() {
		r.enough()
	}
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.Errorf(format, args...)
	runtime.Goexit()
}

func (r *recorder) found() bool {
	return slices.ContainsFunc(r.said, func(s string) bool { return strings.Contains(s, r.want) })
}

// judge fails where a topic does not find on a harness what it must. Waiting for what does not come ends early here.
func judge(t *testing.T, topic Topic, h Harness, want string) {
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Second)
	defer cancel()
	r := &recorder{TB: t, ctx: ctx, enough: cancel, want: want}
	ended := make(chan struct{})
	go func() { // Fatalf ends it
		defer close(ended)
		b := NewBench(r, h)
		defer b.Stop()
		topic.Run(r, b)
	}()
	<-ended
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.found() {
		t.Errorf("%q did not say %q; it said %q", topic.Name, want, r.said)
	}
}

// fault is one broken promise, the topic that must find it, and what it says then.
type fault struct {
	name, topic, says string
	breaks            breaking
}

// Each adapter here breaks one promise, and its topic says which.
func TestFaultsAreFound(t *testing.T) {
	all := slices.Concat(faultsInSending, faultsInActs, faultsInSteps, faultsInShowing)
	for _, f := range all {
		t.Run(f.name, func(t *testing.T) {
			t.Parallel()
			i := slices.IndexFunc(Topics, func(topic Topic) bool { return topic.Name == f.topic })
			if i < 0 {
				t.Fatalf("there is no topic %q", f.topic)
			}
			h := newWireHarness(t)
			f.breaks(h)
			judge(t, Topics[i], h, f.says)
		})
	}
	for _, topic := range Topics {
		if !slices.ContainsFunc(all, func(f fault) bool { return f.topic == topic.Name }) {
			t.Errorf("no fault is there for %q to find", topic.Name)
		}
	}
}

var faultsInSending = []fault{
	{"takes less than the neutral limits", "limits", "below the neutral ones", faulty{limits: func(l *chat.Limits) { l.Typed = 2000 }}.in},
	{"takes no text", "limits", "below the neutral ones", faulty{limits: func(l *chat.Limits) { l.Message = 0 }}.in},

	{"loses the notification", "posts and edits", "the notification is", sendsOther(func(p *chat.Post) { p.Message.Notice = "Cackle" })},
	{"posts nothing", "posts and edits", "in 0 messages", drops(func(chat.Post) bool { return true })},
	{"edits nothing", "posts and edits", "in 0 messages", drops(func(e chat.Edit) bool { return e.ID == "m1" })},
	{"edits once", "posts and edits", "in 0 messages", drops(func(e chat.Edit) bool { return e.Message.Blocks[0].Text == "third words" })},
	{"posts anew for an edit", "posts and edits", "an edited message is seen as", sends(
		func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			if e, ok := out.Do.(chat.Edit); ok && e.ID != "m999" {
				out.Do = chat.Post{At: e.At, Message: e.Message}
			}
			return a.Send(ctx, out)
		})},
	{"never says that a message is gone", "posts and edits", "want ErrGone", instead(chat.ErrGone, nil)},
	{"calls what is gone refused", "posts and edits", "want ErrGone", instead(chat.ErrGone, chat.ErrRefused)},

	{"replies in the channel", "threads", "is seen at", sendsOther(func(p *chat.Post) { p.At.Thread = "" })},
	{"cannot close a thread", "threads", "send chat.Settle", sends(
		func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			if _, ok := out.Do.(chat.Settle); ok {
				return chat.Receipt{}, chat.ErrRefused
			}
			return a.Send(ctx, out)
		})},
	{"never opens a thread again", "threads", "is closed", drops(func(s chat.Settle) bool { return s.Open })},
	{"drops what comes to a closed thread", "threads", `"said when closed" in 0 messages`,
		drops(func(p chat.Post) bool { return p.Message.Blocks[0].Text == "said when closed" })},
	{"hears presses in threads as in the channel", "threads", "a press in a thread", hears(func(e *chat.Event) {
		if _, press := e.Act.(chat.Press); press {
			e.At.Thread = ""
		}
	})},
	{"hears threads as the channel", "threads", "talk in a thread was heard at", hears(func(e *chat.Event) { e.At.Thread = "" })},

	{"sends twice for one key", "sent once", "left a post 5 times", func(h *wireHarness) {
		var n atomic.Int32
		sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			return newKey(fmt.Sprint(n.Add(1)))(ctx, a, out)
		})(h)
	}},
	{"sends notes twice for one key", "sent once", "left a note 5 times", func(h *wireHarness) {
		var n atomic.Int32
		sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			if _, ok := out.Do.(chat.Note); ok {
				return newKey(fmt.Sprint(n.Add(1)))(ctx, a, out)
			}
			return a.Send(ctx, out)
		})(h)
	}},
	{"gives a repeated key another receipt", "sent once", "the receipts", func(h *wireHarness) {
		var n atomic.Int32
		sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			r, err := a.Send(ctx, out)
			r.ID += fmt.Sprint("-", n.Add(1))
			return r, err
		})(h)
	}},
	{"gives no receipt", "sent once", "the receipts", sends(
		func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			_, err := a.Send(ctx, out)
			return chat.Receipt{}, err
		})},

	{"takes busy for refused", "told to wait", "the adapter says", says(func(error) error { return chat.ErrRefused })},
	{"says to wait for ever", "told to wait", "the adapter says", says(func(error) error { return &chat.Later{After: time.Hour} })},
	{"tries again under another key", "told to wait", "in 2 messages", sends(impatient)},

	{"shows notes to everyone", "notes are private", "Ben sees a note", func(h *wireHarness) { h.indiscreet = true }},
	{"posts notes in the channel", "notes are private", "a note to Ana is seen as", sends(
		func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			if n, ok := out.Do.(chat.Note); ok {
				out.Do = chat.Post{At: chat.Place{Channel: "drills"}, Message: n.Message}
			}
			return a.Send(ctx, out)
		})},
	{"hears presses in notes as in the channel", "notes are private", "a press in direct messages",
		hears(func(e *chat.Event) { e.At.Channel = "drills" })},
	{"says nothing of a refusal", "notes are private", "want ErrRefused", instead(chat.ErrRefused, nil)},
	{"tries refused notes for ever", "notes are private", "want ErrRefused", instead(chat.ErrRefused, fmt.Errorf("status 403"))},
	{"lets a refused note through", "notes are private", "Ben sees what he refused", sends(
		func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
			r, err := a.Send(ctx, out)
			if n, ok := out.Do.(chat.Note); ok && err != nil {
				out.Do = chat.Post{At: chat.Place{Channel: "drills"}, Message: n.Message}
				return r, fmt.Errorf("%w; said in the channel: %v", err, also(ctx, a, out))
			}
			return r, err
		})},

	{"cuts a file", "files", "is seen as", sendsOther(func(p *chat.Page) { p.Body = p.Body[:8] })},
	{"names a file anew", "files", "is seen as", sendsOther(func(p *chat.Page) { p.Name = "file.csv" })},
	{"says nothing of a file", "files", "in 0 messages", sendsOther(func(p *chat.Page) { p.Text = "" })},
	{"puts a person's file in the channel", "files", "whether Ben sees what Ana wrote: true",
		sendsOther(func(p *chat.Page) { p.To, p.At.Channel = "", "drills" })},

	{"marks nothing", "marks", "wears", drops(func(chat.Mark) bool { return true })},
	{"takes no mark off", "marks", "wears", drops(func(m chat.Mark) bool { return m.Off })},
	{"marks with another sign", "marks", "wears", sendsOther(func(m *chat.Mark) { m.Emoji = "✍" })},
	{"marks what is gone", "marks", "want ErrGone", instead(chat.ErrGone, nil)},
	{"hears every reaction as added", "marks", "taken off, was heard as", hearsOther(func(r *chat.React) { r.Off = false })},
	{"hears reactions to something else", "marks", "was heard as", hearsOther(func(r *chat.React) { r.Message = "drills" })},

	{"loses messages with its process", "a restart loses nothing", `"stands before" in 0 messages`, func(h *wireHarness) {
		h.restarted = func(h *wireHarness) { h.lost = len(h.p.All()) }
	}},
	{"forgets keys with its process", "a restart loses nothing", "the same key after a restart", func(h *wireHarness) {
		h.restarted = func(h *wireHarness) { sends(newKey("again "))(h) }
	}},
	{"has old buttons do nothing", "a restart loses nothing", "after a restart is heard as", func(h *wireHarness) {
		h.restarted = func(h *wireHarness) { tells(func(chat.Whisper) chat.Answer { return nil })(h) }
	}},
	{"takes an old step for an error", "a restart loses nothing", "filling a step from before", func(h *wireHarness) {
		h.restarted = func(h *wireHarness) {
			sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
				if _, ok := out.Do.(chat.Fill); ok {
					return chat.Receipt{}, fmt.Errorf("no view of this name")
				}
				return a.Send(ctx, out)
			})(h)
		}
	}},
}
