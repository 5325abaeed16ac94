package text_test

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"cackle/text"
)

// all reads the English texts: key → forms.
func all(t *testing.T) map[string][]string {
	t.Helper()
	file, err := os.ReadFile("en.toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(file, &tree); err != nil {
		t.Fatal(err)
	}
	texts := map[string][]string{}
	var walk func(prefix string, node map[string]any)
	walk = func(prefix string, node map[string]any) {
		for name, child := range node {
			switch child := child.(type) {
			case string:
				key := prefix + name
				if name == "one" || name == "other" {
					key = strings.TrimSuffix(prefix, ".")
				}
				texts[key] = append(texts[key], child)
			case map[string]any:
				walk(prefix+name+".", child)
			}
		}
	}
	walk("", tree)
	if len(texts) < 100 {
		t.Fatalf("only %d texts were found", len(texts))
	}
	return texts
}

var (
	literal = regexp.MustCompile(`"([a-z]+(?:[.-][a-z0-9-]+)*[.-]?)"`)
	rest    = regexp.MustCompile(`"([a-z]+(?:[.-][a-z0-9-]+)*[.-])"\s*\+|Sprintf\("([a-z.-]+[.-])%`)
)

// Every text in the file is said somewhere, and every key in the code is there: what is built from parts counts by its prefix.
func TestEveryTextIsSaidAndEveryKeyIsThere(t *testing.T) {
	texts := all(t)
	used := map[string]bool{}
	var prefixes []string
	for _, code := range sources(t, "../bot") {
		for _, m := range literal.FindAllStringSubmatch(code, -1) {
			used[m[1]] = true
		}
		for _, m := range rest.FindAllStringSubmatch(code, -1) {
			prefixes = append(prefixes, m[1]+m[2])
		}
	}
	for _, code := range sources(t, "../drills/check") { // problems are named there
		for _, m := range literal.FindAllStringSubmatch(code, -1) {
			if strings.HasPrefix(m[1], "answer.") {
				used["problem."+m[1]] = true
			}
		}
	}
	for key := range texts {
		built := slices.ContainsFunc(prefixes, func(p string) bool { return strings.HasPrefix(key, p) })
		if !used[key] && !built {
			t.Errorf("%q is said nowhere", key)
		}
	}
	sections := map[string]bool{}
	for key := range texts {
		section, _, _ := strings.Cut(key, ".")
		sections[section] = true
	}
	for key := range used {
		section, _, dotted := strings.Cut(key, ".")
		if dotted && sections[section] && !strings.HasSuffix(key, ".") && !strings.HasSuffix(key, "-") && texts[key] == nil {
			t.Errorf("%q is said, and has no text", key)
		}
	}
}

// sources reads the code of a package, without its tests.
func sources(t *testing.T, dir string) (all []string) {
	t.Helper()
	files, err := filepath.Glob(dir + "/*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no code in %s: %v", dir, err)
	}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		code, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(code))
	}
	return all
}

// blame are words that judge people, praise them, hurry or shout (H1). A text speaks of approaches: they hold or break.
var blame = map[string]*regexp.Regexp{
	"judges":       regexp.MustCompile(`(?i)\b(wrong(ly)?|incorrect(ly)?|fail(s|ed|ure|ing)?|mistaken|stupid|dumb|careless|sloppy|lazy|bad (answer|try|job)|your (error|mistake|fault))\b`),
	"looks back":   regexp.MustCompile(`(?i)\b(you|they|one) (should|could|ought to|must) have\b|\bshould've\b|\byou forgot\b|\bneglected\b`),
	"talks down":   regexp.MustCompile(`(?i)\b(obvious(ly)?|of course|trivial(ly)?|simply|just remember|as everyone knows|easy)\b`),
	"praises":      regexp.MustCompile(`(?i)\b(great|awesome|excellent|perfect|good|nice|amazing) (job|work|answer|try)\b|\bwell done\b|\bbrilliant\b`),
	"pities":       regexp.MustCompile(`(?i)\b(oops|unfortunately|sorry|sadly|alas)\b`),
	"compares":     regexp.MustCompile(`(?i)\b(faster|slower|better|worse) than (your|the) (colleagues?|others?|team)\b|\branking\b|\bstreak\b|\bscore\b`),
	"shouts":       regexp.MustCompile(`!(\s|$)|\b[A-Z]{6,}\b`),
	"speaks so":    regexp.MustCompile(`(?i)\b(submit(ted|s)?|learners?|performance review|evaluat(e|ion))\b`),
	"all together": regexp.MustCompile(`(?i)@(everyone|here|channel)\b`),
}

