package playground

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"cackle/adapters/adaptertest"
	"cackle/chat"
)

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

// After a restart a page may act before its stream is back: the step that it shows is known all the same, and is filled; a
// filling that came before the stream is sent again when the page says what it shows.
func TestAPageWhoseStreamIsAwayGetsItsFilling(t *testing.T) {
	h := newHarness(t)
	waits := chat.Step{ID: "wait/1", Heading: "Running", Body: []chat.Block{{Text: "Still running."}}, Waiting: "w"}
	var handler chat.Handler = func(context.Context, chat.Event) (chat.Answer, error) { return chat.Show{Step: waits}, nil }
	h.p.handler.Store(&handler)
	if _, err := h.p.act(t.Context(), []byte(`{"id":"x","as":"ana","window":"page","kind":"press","button":"b"}`)); err != nil {
		t.Fatal(err)
	}
	done := chat.Step{ID: "done/1", Heading: "Done", Body: []chat.Block{{Text: "It returned 4."}}, Waiting: "w"}
	if _, err := h.p.Send(t.Context(), chat.Out{Space: "test", Key: "fill", Do: chat.Fill{To: "ana", Step: done}}); err != nil {
		t.Errorf("the page that has just acted is not filled: %v", err)
	}
	for _, shows := range []string{"wait/1", "done/1"} { // what it shows when the stream opens, and after the filling came
		if _, err := h.p.showsStep(t.Context(), []byte(`{"as":"ana","window":"page","step":"`+shows+`","waiting":"w"}`)); err != nil {
			t.Fatal(err)
		}
	}
	fills := 0
	for _, piece := range h.p.hub.since(0, "ana", "page") {
		if piece.name == "fill" {
			fills++
		}
	}
	if fills != 2 {
		t.Errorf("filled %d times, want once at once and once when the page told that it had missed it", fills)
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

// People and channels are shown by the names that the page has for them; who is not known, by the words of the mention.
func TestPeopleAndChannelsHaveTheirNames(t *testing.T) {
	for markdown, want := range map[string]string{
		chat.Mention("ana", "ana"): `<p><span class="mention" data-person="ana">Ana</span></p>`,
		chat.Mention("U1", "Uli"):  `<p><span class="mention" data-person="U1">Uli</span></p>`,
		chat.Channel("drills"):     `<p><a class="channel" data-channel="drills" href="#drills">#drills</a></p>`,
	} {
		if got := string(markdownHTML(markdown)); got != want {
			t.Errorf("%s is shown as %s", markdown, got)
		}
	}
}

// What others reply in a veiled thread reaches no window before it may be read, and then at once; who may read it reaches none.
func TestStreamsOfAVeiledThread(t *testing.T) {
	h := newHarness(t)
	b := adaptertest.NewBench(t, h)
	defer b.Stop()
	send := func(key string, d chat.Deed) chat.Receipt {
		r, err := h.p.Send(t.Context(), chat.Out{Space: "test", Key: key, Do: d})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	if err := h.enter(t.Context()); err != nil {
		t.Fatal(err)
	}
	m := chat.Message{Notice: "n", Blocks: []chat.Block{{Text: "the head"}}, Veiled: true}
	at := chat.Place{Channel: "drills", Thread: send("card", chat.Post{At: chat.Place{Channel: "drills"}, Message: m}).ID}
	file := &chat.File{Name: "SECRET-NAME.sql", Text: "x"}
	if _, err := h.Do(t.Context(), "ana", at, chat.Say{Text: "SECRET-WAY", File: file}); err != nil {
		t.Fatal(err)
	}
	reply := h.p.room.thread(at.Thread)[0]
	if r, err := h.client.Get(h.base + "/file/" + reply.ID + "?as=ben"); err != nil || r.StatusCode != http.StatusNotFound {
		t.Errorf("Ben is given a veiled file: %v %v", r, err)
	}
	if _, err := h.Do(t.Context(), "ben", at, chat.React{Message: reply.ID, Emoji: "👍"}); err == nil {
		t.Error("Ben reacts to what he cannot read")
	}
	send("unveil", chat.Unveil{At: at, To: "ben"})
	send("end", chat.Post{At: at, Message: chat.Message{Notice: "n", Blocks: []chat.Block{{Text: "THE-END"}}}})
	deadline := time.Now().Add(5 * time.Second)
	for _, who := range []string{"ana", "ben", "chi"} {
		for !strings.Contains(h.streamOf(who), "THE-END") {
			if time.Now().After(deadline) {
				t.Fatalf("%s was sent %q", who, h.streamOf(who))
			}
			<-time.After(time.Millisecond) // until the network has brought it
		}
		if strings.Contains(h.streamOf(who), "readers") {
			t.Errorf("%s is told who may read the thread", who)
		}
	}
	if !strings.Contains(h.streamOf("ben"), "SECRET-WAY") {
		t.Error("Ben may read the thread, and was not sent it")
	}
	if chi := h.streamOf("chi"); strings.Contains(chi, "SECRET") || !strings.Contains(chi, "Folded until") {
		t.Errorf("Chi was sent %q", chi)
	}
}
