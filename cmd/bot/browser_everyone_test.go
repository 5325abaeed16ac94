//go:build browser

package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// visit is what a tour does at each screen that it comes by.
type visit func(w *window, screen string)

// Every screen, in light and dark, on a desk, at 200 % and on the narrowest phone: axe finds nothing and nothing reaches over the
// sides. In the colours that a person forces nothing that matters is gone, and where they ask for less motion nothing moves.
func TestBrowserEveryScreenIsForEveryone(t *testing.T) {
	axe := axeCore(t)
	tour(t, func(w *window, screen string) {
		for _, scheme := range []string{"light", "dark"} {
			w.media("prefers-color-scheme", scheme)
			for _, width := range []int64{1280, 320} {
				w.size(width, 760)
				w.settled()
				where := fmt.Sprintf("%s, %s, %d px", screen, scheme, width)
				w.holds(where+": axe", axe)
				w.holds(where+": sideways", sideways)
			}
			w.do(chromedp.EmulateViewport(640, 430, chromedp.EmulateScale(2))) // as a window of 1280 shows it at 200 %
			w.holds(screen+", 200 %: sideways", sideways)
			w.size(1280, 860)
		}
		w.media("forced-colors", "active")
		w.holds(screen+", forced colours", vanished)
		w.media("prefers-reduced-motion", "reduce")
		w.holds(screen+", less motion", moving)
		w.media("prefers-color-scheme", "light")
		if os.Getenv("SHOTS") != "" {
			w.pictures(screen)
		}
	})
}

// pictures are for looking at.
func (w *window) pictures(screen string) {
	name := strings.NewReplacer(" ", "-", ",", "").Replace(screen)
	w.shoot("everyone-" + name + "-desk")
	w.media("prefers-color-scheme", "dark")
	w.size(320, 640)
	w.shoot("everyone-" + name + "-phone-dark")
	w.media("prefers-color-scheme", "light")
	w.size(1280, 860)
}

// axeCore is a script that gives one line for each thing that axe-core finds.
func axeCore(t *testing.T) string {
	t.Helper()
	path := os.Getenv("AXE")
	if path == "" {
		t.Fatal("AXE must name axe.min.js; .ci/run says which version, and installs it")
	}
	source, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf(`(async () => {
		if (!window.axe) { %s }
		const found = await axe.run(document, {resultTypes: ['violations']});
		return found.violations.flatMap((v) => v.nodes.map((n) =>
			v.id + ': ' + n.target.join(' ') + '\n    ' + n.html.slice(0, 200) + '\n    ' + v.help + ' (' + v.helpUrl + ')\n    '
			+ n.failureSummary.replaceAll('\n', '\n    ')));
	})()`, source)
}

// sideways gives what reaches over the sides: of the page, and of everything but code and tables, which scroll in themselves.
const sideways = `(() => {
	const own = (e) => e.closest('pre, .table, .unseen, textarea, select');
	const shown = (e) => e.checkVisibility({visibilityProperty: true, opacityProperty: true});
	const name = (e) => e.tagName + (e.id ? '#' + e.id : '') + '.' + e.className + ' ' + (e.innerText ?? '').slice(0, 60);
	const out = [];
	if (document.documentElement.scrollWidth > innerWidth) out.push('the page is ' + document.documentElement.scrollWidth + ' wide');
	for (const e of document.body.querySelectorAll('*')) {
		if (!shown(e) || own(e) && !e.matches('pre, .table')) continue;
		const box = e.getBoundingClientRect();
		if (box.width && (box.right > innerWidth + 1 || box.left < -1)) out.push('over the side: ' + name(e) + ' ' + box.left + '–' + box.right);
		if (own(e) || e.scrollWidth <= e.clientWidth + 1) continue;
		if (['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) out.push('scrolls sideways: ' + name(e));
	}
	return out;
})()`

// vanished gives what tells something by its colour alone, and so tells nothing where colours are forced.
const vanished = `(() => {
	const clear = (c) => c === 'rgba(0, 0, 0, 0)';
	const edge = (e) => ['Top', 'Left'].some((s) => parseFloat(getComputedStyle(e)['border' + s + 'Width']) > 0);
	return [...document.querySelectorAll('.dot, .button, .option, .mark, .composer, .message.bot .says, [popover]:popover-open, dialog[open]')]
		.filter((e) => e.checkVisibility() && e.innerText !== '' && !e.closest('.composer .button') && !edge(e))
		.map((e) => e.tagName + '.' + e.className + ' has no edge: ' + e.innerText.slice(0, 40));
})()`

