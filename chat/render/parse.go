package render

import (
	"bufio"
	"bytes"
	"html"
	"net/url"
	"strconv"
	"strings"
	"time"

	"cackle/chat"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	renderer "github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/text"
)

// Parse reads CommonMark. Every text is Markdown of some kind, so it has no error.
func Parse(markdown string) []Node {
	source := []byte(markdown)
	root := goldmark.DefaultParser().Parse(text.NewReader(source))
	return reader{source}.children(root)
}

type reader struct{ source []byte }

func (r reader) children(n ast.Node) []Node {
	var out []Node
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = append(out, r.node(c)...)
	}
	return out
}

// node is usually one node; what is left out or unwrapped is none or several.
func (r reader) node(n ast.Node) []Node {
	switch n := n.(type) {
	case *ast.Paragraph, *ast.TextBlock:
		return []Node{{Kind: Paragraph, Nodes: r.children(n)}}
	case *ast.Heading:
		return []Node{{Kind: Heading, Level: n.Level, Nodes: r.children(n)}}
	case *ast.List:
		return []Node{{Kind: List, Level: n.Start, Nodes: r.children(n)}}
	case *ast.ListItem:
		return []Node{{Kind: Item, Nodes: r.children(n)}}
	case *ast.Blockquote:
		return []Node{{Kind: Quote, Nodes: r.children(n)}}
	case *ast.FencedCodeBlock:
		return []Node{{Kind: Code, Lang: string(n.Language(r.source)), Text: r.lines(n)}}
	case *ast.CodeBlock:
		return []Node{{Kind: Code, Text: r.lines(n)}}
	case *ast.ThematicBreak:
		return []Node{{Kind: Rule}}
	case *ast.HTMLBlock:
		return []Node{{Kind: Paragraph, Nodes: []Node{{Kind: Text, Text: r.html(n)}}}}
	}
	return r.inline(n)
}

func (r reader) inline(n ast.Node) []Node {
	switch n := n.(type) {
	case *ast.Text:
		return r.text(n)
	case *ast.CodeSpan:
		return []Node{{Kind: CodeSpan, Text: r.span(n)}}
	case *ast.Emphasis:
		kind := Emphasis
		if n.Level == 2 {
			kind = Strong
		}
		return []Node{{Kind: kind, Nodes: r.children(n)}}
	case *ast.Link:
		return link(unescape(n.Destination), r.children(n))
	case *ast.AutoLink:
		return link(string(n.URL(r.source)), []Node{{Kind: Text, Text: string(n.Label(r.source))}})
	case *ast.RawHTML:
		return []Node{{Kind: Text, Text: string(n.Segments.Value(r.source))}}
	}
	return r.children(n) // a picture is its description
}

func (r reader) text(n *ast.Text) []Node {
	value := string(n.Segment.Value(r.source))
	if !n.IsRaw() {
		value = unescape(n.Segment.Value(r.source))
	}
	out := []Node{{Kind: Text, Text: value}}
	switch {
	case n.HardLineBreak():
		out = append(out, Node{Kind: Break})
	case n.SoftLineBreak():
		out = append(out, Node{Kind: Text, Text: " "})
	}
	return out
}

// span is code within a line, where a new line reads as a space.
func (r reader) span(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		if t, ok := c.(*ast.Text); ok {
			b.Write(t.Segment.Value(r.source))
		}
	}
	return strings.ReplaceAll(b.String(), "\n", " ")
}

func (r reader) lines(n ast.Node) string {
	return strings.TrimSuffix(string(n.Lines().Value(r.source)), "\n")
}

func (r reader) html(n *ast.HTMLBlock) string {
	text := string(n.Lines().Value(r.source))
	if n.HasClosure() {
		text += string(n.ClosureLine.Value(r.source))
	}
	return strings.TrimSuffix(text, "\n")
}

// unescape resolves backslashes and entities by the library's own rules, which come with escaping for HTML; that is undone.
func unescape(source []byte) string {
	var b bytes.Buffer
	w := bufio.NewWriter(&b)
	renderer.DefaultWriter.Write(w, source)
	if err := w.Flush(); err != nil { // a buffer takes everything
		panic(err)
	}
	return html.UnescapeString(b.String())
}

// link keeps the words of a link whose scheme is not known to be safe.
func link(to string, words []Node) []Node {
	if person, ok := strings.CutPrefix(to, chat.PersonScheme); ok && person != "" {
		return []Node{{Kind: Mention, Person: person, Nodes: words}}
	}
	if channel, ok := strings.CutPrefix(to, chat.ChannelScheme); ok && channel != "" {
		return []Node{{Kind: Channel, Channel: channel, Nodes: words}}
	}
	if seconds, ok := strings.CutPrefix(to, chat.TimeScheme); ok {
		if s, err := strconv.ParseInt(seconds, 10, 64); err == nil {
			return []Node{{Kind: Time, At: time.Unix(s, 0).UTC(), Nodes: words}}
		}
	}
	if !safe(to) {
		return words
	}
	return []Node{{Kind: Link, URL: to, Nodes: words}}
}

func safe(to string) bool {
	u, err := url.Parse(to)
	if err != nil {
		return false
	}
	switch u.Scheme {
	case "http", "https":
		return u.Host != ""
	case "mailto":
		return u.Opaque != ""
	}
	return false
}
