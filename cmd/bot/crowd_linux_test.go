package main

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cackle/chat"

	_ "modernc.org/sqlite" // for the bare commit
)

// pace is how far apart acts begin: 200 people with five acts each take ten seconds, where a drill gives them three minutes.
const pace = 10 * time.Millisecond

// BenchmarkCrowd is CACKLE_SIZE people (200, where it is not set), each with a window open and a browser of their own, going
// through a round over HTTP: open, attempt, second way, reflection, and a line of talk. Reported are the time from a line's being
// sent until it is in a window, over all lines and windows, and the time until an act is answered, as ratios of a bare commit of
// the same run; and the bot's resident memory after it against before, with the same windows open. It fails where a window has
// not every line once, and all in one order.
//
//	go test ./cmd/bot -run '^$' -bench Crowd -benchtime 1x
func BenchmarkCrowd(b *testing.B) {
	size := crowdSize()
	for b.Loop() {
		c := gather(b, size)
		idle := resident(b, c.bot)
		c.openWindows()
		open := resident(b, c.bot)
		stop := c.commitsBare()
		c.act()
		stop()
		after := resident(b, c.bot)
		c.alike()
		bare := at(c.bare, 0.5)
		ratio := func(all []time.Duration, part float64) float64 { return float64(at(all, part)) / float64(bare) }
		b.ReportMetric(float64(bare.Microseconds()), "µs/bare-commit")
		b.ReportMetric(ratio(c.bare, 0.99), "p99-bare-commit") // how uneasy the machine was
		b.ReportMetric(ratio(c.seen, 0.5), "p50-line-to-window")
		b.ReportMetric(ratio(c.seen, 0.99), "p99-line-to-window")
		b.ReportMetric(ratio(c.answered, 0.5), "p50-act-to-answer")
		b.ReportMetric(ratio(c.answered, 0.99), "p99-act-to-answer")
		b.ReportMetric(after/open, "memory-after/before")
		b.Logf("%d people: %.0f MiB idle, %.0f with their windows open, %.0f after; %d deliveries", size, idle/1024, open/1024, after/1024, len(c.seen))
		c.leave()
	}
}

// crowd is the bot in a process of its own, and who is with it.
type crowd struct {
	b      *testing.B
	bot    *exec.Cmd
	leave  func()
	link   string
	people []*visitor
	bare   []time.Duration

	mu             sync.Mutex
	sent           map[string]time.Time // each one's line of talk
	seen, answered []time.Duration
	lines          map[string][]string // what each window was brought, in order
	came           *sync.WaitGroup     // lines that are still to come, over all windows
}

// visitor is one person's browser.
type visitor struct {
	id, base string
	client   *http.Client
	cursor   string
	button   string // that opens the card's form
	step     string // that is before them
	window   io.Closer
}

