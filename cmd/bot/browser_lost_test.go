//go:build browser

package main

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// What was typed survives whatever happens to the page and to the connection, and is sent once: a reload before it is sent, a
// connection that is cut before and after the playground has taken it, a playground that is killed, and a reload while it is sent.
func TestBrowserWhatWasTypedIsSentOnce(t *testing.T) {
	b := runBot(t)
	browser := newBrowser(t)
	for _, c := range []struct {
		who, what string
		send      func(w *window)
	}{
		{"ana", "a reload before it is sent", func(w *window) {
			w.reload()
			w.press("#messages", "Have a go")
			w.wait("what was typed", `document.querySelector('#step [name=answer]')?.value === '1,000 rows'`)
			w.press("#step", "Send")
		}},
		{"ben", "the connection is away", func(w *window) {
			w.offline(true)
			w.press("#step", "Send")
			w.sees("#step", "What you typed is kept")
			w.offline(false)
		}},
		{"chi", "the answer is lost", func(w *window) {
			w.loses(1)
			w.press("#step", "Send")
		}},
		{"dee", "the playground is killed", func(w *window) {
			port := b.port()
			w.press("#step", "Send")
			b.kill()
			b.start(port)
		}},
		{"eli", "the answer is lost, and the page with it", func(w *window) {
			w.loses(1000)
			w.press("#step", "Send")
			w.sees("#step", "What you typed is kept")
			w.reload()
			w.press("#messages", "Have a go")
		}},
	} {
		w := open(t, browser, b.address, c.who)
		w.sees("#messages", "The clean-up loop")
		w.press("#messages", "Have a go")
		w.sees("#step", "How sure are you?")
		w.choose("sure", "3")
		w.fill("answer", "1,000 rows")
		c.send(w)
		w.sees("#step", "Your attempt is in")
		if n := b.count(`SELECT count(*) FROM facts WHERE kind = 'AttemptSent' AND person = ?`, c.who); n != 1 {
			t.Errorf("%s: %d attempts, want 1", c.what, n)
		}
	}
}

