package pack_test

import (
	"strconv"
	"strings"
	"testing"
)

func TestFaultsOfContent(t *testing.T) {
	good := read(t, fence)
	twin := good[strings.Index(good, "## Twin"):strings.Index(good, "## Transfer")]
	twinKeys := good[strings.Index(good, "[twin.answer]"):strings.Index(good, "[transfer]")]
	transfer := good[strings.Index(good, "## Transfer"):]
	transferKeys := good[strings.Index(good, "[transfer]"):strings.Index(good, "+++\nA fence")]
	handsUp := good[strings.Index(good, "1. What"):strings.Index(good, "## Holds")]
	lacks := `add "- **`
	runBroken(t, fence, good, []broken{
		{"title too long", []string{`"The fence"`, `"` + line(25) + `"`}, []string{"title =", "title has 25 characters, 24 fit"}},
		{"title missing", []string{"title = \"The fence\"\n", ""}, []string{"", "title is missing, write it"}},
		{"label too long", []string{"Counting · first steps", line(46)}, []string{"label =", "label has 46 characters, 45 fit"}},
		{"level", []string{"level = 1", "level = 5"}, []string{"level", "level 5 is not on the ladder, write 1 to 4"}},
		{"minutes", []string{"minutes = 2", "minutes = 61"}, []string{"minutes", "minutes 61, write how long it takes, 1 to 60"}},
		{"window", []string{"minutes = 2", "minutes = 2\nwindow = 21"}, []string{"window", "window 21, write 1 to 20 working days, or leave it out"}},
		{"no version", []string{"version = 1\n", ""}, []string{"", "version is missing, begin with 1"}},
		{"later version", []string{"version = 1", "version = 2"}, []string{"version", `a later version says nothing of what it mends, add fixes = "…"`}},
		{"no sources", []string{`{ title = "Fencepost error", url = "https://en.wikipedia.org/wiki/Off-by-one_error#Fencepost_error" },`, ""},
			[]string{"sources", "no fact has a source, add the run, the paper or the page"}},
		{"a source without an address", []string{"error\" },", "error\" },\n  { title = \"A book\" },", "#Fencepost_error\"", "\""},
			[]string{"A book", `source 2 has no title or no address, write { title = "…", url = "https://…" }`}},
		{"prompt missing", []string{good[strings.Index(good, "A fence is"):strings.Index(good, "## Sound")], ""}, []string{"## Sound", "the prompt of the drill is missing, write it"}},
		{"prompt too long", []string{good[strings.Index(good, "A fence is"):strings.Index(good, "## Sound")], line(1501) + "\n\n"}, []string{"ä", "the prompt of the drill has 1501 characters, 1500 fit"}},
		{"twin's prompt too long", []string{"## Twin\nAnother", "## Twin\n" + line(1500)}, []string{"## Twin", "the prompt of the twin has 1575 characters, 1500 fit"}},
		{"why missing", []string{"## Why\nWhy is it one more, and not two?\n", ""}, []string{"", "Why is missing, write it"}},
		{"debrief too long", []string{"Where do posts", line(301) + " Where do posts"}, []string{"## Debrief", "Debrief has 347 characters, 300 fit"}},
		{"holds empty", []string{"## Holds\nA line with both ends has one post more than gaps.\n", "## Holds\n"}, []string{"## Holds", "Holds is missing, write it"}},
		{"two hands up", []string{"3. Fill in", "   Fill in"}, []string{"## Hands up", "Hands up has 2 steps, write 3 or 4, numbered"}},
		{"no hands up", []string{"## Hands up\n" + handsUp, ""}, []string{"", "Hands up has 0 steps, write 3 or 4, numbered"}},
		{"hand up too long", []string{"3. Fill in", "3. " + line(600) + " Fill in"}, []string{"3. ä", "hand up 3 has 641 characters, 600 fit"}},
		{"no twin", []string{twinKeys, "", twin, ""}, []string{"kind", `there is no twin, add "## Twin": the outcome shows the value, so another go needs other data`}},
		{"no heading for the twin", []string{twin, ""}, []string{"[twin.answer]", `[twin] has no heading, add "## Twin" with its prompt`}},
		{"no transfer", []string{transferKeys, "", transfer, ""}, []string{"", `there is no transfer, add "## Transfer": the same idea in another setting`}},
		{"one sound way", []string{"## Sound: By pairing\nPair each gap with the post on its left; the last post is left over.\n\n```\n11\n```\n", ""},
			[]string{"", `the drill has 1 sound way, show at least 2 ("Sound: …")`}},
		{"one sound way in the transfer", []string{"### Sound: By pairing\nEach pause has a run before it; the last one is left over.\n\n```\n5\n```\n", ""},
			[]string{"## Transfer", `the transfer has 1 sound way, show at least 2 ("Sound: …")`}},
		{"two misconceptions in the twin", []string{"[[twin.misconception]]\nid = \"ends-twice\"\nvalue = 10\n", "", "### Misconception: ends-twice\n\n```\n10\n```\n", ""},
			[]string{"## Twin", `the twin has 2 misconceptions, name at least 3 ("Misconception: …")`}},
		{"name too long", []string{"Name: Both ends added", "Name: " + line(46)}, []string{"## Misconception: ends-twice", "the name of ends-twice has 46 characters, 45 fit"}},
		{"feedback without two lines", []string{"added\n > - **Assumes.** Someone who answers this way takes both ends to come on top of the gaps.\n", "", "added\n > - **Try next.** Draw a fence of 6 m.\n", ""}, []string{
			"## Misconception: ends-twice", `the drill: the feedback on ends-twice has no line "Assumes", ` + lacks + `Assumes.** …"`,
			"## Misconception: ends-twice", `the drill: the feedback on ends-twice has no line "Try next", ` + lacks + `Try next.** …"`}},
		{"feedback too long", []string{"## Transfer > Write the hours down.", line(900)}, []string{"### Misconception: gaps-for-runs", "the feedback on gaps-for-runs has 1067 characters, 900 fit"}},
		{"nothing to read", []string{"added\n > Read more: [", "Read more: see ["}, []string{"## Misconception: ends-twice", `the feedback on ends-twice names nothing to read, end it with "Read more: [title](https://…)"`}},
		{"three faults", []string{"level = 1", "level = 9", "## Why\nWhy is it", "## Why\n" + line(300) + " is it", "## Transfer > ```\n5", "```\n6"}, []string{
			"level", "level 9 is not on the ladder, write 1 to 4", "## Why", "Why has 329 characters, 300 fit",
			"## Transfer > ```\n > 6", "the transfer: the sound way \"6\" does not pass: wanted is 5 runs, mend the example or what is wanted"}},
	})
}

