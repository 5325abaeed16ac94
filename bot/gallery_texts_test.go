package bot

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/pelletier/go-toml/v2"

	"cackle/text"
)

// Marks are characters that nobody writes: one for each text.
const firstMark, lastMark = '\uE000', '\uF8FF'

func isMark(r rune) bool { return r >= firstMark && r <= lastMark }

func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		if isMark(r) {
			return -1
		}
		return r
	}, s)
}

const answerNotice = "it goes with an answer to who is there, which no phone tells of"

// unshown are the texts that the gallery lacks, with why; what ends with a dot is all below it.
var unshown = map[string]string{
	"screens.": "an author sees them over a drill's screens",
	"ahead.":   "they stand in the playground's clock, which is no message",
	"weekday.": "a button names one of the seven",

	"setup.more-packs":         "a second list comes where there are more than ten packs, and the tests have three",
	"mentor.go-first-anywhere": "it answers who would look at an attempt in a practice, of which nobody is told",

	"command.notice":  answerNotice,
	"help.notice":     answerNotice,
	"home.notice":     answerNotice,
	"practice.notice": answerNotice,
}

// Every text is seen in the gallery of every adapter: the transcripts are played with a mark after each text, and the marks are
// looked for in what was rendered.
func TestGalleryShowsEveryText(t *testing.T) {
	keys := keysOf(t)
	texts, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	texts.Mark = func(key string) string {
		i, _ := slices.BinarySearch(keys, key)
		return string(firstMark + rune(i))
	}
	all := playAll(t, texts)
	for file, render := range galleries {
		shown := map[rune]bool{}
		for _, r := range render(all) {
			shown[r] = true
		}
		for i, key := range keys {
			switch is := shown[firstMark+rune(i)]; {
			case is && unshown[key] != "":
				t.Errorf("%s shows %q, and unshown says that it does not", file, key)
			case !is && !excepted(key):
				t.Errorf("%s does not show %q: let a transcript come by it, or say in unshown why none can", file, key)
			}
		}
	}
}

func excepted(key string) bool {
	for part := range unshown {
		if key == part || strings.HasSuffix(part, ".") && strings.HasPrefix(key, part) {
			return true
		}
	}
	return false
}

// keysOf are the keys of the English texts, in order; plural forms are one.
func keysOf(t *testing.T) []string {
	t.Helper()
	body, err := os.ReadFile("../text/en.toml")
	if err != nil {
		t.Fatal(err)
	}
	var tree map[string]any
	if err := toml.Unmarshal(body, &tree); err != nil {
		t.Fatal(err)
	}
	var keys []string
	var walk func(key string, node map[string]any)
	walk = func(key string, node map[string]any) {
		for name, child := range node {
			below, deeper := child.(map[string]any)
			switch {
			case !deeper:
				keys = append(keys, key+name)
			case below["other"] != nil:
				keys = append(keys, key+name)
			default:
				walk(key+name+".", below)
			}
		}
	}
	walk("", tree)
	slices.Sort(keys)
	return keys
}
