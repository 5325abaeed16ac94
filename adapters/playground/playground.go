// Package playground is a small team chat in the browser, and the adapter for it: channels with threads, direct messages,
// private steps, six people to be, and a clock that can be moved. It is for one person at one machine, so it listens on
// loopback only and asks for the key in its printed link; whoever has the key may be any of the six. What one of them may not
// see, that one's window is never sent.
//
//	clock, err := playground.OpenClock(ctx, keeper, time.Now)
//	p, err := playground.New(ctx, playground.Options{Space: "playground", Keeper: keeper, Clock: clock, Channels: …})
//	err = p.Listen("127.0.0.1:0")
//	fmt.Println(p.Address())
//	err = p.Serve(ctx, handler)
//
// Messages, and how far the clock was moved, are kept through the Keeper; whispers, steps and open windows are not.
package playground

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"cackle/chat"
)

// Options are what a playground is made of. Next, Key and Simulated may be left out.
type Options struct {
	Space    chat.Space
	Keeper   chat.Keeper
	Clock    *Clock
	Channels []string      // names without #, which are their ids too; the first is shown first
	People   []chat.Person // who to be; left out, the six
	// Next names times that are worth moving the clock to, such as the close of a round, for the person who asks.
	Next func(person string) []Jump
	// Simulated says whether the simulated colleagues are here: see Simulate.
	Simulated bool
	// Key is what the link must hold. Left out, one is made and kept, so that open windows go on after a restart.
	Key string
	Log *slog.Logger
}

// Jump is a time worth moving the clock to.
type Jump struct {
	Label string    `json:"label"`
	At    time.Time `json:"at"`
}

// Playground is the platform and its adapter.
type Playground struct {
	Options
	house    string // tells this playground's browser storage from that of an earlier one at the same address
	handler  atomic.Pointer[chat.Handler]
	listener net.Listener
	served   chan struct{} // closed when Serve begins
	begin    sync.Once
	ended    chan struct{} // closed when Serve ends: streams end with it
	end      sync.Once

	mu     sync.Mutex // guards what follows
	room   *room
	hub    *hub
	closed map[string]bool // who takes no notes
}

var _ chat.Adapter = (*Playground)(nil)

// New opens a playground as it was left.
func New(ctx context.Context, o Options) (*Playground, error) {
	if o.Keeper == nil || o.Clock == nil || o.Log == nil || len(o.Channels) == 0 {
		return nil, errors.New("open the playground: it needs a keeper, a clock, a log and a channel")
	}
	if o.People == nil {
		o.People = People()
	}
	p := &Playground{Options: o, served: make(chan struct{}), ended: make(chan struct{}), room: newRoom(o.Keeper), hub: newHub(o.Clock.real)}
	if err := p.restore(ctx); err != nil {
		return nil, fmt.Errorf("open the playground: %w", err)
	}
	o.Clock.OnMove(p.clockMoved)
	return p, nil
}

func (p *Playground) restore(ctx context.Context) (err error) {
	if p.house, err = keptOrNew(ctx, p.Keeper, "house"); err != nil {
		return err
	}
	if p.Key == "" {
		if p.Key, err = keptOrNew(ctx, p.Keeper, "key"); err != nil {
			return err
		}
	}
	if p.closed, err = keptClosed(ctx, p.Keeper); err != nil {
		return err
	}
	return p.room.restore(ctx)
}

// keptOrNew is a random text of at least 128 bits that stays the same.
func keptOrNew(ctx context.Context, k chat.Keeper, name string) (string, error) {
	value, err := kept(ctx, k, name)
	if err != nil || value != nil {
		return string(value), err
	}
	made := rand.Text()
	if err := k.Keep(ctx, name, []byte(made)); err != nil {
		return "", fmt.Errorf("keep the %s: %w", name, err)
	}
	return made, nil
}

// kept is the value under exactly this key, or nil.
func kept(ctx context.Context, k chat.Keeper, name string) (value []byte, err error) {
	err = k.Kept(ctx, name, func(key string, v []byte) error {
		if key == name {
			value = v
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read the %s: %w", name, err)
	}
	return value, nil
}

// Space is the one that the playground is.
func (p *Playground) Space() chat.Space { return p.Options.Space }

// Limits are the neutral ones, so that what fits here fits everywhere.
func (p *Playground) Limits() chat.Limits {
	return chat.Limits{Message: chat.MaxContent, Parts: chat.MaxParts, Typed: chat.MaxTyped, Threads: true, Unasked: true, Talk: true, Veils: true}
}

// Serve hands what people do to h until the context ends, over the address that Listen took where it was called.
func (p *Playground) Serve(ctx context.Context, h chat.Handler) error {
	p.handler.Store(&h)
	p.begin.Do(func() { close(p.served) })
	defer p.handler.Store(nil)
	defer p.end.Do(func() { close(p.ended) })
	p.letIn(ctx, h)
	if p.listener == nil {
		<-ctx.Done()
		return nil
	}
	server := &http.Server{Handler: p.Handler(), ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(p.listener) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve the playground: %w", err)
	case <-ctx.Done():
	}
	p.end.Do(func() { close(p.ended) })
	return p.shutdown(ctx, server)
}

// letIn tells the bot of every channel: it is in all of them from the start, let in by the first of the six.
func (p *Playground) letIn(ctx context.Context, h chat.Handler) {
	for _, channel := range p.Channels {
		_, err := h(ctx, chat.Event{
			ID: "joined " + channel, Space: p.Options.Space, By: p.People[0], At: chat.Place{Channel: channel}, Act: chat.Joined{},
		})
		if err != nil && ctx.Err() == nil {
			p.Log.ErrorContext(ctx, "the bot was not told of a channel", "channel", channel, "error", err)
		}
	}
}

// shutdown lets what people have just done be answered.
func (p *Playground) shutdown(ctx context.Context, server *http.Server) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	err := server.Shutdown(grace)
	if errors.Is(err, context.DeadlineExceeded) { // browsers open connections ahead of need, on which nothing is asked
		err = server.Close()
	}
	if err != nil {
		return fmt.Errorf("end the playground: %w", err)
	}
	return nil
}
