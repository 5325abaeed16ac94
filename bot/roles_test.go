package bot

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
)

const rolesDoc = "../docs/roles.md"

// docs/roles.md says what the table says.
func TestRolesAreWrittenDown(t *testing.T) {
	want := rolesPage()
	if *rewrite {
		if err := os.WriteFile(rolesDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(rolesDoc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(got), want); diff != "" {
		t.Errorf("%s is not the table of bot/roles.go; go test ./bot -run Roles -rewrite writes it:\n%s", rolesDoc, diff)
	}
}

func rolesPage() string {
	var b strings.Builder
	b.WriteString(`# Who may do what

Checked in one place, on each action: ` + "`rights` in `bot/roles.go`" + `, from which this page is written.

- **guest**: somebody from another company, by the platform's word.
- **member**: everybody else in the channel.
- **mentor**: who is named as one in the configuration.
- **facilitator**: who set the programme up, was handed it, or is named in the configuration.
- **admin**: who runs the space, by the platform's word.

`)
	b.WriteString("| action |")
	for r := guest; r <= admin; r++ {
		fmt.Fprintf(&b, " %s |", r)
	}
	b.WriteString("\n|---|" + strings.Repeat("---|", int(admin)+1) + "\n")
	actions := slices.SortedFunc(maps.Keys(rights), func(a, b action) int {
		return strings.Compare(fmt.Sprint(int(rights[a]), a), fmt.Sprint(int(rights[b]), b))
	})
	for _, a := range actions {
		fmt.Fprintf(&b, "| %s |", a)
		for r := guest; r <= admin; r++ {
			if r >= rights[a] {
				b.WriteString(" yes |")
			} else {
				b.WriteString(" |")
			}
		}
		b.WriteString("\n")
	}
	return b.String()
}

// O8: every action is refused to each role below its own, and taken from the others; what is refused leaves nothing behind.
func TestRolesAreChecked(t *testing.T) {
	s := newStage(t, alarm(), changedID())
	defer s.stop()
	s.settle()
	round := parse(s.room.posted[s.room.order[0]].Message.Rows[0][0].ID).about
	tries := map[action]chat.Act{
		asks:    chat.Command{Words: "help"},
		goes:    chat.Press{Button: mint(vGo, round)},
		plans:   chat.Press{Button: mint(vPlan, "try", "drills")},
		setsUp:  chat.Press{Button: mint(vSetup, "drills")},
		answers: chat.Command{Words: "mentor"}, hears: chat.Press{Button: mint(vUnplaced, round)},
		mends: chat.Press{Button: mint(vMatter, "checker", "mended", 1)},
	}
	people := map[role]chat.Person{
		guest: {ID: "gus", Guest: true}, member: {ID: "mia"}, mentor: {ID: "mo"}, facilitator: {ID: "ana"}, admin: {ID: "ada", Admin: true},
	}
	for a, need := range rights {
		act, ok := tries[a]
		if !ok {
			t.Errorf("nobody tries %q here", a)
		}
		for r, who := range people {
			e := s.eventOf(who.ID, act)
			e.By = who
			answer, err := s.bot.Handle(t.Context(), e)
			if err != nil {
				t.Fatal(err)
			}
			if refused := isRefusal(answer); refused != (r < need) {
				t.Errorf("%s by a %s: refused %v", a, r, refused)
			}
		}
	}
}

// Who may help is named, though not in the notification, where nothing is made of an id.
func TestWhoMayHelpIsNamed(t *testing.T) {
	s := newStage(t, alarm())
	defer s.stop()
	s.settle()
	answer := s.act("ben", chat.Command{Words: "schedule"}).(chat.Whisper).Message
	if text := answer.Blocks[0].Text; text != "That is for facilitators: "+chat.Mention("ana", "ana")+"." {
		t.Errorf("it says %q", text)
	}
	if answer.Notice != "That is for facilitators." {
		t.Errorf("the notification says %q", answer.Notice)
	}
}

func isRefusal(a chat.Answer) bool {
	w, ok := a.(chat.Whisper)
	if !ok {
		return false
	}
	line := w.Message.Blocks[0].Text
	return strings.HasPrefix(line, "That is for") || strings.HasPrefix(line, "Guests can") || strings.HasPrefix(line, "Setting up is for")
}
