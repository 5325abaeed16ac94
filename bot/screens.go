package bot

import (
	"context"
	"fmt"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/check"
)

// Screen is one thing that a drill shows: a message or a step, with what it is called.
type Screen struct {
	Group   string // what it belongs to: a misconception's name, "Another setting"
	Name    string
	Message *chat.Message
	Step    *chat.Step
}

// Screens plays a whole round with the drill's own examples, and gives everything that a team can come to see of it, in the order
// in which they would. Every misconception is shown by three people: one who reflects, one who was sure, and one whose feedback
// comes with the close. That is also a team large enough for a debrief with numbers.
func (r *Rehearsal) Screens(ctx context.Context) ([]Screen, error) {
	w := &walk{r: r, ctx: ctx}
	w.first()
	w.sound()
	for i := range r.drill.First.Misconceptions {
		w.misconception(i)
	}
	w.unknown()
	w.redos()
	w.transfers()
	w.close()
	return w.screens, w.err
}

// SmallDebrief is the debrief of a round that too few took part in for numbers.
func (r *Rehearsal) SmallDebrief(ctx context.Context) (Screen, error) {
	w := &walk{r: r, ctx: ctx}
	w.goes("one", example(&r.drill.First, 0), drills.FairlySure)
	w.err = firstOf(w.err, r.Close(ctx))
	w.group("screens.close")
	w.debrief("screens.debrief-small")
	if w.err != nil {
		return Screen{}, w.err
	}
	return w.screens[0], nil
}

// walk goes through a drill as people do, and keeps what they see. After an error it does nothing more.
type walk struct {
	r       *Rehearsal
	ctx     context.Context
	err     error
	in      string // the group of what is kept
	screens []Screen
}

func firstOf(a, b error) error {
	if a != nil {
		return a
	}
	return b
}

func (w *walk) say(key string, args ...map[string]any) string {
	v := w.r.bot.Texts.In("")
	if len(args) > 0 {
		return v.Say(key, args[0])
	}
	return v.Say(key)
}

func (w *walk) group(key string, args ...map[string]any) { w.in = w.say(key, args...) }

// keep takes down the step that somebody has before them.
func (w *walk) keep(who, key string, args ...map[string]any) {
	if s := w.r.Step(who); w.err == nil && s != nil {
		w.screens = append(w.screens, Screen{Group: w.in, Name: w.say(key, args...), Step: s})
	}
}

func (w *walk) keepMessage(m chat.Message, key string) {
	if w.err == nil {
		w.screens = append(w.screens, Screen{Group: w.in, Name: w.say(key), Message: &m})
	}
}

func (w *walk) do(who string, act chat.Act) {
	if w.err == nil {
		_, w.err = w.r.Do(w.ctx, who, act)
	}
}

func (w *walk) press(who, verb string, args ...any) {
	w.do(who, chat.Press{Button: mint(verb, w.r.round, args...)})
}

// send sends the open form with these values over what stands in it.
func (w *walk) send(who string, values chat.Values) {
	s := w.r.Step(who)
	if w.err != nil || s == nil {
		return
	}
	all := chat.Values{}
	for _, p := range s.Parts {
		if p.Field != nil && len(p.Field.Prefill) > 0 {
			all[p.Field.Name] = p.Field.Prefill
		}
	}
	for name, v := range values {
		all[name] = v
	}
	w.do(who, chat.Submit{Step: s.ID, Values: all})
}

// attempt sends the form that is open for a go.
func (w *walk) attempt(who, answer string, sure drills.Confidence) {
	w.send(who, chat.Values{"answer": {answer}, "sure": {fmt.Sprint(int(sure))}, "change": {w.say("screens.words")}})
}

// goes is a first go, up to its outcome, without a second way.
func (w *walk) goes(who, answer string, sure drills.Confidence) {
	w.press(who, vGo)
	w.attempt(who, answer, sure)
	w.send(who, chat.Values{"answer": {""}})
}

func (w *walk) reflect(who string) {
	words := []string{w.say("screens.words")}
	w.send(who, chat.Values{"discrepancy": words, "cause": words})
}

// example is an answer that shows the task's i-th misconception; the canonical one where there are none.
func example(t *drills.Task, i int) string {
	if i < len(t.Misconceptions) && len(t.Misconceptions[i].Examples) > 0 {
		return t.Misconceptions[i].Examples[0]
	}
	return t.Ways[0].Example
}

// first is what is seen before anything is sent, and the second way.
func (w *walk) first() {
	const who = "reader"
	w.group("screens.before")
	w.keepMessage(w.r.Card(), "screens.card")
	w.press(who, vGo)
	w.keep(who, "screens.form")
	for n := range w.r.drill.HandsUp {
		w.press(who, vHandUp, n+1)
		w.keep(who, "screens.hand-up", map[string]any{"N": n + 1})
	}
}

// sound is a go that comes out as wanted, by the canonical way.
func (w *walk) sound() {
	const who = "sound"
	w.group("screens.sound", map[string]any{"Name": w.r.drill.First.Ways[0].Name})
	w.press(who, vGo)
	w.attempt(who, w.r.drill.First.Ways[0].Example, drills.FairlySure)
	w.keep(who, "screens.second-way")
	w.send(who, chat.Values{"answer": {""}})
	w.keep(who, "screens.outcome-why")
	w.asksWhy(who)
	w.keep(who, "screens.feedback")
}

