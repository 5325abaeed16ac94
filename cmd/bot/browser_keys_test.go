//go:build browser

package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The whole way by keys alone: card, form, second way, outcome, reflection, feedback, redo, clock, debrief, a reply in its
// thread, and being somebody else. At every stop the focus can be seen, a dialog keeps it, and what is closed gives it back.
func TestBrowserTheWholeWayByKeys(t *testing.T) {
	ana := open(t, newBrowser(t), runBot(t).address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ana.key(kb.Tab)
	ana.stands("To the messages")
	ana.key(kb.Enter)
	ana.wait("the messages to have the focus", `document.activeElement.id === 'messages'`)
	ana.tab("Why this drill?")
	ana.shifted(kb.Tab)
	ana.stands("🐔 Cackle")
	keysThroughTheRound(ana)
	keysToTheDebrief(ana)

	ana.tabBack("Ana")
	ana.key(kb.Enter)
	ana.stands("Ana")
	ana.key(kb.Escape)
	ana.stands("Ana")
	ana.key(kb.Enter)
	ana.stands("Ana")
	ana.tab("Ben")
	ana.key(kb.Enter)
	ana.sees("#me", "Ben")
	ana.sees("#messages", "Closed · The clean-up loop")

	ana.size(320, 640) // where the places are behind a button
	ana.tab("Places")
	ana.key(kb.Enter)
	ana.stands("# drills")
	ana.settled()
	ana.key(kb.Escape)
	ana.stands("Places")
}

// keysThroughTheRound opens the card's form twice: it is left once, and gives the focus back.
func keysThroughTheRound(w *window) {
	w.tabBack("Have a go")
	w.key(kb.Enter)
	w.sees("#step", "How sure are you?")
	w.stands("The clean-up loop")
	w.trapped()
	w.key(kb.Escape)
	w.stands("Have a go")
	w.key(kb.Enter)
	w.sees("#step", "How sure are you?")
	w.tabTo("answer")
	w.types("1,000 rows")
	w.tabTo("sure")
	w.key(kb.ArrowDown)
	w.send()
	w.sees("#step", "Your attempt is in")
	w.stands("The clean-up loop")
	w.tab("Show me what it did")
	w.key(kb.Enter)
	w.sees("#step", "500 rows")
	w.tabTo("cause")
	w.types("the pages move")
	w.send() // without what is needed: the focus goes to what lacks
	w.sees("#step", "Something is needed here")
	w.wait("the field that lacks to have the focus", `document.activeElement.name === 'discrepancy'`)
	w.types("half of the rows are still there")
	w.send()
	w.sees("#step", "Pages that stand still")
	w.tab("Try again")
	w.key(kb.Enter)
	w.sees("#step", "700 rows")
	w.tabTo("answer")
	w.types("400")
	w.tabTo("sure")
	w.key(" ")
	w.tabTo("change")
	w.types("both columns")
	w.send()
	w.sees("#step", "It holds")
	w.tab("Done for today")
	w.key(kb.Enter) // which closes it
	w.wait("the focus to be back on the card", `document.activeElement.closest('.message')?.querySelector('.says').innerText.includes('The clean-up loop')`)
}

// keysToTheDebrief moves the clock, opens the thread, writes into it and leaves it.
func keysToTheDebrief(w *window) {
	w.tabBack("Move the clock")
	w.key(kb.Enter)
	w.stands("To the close in #drills")
	w.key(kb.Escape)
	w.stands("Move the clock")
	w.key(kb.Enter)
	w.stands("To the close in #drills")
	w.key(kb.Enter)
	w.stands("Move the clock")
	w.sees("#messages", "Closed · The clean-up loop")
	w.wait("the debrief", `document.querySelector('#messages .replies')`)
	w.tab("1 reply")
	w.key(kb.Enter)
	w.stands("Thread")
	w.tab("Reply in the thread")
	w.types("The pages move!")
	w.key(kb.Enter)
	w.sees("#replies", "The pages move!")
	w.key(kb.Escape)
	w.stands("2 replies")
	w.tab("React with 🐔") // the tools of a message are one stop
	w.key(kb.ArrowRight)
	w.stands("React with 👍")
	w.key(kb.Enter)
	w.wait("the reaction", `document.querySelector('#messages .mark[data-emoji="👍"][aria-pressed=true]')`)
}

// key presses a key, after which what has the focus can be seen.
func (w *window) key(key string, how ...chromedp.KeyOption) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(key, how...))
	w.holds(fmt.Sprintf("after the key %q", key), `(() => {
		const e = document.activeElement; // nothing, while another page comes
		if (!e) return [];
		const style = getComputedStyle(e);
		const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
		const box = e.closest('.composer') && getComputedStyle(e.closest('.composer')).boxShadow !== 'none';
		const seen = e === document.body || (ring || box) && e.checkVisibility({visibilityProperty: true, opacityProperty: true});
		const out = seen ? [] : ['the focus cannot be seen on ' + e.outerHTML.slice(0, 200)];
		const dialog = document.querySelector('dialog[open]');
		if (dialog && e !== document.body && !dialog.contains(e)) out.push('the focus has left the dialog for ' + e.outerHTML.slice(0, 200));
		return out;
	})()`)
}

func (w *window) shifted(key string) {
	w.t.Helper()
	w.key(key, chromedp.KeyModifiers(chromedp.ModifierShift))
}

// send presses Ctrl+Enter.
func (w *window) send() {
	w.t.Helper()
	w.key(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl))
}

func (w *window) types(text string) {
	w.t.Helper()
	w.do(chromedp.KeyEvent(text))
}

// focused is the name of what has the focus, by what is read or said of it.
const focused = `((e) => {
	const words = e.ariaLabel || (e.labels?.[0] ?? e).cloneNode(true);
	if (typeof words === 'string') return words;
	words.querySelectorAll('[aria-hidden=true]').forEach((h) => h.remove());
	return words.textContent.trim().replace(/\s+/g, ' ');
})(document.activeElement)`

// stands waits until what has the focus goes by these words.
func (w *window) stands(words string) {
	w.t.Helper()
	w.settled()
	w.wait("the focus on "+words, fmt.Sprintf(`%s.startsWith(%q)`, focused, words))
}

// tab presses Tab until what has the focus goes by these words, as often as anyone would.
func (w *window) tab(words string) {
	w.t.Helper()
	w.until(words, func() { w.t.Helper(); w.key(kb.Tab) }, func() bool { return strings.HasPrefix(w.text(focused), words) })
}

func (w *window) tabBack(words string) {
	w.t.Helper()
	w.until(words, func() { w.t.Helper(); w.shifted(kb.Tab) }, func() bool { return strings.HasPrefix(w.text(focused), words) })
}

// tabTo presses Tab until a field of this name has the focus.
func (w *window) tabTo(name string) {
	w.t.Helper()
	w.until(name, func() { w.t.Helper(); w.key(kb.Tab) }, func() bool { return w.text(`document.activeElement.name`) == name })
}

func (w *window) until(what string, press func(), there func() bool) {
	w.t.Helper()
	w.settled()
	var stops []string
	for range 30 {
		press()
		if there() {
			return
		}
		stops = append(stops, w.text(focused))
	}
	w.t.Fatalf("%s comes to no %q by 30 keys, but by %q", w.name, what, stops)
}

// trapped goes round the dialog twice, both ways: key says where the focus leaves it.
func (w *window) trapped() {
	w.t.Helper()
	for range 20 {
		w.key(kb.Tab)
	}
	for range 20 {
		w.shifted(kb.Tab)
	}
}
