package playground

import (
	"embed"
	"html/template"
	"slices"
	"strings"
	"time"

	"cackle/chat"
)

//go:embed templates
var templates embed.FS

// emojis are the reactions that people can give.
var emojis = []string{"🐔", "👍", "🙏", "💡", "✍️"}

var pages = template.Must(template.New("").Funcs(template.FuncMap{
	"markdown": markdownHTML,
	"code":     codeHTML,
	"talk":     talk,
	"name":     nameOf,
	"initial":  initial,
	"utc":      func(t time.Time) string { return t.UTC().Format(time.RFC3339) },
	"reacted":  func(m mark) string { return strings.Join(m.By, " ") },
	"names":    names,
	"has":      slices.Contains[[]string],
	"people":   People,
}).ParseFS(templates, "templates/*.html"))

// messageHTML is one message with the line that leads to its thread.
func messageHTML(m *message, replies []*message, fold bool) string {
	return fill("message", struct {
		*message
		Bot     bool
		Folded  bool
		Replies []*message
		Newest  time.Time
		Who     []string
	}{m, m.By == Cackle, fold, replies, newest(replies), writers(replies)})
}

// bodyHTML is what a message says, without who says it: a whisper, or home.
func bodyHTML(m chat.Message) string { return fill("body", m) }

// stepHTML is what stands in the dialog.
func stepHTML(s chat.Step) string { return fill("step", s) }

func fill(name string, data any) string {
	var b strings.Builder
	if err := pages.ExecuteTemplate(&b, name, data); err != nil { // our own templates over our own types
		panic(err)
	}
	return b.String()
}

// initial stands in a person's picture.
func initial(id string) string {
	if id == Cackle {
		return "🐔"
	}
	return nameOf(id)[:1]
}

func names(ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, tagged(id))
	}
	return strings.Join(out, ", ")
}

func newest(replies []*message) (t time.Time) {
	if n := len(replies); n > 0 {
		t = replies[n-1].Posted
	}
	return t
}

// writers are at most three who wrote in a thread, in the order in which they did.
func writers(replies []*message) []string {
	var out []string
	for _, m := range replies {
		if len(out) < 3 && !slices.Contains(out, m.By) {
			out = append(out, m.By)
		}
	}
	return out
}
