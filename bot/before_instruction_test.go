package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/store"
)

// The markers stand in everything that teaches; whoever hears one is told.
const (
	markSolution = "SOLUTION-MARK"
	markFeedback = "FEEDBACK-MARK"
	markHandUp   = "HANDUP-MARK-"  // + number
	markAttempt  = "ATTEMPT-MARK-" // + person
)

// ownMark is in front of every mark of the drill that nobody's channel has before the first round closed.
const (
	ownMark       = "OWN-"
	markOwnHandUp = ownMark + "HANDS-UP"
)

// marked is a drill whose every teaching text carries a mark.
func marked(kind drills.Kind) *drills.Drill {
	d := alarm()
	if kind == drills.SQL {
		d = quietCustomers()
	}
	d.HandsUp = []string{markHandUp + "1", markHandUp + "2"}
	teach(d, markSolution, markFeedback)
	return d
}

// markedOwn is another, for practice: of a level that no programme here has, so that its channel gets it last.
func markedOwn() *drills.Drill {
	d := changedID()
	d.Level, d.HandsUp = 4, []string{markOwnHandUp}
	teach(d, ownMark+markSolution, ownMark+markFeedback)
	return d
}

func teach(d *drills.Drill, solution, feedback string) {
	d.Holds, d.Why, d.Debrief = solution, solution+" why", "What "+solution+"?"
	for _, task := range []*drills.Task{&d.First, d.Twin, d.Transfer} {
		if task == nil {
			continue
		}
		for i := range task.Ways {
			task.Ways[i] = drills.Way{Name: solution, Sound: solution, Example: solution}
		}
		for i := range task.Misconceptions {
			m := &task.Misconceptions[i]
			m.Name, m.Examples = feedback, []string{feedback}
			m.Feedback = drills.Feedback{
				Sound: feedback, Assumes: feedback, Breaks: feedback, Holds: feedback, Next: feedback,
				Works: feedback, Example: feedback, Read: drills.Source{Title: feedback, URL: "https://example.org"},
			}
		}
	}
}

// team plays a stage at random, by nothing but what can be seen: buttons, forms, commands, time, restarts, repeats.
type team struct {
	*stage
	t        *rapid.T
	round    string
	handsUp  map[string]int
	askedOwn map[string]bool // who asked for a hand up of the other drill
	last     func()
	met      map[string]int             // in all plays
	pressed  map[string]int             // in this one
	pairs    map[string]map[string]bool // whose attempts are theirs too: both said so
	fault    string
}

// people are a facilitator who is a mentor too, somebody, and another mentor.
var people = []string{"ana", "ben", "mo"}

func (m *team) hear(who string, said any) {
	text, err := json.Marshal(said)
	if err != nil {
		m.t.Fatal(err)
	}
	for _, person := range people {
		if who == "" || who == person {
			plain := strings.ReplaceAll(string(text), `\\`, "") // people's words in our Markdown are escaped
			m.check(person, plain)
			m.unnamed(person, plain)
		}
	}
}

// look reads what is stored.
func (m *team) look(read func(*turn) error) {
	if err := m.bot.write(context.Background(), testSpace, "look", read); err != nil {
		m.t.Fatal(err)
	}
}

func (m *team) read() (r *drills.Round) {
	m.look(func(t *turn) error {
		found, err := t.round(m.round)
		if err == nil { // before the card there is none
			r = found
		}
		return nil
	})
	return r
}

// check is C2, in a channel and in private: who has no stored attempt at a drill sees no solution and no feedback of it until a debrief
// stands, and nobody else's attempt before that; hands up are for who asked, at any time.
func (m *team) check(person, text string) {
	for n := 1; n <= 2; n++ {
		if strings.Contains(text, fmt.Sprint(markHandUp, n)) && m.handsUp[person] < n {
			m.fault = fmt.Sprintf("%s did not ask for hand up %d and sees it: %s", person, n, text)
		}
	}
	if strings.Contains(text, markOwnHandUp) && !m.askedOwn[person] {
		m.fault = fmt.Sprintf("%s did not ask for a hand up of the other drill and sees it: %s", person, text)
	}
	told := false
	for i, marks := range [][]string{{markSolution, markFeedback}, {ownMark + markSolution, ownMark + markFeedback}} {
		attempted, debriefed := m.knows(person, m.drill[i].ID)
		told = told || debriefed
		for _, mark := range marks {
			if holds(text, mark) && !attempted && !debriefed {
				m.fault = fmt.Sprintf("%s has no attempt and sees %s: %s", person, mark, text)
			}
		}
	}
	for _, other := range people {
		if other != person && strings.Contains(text, markAttempt+other) && !told && !m.pairs[person][other] && !m.mayReadOf(person, other) {
			m.fault = fmt.Sprintf("%s sees the attempt of %s: %s", person, other, text)
		}
	}
}

