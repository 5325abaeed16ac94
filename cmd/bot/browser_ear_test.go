//go:build browser

package main

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/chromedp"
)

// controls are the roles of what can be acted on: each needs a name.
var controls = []string{
	"button", "link", "textbox", "checkbox", "radio", "radiogroup", "combobox", "DisclosureTriangle", "toolbar", "dialog", "Date", "InputTime",
}

// What a screen reader is told, read from the accessibility tree at every screen: everything that can be acted on has a name,
// headings go down one level at a time from a single first one, and all stands in landmarks with a name each.
func TestBrowserEveryScreenCanBeHeard(t *testing.T) {
	tour(t, func(w *window, screen string) {
		tree := w.hears()
		level, firsts := 0, 0
		for _, n := range tree {
			if slices.Contains(controls, n.role) && n.name == "" {
				t.Errorf("%s: a %s has no name", screen, n.role)
			}
			if n.role == "heading" {
				if n.level > level+1 && level > 0 {
					t.Errorf("%s: after a heading of level %d, %q is of level %d", screen, level, n.name, n.level)
				}
				if level = n.level; level == 1 {
					firsts++
				}
			}
		}
		if modal := tree.find("dialog", ""); modal == nil && firsts != 1 {
			t.Errorf("%s: %d headings of the first level", screen, firsts)
		} else if modal == nil && tree.find("main", "") == nil {
			t.Errorf("%s: no main landmark", screen)
		} else if modal != nil && screen != "clock" && screen != "people" && (tree.find("heading", modal.name) == nil || !modal.modal) {
			t.Errorf("%s: the dialog %q does not go by a heading of its own, or is not modal", screen, modal.name)
		}
		if lang := w.text(`document.documentElement.lang`); screen != "" && lang != "en" {
			t.Errorf("%s: its language is %q", screen, lang)
		}
	})
}

// What is told, and when: a problem belongs to its field, an outcome is read at once where it comes, news politely and each once.
func TestBrowserNewsAndProblemsAreHeard(t *testing.T) {
	address := runBot(t).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	ben.sees("#messages", "The clean-up loop")
	ana.sees("#messages", "The clean-up loop")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "How sure are you?")
	if heading := ana.hears().focused(); heading.role != "heading" || !strings.Contains(heading.description, "How many rows") {
		t.Errorf("a step that opens is heard as %+v, want its heading with what it says", heading)
	}
	ana.fill("answer", "many")
	ana.choose("sure", "3")
	ana.press("#step", "Send")
	ana.sees("#step", "need a number")
	if field := ana.hears().focused(); field.role != "textbox" || !field.invalid || !strings.Contains(field.description, "need a number") {
		t.Errorf("a problem is heard as %+v, want it to be its field's", field)
	}
	ana.fill("answer", "1,000 rows")
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	if again := ana.hears(); slices.ContainsFunc(again, func(n heard) bool { return n.invalid }) {
		t.Error("what was mended is still said to be amiss")
	}
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "500 rows")
	if outcome := ana.hears().focused(); !strings.Contains(outcome.description, "500 rows") {
		t.Errorf("one's own outcome is heard as %+v", outcome)
	}
	ana.do(chromedp.KeyEvent("\x1b"))
	for range 2 {
		ana.say("the same words")
		ana.wait("them to be sent", `document.querySelector('#box-text').value === ''`)
	}
	ben.wait("both to be read out", `document.querySelector('#announcer').innerText.split('the same words').length === 3`)
	log := ben.hears().find("log", "News")
	if log == nil || log.live != "polite" {
		t.Errorf("news is %+v, want a polite log", log)
	}
	if strings.Contains(ben.read("#announcer"), "500") {
		t.Error("Ben hears what is Ana's")
	}
}

