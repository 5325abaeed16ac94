package pack_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// broken is a drill with something amiss.
type broken struct {
	name string
	// change is old, new, old, new, …; see find for what old may be.
	change []string
	// faults are where, what, where, what, …: the place as find takes it, and what is said of its line.
	faults []string
}

// find gives where a piece of text stands. "## Twin > ### Sound > ```" is the first ``` after the first ### Sound after ## Twin.
func find(t *testing.T, text, where string) (from, to int) {
	t.Helper()
	for part := range strings.SplitSeq(where, " > ") {
		i := strings.Index(text[to:], part)
		if i < 0 {
			t.Fatalf("there is no %q in the text (%s)", part, where)
		}
		from, to = to+i, to+i+len(part)
	}
	return from, to
}

// lineOf is the line on which the last part of a place begins; that of "" is 1.
func lineOf(t *testing.T, text, where string) int {
	t.Helper()
	from, _ := find(t, text, where)
	return 1 + strings.Count(text[:from], "\n")
}

func change(t *testing.T, text string, pairs ...string) string {
	t.Helper()
	for i := 0; i < len(pairs); i += 2 {
		from, to := find(t, text, pairs[i])
		text = text[:from] + pairs[i+1] + text[to:]
	}
	return text
}

// runBroken breaks a drill in every way, and wants exactly the faults that are told.
func runBroken(t *testing.T, file, good string, cases []broken) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			text := change(t, good, c.change...)
			var want []string
			for i := 0; i < len(c.faults); i += 2 {
				want = append(want, fmt.Sprintf("%s:%d: %s", file, lineOf(t, text, c.faults[i]), c.faults[i+1]))
			}
			if diff := cmp.Diff(want, faults(t, file, text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// line is a piece of text of so many characters.
func line(n int) string { return strings.Repeat("ä", n) }

func TestFaultsOfForm(t *testing.T) {
	runBroken(t, fence, read(t, fence), []broken{
		{"no TOML", []string{"+++\n", ""}, []string{"", "the file does not begin with +++, put its TOML between two lines of +++"}},
		{"TOML without an end", []string{"[transfer.misconception]] > +++", "++"}, []string{"", "the TOML has no end, put a line of +++ after it"}},
		{"Latin-1", []string{"# this", "# th\xefs"}, []string{"## th\xefs", "byte 6, 0xEF, is no UTF-8; in Latin-1 it would be 'ï', save the file as UTF-8"}},
		{"NUL", []string{"## Why", "## Why\x00"}, []string{"## Why", "this is no text: it holds a NUL, a drill is Markdown; take the NUL out"}},
		{"too large", []string{"## Why", strings.Repeat("-", 64<<10)},
			[]string{"", "the file has more than 65536 bytes, a drill is one task with its feedback: part it, or take out what is none of it"}},
		{"code without an end", []string{"By pairing > 11\n```", "11"}, []string{"By pairing > ```", "this code block has no end, close it with as many backticks"}},
		{"torn TOML", []string{`title = "The fence"`, `title = "The fence`}, []string{"title = ", "basic strings cannot have new lines, see toml.io for how values are written"}},
		{"a key twice", []string{"level = 1", "level = 1\nlevel = 2"}, []string{"level = 2", "key level is already defined, see toml.io for how values are written"}},
		{"unknown key", []string{"minutes", "minuts"}, []string{"minuts", `unknown key "minuts", did you mean "minutes"?`}},
		{"unknown key in a table", []string{"[answer]\nvalue", "[answer]\nvaleu"}, []string{"valeu", `unknown key "answer.valeu", did you mean "value"?`}},
		{"unknown key in a list", []string{"[[twin.misconception]] > value", "vlaue"}, []string{"vlaue", `unknown key "twin.misconception.vlaue", did you mean "value"?`}},
		{"unknown key in braces", []string{"url =", "uri ="}, []string{"uri", `unknown key "sources.uri", did you mean "url"?`}},
		{"a key like no other", []string{"[answer]", "[answer]\nzzz = 1"}, []string{"zzz",
			`unknown key "answer.zzz", there are value, tolerance, unit, right, exact, pattern, ordered, near`}},
		{"wrong types, all of them", []string{"level = 1", `level = "1"`, "[answer]\nvalue = 11", "[answer]\nvalue = true", "within = [8, 9]", "within = 8"}, []string{
			"level =", "level: a value of another kind than is wanted, write a whole number", "value = true", "answer.value: a value of another kind than is wanted, write a number",
			"within =", "misconception.within: a value of another kind than is wanted, write [from, to]"}},
		{"a key and a heading", []string{"level = 1", "levle = 1", "## Holds", "## Hold"}, []string{
			"levle", `unknown key "levle", did you mean "level"?`, "## Hold", `unknown heading "Hold", did you mean "Holds"?`}},
		{"id", []string{"garden/fence", "garden/fense"}, []string{"id = ", `id "garden/fense" is not the file's path, write "garden/fence"`}},
		{"id of no pack", []string{"garden/fence", "fence"}, []string{"id = ", `id "fence" is not the file's path, write "garden/fence"`}},
		{"id missing", []string{"id = \"garden/fence\"\n", ""}, []string{"", `id "" is not the file's path, write "garden/fence"`}},
		{"stuck", []string{"90s", "soon"}, []string{"stuck", `stuck "soon" is no length of time, write it as "3m"`}},
		{"attempts", []string{"level = 1", "level = 1\nattempts = \"chat\""}, []string{"attempts", `attempts cannot be given by "chat", write "form", or "thread" for replies in the thread too`}},
		{"kind", []string{`"number"`, `"numbre"`}, []string{"kind", `kind "numbre", write choice, choices, ordering, number, text or sql`}},
		{"kind of the transfer", []string{"[transfer]\nkind = \"number\"\n", "[transfer]\n"}, []string{"[transfer]", `kind "", write choice, choices, ordering, number, text or sql`}},
		{"no value", []string{"[answer]\nvalue = 11\n", "[answer]\n"}, []string{"[answer]", "a number without its value, add value under [answer]"}},
		{"no answer of the twin", []string{"[twin.answer]\nvalue = 9\nunit = \"posts\"\n", ""}, []string{
			"[[twin.", "a number without its value, add value under [twin.answer]"}},
		{"tolerance", []string{"value = 11", "value = 11\ntolerance = -1"}, []string{"tolerance", "a tolerance below 0, write how far off still counts"}},
		{"within", []string{"[8, 9]", "[9, 8]"}, []string{"within", "within is no range, write [from, to]"}},
		{"sign of another kind", []string{"value = 10", "choice = \"A\""}, []string{`"gaps-for-posts"`,
			`misconception "gaps-for-posts" has no sign that a number can show, add value or within`}},
		{"pattern", []string{"value = 10", "value = 10\npattern = '(10'"}, []string{"pattern", "the pattern of gaps-for-posts cannot be read: missing closing ): `(10`, see pkg.go.dev/regexp/syntax"}},
		{"pattern that fits all", []string{"transfer.misconception]] > value = 4", "value = 4\npattern = '.'"}, []string{"pattern", "the pattern of gaps-for-runs fits every answer, name what only this one writes"}},
		{"two signs", []string{"[twin.answer]", "[[misconception]]\nid = \"ends-twice\"\nvalue = 13\n\n[twin.answer]"}, []string{
			"value = 12 > \"ends-twice\"", fmt.Sprintf(`misconception "ends-twice" has a sign on line %d too, keep one`, lineOf(t, read(t, fence), `id = "ends-twice"`))}},
	})
}

func TestFaultsOfHeadings(t *testing.T) {
	noHeading := `has a sign and no heading, add "Misconception: ends-twice" with its feedback and an example`
	runBroken(t, fence, read(t, fence), []broken{
		{"unknown", []string{"## Hands up", "## Hand up"}, []string{"## Hand up", `unknown heading "Hand up", did you mean "Hands up"?`}},
		{"unlike any", []string{"## Why", "## Quiz\n### One\n### Two"}, []string{"", "Why is missing, write it", "## Quiz",
			`unknown heading "Quiz", there are Option, Tables, Wanted, Sound, Misconception, Hands up, Holds, Why, Debrief, Twin, Transfer`}},
		{"unknown in the twin", []string{"## Twin > ### Sound: By p", "### Sond: By p"}, []string{"### Sond", `unknown heading "Sond: By pairing", did you mean "Sound"?`}},
		{"of a drill in a task", []string{"## Transfer > ### Sound", "### Holds\n\n### Sound"}, []string{"### Holds",
			`unknown heading "Holds", there are Option, Tables, Wanted, Sound, Misconception`}},
		{"too deep", []string{"## Why", "### Why"}, []string{"### Why", `heading "Why" stands under "Holds", write it with ##; only Twin and Transfer have headings of their own`}},
		{"twice", []string{"## Debrief", "## Why"}, []string{"one more, and not two > ## Why",
			fmt.Sprintf(`heading "Why" stands on line %d too, keep one, or name them apart`, lineOf(t, read(t, fence), "## Why"))}},
		{"nameless", []string{"## Twin > ### Sound: By drawing", "### Sound"}, []string{"### Sound", `"Sound" names none, write "Sound: …"`}},
		{"option without a key", []string{"## Sound", "## Option: none\nObserved: 11\n\n## Sound"}, []string{"## Option", `an option without a key, write "Option A: …"`}},
		{"no sign", []string{"[[misconception]]\nid = \"ends-twice\"\nvalue = 12\n", ""}, []string{
			"## Misconception: ends-twice", `misconception "ends-twice" has no sign, say under [[misconception]] how an answer shows it`}},
		{"no sign in the twin", []string{"[[twin.misconception]]\nid = \"ends-twice\"\nvalue = 10\n", ""}, []string{
			"### Misconception: ends-twice", `misconception "ends-twice" has no sign, say under [[twin.misconception]] how an answer shows it`}},
		{"sign without a heading", []string{"[twin.answer]", "[[misconception]]\nid = \"guess\"\nvalue = 30\n\n[twin.answer]"}, []string{`id = "guess"`,
			`misconception "guess" has a sign and no heading, add "Misconception: guess" with its feedback and an example`}},
		{"sign without a heading in the twin", []string{"### Misconception: ends-twice\n\n```\n10\n```\n", ""}, []string{`[twin.answer] > id = "ends-twice"`,
			`misconception "ends-twice" ` + noHeading, "## Twin", `the twin has 2 misconceptions, name at least 3 ("Misconception: …")`}},
		{"a heading of an id that is misspelt", []string{"## Misconception: ends-twice", "## Misconception: ends-twise"}, []string{
			`id = "ends-twice"`, `misconception "ends-twice" has a sign and no heading, did you mean "ends-twise"?`,
			"## Misconception: ends-twise", `misconception "ends-twise" has no sign, did you mean "ends-twice"?`,
			"### Misconception: ends-twice", `misconception "ends-twice" is not one of the drill's, did you mean "ends-twise"?`}},
		{"not the drill's", []string{"[twin.answer] > ends-twice", "guess", "### Misconception: ends-twice", "### Misconception: guess"}, []string{
			"### Misconception: guess", `misconception "guess" is not one of the drill's, a twin has the same ones`}},
		{"no code", []string{"By pairing > ```\n11\n```\n", ""}, []string{"## Sound: By pairing", `"Sound: By pairing" has 0 code blocks, put exactly one there`}},
		{"no name", []string{"Name: Both ends added\n", ""}, []string{"## Misconception: ends-twice", `"Misconception: ends-twice" has no line "Name:", add one`}},
		{"no such line of feedback", []string{"ends-twice\n > **Breaks.**", "**Brakes.**"}, []string{"**Brakes",
			`"Brakes" is no line of a feedback, did you mean "Breaks"?`}},
		{"a line of feedback like no other", []string{"ends-twice\n > - **Breaks.**", "- **Zebra.** It is one.\n- **Breaks.**"}, []string{"**Zebra",
			`"Zebra" is no line of a feedback, there are Sound, Assumes, Breaks, Holds, Try next, Works, Worked example`}},
		{"no heading for TOML", []string{"## Twin", "## Twin\n### Twin"}, []string{"## Twin", "the prompt of the twin is missing, write it", "### Twin", `unknown heading "Twin", there are Option, Tables, Wanted, Sound, Misconception`}},
	})
}

// A list may be written as people write lists.
func TestLinesOfFeedbackInOtherHands(t *testing.T) {
	good := read(t, fence)
	for _, by := range []string{"- **Breaks:** ", "- **Breaks**: ", "* **Breaks.** ", "+ **Breaks.** ", " - **Breaks.** ", "- Breaks. ", "- Breaks: "} {
		if said := faults(t, fence, change(t, good, "ends-twice\n > - **Breaks.** ", by)); said != nil {
			t.Errorf("%q: %q", by, said)
		}
	}
}

// What can be said of a drill's texts is said beside the faults of its form; only what is run waits.
func TestFaultsOfFormAndOfContentInOneGo(t *testing.T) {
	runBroken(t, fence, read(t, fence), []broken{
		{"a key", []string{"minutes = 2", "minuts = 99", "level = 1", "level = 9", "11 posts\n", "12 posts\n"}, []string{
			"level", "level 9 is not on the ladder, write 1 to 4", "minuts", `unknown key "minuts", did you mean "minutes"?`, "minuts", "minutes 99, write how long it takes, 1 to 60"}},
		{"a key of a list", []string{"[[misconception]] > value", "vlaue", "How many posts does it take?", "How many posts? And how many gaps?"}, []string{
			"vlaue", `unknown key "misconception.vlaue", did you mean "value"?`,
			"One stands", "the prompt of the drill asks 2 questions, ask one; the others may be hands up, or another drill"}},
		{"a heading", []string{"## Why\n", "## Whi\n" + line(300)}, []string{
			"## Whi", `unknown heading "Whi", did you mean "Why"?`, "## Whi", "Why has 332 characters, 300 fit"}},
		{"a heading too deep", []string{"## Debrief\n", "### Debrief\n" + line(300)}, []string{
			"### Debrief", `heading "Debrief" stands under "Why", write it with ##; only Twin and Transfer have headings of their own`,
			"### Debrief", "Debrief has 345 characters, 300 fit"}},
		{"a line of feedback", []string{"ends-twice\n > **Breaks.**", "**Break.**", "title = \"The fence\"", "title = \"" + line(25) + "\""}, []string{
			"title", "title has 25 characters, 24 fit", "**Break.**", `"Break" is no line of a feedback, did you mean "Breaks"?`}},
	})
}

func TestFaultsOfTheSecondPerson(t *testing.T) {
	runBroken(t, fence, read(t, fence), []broken{
		{"you", []string{"Someone who answers this way takes both ends", "You take both ends"}, []string{"## Misconception: ends-twice",
			`the drill: Assumes of ends-twice speaks to the reader, say "someone who answers this way", and not "you"`}},
		{"your, in the transfer", []string{"## Transfer > **Assumes.** ", "**Assumes.** Your idea is this. "}, []string{"### Misconception: gaps-for-runs",
			`the transfer: Assumes of gaps-for-runs speaks to the reader, say "someone who answers this way", and not "you"`}},
		{"within a word", []string{"Someone who answers this way takes both ends", "Someone young takes both ends"}, nil},
	})
}
