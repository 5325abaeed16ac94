package bot

import (
	"cmp"
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
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"cackle/adapters/adaptertest"
	"cackle/chat"
	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/mentoring"
	"cackle/drills/programme"
	"cackle/scheduler"
	"cackle/store"
	"cackle/text"
)

// The environment of the child that gets killed. CACKLE_SIZE is how many times; CI sets it.
const (
	crashURL   = "CACKLE_CRASH_URL"   // of the platform
	crashDir   = "CACKLE_CRASH_DIR"   // of the store
	crashAhead = "CACKLE_CRASH_AHEAD" // how far the child's clock is ahead
	crashAt    = "CACKLE_CRASH_AT"    // "point:n": killed when it comes by there for the n-th time; "" leaves it to the parent
	size       = "CACKLE_SIZE"
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
			if self, err := os.FindProcess(os.Getpid()); err == nil {
				_ = self.Kill()
			}
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

// manyDrills is enough for a round an hour however long the test is, of both sorts; every other two take attempts in their thread.
func manyDrills() (all []*drills.Drill) {
	for i := range 400 {
		d := alarm()
		if i%2 == 0 {
			d = quietCustomers()
		}
		d.InThread = i%4 < 2
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
	under    []string // a program that watches the bot, with its arguments; none
	child    *exec.Cmd
	in       io.Closer
	ahead    time.Duration
	killed   map[string]int

	mu       sync.Mutex
	promise  map[string]bool // attempts of which somebody was told that they are in, by what they said
	acts     int
	answered int
	numbers  int // given out by number
}

// start runs a bot, and tells when it has ended.
func (c *crash) start(at string) (ended <-chan struct{}) {
	command := append(slices.Clone(c.under), os.Args[0])
	c.child = exec.Command(command[0], command[1:]...)
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
	done, child := make(chan struct{}), c.child
	go func() {
		_ = child.Wait() // how it ended is in its ProcessState
		close(done)
	}()
	return done
}

// practises is who goes through rounds of their own.
const practises = "eli"

// person goes through rounds by what can be seen, for ever.
func (c *crash) person(ctx context.Context, who string, random *rand.Rand) {
	for n := 0; ctx.Err() == nil; n++ {
		round := c.newestCard()
		step, open := c.platform.Step(who)
		act := chat.Act(chat.Press{Button: mint(vGo, round)})
		here := parse(step.ID).about == round
		if who == practises {
			act, here = chat.Command{Words: "practice"}, strings.HasPrefix(parse(step.ID).about, "p-")
		}
		said := ""
		if open && here && step.Send != "" {
			said = c.number()
			act = filled(step, said)
		} else if open && len(step.Buttons) > 0 && random.IntN(2) == 0 {
			act = chat.Press{Button: step.Buttons[random.IntN(len(step.Buttons))].ID}
		}
		if random.IntN(6) == 0 {
			act, said = chat.Say{Text: "```" + c.number() + "```"}, ""
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

// number is an answer that nobody gave before, and that no drill knows.
func (c *crash) number() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.numbers++
	return strconv.Itoa(100000 + c.numbers)
}

func filled(s chat.Step, said string) chat.Submit {
	v := chat.Values{}
	for _, p := range s.Parts {
		switch f := p.Field; {
		case f == nil || f.Kind == chat.People:
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
	at := chat.Place{Channel: "drills"}
	if say, ok := act.(chat.Say); ok {
		say.Message, at.Thread = "said-"+id, c.newest().ID
		act = say
	}
	answer, err := c.platform.Act(ctx, id, who, at, act)
	if err != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.answered++
	if submit, isForm := act.(chat.Submit); isForm && promises(submit, answer) {
		c.promise[said] = true
	}
}

// promises says whether an answer tells somebody that their attempt is in: it shows the place after it, without the remark that
// it came too late for where they were.
func promises(form chat.Submit, answer chat.Answer) bool {
	show, ok := answer.(chat.Show)
	if !ok || parse(form.Step).verb != vAttempt {
		return false
	}
	after := slices.Contains([]string{vSecond, vExpect, vReflect, vReason, "feedback", vPart}, parse(show.Step.ID).verb)
	return after && !strings.Contains(fmt.Sprint(show.Step.Body), "belonged to an earlier step")
}

// newestCard is the round of the card that was posted last.
func (c *crash) newestCard() string {
	return parse(c.newest().Deed.(chat.Post).Message.Rows[0][0].ID).about
}

func (c *crash) newest() adaptertest.Sent {
	for {
		more := c.platform.More()
		for _, s := range slices.Backward(c.platform.All()) {
			post, ok := s.Deed.(chat.Post)
			if ok && post.At.Thread == "" && len(post.Message.Rows) > 0 {
				return s
			}
		}
		<-more
	}
}

// points are where the plug is pulled, turn about; "" is any time at all.
var points = []string{"before commit", "after commit", "before send", "after send", "after record", ""}

// kill ends the child by a point on its way, or at a random time. A short life does not always come by the point.
func (c *crash) kill(point string, random *rand.Rand) {
	at, patience := "", 2*time.Second
	switch {
	case point == "":
		patience = time.Duration(20+random.IntN(400)) * time.Millisecond
	case strings.HasSuffix(point, "commit"):
		at = fmt.Sprintf("%s:%d", point, 1+random.IntN(60))
	default:
		at = fmt.Sprintf("%s:%d", point, 1+random.IntN(3)) // there are fewer sends than commits
	}
	ended := c.start(at)
	select {
	case <-ended:
	case <-time.After(patience):
		point = ""
		if err := c.child.Process.Kill(); err != nil {
			c.t.Errorf("kill: %v", err)
		}
		<-ended
	}
	c.killed[cmp.Or(point, "at a random time")]++
	c.ahead += time.Duration(30+random.IntN(60)) * time.Minute // nearly always past a tick: there is much to send
}

// C13, O5: the bot is killed at so many instants and started again each time. No attempt that somebody was told of is lost,
// nothing is sent twice or left out, every open round goes on.
func TestKilledAtAnyInstant(t *testing.T) {
	kills := 12
	if s := os.Getenv(size); s != "" {
		var err error
		if kills, err = strconv.Atoi(s); err != nil {
			t.Fatal(err)
		}
	}
	c := &crash{t: t, platform: adaptertest.NewPlatform(), dir: t.TempDir(), killed: map[string]int{}, promise: map[string]bool{}}
	defer c.platform.Close()
	ctx, cancel := context.WithCancel(t.Context())
	var team sync.WaitGroup
	for i, who := range []string{"ana", "ben", "chi", "dee", practises} {
		team.Go(func() { c.person(ctx, who, rand.New(rand.NewPCG(7, uint64(i)))) })
	}
	random := rand.New(rand.NewPCG(uint64(kills), 1))
	for i := range kills {
		c.kill(points[i%len(points)], random)
	}
	c.inPeace("people to be answered", c.peopleAreAnswered()) // the open round goes on
	cancel()
	team.Wait()
	c.ahead += 25 * time.Hour // its close comes
	c.inPeace("what is owed to be sent", c.allIsSent())
	c.look()
	t.Logf("%d kills: %v; %d acts, %d delivered again; %d deeds, %d sends absorbed by their key; %d attempts promised in %d rounds",
		kills, c.killed, c.acts, c.platform.Repeated, len(c.platform.All()), c.platform.Absorbed, len(c.promise), len(c.rounds()))
}

// inPeace runs the bot until something has come about, and ends it as Ctrl-C does.
func (c *crash) inPeace(what string, done func() bool) {
	ended := c.start("")
	for deadline := time.Now().Add(30 * time.Second); !done(); {
		more := c.platform.More()
		select {
		case <-more:
		case <-time.After(100 * time.Millisecond):
		}
		if time.Now().After(deadline) {
			c.t.Errorf("waited in vain for %s", what)
			break
		}
	}
	if err := c.in.Close(); err != nil {
		c.t.Error(err)
	}
	if <-ended; !c.child.ProcessState.Success() {
		c.t.Errorf("the bot did not end cleanly: %v", c.child.ProcessState)
	}
}

// peopleAreAnswered says whether each of the four has been answered ten times, on the whole, from here on.
func (c *crash) peopleAreAnswered() func() bool {
	answered := func() int {
		c.mu.Lock()
		defer c.mu.Unlock()
		return c.answered
	}
	before := answered()
	return func() bool { return answered() >= before+40 }
}

// rounds are the ids of the rounds whose cards were posted, in their order.
func (c *crash) rounds() (ids []string) {
	for _, s := range c.platform.All() {
		if post, ok := s.Deed.(chat.Post); ok && post.At.Thread == "" {
			ids = append(ids, parse(post.Message.Rows[0][0].ID).about)
		}
	}
	return ids
}

// allIsSent says whether every round so far has its last word in its thread, and nothing more has come for a second.
func (c *crash) allIsSent() func() bool {
	rounds := len(c.rounds())
	deeds, since := 0, time.Now()
	return func() bool {
		replies := 0
		for _, s := range c.platform.All() {
			if post, ok := s.Deed.(chat.Post); ok && post.At.Thread != "" && len(post.Message.Rows) > 0 && !startsThread(post) {
				replies++
			}
		}
		if n := len(c.platform.All()); n != deeds {
			deeds, since = n, time.Now()
		}
		return replies >= rounds && time.Since(since) > time.Second
	}
}

// look opens what is on the disk, and holds it against what people were told and what was sent.
func (c *crash) look() {
	st, err := store.Open(c.t.Context(), store.Options{Dir: c.dir})
	if err != nil {
		c.t.Fatal(err)
	}
	defer st.Close()
	texts, err := text.Load()
	if err != nil {
		c.t.Fatal(err)
	}
	b := New(Config{
		Store: st, Drills: manyDrills(), Chooser: curriculum.Simple{}, Runner: marksRun{}, Clock: aheadClock{c.ahead}, Texts: texts,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	stored, owed := map[string]int{}, map[string]int{}
	err = b.write(c.t.Context(), adaptertest.WireSpace, "look", func(t *turn) error {
		names, err := t.StreamsNamed(roundStream)
		if err != nil {
			return err
		}
		for _, name := range names {
			if err := t.attempts(name, stored); err != nil {
				return err
			}
			r, err := t.round(strings.TrimPrefix(name, roundStream))
			if err != nil {
				return err
			}
			oweFor(r, owed)
		}
		return t.oweBeside(owed)
	})
	if err != nil {
		c.t.Fatal(err)
	}
	for said := range c.promise {
		if stored[said] != 1 {
			c.t.Errorf("an attempt was promised and is on the disk %d times: %s", stored[said], said)
		}
	}
	if len(c.promise) < 10 || len(c.rounds()) < 2 {
		c.t.Errorf("too little happened to show anything: %d promises, %d rounds", len(c.promise), len(c.rounds()))
	}
	marks := 0
	for what := range owed {
		if strings.HasPrefix(what, "mark on ") {
			marks++
		}
	}
	if marks == 0 {
		c.t.Error("nobody's reply became an attempt")
	}
	if diff := gocmp.Diff(owed, c.sent()); diff != "" {
		c.t.Errorf("sent (+) is not what the facts ask for (-), each once:\n%s", diff)
	}
}

// attempts counts what a stream of facts holds of each attempt's words.
func (t *turn) attempts(stream string, stored map[string]int) error {
	facts, err := t.Facts(stream, 0)
	if err != nil {
		return err
	}
	for _, f := range facts {
		fact, err := drills.Decode(f.Kind, f.Person, f.At, f.Body)
		if err != nil {
			return err
		}
		if a, ok := fact.What.(drills.AttemptSent); ok {
			words, err := t.Words(a.Words)
			if err != nil {
				return err
			}
			stored[words[a.Words]]++
		}
	}
	return nil
}

// oweFor adds what a round has to say: its card, its last word and the closed card where it has any, the reflections that people put in
// its thread, and to each person the feedback that came with the close.
func oweFor(r *drills.Round, owed map[string]int) {
	if !r.Private() {
		owed["card "+r.ID]++
	}
	for _, p := range r.People {
		for message, reply := range p.Replies {
			if reply.State == drills.ReplyTaken {
				owed["mark on "+message]++
			}
		}
	}
	if r.Open() {
		return
	}
	if !r.Private() {
		owed["last word "+r.ID]++
		owed["closed card "+r.ID]++
	}
	for who, p := range r.People {
		if p.Posted {
			owed["reflections"]++
		}
		for n, turn := range p.Turns {
			if turn.Advised != nil && turn.Advised.AtClose {
				owed[fmt.Sprint("feedback ", r.ID, " to ", who, " on ", n)]++
			}
		}
	}
}

// oweBeside adds what the facilitator is told: each word that feedback misses, and each request once its round is over, as they have
// had no go of their own.
func (t *turn) oweBeside(owed map[string]int) error {
	_, q, err := t.mentors()
	if err != nil {
		return err
	}
	facts, err := t.Facts(mentoringStream, 0)
	if err != nil {
		return err
	}
	for _, f := range facts {
		fact, err := mentoring.Decode(f.Kind, f.Person, f.At, f.Body)
		if err != nil {
			return err
		}
		if m, ok := fact.What.(mentoring.Missed); ok {
			owed["missed "+m.ID]++
		}
	}
	for _, waits := range q.Waiting() {
		r, err := t.round(waits.Round)
		if err != nil {
			return err
		}
		if !r.Open() {
			owed["offer "+waits.ID]++
		}
	}
	return nil
}

// startsThread tells the first line under a card from its last word.
func startsThread(p chat.Post) bool { return p.Message.Rows[0][0].Label == "My attempt" }

// sent counts the same of what stands on the platform.
func (c *crash) sent() map[string]int {
	sent, started := map[string]int{}, map[string]bool{}
	for _, s := range c.platform.All() {
		switch d := s.Deed.(type) {
		case chat.Post:
			what := "card "
			if len(d.Message.Rows) == 0 {
				sent["reflections"]++
				continue
			}
			if d.At.Thread != "" {
				what = "last word "
			}
			if id := "thread start " + d.At.Thread; startsThread(d) { // none where the round closed before it could go out
				if started[id] {
					sent[id]++
				}
				started[id] = true
				continue
			}
			sent[what+parse(d.Message.Rows[0][0].ID).about]++
		case chat.Edit:
			if row := d.Message.Rows[0]; len(row) == 2 && parse(row[1].ID).verb == vCackle { // only a closed card has these two
				sent["closed card "+parse(d.Message.Rows[0][0].ID).about]++
			}
		case chat.Mark: // however often it went on and off, one that stands is one
			if delete(sent, "mark on "+d.ID); !d.Off {
				sent["mark on "+d.ID] = 1
			}
		case chat.Note:
			if len(d.Message.Rows) == 0 { // that no mentor was free yet
				continue
			}
			switch k := parse(d.Message.Rows[0][0].ID); k.verb {
			case vSee:
				sent[fmt.Sprint("feedback ", k.about, " to ", d.To, " on ", k.num(0))]++
			case vMissing:
				sent["missed "+k.about]++
			case vTake:
				sent["offer "+k.about]++
			}
		}
	}
	return sent
}
