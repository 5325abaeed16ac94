package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// house is the whole bot, as a browser finds it.
type house struct {
	t             *testing.T
	address, base string
	client        *http.Client
	stop          func()
}

// openHouse starts the bot on a folder, with the configuration of this text.
func openHouse(t *testing.T, dir string, fresh bool, configuration string) *house {
	t.Helper()
	file := filepath.Join(t.TempDir(), "c.toml")
	if err := os.WriteFile(file, []byte(configuration), 0o600); err != nil {
		t.Fatal(err)
	}
	c, faults, err := readConfig(file, packNames())
	if err != nil || len(faults) > 0 {
		t.Fatal(err, faults)
	}
	f, err := openFolder(dir, fresh)
	if err != nil {
		t.Fatal(err)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, client: &http.Client{Jar: jar}}
	ctx, cancel := context.WithCancel(t.Context())
	read, out := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := start(ctx, setup{config: c, folder: f, log: slog.New(slog.DiscardHandler), out: out})
		_ = out.CloseWithError(errors.Join(err, io.EOF)) // is always nil
		ended <- err
	}()
	h.stop = func() {
		cancel()
		if err := errors.Join(<-ended, f.close()); err != nil {
			t.Errorf("the bot did not end cleanly: %v", err)
		}
	}
	line, err := bufio.NewReader(read).ReadString('\n')
	if h.address = address.FindString(line); err != nil || h.address == "" {
		t.Fatalf("no address in %q: %v", line, err)
	}
	h.base, _, _ = strings.Cut(h.address, "/?")
	h.get("/?" + strings.SplitN(h.address, "?", 2)[1]).Close()
	return h
}

func (h *house) get(path string) io.ReadCloser {
	h.t.Helper()
	r, err := h.client.Get(h.base + path)
	if err != nil || r.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %v %v", path, r, err)
	}
	return r.Body
}

// cards waits until so many cards stand in #drills, and gives what their notifications say.
func (h *house) cards(n int) (notices []string) { h.t.Helper(); return h.said(drillsChannel, n) }

// said does the same of any channel.
func (h *house) said(channel string, n int) (notices []string) {
	h.t.Helper()
	var state struct {
		Messages []struct {
			At      struct{ Channel, Thread string }
			Message struct{ Notice string }
		}
		Cursor string
	}
	body := h.get("/api/state?as=ana")
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&state); err != nil {
		h.t.Fatal(err)
	}
	for _, m := range state.Messages {
		if m.At.Channel == channel && m.At.Thread == "" {
			notices = append(notices, m.Message.Notice)
		}
	}
	if len(notices) >= n {
		return notices
	}
	news := h.get("/api/stream?as=ana&window=w&after=" + state.Cursor)
	defer news.Close()
	for lines := bufio.NewScanner(news); lines.Scan(); {
		if lines.Text() == "event: message" {
			return h.said(channel, n)
		}
	}
	h.t.Fatalf("the stream ended with %d messages of %d in #%s", len(notices), n, channel)
	return nil
}

// schedule is what ana is shown who asks for it in #drills.
func (h *house) schedule() string {
	h.t.Helper()
	return h.post("/api/act", map[string]any{
		"id": h.t.Name() + h.base, "as": "ana", "window": "w", "at": map[string]string{"channel": "drills"},
		"kind": "type", "text": "/cackle schedule",
	})
}

// post tells the playground something, as its page does, and gives its answer.
func (h *house) post(path string, what any) string {
	h.t.Helper()
	body, err := json.Marshal(what)
	if err != nil {
		h.t.Fatal(err)
	}
	r, err := http.NewRequest(http.MethodPost, h.base+path, bytes.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	r.Header.Set("Origin", h.base)
	answer, err := h.client.Do(r)
	if err != nil {
		h.t.Fatal(err)
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		h.t.Fatalf("%s: %s %s %v", path, answer.Status, said, err)
	}
	return string(said)
}

// programmes is how many have a next drill, by the jumps of the clock.
func (h *house) programmes() int {
	h.t.Helper()
	body := h.get("/api/clock?as=ana")
	defer body.Close()
	var clock struct{ Jumps []struct{ Label string } }
	if err := json.NewDecoder(body).Decode(&clock); err != nil {
		h.t.Fatal(err)
	}
	n := 0
	for _, j := range clock.Jumps {
		if j.Label == "To the next drill" {
			n++
		}
	}
	return n
}

// O1: started on nothing, there is a drill; started again, everything stands as it was left. The programmes of a configuration take
// the place of the playground's own, until the configuration is gone.
func TestTheWholeHouse(t *testing.T) {
	const own, configured = "Mon, Tue, Wed, Thu, Fri at 9:00", "Tue, Thu at 10:00"
	dir := t.TempDir()
	h := openHouse(t, dir, true, "")
	first := h.cards(1)
	if !strings.HasPrefix(first[0], "New drill: ") {
		t.Errorf("the channel says %q", first)
	}
	hello := h.said(teamChannel, 1)
	if !strings.HasPrefix(hello[0], "Hello.") {
		t.Errorf("the channel that is not set up says %q", hello)
	}
	before := h.address
	h.stop()

	h = openHouse(t, dir, false, "")
	if h.address != before {
		t.Errorf("pages that stand open look for it at %s, and it is at %s", before, h.address)
	}
	if got := h.said(teamChannel, 1); len(got) != 1 {
		t.Errorf("started again, the channel that is not set up says %q", got)
	}
	if got := h.cards(1); len(got) != 1 || got[0] != first[0] {
		t.Errorf("started again, the channel says %q, and said %q", got, first)
	}
	if _, err := openFolder(dir, false); err == nil || !strings.HasSuffix(err.Error(), h.address) {
		t.Errorf("a second start says %v, and the first runs at %s", err, h.address)
	}
	if got := h.schedule(); !strings.Contains(got, own) {
		t.Errorf("the playground's own schedule is %s", got)
	}
	h.stop()

	h = openHouse(t, dir, false, `
[[programme]]
name = "Everyday"
channel = "drills"
cron = "0 10 * * TUE,THU"
zone = "Europe/Berlin"
facilitators = ["ana"]
`)
	h.cards(2)
	if got := h.schedule(); !strings.Contains(got, configured) || h.programmes() != 1 {
		t.Errorf("with a configuration there are %d programmes, and the schedule is %s", h.programmes(), got)
	}
	h.stop()

	h = openHouse(t, dir, false, "")
	if got := h.schedule(); !strings.Contains(got, own) || h.programmes() != 1 {
		t.Errorf("without the configuration there are %d programmes, and the schedule is %s", h.programmes(), got)
	}
	h.stop()

	h = openHouse(t, dir, true, "")
	if n := len(h.cards(1)); n != 1 {
		t.Errorf("started over, there are %d cards", n)
	}
	h.stop()
}

// Buttons carry a programme's id through what platforms take as one: ASCII, and short. No two names share it.
func TestIDsOfProgrammes(t *testing.T) {
	names := map[string]string{}
	for _, name := range []string{"Everyday", "everyday", "Übung 1", "練習", "練", "A name that is far too long", "SQL / HTTP"} {
		got := id(name)
		if !regexp.MustCompile(`^[a-z0-9]{0,12}-[0-9a-f]{6}$`).MatchString(got) || names[got] != "" {
			t.Errorf("%q and %q have the id %s", name, names[got], got)
		}
		names[got] = name
	}
}
