package bot

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/programme"
	"cackle/text"
)

var rewrite = flag.Bool("rewrite", false, "write what was said into the transcripts")

// A transcript is a conversation that a team could have had: a line that starts with > is done, and what follows it is what
// everyone then sees. go test ./bot -run Transcripts -rewrite writes the files anew, to be reviewed as a change of words.
//
//	> ana presses Have a go
//	> ana sends answer=9 sure=3 expects="a few"
//	> ana sends people=ben,chi
//	> ana types my drills
//	> ana types setup in private
//	> ana presses what is gone  a button that nobody knows any more
//	> ana presses again Take it the last button of this label that anybody had, wherever it is gone
//	> ana sends again           the same form, with something else in it
//	> the drills are order words
//	> settle cron="0 10 * * MON-FRI" fixed=yes
//	> ana lets Cackle in        to the channel, which has no programme
//	> ana reacts with 🐔 to the card | ana takes 🐔 off the debrief
//	> ben closes notes          direct messages refused from here on
//	> the thread takes no marks | the thread takes marks
//	> nothing is heard in threads
//	> the channel is archived   messages are refused there until it is unarchived
//	> ana replies I think 9 %   in the thread of the newest card; her first message is p1
//	> ana sends reason=@3001    as many characters
//	> ana attaches name=my.sql text="select 1"
//	> ana edits p1 10 % | ana deletes p1 | ana marks p1
//	> nothing is said unasked   private words come as notes from here on
//	> time 4m | time to 10:30 | time to Tue 10:00
//	> restart
//	> the sandbox hangs | the sandbox breaks | the sandbox works
func TestTranscripts(t *testing.T) {
	for _, file := range transcripts(t) {
		t.Run(titleOf(file), func(t *testing.T) {
			got, _ := play(t, read(t, file), nil)
			golden(t, file, got)
		})
	}
}

func transcripts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(files) == 0 {
		t.Fatalf("no transcripts: %v", err)
	}
	return files
}

func titleOf(file string) string { return strings.TrimSuffix(filepath.Base(file), ".txt") }

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil && !(*rewrite && errors.Is(err, os.ErrNotExist)) {
		t.Fatal(err)
	}
	return string(text)
}

// golden compares what is said with what is written, or writes it.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if !*rewrite {
		if diff := cmp.Diff(read(t, file), got); diff != "" {
			t.Errorf("%s: said (+) is not as written (-):\n%s", file, diff)
		}
		return
	}
	if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
}

// play does the lines of a transcript, writes it anew with what is said, and gives what was seen as pictures. Texts are those that
// there are, where they are nil.
func play(t *testing.T, script string, texts *text.Bundle) (string, []picture) {
	all := []*drills.Drill{quietCustomers(), alarm(), changedID()}
	for _, d := range all {
		d.InThread = strings.HasPrefix(script, "# In the thread")
	}
	s := newStage(t, all...)
	defer func() { s.stop() }()
	s.runs = everyRun
	s.bot.Runner = everyRun
	if texts != nil {
		s.texts, s.bot.Texts = texts, texts
	}
	var out strings.Builder
	var seen []picture
	lines := bufio.NewScanner(strings.NewReader(script))
	head := true
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") && head {
			out.WriteString(line + "\n")
			continue
		}
		if !strings.HasPrefix(line, "> ") {
			continue
		}
		head = false
		s.do(strings.TrimPrefix(line, "> "))
		s.settled()
		out.WriteString("\n" + line + "\n" + strings.Join(s.room.said, ""))
		for _, p := range s.room.shown {
			p.after = strings.TrimPrefix(line, "> ")
			seen = append(seen, p)
		}
		s.room.hush()
	}
	return out.String(), seen
}

