//go:build browser

package main

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// note opens a person's notes, where the window is wide enough to have left them.
func (w *window) note(words string) {
	w.t.Helper()
	w.wait("the notes", `([...document.querySelectorAll('#private a')].find(a => a.innerText.includes("Cackle"))?.click() ?? true)`)
	w.sees("#messages", words)
}

// goes sends a whole first go, and comes to its outcome.
func (w *window) goes(answer string) {
	w.t.Helper()
	w.press("#messages", "Have a go")
	w.sees("#step", "How sure are you?")
	w.fill("answer", answer)
	w.choose("sure", "2")
	w.press("#step", "Send")
	w.press("#step", "Show me what it did")
	w.sees("#step", "Before any explanation")
}

// Two reflect together, and a mentor answers: in four windows, on a desk, on a phone and in the dark.
func TestBrowserBetweenPeople(t *testing.T) {
	address := runBot(t).address
	browser := newBrowser(t)
	ana, ben, chi, eli := open(t, browser, address, "ana"), open(t, browser, address, "ben"), open(t, browser, address, "chi"), open(t, browser, address, "eli")
	ana.goes("1,000 rows")
	ben.goes("333 rows")
	ben.shoot("40-reflection")
	ben.press("#step", "Reflect with a colleague")
	ben.shoot("41-look-for-a-colleague")
	ben.press("#step", "Look, without")
	ben.sees("#step", "I am looking")
	ben.do(chromedp.KeyEvent("\x1b"))
	ana.do(chromedp.KeyEvent("\x1b"))
	ana.note("would compare notes")
	ana.shoot("42-asked")
	ana.press("#messages", "Yes, with my name")
	ana.sees("#step", "Two attempts, side by side")
	ana.shoot("43-side-by-side")
	ana.size(320, 640)
	ana.dark()
	ana.shoot("44-side-by-side-phone-dark")
	for name, words := range map[string]string{"part": "at the second page", "keep": "thinking in pages", "picture": "a list that keeps its places"} {
		ana.fill(name, words)
	}
	ana.press("#step", "Send")
	ana.sees("#step", "Your answers are in")
	ana.do(chromedp.KeyEvent("\x1b"))
	ben.note("compares notes with you")
	ben.press("#messages", "Open")
	ben.sees("#step", "Ana")
	for name, words := range map[string]string{"part": "at the first row", "keep": "counting all", "picture": "one page"} {
		ben.fill(name, words)
	}
	ben.press("#step", "Send")
	ben.sees("#step", "What they wrote")
	ben.shoot("45-both-answers")
	ben.press("#step", "Show feedback")
	ben.sees("#step", "A way that I have not met before")
	ben.shoot("46-unknown-way")
	ben.press("#step", "A mentor, please")
	ben.sees("#step", "A mentor is asked")
	ben.do(chromedp.KeyEvent("\x1b"))

	eli.say("/cackle mentor")
	eli.sees("#step", "after a go of your own")
	eli.shoot("47-queue-before-a-go")
	ana.note("could not place")
	ana.shoot("48-offer-phone-dark")
	ana.press("#messages", "Take it")
	ana.sees("#step", "What is sound in it?")
	ana.shoot("49-answer-phone-dark")
	ana.size(1280, 860)
	ana.shoot("50-answer-dark")
	for name, words := range map[string]string{"sound": "It counts rows.", "breaks": "A third of *what*?", "next": "Write both columns down."} {
		ana.fill(name, words)
	}
	ana.press("#step", "Send")
	ana.sees("#step", "Your answer is on its way")
	ben.note("A mentor looked at the attempt")
	ben.shoot("51-answer-note")
	ben.press("#messages", "Ask back")
	ben.sees("#step", "What do you want to ask?")
	ben.shoot("52-ask-back")
	ben.fill("question", "Which columns?")
	ben.press("#step", "Send")
	ben.sees("#step", "with the same mentor")
	ben.size(320, 640)
	ben.wait("my drills", `(location.hash = 'mine', true)`)
	ben.do(chromedp.KeyEvent("\x1b"))
	ben.sees("#home", "waiting for a mentor")
	ben.shoot("53-home-phone")

	chi.goes("1,000 rows")
	chi.fill("discrepancy", "half are left")
	chi.fill("cause", "no idea")
	chi.press("#step", "Show feedback")
	chi.sees("#step", "This feedback misses")
	chi.shoot("54-feedback")
	chi.size(320, 640)
	chi.shoot("55-feedback-phone")
	chi.press("#step", "This feedback misses")
	chi.sees("#step", "What does it miss?")
	chi.fill("line", "I did think of the second page.")
	chi.press("#step", "Send")
	chi.sees("#step", "Thank you")
	chi.shoot("56-misses-thanks-phone")
	ana.note("misses, somebody says")
	ana.press("#messages", "Look")
	ana.sees("#step", "I did think of the second page.")
	ana.shoot("57-misses-looked-at-dark")
}
