package pack_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cackle/drills/check"
	"cackle/drills/pack"
	"cackle/sandbox"
)

// sample is what differs between small drills of one kind each.
type sample struct {
	kind    string
	answer  string    // TOML under [answer]
	options string    // headings, if any
	right   []string  // two sound answers
	wrong   [3]string // an answer for each misconception, a, b and c
	signs   [3]string // how it is shown
	also    [3]string // what people might type as well
	twin    [3]string // answer and the two sound answers of the twin; its options say something else. "" is the drill's
}

const options = "## Option A: one\nObserved: two\n\n## Option B: two\nObserved: two\n\n## Option C: three\nObserved: two\n\n## Option D: four\nObserved: two\n"

var samples = []sample{
	{"number", "value = 22.2\ntolerance = 0.5\nunit = \"h\"", "", []string{"22.2", "about 22,5 h"}, [3]string{"24", "12", "1,000 h"},
		[3]string{"value = 24", "within = [11, 13]", "value = 1000"}, [3]string{"23.6 H", "11", "~1000.5"},
		[3]string{"value = 33.3\ntolerance = 0.5\nunit = \"h\"", "33.3", "33,5"}},
	{"choice", `right = ["B"]`, options, []string{"B", "b"}, [3]string{"A", "C", "D"}, [3]string{`choice = "A"`, `choice = "C"`, `choice = "D"`}, [3]string{"a", " c ", "d"}, [3]string{}},
	{"choices", `right = ["A", "C"]`, options, []string{"A, C", "C A"}, [3]string{"A", "A, B, C, D", "B, D"},
		[3]string{`choice = "A"`, `choice = "A, B, C, D"`, `choice = "B, D"`}, [3]string{"a", "DCBA", "d, b"}, [3]string{}},
	{"ordering", `right = ["C", "A", "B", "D"]`, options, []string{"C, A, B, D", "cabd"}, [3]string{"A, B, C, D", "D, C, B, A", "B, A, C, D"},
		[3]string{`choice = "A, B, C, D"`, `choice = "D C B A"`, `choice = "BACD"`}, [3]string{"a b c d", "DCBA", "b > a > c > d"}, [3]string{}},
	{"text", `exact = ["O(n log n)", "n log n"]`, "", []string{"O(n log n)", "N LOG N"}, [3]string{"O(n)", "O(n^2)", "O(1)"},
		[3]string{`pattern = '^o\(n\)$'`, `pattern = 'n(\^|\*\*)2'`, `pattern = '1\)'`}, [3]string{"o(N)", "n**2", " O(1)"},
		[3]string{`exact = ["O(log n)", "log n"]`, "O(log n)", "LOG N"}},
	{"text", `pattern = '(cache-control:\s*)?no-store'`, "", []string{"no-store", "Cache-Control: no-store"}, [3]string{"no-cache", "max-age=0", "private"},
		[3]string{`pattern = 'no-cache'`, `pattern = 'max-age'`, `pattern = 'private'`}, [3]string{"Cache-Control: NO-CACHE", "max-age=10", "Private"},
		[3]string{`pattern = '(cache-control:\s*)?immutable'`, "immutable", "Cache-Control: immutable"}},
	{"sql", "", "## Tables\n\n```sql\nCREATE TABLE t (a); INSERT INTO t VALUES (1), (2), (2)\n```\n\n## Wanted\n\n```sql\nSELECT DISTINCT a FROM t\n```\n",
		[]string{"SELECT DISTINCT a FROM t", "SELECT a FROM t GROUP BY a"}, [3]string{"SELECT a FROM t", "SELECT max(a) FROM t", "SELECT a FROM t GROUP"},
		[3]string{`returns = [["1"], ["2"], ["2"]]`, `pattern = '\bmax\('`, `error = "incomplete input"`}, [3]string{"SELECT * FROM t", "select MAX(a), 1 from t", "SELECT a FROM"}, [3]string{}},
}

const feedback = `Name: The idea %s
- **Sound.** Some of it is.
- **Assumes.** Someone who answers this way takes it for whole.
- **Breaks.** Here it is not.
- **Holds.** The rest does.
- **Try next.** Look again.
Read more: [A page](https://example.org/)
`

// other is the twin.
func (s sample) other() sample {
	s.options = strings.NewReplacer(": one\n", ": one more\n", ": two\nO", ": two more\nO", ": three\n", ": three more\n", ": four\n", ": four more\n").Replace(s.options)
	if s.twin[0] != "" {
		s.answer, s.right = s.twin[0], s.twin[1:]
	}
	return s
}

