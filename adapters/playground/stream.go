package playground

import (
	"cmp"
	"context"
	"net/http"
	"time"
)

// heartbeat tells a browser, and us, that the connection still stands.
const heartbeat = 15 * time.Second

// stream sends a window its news from where it left off. A place that is not remembered, or of an earlier run, is told as
// stale: the page then reads the state anew.
func (p *Playground) stream(w http.ResponseWriter, r *http.Request) {
	q := r.URL.Query()
	who, ok := p.person(q.Get("as"))
	id := q.Get("window")
	if !ok || id == "" || len(id) > maxID {
		http.Error(w, "A stream needs one of the six and a window.", http.StatusBadRequest)
		return
	}
	s := &stream{playground: p, person: who.ID, window: id, browser: browserOf(r), out: w}
	s.start(cmp.Or(r.Header.Get("Last-Event-ID"), q.Get("after")))
	defer s.end()
	w.Header().Set("Content-Type", "text/event-stream")
	s.run(r.Context())
}

type stream struct {
	playground     *Playground
	person, window string
	browser        string
	out            http.ResponseWriter
	open           *window
	at             int64
	stale, stay    bool
}

func (s *stream) start(cursor string) {
	s.playground.mu.Lock()
	defer s.playground.mu.Unlock()
	h := s.playground.hub
	s.open, s.stay = h.enter(s.person, s.window, s.browser)
	if at, ok := h.place(cursor); ok {
		s.at = at
	} else {
		s.at, s.stale = h.next, true
	}
}

func (s *stream) end() {
	s.playground.mu.Lock()
	defer s.playground.mu.Unlock()
	s.playground.hub.leave(s.open)
}

// run ends with the page, with the playground, or at once where other windows need the connection.
func (s *stream) run(ctx context.Context) {
	beat := time.NewTicker(heartbeat)
	defer beat.Stop()
	for {
		news, changed := s.gather()
		if err := s.write(news); err != nil || !s.stay { // the page has gone, or is to make room
			return
		}
		select {
		case <-changed:
		case <-beat.C:
		case <-ctx.Done():
			return
		case <-s.playground.ended:
			return
		}
	}
}

// gather is all that is new, as text of the stream, and a channel that closes when there is more.
func (s *stream) gather() ([][]byte, <-chan struct{}) {
	h := s.playground.hub
	h.mu.RLock()
	defer h.mu.RUnlock()
	news := [][]byte{[]byte("retry: 1000\n")}
	if s.stale || !h.covers(s.at) {
		news = append(news, []byte("event: stale\ndata: {}\n\n"))
		s.at, s.stale = h.next, false
	}
	for _, n := range h.since(s.at, s.person, s.window) {
		news = append(news, n.text)
	}
	s.at = h.next
	return append(news, []byte("id: "+h.cursor(s.at)+"\n\n")), h.changed
}

func (s *stream) write(news [][]byte) error {
	for _, text := range news {
		if _, err := s.out.Write(text); err != nil {
			return err
		}
	}
	return http.NewResponseController(s.out).Flush()
}