// do carries out one line.
func (s *stage) do(line string) {
	who, rest, _ := strings.Cut(line, " ")
	verb, arg, _ := strings.Cut(rest, " ")
	switch {
	case who == "settle":
		s.settleAs(planned(s.t, rest))
	case strings.HasPrefix(line, "the drills are "):
		s.has(strings.Fields(line)[3:])
	case line == "restart":
		s.restart()
		s.bot.Runner = everyRun
	case who == "time":
		s.pass(s.timeOf(rest))
	case rest == "presses what is gone":
		s.act(who, chat.Press{Button: "gone"})
	case strings.HasPrefix(rest, "presses again "):
		s.act(who, chat.Press{Button: s.room.buttons[strings.TrimPrefix(rest, "presses again ")]})
	case verb == "presses":
		s.press(who, arg)
	case rest == "lets Cackle in":
		s.act(who, chat.Joined{})
	case verb == "types" && strings.HasSuffix(arg, " in private"):
		s.talks(who, chat.Place{}, chat.Command{Words: strings.TrimSuffix(arg, " in private")})
	case verb == "types":
		s.act(who, chat.Command{Words: arg})
	case verb == "reacts", verb == "takes":
		s.react(who, arg, verb == "takes")
	case rest == "sends again":
		s.act(who, chat.Submit{Step: s.sent.Step, Values: chat.Values{"answer": {"1"}, "part": {"something else"}}})
	case verb == "sends":
		v := fields(s.t, arg)
		if v["people"] != nil { // several are told by commas
			v["people"] = strings.Split(v.First("people"), ",")
		}
		for name := range v {
			if v.First(name) == "" { // as platforms send what is left empty
				v[name] = nil
			}
		}
		s.send(who, v)
	case verb == "replies":
		s.says(who, unquoted(arg), nil)
	case verb == "attaches":
		v := fields(s.t, arg)
		f := chat.ReadFile(v.First("name"), int64(len(v.First("text"))), []byte(v.First("text")))
		if why := v.First("unread"); why != "" {
			f.Unread = chat.Unread(why)
		}
		s.says(who, "", f)
	case verb == "edits":
		id, text, _ := strings.Cut(arg, " ")
		s.edits(id, unquoted(text))
	case verb == "deletes":
		s.deletes(arg)
	case verb == "marks":
		s.reacts(who, arg)
	case line == "the thread takes no marks":
		s.room.refuses["marks"] = true
	case line == "the thread takes marks":
		s.room.refuses["marks"] = false
	case line == "nothing is heard in threads":
		s.room.deaf = true
	case line == "nothing is said unasked":
		s.room.mute = true
	case line == "the sandbox hangs":
		s.hangs = true
	case line == "the sandbox breaks":
		s.hangs, s.bot.Runner = false, brokenRun{}
	case line == "the sandbox works":
		s.hangs, s.bot.Runner = false, everyRun
	case rest == "closes notes":
		s.room.refuses[who] = true
	case rest == "opens notes":
		s.room.refuses[who] = false
	case line == "the last message is deleted":
		last := len(s.room.order) - 1
		delete(s.room.posted, s.room.order[last])
		s.room.order = s.room.order[:last]
	case line == "the debrief is deleted":
		gone := s.newest(true)
		delete(s.room.posted, gone)
		s.room.order = slices.DeleteFunc(s.room.order, func(id string) bool { return id == gone })
	case line == "the channel is archived", line == "the channel is unarchived":
		s.room.refuses["drills"] = rest == "channel is archived"
	case rest == "closes the step":
		delete(s.room.steps, who)
	case verb == "goes": // a whole first go: answer, how sure, and the outcome
		s.press(who, "Have a go")
		s.send(who, fields(s.t, arg))
		s.settled()
		s.send(who, nil)
		s.room.hush()
	case verb == "reflects":
		s.send(who, fields(s.t, `discrepancy="the rows" cause="a hunch"`))
		s.room.hush()
	default:
		s.t.Fatalf("a transcript cannot do %q", line)
	}
}

// planned is the programme of the tests with these changed.
func planned(t testing.TB, changed string) programme.Settings {
	p, v := weekly(), fields(t, changed)
	if v["cron"] != nil {
		p.Plan.Cron = v.First("cron")
	}
	if v["zone"] != nil {
		p.Plan.Zone = v.First("zone")
	}
	p.Plan.Weekends = strings.Contains(p.Plan.Cron, "SUN")
	p.Fixed = v.First("fixed") == "yes"
	return p
}

