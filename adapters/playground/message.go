package playground

import (
	"slices"
	"strings"
	"time"

	"cackle/chat"
)

// message is one message as it is kept. It is never changed in place: a change is a copy that takes its place.
type message struct {
	Number  int64        `json:"number"` // one count for the whole playground, which is its order
	ID      string       `json:"id"`
	Key     string       `json:"key"` // of the Out, or of the act that it came by: the same key is the same message
	At      chat.Place   `json:"at"`  // empty in a direct message
	To      string       `json:"to,omitempty"`
	By      string       `json:"by"`
	Posted  time.Time    `json:"posted"`
	Edited  bool         `json:"edited,omitempty"`
	Deleted bool         `json:"deleted,omitempty"`
	Message chat.Message `json:"message"`
	Text    string       `json:"text,omitempty"` // a person's own talk
	File    *file        `json:"file,omitempty"` // its bytes are kept apart
	Marks   []mark       `json:"marks,omitempty"`
	Readers []string     `json:"readers,omitempty"` // who may read the veiled thread under it
}

type file struct {
	Name string `json:"name"`
	Type string `json:"type"`
	Size int64  `json:"size,omitempty"` // of a person's
	Gone bool   `json:"gone,omitempty"` // too large to keep: only its name stands
}

// mark is a reaction with who gave it.
type mark struct {
	Emoji string   `json:"emoji"`
	By    []string `json:"by"`
}

// visibleTo says whether a person's window may have the message: direct messages are between one person and the bot.
func (m *message) visibleTo(id string) bool { return m.To == "" || m.To == id }

// talk is a person's text as blocks: what stands between fences is code, the rest is shown as it was typed.
func talk(text string) []chat.Block {
	var out []chat.Block
	parts := strings.Split(text, "```")
	for i, part := range parts {
		fenced := i%2 == 1 && i < len(parts)-1
		switch {
		case i%2 == 1 && !fenced: // a fence that nobody closed
			out = append(out, chat.Block{Quote: "```" + part})
		case fenced:
			out = append(out, chat.Block{Code: &chat.Code{Text: strings.Trim(part, "\n")}})
		case strings.TrimSpace(part) != "":
			out = append(out, chat.Block{Quote: strings.Trim(part, "\n")})
		}
	}
	return out
}

// marked is the marks with one added or taken off; the same twice is once.
func marked(marks []mark, emoji, by string, off bool) []mark {
	var out []mark
	found := false
	for _, m := range marks {
		if m.Emoji == emoji {
			found = true
			m.By = slices.DeleteFunc(slices.Clone(m.By), func(who string) bool { return who == by })
			if !off {
				m.By = append(m.By, by)
			}
		}
		if len(m.By) > 0 {
			out = append(out, m)
		}
	}
	if !found && !off {
		out = append(out, mark{Emoji: emoji, By: []string{by}})
	}
	return out
}
