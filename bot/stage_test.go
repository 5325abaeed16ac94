package bot

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/curriculum"
	"cackle/drills/programme"
	"cackle/scheduler"
	"cackle/store"
	"cackle/text"
)

const testSpace chat.Space = "test"

// clock is moved by hand.
type clock struct{ now time.Time }

func (c *clock) Now() time.Time { return c.now }

// stage is a team, their channel and a bot, driven one event at a time: no loops, no sleeps, the real store.
type stage struct {
	t     testing.TB
	dir   string
	bot   *Bot
	clock *clock
	room  *room
	drill []*drills.Drill
	runs  check.Runner
	event int
	trace func(point string) // told where the store's writer is; may be nil
	hangs bool               // the sandbox: nothing that runs ends
	sent  chat.Submit        // the last that somebody did
	texts *text.Bundle       // nil for those that there are
}

// room is the platform: it keeps what it was sent, as everyone sees it. It is a chat.Adapter.
type room struct {
	keys    map[string]chat.Receipt
	order   []string               // ids of messages, oldest first
	posted  map[string]*chat.Post  // by id
	notes   map[string][]chat.Note // by person
	steps   map[string]*chat.Step  // what is open for a person
	homes   map[string]chat.Home
	passing map[string]chat.Message // the whisper that a person was answered last
	said    []string                // since it was last looked at: the transcript
	shown   []picture               // the same as data: the gallery
	buttons map[string]string       // the last id that each label had
	refuses map[string]bool         // people whose direct messages are closed, and channels that are archived
	heard   func(who string, m any) // told of everything that somebody can see; who is "" for everyone
	talk    []said                  // what people wrote
	mute    bool                    // nothing private can be said unasked
	deaf    bool                    // what people say in threads is not heard
	may     map[string]bool         // who may read the thread
}

func (*room) Space() chat.Space { return testSpace }
func (r *room) Limits() chat.Limits {
	return chat.Limits{Threads: true, Talk: !r.deaf, Unasked: !r.mute, Veils: true}
}
func (*room) Serve(ctx context.Context, _ chat.Handler) error { <-ctx.Done(); return nil }

func (r *room) Send(_ context.Context, out chat.Out) (chat.Receipt, error) {
	if err := out.Valid(); err != nil {
		return chat.Receipt{}, err
	}
	if receipt, seen := r.keys[out.Key]; seen {
		return receipt, nil
	}
	receipt := chat.Receipt{ID: fmt.Sprint("m", len(r.keys)+1)}
	if r.refuses[channelOf(out.Do)] {
		return chat.Receipt{}, chat.ErrRefused
	}
	switch d := out.Do.(type) {
	case chat.Post:
		r.order = append(r.order, receipt.ID)
		r.posted[receipt.ID] = &d
		r.tell("", "in "+where(r, d.At), plainMessage(d.Message), d.Message)
	case chat.Edit:
		p := r.posted[d.ID]
		if p == nil {
			return chat.Receipt{}, chat.ErrGone
		}
		p.Message = d.Message
		r.tell("", "edited in "+where(r, d.At), plainMessage(d.Message), d.Message)
	case chat.Note:
		if r.refuses[d.To] {
			return chat.Receipt{}, chat.ErrRefused
		}
		r.notes[d.To] = append(r.notes[d.To], d)
		r.tell(d.To, "note to "+d.To, plainMessage(d.Message), d.Message)
	case chat.Fill:
		open := r.steps[d.To]
		if open == nil || open.Waiting != d.Step.Waiting {
			return chat.Receipt{}, chat.ErrGone
		}
		r.steps[d.To] = &d.Step
		r.tell(d.To, "step of "+d.To+" filled", plainStep(d.Step), d.Step)
	case chat.Mark:
		m := r.written(d.ID)
		if m == nil || m.gone {
			return chat.Receipt{}, chat.ErrGone
		}
		if r.refuses["marks"] {
			return chat.Receipt{}, chat.ErrRefused
		}
		m.marked = !d.Off
		r.said = append(r.said, fmt.Sprintf("[%s on %s of %s: %v]\n", d.Emoji, m.id, m.who, m.marked))
	case chat.Unveil:
		r.may[d.To] = !d.Off
		r.said = append(r.said, fmt.Sprintf("[%s may read the thread: %v]\n", d.To, !d.Off))
	default:
		return chat.Receipt{}, fmt.Errorf("the test's room has no %T", d)
	}
	r.keys[out.Key] = receipt
	return receipt, nil
}