// moving gives what would still move where a person asks for less of it.
const moving = `[...document.querySelectorAll('*')].filter((e) => {
	const style = getComputedStyle(e);
	return style.animationName !== 'none' || style.transitionDuration.split(', ').some((d) => d !== '0s') || style.scrollBehavior === 'smooth';
}).map((e) => e.tagName + '#' + e.id + '.' + e.className)`

// holds fails with each line that a script in the page gives.
func (w *window) holds(what, script string) {
	w.t.Helper()
	found, err := chromedp.Run(w.ctx, chromedp.Evaluate[[]string](script, chromedp.EvalAwaitPromise))
	if err != nil {
		w.t.Fatalf("%s: %v", what, err)
	}
	for _, f := range found {
		w.t.Errorf("%s: %s", what, f)
	}
}

// media is the one thing that the person's system asks for.
func (w *window) media(feature, value string) {
	w.t.Helper()
	asked := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: feature, Value: value}}}
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, asked)
		return err
	}))
}

func (w *window) settled() {
	w.t.Helper()
	w.wait("stillness", `document.getAnimations().every(a => a.playState !== 'running')`)
}

// tour leads by every kind of screen: pages, dialogs, threads, popovers, home, direct messages, whispers, problems and errors.
func tour(t *testing.T, look visit) {
	b := runBot(t)
	browser := newBrowser(t)
	ana := open(t, browser, b.address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ana.say("Anyone up for the loop? ```for x in list: list.remove(x) # and a line that is much longer than a phone is wide```")
	ana.sees("#messages", "Anyone up")
	look(ana, "card")
	ben := open(t, browser, b.address, "ben")
	attempts(ben)
	tourOfARound(ana, look)
	tourAtTheClose(ana, look)
	tourOfNotes(ben, look)
	tourOfTheRest(ana, look)
	tourOfErrors(b, browser, ana, look)
}

// tourOfARound is one person's way through a drill.
func tourOfARound(ana *window, look visit) {
	ana.press("#messages", "I'm stuck")
	ana.sees("#step", "A hand up · 1 of 3")
	look(ana, "hand up")
	ana.press("#step", "Have a go")
	ana.sees("#step", "How sure are you?")
	look(ana, "form")
	ana.fill("answer", "many")
	ana.press("#step", "Send")
	ana.sees("#step", "Something is needed here")
	look(ana, "form with a problem")
	ana.fill("answer", "1,000 rows")
	ana.choose("sure", "3")
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	look(ana, "second way")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "500 rows")
	look(ana, "outcome")
	ana.fill("discrepancy", "half of the rows are still there")
	ana.fill("cause", "the pages move when rows go")
	ana.press("#step", "Show feedback")
	ana.sees("#step", "Pages that stand still")
	look(ana, "feedback")
	ana.press("#step", "Try again")
	ana.sees("#step", "700 rows")
	look(ana, "redo")
	ana.fill("answer", "400")
	ana.choose("sure", "2")
	ana.fill("change", "I wrote both columns down")
	ana.press("#step", "Send")
	ana.sees("#step", "It holds")
	look(ana, "side by side")
	ana.press("#step", "Done for today")
	ana.wait("the dialog to close", `!document.getElementById('step').open`)
	ana.press("#messages", "Have a go")
	ana.sees("#step", "You have been through this one")
	look(ana, "the whole way")
	ana.do(chromedp.KeyEvent("\x1b"))
}

// tourAtTheClose is the clock, and what comes when a round closes.
func tourAtTheClose(ana *window, look visit) {
	ana.run("the clock to open", `document.querySelector('#clock').click()`)
	ana.sees("#jumps", "To the close in #drills")
	look(ana, "clock")
	ana.press("#jumps", "To the close in #drills")
	ana.sees("#messages", "Closed · The clean-up loop")
	ana.wait("the debrief under the card", `document.querySelector('#messages [data-open-thread].replies')`)
	look(ana, "closed card")
	ana.run("the thread to open", `document.querySelector('#messages .replies[data-open-thread]').click()`)
	ana.sees("#thread", "Debrief of The clean-up loop")
	ana.run("the debrief to unfold", `document.querySelector('#thread details.reveal').open = true`)
	look(ana, "thread with the debrief")
	ana.run("the thread to close", `document.querySelector('#leave-thread').click()`)
}

