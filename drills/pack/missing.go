package pack

import (
	"regexp"
	"strings"
)

// Missing is a line that says what is still to be written, as a drill that was begun holds them: check reports each of them until
// it is taken out. In the TOML and in code it is a comment of theirs, elsewhere one of Markdown's.
const (
	missingTOML = "# missing: "
	missingText = "<!-- missing: "
)

var missing = regexp.MustCompile(`^\s*(?:` + missingTOML + `|` + missingText + `)(.*?)\s*(?:-->)?\s*$`)

// missing reports what is still to be written.
func (p *parser) missing() {
	for i, line := range strings.Split(p.text, "\n") {
		if m := missing.FindStringSubmatch(line); m != nil {
			p.fault(i+1, "still missing: "+m[1], "write it, and take this line out")
		}
	}
}