// has changes what drills there are, by their names.
func (s *stage) has(names []string) {
	all := map[string]func() *drills.Drill{
		"quiet": quietCustomers, "alarm": alarm, "id": changedID, "order": growth, "words": verdict, "sorted": sortedCustomers,
	}
	inThread := s.drill[0].InThread
	s.drill = nil
	for _, name := range names {
		if all[name] == nil {
			s.t.Fatalf("there is no drill %q", name)
		}
		d := all[name]()
		d.InThread = inThread
		s.drill = append(s.drill, d)
	}
	s.bot.Drills = s.drill
}

// react reads "with 🐔 to the card" and "🐔 off the debrief": the newest of them.
func (s *stage) react(who, arg string, off bool) {
	words := strings.Fields(strings.TrimPrefix(arg, "with "))
	s.act(who, chat.React{Message: s.newest(words[len(words)-1] != "card"), Emoji: words[0], Off: off})
}

// newest is the id of the latest message in a thread, or of the latest card.
func (s *stage) newest(thread bool) string {
	for _, id := range slices.Backward(s.room.order) {
		if p := s.room.posted[id]; p != nil && (p.At.Thread != "") == thread {
			return id
		}
	}
	s.t.Fatal("there is no such message")
	return ""
}

// unquoted reads a text with escapes, where it stands in quotes.
func unquoted(s string) string {
	if text, err := strconv.Unquote(s); err == nil {
		return text
	}
	return s
}

// timeOf reads "4m", "to 10:30" or "to Tue 10:00".
func (s *stage) timeOf(arg string) time.Time {
	to, isTo := strings.CutPrefix(arg, "to ")
	if !isTo {
		d, err := time.ParseDuration(arg)
		if err != nil {
			s.t.Fatal(err)
		}
		return s.clock.now.Add(d)
	}
	day, at, found := strings.Cut(to, " ")
	if !found {
		day, at = s.clock.now.Format("Mon"), to
	}
	clock, err := time.Parse("15:04", at)
	if err != nil {
		s.t.Fatal(err)
	}
	y, m, d := s.clock.now.Date()
	for i := range 8 {
		t := time.Date(y, m, d+i, clock.Hour(), clock.Minute(), 0, 0, time.UTC)
		if t.Format("Mon") == day && t.After(s.clock.now) {
			return t
		}
	}
	s.t.Fatalf("no time %q", arg)
	return time.Time{}
}

// fields reads name=value and name="a value".
func fields(t testing.TB, arg string) chat.Values {
	v := chat.Values{}
	for arg = strings.TrimSpace(arg); arg != ""; arg = strings.TrimSpace(arg) {
		name, rest, ok := strings.Cut(arg, "=")
		if !ok {
			t.Fatalf("fields: %q", arg)
		}
		if quoted, err := strconv.QuotedPrefix(rest); err == nil {
			value, err := strconv.Unquote(quoted)
			if err != nil {
				t.Fatal(err)
			}
			v[name], arg = []string{value}, rest[len(quoted):]
			continue
		}
		value, left, _ := strings.Cut(rest, " ")
		if n, err := strconv.Atoi(strings.TrimPrefix(value, "@")); err == nil && value[0] == '@' {
			value = strings.Repeat("many words ", n)[:n]
		}
		v[name], arg = []string{value}, left
	}
	return v
}

// The drills of the tests are small and say what they are; the shipped ones are tested with their files.

func misconceptions(ids ...string) []drills.Misconception {
	out := make([]drills.Misconception, len(ids))
	for i, id := range ids {
		out[i] = drills.Misconception{
			ID: id, Name: strings.ToUpper(id[:1]) + id[1:], Examples: []string{"an answer that shows " + id},
			Feedback: drills.Feedback{
				Sound: "What is sound in " + id + ".", Assumes: "What " + id + " assumes.", Breaks: "Where " + id + " breaks.",
				Holds: "What holds instead of " + id + ".", Next: "What to try after " + id + ".",
				Works: "When " + id + " works.", Read: drills.Source{Title: "A page", URL: "https://example.org/" + id},
			},
		}
	}
	return out
}

