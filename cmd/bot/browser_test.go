//go:build browser

package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// window is one person's window in a real browser. It acts by what can be read: labels and words.
type window struct {
	t    *testing.T
	name string
	ctx  context.Context
}

// process is the program, running in a folder of its own.
type process struct {
	t           *testing.T
	binary, dir string
	cmd         *exec.Cmd
	address     string // with the key
}

// runBot builds the bot, with these arguments to the build, and runs it on a fresh folder.
func runBot(t *testing.T, build ...string) *process {
	t.Helper()
	b := &process{t: t, binary: filepath.Join(t.TempDir(), "cackle"), dir: t.TempDir()}
	if out, err := exec.Command("go", slices.Concat([]string{"build", "-o", b.binary}, build, []string{"."})...).CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	b.start("0")
	t.Cleanup(b.stop)
	return b
}

// start runs the bot on a port; "0" is any.
func (b *process) start(port string) {
	b.t.Helper()
	b.cmd = exec.Command(b.binary, "--data", b.dir, "--port", port)
	out, err := b.cmd.StdoutPipe()
	if err != nil {
		b.t.Fatal(err)
	}
	b.cmd.Stderr = os.Stderr
	if err := b.cmd.Start(); err != nil {
		b.t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		b.t.Fatal(err)
	}
	if b.address = regexp.MustCompile(`http://\S+`).FindString(line); b.address == "" {
		b.t.Fatalf("no address in %q", line)
	}
}

// stop presses Ctrl-C.
func (b *process) stop() {
	if err := b.cmd.Process.Signal(os.Interrupt); err != nil {
		b.t.Error(err)
	}
	if err := b.cmd.Wait(); err != nil {
		b.t.Errorf("the bot did not end cleanly: %v", err)
	}
}

func (b *process) port() string {
	u, err := url.Parse(b.address)
	if err != nil {
		b.t.Fatal(err)
	}
	return u.Port()
}

// open opens a window of its own for a person.
func open(t *testing.T, browser context.Context, address, person string) *window {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	w := &window{t: t, name: person, ctx: ctx}
	w.do(chromedp.EmulateViewport(1280, 860), chromedp.Navigate(address), chromedp.Navigate(strings.Split(address, "?")[0]+"?as="+person))
	return w
}

func newBrowser(t *testing.T) context.Context {
	options := []chromedp.ExecAllocatorOption{
		chromedp.NoSandbox, chromedp.Headless, chromedp.DisableGPU, chromedp.NoFirstRun, chromedp.UserDataDir(t.TempDir()),
		chromedp.Flag("disable-background-networking", true), chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true), chromedp.Flag("disable-quic", true),
	}
	ctx, cancel := chromedp.NewContext(t.Context(), chromedp.WithAllocatorOptions(options...))
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // starts it, so that the windows share it
		t.Fatal(err)
	}
	return ctx
}

func (w *window) do(steps ...chromedp.Action[chromedp.Void]) {
	w.t.Helper()
	if err := chromedp.Do(w.ctx, steps...); err != nil {
		w.t.Fatalf("%s: %v", w.name, err)
	}
}

// wait waits until an expression is true in the page.
func (w *window) wait(what, expression string) {
	w.t.Helper()
	ctx, cancel := context.WithTimeout(w.ctx, 10*time.Second)
	defer cancel()
	if _, err := chromedp.Run(ctx, chromedp.Poll[bool]("!!("+expression+")")); err != nil {
		w.shoot("stuck")
		w.t.Fatalf("%s waits for %s: %v\nthe page says: %s", w.name, what, err, w.read("body"))
	}
}

