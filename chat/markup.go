package chat

import (
	"fmt"
	"strings"
	"time"
)

// Literal makes a person's words part of our Markdown without their own formatting, links or mentions: CommonMark lets every
// ASCII punctuation character be escaped (spec.commonmark.org/0.31.2, section 2.4).
func Literal(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			b.WriteByte(' ')
			continue
		case r < 0x80 && r > ' ' && !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z'):
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// The link schemes that carry meaning inside our Markdown. An adapter renders them in the platform's way, and falls back to
// the link's text. Literal escapes brackets, so that nobody's words can make one.
const (
	TimeScheme    = "time:"    // [Wed 10:00 CET](time:1764061200): shown in the reader's zone
	PersonScheme  = "person:"  // [Ana](person:U123): mentions that one person
	ChannelScheme = "channel:" // [C123](channel:C123): names that channel
)

// When is a point in time inside Markdown: "Wed 10:00 CET" to who reads it as text, the reader's own zone where the
// platform can.
func When(t time.Time) string {
	return fmt.Sprintf("[%s](%s%d)", t.Format("Mon 2 Jan 15:04 MST"), TimeScheme, t.Unix())
}

// Mention names one person, who is told of it. An adapter shows them by the name that they have on its platform; name stands in
// where it knows none, and may be the id.
func Mention(id, name string) string {
	return fmt.Sprintf("[%s](%s%s)", Literal(name), PersonScheme, id)
}

// Channel names a channel by its id. An adapter shows the name that people know it by.
func Channel(id string) string {
	return fmt.Sprintf("[%s](%s%s)", Literal(id), ChannelScheme, id)
}