func value(f float64) *float64 { return &f }

func numberTask(prompt string, right float64, signs map[string]float64) drills.Task {
	t := drills.Task{
		Prompt: prompt, Kind: drills.Number, Value: right, Tolerance: 0.5, Unit: "%",
		Ways: []drills.Way{{Name: "Count the piles", Sound: "It counts cases."}, {Name: "Odds", Sound: "It multiplies odds."}},
	}
	for _, id := range []string{"sensitivity", "middle"} {
		m := misconceptions(id)[0]
		m.Sign.Value = value(signs[id])
		t.Misconceptions = append(t.Misconceptions, m)
	}
	return t
}

func alarm() *drills.Drill {
	twin := numberTask("1 in 50 is bad. It flags yours.", 67, map[string]float64{"sensitivity": 98, "middle": 51})
	transfer := numberTask("A filter and its spam.", 20, map[string]float64{"sensitivity": 95, "middle": 52})
	return &drills.Drill{
		ID: "stats/alarm", Title: "The alarm", Skill: "statistics", Subskill: "base rates", Label: "Statistics · everyday", Level: 1,
		Minutes: 3, Stuck: 4 * time.Minute, Version: 1, Expect: "More or less than half?",
		First: numberTask("1 in 1,000 is bad. It flags yours. How likely is yours bad?", 9, map[string]float64{"sensitivity": 99, "middle": 50}),
		Twin:  &twin, Transfer: &transfer,
		HandsUp: []string{"What do you know?", "Picture 100,000 of them.", "How many flags in each pile?"},
		Holds:   "Of 1,098 flags 99 are bad.", Why: "Why is it so little?", Debrief: "Which change to the check helps most?",
	}
}

func quietCustomers() *drills.Drill {
	task := drills.Task{
		Prompt: "List the customers without an order.", Kind: drills.SQL, Tables: "CREATE TABLE customers (id)", Wanted: "wanted",
		Ways: []drills.Way{
			{Name: "NOT EXISTS", Sound: "It asks per customer.", Example: "not exists"}, {Name: "EXCEPT", Sound: "Sets.", Example: "except"},
		},
		Misconceptions: misconceptions("skipped", "joined"),
	}
	task.Misconceptions[0].Sign.Pattern, task.Misconceptions[1].Sign.Pattern = "not in", "join"
	transfer := numberTask("How many rows?", 1, map[string]float64{"sensitivity": 2, "middle": 3})
	return &drills.Drill{
		ID: "sql/quiet", Title: "The quiet customers", Skill: "sql", Subskill: "null", Label: "SQL · everyday", Level: 2, Minutes: 5,
		Stuck: 4 * time.Minute, Version: 1, First: task, Transfer: &transfer, HandsUp: []string{"By hand first.", "For one customer."},
		Holds: "NOT EXISTS keeps the row.", Why: "Why does yours hold?", Debrief: "Why does the one hold where the other broke?",
	}
}

func changedID() *drills.Drill {
	task := drills.Task{
		Prompt: "Which id arrives?", Kind: drills.Choice, Why: "The four are what people say.", Right: []string{"B"},
		Options: []drills.Option{
			{Key: "A", Text: "the same", Observed: "…992 arrived."}, {Key: "B", Text: "one less", Observed: "…992 arrived."},
			{Key: "C", Text: "one more", Observed: "…992 arrived."},
		},
		Ways:           []drills.Way{{Name: "Spacing", Sound: "Doubles lie 2 apart there."}, {Name: "Run it", Sound: "A run shows it."}},
		Misconceptions: misconceptions("exact", "up"),
	}
	task.Misconceptions[0].Sign.Choice, task.Misconceptions[1].Sign.Choice = "A", "C"
	twin := task
	twin.Prompt = "And this one?"
	return &drills.Drill{
		ID: "json/id", Title: "The changed id", Skill: "json", Subskill: "numbers", Label: "JSON · everyday", Level: 1, Minutes: 4,
		Stuck: 4 * time.Minute, Version: 1, First: task, Twin: &twin, HandsUp: []string{"How far apart?"}, Holds: "Ties go to even.",
		Why: "Why that one?", Debrief: "Where do ids travel as numbers?",
	}
}