func (w *window) read(selector string) string {
	w.t.Helper()
	text, err := chromedp.Run(w.ctx, chromedp.Evaluate[string](fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ''`, selector)))
	if err != nil {
		w.t.Fatalf("%s reads %s: %v", w.name, selector, err)
	}
	return text
}

// sees waits for words in a part of the page.
func (w *window) sees(selector, words string) {
	w.t.Helper()
	w.wait(fmt.Sprintf("%q in %s", words, selector), fmt.Sprintf(`(document.querySelector(%q)?.innerText ?? '').includes(%q)`, selector, words))
}

// press presses the last button with this label inside a part of the page.
func (w *window) press(selector, label string) {
	w.t.Helper()
	find := fmt.Sprintf(`[...document.querySelectorAll(%q)].filter(b => b.innerText.trim().split('\n')[0] === %q).at(-1)`, selector+" button", label)
	w.wait("a button "+label, find)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](find+".click(), true")); err != nil {
		w.t.Fatalf("%s presses %s: %v", w.name, label, err)
	}
}

// fill types into a field of the open step.
func (w *window) fill(name, text string) {
	w.t.Helper()
	js := fmt.Sprintf(`(() => { const f = document.querySelector('#step [name=%q]'); f.value = %q;
		f.dispatchEvent(new Event('input', {bubbles: true})); return true })()`, name, text)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](js)); err != nil {
		w.t.Fatalf("%s fills %s: %v", w.name, name, err)
	}
}

func (w *window) choose(name, value string) {
	w.t.Helper()
	js := fmt.Sprintf(`document.querySelector('#step [name=%q][value=%q]').click(), true`, name, value)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](js)); err != nil {
		w.t.Fatalf("%s chooses %s: %v", w.name, name, err)
	}
}

// shoot leaves a picture in the folder that SHOTS names.
func (w *window) shoot(name string) {
	w.t.Helper()
	if name != "stuck" {
		w.wait("stillness", `document.getAnimations().every(a => a.playState !== 'running')`)
	}
	dir := os.Getenv("SHOTS")
	if dir == "" {
		dir = "../../shots"
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		w.t.Fatal(err)
	}
	png, err := chromedp.Run(w.ctx, chromedp.CaptureScreenshot())
	if err != nil {
		w.t.Fatalf("take a picture of %s: %v", name, err)
	}
	if !bytes.HasPrefix(png, []byte("\x89PNG")) {
		w.t.Fatalf("the picture of %s is none", name)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644); err != nil {
		w.t.Fatal(err)
	}
}

// size makes the window as wide as a phone, or as a desk again.
func (w *window) size(width, height int64) {
	w.t.Helper()
	w.do(chromedp.EmulateViewport(width, height))
}

// dark switches the window to the dark colours.
func (w *window) dark() {
	w.t.Helper()
	dark := emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}}
	w.do(chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, dark)
		return err
	}))
}

// The whole way in two windows: Ana has a go, sees what it did, reflects, reads feedback, tries again and elsewhere; Ben sees
// nothing of it, has a go of his own, and does not reflect. The clock goes to the close: the debrief stands in the thread, Ben's
// feedback is in his notes, and the next drill is there.
func TestBrowserTheWholeWay(t *testing.T) {
	address := runBot(t).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	ana.sees("#messages", "The clean-up loop")
	ana.shoot("01-card")

	ana.press("#messages", "Have a go")
	ana.sees("#step", "How sure are you?")
	ana.shoot("02-have-a-go")
	ana.fill("answer", "many")
	ana.choose("sure", "3")
	ana.press("#step", "Send")
	ana.sees("#step", "need a number")
	ana.shoot("03-not-a-number")
	ana.fill("answer", "1,000 rows")
	ana.fill("expects", "ten rounds")
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	ana.shoot("04-second-way")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "500 rows")
	ana.shoot("05-outcome-and-reflection")
	if seen := ben.read("body"); strings.Contains(seen, "500") || strings.Contains(seen, "Your attempt") {
		t.Errorf("Ben's window shows what is Ana's: %s", seen)
	}
	ana.fill("discrepancy", "half of the rows are still there")
	ana.fill("cause", "the pages move when rows go")
	ana.press("#step", "Show feedback")
	ana.sees("#step", "Pages that stand still")
	ana.shoot("06-feedback")
	ana.press("#step", "Yes, quote it")
	ana.press("#step", "Try again")
	ana.sees("#step", "700 rows")
	ana.fill("answer", "400")
	ana.choose("sure", "2")
	ana.fill("change", "I wrote both columns down")
	ana.press("#step", "Send")
	ana.sees("#step", "It holds, after one go that broke")
	ana.shoot("07-side-by-side")
	ana.press("#step", "Another setting")
	ana.sees("#step", "A feed shows the newest posts first")
	ana.fill("answer", "3 posts")
	ana.choose("sure", "2")
	ana.press("#step", "Send")
	ana.sees("#step", "It holds in a second setting")
	ana.shoot("08-another-setting")
	ana.press("#step", "Done for today")
	ana.wait("the dialog to close", `!document.getElementById('step').open`)
	ana.press("#messages", "Have a go")
	ana.sees("#step", "You have been through this one")
	ana.do(chromedp.KeyEvent("\x1b"))

	ben.press("#messages", "I'm stuck")
	ben.sees("#step", "A hand up · 1 of 3")
	ben.shoot("09-hand-up")
	ben.press("#step", "Have a go")
	ben.sees("#step", "How sure are you?")
	ben.fill("answer", "100")
	ben.choose("sure", "1")
	ben.press("#step", "Send")
	ben.sees("#step", "Your attempt is in")
	ben.do(chromedp.KeyEvent("\x1b"))

	ana.wait("the clock to open", `(document.querySelector('#clock').click(), true)`)
	ana.sees("#jumps", "To the close in #drills")
	ana.shoot("10-clock")
	ana.press("#jumps", "To the close in #drills")
	ana.sees("#messages", "Closed · The clean-up loop")
	ana.wait("the debrief under the card", `document.querySelector('#messages [data-open-thread]')`)
	ana.wait("the thread to open", `(document.querySelector('#messages [data-open-thread]').click(), true)`)
	ana.sees("#thread", "Debrief of The clean-up loop")
	ana.shoot("11-debrief-folded")
	ana.wait("the debrief to unfold", `(document.querySelector('#thread details.reveal').open = true)`)
	ana.sees("#thread", "To talk about")
	ana.shoot("12-debrief")
	ana.size(360, 740)
	ana.shoot("13-phone-thread")

	ben.sees("#sidebar", "Cackle")
	ben.wait("Ben's note", `[...document.querySelectorAll('#private a')].find(a => a.innerText.includes("Cackle")).click() ?? true`)
	ben.sees("#messages", "Here is your feedback")
	ben.press("#messages", "Open")
	ben.sees("#step", "Only the first page goes")
	ben.shoot("14-feedback-at-the-close")
}

// say types into the channel's box.
func (w *window) say(text string) {
	w.t.Helper()
	js := fmt.Sprintf(`(() => { const f = document.querySelector('#box-text'); f.value = %q;
		f.dispatchEvent(new Event('input', {bubbles: true})); f.form.requestSubmit(); return true })()`, text)
	if _, err := chromedp.Run(w.ctx, chromedp.Evaluate[bool](js)); err != nil {
		w.t.Fatalf("%s says %q: %v", w.name, text, err)
	}
}

// jump moves the clock.
func (w *window) jump(label string) {
	w.t.Helper()
	w.wait("the clock", `(document.querySelector('#clock').click(), true)`)
	w.press("#jumps", label)
	w.wait("the clock's list to close", `!document.querySelector('#jumps').matches(':popover-open')`)
}

// The other screens: a choice, a query with two ways, commands, the schedule, home, a restart in the middle, a phone in the dark.
func TestBrowserTheOtherScreens(t *testing.T) {
	b := runBot(t)
	ana := open(t, newBrowser(t), b.address, "ana")
	ana.sees("#messages", "The clean-up loop")
	ana.say("/cackle help")
	ana.sees("#messages", "Only you see this")
	ana.shoot("20-help")
	ana.say("/cackle my dirlls")
	ana.sees("#messages", "Did you mean")
	ana.say("Anyone up for the loop? ```for x in list: list.remove(x)``` <b>not bold</b> @everyone")
	ana.sees("#messages", "Anyone up")
	ana.shoot("21-unknown-command-and-talk")

	ana.jump("To the next drill")
	ana.sees("#messages", "There and back")
	ana.press("#messages", "A")
	ana.sees("#step", "How sure are you?")
	ana.wait("A to be chosen", `document.querySelector('#step [name=answer][value=A]').checked`)
	ana.shoot("22-choice")
	// The close of one step may be told after the next one has opened: that one stays whole.
	ana.wait("another step to open", `((step) => (step.addEventListener('close', () => setTimeout(() => step.dataset.told = 1), {once: true}),
		step.close(), step.showModal(), true))(document.getElementById('step'))`)
	ana.wait("the news of the close", `document.getElementById('step').dataset.told`)
	ana.sees("#step", "How sure are you?")
	ana.choose("sure", "1")
	ana.press("#step", "Send")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "Before any explanation")
	ana.shoot("23-choice-outcome")
	ana.press("#step", "Later")
	ana.sees("#step", "Kept.")
	ana.do(chromedp.KeyEvent("\x1b"))

	ana.jump("To the next drill")
	ana.sees("#messages", "The quiet customers")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "Your query")
	ana.fill("answer", "SELECT id FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)")
	ana.choose("sure", "3")
	ana.shoot("24-query")
	b.stop() // in the middle of it
	b.start(b.port())
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	ana.fill("answer", "SELECT c.id FROM customers c JOIN orders o ON o.customer_id <> c.id")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "Before any explanation")
	ana.shoot("25-two-ways")
	ana.fill("discrepancy", "nothing came back at all")
	ana.fill("cause", "something about the NULL")
	ana.press("#step", "Show feedback")
	ana.sees("#step", "Assumes")
	ana.shoot("26-feedback-sure")
	ana.press("#step", "Try again")
	ana.sees("#step", "What is different now")
	ana.shoot("27-try-again")
	ana.do(chromedp.KeyEvent("\x1b"))

	ana.say("/cackle schedule")
	ana.sees("#step", "Skip the next")
	ana.shoot("28-schedule")
	ana.press("#step", "Change")
	ana.sees("#step", "Time zone")
	ana.shoot("29-schedule-change")
	ana.fill("zone", "Berlin")
	ana.press("#step", "Next")
	ana.sees("#step", "could not be read")
	ana.shoot("30-schedule-problem")
	ana.fill("zone", "Europe/Berlin")
	ana.press("#step", "Next")
	ana.sees("#step", "Right?")
	ana.shoot("31-schedule-confirm")
	ana.press("#step", "Yes")
	ana.sees("#step", "Europe/Berlin")
	ana.do(chromedp.KeyEvent("\x1b"))

	ana.dark()
	ana.size(320, 640)
	ana.wait("my drills", `(location.hash = 'mine', true)`)
	ana.sees("#home", "There and back")
	ana.shoot("32-home-phone-dark")
	ana.press("#home", "The quiet customers")
	ana.sees("#step", "What is different now")
	ana.shoot("33-step-phone-dark")
}
