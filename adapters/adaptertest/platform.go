package adaptertest

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"time"

	"cackle/chat"
)

// Platform is a small platform that keeps all that it was sent, and delivers an event until somebody has answered it. A key that
// it has seen leaves nothing new and gives the earlier receipt, as Discord's enforced nonce does.
type Platform struct {
	URL string

	server *httptest.Server
	mu     sync.Mutex
	more   chan struct{} // closed when there is something to deliver
	events []*pending
	sent   []Sent
	keys   map[string]chat.Receipt
	steps  map[string]chat.Step
	refuse map[string]bool

	Absorbed int // sends under a key that had been sent before
	Repeated int // deliveries after the first
}

// Sent is one deed that left something behind, in the order in which they came.
type Sent struct {
	Key  string
	ID   string
	Deed chat.Deed
}

type pending struct {
	event     wireEvent
	delivered time.Time
	answered  bool
	done      chan struct{}
	answer    tagged
}

// redeliver is how long an unanswered event waits before it comes again.
const redeliver = 300 * time.Millisecond

// NewPlatform opens a platform on loopback.
func NewPlatform() *Platform {
	p := &Platform{more: make(chan struct{}), keys: map[string]chat.Receipt{}, steps: map[string]chat.Step{}, refuse: map[string]bool{}}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /event", p.next)
	mux.HandleFunc("POST /answer/{number}", p.answered)
	mux.HandleFunc("POST /send", p.send)
	p.server = httptest.NewServer(mux)
	p.URL = p.server.URL
	return p
}

// Close ends it.
func (p *Platform) Close() { p.server.CloseClientConnections(); p.server.Close() }

// Act delivers what a person does, again and again until it is answered, and gives the answer.
func (p *Platform) Act(ctx context.Context, id, who string, at chat.Place, act chat.Act) (chat.Answer, error) {
	t, err := tag(acts, act)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	e := &pending{done: make(chan struct{})}
	e.event = wireEvent{Number: len(p.events), ID: id, By: chat.Person{ID: who, Name: who}, At: at, Act: t}
	p.events = append(p.events, e)
	p.tell()
	p.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("nobody answered %s: %w", id, ctx.Err())
	case <-e.done:
	}
	switch e.answer.Kind {
	case "":
		return nil, nil
	case "Error":
		return nil, fmt.Errorf("%s was not taken", id)
	}
	a, err := answers.Decode(e.answer.Kind, e.answer.Body)
	if err != nil {
		return nil, err
	}
	p.remember(who, a.(chat.Answer))
	return a.(chat.Answer), nil
}

// tell wakes whoever waits for More; p.mu is held.
func (p *Platform) tell() {
	close(p.more)
	p.more = make(chan struct{})
}

// More is closed when something has been sent or done since.
func (p *Platform) More() <-chan struct{} {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.more
}

func (p *Platform) remember(who string, a chat.Answer) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if show, ok := a.(chat.Show); ok {
		p.steps[who] = show.Step
	}
}

// due is the first event that waits to be delivered.
func (p *Platform) due() (e *pending, more chan struct{}) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, e := range p.events {
		if e.answered || time.Since(e.delivered) < redeliver {
			continue
		}
		if !e.delivered.IsZero() {
			p.Repeated++
		}
		e.delivered = time.Now()
		return e, p.more
	}
	return nil, p.more
}

func (p *Platform) next(w http.ResponseWriter, r *http.Request) {
	for range 20 {
		e, more := p.due()
		if e != nil {
			reply(w, e.event)
			return
		}
		select {
		case <-more:
		case <-time.After(50 * time.Millisecond): // something unanswered may be due again
		case <-r.Context().Done():
			return
		}
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *Platform) answered(w http.ResponseWriter, r *http.Request) {
	n, err := strconv.Atoi(r.PathValue("number"))
	var a tagged
	if err == nil {
		err = json.NewDecoder(r.Body).Decode(&a)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || n >= len(p.events) {
		http.Error(w, "no such event", http.StatusBadRequest)
		return
	}
	if e := p.events[n]; !e.answered {
		e.answered, e.answer = true, a
		close(e.done)
	}
	w.WriteHeader(http.StatusNoContent)
}

func (p *Platform) send(w http.ResponseWriter, r *http.Request) {
	var out wireOut
	if err := json.NewDecoder(r.Body).Decode(&out); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	deed, err := deeds.Decode(out.Deed.Kind, out.Deed.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if receipt, seen := p.keys[out.Key]; seen {
		p.Absorbed++
		reply(w, receipt)
		return
	}
	if status := p.stands(deed.(chat.Deed)); status != http.StatusOK {
		w.WriteHeader(status)
		return
	}
	receipt := chat.Receipt{ID: fmt.Sprintf("m%d", len(p.sent)+1)}
	p.keys[out.Key] = receipt
	p.tell()
	p.sent = append(p.sent, Sent{Key: out.Key, ID: receipt.ID, Deed: deed.(chat.Deed)})
	reply(w, receipt)
}

// stands says what stands against a deed.
func (p *Platform) stands(d chat.Deed) int {
	switch d := d.(type) {
	case chat.Note:
		if p.refuse[d.To] {
			return http.StatusForbidden
		}
	case chat.Fill:
		if open, ok := p.steps[d.To]; !ok || open.Waiting == "" || open.Waiting != d.Step.Waiting {
			return http.StatusGone
		}
		p.steps[d.To] = d.Step
	case chat.Edit:
		if !slices.ContainsFunc(p.sent, func(s Sent) bool { return s.ID == d.ID }) {
			return http.StatusGone
		}
	}
	return http.StatusOK
}

// All is everything that was sent and left something behind.
func (p *Platform) All() []Sent {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.sent)
}

// Step is what a person has open.
func (p *Platform) Step(who string) (chat.Step, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	s, ok := p.steps[who]
	return s, ok
}

// Leave closes it.
func (p *Platform) Leave(who string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.steps, who)
}

// Refuse closes a person's direct messages, or opens them again.
func (p *Platform) Refuse(who string, refuse bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.refuse[who] = refuse
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // whoever asked has gone
	}
}