// asksWhy goes from an outcome as wanted to its feedback.
func (w *walk) asksWhy(who string) {
	w.send(who, chat.Values{"reason": {w.say("screens.words")}})
	if who == "sound" {
		w.keep(who, "screens.compare")
	}
	w.press(who, vCompare, 0, "same")
}

// The three people who show a misconception.
func reflectsOn(i int) string { return fmt.Sprint("reflects-", i) }
func wasSure(i int) string    { return fmt.Sprint("sure-", i) }
func waits(i int) string      { return fmt.Sprint("waits-", i) }

func (w *walk) misconception(i int) {
	m := w.r.drill.First.Misconceptions[i]
	w.in = m.Name
	w.goes(reflectsOn(i), m.Examples[0], drills.Hunch)
	w.keep(reflectsOn(i), "screens.outcome")
	w.reflect(reflectsOn(i))
	w.keep(reflectsOn(i), "screens.feedback")
	w.goes(wasSure(i), m.Examples[len(m.Examples)-1], drills.Sure)
	w.reflect(wasSure(i))
	w.keep(wasSure(i), "screens.feedback-sure")
	w.goes(waits(i), m.Examples[0], drills.FairlySure)
}

// unknown is a go that shows none of the misconceptions, where one can be thought of.
func (w *walk) unknown() {
	const who = "unknown"
	answer := w.stray(&w.r.drill.First)
	if answer == "" {
		return
	}
	w.group("screens.unknown")
	w.goes(who, answer, drills.Hunch)
	w.keep(who, "screens.outcome")
	w.reflect(who)
	w.keep(who, "screens.feedback")
	for i := 1; i < drills.TellLine; i++ { // with fewer, the debrief would tell no numbers
		w.goes(fmt.Sprint(who, i), answer, drills.Hunch)
	}
}

// strays are answers that hardly any drill knows.
var strays = []string{"-987654321", "a way of its own", "SELECT 'a way of its own'"}

// stray finds an answer that is neither as wanted nor of a known misconception; "" where the task has none.
func (w *walk) stray(t *drills.Task) string {
	if w.err != nil {
		return ""
	}
	all := strays
	if len(t.Options) > 0 {
		all = strings.Split(strings.Join(keys(t), " ")+" "+strings.Join(keys(t), ","), " ")
	}
	for _, answer := range all {
		if check.Read(t, answer) != nil {
			continue
		}
		o, err := check.Run(w.ctx, w.r.bot.Runner, t, answer)
		w.err = firstOf(w.err, err)
		if err == nil && !o.AsWanted() && len(o.Misconceptions) == 0 && o.Detail.Error == "" {
			return answer
		}
	}
	return ""
}

// redos are another go at the same, or at the twin: one that breaks in another way, and then those that hold.
func (w *walk) redos() {
	task := w.r.drill.Twin
	if task == nil {
		task = &w.r.drill.First
	}
	w.group("screens.redo")
	for i := range w.r.drill.First.Misconceptions {
		who := reflectsOn(i)
		w.press(who, vAgain, 1, string(drills.Redo))
		if i == 0 {
			w.keep(who, "screens.form")
			w.attempt(who, example(task, 1), drills.FairlySure)
			w.keep(who, "screens.outcome")
			continue
		}
		w.attempt(who, task.Ways[0].Example, drills.FairlySure)
		if i == 1 {
			w.keep(who, "screens.holds")
		}
	}
}

// transfers are goes in another setting, by people who are through with the first.
func (w *walk) transfers() {
	t := w.r.drill.Transfer
	if t == nil {
		return
	}
	w.transfer("sound", t.Ways[0].Example)
	w.keep("sound", "screens.holds")
	for i, m := range t.Misconceptions {
		who := fmt.Sprint("transfers-", i)
		w.goes(who, w.r.drill.First.Ways[0].Example, drills.FairlySure)
		w.asksWhy(who)
		w.transfer(who, m.Examples[0])
		w.in += ": " + m.Name
		w.keep(who, "screens.outcome")
		w.reflect(who)
		w.keep(who, "screens.feedback")
	}
}

func (w *walk) transfer(who, answer string) {
	w.group("screens.transfer")
	w.press(who, vAgain, 1, string(drills.Transfer))
	if who == "sound" {
		w.keep(who, "screens.form")
	}
	w.attempt(who, answer, drills.FairlySure)
}

// close is the end of the round: the closed card, the debrief, and the feedback of those who had not reflected.
func (w *walk) close() {
	w.err = firstOf(w.err, w.r.Close(w.ctx))
	w.group("screens.close")
	w.keepMessage(w.r.Card(), "screens.card-closed")
	w.debrief("screens.debrief")
	if len(w.r.drill.First.Misconceptions) > 0 {
		w.press(waits(0), vSee, 0)
		w.keep(waits(0), "screens.feedback-close")
	}
}

func (w *walk) debrief(key string) {
	if m, ok := w.r.Debrief(); ok {
		w.keepMessage(m, key)
	}
}