// said is a message of a person's, in the thread.
type said struct {
	id, who, text string
	at            chat.Place
	marked, gone  bool
}

func (r *room) written(id string) *said {
	i := slices.IndexFunc(r.talk, func(s said) bool { return s.id == id })
	if i < 0 {
		return nil
	}
	return &r.talk[i]
}

func where(r *room, at chat.Place) string {
	if at.Thread == "" {
		return "#" + at.Channel
	}
	if p := r.posted[at.Thread]; p != nil {
		return "the thread"
	}
	return "a thread of nothing"
}

// hush lets what was seen so far go.
func (r *room) hush() { r.said, r.shown = nil, nil }

func (r *room) tell(who, head, body string, m any) {
	r.said = append(r.said, "["+head+"]\n"+body)
	if p, ok := r.pictureOf(who, m); ok {
		p.seen = head
		for _, b := range p.buttons() {
			r.buttons[unmarked(b.Label)] = b.ID
		}
		r.shown = append(r.shown, p)
	}
	if r.heard != nil {
		r.heard(who, m)
	}
}

// runner stands in for the sandbox: it answers by the query's text. The sandbox has tests of its own.
type runner map[string]check.Rows

func (r runner) SQL(_ context.Context, _, query string) (check.Rows, error) {
	rows, ok := r[query]
	if !ok {
		return check.Rows{Error: "near \"" + query + "\": syntax error"}, nil
	}
	return rows, nil
}

var monday = time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)

func weekly() programme.Settings {
	return programme.Settings{
		Name: "Try", Channels: []string{"drills"}, Level: 1, Facilitators: []string{"ana"}, Mentors: []string{"ana", "mo"},
		Plan: scheduler.Plan{Cron: "0 10 * * MON-FRI", Zone: "UTC", Window: 1},
	}
}

func newStage(t testing.TB, ds ...*drills.Drill) *stage {
	s := &stage{
		t: t, dir: t.TempDir(), clock: &clock{monday}, drill: ds,
		room: &room{
			keys: map[string]chat.Receipt{}, posted: map[string]*chat.Post{}, notes: map[string][]chat.Note{},
			steps: map[string]*chat.Step{}, homes: map[string]chat.Home{}, passing: map[string]chat.Message{}, refuses: map[string]bool{},
			buttons: map[string]string{},
			may:     map[string]bool{},
		},
		runs: runner{},
	}
	s.start()
	return s
}

// start opens the store and makes a bot on it, as a process does.
func (s *stage) start() {
	st, err := store.Open(context.Background(), store.Options{Dir: s.dir, Trace: s.trace})
	if err != nil {
		s.t.Fatalf("open the store: %v", err)
	}
	if s.texts == nil {
		if s.texts, err = text.Load(); err != nil {
			s.t.Fatal(err)
		}
	}
	s.bot = New(Config{
		Store: st, Adapters: []chat.Adapter{s.room}, Drills: s.drill, Chooser: curriculum.Simple{}, Runner: s.runs, Clock: s.clock,
		Texts: s.texts, Log: slog.New(slog.NewTextHandler(io.Discard, nil)), Admin: "cackle-admin",
	})
}

func (s *stage) stop() {
	if err := s.bot.Store.Close(); err != nil {
		s.t.Errorf("close the store: %v", err)
	}
}

// restart is a process ending and another taking over the same folder.
func (s *stage) restart() {
	s.stop()
	s.start()
}

