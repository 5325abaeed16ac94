package pack

import (
	"regexp"
	"strings"
)

// A missing line says what is still to be written, as a drill that was begun holds them. While there are any, check
// says these alone: what else is missing is the same thing once more. In the TOML and in code it is a comment of theirs, elsewhere one of Markdown's.
const (
	missingTOML = "# missing: "
	missingText = "<!-- missing: "
)

var missing = regexp.MustCompile(`^\s*(?:` + missingTOML + `|` + missingText + `)(.*?)\s*(?:-->)?\s*$`)

// missing reports what is still to be written, and says whether anything is.
func (p *parser) missing() (any bool) {
	for i, line := range strings.Split(p.text, "\n") {
		if m := missing.FindStringSubmatch(line); m != nil {
			any = true
			p.fault(i+1, "still missing: "+m[1], "write it instead of this line")
		}
	}
	return any
}
