package curriculum_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/drills"
	"cackle/drills/curriculum"
)

// drill is "a joins 2 5min": id, subskill, level, minutes.
func drill(text string) *drills.Drill {
	var d drills.Drill
	if _, err := fmt.Sscanf(text, "%s %s %d %dmin", &d.ID, &d.Subskill, &d.Level, &d.Minutes); err != nil {
		panic(err)
	}
	return &d
}

func met(drill, subskill string) curriculum.Past {
	return curriculum.Past{Drill: drill, Subskill: subskill}
}

func lapsed(drill, subskill string) curriculum.Past {
	return curriculum.Past{Drill: drill, Subskill: subskill, Lapsed: true}
}

func TestReasons(t *testing.T) {
	for _, c := range []struct {
		name string
		pool []string
		past []curriculum.Past
		want string // drill: reason, left
	}{
		{"the first is the shortest at the level", []string{"a joins 2 5min", "b nulls 2 3min", "c nulls 1 1min"}, nil, "b: first, 2"},
		{"the first where the level has none", []string{"a joins 4 1min", "b nulls 3 5min", "c nulls 1 4min"}, nil, "c: first near, 2"},
		{"new", []string{"a joins 2 5min", "b nulls 2 9min", "c nulls 1 1min"}, []curriculum.Past{met("z", "joins")}, "b: new, 2"},
		{"new goes before shorter of the last one's subskill", []string{"a joins 2 1min", "b nulls 2 9min"}, []curriculum.Past{met("z", "joins")}, "b: new, 1"},
		{"near goes before the last one's subskill at the level", []string{"a joins 2 1min", "b nulls 4 9min", "c nulls 1 9min"}, []curriculum.Past{met("z", "joins")}, "c: near, 2"},
		{"only the last one's subskill", []string{"a joins 2 2min", "b joins 1 1min"}, []curriculum.Past{met("z", "joins")}, "a: same, 1"},
		{"what lapsed comes after all that is new", []string{"a nulls 2 1min", "b joins 1 9min"}, []curriculum.Past{lapsed("a", "nulls"), met("z", "joins")}, "b: same, 1"},
		{"only what lapsed", []string{"a joins 2 2min", "z joins 2 2min"}, []curriculum.Past{lapsed("a", "joins"), met("z", "joins")}, "a: lapsed, 0"},
		{"of what lapsed, another subskill", []string{"a joins 2 2min", "b nulls 2 2min"}, []curriculum.Past{lapsed("b", "nulls"), lapsed("a", "joins")}, "b: lapsed, 1"},
		{"it lapsed, and was met after", []string{"a joins 2 2min"}, []curriculum.Past{lapsed("a", "joins"), met("a", "joins")}, "nothing"},
		{"nothing is loaded", nil, nil, "nothing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := curriculum.Asked{Past: c.past, Level: 2}
			for _, text := range c.pool {
				a.Pool = append(a.Pool, drill(text))
			}
			got := "nothing"
			if choice, ok := (curriculum.Simple{}).Choose(a); ok {
				got = fmt.Sprintf("%s: %s, %d", choice.Drill.ID, choice.Because, choice.Left)
			}
			if got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

// asked draws a pool and what a channel has met of it, and of packs that are gone.
func asked(t *rapid.T) curriculum.Asked {
	a := curriculum.Asked{Level: rapid.IntRange(1, 4).Draw(t, "level")}
	skills := rapid.SampledFrom([]string{"joins", "nulls", "paging", ""})
	for i := range rapid.IntRange(0, 12).Draw(t, "drills") {
		a.Pool = append(a.Pool, &drills.Drill{
			ID: fmt.Sprintf("a/%02d", i), Subskill: skills.Draw(t, "subskill"), Level: rapid.IntRange(1, 4).Draw(t, "its level"),
			Minutes: rapid.IntRange(1, 4).Draw(t, "minutes"), Safety: rapid.IntRange(0, 5).Draw(t, "safety") == 0,
		})
	}
	for range rapid.IntRange(0, 15).Draw(t, "past") {
		p := curriculum.Past{Drill: "gone/00", Subskill: skills.Draw(t, "its subskill")}
		if len(a.Pool) > 0 && rapid.IntRange(0, 5).Draw(t, "of the pool") > 0 {
			d := rapid.SampledFrom(a.Pool).Draw(t, "met")
			p = curriculum.Past{Drill: d.ID, Subskill: d.Subskill}
		}
		p.Lapsed = rapid.Bool().Draw(t, "lapsed")
		if slices.ContainsFunc(a.Past, func(q curriculum.Past) bool { return q.Drill == p.Drill && !q.Lapsed }) {
			continue // a drill that somebody had a go at does not come again
		}
		a.Past = append(a.Past, p)
	}
	return a
}

// unmet are the drills that may be posted and that the channel never met, with a condition.
func unmet(a curriculum.Asked, also func(*drills.Drill) bool) (out []*drills.Drill) {
	for _, d := range a.Pool {
		if !d.Safety && also(d) && !slices.ContainsFunc(a.Past, func(p curriculum.Past) bool { return p.Drill == d.ID }) {
			out = append(out, d)
		}
	}
	return out
}

// What a reason tells people in text/en.toml is true of the drill that it is told about.
func TestTheReasonToldIsTrue(t *testing.T) {
	told := map[string]bool{}
	rapid.Check(t, func(t *rapid.T) {
		a := asked(t)
		if rapid.Bool().Draw(t, "from the first on") {
			a.Past = nil
		}
		for range 20 {
			choice, ok := curriculum.Simple{}.Choose(a)
			if !ok {
				return
			}
			told[choice.Because] = true
			if wrong := untrue(a, choice); wrong != "" {
				t.Fatalf("%s because %q, after %+v: %s", choice.Drill.ID, choice.Because, a.Past, wrong)
			}
			p := met(choice.Drill.ID, choice.Drill.Subskill)
			p.Lapsed = rapid.Bool().Draw(t, "it lapses")
			a.Past = append(a.Past, p)
		}
	})
	for _, because := range []string{
		curriculum.First, curriculum.FirstNear, curriculum.New, curriculum.Near, curriculum.Same, curriculum.Lapsed,
	} {
		if !told[because] {
			t.Errorf("%q was never told", because)
		}
	}
}

// untrue says what is not so about a choice's reason; "" where all is.
func untrue(a curriculum.Asked, choice curriculum.Choice) string {
	d := choice.Drill
	away := func(x *drills.Drill) int { return max(x.Level-a.Level, a.Level-x.Level) }
	nearer := func(x *drills.Drill) bool { return away(x) < away(d) }
	shorter := func(x *drills.Drill) bool { return away(x) == away(d) && x.Minutes < d.Minutes }
	all := func(*drills.Drill) bool { return true }
	other := func(x *drills.Drill) bool { return x.Subskill != a.Past[len(a.Past)-1].Subskill }
	otherNearer := func(x *drills.Drill) bool { return other(x) && nearer(x) }
	isNew := slices.Contains(unmet(a, all), d)
	first := choice.Because == curriculum.First || choice.Because == curriculum.FirstNear

	switch {
	case d.Safety:
		return "it is safety-critical"
	case first != (len(a.Past) == 0):
		return fmt.Sprintf("the channel has met %d", len(a.Past))
	case isNew == (choice.Because == curriculum.Lapsed):
		return fmt.Sprintf("it is new: %v", isNew)
	}
	at := d.Level == a.Level
	switch choice.Because {
	case curriculum.First, curriculum.FirstNear:
		switch {
		case at != (choice.Because == curriculum.First) || len(unmet(a, nearer)) > 0:
			return fmt.Sprintf("its level is %d, the channel's %d", d.Level, a.Level)
		case len(unmet(a, shorter)) > 0:
			return "there is a shorter one"
		}
	case curriculum.New, curriculum.Near:
		switch {
		case !other(d):
			return "it is about the same as the last one"
		case at != (choice.Because == curriculum.New) || len(unmet(a, otherNearer)) > 0:
			return fmt.Sprintf("its level is %d, the channel's %d", d.Level, a.Level)
		}
	case curriculum.Same:
		if other(d) || len(unmet(a, other)) > 0 {
			return "another subskill was left"
		}
	case curriculum.Lapsed:
		came := slices.ContainsFunc(a.Past, func(p curriculum.Past) bool { return p.Drill == d.ID && p.Lapsed })
		if !came || len(unmet(a, all)) > 0 {
			return "it did not lapse, or something new was left"
		}
	default:
		return "there is no such reason"
	}
	return ""
}

// The same question gives the same answer, in whatever order the drills are loaded, and is left as it was.
func TestSameQuestionSameAnswer(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := asked(t)
		before := fmt.Sprint(a)
		want, wantOK := curriculum.Simple{}.Choose(a)
		if after := fmt.Sprint(a); after != before {
			t.Fatalf("the question was %s, and is %s", before, after)
		}
		seed := rapid.Uint64().Draw(t, "order")
		a.Pool = slices.Clone(a.Pool)
		rand.New(rand.NewPCG(seed, 0)).Shuffle(len(a.Pool), func(i, j int) { a.Pool[i], a.Pool[j] = a.Pool[j], a.Pool[i] })
		got, ok := curriculum.Simple{}.Choose(a)
		if diff := cmp.Diff(want, got); diff != "" || ok != wantOK {
			t.Fatalf("the same question in another order (+):\n%s", diff)
		}
	})
}

// Until nothing is left every drill that may be posted comes once, what lapsed and what is new alike, and Left counts down to 0.
func TestEveryDrillComesOnce(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := asked(t)
		want := map[string]int{}
		for _, d := range a.Pool {
			if !d.Safety && !slices.ContainsFunc(a.Past, func(p curriculum.Past) bool { return p.Drill == d.ID && !p.Lapsed }) {
				want[d.ID] = 1
			}
		}
		got := map[string]int{}
		for left := len(want) - 1; ; left-- {
			choice, ok := curriculum.Simple{}.Choose(a)
			if !ok {
				break
			}
			if choice.Left != left {
				t.Fatalf("%d are left after %s, want %d", choice.Left, choice.Drill.ID, left)
			}
			got[choice.Drill.ID]++
			a.Past = append(a.Past, met(choice.Drill.ID, choice.Drill.Subskill))
			if len(a.Past) > 40 {
				t.Fatal("it does not end")
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("came (+), want (-):\n%s", diff)
		}
	})
}

// Every reason has words, under its name with "-" for spaces.
func TestEveryReasonHasWords(t *testing.T) {
	file, err := os.ReadFile("../../text/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	_, why, found := strings.Cut(string(file), "\n[why]\n")
	if !found {
		t.Fatal("text/en.toml has no [why]")
	}
	why, _, _ = strings.Cut(why, "\n[")
	for _, because := range []string{
		curriculum.First, curriculum.FirstNear, curriculum.New, curriculum.Near, curriculum.Same, curriculum.Lapsed, curriculum.ByHand,
	} {
		key := strings.ReplaceAll(because, " ", "-")
		if !regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(key) + ` = ".+"$`).MatchString(why) {
			t.Errorf("text/en.toml has no words for %q under [why]", key)
		}
	}
}
