package render_test

import (
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"cackle/chat"
	"cackle/chat/render"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func words(s string) []render.Node { return []render.Node{{Kind: render.Text, Text: s}} }

func paragraph(nodes ...render.Node) []render.Node {
	return []render.Node{{Kind: render.Paragraph, Nodes: nodes}}
}

// plain is all text of the nodes, as a reader would see it.
func plain(nodes []render.Node) string {
	var b strings.Builder
	for _, n := range nodes {
		b.WriteString(n.Text)
		b.WriteString(plain(n.Nodes))
	}
	return b.String()
}

func kinds(nodes []render.Node, seen map[render.Kind]bool) map[render.Kind]bool {
	for _, n := range nodes {
		seen[n.Kind] = true
		kinds(n.Nodes, seen)
	}
	return seen
}

func TestParse(t *testing.T) {
	at := time.Unix(1764061200, 0).UTC()
	for name, c := range map[string]struct {
		markdown string
		want     []render.Node
	}{
		"emphasis":     {"*a*", paragraph(render.Node{Kind: render.Emphasis, Nodes: words("a")})},
		"strong":       {"**a**", paragraph(render.Node{Kind: render.Strong, Nodes: words("a")})},
		"code span":    {"`a *b* <c>`", paragraph(render.Node{Kind: render.CodeSpan, Text: "a *b* <c>"})},
		"code":         {"```sql\nSELECT\n  1;\n```", []render.Node{{Kind: render.Code, Lang: "sql", Text: "SELECT\n  1;"}}},
		"heading":      {"## a", []render.Node{{Kind: render.Heading, Level: 2, Nodes: words("a")}}},
		"rule":         {"---", []render.Node{{Kind: render.Rule}}},
		"quote":        {"> a", []render.Node{{Kind: render.Quote, Nodes: paragraph(words("a")...)}}},
		"numbers":      {"3. a", []render.Node{{Kind: render.List, Level: 3, Nodes: []render.Node{{Kind: render.Item, Nodes: paragraph(words("a")...)}}}}},
		"link":         {"[a](https://x.org/?q=1&r=2)", paragraph(render.Node{Kind: render.Link, URL: "https://x.org/?q=1&r=2", Nodes: words("a")})},
		"bare link":    {"<https://x.org>", paragraph(render.Node{Kind: render.Link, URL: "https://x.org", Nodes: words("https://x.org")})},
		"script link":  {"[a](javascript:alert(1))", paragraph(words("a")...)},
		"data link":    {"[a](data:text/html,x)", paragraph(words("a")...)},
		"no scheme":    {"[a](//x.org)", paragraph(words("a")...)},
		"time":         {chat.When(at), paragraph(render.Node{Kind: render.Time, At: at, Nodes: words("Tue 25 Nov 09:00 UTC")})},
		"not a time":   {"[soon](time:soon)", paragraph(words("soon")...)},
		"mention":      {"[Ana](person:U1)", paragraph(render.Node{Kind: render.Mention, Person: "U1", Nodes: words("Ana")})},
		"channel":      {chat.Channel("C1"), paragraph(render.Node{Kind: render.Channel, Channel: "C1", Nodes: words("C1")})},
		"no channel":   {"[here](channel:)", paragraph(words("here")...)},
		"picture":      {"![a hen](https://x.org/hen.png)", paragraph(words("a hen")...)},
		"HTML in line": {"a<b onclick=x>c", paragraph(render.Node{Kind: render.Text, Text: "a"}, render.Node{Kind: render.Text, Text: "<b onclick=x>"}, render.Node{Kind: render.Text, Text: "c"})},
		"HTML block":   {"<script>\nx\n</script>", paragraph(words("<script>\nx\n</script>")...)},
		"entity":       {`\&amp; &lt;`, paragraph(words("&amp; <")...)},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, render.Parse(c.markdown)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", c.markdown, diff)
			}
		})
	}
}

// People's words go through chat.Literal, and come out as they went in: no format, link, mention or entity of their own.
func TestLiteralStaysText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		alphabet := rapid.SampledFrom([]rune("ab 1.*_`[]()<>!#&;:\\\"'|~-+=@{}$^%/?é🐔"))
		said := strings.TrimSpace(rapid.StringOf(alphabet).Draw(t, "said"))
		nodes := render.Parse("Someone said " + chat.Literal(said) + ".")
		if got, want := plain(nodes), "Someone said "+said+"."; got != want {
			t.Fatalf("got %q, want %q", got, want)
		}
		for kind := range kinds(nodes, map[render.Kind]bool{}) {
			if kind != render.Paragraph && kind != render.Text {
				t.Fatalf("%q made a %s", said, kind)
			}
		}
	})
}

func TestSplit(t *testing.T) {
	fits := func(limit int) func([]render.Node) bool {
		return func(n []render.Node) bool { return utf8.RuneCountInString(plain(n)) <= limit }
	}
	for name, c := range map[string]struct {
		markdown string
		limit    int
		want     []string
	}{
		"fits":              {"one\n\ntwo", 6, []string{"onetwo"}},
		"between blocks":    {"one\n\ntwo", 5, []string{"one", "two"}},
		"between words":     {"one two three", 8, []string{"one two ", "three"}},
		"between lines":     {"```\none two\nthree\n```", 9, []string{"one two", "three"}},
		"a word too long":   {"onetwothree", 4, []string{"onet", "woth", "ree"}},
		"between items":     {"- one\n- two", 4, []string{"one", "two"}},
		"nothing":           {"", 4, nil},
		"smaller than fits": {"ab", 0, []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, page := range render.Split(render.Parse(c.markdown), fits(c.limit)) {
				got = append(got, plain(page))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestSplitKeepsNumbersAndFences(t *testing.T) {
	fits := func(n []render.Node) bool { return len(plain(n)) <= 6 }
	pages := render.Split(render.Parse("4. one\n5. two\n6. six\n7. end"), fits)
	if len(pages) != 2 || pages[1][0].Kind != render.List || pages[1][0].Level != 6 {
		t.Errorf("the second page does not go on with number 6: %+v", pages)
	}
	pages = render.Split(render.Parse("```sql\nSELECT\n1\n```"), func(n []render.Node) bool { return len(plain(n)) <= 7 })
	for _, page := range pages {
		if page[0].Kind != render.Code || page[0].Lang != "sql" {
			t.Errorf("a page of a code block is %+v", page[0])
		}
	}
}

func TestSplitLosesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOf(rapid.SampledFrom([]string{
			"A paragraph with **strong words** and `code`.", "- one\n- two\n- three", "> quoted *words*", "# Head", "1. first\n2. second",
			"averyveryveryverylongword", "[link](https://x.org) here",
		})).Draw(t, "pieces")
		limit := rapid.IntRange(1, 80).Draw(t, "limit")
		nodes := render.Parse(strings.Join(pieces, "\n\n"))
		fits := func(n []render.Node) bool { return len(plain(n)) <= limit }
		all := ""
		for _, page := range render.Split(nodes, fits) {
			all += plain(page)
			if !fits(page) {
				t.Fatalf("a page of %d, at most %d", len(plain(page)), limit)
			}
		}
		if all != plain(nodes) {
			t.Fatalf("got %q, want %q", all, plain(nodes))
		}
	})
}
