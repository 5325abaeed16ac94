package playground

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"mime"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"cackle/chat"
)

//go:embed static
var static embed.FS

// maxBody is room for five fields of 3,000 characters, twice, however they are written.
const maxBody = 256 << 10

// Listen takes an address for Serve, such as "127.0.0.1:0" for any free port. Only loopback is taken.
func (p *Playground) Listen(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("listen for browsers: %w", err)
	}
	if !at.Addr().IsLoopback() {
		return fmt.Errorf("listen for browsers: %s is not of this machine alone; use 127.0.0.1", at.Addr())
	}
	if p.listener, err = net.Listen("tcp", at.String()); err != nil {
		return fmt.Errorf("listen for browsers: %w", err)
	}
	return nil
}

// Address is the link to print, key included; "" before Listen.
func (p *Playground) Address() string {
	if p.listener == nil {
		return ""
	}
	return Link("http://"+p.listener.Addr().String(), p.Key)
}

// Link is the address that lets a browser in.
func Link(base, key string) string { return base + "/?" + url.Values{"key": {key}}.Encode() }

func staticFiles() fs.FS {
	files, err := fs.Sub(static, "static")
	if err != nil { // embedded
		panic(err)
	}
	return files
}

// Handler is the pages and what they talk to. It serves loopback connections only, on any port.
//
//	GET  /                       the page (?as=ben to be Ben; ?key= once)
//	GET  /api/state?as=          everything that the person may see, with a cursor
//	GET  /api/stream?as=&window=&after=cursor    what changes from there on (server-sent events: message, gone, fill, clock, notes, stale)
//	POST /api/act                what the person does: press, submit, type, edit, delete, react, open
//	POST /api/window             which step the window shows
//	GET  /api/clock?as=          times worth moving to; POST moves it
//	POST /api/notes              whether the person takes direct messages
//	GET  /file/{id}?as=          a page that was posted
func (p *Playground) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /", http.FileServerFS(staticFiles()))
	mux.HandleFunc("GET /file/{id}", p.download)
	mux.HandleFunc("GET /api/state", p.asked(p.state))
	mux.HandleFunc("GET /api/clock", p.asked(func(who chat.Person) any {
		return clockView{Now: p.Clock.Now().UnixMilli(), Jumps: p.jumps(who)}
	}))
	mux.HandleFunc("GET /api/stream", p.stream)
	mux.HandleFunc("POST /api/act", p.told(func(ctx context.Context, body []byte) (any, error) { return p.act(ctx, body) }))
	mux.HandleFunc("POST /api/window", p.told(p.showsStep))
	mux.HandleFunc("POST /api/clock", p.told(p.moveClock))
	mux.HandleFunc("POST /api/notes", p.told(p.setNotes))
	return p.guarded(mux)
}

// state is what a window starts from.
type state struct {
	House  string        `json:"house"`
	Me     chat.Person   `json:"me"`
	People []chat.Person `json:"people"`
	// Simulated are colleagues whom nobody can be.
	Simulated []chat.Person `json:"simulated,omitempty"`
	Channels  []string      `json:"channels"`
	Messages  []view        `json:"messages"`
	Emojis    []string      `json:"emojis"`
	Now       int64         `json:"now"`
	Take      bool          `json:"take"` // takes direct messages
	Cursor    string        `json:"cursor"`
}

func (p *Playground) state(who chat.Person) any {
	p.mu.Lock()
	defer p.mu.Unlock()
	s := state{
		House: p.house, Me: who, People: p.People, Channels: p.Channels, Emojis: emojis, Messages: []view{},
		Now: p.Clock.Now().UnixMilli(), Take: !p.closed[who.ID], Cursor: p.hub.cursor(p.hub.next),
	}
	if p.Options.Simulated {
		s.Simulated = Simulated()
	}
	for _, m := range p.room.all {
		if m.visibleTo(who.ID) {
			s.Messages = append(s.Messages, p.view(m, who.ID))
		}
	}
	return s
}

// asked answers a question of one of the six.
func (p *Playground) asked(answer func(chat.Person) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, ok := p.person(r.URL.Query().Get("as"))
		if !ok {
			writeJSON(w, http.StatusBadRequest, problem{"Nobody of that name is here."})
			return
		}
		writeJSON(w, http.StatusOK, answer(who))
	}
}