// text is the drill: a task with a twin of other data, and a transfer, which is the same once more.
func (s sample) text() string {
	var signs, transferSigns, body strings.Builder
	for i, id := range []string{"a", "b", "c"} {
		fmt.Fprintf(&signs, "[[misconception]]\nid = %q\n%s\n\n[[twin.misconception]]\nid = %q\n%s\n\n", id, s.signs[i], id, s.signs[i])
		fmt.Fprintf(&transferSigns, "[[transfer.misconception]]\nid = %q\n%s\n\n", id, s.signs[i])
	}
	fmt.Fprintf(&body, "+++\nid = \"kinds/%s\"\ntitle = \"A small one\"\nskill = \"kinds\"\nsubskill = \"one of each\"\nlabel = \"Kinds\"\nlevel = 1\n", s.kind)
	fmt.Fprintf(&body, "kind = %q\nminutes = 1\nversion = 1\nwhy_choice = \"It is about the kinds.\"\n", s.kind)
	fmt.Fprintf(&body, "sources = [{ title = \"A page\", url = \"https://example.org/\" }]\n\n[answer]\n%s\n\n[twin.answer]\n%s\n\n%s", s.answer, s.other().answer, signs.String())
	fmt.Fprintf(&body, "[transfer]\nkind = %q\nwhy_choice = \"It is about the kinds.\"\n\n[transfer.answer]\n%s\n\n%s+++\n", s.kind, s.answer, transferSigns.String())
	body.WriteString("What is it?\n\n" + s.task(true) + "## Hands up\n1. One\n2. Two\n3. Three\n\n## Holds\nIt does.\n\n## Why\nWhy?\n\n## Debrief\nAnd so?\n\n")
	body.WriteString("## Twin\nWhat is it now?\n\n" + deeper(s.other().task(false)) + "## Transfer\nAnd there?\n\n" + deeper(s.task(true)))
	return body.String()
}

func (s sample) task(whole bool) string {
	out := s.options + "\n"
	for i, right := range s.right {
		out += fmt.Sprintf("## Sound: way %d\nIt goes.\n\n```\n%s\n```\n\n", i, right)
	}
	for i, id := range []string{"a", "b", "c"} {
		out += "## Misconception: " + id + "\n"
		if whole {
			out += fmt.Sprintf(feedback, id)
		}
		out += "\n```\n" + s.wrong[i] + "\n```\n\n"
	}
	return out
}

func deeper(task string) string {
	return strings.TrimPrefix(strings.ReplaceAll("\n"+task, "\n## ", "\n### "), "\n")
}

func TestEveryKind(t *testing.T) {
	run := box{sandbox.New()}
	for _, s := range samples {
		name := "kinds/" + s.kind + ".md"
		if said := faults(t, name, s.text()); said != nil {
			t.Errorf("%s\n%s", strings.Join(said, "\n"), s.text())
			continue
		}
		d, _ := pack.Parse(name, []byte(s.text()))
		for i, id := range []string{"a", "b", "c"} {
			for _, answer := range []string{s.wrong[i], s.also[i]} {
				if p := check.Read(d.Twin, answer); p != nil {
					t.Errorf("%s: %q: %s", s.kind, answer, p.Key)
				}
				o, err := check.Run(t.Context(), run, d.Twin, answer)
				if err != nil || o.AsWanted() || !slices.Equal(o.Misconceptions, []string{id}) {
					t.Errorf("%s: %q shows %v %v, want %s", s.kind, answer, o.Misconceptions, err, id)
				}
			}
		}
	}
}

func sampleOf(t *testing.T, kind string) (name, text string) {
	t.Helper()
	for _, s := range samples {
		if s.kind == kind {
			return "kinds/" + kind + ".md", s.text()
		}
	}
	t.Fatalf("no sample is a %s", kind)
	return "", ""
}

