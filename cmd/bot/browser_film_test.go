//go:build browser

package main

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// A newcomer's first ten minutes as a film: set-up, a go, its reflection and feedback, another go, an attempt in the thread, the clock to
// the close, the debrief, the next day. Each stop is shot in light, in dark and at a phone's width.
func TestBrowserTheFilm(t *testing.T) {
	address := runBot(t, "-overlay", inThread(t)).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	stop := 0
	film := func(w *window, name string) {
		t.Helper()
		stop++
		w.shoot(fmt.Sprintf("film-%02d-%s-light", stop, name))
		w.media("prefers-color-scheme", "dark")
		w.shoot(fmt.Sprintf("film-%02d-%s-dark", stop, name))
		w.media("prefers-color-scheme", "light")
		w.size(360, 740)
		w.shoot(fmt.Sprintf("film-%02d-%s-phone", stop, name))
		w.size(1280, 860)
	}

	ana.goTo("team")
	ana.press("#messages", "Set up · 3 steps")
	ana.sees("#step", "Time zone")
	film(ana, "set-up")
	ana.press("#step", "Next")
	ana.sees("#step", "Packs")
	ana.press("#step", "Next")
	ana.sees("#step", "Facilitators")
	ana.press("#step", "Finish")
	ana.sees("#step", "First drill:")
	film(ana, "ready")
	ana.do(chromedp.KeyEvent("\x1b"))

	ana.goTo("drills")
	ana.sees("#messages", "Answer in the thread")
	film(ana, "card")
	ana.press("#messages", "Have a go")
	ana.sees("#step", "How sure are you?")
	ana.fill("answer", "1,000 rows")
	ana.choose("sure", "3")
	film(ana, "go")
	ana.press("#step", "Send")
	ana.sees("#step", "Your attempt is in")
	ana.press("#step", "Show me what it did")
	ana.sees("#step", "500 rows")
	film(ana, "outcome")
	ana.fill("discrepancy", "half of the rows are still there")
	ana.fill("cause", "the pages move when rows go")
	ana.press("#step", "Show feedback")
	ana.sees("#step", "Assumes")
	film(ana, "feedback")
	ana.press("#step", "Try again")
	ana.sees("#step", "What is different now")
	ana.fill("answer", "400")
	ana.choose("sure", "2")
	ana.fill("change", "I wrote both columns down")
	ana.press("#step", "Send")
	ana.sees("#step", "It holds")
	film(ana, "redo")
	ana.press("#step", "Done for today")

	ben.wait("the thread", `document.querySelector('#messages [data-open-thread]')`)
	ben.wait("the thread to open", `(document.querySelector('#messages .replies').click(), true)`)
	ben.sees("#thread", "One reply with your answer is your attempt")
	ben.reply("900 rows")
	ben.sees("#replies", "Two questions before you see what it did")
	film(ben, "in-the-thread")

	ana.jump("To the close in #drills")
	ana.sees("#messages", "Closed · The clean-up loop")
	ana.wait("the thread to open", `(document.querySelector('#messages .replies').click(), true)`)
	ana.sees("#thread", "Debrief of The clean-up loop")
	ana.wait("the debrief to unfold", `(document.querySelector('#thread details.reveal').open = true)`)
	ana.sees("#thread", "What was tried, no names")
	ana.wait("the top of it", `(document.querySelector('#thread details.reveal').scrollIntoView(), true)`)
	film(ana, "debrief")
	ana.do(chromedp.KeyEvent("\x1b"))
	ana.jump("To the next drill")
	ana.wait("the next day", `document.querySelectorAll('#messages .message.bot').length > 2`)
	film(ana, "next-day")
}