// A line of talk is there once too, and its box is empty after: where the answer was lost with the page, and where the text is
// sent again by hand.
func TestBrowserTalkIsThereOnce(t *testing.T) {
	ana := open(t, newBrowser(t), runBot(t).address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ana.loses(1000)
	ana.say("posted, and never answered")
	ana.sees("#box", "Connecting again")
	ana.reload()
	ana.sees("#messages", "posted, and never answered")
	ana.wait("the box to be empty", `document.querySelector('#box-text').value === ''`)
	ana.offline(true)
	ana.say("typed, and never posted")
	ana.sees("#box", "Connecting again")
	ana.offline(false)
	ana.reload()
	ana.sees("#messages", "posted, and never answered")
	if ana.text(`document.querySelector('#box-text').value`) != "" { // the page may have sent it by then
		ana.run("it to be sent by hand", `document.querySelector('#box').requestSubmit()`)
	}
	ana.sees("#messages", "typed, and never posted")
	ana.wait("the box to be empty", `document.querySelector('#box-text').value === ''`)
	ana.run("an answer to be an error", `((fetched) => { window.fetch = async (...what) => {
		await fetched(...what);
		window.fetch = fetched;
		return new Response('{"error": "That did not work."}', {status: 500}) } })(window.fetch)`)
	ana.say("posted, and answered with an error")
	ana.sees("#box", "That did not work.")
	ana.run("it to be sent by hand", `document.querySelector('#box').requestSubmit()`)
	ana.wait("the box to be empty", `document.querySelector('#box-text').value === ''`)
	ana.reload()
	ana.sees("#messages", "posted, and answered with an error")
	for _, text := range []string{"posted, and never answered", "typed, and never posted", "posted, and answered with an error"} {
		if n := strings.Count(ana.read("#messages"), text); n != 1 {
			t.Errorf("%q is there %d times", text, n)
		}
	}
}

// A window that slept while 600 messages came, of which the 500 newest are held, shows what a new window shows: in order, nothing twice,
// nothing missing. It keeps where it was: what is typed, the focus, and the line that only it has.
func TestBrowserAWindowThatSleptCatchesUp(t *testing.T) {
	b := runBot(t)
	browser := newBrowser(t)
	ana := open(t, browser, b.address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ben := open(t, browser, b.address, "ben")
	ben.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: `
			const Real = EventSource; window.sources = [];
			window.EventSource = class extends Real { constructor(...a) {
				super(...a); sources.push(this); this.addEventListener('message', () => { window.brought = true; }); } };`})
		return err
	}))
	ben.reload()
	ben.sees("#messages", "The clean-up loop")
	ben.say("/cackle help")
	ben.sees("#messages", "Only you see this")
	ben.run("Ben to type", `document.querySelector('#box-text').focus()`)
	ben.do(chromedp.KeyEvent("half a line"))

	ben.offline(true)
	ben.run("Ben's window to sleep", `(sources.at(-1).close(), sources.at(-1).dispatchEvent(new Event('error')))`)
	ana.run("600 messages", `(window.sent = 0, (async () => { while (sent < 600) {
		await fetch('/api/act', {method: 'POST', body: JSON.stringify({id: 'night-' + sent, as: 'ana', kind: 'type', text: 'night ' + sent, at: {channel: 'drills'}})});
		sent++; } })())`)
	for hundreds := range 6 {
		ana.wait("them to be sent", fmt.Sprintf(`sent >= %d`, 100*(hundreds+1)))
	}
	ben.run("the state to take its time", `((fetched) => { window.fetch = async (...what) => {
		const answer = await fetched(...what);
		if (what[0].startsWith('/api/state')) for (window.late = true; late;) await new Promise((r) => setTimeout(r, 5));
		return answer; } })(window.fetch)`)
	ben.offline(false)
	ben.wait("Ben's window to read the state", `window.late`)
	ana.say("while Ben's window read the state")
	ben.wait("the stream to bring that", `window.brought`)
	ben.run("the state to come", `late = false`)
	ben.sees("#messages", "night 599")
	ben.sees("#messages", "while Ben's window read the state")
	ana.reload()
	ana.sees("#messages", "night 599")
	const shown = `[...document.querySelectorAll('#messages > .message')].map((m) => m.id).join()`
	if slept, fresh := ben.text(shown), ana.text(shown); slept != fresh {
		t.Errorf("the window that slept shows\n%s\na new one\n%s", slept, fresh)
	}
	if n := ben.text(`document.querySelectorAll('#messages > .whisper').length`); n != "1" {
		t.Errorf("%s lines are left of the one that only Ben had", n)
	}
	if box := ben.text(`document.activeElement.id + ': ' + document.activeElement.value`); box != "box-text: half a line" {
		t.Errorf("Ben was typing, and is at %q", box)
	}
	if news := ben.read("#announcer"); !strings.Contains(news, "500 new messages\n\nAna wrote: while") {
		t.Errorf("what came is read out as %q", news)
	}
}

// reload loads the page anew.
func (w *window) reload() {
	w.t.Helper()
	w.do(chromedp.Reload())
}

// offline cuts the window's connection, or mends it.
func (w *window) offline(cut bool) {
	w.t.Helper()
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, network.EmulateNetworkConditionsByRule, network.EmulateNetworkConditionsByRuleParams{
			MatchedNetworkConditions: []*network.Conditions{{DownloadThroughput: -1, UploadThroughput: -1, Offline: cut}},
		})
		return err
	}))
}

// loses cuts the connection after the playground has taken an act and before the page has its answer, this many times.
func (w *window) loses(answers int) {
	w.t.Helper()
	w.run("answers to be lost", fmt.Sprintf(`((fetched, left) => { window.fetch = async (...what) => {
		const answer = await fetched(...what);
		if (what[0] === '/api/act' && left-- > 0) throw new TypeError('the connection was cut');
		return answer; } })(window.fetch, %d)`, answers))
}

// kill ends the process as a power cut would.
func (b *process) kill() {
	b.t.Helper()
	if err := b.cmd.Process.Kill(); err != nil {
		b.t.Fatal(err)
	}
	_ = b.cmd.Wait()
}

// count asks the database beside the bot.
func (b *process) count(query string, args ...any) (n int) {
	b.t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.ToSlash(filepath.Join(b.dir, database))+"?mode=ro&_pragma=busy_timeout(5000)")
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(query, args...).Scan(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}