func TestFaultsOfChoice(t *testing.T) {
	name, good := sampleOf(t, "choice")
	runBroken(t, name, good, []broken{
		{"no why_choice", []string{"why_choice = \"It is about the kinds.\"\n", ""}, []string{
			"kind =", "the drill does not say why it is a choice, answers are open by default: add why_choice"}},
		{"no why_choice for a twin of its own kind", []string{"why_choice = \"It is about the kinds.\"\n", "", "kind = \"choice\"", "kind = \"text\"", "[answer]\n", "[answer]\nexact = [\"B\"]\n",
			"[[misconception]]\nid = \"a\"\nchoice = \"A\"", "[[misconception]]\nid = \"a\"\npattern = 'a'", "[[misconception]]\nid = \"b\"\nchoice = \"C\"", "[[misconception]]\nid = \"b\"\npattern = 'c'",
			"[[misconception]]\nid = \"c\"\nchoice = \"D\"", "[[misconception]]\nid = \"c\"\npattern = 'd'", "[twin.answer]", "[twin]\nkind = \"choice\"\n\n[twin.answer]"}, []string{
			"[twin]\n > kind", "the twin does not say why it is a choice, answers are open by default: add why_choice"}},
		{"no why_choice in the transfer", []string{"[transfer] > why_choice = \"It is about the kinds.\"\n", ""}, []string{
			"[transfer] > kind", "the transfer does not say why it is a choice, answers are open by default: add why_choice"}},
		{"singled out by its key", []string{"2. Two", "2. Look at option **B**."}, []string{"2. Look", `hand up 2 holds the answer "B: two", say it after the attempt only`}},
		{"singled out by its text", []string{"Option B: two", "Option B: two of them", "title = \"A small one\"", "title = \"Two of them\""}, []string{
			"title =", `title holds the answer "B: two of them", say it after the attempt only`}},
		{"named beside another", []string{"2. Two", "2. Where do option A and option B part?"}, nil},
		{"another singled out", []string{"2. Two", "2. What would make it option A?"}, nil},
		{"a key of two words", []string{"choice = \"D\"", "choice = \"D 1\"", "Option D: four", "Option D 1: four"}, []string{
			"## Option D 1", `the key "D 1" cannot be read as an answer, write a letter`,
			"## Misconception: c > D\n", `the drill: the example "D" is not the key of one option, write it as people would`}},
		{"nothing right", []string{`right = ["B"]`, ""}, []string{"[answer]", `no option is right, add right = ["A"] under [answer]`}},
		{"right is no option", []string{`[twin.answer] > ["B"]`, `["E"]`}, []string{`["E"]`, `right: there is no option "E", take the key of a heading "Option …"`}},
		{"sign is no option", []string{`choice = "C"`, `choice = "E"`}, []string{`"E"`, `choice: there is no option "E", take the key of a heading "Option …"`}},
		{"option that shows nothing", []string{"## Twin > ### Option D", "### Option E: five\nObserved: two\n\n### Option D"}, []string{
			"### Option E", "option E shows no misconception, say which idea leads there, or drop it"}},
		{"option without text", []string{"## Option B: two", "## Option B:"}, []string{"## Option B", "option B is missing, write it"}},
		{"option too long", []string{"## Transfer > ### Option B: two", "### Option B: " + line(71)}, []string{"Option B: ä", "option B has 71 characters, 70 fit"}},
		{"option twice", []string{"## Option B", "## Option A: again\nObserved: two\n\n## Option B"}, []string{"Option A: again",
			fmt.Sprintf(`heading "Option A: again" stands on line %d too, keep one, or name them apart`, lineOf(t, good, "## Option A"))}},
		{"nothing observed", []string{"## Twin > Observed: two\n", ""}, []string{"### Option A", `"Option A: one more" has no line "Observed:", add one`}},
		{"answer of two", []string{"```\nb", "```\nA B"}, []string{"A B\n", `the drill: the example "A B" is not the key of one option, write it as people would`}},
		{"another option's example", []string{"a\nName > ```\nA", "```\nD"}, []string{"a\nName > D\n", `the drill: the example "D" of a shows c, make the signs tell them apart`}},
	})
}

func TestFaultsOfListsAndTexts(t *testing.T) {
	name, good := sampleOf(t, "ordering")
	runBroken(t, name, good, []broken{
		{"right is not all", []string{`["C", "A", "B", "D"]`, `["C", "A", "B"]`}, []string{"right", "right puts 3 of 4 options in order, name each of them once"}},
		{"example is not all", []string{"C, A, B, D\n", "C, A, B\n"}, []string{"C, A, B\n", `the drill: the example "C, A, B" leaves options out, write it as people would`}},
		{"example of what is none", []string{"C, A, B, D\n", "C, A, B, E\n"}, []string{"C, A, B, E", `the drill: the example "C, A, B, E" names what is no option, write it as people would`}},
		{"another order", []string{"C, A, B, D\n", "C, B, A, D\n"}, []string{"C, B, A, D",
			`the drill: the sound way "C, B, A, D" does not pass: 2 of 4 options right, mend the example or what is wanted`}},
	})
	name, good = sampleOf(t, "text")
	runBroken(t, name, good, []broken{
		{"nothing to compare with", []string{`exact = ["O(n log n)", "n log n"]`, ""}, []string{"[answer]", "a text without anything to compare with, add exact or pattern under [answer]"}},
		{"pattern", []string{`exact = ["O(n log n)", "n log n"]`, "pattern = 'O(n'"}, []string{"pattern", "the pattern of the answer cannot be read: missing closing ): `O(n`, see pkg.go.dev/regexp/syntax"}},
		{"pattern that only reads alone", []string{`exact = ["O(n log n)", "n log n"]`, `pattern = '\Qn'`}, []string{"pattern",
			"the pattern of the answer cannot be read: missing closing ): `(?is)^(?:\\Qn)$`, see pkg.go.dev/regexp/syntax"}},
		{"pattern that fits everything", []string{`exact = ["O(n log n)", "n log n"]`, "pattern = '.*'"}, []string{"pattern", "the pattern of the answer fits every answer, name what only this one writes"}},
		{"leak", []string{"What is it?", "Is it n log N?"}, []string{"Is it", `the prompt holds the answer "n log n", say it after the attempt only`}},
	})
}

