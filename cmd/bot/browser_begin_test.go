//go:build browser

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Setting a channel up in three presses, with the first drill at once; then what is private: practice, not today, a pause and its end.
func TestBrowserSetUpAndOnesOwn(t *testing.T) {
	address := runBot(t).address
	browser := newBrowser(t)
	ana, ben := open(t, browser, address, "ana"), open(t, browser, address, "ben")
	ben.goTo("team")
	ben.press("#messages", "Set up · 3 steps")
	ben.sees("#messages", "Setting up is for Ana")
	ben.shoot("40-hello-and-who-may")
	ana.goTo("team")
	ana.press("#messages", "Set up · 3 steps")
	ana.sees("#step", "Time zone")
	ana.shoot("41-set-up-1")
	ana.press("#step", "Next")
	ana.sees("#step", "Packs")
	ana.shoot("42-set-up-2")
	ana.press("#step", "Next")
	ana.sees("#step", "Facilitators")
	ana.shoot("43-set-up-3")
	ana.dark()
	ana.size(320, 640)
	ana.shoot("44-set-up-3-phone-dark")
	ana.press("#step", "Finish")
	ana.sees("#step", "First drill:")
	ana.shoot("45-ready-phone-dark")
	ana.press("#step", "Post it now")
	ana.sees("#messages", "Drills come Tue, Thu at 10:00")
	ana.sees("#messages", "Have a go")
	ana.shoot("46-set-up-phone-dark")

	ben.say("/cackle practice")
	ben.sees("#step", "Practice, in private")
	ben.shoot("47-practice")
	ben.size(360, 740)
	ben.shoot("48-practice-phone")
	ben.do(chromedp.KeyEvent("\x1b"))
	ben.goTo("drills")
	ben.press("#messages", "Not today")
	ben.sees("#messages", "nothing is counted")
	ben.shoot("49-not-today-phone")
	ben.press("#messages", "Another day")
	ben.sees("#step", "On which day?")
	ben.shoot("50-another-day-phone")
	ben.do(chromedp.KeyEvent("\x1b"))
	ben.say("/cackle pause until 7/12")
	ben.sees("#step", "cannot tell which day")
	ben.size(1280, 860)
	ben.shoot("51-pause-unclear")
	ben.press("#step", "Pause drills")
	ben.sees("#step", "Paused until you say")
	ben.shoot("52-paused")
	ben.do(chromedp.KeyEvent("\x1b"))
	ben.goTo("mine")
	ben.sees("#home", "You paused")
	ben.shoot("53-home-paused")
	ben.press("#home", "I am back")
	ben.sees("#home", "You are back")
	ben.shoot("54-back")
	ben.goTo("drills")
	ben.say("/cackle practice cooking")
	ben.sees("#messages", "I know no drills for")
	ben.shoot("55-skills")
}

// goTo opens a channel, or one's own page.
func (w *window) goTo(place string) {
	w.t.Helper()
	w.wait("the place "+place, `(location.hash = '`+place+`', true)`)
}