func TestFaultsOfExamples(t *testing.T) {
	mendSound := ", mend the example or what is wanted"
	runBroken(t, fence, read(t, fence), []broken{
		{"sound way that does not pass", []string{"11 posts", "12 posts"}, []string{"12 posts", `the drill: the sound way "12 posts" does not pass: wanted is 11 posts` + mendSound}},
		{"in the twin, under the same heading", []string{"## Twin > By drawing > ```\n9", "```\n99"}, []string{"99", `the twin: the sound way "99" does not pass: wanted is 9 posts` + mendSound}},
		{"in the transfer, under the same heading", []string{"## Transfer > By drawing > ```\n5", "```\n55"}, []string{"55", `the transfer: the sound way "55" does not pass: wanted is 5 runs` + mendSound}},
		{"no number", []string{"11 posts", "eleven"}, []string{"eleven", `the drill: the example "eleven" is no number, write it as people would`}},
		{"another unit", []string{"11 posts", "11 m"}, []string{"11 m", `the drill: the example "11 m" has another unit than "posts", write it as people would`}},
		{"blank", []string{"11 posts\n", "\n"}, []string{"By drawing > ```\n > \n", `the drill: the example "" is blank, write it as people would`}},
		{"no example", []string{"## Misconception: ends-twice > ```\n12\n```\n", ""}, []string{"## Misconception: ends-twice",
			`misconception "ends-twice" has no example, add an answer that shows it, in a code block`}},
		{"no example in the twin", []string{"### Misconception: ends-twice > ```\n10\n```\n", ""}, []string{"### Misconception: ends-twice",
			`misconception "ends-twice" has no example, add an answer that shows it, in a code block`}},
		{"example that passes", []string{"```\n12", "```\n11"}, []string{"## Misconception: ends-twice > ```\n > 11",
			`the drill: the example "11" of ends-twice passes, show an answer that breaks`}},
		{"example of another", []string{"```\n12", "```\n10"}, []string{"ends-twice\nName > 10\n", `the drill: the example "10" of ends-twice shows gaps-for-posts, make the signs tell them apart`}},
		{"second example of another", []string{"```\n8\n```\n\n## Hands", "```\n10\n```\n\n## Hands"}, []string{"ends-left-out\nName > 9\n > 10\n",
			`the drill: the example "10" of ends-left-out shows gaps-for-posts, make the signs tell them apart`}},
		{"example of none", []string{"```\n12", "```\n30"}, []string{"30\n```",
			`the drill: the example "30" of ends-twice shows no misconception: wanted is 11 posts, mend the example, or the sign under [[misconception]]`}},
		{"example of none in the twin", []string{"### Misconception: ends-twice > 10", "30"}, []string{"### Misconception: ends-twice > 30\n",
			`the twin: the example "30" of ends-twice shows no misconception: wanted is 9 posts, mend the example, or the sign under [[twin.misconception]]`}},
		{"two that both match", []string{"value = 10", "within = [10, 12]"}, []string{"ends-twice\nName > 12\n",
			`the drill: the example "12" of ends-twice shows gaps-for-posts and ends-twice, make the signs tell them apart`}},
	})
}