// What the outcome has shown is no answer to a go with other data.
func TestFaultsOfATwinWithTheSameAnswer(t *testing.T) {
	const said = "the twin's answer is the drill's, choose other data"
	runBroken(t, fence, read(t, fence), []broken{
		{"number", []string{"[twin.answer]\nvalue = 9", "[twin.answer]\nvalue = 11", "## Twin > ```\n9", "```\n11", "## Twin > ```\n9", "```\n11"}, []string{"[twin.answer]\n > value", said}},
		{"near", []string{"[twin.answer]\nvalue = 9", "[twin.answer]\nvalue = 11.2\ntolerance = 0.5", "## Twin > ```\n9", "```\n11", "## Twin > ```\n9", "```\n11"}, []string{"[twin.answer]\n > value", said}},
	})
	for _, c := range []struct{ kind, key string }{{"choice", "right"}, {"choices", "right"}, {"ordering", "right"}} {
		name, good := sampleOf(t, c.kind)
		same := strings.ReplaceAll(good, " more\n", "\n")
		want := []string{fmt.Sprintf("%s:%d: %s", name, lineOf(t, same, "[twin.answer] > "+c.key), said)}
		if got := faults(t, name, same); !slices.Equal(got, want) {
			t.Errorf("%s: %q", c.kind, got)
		}
	}
	name, good := sampleOf(t, "text")
	runBroken(t, name, good, []broken{
		{"text", []string{"[twin.answer]\nexact = [", "[twin.answer]\nexact = [\"o(N LOG n)\", "}, []string{"[twin.answer]", said}},
	})
}

// A sign that fits what passes would be shown by a slip in it.
func TestFaultsOfWideSigns(t *testing.T) {
	name, good := sampleOf(t, "text")
	runBroken(t, name, good, []broken{
		{"a pattern", []string{`'^o\(n\)$'`, `'^o\(n'`, "```\nN LOG N", "```\nN log n"}, []string{"## Sound: way 0 > O(n",
			`the drill: the sign of a fits the sound way "O(n log n)", make it narrower under [[misconception]]`,
			"## Misconception: b > O(n^2)", `the drill: the example "O(n^2)" of b shows a and b, make the signs tell them apart`}},
	})
	name, good = sampleOf(t, "choices")
	runBroken(t, name, good, []broken{
		{"a list", []string{`choice = "B, D"`, `choice = "C, A"`}, []string{
			"## Sound: way 0 > A, C", `the drill: the sign of c fits the sound way "A, C", make it narrower under [[misconception]]`,
			"## Sound: way 1 > C A", `the drill: the sign of c fits the sound way "C A", make it narrower under [[misconception]]`,
			"## Misconception: c > B, D", `the drill: the example "B, D" of c shows no misconception: 0 of 4 options right, mend the example, or the sign under [[misconception]]`}},
	})
	runBroken(t, fence, read(t, fence), []broken{
		{"a range around it", []string{"value = 10", "within = [9.5, 11.5]"}, nil},
		{"a value", []string{"value = 10", "value = 11"}, []string{
			"By drawing > 11", `the drill: the sign of gaps-for-posts fits the sound way "11 posts", make it narrower under [[misconception]]`,
			"By pairing > ```\n > 11", `the drill: the sign of gaps-for-posts fits the sound way "11", make it narrower under [[misconception]]`,
			"## Misconception: gaps-for-posts > ```\n > 10", `the drill: the example "10" of gaps-for-posts shows no misconception: wanted is 11 posts, mend the example, or the sign under [[misconception]]`}},
	})
	runBroken(t, beds, read(t, beds), []broken{
		{"a query", []string{`'=\s*null\b'`, `'null\b'`}, []string{
			"## Sound > SELECT", `the drill: the sign of equals-null fits the sound way "SELECT id FROM beds WHERE plant IS NULL;", make it narrower under [[misconception]]`}},
	})
}
