package bot

import (
	"slices"
	"strings"
	"testing"

	"cackle/chat"
	"cackle/drills"
)

// Whatever people write to each other, each step and note fits the smaller platform: the stage holds all that is said against the
// limits.
func TestTheLongestWordsBetweenPeopleFit(t *testing.T) {
	long := strings.Repeat("*_[SELECT](x) `1`\n", 300)[:chat.MaxTyped]
	d := quietCustomers()
	d.Title = strings.Repeat("T", chat.MaxHeading)
	d.First.Misconceptions[0].Sign = drills.Sign{Pattern: "select"}
	d.First.Misconceptions[0].Name = strings.Repeat("n", 45)
	d.First.Misconceptions[0].Feedback = drills.Feedback{
		Sound: strings.Repeat("sound ", 30), Assumes: strings.Repeat("assumes ", 22), Breaks: strings.Repeat("breaks ", 25),
		Holds: strings.Repeat("holds ", 30), Next: strings.Repeat("next ", 30),
	}
	s := newStage(t, d)
	defer s.stop()
	s.bot.Runner = monster{wide(100, 10, 200)}
	s.settle()
	all := chat.Values{"sure": {"3"}, "name": {"with"}}
	for field, size := range map[string]int{
		"answer": chat.MaxTyped, "expects": 300, "expected": 500, "discrepancy": 1000, "cause": 1000, "part": 1000, "keep": 300, "picture": 300,
		"sound": 500, "breaks": 500, "next": 1000, "question": 1000, "line": 500,
	} {
		all[field] = []string{long[:size]}
	}
	for who, answer := range map[string]string{
		"ana": long, "ben": strings.ReplaceAll(long, "SELECT", "UPDATE"), "chi": strings.ToLower(long), "mo": strings.ReplaceAll(long, "SELECT", "INSERT"),
	} {
		all["answer"] = []string{answer}
		s.press(who, "Have a go")
		s.send(who, all)
		s.send(who, all) // with a second way
		s.settled()
	}
	s.press("ben", "Reflect with a colleague")
	s.press("ben", "Look, with my name")
	s.settled()
	other := "ana"
	for _, who := range []string{"chi", "mo"} { // the order in which they went is a map's
		if len(s.room.notes[who]) > 0 {
			other = who
		}
	}
	s.press(other, "Yes, with my name")
	s.send(other, all)
	s.settled()
	s.press("ben", "Open")
	s.send("ben", all)
	s.press("ben", "Show feedback")
	s.send("ben", all)
	s.press("ben", "A mentor, please")
	s.settled()
	all["picture"] = []string{"skipped"}
	s.press("ana", "Take it")
	s.send("ana", all)
	s.settled()
	s.press("ben", "Ask back")
	s.send("ben", all)
	s.settled()
	s.press("ana", "Open")
	s.send("ana", all)
	s.settled()
	delete(s.room.steps, "chi")
	s.press("chi", "Have a go")
	s.send("chi", all)
	s.press("chi", "This feedback misses")
	s.send("chi", all)
	s.settled()
	s.press("ana", "Look")
	s.pass(s.clock.now.AddDate(0, 0, 2))
	s.press("ana", "Look")
	said := strings.Join(s.room.said, "\n")
	for _, words := range []string{"Two attempts", "What they wrote", "No name", "asks back", "What it misses", "no misconception in"} {
		if !strings.Contains(said, words) {
			t.Errorf("%q was never shown", words)
		}
	}
}

// A mentor whose own outcome was still running when they asked to see it hears of who waits when it comes.
func TestAMentorHearsOnceTheirOwnOutcomeIsThere(t *testing.T) {
	s := newStage(t, quietCustomers())
	defer s.stop()
	s.bot.Runner = everyRun
	s.settle()
	s.do(`ben goes answer=else sure=1`)
	s.do(`ben reflects`)
	s.press("ben", "A mentor, please")
	s.settled()
	s.hangs = true
	s.do(`mo goes answer="not in" sure=1`)
	s.settled()
	if offered(s, "mo") {
		t.Error("an attempt was offered before the mentor's own outcome was there")
	}
	s.hangs = false
	s.settled()
	if !offered(s, "mo") {
		t.Error("nothing was offered")
	}
}

func offered(s *stage, who string) bool {
	return slices.ContainsFunc(s.room.notes[who], func(n chat.Note) bool {
		return len(n.Message.Rows) > 0 && parse(n.Message.Rows[0][0].ID).verb == vTake
	})
}

// Who takes no notes is not asked, and the search goes on; what is said to them about the two waits in their place.
func TestWhoTakesNoNotesIsPassedBy(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	for _, who := range []string{"ben", "chi", "ana"} {
		s.do(who + ` goes answer=99 sure=1`)
	}
	s.room.refuses["ben"], s.room.refuses["ana"] = true, true // of the two who could be asked, ben would be first
	s.press("ana", "Reflect with a colleague")
	s.press("ana", "Look, without")
	s.settled()
	s.press("chi", "Yes, without")
	s.settled()
	s.press("ana", "Open mine")
	if _, err := s.find("ana", "The two attempts"); err != nil {
		t.Error(err)
	}
}
