package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
)

// The markers stand in everything that teaches; whoever hears one is told.
const (
	markSolution = "SOLUTION-MARK"
	markFeedback = "FEEDBACK-MARK"
	markHandUp   = "HANDUP-MARK-"  // + number
	markAttempt  = "ATTEMPT-MARK-" // + person
)

// marked is a drill whose every teaching text carries a mark.
func marked(kind drills.Kind) *drills.Drill {
	d := alarm()
	if kind == drills.SQL {
		d = quietCustomers()
	}
	d.HandsUp = []string{markHandUp + "1", markHandUp + "2"}
	d.Holds, d.Why, d.Debrief = markSolution, markSolution+" why", "What "+markSolution+"?"
	for _, task := range []*drills.Task{&d.First, d.Twin, d.Transfer} {
		if task == nil {
			continue
		}
		for i := range task.Ways {
			task.Ways[i] = drills.Way{Name: markSolution, Sound: markSolution, Example: markSolution}
		}
		for i := range task.Misconceptions {
			m := &task.Misconceptions[i]
			m.Name, m.Examples = markFeedback, []string{markFeedback}
			m.Feedback = drills.Feedback{
				Sound: markFeedback, Assumes: markFeedback, Breaks: markFeedback, Holds: markFeedback, Next: markFeedback,
				Works: markFeedback, Example: markFeedback, Read: drills.Source{Title: markFeedback, URL: "https://example.org"},
			}
		}
	}
	return d
}

// team plays a stage at random, by nothing but what can be seen: buttons, forms, commands, time, restarts, repeats.
type team struct {
	*stage
	t       *rapid.T
	round   string
	handsUp map[string]int
	last    func()
	met     map[string]int
	pairs   map[string]map[string]bool // whose attempts are theirs too: both said so
	fault   string
}

var people = []string{"ana", "ben", "chi"}

func (m *team) hear(who string, said any) {
	text, err := json.Marshal(said)
	if err != nil {
		m.t.Fatal(err)
	}
	round := m.read()
	if round == nil {
		return
	}
	for _, person := range people {
		if who != "" && who != person {
			continue
		}
		m.check(person, string(text), round)
	}
}

func (m *team) read() (r *drills.Round) {
	err := m.bot.write(context.Background(), testSpace, "look", func(t *turn) error {
		found, err := t.round(m.round)
		if err == nil { // before the card there is none
			r = found
		}
		return nil
	})
	if err != nil {
		m.t.Fatal(err)
	}
	return r
}

// check is C2: while the round is open, who has no stored attempt sees no solution, no feedback, nobody else's attempt; hands
// up are for who asked, at any time.
func (m *team) check(person, text string, r *drills.Round) {
	for n := 1; n <= 2; n++ {
		if strings.Contains(text, fmt.Sprint(markHandUp, n)) && m.handsUp[person] < n {
			m.fault = fmt.Sprintf("%s did not ask for hand up %d and sees it: %s", person, n, text)
		}
	}
	if !r.Open() && !r.Lapsed {
		return
	}
	if r.People[person].Attempted() {
		for _, other := range people {
			if other != person && !m.pairs[person][other] && strings.Contains(text, markAttempt+other) {
				m.fault = fmt.Sprintf("%s sees the attempt of %s: %s", person, other, text)
			}
		}
		return
	}
	text = strings.ReplaceAll(text, markAttempt+person, "") // one's own words, handed back
	for _, mark := range []string{markSolution, markFeedback, markAttempt} {
		if strings.Contains(text, mark) {
			m.fault = fmt.Sprintf("%s has no attempt and sees %s: %s", person, mark, text)
		}
	}
}

// buttons are all that a person sees.
func (m *team) buttons(who string) []string {
	var ids []string
	add := func(row []chat.Button) {
		for _, b := range row {
			ids = append(ids, b.ID)
		}
	}
	if step := m.room.steps[who]; step != nil {
		add(step.Buttons)
	}
	for _, n := range m.room.notes[who] {
		for _, row := range n.Message.Rows {
			add(row)
		}
	}
	for _, row := range m.room.aside[who].Rows {
		add(row)
	}
	for _, id := range m.room.order {
		for _, row := range m.room.posted[id].Message.Rows {
			add(row)
		}
	}
	return ids
}

func (m *team) pressAny(who string) {
	ids := m.buttons(who)
	if len(ids) == 0 {
		return
	}
	m.pressID(who, rapid.SampledFrom(ids).Draw(m.t, "button"))
}

// pressIn presses one of a step's buttons; the last one, which often ends the way, as often as all others together, or it would
// hardly be met.
func (m *team) pressIn(who string, row []chat.Button) {
	if rapid.Bool().Draw(m.t, "the last button") {
		row = row[len(row)-1:]
	}
	m.pressID(who, rapid.SampledFrom(row).Draw(m.t, "button of the step").ID)
}

func (m *team) pressID(who, id string) {
	k := parse(id)
	if k.verb == vHandUp {
		m.handsUp[who] = max(m.handsUp[who], k.num(0))
	}
	m.paired(who, k)
	m.met[k.verb]++
	m.last = func() { m.act(who, chat.Press{Button: id}) }
	m.last()
}

