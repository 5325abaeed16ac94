package playground

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cackle/adapters/adaptertest"
	"cackle/chat"
)

// memoryKeeper is a Keeper that outlives a playground, not a process.
type memoryKeeper struct {
	mu   sync.Mutex
	kept map[string][]byte
}

func (k *memoryKeeper) Keep(_ context.Context, key string, value []byte) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if value == nil {
		delete(k.kept, key)
	} else {
		k.kept[key] = slices.Clone(value)
	}
	return nil
}

func (k *memoryKeeper) Kept(_ context.Context, prefix string, each func(string, []byte) error) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	keys := []string{}
	for key := range k.kept {
		if strings.HasPrefix(key, prefix) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	for _, key := range keys {
		if err := each(key, k.kept[key]); err != nil {
			return err
		}
	}
	return nil
}

// harness is three people's browsers, over real HTTP.
type harness struct {
	t      testing.TB
	keeper *memoryKeeper
	p      *Playground
	base   string
	client *http.Client
	mu     sync.Mutex
	acts   int
	last   act
	heard  map[string]*strings.Builder // what each one's stream was sent, as it came
	open   map[string]*dialog
}

// dialog is the step that a page shows. since is how much of the stream had come before it.
type dialog struct {
	html  string
	typed chat.Values
	since int
}

func newHarness(t testing.TB) *harness {
	h := &harness{
		t: t, keeper: &memoryKeeper{kept: map[string][]byte{}}, heard: map[string]*strings.Builder{}, open: map[string]*dialog{},
	}
	if err := h.start(); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *harness) start() error {
	clock, err := OpenClock(h.t.Context(), h.keeper, time.Now)
	if err != nil {
		return err
	}
	h.p, err = New(h.t.Context(), Options{
		Space: "test", Keeper: h.keeper, Clock: clock, Channels: []string{"drills"}, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		return err
	}
	if err := h.p.Listen("127.0.0.1:0"); err != nil {
		return err
	}
	h.base = strings.Split(h.p.Address(), "/?")[0]
	jar, err := cookiejar.New(nil)
	h.client = &http.Client{Jar: jar}
	return err
}

func (h *harness) Adapter() chat.Adapter { return h.p }
func (h *harness) Channel() string       { return "drills" }
func (h *harness) Gone() string          { return "m999" }

func (h *harness) Person(who string) chat.Person {
	p, _ := person(who)
	return p
}

func (h *harness) Invite(context.Context, string) error { return nil }

// enter comes in by the printed link and opens a stream for each person, once the playground is served.
func (h *harness) enter(ctx context.Context) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.heard["ana"] != nil {
		return nil
	}
	page, err := h.client.Get(h.p.Address())
	if err != nil {
		return err
	}
	if page.Body.Close(); page.StatusCode != http.StatusOK {
		return fmt.Errorf("the printed link answers %s", page.Status)
	}
	for _, who := range []string{"ana", "ben", "chi"} {
		heard := &strings.Builder{}
		h.heard[who] = heard
		r, err := h.client.Get(h.base + "/api/stream?as=" + who + "&window=w-" + who)
		if err != nil {
			return err
		}
		go func() {
			defer r.Body.Close()
			for buf := make([]byte, 64<<10); ; {
				n, err := r.Body.Read(buf)
				h.mu.Lock()
				heard.Write(buf[:n])
				h.mu.Unlock()
				if err != nil {
					return // the playground ended
				}
			}
		}()
	}
	return nil
}

func (h *harness) streamOf(who string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.heard[who].String()
}

func (h *harness) Do(ctx context.Context, who string, at chat.Place, what chat.Act) (adaptertest.Reply, error) {
	if err := h.enter(ctx); err != nil {
		return adaptertest.Reply{}, err
	}
	h.mu.Lock()
	h.acts++
	a := act{ID: fmt.Sprint("act-", h.acts), As: who, Window: "w-" + who, At: at}
	switch what := what.(type) {
	case chat.Press:
		a.Kind, a.Button, a.Values = "press", what.Button, what.Draft
	case chat.Submit:
		a.Kind, a.Step, a.Values = "submit", what.Step, what.Values
	case chat.Command:
		a.Kind, a.Text = "type", "/cackle "+what.Words
	case chat.Open:
		a.Kind, a.At = "open", chat.Place{}
	case chat.React:
		a.Kind, a.Message, a.Emoji, a.Off = "react", what.Message, what.Emoji, what.Off
	case chat.Say:
		a.Kind, a.Text, a.Message = "type", what.Text, what.Message
		if f := what.File; f != nil {
			a.File = &upload{Name: f.Name, Size: int64(len(f.Text))}
			if a.File.Size <= chat.MaxFile {
				a.File.Data = []byte(f.Text)
			}
		}
		if what.Edited {
			a.Kind = "edit"
		}
		if what.Deleted {
			a.Kind = "delete"
		}
	}
	h.last = a
	h.mu.Unlock()
	return h.deliver(ctx, a)
}