// judged says what is amiss in a text; shouting letters that are SQL's or an initialism's are its own.
func judged(s string) (why []string) {
	for _, name := range slices.Sorted(maps.Keys(blame)) {
		if found := blame[name].FindString(s); found != "" && !ours[strings.TrimSpace(found)] {
			why = append(why, name+": "+found)
		}
	}
	return why
}

var ours = map[string]bool{
	"EXISTS": true, "SELECT": true, "DISTINCT": true, "UNKNOWN": true, "CREATE": true, "INSERT": true, "VALUES": true,
	"CUSTOMERS": true, "INTEGER": true, "OFFSET": true, "EXCEPT": true, "COALESCE": true, "DELETE": true,
}

// The words themselves are tried on sentences that must be found, so that the test can fail.
func TestBlameIsFound(t *testing.T) {
	for _, s := range []string{
		"Wrong! Try again.", "You should have used NOT EXISTS.", "Obviously this breaks.", "Great job", "Oops", "You failed 2 of 5.",
		"HURRY UPWARDS NOW", "Submit your answer", "@everyone come",
	} {
		if len(judged(s)) == 0 {
			t.Errorf("nothing was found in %q", s)
		}
	}
	for _, s := range []string{"It holds, after two that broke.", "4 NOT IN (1, NULL) is UNKNOWN.", "Kept. Feedback comes when you reflect."} {
		if why := judged(s); len(why) > 0 {
			t.Errorf("%q: %v", s, why)
		}
	}
}

// H1: no text that the bot can say blames, praises or shouts; neither do the drills.
func TestNobodyIsBlamed(t *testing.T) {
	for key, forms := range all(t) {
		for _, s := range forms {
			if why := judged(s); len(why) > 0 {
				t.Errorf("%s: %v in %q", key, why, s)
			}
		}
	}
	found := 0
	err := filepath.WalkDir("../packs", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(path) != ".md" || d.Name() == "README.md" {
			return err
		}
		file, err := os.ReadFile(path)
		found++
		for i, line := range strings.Split(outsideCode(string(file)), "\n") {
			if why := judged(line); len(why) > 0 {
				t.Errorf("%s:%d: %v", path, i+1, why)
			}
		}
		return err
	})
	if err != nil || found == 0 {
		t.Fatalf("%d drills were read: %v", found, err)
	}
}

// outsideCode blanks code blocks and inline code, keeping the lines: what a machine says shouts as it likes.
func outsideCode(s string) string {
	inCode := false
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			inCode = !inCode
			lines[i] = ""
		} else if inCode {
			lines[i] = ""
		}
		lines[i] = regexp.MustCompile("`[^`]*`").ReplaceAllString(lines[i], "")
	}
	return strings.Join(lines, "\n")
}

func TestPluralsAndArguments(t *testing.T) {
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	v := texts.In("de") // no German yet: English stands in
	for want, got := range map[string]string{
		"1 has had a go":  v.Say("card.had-go", text.Args{"Count": 1}),
		"9 have had a go": v.Say("card.had-go", text.Args{"Count": 9}),
		"no.such.key":     v.Say("no.such.key"),
	} {
		if got != want {
			t.Errorf("said %q, want %q", got, want)
		}
	}
}