func (s *stage) settle() { s.settleAs(weekly()) }

func (s *stage) settleAs(p programme.Settings) {
	if err := s.bot.Settle(context.Background(), testSpace, "try", p); err != nil {
		s.t.Fatal(err)
	}
	s.settled()
}

// settled does all work that is due: what the loops do, without their sleeps.
func (s *stage) settled() {
	ctx := context.Background()
	for range 1000 {
		if err := s.bot.due(ctx, s.clock.now); err != nil {
			s.t.Fatalf("timers: %v", err)
		}
		ran := s.runAll(ctx)
		if s.sendAll(ctx) == 0 && ran == 0 {
			return
		}
	}
	s.t.Fatal("work never ends")
}

// runAll runs what is due; what does not work is tried again a second later.
func (s *stage) runAll(ctx context.Context) int {
	if s.hangs {
		return 0
	}
	effects, err := s.bot.Store.ClaimEffects(ctx, s.clock.now, time.Minute, 10)
	if err != nil {
		s.t.Fatalf("claim effects: %v", err)
	}
	for _, e := range effects {
		if err := s.bot.check(ctx, e); err != nil {
			e.Tries++
			if err := s.bot.Store.RetryEffect(ctx, e, s.clock.now.Add(time.Second)); err != nil {
				s.t.Fatalf("after %v: %v", err, err)
			}
		}
	}
	return len(effects)
}

func (s *stage) sendAll(ctx context.Context) int {
	queued, err := s.bot.Store.ClaimOutbox(ctx, s.clock.now, time.Minute, 100)
	if err != nil {
		s.t.Fatalf("claim the outbox: %v", err)
	}
	for _, q := range queued {
		receipt, err := s.bot.send(ctx, q)
		if errors.Is(err, chat.ErrRefused) {
			s.park(ctx, q, err)
			continue
		}
		if err != nil {
			s.t.Fatalf("send %s: %v", q.Key, err)
		}
		anchor := store.Anchor{Message: receipt.ID}
		if err := s.bot.Store.Sent(ctx, q, anchor, 0, s.clock.now); err != nil {
			s.t.Fatalf("record %s: %v", q.Key, err)
		}
	}
	return len(queued)
}

// park gives a message up, as the outbox does with what is refused.
func (s *stage) park(ctx context.Context, q store.Queued, why error) {
	q.Tries++
	if err := s.bot.Store.Fail(ctx, q, why.Error(), s.clock.now); err != nil {
		s.t.Fatalf("park %s: %v", q.Key, err)
	}
	s.bot.parked(ctx, q, why)
}

// pass moves the clock to a time by the timers on the way, in their order.
func (s *stage) pass(to time.Time) {
	for {
		next, ok, err := s.bot.Store.NextTimer(context.Background())
		if err != nil {
			s.t.Fatal(err)
		}
		if !ok || next.After(to) {
			break
		}
		s.clock.now = later(s.clock.now, next)
		s.settled()
	}
	s.clock.now = to
	s.settled()
}

// act lets a person do something, and gives what the bot answered.
func (s *stage) act(who string, act chat.Act) chat.Answer {
	answer, err := s.bot.Handle(context.Background(), s.eventOf(who, act))
	if err != nil {
		s.t.Fatalf("%s: %#v: %v", who, act, err)
	}
	s.answered(who, answer)
	return answer
}

func (s *stage) eventOf(who string, act chat.Act) chat.Event {
	s.event++
	return chat.Event{
		ID: fmt.Sprint("e", s.event), Space: testSpace, By: chat.Person{ID: who, Name: who, Admin: who == "ada", Guest: who == "gus"},
		At: chat.Place{Channel: "drills"}, Act: act,
	}
}

