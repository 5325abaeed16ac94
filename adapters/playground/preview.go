package playground

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"time"

	"cackle/chat"
)

// Sheet is everything that a drill shows, beside each other, and what is amiss in its file.
type Sheet struct {
	Version string // another one is worth drawing anew
	Title   string
	Faults  []string // while there are any, the screens are those of the last version without
	Screens []Picture
}

// Picture is one screen of a sheet: a message or a step. Amiss says why no platform would take it; "" where they would.
type Picture struct {
	Group, Name string
	After       string // what somebody did just before; may be ""
	Message     *chat.Message
	Passing     bool // the message is an answer to one person alone
	Step        *chat.Step
	Problem     *chat.Problem // with the step: what stands under one of its fields; may be nil
	Amiss       string
}

// Preview is a page that shows a sheet as the playground would, and follows it. It listens on loopback and asks for a key, as
// the playground does. Nothing on it can be pressed or sent.
type Preview struct {
	// Look draws the sheet anew where its file has changed. It is never called twice at once.
	Look     func(context.Context) (Sheet, error)
	key      string
	listener net.Listener
	looking  sync.Mutex
}

// Listen takes an address of this machine alone; see [Playground.Listen].
func (p *Preview) Listen(address string) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsLoopback() {
		return errors.Join(fmt.Errorf("listen for browsers: %s is no address of this machine alone", address), err)
	}
	if p.listener, err = net.Listen("tcp", at.String()); err != nil {
		return fmt.Errorf("listen for browsers: %w", err)
	}
	p.key = rand.Text()
	return nil
}

// Address is the link to print, key included.
func (p *Preview) Address() string { return Link("http://"+p.listener.Addr().String(), p.key) }

// Serve answers browsers until the context ends.
func (p *Preview) Serve(ctx context.Context) error {
	server := &http.Server{Handler: p.handler(), ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })() // what it still draws is for nobody
	defer p.stilled()
	if err := server.Serve(p.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve the preview: %w", err)
	}
	return nil
}

// stilled waits until nothing is drawn any more, so that Look has cleared away what it made.
func (p *Preview) stilled() {
	p.looking.Lock()
	defer p.looking.Unlock()
}

// handler is the page, the sheet in it (GET /sheet?after=version; 204 where that is still the newest), and the playground's files.
func (p *Preview) handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, r *http.Request) {
		p.draw(w, r, "preview")
	})
	mux.HandleFunc("GET /sheet", func(w http.ResponseWriter, r *http.Request) {
		p.draw(w, r, "sheet")
	})
	mux.Handle("GET /", http.FileServerFS(staticFiles()))
	gate := &Playground{Options: Options{Key: p.key}} // of which the guard asks no more
	return gate.guarded(mux)
}

func (p *Preview) draw(w http.ResponseWriter, r *http.Request, page string) {
	p.looking.Lock()
	s, err := p.Look(r.Context())
	p.looking.Unlock()
	if err != nil {
		s = Sheet{Title: "No preview", Version: "none", Faults: []string{err.Error()}}
	}
	if after := r.URL.Query().Get("after"); page == "sheet" && after == s.Version {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write([]byte(fill(page, sheetPage{s, s.groups()}))) // a page that has gone is not told
}

// groups are the sheet's pictures under their headings.
func (s Sheet) groups() (all []pictureGroup) {
	for i, picture := range s.Screens {
		if n := len(all); n == 0 || all[n-1].Name != picture.Group {
			all = append(all, pictureGroup{ID: fmt.Sprint("group-", len(all)), Name: picture.Group})
		}
		g := &all[len(all)-1]
		g.Pictures = append(g.Pictures, drawn{picture, template.HTML(still(picture.html(), fmt.Sprintf("p%d", i)))})
	}
	return all
}

// sheetPage is what the templates draw.
type sheetPage struct {
	Sheet
	Groups []pictureGroup
}

type pictureGroup struct {
	ID, Name string
	Pictures []drawn
}

type drawn struct {
	Picture
	HTML template.HTML // by the playground's own templates
}

// shownAt is the time over a message of a preview; nothing depends on it.
var shownAt = time.Date(2026, 1, 5, 9, 0, 0, 0, time.UTC)

func (p Picture) html() string {
	switch {
	case p.Step != nil:
		return withProblem(stepHTML(*p.Step), p.Problem)
	case p.Passing:
		return fill("passing", *p.Message)
	}
	return messageHTML(&message{By: Cackle, Posted: shownAt, Message: *p.Message}, nil, false)
}

// withProblem puts a problem where the page does.
func withProblem(html string, p *chat.Problem) string {
	if p == nil {
		return html
	}
	line := fmt.Sprintf(`<p class="problem" id="problem-%s" role="alert"`, escaped(p.Field))
	return strings.Replace(html, line+" hidden>", line+">"+escaped(p.Text), 1)
}

var (
	named   = regexp.MustCompile(`( (?:id|for|name)=")`)
	pressed = regexp.MustCompile(`<button `)
	known   = regexp.MustCompile(` data-(?:button|step|waiting)="[^"]*"`)
	refers  = regexp.MustCompile(`( aria-describedby=")help-([^" ]*) problem-([^" ]*)"`)
)

// still makes one of many on a page: its ids are its own, and its buttons say what stands there and do nothing.
func still(html, id string) string {
	html = known.ReplaceAllString(html, "")
	html = named.ReplaceAllString(html, "${1}"+id+"-")
	html = refers.ReplaceAllString(html, fmt.Sprintf("${1}%s-help-$2 %s-problem-$3\"", id, id))
	return pressed.ReplaceAllString(html, "<button disabled ")
}
