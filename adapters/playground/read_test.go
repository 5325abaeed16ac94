package playground

import (
	"cmp"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"slices"
	"strings"

	"cackle/adapters/adaptertest"
	"cackle/chat"
)

// page is what a person has before them of a piece of HTML: what stands in elements of the class "says", and the fields.
type page struct {
	spans      []adaptertest.Span
	fields     chat.Values
	step, file string
	choices    string // whose options are read
}

// frame is an element that is open: what its text looks like, and whether it is read.
type frame struct {
	looks    []adaptertest.Look
	to       string
	says     bool
	verbatim bool // white space counts
	field    string
}

// readPage reads HTML as a browser would, near enough for what the templates write.
func readPage(html string) (*page, error) {
	d := xml.NewDecoder(strings.NewReader(html))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	out, stack := &page{fields: chat.Values{}}, []frame{{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, err
		}
		top := stack[len(stack)-1]
		switch e := token.(type) {
		case xml.StartElement:
			stack = append(stack, out.enter(top, e))
		case xml.CharData:
			out.text(top, string(e))
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			if top.says && !slices.Contains(inLine, e.Name.Local) {
				out.spans = append(out.spans, adaptertest.Span{Text: "\n"})
			}
		}
	}
}

var spaces = regexp.MustCompile(`[ \t\n]+`)

var inLine = []string{"strong", "em", "s", "code", "a", "time", "span", "b", "i", "u"}

// looks are what elements make of text; one of neither list is a look of its own name, which nobody's words may have.
var looks = map[string]adaptertest.Look{
	"strong": adaptertest.Strong, "em": adaptertest.Emphasis, "h3": adaptertest.Heading, "h4": adaptertest.Heading, "h5": adaptertest.Heading,
	"h6": adaptertest.Heading, "li": adaptertest.Item, "blockquote": adaptertest.Quoted, "pre": adaptertest.Coded, "code": adaptertest.Coded,
	"a": adaptertest.Linked, "time": adaptertest.Timed, "details": adaptertest.Folded, "button": adaptertest.Pressed, "img": adaptertest.Preview,
}

var plain = []string{
	"p", "div", "span", "section", "dl", "dt", "dd", "ul", "ol", "table", "caption", "thead", "tbody", "tr", "th", "td", "br", "hr", "form",
	"header", "h2", "footer", "label", "fieldset", "legend", "input", "textarea", "select", "option", "article",
}

func (p *page) enter(in frame, e xml.StartElement) frame {
	at := func(name string) string {
		for _, a := range e.Attr {
			if a.Name.Local == name {
				return a.Value
			}
		}
		return ""
	}
	name, class := e.Name.Local, at("class")
	f := frame{
		looks: slices.Clone(in.looks), to: cmp.Or(at("data-person"), at("href"), at("datetime"), at("data-button"), in.to),
		says: in.says || class == "says", verbatim: in.verbatim || name == "pre" || name == "td" || class == "words",
	}
	look, known := looks[name]
	switch {
	case class == "mention":
		look, known = adaptertest.Mentioned, true
	case class == "channel":
		look, known, f.to = adaptertest.Channeled, true, at("data-channel")
	case !known && name != "summary" && !slices.Contains(plain, name):
		look, known = adaptertest.Look(name), true
	case name == "summary":
		f.looks = f.looks[:len(f.looks)-1]
	case class == "file":
		p.file = at("href")
	}
	if known && f.says && !slices.Contains(f.looks, look) {
		f.looks = append(f.looks, look)
	}
	p.step = cmp.Or(p.step, at("data-step"))
	p.field(name, at)
	if name == "textarea" {
		f.field, f.verbatim = at("name"), true
	}
	return f
}

// field takes note of what stands in a field.
func (p *page) field(element string, at func(string) string) {
	put := func(name string) { p.fields[name] = append(p.fields[name], at("value")) }
	choice := at("type") == "radio" || at("type") == "checkbox"
	switch {
	case element == "select":
		p.choices = at("name")
	case element == "option" && at("selected") != "":
		put(p.choices)
	case element == "input" && (choice && at("checked") != "" || !choice && at("value") != ""):
		put(at("name"))
	}
}

func (p *page) text(in frame, text string) {
	if in.field != "" {
		if text = strings.TrimPrefix(text, "\n"); text != "" {
			p.fields[in.field] = []string{text}
		}
		return
	}
	if !in.verbatim {
		text = spaces.ReplaceAllString(text, " ")
	}
	if in.says && text != "" {
		p.spans = append(p.spans, adaptertest.Span{Text: text, As: in.looks, To: in.to})
	}
}