// fill sends the open step with something in every field.
func (m *team) fill(who string) {
	step := m.room.steps[who]
	if step == nil || step.Send == "" {
		return
	}
	values := chat.Values{}
	for _, p := range step.Parts {
		if p.Field == nil {
			continue
		}
		switch f := p.Field; {
		case f.Name == "answer":
			values[f.Name] = []string{rapid.SampledFrom(m.answers(who)).Draw(m.t, "answer")}
		case f.Kind == chat.People:
			values[f.Name] = rapid.SliceOfN(rapid.SampledFrom(people), 0, 2).Draw(m.t, "people")
		case len(f.Options) > 0:
			values[f.Name] = []string{rapid.SampledFrom(f.Options).Draw(m.t, "option").Value}
		default:
			values[f.Name] = []string{markAttempt + who}
		}
	}
	id := step.ID
	m.met[parse(id).verb]++
	m.last = func() { m.act(who, chat.Submit{Step: id, Values: values}) }
	m.last()
}

func (m *team) answers(who string) []string {
	if m.drill[0].First.Kind == drills.SQL {
		return []string{"held " + markAttempt + who, "not in " + markAttempt + who, "join " + markAttempt + who, "held " + markAttempt + who, "", "1"}
	}
	return []string{"9", "9", "9", "99", "50", "42", "67", "98", "20", "", "no number"}
}

// turn does one thing at random.
func (m *team) turn() {
	who := rapid.SampledFrom(people).Draw(m.t, "who")
	if m.drill[0].InThread && rapid.IntRange(0, 3).Draw(m.t, "in the thread") == 0 {
		m.inThread(who)
		m.worked()
		return
	}
	switch rapid.IntRange(0, 15).Draw(m.t, "what") {
	case 0:
		words := rapid.SampledFrom([]string{"my drills", "why", "help", "schedule", "whi"}).Draw(m.t, "words")
		m.act(who, chat.Command{Words: words})
	case 1:
		m.pass(m.clock.now.Add(time.Duration(rapid.IntRange(1, 90).Draw(m.t, "minutes")) * time.Minute))
	case 2:
		if m.last != nil {
			m.last() // the platform delivers it again
		}
	case 3:
		delete(m.room.steps, who)
	case 4:
		m.room.refuses[who] = !m.room.refuses[who]
	case 5:
		if rapid.IntRange(0, 9).Draw(m.t, "restart") == 0 {
			m.restart()
			m.bot.Runner = m.runs
		}
	case 6, 7, 8, 9, 10:
		if step := m.room.steps[who]; step != nil && step.Send == "" && len(step.Buttons) > 0 {
			m.pressIn(who, step.Buttons) // nothing to fill in: on by the step's own buttons
			return
		}
		m.fill(who)
	default:
		m.pressAny(who)
	}
	m.worked()
}

// worked lets what is due be done, perhaps.
func (m *team) worked() {
	if rapid.Bool().Draw(m.t, "work gets done") {
		m.settled()
		m.maySee()
		m.marked()
	}
}

// marksRun answers every query by its first word.
type marksRun struct{}

func (marksRun) SQL(_ context.Context, _, query string) (check.Rows, error) {
	switch {
	case query == "wanted", strings.HasPrefix(query, "held"):
		return everyRun["wanted"], nil
	case strings.HasPrefix(query, "join"):
		return everyRun["join"], nil
	}
	return check.Rows{Columns: []string{"id"}}, nil
}

// C2 on everything that is rendered, for every order of events: nobody without an attempt is taught while the round is open.
// C7 at its end: nobody who attempted is left without feedback. C13: restarts on the way lose nothing.
func TestAttemptBeforeInstructionOnEverySurface(t *testing.T) {
	playTeams(t, false, vGo, vHandUp, vNotToday, vWhy, vAttempt, vSecond, vReflect, vReason, vCompare, vAgain, vQuote, vDone, vPair)
}

// The same where attempts are given in the thread too, by replies that are edited, deleted, marked and asked about.
func TestAttemptBeforeInstructionInTheThread(t *testing.T) {
	playTeams(t, true, vGo, vReply, vPredict, vSecond, vReflect, vAgain)
}

// playTeams plays many, and wants each of these verbs to be tried.
func playTeams(t *testing.T, inThread bool, verbs ...string) {
	met := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		d := marked(rapid.SampledFrom([]drills.Kind{drills.SQL, drills.Number}).Draw(rt, "kind"))
		d.InThread = inThread
		m := &team{stage: newStage(t, d), t: rt, handsUp: map[string]int{}, met: met, pairs: map[string]map[string]bool{}}
		defer m.stop()
		m.runs = marksRun{}
		m.bot.Runner = m.runs
		m.room.mute = inThread && rapid.Bool().Draw(rt, "nothing unasked")
		m.settle()
		m.round = parse(m.buttons("ana")[0]).about
		m.room.heard = m.hear
		for range rapid.IntRange(5, 90).Draw(rt, "events") {
			m.turn()
			if m.fault != "" {
				rt.Fatal(m.fault)
			}
		}
		m.atTheEnd()
	})
	for _, verb := range verbs {
		if met[verb] == 0 {
			t.Errorf("%q was never tried", verb)
		}
	}
}

func (m *team) atTheEnd() {
	m.settled()
	m.pass(m.clock.now.Add(72 * time.Hour))
	m.pass(m.clock.now.Add(72 * time.Hour))
	if m.fault != "" {
		m.t.Fatal(m.fault)
	}
	r := m.read()
	if r.Open() {
		m.t.Fatal("the round never closed")
	}
	names := []string{}
	for who := range r.People {
		names = append(names, who)
	}
	slices.Sort(names)
	for _, who := range names {
		for n, turn := range r.People[who].Turns {
			if len(turn.Attempts) > 0 && turn.Advised == nil {
				m.t.Fatalf("%s has no feedback on turn %d", who, n)
			}
		}
	}
}
