package playground

import (
	"fmt"
	"html/template"
	"net/url"
	"strings"
	"time"

	"cackle/chat/render"
)

// markdownHTML is our Markdown as HTML. Every text is escaped here, and nowhere is HTML taken over from what was written.
func markdownHTML(markdown string) template.HTML {
	var b strings.Builder
	writeNodes(&b, render.Parse(markdown), false)
	return template.HTML(b.String())
}

func escaped(s string) string { return template.HTMLEscapeString(s) }

// writeNodes leaves the paragraph out around the lines of a tight list item, as lists are read.
func writeNodes(b *strings.Builder, nodes []render.Node, tight bool) {
	for _, n := range nodes {
		if tight && n.Kind == render.Paragraph {
			writeNodes(b, n.Nodes, false)
			continue
		}
		writeNode(b, n)
	}
}

func writeNode(b *strings.Builder, n render.Node) {
	switch n.Kind {
	case render.Text:
		b.WriteString(escaped(n.Text))
	case render.Break:
		b.WriteString("<br>")
	case render.Rule:
		b.WriteString("<hr>")
	case render.CodeSpan:
		wrapped(b, "code", "", func() { b.WriteString(escaped(n.Text)) })
	case render.Code:
		b.WriteString(string(codeHTML(n.Lang, n.Text)))
	case render.List:
		writeList(b, n)
	case render.Channel: // the page finds its places by what follows the #
		attributes := fmt.Sprintf(` class="channel" data-channel="%s" href="#%s"`, escaped(n.Channel), url.PathEscape(n.Channel))
		wrapped(b, "a", attributes, func() { b.WriteString("#" + escaped(n.Channel)) })
	case render.Mention:
		if p, ok := person(n.Person); ok {
			n.Nodes = []render.Node{{Kind: render.Text, Text: p.Name}}
		}
		wrapped(b, "span", fmt.Sprintf(` class="mention" data-person="%s"`, escaped(n.Person)), func() { writeNodes(b, n.Nodes, false) })
	default:
		tag, attributes := element(n)
		wrapped(b, tag, attributes, func() { writeNodes(b, n.Nodes, n.Kind == render.Item) })
	}
}

// element is the HTML element that a node with others in it becomes. A message's own headings stand below the page's.
func element(n render.Node) (tag, attributes string) {
	switch n.Kind {
	case render.Heading:
		return fmt.Sprintf("h%d", min(n.Level+2, 6)), ""
	case render.Quote:
		return "blockquote", ""
	case render.Item:
		return "li", ""
	case render.Strong:
		return "strong", ""
	case render.Emphasis:
		return "em", ""
	case render.Link:
		return "a", fmt.Sprintf(` href="%s" target="_blank" rel="noopener noreferrer"`, escaped(n.URL))
	case render.Time:
		return "time", fmt.Sprintf(` datetime="%s" data-style="full"`, n.At.Format(time.RFC3339))
	}
	return "p", ""
}

func writeList(b *strings.Builder, n render.Node) {
	tag, attributes := "ul", ""
	if n.Level > 0 {
		tag, attributes = "ol", fmt.Sprintf(` start="%d"`, n.Level)
	}
	wrapped(b, tag, attributes, func() { writeNodes(b, n.Nodes, false) })
}

func wrapped(b *strings.Builder, tag, attributes string, inner func()) {
	fmt.Fprintf(b, "<%s%s>", tag, attributes)
	inner()
	fmt.Fprintf(b, "</%s>", tag)
}

// codeHTML can be scrolled by keyboard, since long lines scroll in themselves.
func codeHTML(lang, text string) template.HTML {
	return template.HTML(fmt.Sprintf(`<pre tabindex="0" role="group" aria-label="Code" data-lang="%s"><code>%s</code></pre>`, escaped(lang), escaped(text)))
}