func gather(b *testing.B, size int) *crowd {
	c := &crowd{b: b, sent: map[string]time.Time{}, lines: map[string][]string{}, came: &sync.WaitGroup{}}
	c.bot = exec.Command("crowded", "--data", filepath.Join(b.TempDir(), "data"), "--port", "0")
	c.bot.Stderr = os.Stderr
	out, err := c.bot.StdoutPipe()
	must(b, err)
	must(b, c.bot.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	must(b, err)
	c.link = regexp.MustCompile(`http://\S+`).FindString(line)
	c.leave = func() {
		for _, v := range c.people {
			must(b, v.window.Close())
		}
		must(b, c.bot.Process.Signal(os.Interrupt))
		must(b, c.bot.Wait())
	}
	base, _, _ := strings.Cut(c.link, "/?")
	shared := &http.Transport{MaxIdleConnsPerHost: size}
	for i := range size {
		jar, err := cookiejar.New(nil)
		must(b, err)
		c.people = append(c.people, &visitor{id: fmt.Sprint("p", i), base: base, client: &http.Client{Transport: shared, Jar: jar}})
	}
	return c
}

// openWindows lets everyone in, and opens a stream for each.
func (c *crowd) openWindows() {
	for _, v := range c.people {
		must(c.b, v.enter(c.link))
		stream, err := v.client.Get(v.base + "/api/stream?" + url.Values{"as": {v.id}, "window": {"w-" + v.id}, "after": {v.cursor}}.Encode())
		must(c.b, err)
		v.window = stream.Body
		go c.watch(v.id, stream.Body)
	}
}

// enter waits until the card is there.
func (v *visitor) enter(link string) error {
	page, err := v.client.Get(link)
	if err != nil {
		return err
	}
	page.Body.Close()
	for v.button == "" {
		var s struct {
			Cursor   string
			Messages []struct{ HTML string }
		}
		if err := v.ask(http.MethodGet, "/api/state?as="+v.id, nil, &s); err != nil {
			return err
		}
		v.cursor = s.Cursor
		for _, m := range s.Messages {
			if found := regexp.MustCompile(`data-button="(go/[^"]+)"`).FindStringSubmatch(m.HTML); found != nil {
				v.button = found[1]
			}
		}
	}
	return nil
}

// watch takes the time of every line that comes to a window.
func (c *crowd) watch(id string, stream io.Reader) {
	for in := bufio.NewReaderSize(stream, 64<<10); ; {
		piece, err := in.ReadBytes('\n')
		if err != nil { // the window is closed
			return
		}
		if !bytes.HasPrefix(piece, []byte("data:")) {
			continue
		}
		now := time.Now()
		_, rest, found := bytes.Cut(piece, []byte(`"text":"line of `))
		if !found {
			continue
		}
		line, _, _ := strings.Cut(string(rest), `"`)
		c.mu.Lock()
		c.lines[id] = append(c.lines[id], line)
		c.seen = append(c.seen, now.Sub(c.sent[line]))
		c.mu.Unlock()
		c.came.Done()
	}
}

// act has everyone do their acts, one beginning each turn of the pace whether or not those before it are answered; each person
// waits for their own answer. Lines of talk come at another point of each one's way.
func (c *crowd) act() {
	c.came.Add(len(c.people) * len(c.people))
	var all sync.WaitGroup
	turns := make([]chan struct{}, len(c.people))
	for i, v := range c.people {
		turns[i] = make(chan struct{}, acts)
		way := slices.Insert([]int{0, 1, 2, 3}, i%acts, talk)
		all.Go(func() {
			for _, step := range way {
				<-turns[i]
				c.step(v, step)
			}
		})
	}
	begin := time.NewTicker(pace)
	defer begin.Stop()
	for range acts {
		for _, turn := range turns {
			<-begin.C
			turn <- struct{}{}
		}
	}
	all.Wait()
	c.came.Wait()
}

// Each one's acts, the last of which can come at any point of the way.
const (
	acts = 5
	talk = 4
)

// step is one act of a person's way.
func (c *crowd) step(v *visitor, step int) {
	at := chat.Place{Channel: drillsChannel}
	what := map[string]any{"id": fmt.Sprint(v.id, "-", step), "as": v.id, "window": "w-" + v.id, "at": at, "kind": "submit"}
	switch step {
	case 0:
		what["kind"], what["button"] = "press", v.button
	case 1:
		what["step"], what["values"] = v.step, chat.Values{"answer": {"1,000 rows"}, "sure": {"3"}, "expects": {"all of them"}}
	case 2:
		what["step"], what["values"] = v.step, chat.Values{}
	case 3:
		what["step"], what["values"] = v.step, chat.Values{"discrepancy": {"half of them"}, "cause": {"the pages move"}}
	case talk:
		what["kind"], what["text"] = "type", "line of "+v.id
		c.mu.Lock()
		c.sent[v.id] = time.Now()
		c.mu.Unlock()
	}
	var answer struct {
		Kind, Text string
		Step       *struct{ ID string }
	}
	began := time.Now()
	must(c.b, v.ask(http.MethodPost, "/api/act", what, &answer))
	took := time.Since(began)
	if step != talk && answer.Kind != "show" {
		c.b.Errorf("%s's act %d is answered with %q: %s", v.id, step, answer.Kind, answer.Text)
	} else if step != talk {
		v.step = answer.Step.ID
	}
	c.mu.Lock()
	c.answered = append(c.answered, took)
	c.mu.Unlock()
}

// ask talks to the bot as a page does.
func (v *visitor) ask(method, path string, what, into any) error {
	body, err := json.Marshal(what)
	if err != nil {
		return err
	}
	r, err := http.NewRequest(method, v.base+path, bytes.NewReader(body))
	if err != nil {
		return err
	}
	r.Header.Set("Origin", v.base)
	answer, err := v.client.Do(r)
	if err != nil {
		return err
	}
	defer answer.Body.Close()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		return err
	}
	if answer.StatusCode != http.StatusOK {
		return fmt.Errorf("%s: %s: %s", path, answer.Status, text)
	}
	return json.Unmarshal(text, into)
}

// commitsBare commits one row now and then while the crowd acts, in a database of its own on the same disk.
func (c *crowd) commitsBare() (stop func()) {
	path := filepath.ToSlash(filepath.Join(c.b.TempDir(), "bare.db"))
	db, err := sql.Open("sqlite", "file:"+path+"?_pragma=journal_mode(wal)&_pragma=synchronous(full)")
	must(c.b, err)
	_, err = db.Exec(`CREATE TABLE bare (id integer PRIMARY KEY, body text)`)
	must(c.b, err)
	ctx, end := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		for t := time.NewTicker(7 * time.Millisecond); ctx.Err() == nil; <-t.C {
			began := time.Now()
			if _, err := db.Exec(`INSERT INTO bare (body) VALUES ('one row')`); err != nil {
				c.b.Error(err)
				return
			}
			c.bare = append(c.bare, time.Since(began))
		}
	}()
	return func() {
		end()
		<-ended
		must(c.b, db.Close())
	}
}

// alike holds every window to the same lines, each once, in the same order.
func (c *crowd) alike() {
	c.mu.Lock()
	defer c.mu.Unlock()
	first := c.lines[c.people[0].id]
	if once := slices.Compact(slices.Sorted(slices.Values(first))); len(once) != len(c.people) {
		c.b.Errorf("a window was brought %d different lines, of %d", len(once), len(c.people))
	}
	for id, lines := range c.lines {
		if !slices.Equal(lines, first) {
			c.b.Errorf("the window of %s was brought other lines, or in another order", id)
		}
	}
}

// at is the duration below which this part of them lies.
func at(all []time.Duration, part float64) time.Duration {
	all = slices.Sorted(slices.Values(all))
	return all[int(part*float64(len(all)-1))]
}

func must(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}