// An outcome that comes while somebody is writing is read at once, and leaves them where they write.
func TestBrowserAnOutcomeThatComesByItselfIsHeard(t *testing.T) {
	ana := open(t, newBrowser(t), runBot(t).address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ana.jump("To the next drill")
	ana.sees("#messages", "There and back")
	ana.jump("To the next drill")
	ana.sees("#messages", "The quiet customers")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "Your query")
	ana.fill("answer", "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c") // until it is stopped
	ana.choose("sure", "1")
	ana.run("Ana to be quick", `setInterval(() => { // it runs for two seconds, which are short from out here
		const [form, field] = [document.querySelector('#step form'), document.querySelector('#step [name=expected]')];
		if (form.innerText.includes('A different way')) form.requestSubmit();
		if (!form.innerText.includes('Still running') || field.value) return;
		field.focus();
		document.execCommand('insertText', false, 'the ones that');
	}, 5)`)
	ana.press("#step", "Send")
	ana.sees("#step", "What happened?")
	if at := ana.text(`document.activeElement.name + ': ' + document.activeElement.value`); at != "expected: the ones that" {
		t.Errorf("Ana was writing, and is at %q", at)
	}
	alert := ana.text(`document.querySelector('#step > [role=alert]').textContent`)
	if !strings.Contains(alert, "Before any explanation") {
		t.Errorf("what came is read out as %q", alert)
	}
}

// heard is what a screen reader knows of one element.
type heard struct {
	role, name, description, live string
	level                         int
	focused, invalid, modal       bool
}

// hearing is a page as it is heard, in order.
type hearing []heard

func (h hearing) find(role, name string) *heard {
	i := slices.IndexFunc(h, func(n heard) bool { return n.role == role && (name == "" || n.name == name) })
	if i < 0 {
		return nil
	}
	return &h[i]
}

// focused is the innermost that has the focus.
func (h hearing) focused() (f heard) {
	for _, n := range h {
		if n.focused && n.role != "RootWebArea" {
			f = n
		}
	}
	return f
}

// hears is the accessibility tree, without what is hidden from it.
func (w *window) hears() (out hearing) {
	w.t.Helper()
	w.settled()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		tree, err := cdp.Call(ctx, t, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{})
		if err != nil {
			return err
		}
		inOrder(tree.Nodes, func(n *accessibility.Node) {
			if !n.Ignored {
				out = append(out, hearingOf(n))
			}
		})
		return nil
	}))
	return out
}

// inOrder goes down the tree as it is read.
func inOrder(nodes []*accessibility.Node, each func(*accessibility.Node)) {
	byID := map[accessibility.NodeID]*accessibility.Node{}
	for _, n := range nodes {
		byID[n.NodeID] = n
	}
	var down func(n *accessibility.Node)
	down = func(n *accessibility.Node) {
		each(n)
		for _, id := range n.ChildIDs {
			if child := byID[id]; child != nil {
				down(child)
			}
		}
	}
	if len(nodes) > 0 {
		down(nodes[0])
	}
}

func hearingOf(n *accessibility.Node) heard {
	h := heard{role: saidBy(n.Role), name: saidBy(n.Name), description: saidBy(n.Description)}
	for _, p := range n.Properties {
		said := saidBy(p.Value)
		switch p.Name {
		case accessibility.PropertyNameLevel:
			_, _ = fmt.Sscan(said, &h.level)
		case accessibility.PropertyNameLive:
			h.live = said
		case accessibility.PropertyNameFocused:
			h.focused = said == "true"
		case accessibility.PropertyNameInvalid:
			h.invalid = said == "true"
		case accessibility.PropertyNameModal:
			h.modal = said == "true"
		}
	}
	return h
}

func saidBy(v *accessibility.Value) string {
	if v == nil {
		return ""
	}
	var said any
	if json.Unmarshal(v.Value, &said) != nil || said == nil {
		return ""
	}
	return fmt.Sprint(said)
}

func (w *window) text(expression string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string]("String("+expression+")"))
	if err != nil {
		w.t.Fatalf("%s: %v", w.name, err)
	}
	return text
}