// growth has parts of which some can be as observed.
func growth() *drills.Drill {
	task := drills.Task{
		Prompt: "Which grows fastest? The fastest stands last.", Kind: drills.Ordering, Why: "There are only these three.",
		Options:        []drills.Option{{Key: "A", Text: "twice"}, {Key: "B", Text: "squared"}, {Key: "C", Text: "one more"}},
		Right:          []string{"C", "A", "B"},
		Ways:           []drills.Way{{Name: "Try 10", Sound: "Numbers show it."}, {Name: "Draw", Sound: "The curves part."}},
		Misconceptions: misconceptions("early", "letters"),
	}
	task.Misconceptions[0].Sign.Choice, task.Misconceptions[1].Sign.Choice = "C, B, A", "A, B, C"
	return &drills.Drill{
		ID: "maths/growth", Title: "What grows fastest", Skill: "maths", Subskill: "growth", Label: "Maths · tricky", Level: 3, Minutes: 2,
		Stuck: 4 * time.Minute, Version: 1, First: task, HandsUp: []string{"Try 10."}, Holds: "For 10: 11, 20, 100.",
		Why: "Why that order?", Debrief: "Where does it cross?",
	}
}

// verdict is answered in words.
func verdict() *drills.Drill {
	task := drills.Task{
		Prompt: "What does NULL = NULL give?", Kind: drills.Text, Exact: []string{"null"},
		Ways:           []drills.Way{{Name: "Run it", Sound: "A run shows it."}, {Name: "Three values", Sound: "Unknown stays unknown."}},
		Misconceptions: misconceptions("equal", "false"),
	}
	task.Misconceptions[0].Sign.Pattern, task.Misconceptions[1].Sign.Pattern = "true", "false"
	return &drills.Drill{
		ID: "sql/verdict", Title: "The verdict", Skill: "sql", Subskill: "null", Label: "SQL · first steps", Level: 1, Minutes: 2,
		Stuck: 4 * time.Minute, Version: 1, First: task, HandsUp: []string{"Two unknown ages."}, Holds: "Unknown is neither.",
		Why: "Why is it neither?", Debrief: "Where does it hide rows?",
	}
}

// sortedCustomers wants its rows in an order.
func sortedCustomers() *drills.Drill {
	d := quietCustomers()
	d.ID, d.Title, d.First.Ordered = "sql/sorted", "The sorted customers", true
	return d
}

var wantedRows = [][]string{{"4"}, {"5"}}

// everyRun is what the queries of the transcripts return.
var everyRun = runner{
	"wanted":      {Columns: []string{"id"}, Rows: wantedRows},
	"not exists":  {Columns: []string{"id"}, Rows: wantedRows},
	"not in":      {Columns: []string{"id"}},
	"join":        {Columns: []string{"id"}, Rows: [][]string{{"1"}}},
	"not in join": {Columns: []string{"id"}, Rows: [][]string{{"2"}}},
	"backwards":   {Columns: []string{"id"}, Rows: [][]string{{"5"}, {"4"}}},
	"endless":     {Stopped: "stopped after 10 s"},
	"else":        {Columns: []string{"id"}, Rows: [][]string{{"3"}, {"4"}}},
}

// brokenRun is a sandbox that cannot be started.
type brokenRun struct{}

func (brokenRun) SQL(context.Context, string, string) (check.Rows, error) {
	return check.Rows{}, errors.New("start the sandbox: no such file")
}
