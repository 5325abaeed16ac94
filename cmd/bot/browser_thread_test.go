//go:build browser

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// inThread is an overlay for the build, in which the first drill takes attempts in its thread: none that ships does.
func inThread(t *testing.T) string {
	t.Helper()
	shipped, err := filepath.Abs("../../packs/code/cleanup-loop.md")
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(shipped)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	changed := filepath.Join(dir, "drill.md")
	text = []byte(strings.Replace(string(text), "version = 1\n", "version = 1\nattempts = \"thread\"\n", 1))
	if err := os.WriteFile(changed, text, 0o600); err != nil {
		t.Fatal(err)
	}
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {shipped: changed}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, "overlay.json")
	if err := os.WriteFile(file, overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// reply types into the thread's box.
func (w *window) reply(text string) {
	w.t.Helper()
	js := fmt.Sprintf(`(() => { const f = document.querySelector('#thread-box-text'); f.value = %q;
		f.dispatchEvent(new Event('input', {bubbles: true})); f.form.requestSubmit(); return true })()`, text)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](js)); err != nil {
		w.t.Fatalf("%s replies %q: %v", w.name, text, err)
	}
	w.wait("the box to be free again", `document.querySelector('#thread-box-text').value === ''`)
}

// attach puts a file into the thread's box, and sends it.
func (w *window) attach(name, text string) {
	w.t.Helper()
	js := fmt.Sprintf(`(() => { const d = new DataTransfer(); d.items.add(new File([%q], %q));
		const f = document.querySelector('#thread-box [type=file]'); f.files = d.files;
		f.dispatchEvent(new Event('change', {bubbles: true})); return true })()`, text, name)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](js)); err != nil {
		w.t.Fatalf("%s attaches %s: %v", w.name, name, err)
	}
	w.sees("#thread-box .chip", name)
}

// tool presses one of the small buttons on the last message that holds these words.
func (w *window) tool(words, label string) {
	w.t.Helper()
	w.wait(label, fmt.Sprintf(`[...document.querySelectorAll('#replies .message')].filter(m => m.innerText.includes(%q)).at(-1)
		?.querySelector('.tools [aria-label=%q]')?.click() ?? true`, words, label))
}

// Attempts in the thread, in two windows: replies are folded until one's own attempt is in; one that may be talk is asked about, a
// file is read, an edit replaces, deleting takes back.
func TestBrowserTheThread(t *testing.T) {
	address := runBot(t, "-overlay", inThread(t)).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	for _, w := range []*window{ana, ben} {
		w.sees("#messages", "Answer in the thread")
		w.wait("the thread", `document.querySelector('#messages [data-open-thread]')`)
		w.wait("the thread to open", `(document.querySelector('#messages .replies').click(), true)`)
		w.sees("#thread", "One reply with your answer is your attempt")
	}
	ana.shoot("40-thread-starts")
	ana.reply("I'd say 1,000 rows, nothing stops it")
	ana.sees("#replies", "Is this your attempt?")
	ana.shoot("41-is-this-your-attempt")
	ben.sees("#replies", "Folded until your own attempt is in.")
	if seen := ben.read("body"); strings.Contains(seen, "1,000 rows, nothing") {
		t.Errorf("Ben reads Ana's reply before his own attempt: %s", seen)
	}
	ana.press("#replies", "Yes")
	ana.sees("#step", "How sure are you?")
	ana.shoot("42-how-sure")
	ana.choose("sure", "3")
	ana.press("#step", "Go on")
	ana.sees("#step", "Who worked on this with you?")
	if seen := ana.read("#step .people-list"); strings.Contains(seen, "Ana") || !strings.Contains(seen, "Fay") {
		t.Errorf("Ana can name %q", seen)
	}
	ana.shoot("42b-who-worked-on-this")
	ana.do(chromedp.KeyEvent("\x1b"))
	ana.wait("the mark", `document.querySelector('#replies .mark[data-emoji="✍️"]')`)

	ben.attach("loop.txt", "500 rows\n")
	ben.shoot("43-a-file-to-send")
	ben.wait("the file to go", `(document.querySelector('#thread-box').requestSubmit(), true)`)
	ben.sees("#replies", "Two questions before you see what it did")
	ben.sees("#replies", "I'd say 1,000 rows, nothing stops it")
	ben.shoot("44-unfolded")
	ana.sees("#replies", "loop.txt")

	ana.tool("1,000 rows, nothing", "Change")
	ana.wait("the box to hold it", `document.querySelector('#thread-box-text').value.includes('1,000')`)
	ana.reply("900 rows")
	ana.sees("#replies", "Took your newer text.")
	ana.size(360, 740)
	ana.shoot("45-phone-newer-text")
	ana.size(1280, 860)
	ben.tool("loop.txt", "Take back")
	ben.sees("#replies", "Taken back. Nothing of it is kept")
	ben.sees("#replies", "Folded until your own attempt is in.")
	ben.dark()
	ben.size(320, 640)
	ben.shoot("46-phone-dark-folded-again")
	ben.attach("shot.png", "\x00")
	ben.wait("the file to go", `(document.querySelector('#thread-box').requestSubmit(), true)`)
	ben.sees("#replies", "This one is not text.")
	ben.shoot("47-phone-dark-no-text")
	ana.jump("To the close in #drills")
	ben.sees("#replies", "Debrief of The clean-up loop")
	ben.sees("#replies", "900 rows")
	ben.shoot("48-phone-dark-open-to-all")
}

// A pair: who is named is asked in a note that says nothing of the drill, and has an attempt of their own from their yes on.
func TestBrowserAPair(t *testing.T) {
	address := runBot(t).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	ana.sees("#messages", "The clean-up loop")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "How sure are you?")
	ana.fill("answer", "1,000")
	ana.choose("sure", "2")
	ana.press("#step", "Send")
	ana.sees("#step", "Who worked on this with you?")
	ana.choose("people", "ben")
	ana.size(320, 640)
	ana.wait("the people", `document.querySelector('#step .people-list').scrollIntoView() ?? true`)
	ana.shoot("50-phone-people")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "500 rows")
	ben.wait("Ben's notes", `(location.hash = 'direct', true)`)
	ben.sees("#messages", "says that you worked on The clean-up loop together")
	if seen := ben.read("#messages"); strings.Contains(seen, "1,000") || strings.Contains(seen, "500") {
		t.Errorf("Ben reads more than the title: %s", seen)
	}
	ben.shoot("51-was-that-you-too")
	ben.press("#messages", "Yes, that was us")
	ben.sees("#step", "Your attempt is in.")
	ben.dark()
	ben.size(360, 740)
	ben.shoot("52-phone-dark-pair")
}