func (s *stage) answered(who string, answer chat.Answer) {
	r := s.room
	delete(r.passing, who)
	switch a := answer.(type) {
	case chat.Show:
		if err := a.Step.Valid(); err != nil {
			s.t.Errorf("a step that the smaller platform would refuse: %v", err)
		}
		r.steps[who] = &a.Step
		r.tell(who, "step of "+who, plainStep(a.Step), a.Step)
	case chat.Whisper:
		if err := a.Message.Valid(); err != nil {
			s.t.Error(err)
		}
		r.passing[who] = a.Message
		r.tell(who, "only "+who, plainMessage(a.Message), a)
	case chat.Home:
		if err := a.Message.Valid(); err != nil {
			s.t.Error(err)
		}
		r.homes[who] = a
		r.tell(who, "home of "+who, plainMessage(a.Message), a)
	case chat.Close:
		delete(r.steps, who)
		r.tell(who, "step of "+who+" closed", "", a)
	case chat.Problem:
		r.tell(who, "under "+a.Field, a.Text, a)
	}
}

// says lets a person write in the thread of the newest card.
func (s *stage) says(who, text string, file *chat.File) *said {
	thread := ""
	for _, id := range s.room.order {
		if s.room.posted[id].At == (chat.Place{Channel: "drills"}) {
			thread = id
		}
	}
	m := said{id: fmt.Sprint("p", len(s.room.talk)+1), who: who, text: text, at: chat.Place{Channel: "drills", Thread: thread}}
	s.room.talk = append(s.room.talk, m)
	s.talks(who, m.at, chat.Say{Message: m.id, Text: text, File: file})
	return s.room.written(m.id)
}

// edits, deletes and reacts do that to a message in the thread.
func (s *stage) edits(id, text string) {
	m := s.room.written(id)
	m.text = text
	s.talks(m.who, m.at, chat.Say{Message: id, Text: text, Edited: true})
}

func (s *stage) deletes(id string) {
	m := s.room.written(id)
	m.gone = true
	s.talks(m.who, m.at, chat.Say{Message: id, Deleted: true})
}

func (s *stage) reacts(who, id string) {
	m := s.room.written(id)
	s.talks(who, m.at, chat.React{Message: id, Emoji: markTaken, Author: m.who, Text: m.text})
}

// talks is an act in a thread.
func (s *stage) talks(who string, at chat.Place, act chat.Act) {
	e := s.eventOf(who, act)
	e.At = at
	s.handle(e)
}

// handle delivers an event, and shows its answer.
func (s *stage) handle(e chat.Event) {
	answer, err := s.bot.Handle(context.Background(), e)
	if err != nil {
		s.t.Fatalf("%s: %#v: %v", e.By.ID, e.Act, err)
	}
	s.answered(e.By.ID, answer)
}

// look reads what is stored, outside everything that happens.
func (s *stage) look(read func(*turn) error) {
	s.t.Helper()
	if err := s.bot.write(context.Background(), testSpace, "look", read); err != nil {
		s.t.Fatal(err)
	}
}

// round is one as it is now.
func (s *stage) round(id string) (r *drills.Round) {
	s.t.Helper()
	s.look(func(t *turn) (err error) {
		r, err = t.round(id)
		return err
	})
	return r
}

// find looks for a button by its label: in the person's open step, in their notes, then in the channel, the newest first.
func (s *stage) find(who, label string) (string, error) {
	var rows [][]chat.Button
	if step := s.room.steps[who]; step != nil {
		rows = append(rows, step.Buttons)
	}
	rows = append(rows, s.room.passing[who].Rows...)
	rows = append(rows, s.room.homes[who].Message.Rows...)
	notes := slices.Clone(s.room.notes[who])
	slices.Reverse(notes)
	for _, n := range notes {
		rows = append(rows, n.Message.Rows...)
	}
	order := slices.Clone(s.room.order)
	slices.Reverse(order)
	for _, id := range order {
		rows = append(rows, s.room.posted[id].Message.Rows...)
	}
	for _, row := range rows {
		for _, b := range row {
			if unmarked(b.Label) == label {
				return b.ID, nil
			}
		}
	}
	return "", errors.New("nobody sees a button " + label)
}