func (h *harness) Again(ctx context.Context) (adaptertest.Reply, error) {
	h.mu.Lock()
	a := h.last
	h.mu.Unlock()
	return h.deliver(ctx, a)
}

// deliver posts an act, and does with the answer what the page does.
func (h *harness) deliver(ctx context.Context, a act) (adaptertest.Reply, error) {
	var r reply
	if err := h.post(ctx, "/api/act", a, &r); err != nil {
		return adaptertest.Reply{}, err
	}
	read, err := readPage(`<div class="says">` + r.HTML + `</div>`)
	if err != nil {
		return adaptertest.Reply{}, fmt.Errorf("read what %s is answered: %w", a.ID, err)
	}
	out := adaptertest.Reply{Kind: r.Kind, Field: r.Field, Reads: append(read.spans, adaptertest.Span{Text: r.Text})}
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.open[a.As]
	switch {
	case r.Kind == "show":
		h.open[a.As] = &dialog{html: r.HTML, since: h.heard[a.As].Len()}
	case r.Kind == "problem" && d != nil:
		d.typed = a.Values
	case r.Kind == "close":
		delete(h.open, a.As)
	}
	return out, nil
}

func (h *harness) post(ctx context.Context, path string, what, into any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, h.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Origin", h.base)
	return h.ask(r, into)
}

func (h *harness) ask(r *http.Request, into any) error {
	answer, err := h.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return errors.New(answer.Status + ": " + string(text))
	}
	return json.Unmarshal(text, into)
}

func (h *harness) Sees(ctx context.Context, who string) ([]adaptertest.Seen, error) {
	if err := h.enter(ctx); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+"/api/state?as="+who, nil)
	if err != nil {
		return nil, err
	}
	var s struct {
		Messages []struct {
			message
			HTML string `json:"html"`
		} `json:"messages"`
	}
	if err := h.ask(r, &s); err != nil {
		return nil, err
	}
	out := []adaptertest.Seen{}
	for _, m := range s.Messages {
		read, err := readPage(m.HTML)
		if err != nil {
			return nil, fmt.Errorf("read message %s: %w", m.ID, err)
		}
		seen := adaptertest.Seen{ID: m.ID, At: m.At, By: m.By, Notice: m.Message.Notice, Reads: read.spans}
		for _, mark := range m.Marks {
			seen.Marks = append(seen.Marks, mark.Emoji)
		}
		if read.file != "" {
			if seen.File, err = h.file(ctx, read.file+"?as="+who); err != nil {
				return nil, fmt.Errorf("download the file of message %s: %w", m.ID, err)
			}
		}
		out = append(out, seen)
	}
	return out, nil
}

func (h *harness) file(ctx context.Context, path string) (*adaptertest.File, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, h.base+path, nil)
	if err != nil {
		return nil, err
	}
	answer, err := h.client.Do(r)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		return nil, err
	}
	_, says, err := mime.ParseMediaType(answer.Header.Get("Content-Disposition"))
	return &adaptertest.File{Name: says["filename"], Body: body}, err
}

// Screen is the dialog of a person's page: what an act was answered with, or what came by the stream since.
func (h *harness) Screen(_ context.Context, who string) (*adaptertest.Screen, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	d := h.open[who]
	if d == nil {
		return nil, nil
	}
	html := d.html
	for _, event := range strings.Split(h.heard[who].String()[d.since:], "\n\n") { // whole ones, but for the last
		_, data, ok := strings.Cut(event, "event: fill\ndata: ")
		var fill reply
		if ok && json.Unmarshal([]byte(data), &fill) == nil {
			html = fill.HTML
		}
	}
	read, err := readPage(`<div class="says">` + html + `</div>`)
	if err != nil {
		return nil, fmt.Errorf("read the dialog of %s: %w", who, err)
	}
	maps.Copy(read.fields, d.typed)
	return &adaptertest.Screen{ID: read.step, Reads: read.spans, Fields: read.fields}, nil
}

func (h *harness) RefuseNotes(ctx context.Context, who string, refuse bool) error {
	if err := h.enter(ctx); err != nil {
		return err
	}
	return h.post(ctx, "/api/notes", map[string]any{"As": who, "Take": !refuse}, &struct{}{})
}

func (h *harness) Busy(context.Context, time.Duration) error { return nil }

func (h *harness) Leave(ctx context.Context, who string) error {
	h.mu.Lock()
	delete(h.open, who)
	h.mu.Unlock()
	return h.post(ctx, "/api/window", map[string]any{"As": who, "Window": "w-" + who}, &struct{}{})
}

func (h *harness) Restart(context.Context) error {
	h.mu.Lock()
	clear(h.heard)
	clear(h.open)
	h.mu.Unlock()
	return h.start()
}
