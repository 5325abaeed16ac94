package adaptertest

import (
	"context"
	"errors"
	"slices"
	"strings"

	"cackle/chat"
)

// breaks are the ways in which a harness can be broken besides its adapter.
type breaks struct {
	adapter    func(chat.Adapter) chat.Adapter
	restarted  func(*wireHarness)
	indiscreet bool // everyone sees everyone's direct messages
	forgetful  bool // forms lose what was typed
	clings     bool // steps stay open when they are left
	previews   bool // links are shown with what is behind them
	lost       int  // deeds that are seen no more
}

// faulty is an adapter that keeps all promises but those that its functions break.
type faulty struct {
	chat.Adapter
	send   func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error)
	handle func(chat.Handler) chat.Handler
	limits func(*chat.Limits)
}

func (f *faulty) Send(ctx context.Context, out chat.Out) (chat.Receipt, error) {
	if f.send == nil {
		return f.Adapter.Send(ctx, out)
	}
	return f.send(ctx, f.Adapter, out)
}

func (f *faulty) Serve(ctx context.Context, h chat.Handler) error {
	if f.handle != nil {
		h = f.handle(h)
	}
	return f.Adapter.Serve(ctx, h)
}

func (f *faulty) Limits() chat.Limits {
	l := f.Adapter.Limits()
	if f.limits != nil {
		f.limits(&l)
	}
	return l
}

func (f faulty) in(h *wireHarness) {
	h.adapter = func(a chat.Adapter) chat.Adapter {
		broken := f
		broken.Adapter = a
		return &broken
	}
}

type breaking func(h *wireHarness)

// sends breaks what is sent.
func sends(f func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error)) breaking {
	return faulty{send: f}.in
}

// sendsOther sends something else of one type of deed.
func sendsOther[D chat.Deed](change func(*D)) breaking {
	return sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
		if d, ok := out.Do.(D); ok {
			change(&d)
			out.Do = d
		}
		return a.Send(ctx, out)
	})
}

// drops takes some deeds, and does nothing.
func drops[D chat.Deed](which func(D) bool) breaking {
	return sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
		if d, ok := out.Do.(D); ok && which(d) {
			return chat.Receipt{ID: "m1"}, nil
		}
		return a.Send(ctx, out)
	})
}

// says changes the errors of sends.
func says(instead func(error) error) breaking {
	return sends(func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
		r, err := a.Send(ctx, out)
		if err != nil {
			err = instead(err)
		}
		return r, err
	})
}

// instead gives one error for another.
func instead(of, err error) breaking {
	return says(func(was error) error {
		if errors.Is(was, of) {
			return err
		}
		return was
	})
}

// shows changes the blocks of every message that is sent.
func shows(change func(*chat.Block)) breaking {
	all := func(m *chat.Message) {
		m.Blocks = slices.Clone(m.Blocks)
		for i := range m.Blocks {
			change(&m.Blocks[i])
		}
	}
	return sendsOther(func(p *chat.Post) { all(&p.Message) })
}

// hears changes the events that reach the bot.
func hears(change func(*chat.Event)) breaking {
	return faulty{handle: func(h chat.Handler) chat.Handler {
		return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
			change(&e)
			return h(ctx, e)
		}
	}}.in
}

// hearsOther changes one type of act.
func hearsOther[A chat.Act](change func(*A)) breaking {
	return hears(func(e *chat.Event) {
		if a, ok := e.Act.(A); ok {
			change(&a)
			e.Act = a
		}
	})
}

// tells changes what the bot answers.
func tells[A chat.Answer](change func(A) chat.Answer) breaking {
	return faulty{handle: func(h chat.Handler) chat.Handler {
		return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
			answer, err := h(ctx, e)
			if a, ok := answer.(A); ok {
				answer = change(a)
			}
			return answer, err
		}
	}}.in
}

// unescape undoes chat.Literal.
func unescape(s string) string { return strings.ReplaceAll(s, `\`, "") }

// also sends something more.
func also(ctx context.Context, a chat.Adapter, out chat.Out) error {
	_, err := a.Send(ctx, out)
	return err
}

// early acknowledges first and has the handler work afterwards.
func early(h chat.Handler) chat.Handler {
	return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
		go func() { _, _ = h(ctx, e) }()
		return nil, nil
	}
}

// leaky tells people an error as it is.
func leaky(h chat.Handler) chat.Handler {
	return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
		answer, err := h(ctx, e)
		if err != nil {
			return chat.Whisper{Message: text(err.Error())}, nil
		}
		return answer, nil
	}
}

// deaf takes what was not stored for done.
func deaf(h chat.Handler) chat.Handler {
	return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
		answer, _ := h(ctx, e)
		return answer, nil
	}
}

// oneByOne holds everyone up who comes after.
func oneByOne(h chat.Handler) chat.Handler {
	turn := make(chan struct{}, 1)
	return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
		turn <- struct{}{}
		defer func() { <-turn }()
		return h(ctx, e)
	}
}

// public says in the channel what was to be whispered.
func public(h *wireHarness) {
	wire := h.wire
	tells(func(w chat.Whisper) chat.Answer {
		out := chat.Out{Space: WireSpace, Key: "public", Do: chat.Post{At: chat.Place{Channel: "drills"}, Message: w.Message}}
		if err := also(context.Background(), wire, out); err != nil {
			return nil
		}
		return w
	})(h)
}

// impatient tries again under another key, when it was told to wait.
func impatient(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
	r, err := a.Send(ctx, out)
	if later := (*chat.Later)(nil); errors.As(err, &later) {
		out.Key += "+"
		if err := also(ctx, a, out); err != nil {
			return r, err
		}
		return r, later
	}
	return r, err
}

// newKey sends under another key.
func newKey(prefix string) func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
	return func(ctx context.Context, a chat.Adapter, out chat.Out) (chat.Receipt, error) {
		out.Key = prefix + out.Key[:min(len(out.Key), chat.MaxKey-len(prefix))]
		return a.Send(ctx, out)
	}
}

// unasked drops whispers that answer talk.
func unasked(f *faulty) {
	f.handle = func(h chat.Handler) chat.Handler {
		return func(ctx context.Context, e chat.Event) (chat.Answer, error) {
			answer, err := h(ctx, e)
			if _, talk := e.Act.(chat.Say); talk {
				return nil, err
			}
			return answer, err
		}
	}
}
