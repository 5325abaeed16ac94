package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
	"unicode"

	"cackle/adapters/terminal"
	"cackle/drills"
	"cackle/drills/pack"
)

type newCommand struct {
	File string `arg:"" optional:"" help:"Where to write it: pack/name.md. Without it, that is asked too."`
}

// Run is called by kong.
func (c *newCommand) Run(p *program) error {
	a := &author{t: terminal.New(p.in, p.out)}
	a.say("A drill, question by question. Enter takes what stands in brackets, or leaves the question for later:")
	a.say("what is left stands in the file as a comment, and bot check reports it.")
	file := c.File
	if err := a.free(file); err != nil {
		return err
	}
	d := a.drill()
	if file == "" {
		file = a.ask("Where shall it go?", slug(d.Skill, "pack")+"/"+slug(d.Title, "drill")+".md")
		if err := a.free(file); err != nil {
			return err
		}
	}
	d.ID = idOf(file, d.Skill)
	if err := write(file, pack.Write(d)); err != nil {
		return err
	}
	_, faults, err := readDrill(context.Background(), newRunner(), file)
	if err != nil {
		return err
	}
	a.end(file, faults)
	return a.err
}

// idOf is a drill's id, which is the end of its file's path.
func idOf(file, skill string) string {
	name := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file))
	folder := path.Base(path.Dir(filepath.ToSlash(file)))
	if folder == "." || folder == "/" || folder == ".." {
		folder = slug(skill, "pack")
	}
	return folder + "/" + name
}

// slug is a name for a file: letters and digits, with dashes between the words.
func slug(text, otherwise string) string {
	words := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for len(words) > 1 && (words[0] == "the" || words[0] == "a") {
		words = words[1:]
	}
	return cmp.Or(strings.Join(words, "-"), otherwise)
}

// author asks for a drill. Where the answers have ended, the rest is left for later.
type author struct {
	t     *terminal.Terminal
	ended bool
	err   error // of the terminal itself
}

func (a *author) said(answer string, err error) string {
	switch {
	case errors.Is(err, terminal.ErrEnded):
		a.ended = true
	case err != nil:
		a.err = errors.Join(a.err, err)
	}
	return strings.TrimSpace(answer)
}

func (a *author) say(format string, args ...any) {
	_, err := fmt.Fprintf(a.t, format+"\n", args...)
	a.said("", err)
}

// tell is what stands over questions.
func (a *author) tell(format string, args ...any) {
	if !a.ended {
		a.say(format, args...)
	}
}

func (a *author) part(name string) { a.tell("\n── %s ──", name) }

func (a *author) ask(question, before string) string {
	if a.ended {
		return before
	}
	return cmp.Or(a.said(a.t.Line(question, before)), before)
}

func (a *author) lines(question string) string {
	if a.ended {
		return ""
	}
	return a.said(a.t.Lines(question, ""))
}

// free asks before a file that is there is written over.
func (a *author) free(file string) error {
	if file == "" {
		return nil
	}
	_, err := os.Stat(file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return &trouble{"the drill cannot be written", "look at the path", err}
	case a.yes(file + " is there already. Write over it?"):
		return nil
	}
	return &trouble{what: "nothing was written: " + file + " is as it was", mend: "give another file, or say yes"}
}

func write(file, text string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return &trouble{"the drill's folder cannot be made", "look at the path", err}
	}
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		return &trouble{"the drill cannot be written", "look at the path", err}
	}
	return nil
}

// end says what was written, and what is next.
func (a *author) end(file string, faults []pack.Fault) {
	if len(faults) == 0 {
		a.say("\nWritten to %s. Check finds nothing amiss.\nNext: bot drill preview %s shows its screens, bot drill try %s plays it.", file, file, file)
		return
	}
	a.say("\nWritten to %s. %s, as bot check %s says:", file, counted(len(faults), "fault"), file)
	for _, f := range faults {
		a.say("%s", f)
	}
	a.say("Next: write on in the file; bot drill preview %s follows it as it is saved.", file)
}

func (a *author) drill() *drills.Drill {
	d := &drills.Drill{Version: 1, Minutes: 3, Stuck: 3 * time.Minute}
	d.Title = a.ask("Title, at most 24 characters, which teaches nothing", "")
	d.Skill = a.ask("Skill, such as sql", "")
	d.Subskill = a.ask("Subskill: the one idea that it is about", "")
	a.tell("How hard is it?")
	d.Level = 1 + a.oneOf(drills.Levels, 1)
	if d.Skill != "" {
		d.Label = a.ask("Label on the card", strings.ToUpper(d.Skill[:1])+d.Skill[1:]+" · "+drills.Levels[d.Level-1])
	}
	a.tell("How is it answered? An open answer shows most of what somebody thinks.")
	a.task(&d.First, kindNames[a.oneOf(kindsSaid, 0)], 3)
	a.after(d)
	if d.First.Kind != drills.SQL {
		a.twin(d)
	}
	a.part("Another setting")
	if a.yes("Write the same idea in another setting now?") {
		d.Transfer = &drills.Task{}
		a.tell("How is that answered?")
		a.task(d.Transfer, kindNames[a.oneOf(kindsSaid, 0)], 1)
	}
	return d
}

func (a *author) yes(question string) bool {
	return strings.HasPrefix(strings.ToLower(a.ask(question+" (yes or no)", "no")), "y")
}

// The kinds, the open ones first.
var (
	kindNames = []drills.Kind{drills.Number, drills.Text, drills.SQL, drills.Choice, drills.Choices, drills.Ordering}
	kindsSaid = []string{
		"number: a number with its unit", "text: one line, exact or by pattern", "sql: a query against tables that the drill fills",
		"choice: one option", "choices: several options", "ordering: options in an order",
	}
)

// oneOf asks for one by its number or the word that it begins with, and gives its place.
func (a *author) oneOf(labels []string, usual int) int {
	for i, l := range labels {
		a.tell("  %d  %s", i+1, l)
	}
	said := a.ask("Which one?", fmt.Sprint(usual+1))
	for i, l := range labels {
		word, _, _ := strings.Cut(l, ":")
		if said == fmt.Sprint(i+1) || strings.EqualFold(said, word) {
			return i
		}
	}
	return usual
}

// after is what follows the task: help, reasons, sources.
func (a *author) after(d *drills.Drill) {
	a.part("Hands up: each helps with the task, and none teaches the answer")
	for i := range 3 {
		if h := a.ask(fmt.Sprintf("Hand up %d", i+1), ""); h != "" {
			d.HandsUp = append(d.HandsUp, h)
		}
	}
	a.part("What holds")
	d.Holds = a.ask("Why does the canonical way hold?", "")
	d.Why = a.ask("The question to an attempt that came out as wanted, why does it hold?", "")
	d.Debrief = a.ask("The question to talk about at the close", "")
	if title := a.ask("A source of its facts: title", ""); title != "" {
		d.Sources = []drills.Source{{Title: title, URL: a.ask("Its address", "")}}
	}
}