func TestLeaks(t *testing.T) {
	const mend = `, say it after the attempt only`
	runBroken(t, fence, read(t, fence), []broken{
		{"title", []string{"The fence", "The fence of 11 posts"}, []string{"title", `title holds the answer "11 posts"` + mend}},
		{"label", []string{"Counting ·", "11  Posts ·"}, []string{"label", `label holds the answer "11 posts"` + mend}},
		{"expect", []string{"More posts", "More than 11posts"}, []string{"expect", `expect holds the answer "11 posts"` + mend}},
		{"prompt", []string{"One stands", "**11** posts, say some. One stands"}, []string{"**11**", `the prompt holds the answer "11 posts"` + mend}},
		{"hand up", []string{"   Count its", "   It is not 11 posts. Count its"}, []string{"   It is not", `hand up 2 holds the answer "11 posts"` + mend}},
		{"twin's prompt", []string{"How many posts?", "More than 9 posts?"}, []string{"Another fence", `the prompt under Twin holds the answer "9 posts"` + mend}},
		{"transfer's prompt", []string{"## Transfer\n", "## Transfer\nOne run, or 5.0, or 5 runs.\n"}, []string{"One run", `the prompt under Transfer holds the answer "5 runs"` + mend}},
	})
	if said := faults(t, fence, change(t, read(t, fence), "One stands", "1,11 posts, 11.5 posts, 11 m, 111 posts, 11,500. One stands")); said != nil {
		t.Errorf("other numbers than the answer: %q", said)
	}
}

// What stands in a heading, beside a field or in a debrief has the room that the smallest platform has for it.
func TestFaultsOfRoom(t *testing.T) {
	runBroken(t, fence, read(t, fence), []broken{
		{"title over two lines", []string{`"The fence"`, `"""The\nfence"""`}, []string{"title", "title goes over several lines, write it in one"}},
		{"expect", []string{"More posts than gaps, or fewer?", line(101)}, []string{"expect", "expect has 101 characters, 100 fit"}},
		{"unit", []string{`unit = "posts"`, `unit = "` + line(26) + `"`, "11 posts", "11"}, []string{"unit", "the unit of the drill has 26 characters, 25 fit"}},
		{"why a way holds", []string{"A short fence on paper", line(401) + " A short fence on paper"}, []string{"By drawing", "why By drawing holds has 455 characters, 400 fit"}},
		{"when it works", []string{"- **Try next.** Draw a fence of 6 m.\n", "- **Try next.** Draw a fence of 6 m.\n- **Works.** " + line(201) + "\n"},
			[]string{"## Misconception", "when gaps-for-posts works has 201 characters, 200 fit"}},
		{"a worked example", []string{"- **Try next.** Draw a fence of 6 m.\n", "- **Try next.** Draw a fence of 6 m.\n- **Worked example.** " + line(701) + "\n"},
			[]string{"## Misconception", "the worked example of gaps-for-posts has 701 characters, 700 fit"}},
		{"a debrief of all that breaks", []string{
			"ends-left-out\nName > The text puts one at each end.", line(690), "ends-twice\nName > One end is paired with a gap already.", line(690),
			"gaps-for-posts\nName > The last gap has a post on both sides.", line(690), "ends-left-out\nName > 8\n", "8\n```\n\n## Misconception: a\n" + another + "\n```\n50\n",
			"[twin.answer]", "[[misconception]]\nid = \"a\"\nvalue = 50\n\n[twin.answer]",
		}, []string{"## Misconception", "what is sound and what breaks has 2960 characters, all misconceptions together, 2800 fit in the debrief"}},
	})
	runBroken(t, beds, read(t, beds), []broken{
		{"tables", []string{"CREATE TABLE", "-- " + line(2500) + "\nCREATE TABLE"}, []string{"## Tables", "what fills the tables of the drill has 2618 characters, 2500 fit"}},
		{"an answer", []string{"IS NULL;", "IS NULL -- " + line(1000)}, []string{"SELECT id FROM beds WHERE plant IS NULL -- ", "the answer of IS NULL has 1043 characters, 1000 fit"}},
	})
}

