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
	people map[string]chat.Person
	said   map[string]bool // ids of people's messages
	busy   time.Duration   // what the next send is told to wait

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
	by        string
	delivered time.Time
	answered  bool
	done      chan struct{}
	answer    tagged
}

// redeliver is how long an unanswered event waits before it comes again.
const redeliver = 300 * time.Millisecond

// NewPlatform opens a platform on loopback.
func NewPlatform() *Platform {
	p := &Platform{
		more: make(chan struct{}), keys: map[string]chat.Receipt{}, steps: map[string]chat.Step{}, refuse: map[string]bool{},
		people: map[string]chat.Person{}, said: map[string]bool{},
	}
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
	e := &pending{by: who, done: make(chan struct{})}
	e.event = wireEvent{Number: len(p.events), ID: id, By: p.person(who), At: at, Act: t}
	p.events = append(p.events, e)
	if say, ok := act.(chat.Say); ok {
		p.said[say.Message] = !say.Deleted
	}
	p.tell()
	p.mu.Unlock()
	select {
	case <-ctx.Done():
		return nil, fmt.Errorf("nobody answered %s: %w", id, ctx.Err())
	case <-e.done:
	}
	if e.answer.Kind == "Error" {
		return nil, fmt.Errorf("%s was not taken", id)
	}
	return e.answer.answer()
}

func (t tagged) answer() (chat.Answer, error) {
	if t.Kind == "" {
		return nil, nil
	}
	a, err := answers.Decode(t.Kind, t.Body)
	if err != nil {
		return nil, err
	}
	return a.(chat.Answer), nil
}

// Know gives a person a name, a zone and the rest; without, the name is the id.
func (p *Platform) Know(who chat.Person) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.people[who.ID] = who
}

// person is as the platform tells it; p.mu is held.
func (p *Platform) person(id string) chat.Person {
	if who, ok := p.people[id]; ok {
		return who
	}
	return chat.Person{ID: id, Name: id}
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

// shows brings what a person has open up to date with an answer, before anything else can be sent; p.mu is held.
func (p *Platform) shows(who string, a chat.Answer) {
	switch a := a.(type) {
	case chat.Show:
		p.steps[who] = a.Step
	case chat.Close:
		delete(p.steps, who)
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
	var said chat.Answer
	if err == nil && a.Kind != "Error" {
		said, err = a.answer()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if err != nil || n < 0 || n >= len(p.events) {
		http.Error(w, "no such event", http.StatusBadRequest)
		return
	}
	if e := p.events[n]; !e.answered {
		e.answered, e.answer = true, a
		p.shows(e.by, said)
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
	if p.busy > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(int(p.busy.Seconds())))
		w.WriteHeader(http.StatusTooManyRequests)
		p.busy = 0
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
	case chat.Page:
		if p.refuse[d.To] {
			return http.StatusForbidden
		}
	case chat.Fill:
		if open, ok := p.steps[d.To]; !ok || open.Waiting == "" || open.Waiting != d.Step.Waiting {
			return http.StatusGone
		}
		p.steps[d.To] = d.Step
	case chat.Edit:
		if !p.posted(d.ID) {
			return http.StatusGone
		}
	case chat.Unveil:
		if !p.posted(d.At.Thread) {
			return http.StatusGone
		}
	case chat.Mark:
		if !p.posted(d.ID) && !p.said[d.ID] {
			return http.StatusGone
		}
	}
	return http.StatusOK
}

// posted says whether a message of the bot's has this id.
func (p *Platform) posted(id string) bool {
	return slices.ContainsFunc(p.sent, func(s Sent) bool { return s.ID == id })
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

// Busy lets the next new send be told to wait for whole seconds.
func (p *Platform) Busy(wait time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.busy = wait
}

func reply(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	if err := json.NewEncoder(w).Encode(v); err != nil {
		return // whoever asked has gone
	}
}