// attempts has a go and does not reflect, so that feedback comes as a note at the close.
func attempts(w *window) {
	w.press("#messages", "Have a go")
	w.sees("#step", "How sure are you?")
	w.fill("answer", "100")
	w.choose("sure", "1")
	w.press("#step", "Send")
	w.sees("#step", "Your attempt is in")
	w.do(chromedp.KeyEvent("\x1b"))
}

// tourOfNotes is what came to somebody as direct messages.
func tourOfNotes(ben *window, look visit) {
	ben.run("direct messages", `location.hash = 'direct'`)
	ben.sees("#messages", "Here is your feedback")
	look(ben, "direct message")
	ben.press("#messages", "Open")
	ben.sees("#step", "Only the first page goes")
	look(ben, "feedback at the close")
	ben.do(chromedp.KeyEvent("\x1b"))
}

// tourOfTheRest is whispers, a choice, a query with two ways, the schedule, direct messages, home, and who to be.
func tourOfTheRest(ana *window, look visit) {
	ana.say("/cackle help")
	ana.sees("#messages", "Only you see this")
	look(ana, "whisper")
	ana.sees("#messages", "There and back")
	ana.press("#messages", "A")
	ana.sees("#step", "How sure are you?")
	look(ana, "choice")
	ana.do(chromedp.KeyEvent("\x1b"))
	ana.jump("To the next drill")
	ana.sees("#messages", "The quiet customers")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "Your query")
	ana.fill("answer", "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)")
	ana.choose("sure", "3")
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	ana.fill("answer", "SELECT c.id FROM customers c JOIN orders o ON o.customer_id <> c.id")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "Before any explanation")
	look(ana, "two ways")
	ana.do(chromedp.KeyEvent("\x1b"))
	ana.say("/cackle schedule")
	ana.sees("#step", "Skip the next")
	look(ana, "schedule")
	ana.press("#step", "Change")
	ana.sees("#step", "Time zone")
	look(ana, "schedule form")
	ana.fill("zone", "Berlin")
	ana.press("#step", "Next")
	ana.sees("#step", "could not be read")
	look(ana, "schedule form with a problem")
	ana.do(chromedp.KeyEvent("\x1b"))
	for _, place := range []struct{ hash, selector, words string }{
		{"direct", "#title", "Cackle"}, {"mine", "#home", "The quiet customers"}, {"cackle-admin", "#title", "cackle-admin"},
	} {
		ana.run(place.hash, fmt.Sprintf(`location.hash = %q`, place.hash))
		ana.sees(place.selector, place.words)
		look(ana, "place "+place.hash)
	}
	ana.run("the people to show", `document.querySelector('#people').showPopover()`)
	ana.sees("#people", "Be somebody else")
	look(ana, "people")
	ana.run("the people to go", `document.querySelector('#people').hidePopover()`)
	ana.size(320, 640)
	ana.run("the places to show", `document.querySelector('#menu').click()`)
	look(ana, "places on a phone")
	ana.size(320, 640)
	ana.run("the places to go", `document.querySelector('#menu').click()`)
	ana.size(1280, 860)
}

// tourOfErrors is what stands there where something is amiss: nobody's name, no key, and a playground that is away.
func tourOfErrors(b *process, browser context.Context, ana *window, look visit) {
	bare := strings.Split(b.address, "?")[0]
	nobody := open(ana.t, browser, b.address, "nobody")
	nobody.sees("#trouble", "Nobody of that name is here.")
	look(nobody, "nobody")
	stranger := &window{t: ana.t, name: "a stranger"}
	var end func()
	stranger.ctx, end = chromedp.NewContext(browser)
	ana.t.Cleanup(end)
	stranger.do(chromedp.Navigate(strings.Replace(bare, "127.0.0.1", "localhost", 1))) // where no cookie is
	stranger.sees("body", "needs the link")
	look(stranger, "no key")
	port := b.port()
	b.stop()
	ana.sees("#trouble", "The playground is away")
	look(ana, "away")
	b.start(port)
	ana.wait("the trouble to pass", `document.querySelector('#trouble').hidden`)
}

// run does something in the page.
func (w *window) run(what, script string) {
	w.t.Helper()
	w.wait(what, "("+script+", true)")
}