// holds tells the marks of the one drill from those of the other.
func holds(text, mark string) bool {
	if !strings.HasPrefix(mark, ownMark) {
		text = strings.ReplaceAll(text, ownMark+mark, "")
	}
	return strings.Contains(text, mark)
}

// knows says whether a person attempted a drill, in any round, and whether a debrief of it has come.
func (m *team) knows(person, drill string) (attempted, debriefed bool) {
	m.look(func(t *turn) error {
		mine, err := t.rounds(person)
		if err != nil {
			return err
		}
		for _, r := range mine {
			attempted = attempted || r.Drill.ID == drill && r.People[person].Attempted()
		}
		p, err := t.programme("try")
		if err != nil || p == nil {
			return err
		}
		for _, id := range p.Rounds(drill) {
			r, err := t.round(id)
			if err != nil {
				return err
			}
			debriefed = debriefed || !r.Open() && !r.Lapsed
		}
		return nil
	})
	return attempted, debriefed
}

// nothingWaitsUnheard is that whoever still waits for a mentor was told so, and that no search for a colleague goes on.
func (m *team) nothingWaitsUnheard() {
	m.look(func(t *turn) error {
		_, queue, err := t.mentors()
		if err != nil {
			return err
		}
		for _, q := range queue.Awaited() {
			if !q.Told {
				m.t.Fatalf("%s waits for a mentor unheard: %+v", q.Person, q)
			}
		}
		_, board, err := t.board()
		for _, who := range people {
			if p := board.In(m.round, who); p != nil && p.End == "" {
				m.t.Fatalf("two who reflect never end: %+v", p)
			}
		}
		return err
	})
}

// mayReadOf says the same of somebody's words, which may be another's too who worked on them.
func (m *team) mayReadOf(person, other string) bool {
	return slices.ContainsFunc(people, func(who string) bool {
		return (who == other || m.pairs[who][other]) && who != person && m.mayRead(person, who)
	})
}

// mayRead says whether somebody may see what another wrote in the open round: they said yes to each other, one is the mentor whom the
// other asked, or it is a facilitator to whom it was sent that feedback misses; and their own first go stands. It is told from the
// stored facts alone.
func (m *team) mayRead(person, other string) (may bool) {
	through := false // in this round, or for what was tried in a practice in any
	m.look(func(t *turn) error {
		said, err := m.besideFacts(t)
		yes := func(kind, a, b string) bool {
			return slices.ContainsFunc(said, func(x store.Fact) bool {
				return x.Kind == kind && x.Person == a && slices.ContainsFunc(said, func(y store.Fact) bool {
					return y.Person == b && (y.Kind == "Looked" || y.Kind == "Asked") && idIn(y) == idIn(x)
				})
			})
		}
		may = yes("Agreed", person, other) || yes("Agreed", other, person) || yes("Taken", person, other) || yes("Taken", other, person)
		for _, f := range said {
			may = may || f.Kind == "Missed" && f.Person == other && person == "ana"
		}
		rounds, wrong := t.rounds(person)
		for _, r := range rounds {
			p := r.People[person]
			through = through || p.Attempted() && !p.Turns[0].Shown.IsZero()
		}
		return errors.Join(err, wrong)
	})
	return may && through
}

// besideFacts are all that happened between people: in the mentors' queue and between colleagues.
func (m *team) besideFacts(t *turn) ([]store.Fact, error) {
	queue, err := t.Facts(mentoringStream, 0)
	if err != nil {
		return nil, err
	}
	board, err := t.Facts(pairingStream, 0)
	return append(queue, board...), err
}

// idIn is the id that a fact is about.
func idIn(f store.Fact) string {
	var about struct{ ID string }
	if err := json.Unmarshal(f.Body, &about); err != nil {
		return ""
	}
	return about.ID
}

