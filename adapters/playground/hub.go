package playground

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"time"

	"cackle/chat"
)

// The hub's measures. A browser opens six connections to one host, so its streams beyond the fourth are answered with what there
// is and ask again, which leaves room for what people do.
const (
	remembered = 1024            // news that a window can have missed and still catch up on
	held       = 4               // streams of one browser kept open at once
	grace      = 5 * time.Second // in which a window that lost its stream is still taken for open
)

// hub is the news, and the windows that it goes to. Its caller holds the lock. Streams take mu alone to read the news, so that
// hundreds of them wait for no commit, and no act waits for them.
type hub struct {
	real    func() time.Time
	boot    string // tells this run's places in the news from an earlier run's
	windows map[string]*window

	mu      sync.RWMutex // held beside the lock to change what follows
	next    int64        // number of the next piece
	news    []piece
	changed chan struct{} // closed and replaced with each piece
}

// piece is one piece of news, written once for all who get it.
type piece struct {
	audience
	name string
	text []byte // as it stands in a stream
}

// audience is who gets a piece: nobody named is everyone.
type audience struct{ person, window string }

// window is one open page. step is what its dialog shows, or nil.
type window struct {
	person  string
	browser string
	streams int
	left    time.Time // when its last stream ended
	step    *chat.Step
}

func newHub(real func() time.Time) *hub {
	return &hub{real: real, boot: rand.Text()[:8], changed: make(chan struct{}), windows: map[string]*window{}}
}

func (h *hub) publish(to audience, name string, what any) {
	var b bytes.Buffer
	if err := json.NewEncoder(&b).Encode(what); err != nil { // our own types, strings and numbers only
		panic(err)
	}
	text := fmt.Appendf(nil, "event: %s\ndata: %s\n\n", name, bytes.TrimSpace(b.Bytes()))
	h.mu.Lock()
	defer h.mu.Unlock()
	h.news = append(h.news, piece{to, name, text})
	if len(h.news) > remembered {
		h.news = h.news[len(h.news)-remembered:]
	}
	h.next++
	close(h.changed)
	h.changed = make(chan struct{})
}

// cursor is a place in the news, for a window to come back to.
func (h *hub) cursor(at int64) string { return fmt.Sprintf("%s-%d", h.boot, at) }

// place reads a cursor; false where the news since then are not all remembered.
func (h *hub) place(cursor string) (int64, bool) {
	boot, number, _ := strings.Cut(cursor, "-")
	at, err := strconv.ParseInt(number, 10, 64)
	return at, err == nil && boot == h.boot && h.covers(at)
}

func (h *hub) covers(at int64) bool { return at <= h.next && at >= h.next-int64(len(h.news)) }

// since is what this window may have of the news from a place on.
func (h *hub) since(at int64, person, window string) []piece {
	var out []piece
	for _, n := range h.news[len(h.news)-int(h.next-at):] {
		if (n.person == "" || n.person == person) && (n.window == "" || n.window == window) {
			out = append(out, n)
		}
	}
	return out
}

// enter opens a window, or adds a stream to it; held says whether the stream may stay.
func (h *hub) enter(person, id, browser string) (w *window, stay bool) {
	open := 0
	for key, w := range h.windows {
		if w.browser == browser {
			open += w.streams
		}
		if !h.live(w) {
			delete(h.windows, key)
		}
	}
	w = h.opened(person, id)
	w.streams++
	w.browser = browser
	return w, open < held
}

// opened is a window that tells of itself: after a restart it may do so before its stream comes back, and counts as open then.
func (h *hub) opened(person, id string) *window {
	w := h.window(person, id)
	if w == nil {
		w = &window{person: person, left: h.real()}
		h.windows[id] = w
	}
	return w
}

func (h *hub) leave(w *window) {
	w.streams--
	w.left = h.real()
}

func (h *hub) live(w *window) bool { return w.streams > 0 || h.real().Sub(w.left) < grace }

// window is nil where there is none of that person under this id.
func (h *hub) window(person, id string) *window {
	if w := h.windows[id]; w != nil && w.person == person {
		return w
	}
	return nil
}

// waiting are the ids of a person's open windows that show a step under this name.
func (h *hub) waiting(person, name string) []string {
	var out []string
	for id, w := range h.windows {
		if w.person == person && h.live(w) && w.step != nil && name != "" && w.step.Waiting == name {
			out = append(out, id)
		}
	}
	return out
}