// button is the first of these that somebody sees.
func (s *stage) button(who string, labels ...string) string {
	for _, label := range labels {
		if id, err := s.find(who, label); err == nil {
			return id
		}
	}
	s.t.Fatalf("%s sees none of %q", who, labels)
	return ""
}

// press presses a button by its label.
func (s *stage) press(who, label string) chat.Answer {
	id, err := s.find(who, label)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.act(who, chat.Press{Button: id})
}

// send fills in the open step, over what stands in it, and sends it.
func (s *stage) send(who string, values chat.Values) chat.Answer {
	step := s.room.steps[who]
	if step == nil {
		s.t.Fatalf("%s has no step open", who)
	}
	all := chat.Values{}
	for _, p := range step.Parts {
		if p.Field != nil && len(p.Field.Prefill) > 0 {
			all[p.Field.Name] = p.Field.Prefill
		}
	}
	for name, v := range values {
		all[name] = v
	}
	s.sent = chat.Submit{Step: step.ID, Values: all}
	return s.act(who, s.sent)
}

// plainMessage writes a message as text, everything that can be seen of it.
func plainMessage(m chat.Message) string {
	var b strings.Builder
	b.WriteString(plainBlocks(m.Blocks))
	if len(m.Hidden) > 0 {
		b.WriteString("▸ " + m.Reveal + "\n" + indent(plainBlocks(m.Hidden)))
	}
	for _, row := range m.Rows {
		b.WriteString(plainButtons(row))
	}
	return b.String()
}

func plainStep(s chat.Step) string {
	var b strings.Builder
	b.WriteString("== " + s.Heading + " ==\n" + plainBlocks(s.Body))
	for _, p := range s.Parts {
		if p.Field == nil {
			b.WriteString(p.Text + "\n")
			continue
		}
		f := p.Field
		b.WriteString(f.Label + " ____")
		if f.Required {
			b.WriteString(" *")
		}
		if len(f.Prefill) > 0 {
			b.WriteString(" " + strings.Join(f.Prefill, ", "))
		}
		b.WriteString("\n")
		for _, o := range f.Options {
			b.WriteString("  ( ) " + o.Label + "\n")
		}
	}
	var words []chat.Button
	if s.Send != "" {
		words = append(words, chat.Button{Label: s.Send})
	}
	return b.String() + plainButtons(append(words, s.Buttons...))
}

func plainButtons(row []chat.Button) string {
	labels := make([]string, len(row))
	for i, b := range row {
		labels[i] = "[" + b.Label + "]"
	}
	if len(labels) == 0 {
		return ""
	}
	return strings.Join(labels, " ") + "\n"
}

func plainBlocks(blocks []chat.Block) string {
	var b strings.Builder
	for _, block := range blocks {
		switch {
		case block.Text != "":
			b.WriteString(strings.TrimRight(block.Text, "\n") + "\n")
		case block.Code != nil:
			b.WriteString(indent(block.Code.Text))
		case block.Quote != "":
			b.WriteString("“" + block.Quote + "”\n")
		case block.Columns != nil:
			for _, c := range []chat.Column{block.Columns.Left, block.Columns.Right} {
				b.WriteString("| " + c.Head + "\n" + indent(plainBlocks(c.Blocks)))
			}
		case block.Table != nil:
			for _, row := range append([][]string{block.Table.Head}, block.Table.Rows...) {
				b.WriteString(strings.Join(row, " | ") + "\n")
			}
		case block.Fold != nil:
			b.WriteString("▸ " + block.Fold.Head + "\n" + indent(plainBlocks(block.Fold.Blocks)))
		}
		for _, term := range block.Terms {
			b.WriteString(term.Head + ": " + term.Text + "\n")
		}
	}
	return b.String()
}

func indent(s string) string {
	if s == "" {
		return ""
	}
	return "    " + strings.ReplaceAll(strings.TrimRight(s, "\n"), "\n", "\n    ") + "\n"
}