// unnamed is that nobody's name is told who did not choose so. The facilitator's stands in refusals.
func (m *team) unnamed(person, text string) {
	for _, other := range people[1:] {
		if other == person || !strings.Contains(text, "person:"+other) {
			continue
		}
		chose := false
		err := m.bot.write(context.Background(), testSpace, "look", func(t *turn) error {
			said, err := m.besideFacts(t)
			chose = slices.ContainsFunc(said, func(f store.Fact) bool {
				return f.Person == other && strings.Contains(string(f.Body), `"Named":true`)
			})
			rounds, wrong := t.rounds(other)
			for _, r := range rounds {
				p := r.People[other]
				worked := p != nil && p.Named[person] != "" // who says so says who says it
				chose = chose || worked
			}
			return errors.Join(err, wrong)
		})
		if err != nil || !chose {
			m.fault = fmt.Sprintf("%s sees the name of %s, who did not choose so: %s (%v)", person, other, text, err)
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
	for _, row := range m.room.passing[who].Rows {
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

// setUp goes through the three steps, at whose end a drill is shown.
func (m *team) setUp() {
	m.act("ana", chat.Command{Words: "setup"})
	for range 3 {
		m.fill("ana")
	}
}

// pressOwn presses a button of what only this person was answered, in their home or in passing.
func (m *team) pressOwn(who string) {
	rows := slices.Concat(m.room.passing[who].Rows, m.room.homes[who].Message.Rows)
	if all := slices.Concat(rows...); len(all) > 0 {
		m.pressID(who, rapid.SampledFrom(all).Draw(m.t, "button of their own").ID)
	}
}

// compare has two at the reflection, who say yes to each other.
func (m *team) compare(one, other string) {
	for _, who := range []string{one, other} {
		answer := map[bool]string{true: "not in " + markAttempt + who, false: "99"}[m.drill[0].First.Kind == drills.SQL]
		m.press(who, "Have a go")
		m.send(who, chat.Values{"answer": {answer}, "sure": {"3"}})
		m.settled()
		m.send(who, nil)
		m.settled()
	}
	for _, label := range []string{"Reflect with a colleague", "Look, without"} {
		m.pressID(one, m.button(one, label))
	}
	m.settled()
	m.pressID(other, m.button(other, "Yes, without"))
	m.settled()
}

// begin has some of them at the reflection, or at their feedback, from the start: what is between people is seldom reached otherwise.
func (m *team) begin() {
	for _, who := range people {
		if m.read().People[who].Attempted() || !rapid.Bool().Draw(m.t, "has had a go") {
			continue
		}
		answers := []string{"99", "99", "9"}
		if m.drill[0].First.Kind == drills.SQL {
			answers = []string{"not in " + markAttempt + who, "join " + markAttempt + who, "held " + markAttempt + who}
		}
		answer := rapid.SampledFrom(answers).Draw(m.t, "first answer")
		m.press(who, "Have a go")
		m.send(who, chat.Values{"answer": {answer}, "sure": {"3"}, "expects": {markAttempt + who}})
		m.settled()
		m.send(who, chat.Values{"people": rapid.SliceOfN(rapid.SampledFrom(people), 0, 2).Draw(m.t, "worked with")})
		m.settled()
		if rapid.Bool().Draw(m.t, "and reflected") {
			m.fill(who)
		}
	}
}

// pressLeast presses what was pressed least often in this play: in the open step, or in a note.
func (m *team) pressLeast(who string) {
	var best string
	least := func(row []chat.Button) {
		for _, b := range row {
			if best == "" || m.pressed[parse(b.ID).verb] < m.pressed[parse(best).verb] {
				best = b.ID
			}
		}
	}
	if step := m.room.steps[who]; step != nil {
		least(step.Buttons)
	}
	rows := slices.Concat(m.room.passing[who].Rows, m.room.homes[who].Message.Rows)
	for _, n := range slices.Backward(m.room.notes[who]) {
		rows = append(rows, n.Message.Rows...)
	}
	for _, row := range rows {
		least(row)
	}
	if best != "" {
		m.pressID(who, best)
	}
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
		m.askedOwn[who] = m.askedOwn[who] || k.about != m.round
	}
	m.paired(who, k)
	m.met[k.verb]++
	m.pressed[k.verb]++
	m.last = func() { m.act(who, chat.Press{Button: id}) }
	m.last()
}

// react laughs at any message, or takes that back.
func (m *team) react(who string) {
	id := rapid.SampledFrom(m.room.order).Draw(m.t, "message")
	act := chat.React{Message: id, Emoji: hen, Off: rapid.Bool().Draw(m.t, "off")}
	m.last = func() { m.act(who, act) }
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
		case f.Name == "answer" && len(f.Options) == 0:
			values[f.Name] = []string{rapid.SampledFrom(m.answers(who)).Draw(m.t, "answer")}
		case f.Kind == chat.Date:
			values[f.Name] = []string{rapid.SampledFrom([]string{"", "2026-11-24", "2026-11-26", "2026-12-24", "soon"}).Draw(m.t, "day")}
		case f.Name == "time" || f.Name == "zone" || f.Name == "facilitators":
			values[f.Name] = f.Prefill
		case f.Name == "holidays":
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

// stumble takes a person to a stumble that waits for the debrief, which chance alone seldom does.
func (m *team) stumble(who string) {
	answer := "99"
	if m.drill[0].First.Kind == drills.SQL {
		answer = "not in " + markAttempt + who
	}
	m.press(who, "Have a go")
	m.send(who, chat.Values{"answer": {answer}, "sure": {"3"}})
	m.settled()
	m.send(who, nil)
	m.send(who, chat.Values{"discrepancy": {markAttempt + who}, "cause": {markAttempt + who}})
	m.pressID(who, m.button(who, "No, don't quote it"))
	m.pressID(who, m.button(who, "Share this stumble"))
	m.send(who, nil)
}

// afterTheClose has everyone come back, share or take back what they can, and goes on.
func (m *team) afterTheClose() {
	m.pass(m.clock.now.Add(25 * time.Hour))
	for _, who := range people {
		m.pressID(who, mint(vGo, m.round))
		step := m.room.steps[who]
		shares := slices.DeleteFunc(slices.Clone(step.Buttons), func(b chat.Button) bool {
			return !slices.Contains([]string{vShare, vUnshare, vPostMine}, parse(b.ID).verb)
		})
		if len(shares) > 0 {
			m.pressID(who, rapid.SampledFrom(shares).Draw(m.t, "what is shared").ID)
			m.fill(who)
		}
		m.turn()
	}
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
	switch rapid.IntRange(0, 24).Draw(m.t, "what") {
	case 24:
		m.react(who)
	case 0:
		words := rapid.SampledFrom([]string{"my drills", "why", "help", "schedule", "whi", "mentor", ""}).Draw(m.t, "words")
		if words == "" { // seldom: these open steps that lie beside the way
			words = rapid.SampledFrom([]string{
				"practice", "practice", "practice json", "pause until friday", "pause", "pause until 7/12", "back", "setup", "setup",
			}).Draw(m.t, "words of one's own")
		}
		if words == "setup" {
			m.setUp()
			break
		}
		m.act(who, chat.Command{Words: words})
	case 1:
		minutes := rapid.IntRange(1, 90).Draw(m.t, "minutes")
		if rapid.IntRange(0, 9).Draw(m.t, "a long time") == 0 {
			minutes *= 16 // often over the close
		}
		m.pass(m.clock.now.Add(time.Duration(minutes) * time.Minute))
	case 2:
		if m.last != nil {
			m.last() // the platform delivers it again
		}
	case 3:
		delete(m.room.steps, who)
	case 4:
		m.room.refuses[who] = !m.room.refuses[who]
	case 11:
		m.pressOwn(who)
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
	case 12, 13, 14, 15: // what was pressed least, of all that is theirs alone
		m.pressLeast(who)
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
	playTeams(t, false, vGo, vHandUp, vNotToday, vWhy, vAttempt, vSecond, vReflect, vReason, vCompare, vAgain, vQuote, vDone, vPair,
		vBring, vPractice, vPause, vBack, vSetup, vMentor, vTake, vMiss, vColleague, vLook, vJoin, vNotes, vCackle, vShare, vUnshare, vPostMine)
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
		m := &team{stage: newStage(t, d, markedOwn()), t: rt, handsUp: map[string]int{}, askedOwn: map[string]bool{}, met: met, pressed: map[string]int{}, pairs: map[string]map[string]bool{}}
		defer m.stop()
		m.runs = marksRun{}
		m.bot.Runner = m.runs
		m.room.mute = inThread && rapid.Bool().Draw(rt, "nothing unasked")
		m.settle()
		m.round = parse(m.buttons("ana")[0]).about
		m.room.heard = m.hear
		switch rapid.IntRange(0, 3).Draw(rt, "begins with") {
		case 0, 1:
			m.stumble("ana")
		case 2:
			m.compare("ana", "ben")
		}
		m.begin()
		for range rapid.IntRange(5, 140).Draw(rt, "events") {
			m.turn()
			if m.fault != "" {
				rt.Fatal(m.fault)
			}
		}
		if rapid.Bool().Draw(rt, "they come back after the close") {
			m.afterTheClose()
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
	m.nothingWaitsUnheard()
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
