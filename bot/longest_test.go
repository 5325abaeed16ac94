package bot

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/text"
)

// monster answers every query with as much as a sandbox lets through.
type monster struct{ rows check.Rows }

func (m monster) SQL(_ context.Context, _, query string) (check.Rows, error) {
	if query == "wanted" {
		return wide(100, 10, 150), nil
	}
	return m.rows, nil
}

// wide is a result of so many columns, rows, and characters in a cell.
func wide(columns, rows, width int) (out check.Rows) {
	for i := range columns {
		out.Columns = append(out.Columns, fmt.Sprint(strings.Repeat("c", width), i))
	}
	for range rows {
		row := []string{}
		for range columns {
			row = append(row, strings.Repeat("*", width))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// Whatever people write and whatever it returns, each step, note and debrief fits the smaller platform: the stage holds all that
// is said against the limits. Nobody is left without their outcome for having written much.
func TestTheLongestGoFits(t *testing.T) {
	long := strings.Repeat("*_[SELECT](x) `1`\n", 300)[:chat.MaxTyped]
	for name, rows := range map[string]check.Rows{
		"wide": wide(100, 10, 200), "tall": wide(1, 100, 200), "error": {Error: strings.Repeat("no such column: ", 1000)},
		"stopped": {Stopped: "used more than 256 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			d := quietCustomers()
			d.First.Prompt, d.Expect, d.Title = strings.Repeat("prompt ", 200), "What comes?", strings.Repeat("T", chat.MaxHeading)
			d.First.Misconceptions[0].Sign = drills.Sign{Pattern: "select"}
			d.First.Misconceptions[0].Feedback = drills.Feedback{
				Sound: strings.Repeat("sound ", 30), Assumes: strings.Repeat("assumes ", 22), Breaks: strings.Repeat("breaks ", 25),
				Holds: strings.Repeat("holds ", 30), Next: strings.Repeat("next ", 30), Example: strings.Repeat("example ", 100),
			}
			d.First.Ways = []drills.Way{{Name: strings.Repeat("N", 45), Sound: strings.Repeat("way ", 100), Example: strings.Repeat("code ", 200)}, d.First.Ways[1]}
			if name == "wide" { // the canonical way stands for it
				d.First.Misconceptions[0].Feedback.Example = ""
			}
			s := newStage(t, d)
			defer s.stop()
			s.bot.Runner = monster{rows}
			s.settle()
			all := chat.Values{"answer": {long}, "sure": {"3"}}
			for _, field := range []string{"expects", "expected", "actual"} {
				all[field] = []string{long[:300]}
			}
			for _, field := range []string{"change", "discrepancy", "cause", "part", "reason"} {
				all[field] = []string{long[:1000]}
			}
			s.press("ana", "Have a go")
			first := s.room.steps["ana"].ID
			s.send("ana", all)
			s.press("ana", "Change my answer")
			earlier := s.room.steps["ana"].ID
			s.press("ana", "Have a go")
			for range 2 { // a go with a second way, and one more
				for range 4 { // attempt, second way, reflection, and what an unknown way asks for
					if s.room.steps["ana"].Send != "" {
						s.send("ana", all)
						s.settled()
					}
				}
				s.act("ana", chat.Press{Button: s.button("ana", "Try again")})
			}
			all["answer"] = []string{strings.ToLower(long)}
			for form, remark := range map[string]string{earlier: "earlier step", first: "already in"} {
				s.act("ana", chat.Submit{Step: form, Values: all})
				said := s.room.said[len(s.room.said)-1]
				for _, words := range []string{remark, "is kept", "[select]"} {
					if !strings.Contains(said, words) {
						t.Errorf("a form that was not taken is answered without %q: %.300s", words, said)
					}
				}
			}
			s.act("ana", chat.Open{})
			for who, answer := range map[string]string{"ben": long, "chi": strings.ReplaceAll(long, "SELECT", "UPDATE")} { // of a known way, and of one that is not
				s.press(who, "Have a go")
				all["answer"] = []string{answer}
				s.send(who, all)
				s.send(who, all) // a second way, and then no reflection
				s.settled()
			}
			s.pass(s.clock.now.AddDate(0, 0, 2))
			for who, about := range map[string]string{"ben": "sound sound", "chi": "I have not met before"} {
				delete(s.room.steps, who)
				s.press(who, "Open")
				said := s.room.said[len(s.room.said)-1]
				if !strings.Contains(said, "The round has closed") || !strings.Contains(said, about) {
					t.Errorf("the feedback of %s is not there: %s", who, said)
				}
				s.press(who, "Share this stumble")
				s.send(who, chat.Values{"line": {long[:maxLine]}})
				s.settled()
				if said := strings.Join(s.room.said, ""); !strings.Contains(said, "shared by a colleague") {
					t.Errorf("the stumble of %s is not in the debrief", who)
				}
			}
		})
	}
}

// A query comes with why it holds; where everything together has no room, it comes alone.
func TestTheQueryAloneWhereNothingElseFits(t *testing.T) {
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	say := &turn{voice: texts.In("")}
	task := &drills.Task{Kind: drills.SQL, Ways: []drills.Way{{Name: "By rows", Sound: "It asks each.", Example: "SELECT 1"}}}
	whole := say.canonical(task)
	if len(whole) != 2 || whole[0].Text != "**By rows:** It asks each." {
		t.Fatalf("the canonical way: %+v", whole)
	}
	left := chat.Column{Blocks: []chat.Block{{Text: "An attempt"}}}
	body := []chat.Block{{Text: "Said"}, {Fold: &chat.Fold{Head: "Worked", Blocks: whole}}, {Columns: &chat.Columns{Left: left, Right: chat.Column{Head: "One", Blocks: whole}}}}
	want := []chat.Block{{Text: "Said"}, {Fold: &chat.Fold{Head: "Worked", Blocks: whole[1:]}}, {Columns: &chat.Columns{Left: left, Right: chat.Column{Head: "One", Blocks: whole[1:]}}}}
	if got := say.bare(body, task); !reflect.DeepEqual(got, want) {
		t.Errorf("%+v", got)
	}
	if len(body[1].Fold.Blocks) != 2 {
		t.Error("what was given is changed")
	}
	number := &drills.Task{Kind: drills.Number, Ways: task.Ways}
	if got := say.bare(body, number); !reflect.DeepEqual(got, body) || len(say.canonical(number)) != 1 {
		t.Errorf("another kind has nothing to leave out: %+v", got)
	}
}