var another = "Name: Fifty\n- **Sound.** It is a number.\n- **Assumes.** Someone does.\n- **Breaks.** " + line(690) +
	"\n- **Holds.** Eleven do.\n- **Try next.** Draw it.\nRead more: [A page](https://example.org/)\n"

// A prompt asks for one thing. What it shows in code or quotes is not asked.
func TestFaultsOfTwoAsks(t *testing.T) {
	runBroken(t, fence, read(t, fence), []broken{
		{"two", []string{"How many posts does it take?", "How long is it? And how many posts\ndoes it take?"},
			[]string{"does it take?", "the prompt of the drill asks 2 questions, ask one; the others may be hands up, or another drill"}},
		{"in the twin", []string{"How many posts?", "How many posts, and why? How many gaps?"},
			[]string{"Another fence", "the prompt of the twin asks 2 questions, ask one; the others may be hands up, or another drill"}},
		{"quoted", []string{"One stands at", "\"Is it ten?\" asks the gardener, and `a ? b : c` says no. One stands at"}, nil},
	})
}

// What is still to be written is said wherever it stands, also where the form is not whole yet.
func TestWhatIsStillMissing(t *testing.T) {
	const mend = ", write it instead of this line"
	runBroken(t, fence, read(t, fence), []broken{
		{"in the text", []string{"## Why\n", "## Why\n<!-- missing: a question about the ends -->\n"}, []string{"<!--", "still missing: a question about the ends" + mend}},
		{"in the TOML", []string{"minutes = 2", "# missing: how long it takes\nminutes = 2"}, []string{"# missing", "still missing: how long it takes" + mend}},
		{"beside a fault of form", []string{"## Why\n", "## Why\n<!-- missing: a question -->\n", "level = 1", "levle = 1"}, []string{
			"levle", `unknown key "levle", did you mean "level"?`, "<!--", "still missing: a question" + mend}},
	})
}

// A pattern can be large, and then each answer takes long.
func TestFaultsOfLargePatterns(t *testing.T) {
	runBroken(t, beds, read(t, beds), []broken{
		{"repeats", []string{`'=\s*null\b'`, `'(?:[a-z]{1,30} ){33}(?:[a-z]{1,30} ){33}=\s*null'`}, []string{"pattern",
			"the pattern of equals-null becomes 3969 steps, tried at every letter of an answer, 2000 are plenty: repeat less, or name fewer words"}},
	})
}

// Faults come by line, those of one line in the order of the drill, whenever it is asked.
func TestFaultsComeInOrder(t *testing.T) {
	text := change(t, read(t, fence), "The fence", "11 posts", "Counting ·", "11 posts ·", "More posts", "11 posts", "One stands", "11 posts. One stands",
		"1. What", "1. 11 posts. What", "ends-twice\nName > - **Sound.** The ends do matter.\n", "", "added\n > - **Holds.** Only one post is left over.\n", "")
	first := strings.Join(faults(t, fence, text), "\n")
	if n := strings.Count(first, "\n") + 1; n != 7 {
		t.Errorf("%d faults, want 7:\n%s", n, first)
	}
	last := 0
	for said := range strings.Lines(first) {
		if at := lineIn(t, said); at < last {
			t.Errorf("line %d after %d", at, last)
		} else {
			last = at
		}
	}
	for range 20 {
		if again := strings.Join(faults(t, fence, text), "\n"); again != first {
			t.Fatalf("first\n%s\n\nand then\n%s", first, again)
		}
	}
}

// lineIn is the line that a fault names.
func lineIn(t *testing.T, said string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.Split(said, ":")[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