// told takes what a page tells and answers it.
func (p *Playground) told(take func(context.Context, []byte) (any, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			writeJSON(w, http.StatusRequestEntityTooLarge, problem{"This is longer than a form can be."})
			return
		}
		answer, err := take(r.Context(), body)
		var told *refusal
		switch {
		case err == nil:
			writeJSON(w, http.StatusOK, answer)
		case errors.As(err, &told):
			writeJSON(w, told.code, problem{told.text})
		default:
			p.Log.Error("the playground could not take an act", "err", err)
			writeJSON(w, http.StatusInternalServerError, problem{"That did not work, and it is on this side. What you typed is still here."})
		}
	}
}

type problem struct {
	Error string `json:"error"`
}

// writeJSON answers; a page that has gone by then is not told.
func writeJSON(w http.ResponseWriter, code int, what any) {
	body, err := json.Marshal(what)
	if err != nil { // our own types, strings and numbers only
		panic(err)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_, _ = w.Write(body)
}

// showsStep is the page's word that its dialog closed (a window with no step under this name), or that it is open again
// after the connection was away.
func (p *Playground) showsStep(_ context.Context, body []byte) (any, error) {
	var told struct{ As, Window, Step, Waiting string }
	if err := json.Unmarshal(body, &told); err != nil {
		return nil, &refusal{http.StatusBadRequest, "This is no window."}
	}
	if _, ok := p.person(told.As); !ok || told.Window == "" || len(told.Window) > maxID {
		return nil, &refusal{http.StatusBadRequest, "A window needs an id and one of the six."}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	w := p.hub.window(told.As, told.Window)
	switch {
	case told.Step == "":
		if w != nil {
			w.step = nil
		}
	case w != nil && w.step != nil && w.step.ID != told.Step && w.step.Waiting != "" && w.step.Waiting == told.Waiting:
		p.hub.publish(audience{person: told.As, window: told.Window}, "fill", showing(*w.step)) // it missed that
	case w == nil || w.step == nil || w.step.ID != told.Step:
		p.hub.opened(told.As, told.Window).step = &chat.Step{ID: told.Step, Waiting: told.Waiting}
	}
	return struct{}{}, nil
}

func (p *Playground) moveClock(ctx context.Context, body []byte) (any, error) {
	var told struct{ To time.Time }
	if err := json.Unmarshal(body, &told); err != nil {
		return nil, &refusal{http.StatusBadRequest, "This is no time."}
	}
	now := p.Clock.Now()
	if told.To.Before(now) || told.To.After(now.AddDate(1, 0, 0)) {
		return nil, &refusal{http.StatusConflict, "The clock goes forward only, by a year at most."}
	}
	if err := p.Clock.MoveTo(context.WithoutCancel(ctx), told.To); err != nil {
		return nil, err
	}
	return clockView{Now: p.Clock.Now().UnixMilli()}, nil
}

func (p *Playground) setNotes(ctx context.Context, body []byte) (any, error) {
	var told struct {
		As   string
		Take bool
	}
	if err := json.Unmarshal(body, &told); err != nil {
		return nil, &refusal{http.StatusBadRequest, "This is no wish."}
	}
	if _, ok := p.person(told.As); !ok {
		return nil, &refusal{http.StatusBadRequest, "Nobody of that name is here."}
	}
	return notesView{Take: told.Take}, p.takeNotes(ctx, told.As, told.Take)
}

// download gives a file as a file, never as a page of ours.
func (p *Playground) download(w http.ResponseWriter, r *http.Request) {
	m := p.fileFor(r.PathValue("id"), r.URL.Query().Get("as"))
	if m == nil {
		http.NotFound(w, r)
		return
	}
	body, err := kept(r.Context(), p.Keeper, filePrefix+m.ID)
	if err != nil {
		p.Log.Error("the playground could not read a file", "err", err)
		http.Error(w, "The file could not be read.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", m.File.Type)
	w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": m.File.Name}))
	_, _ = w.Write(body)
}

func (p *Playground) fileFor(id, who string) *message {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.room.byID[id]
	if _, ok := p.person(who); !ok || m == nil || m.File == nil || m.File.Gone || !p.sees(m, who) {
		return nil
	}
	return m
}
