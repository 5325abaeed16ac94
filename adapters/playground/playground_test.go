package playground

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
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
	acts   int
	last   act
	mu     sync.Mutex
	heard  map[string]*strings.Builder // what each one's stream was sent, as it came
}

func newHarness(t testing.TB) *harness {
	h := &harness{t: t, keeper: &memoryKeeper{kept: map[string][]byte{}}, heard: map[string]*strings.Builder{}}
	if err := h.open(); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *harness) open() error {
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
	h.acts++
	a := act{ID: fmt.Sprint("act-", h.acts), As: who, Window: "w-" + who, At: at}
	switch what := what.(type) {
	case chat.Press:
		a.Kind, a.Button = "press", what.Button
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
		if what.Edited {
			a.Kind = "edit"
		}
		if what.Deleted {
			a.Kind = "delete"
		}
	}
	h.last = a
	return h.Again(ctx)
}

func (h *harness) Again(ctx context.Context) (adaptertest.Reply, error) {
	var r reply
	if err := h.post(ctx, "/api/act", h.last, &r); err != nil {
		return adaptertest.Reply{}, err
	}
	return adaptertest.Reply{Kind: r.Kind, Step: r.Step, Message: r.Message, Field: r.Field, Text: r.Text}, nil
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
		seen := adaptertest.Seen{ID: m.ID, At: m.At, By: m.By, Message: m.Message, Text: m.Text, Shown: m.HTML, Deleted: m.Deleted}
		for _, mark := range m.Marks {
			seen.Marks = append(seen.Marks, mark.Emoji)
		}
		out = append(out, seen)
	}
	return out, nil
}

func (h *harness) RefuseNotes(ctx context.Context, who string, refuse bool) error {
	if err := h.enter(ctx); err != nil {
		return err
	}
	return h.post(ctx, "/api/notes", map[string]any{"As": who, "Take": !refuse}, &struct{}{})
}

func (h *harness) Leave(ctx context.Context, who string) error {
	return h.post(ctx, "/api/window", map[string]any{"As": who, "Window": "w-" + who}, &struct{}{})
}

func (h *harness) Restart(context.Context) error {
	h.mu.Lock()
	clear(h.heard)
	h.mu.Unlock()
	return h.open()
}

func TestAdapter(t *testing.T) {
	adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { return newHarness(t) })
}

// What one may not see, its window does not receive: not in the state, and not in the stream.
func TestStreamsArePrivate(t *testing.T) {
	h := newHarness(t)
	b := adaptertest.NewBench(t, h)
	defer b.Stop()
	if err := h.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	send := func(key string, d chat.Deed) {
		if _, err := h.p.Send(t.Context(), chat.Out{Space: "test", Key: key, Do: d}); err != nil && !errors.Is(err, chat.ErrGone) {
			t.Fatal(err)
		}
	}
	m := chat.Message{Notice: "n", Blocks: []chat.Block{{Text: "SECRET-OF-ANA"}}}
	send("note", chat.Note{To: "ana", Message: m})
	send("card", chat.Post{At: chat.Place{Channel: "drills"}, Message: chat.Message{Notice: "n", Blocks: []chat.Block{{Text: "FOR-ALL"}}}})
	deadline := time.Now().Add(5 * time.Second)
	for !strings.Contains(h.streamOf("ben"), "FOR-ALL") || !strings.Contains(h.streamOf("ana"), "SECRET-OF-ANA") {
		if time.Now().After(deadline) {
			t.Fatalf("the streams were sent %q and %q", h.streamOf("ana"), h.streamOf("ben"))
		}
		<-time.After(time.Millisecond) // until the network has brought it
	}
	if strings.Contains(h.streamOf("ben"), "SECRET-OF-ANA") {
		t.Error("Ben's window was sent what is Ana's")
	}
}

// The guard: no key, a foreign host, a foreign origin, another address.
func TestGuard(t *testing.T) {
	h := newHarness(t)
	b := adaptertest.NewBench(t, h)
	defer b.Stop()
	if err := h.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	ask := func(client *http.Client, method, path, host, origin string) int {
		r, err := http.NewRequestWithContext(t.Context(), method, h.base+path, strings.NewReader(`{"as":"ana","id":"x","kind":"open"}`))
		if err != nil {
			t.Fatal(err)
		}
		r.Host = host
		if origin != "" {
			r.Header.Set("Origin", origin)
		}
		answer, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		return answer.StatusCode
	}
	host := strings.TrimPrefix(h.base, "http://")
	for _, c := range []struct {
		what         string
		client       *http.Client
		method, path string
		host, origin string
		want         int
	}{
		{"the page with a cookie", h.client, "GET", "/", host, "", 200},
		{"the page without", &http.Client{}, "GET", "/", host, "", 403},
		{"another key", &http.Client{}, "GET", "/?key=guess", host, "", 403},
		{"the state without", &http.Client{}, "GET", "/api/state?as=ana", host, "", 403},
		{"a name that was made to point here", h.client, "GET", "/api/state?as=ana", "evil.example:80", "", 403},
		{"an act from our page", h.client, "POST", "/api/act", host, h.base, 200},
		{"an act from another page", h.client, "POST", "/api/act", host, "https://evil.example", 403},
		{"an act from nowhere", h.client, "POST", "/api/act", host, "", 403},
	} {
		if got := ask(c.client, c.method, c.path, c.host, c.origin); got != c.want {
			t.Errorf("%s: %d, want %d", c.what, got, c.want)
		}
	}
	for _, address := range []string{"0.0.0.0:0", "192.168.1.1:0", "[::]:0"} {
		if err := h.p.Listen(address); err == nil {
			t.Errorf("it listens on %s", address)
		}
	}
	if a := h.p.listener.Addr().(*net.TCPAddr); !a.IP.IsLoopback() {
		t.Errorf("it listens on %s", a)
	}
}

// The clock goes forward only, tells who asked, and goes on after a restart.
func TestClock(t *testing.T) {
	k := &memoryKeeper{kept: map[string][]byte{}}
	real := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	c, err := OpenClock(t.Context(), k, func() time.Time { return real })
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	c.OnMove(func() { moved++ })
	if err := c.MoveTo(t.Context(), real.Add(20*time.Hour)); err != nil || moved != 1 {
		t.Fatalf("moved %d times: %v", moved, err)
	}
	if err := c.MoveTo(t.Context(), real.Add(time.Hour)); err == nil {
		t.Error("it went back")
	}
	again, err := OpenClock(t.Context(), k, func() time.Time { return real.Add(time.Minute) })
	if err != nil || !again.Now().Equal(real.Add(20*time.Hour+time.Minute)) {
		t.Errorf("after a restart it is %v: %v", again.Now(), err)
	}
}
