package bot

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"cackle/adapters/adaptertest"
	"cackle/chat"
	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/programme"
	"cackle/scheduler"
	"cackle/store"
	"cackle/text"
)

// The environment of the child that gets killed. CACKLE_KILLS is how many times; CI sets it.
const (
	crashURL   = "CACKLE_CRASH_URL"   // of the platform
	crashDir   = "CACKLE_CRASH_DIR"   // of the store
	crashAhead = "CACKLE_CRASH_AHEAD" // how far the child's clock is ahead
	crashAt    = "CACKLE_CRASH_AT"    // "point:n": killed when it comes by there for the n-th time; "" leaves it to the parent
	crashKills = "CACKLE_KILLS"
)

func TestMain(m *testing.M) {
	if os.Getenv(crashURL) != "" {
		if err := crashChild(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

type aheadClock struct{ by time.Duration }

func (c aheadClock) Now() time.Time { return time.Now().Add(c.by) }

// plug kills this process, as if by kill -9 from outside, when it comes by a point for the n-th time.
func plug(at string) func(string) {
	point, count, _ := strings.Cut(at, ":")
	n, err := strconv.Atoi(count)
	if err != nil {
		return nil
	}
	var mu sync.Mutex
	return func(here string) {
		mu.Lock()
		defer mu.Unlock()
		if here != point {
			return
		}
		if n--; n <= 0 {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
}

// crashChild is a bot in a process of its own, which speaks to the parent's platform until it is killed, or its input ends.
func crashChild() error {
	ahead, err := time.ParseDuration(os.Getenv(crashAhead))
	if err != nil {
		return err
	}
	trace := plug(os.Getenv(crashAt))
	st, err := store.Open(context.Background(), store.Options{Dir: os.Getenv(crashDir), Trace: trace})
	if err != nil {
		return err
	}
	texts, err := text.Load()
	if err != nil {
		return err
	}
	b := New(Config{
		Store: st, Adapters: []chat.Adapter{adaptertest.NewWire(os.Getenv(crashURL))}, Drills: manyDrills(), Chooser: curriculum.Simple{},
		Runner: marksRun{}, Clock: aheadClock{ahead}, Texts: texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Trace: trace,
	})
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	settings := programme.Settings{
		Name: "Crash", Channels: []string{"drills"}, Level: 1, Facilitators: []string{"fay"},
		Plan: scheduler.Plan{Cron: "0 * * * *", Zone: "UTC", Weekends: true},
	}
	if err := b.Settle(ctx, adaptertest.WireSpace, "crash", settings); err != nil {
		return err
	}
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with the parent's word, or with the parent
		stop()
	}()
	if err := b.Run(ctx); err != nil {
		return err
	}
	return st.Close()
}

// manyDrills is enough for a round an hour however long the test is, of both sorts.
func manyDrills() (all []*drills.Drill) {
	for i := range 400 {
		d := alarm()
		if i%2 == 0 {
			d = quietCustomers()
		}
		d.ID, d.Subskill, d.Level = fmt.Sprintf("many/%03d", i), fmt.Sprint("subskill ", i), 1
		all = append(all, d)
	}
	return all
}

// crash is the parent: people who go on whatever happens to the bot, and a record of what they were told.
type crash struct {
	t        *testing.T
	platform *adaptertest.Platform
	dir      string
	child    *exec.Cmd
	in       io.Closer
	ahead    time.Duration
	killed   map[string]int

	mu      sync.Mutex
	promise map[string]bool // attempts of which somebody was told that they are in, by what they said
	acts    int
}

func (c *crash) start(at string) {
	c.child = exec.Command(os.Args[0])
	c.child.Env = append(os.Environ(), crashURL+"="+c.platform.URL, crashDir+"="+c.dir, crashAhead+"="+c.ahead.String(), crashAt+"="+at)
	c.child.Stderr = os.Stderr
	in, err := c.child.StdinPipe()
	if err == nil {
		c.in = in
		err = c.child.Start()
	}
	if err != nil {
		c.t.Fatalf("start the bot: %v", err)
	}
}

// person goes through rounds by what can be seen, for ever.
func (c *crash) person(ctx context.Context, who string, random *rand.Rand) {
	for n := 0; ctx.Err() == nil; n++ {
		round := c.newestCard()
		step, open := c.platform.Step(who)
		act := chat.Act(chat.Press{Button: mint(vGo, round)})
		said := ""
		if open && parse(step.ID).about == round && step.Send != "" {
			said = fmt.Sprintf("%d", 100000+random.IntN(900000)) // its own, and none that the drill knows
			act = filled(step, said)
		} else if open && len(step.Buttons) > 0 && random.IntN(2) == 0 {
			act = chat.Press{Button: step.Buttons[random.IntN(len(step.Buttons))].ID}
		}
		c.act(ctx, who, act, said)
		if said == "" { // nothing to fill in: a while until something happens, as people do
			select {
			case <-c.platform.More():
			case <-time.After(20 * time.Millisecond):
			}
		}
		if random.IntN(8) == 0 {
			c.platform.Leave(who)
		}
	}
}

func filled(s chat.Step, said string) chat.Submit {
	v := chat.Values{}
	for _, p := range s.Parts {
		switch f := p.Field; {
		case f == nil:
		case len(f.Options) > 0:
			v[f.Name] = []string{f.Options[0].Value}
		default:
			v[f.Name] = []string{said}
		}
	}
	return chat.Submit{Step: s.ID, Values: v}
}

func (c *crash) act(ctx context.Context, who string, act chat.Act, said string) {
	c.mu.Lock()
	c.acts++
	id := fmt.Sprint("event-", c.acts)
	c.mu.Unlock()
	answer, err := c.platform.Act(ctx, id, who, chat.Place{Channel: "drills"}, act)
	submit, isForm := act.(chat.Submit)
	if err != nil || !isForm || parse(submit.Step).verb != vAttempt {
		return
	}
	if show, ok := answer.(chat.Show); ok && strings.HasPrefix(show.Step.ID, vSecond+"/") && !strings.Contains(fmt.Sprint(show.Step.Body), "already in") {
		c.mu.Lock()
		c.promise[said] = true
		c.mu.Unlock()
	}
}

// newestCard is the round of the card that was posted last.
func (c *crash) newestCard() string {
	for {
		more := c.platform.More()
		for _, s := range slices.Backward(c.platform.All()) {
			post, ok := s.Deed.(chat.Post)
			if ok && post.At.Thread == "" && len(post.Message.Rows) > 0 {
				return parse(post.Message.Rows[0][0].ID).about
			}
		}
		<-more
	}
}

// kill ends the child by a point on its way, or at a random time.
func (c *crash) kill(random *rand.Rand) {
	points := []string{"before commit", "after commit", "before send", "after send", "after record", ""}
	point := points[random.IntN(len(points))]
	at := ""
	if point != "" {
		most := 6
		if strings.HasSuffix(point, "send") || strings.HasSuffix(point, "record") {
			most = 2 // there are fewer sends than commits in a short life
		}
		at = fmt.Sprintf("%s:%d", point, 1+random.IntN(most))
	}
	c.start(at)
	ended := make(chan struct{})
	go func() {
		_ = c.child.Wait() // it was killed, which is no error here
		close(ended)
	}()
	patience := time.Duration(20+random.IntN(250)) * time.Millisecond
	if point != "" {
		patience = time.Second
	}
	select {
	case <-ended:
	case <-time.After(patience):
		point = "at a random time"
		if err := c.child.Process.Kill(); err != nil {
			c.t.Errorf("kill: %v", err)
		}
		<-ended
	}
	c.killed[point]++
	c.ahead += time.Duration(random.IntN(60)) * time.Minute
}

// C13, O5: the bot is killed at so many instants and started again each time. No attempt that somebody was told of is lost,
// nothing is sent twice, every open round goes on.
func TestKilledAtAnyInstant(t *testing.T) {
	kills := 12
	if s := os.Getenv(crashKills); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	c := &crash{t: t, platform: adaptertest.NewPlatform(), dir: t.TempDir(), killed: map[string]int{}, promise: map[string]bool{}}
	defer c.platform.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var team sync.WaitGroup
	for i, who := range []string{"ana", "ben", "chi", "dee"} {
		team.Go(func() { c.person(ctx, who, rand.New(rand.NewPCG(7, uint64(i)))) })
	}
	random := rand.New(rand.NewPCG(uint64(kills), 1))
	for range kills {
		c.kill(random)
	}
	c.ahead += time.Hour // the next tick is due
	c.start("")          // once more, to go on in peace
	c.quiet(t)
	cancel()
	team.Wait()
	if err := c.in.Close(); err != nil {
		t.Error(err)
	}
	if err := c.child.Wait(); err != nil {
		t.Errorf("the last bot did not end cleanly: %v", err)
	}
	c.look(t)
	t.Logf("%d kills: %v; %d acts, %d of them delivered again; %d deeds, %d sends absorbed by their key; %d attempts promised",
		kills, c.killed, c.acts, c.platform.Repeated, len(c.platform.All()), c.platform.Absorbed, len(c.promise))
}

// quiet waits until the last bot has answered and sent for a while: its people go on meanwhile.
func (c *crash) quiet(t *testing.T) {
	deadline := time.Now().Add(20 * time.Second)
	for before := len(c.platform.All()); time.Now().Before(deadline); {
		select {
		case <-c.platform.More():
		case <-time.After(time.Second):
		}
		if now := len(c.platform.All()); now > before {
			return // it goes on
		}
	}
	t.Error("the last bot sent nothing any more")
}

// look opens what is on the disk, and holds it against what people were told and sent.
func (c *crash) look(t *testing.T) {
	st, err := store.Open(t.Context(), store.Options{Dir: c.dir})
	if err != nil {
		t.Fatal(err)
	}
	defer st.Close()
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	b := New(Config{
		Store: st, Drills: manyDrills(), Chooser: curriculum.Simple{}, Runner: marksRun{}, Clock: aheadClock{c.ahead}, Texts: texts,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	stored, open := map[string]bool{}, 0
	err = b.write(t.Context(), adaptertest.WireSpace, "look", func(turn *turn) error {
		names, err := turn.StreamsNamed(roundStream)
		if err != nil {
			return err
		}
		for _, name := range names {
			facts, err := turn.Facts(name, 0)
			if err != nil {
				return err
			}
			ids := []string{}
			for _, f := range facts {
				fact, err := drills.Decode(f.Kind, f.Person, f.At, f.Body)
				if err != nil {
					return err
				}
				if a, ok := fact.What.(drills.AttemptSent); ok {
					ids = append(ids, a.Words)
				}
			}
			words, err := turn.Words(ids...)
			if err != nil {
				return err
			}
			for _, said := range words {
				stored[said] = true
			}
			if r, err := turn.round(strings.TrimPrefix(name, roundStream)); err == nil && r.Open() {
				open++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for said := range c.promise {
		if !stored[said] {
			t.Errorf("an attempt was promised and is not on the disk: %s", said)
		}
	}
	if open != 1 {
		t.Errorf("%d rounds are open in the channel", open)
	}
	c.sentOnce(t)
}

// sentOnce counts what stands in the channel: of each round one card and one debrief, each person's feedback once.
func (c *crash) sentOnce(t *testing.T) {
	seen := map[string]int{}
	rounds := 0
	for _, s := range c.platform.All() {
		switch d := s.Deed.(type) {
		case chat.Post:
			if d.At.Thread == "" {
				rounds++
				seen["card of "+parse(d.Message.Rows[0][0].ID).about]++
			} else {
				seen["reply "+d.Message.Notice+" in "+d.At.Thread]++
			}
		case chat.Note:
			if d.Message.Rows != nil && parse(d.Message.Rows[0][0].ID).verb == vSee {
				seen["feedback to "+d.To+" "+d.Message.Rows[0][0].ID]++
			}
		}
	}
	for what, n := range seen {
		if n != 1 {
			t.Errorf("sent %d times: %s", n, what)
		}
	}
	if rounds < 2 {
		t.Errorf("%d rounds were posted in all that time", rounds)
	}
}
