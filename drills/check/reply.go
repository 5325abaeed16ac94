package check

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"cackle/drills"
)

var (
	fence = regexp.MustCompile("(?s)```(?:[a-zA-Z0-9+-]*\n)?(.*?)```")
	query = regexp.MustCompile(`(?is)^(select\b.+\bfrom\b|values\s*\(|with\b.+\bas\s*\(.+\bselect\b)`)
	parts = regexp.MustCompile(`(?i)\b(select|from|join|exists|except|group by|where)\b`)
	digit = regexp.MustCompile(`\d[\d.,'_]*(?:\s*%)?`)
	thank = regexp.MustCompile(`(?i)^(thanks?|thank you|thx|ok(ay)?|yes|no|yep|nope|lol|haha|hm+|cool|nice|same|done|\+1)\b[\s.!:)]*$`)
)

// mostWords is how long a line may be in which a number or a letter is taken for what may be an answer.
const mostWords = 12

// Reply reads a message in a round's thread, and gives the answer in it. It looks at the form alone: what is taken for an answer is
// marked for all to see, so the mark must not tell whether it holds.
func Reply(t *drills.Task, said string) (drills.Reading, string) {
	if code := fenced(said); code != "" && Read(t, code) == nil {
		return drills.ReadsAnswer, code
	}
	said = strings.TrimSpace(said)
	if thank.MatchString(said) || !strings.ContainsFunc(said, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
		return drills.ReadsTalk, ""
	}
	switch t.Kind {
	case drills.SQL:
		return replySQL(said)
	case drills.Text: // any line may be one, and none is more likely to be than another
		if strings.ContainsAny(said, "\n?") {
			return drills.ReadsTalk, ""
		}
		return drills.ReadsMaybe, said
	}
	if Read(t, said) == nil {
		return drills.ReadsAnswer, said
	}
	if only := within(t, said); only != "" && Read(t, only) == nil {
		return drills.ReadsMaybe, only
	}
	return drills.ReadsTalk, ""
}

// Answer is what a reply says that its author calls an answer; "" where none can be read.
func Answer(t *drills.Task, said string) string {
	if reads, answer := Reply(t, said); reads != drills.ReadsTalk {
		return answer
	}
	if said = strings.TrimSpace(said); Read(t, said) == nil {
		return said
	}
	return ""
}

// fenced is what stands in a message's code blocks, or in a message that is all code.
func fenced(said string) string {
	var blocks []string
	for _, m := range fence.FindAllStringSubmatch(said, -1) {
		blocks = append(blocks, strings.TrimSpace(m[1]))
	}
	said = strings.TrimSpace(said)
	if len(blocks) == 0 && len(said) > 2 && strings.Count(said, "`") == 2 && said[0] == '`' && said[len(said)-1] == '`' {
		return strings.Trim(said, "` ")
	}
	return strings.Join(blocks, "\n\n")
}

func replySQL(said string) (drills.Reading, string) {
	switch {
	case query.MatchString(said):
		return drills.ReadsAnswer, said
	case len(parts.FindAllString(said, -1)) > 1:
		return drills.ReadsMaybe, said
	}
	return drills.ReadsTalk, ""
}

// within is the one number, or the one option's letter, in a line of other words.
func within(t *drills.Task, said string) string {
	if strings.Contains(said, "\n") || len(strings.Fields(said)) > mostWords {
		return ""
	}
	var found []string
	switch t.Kind {
	case drills.Number:
		found = digit.FindAllString(said, -1)
	case drills.Choice:
		found = letters(t, said)
	}
	if len(found) != 1 {
		return ""
	}
	return strings.TrimRight(found[0], ".,'_ ")
}

// letters are the options that a line names by their capital letter. A and I are words too: they count at the end of a clause.
func letters(t *drills.Task, said string) (found []string) {
	words := strings.Fields(said)
	for i, w := range words {
		bare := strings.Trim(w, ".,:;()'\"")
		word := (bare == "A" || bare == "I") && bare == w && i < len(words)-1 && !slices.Contains([]string{"or", "and", "vs"}, words[i+1])
		for _, o := range t.Options {
			if bare == o.Key && !word {
				found = append(found, bare)
			}
		}
	}
	return found
}
