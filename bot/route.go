package bot

import (
	"context"
	"errors"
	"strconv"
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// Handle takes one event and answers it: it is the handler that every adapter serves.
func (b *Bot) Handle(ctx context.Context, e chat.Event) (chat.Answer, error) {
	var answer chat.Answer
	err := b.write(ctx, e.Space, knownBy(e), func(t *turn) error {
		t.person, t.voice = e.By, b.Texts.In(e.By.Lang)
		digest, seen, err := t.Seen(t.key)
		if err != nil {
			return err
		}
		t.seen, t.other = seen, seen && digest != e.Digest()
		if answer, err = t.route(e); err != nil {
			return err
		}
		return t.once(e.Digest())
	})
	if err != nil {
		b.Log.ErrorContext(ctx, "an event was not taken", "event", e.ID, "error", err)
		return nil, err
	}
	return answer, nil
}

// route says which event goes where. Messages and marks that no round asks for are acknowledged and forgotten.
func (t *turn) route(e chat.Event) (chat.Answer, error) {
	switch act := e.Act.(type) {
	case chat.Press:
		return t.press(e.At, parse(act.Button))
	case chat.Submit:
		return t.submit(parse(act.Step), act)
	case chat.Command:
		return t.command(e.At, act.Words)
	case chat.Open:
		return t.home()
	case chat.Say:
		return t.hear(e.At, act)
	case chat.React:
		if err := t.laughed(e.At, act); err != nil {
			return nil, err
		}
		return t.reacted(e.At, act)
	case chat.Joined:
		return nil, t.letIn(e.At.Channel)
	case chat.Unreachable:
		_, err := t.lose(e.At.Channel, act.Why)
		return nil, err
	}
	return nil, nil
}

// token is what a button or a form carries: a verb, what it is about, and details. It says all that is needed, so that it
// works after a restart too.
type token struct {
	verb  string
	about string // id of a round or a programme
	life  int    // of the person in the round
	args  []string
}

func parse(s string) token {
	parts := strings.Split(s, "/")
	k := token{verb: parts[0]}
	if len(parts) > 1 {
		k.about, k.args = parts[1], parts[2:]
		if about, life, ok := strings.Cut(k.about, "~"); ok {
			if n, err := strconv.Atoi(life); err == nil {
				k.about, k.life = about, n
			}
		}
	}
	return k
}

func mint(verb, about string, args ...any) string {
	var b strings.Builder
	b.WriteString(verb + "/" + about)
	for _, a := range args {
		switch a := a.(type) {
		case int:
			b.WriteString("/" + strconv.Itoa(a))
		case string:
			b.WriteString("/" + a)
		}
	}
	return b.String()
}

// mintLife is a round's id in a person's later life in it.
func mintLife(round string, life int) string {
	if life == 0 {
		return round
	}
	return round + "~" + strconv.Itoa(life)
}

func (k token) arg(i int) string {
	if i < len(k.args) {
		return k.args[i]
	}
	return ""
}

// num gives a number of the token; 0 where somebody made one up.
func (k token) num(i int) int {
	n, err := strconv.Atoi(k.arg(i))
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// The verbs of buttons and forms.
const (
	vGo       = "go"       // R: open my place
	vPick     = "pick"     // R key: open it with this option chosen
	vGuess    = "guess"    // R: open it as a hunch
	vHandUp   = "handup"   // R n
	vNotToday = "nottoday" // R
	vBring    = "bring"    // R n tomorrow|day: put off, the n-th time; R n: the form
	vWhy      = "why"      // R
	vChange   = "change"   // R turn: the first answer, while its outcome is unseen
	vLater    = "later"    // R turn
	vCompare  = "compare"  // R turn which
	vAgain    = "again"    // R turn kind
	vQuote    = "quote"    // R yes|no
	vDone     = "done"     // R
	vSee      = "see"      // R turn: its feedback
	vSetting  = "setting"  // R: another setting, from the debrief

	vReply = "reply" // R as message
	vPair  = "pair"  // R by life yes|no

	vAttempt = "attempt" // R turn rev open|late
	vPredict = "predict" // R turn next
	vSecond  = "second"  // R turn next
	vExpect  = "expect"  // R turn: what is expected, while it runs
	vReflect = "reflect" // R turn
	vReason  = "reason"  // R turn
	vPart    = "part"    // R turn

	vSetup    = "setup"    // channel step: open it; channel step facts: the form
	vBegin    = "begin"    // channel now|wait facts
	vPractice = "practice" // skill n
	vPause    = "pause"    // "" n: the form
	vBack     = "back"     // "" n

	vHome     = "home"
	vCommand  = "command"  // key: as if it were typed
	vSchedule = "schedule" // P channel: a step's name
	vPlan     = "plan"     // P channel: the form
	vPlanSet  = "planset"  // P facts days time window zone: said yes
	vSkip     = "skip"     // P channel wall facts
	vPostNow  = "postnow"  // P channel turn facts
	vRhythm   = "rhythm"   // P channel back|keep n
	vMatter   = "matter"   // key again|drop
)

// press answers a button.
func (t *turn) press(at chat.Place, k token) (chat.Answer, error) {
	switch k.verb {
	case vHome:
		return t.home()
	case vCommand:
		return t.command(at, k.about)
	case vPlan, vPlanSet, vSkip, vPostNow, vRhythm:
		return t.pressSchedule(k)
	case vMatter:
		return t.pressMatter(k)
	case vSetup:
		return t.pressSetup(k)
	case vBegin:
		return t.pressBegin(k)
	case vPractice:
		return t.practise(at, k.about)
	case vPause:
		return t.pauseUntil("")
	case vBack:
		return t.pressBack()
	}
	if press := besideButtons()[k.verb]; press != nil {
		return press(t, k)
	}
	r, answer, err := t.enter(k.about)
	if err != nil || answer != nil {
		return answer, err
	}
	return t.alive(r)(t.pressRound(r, k))
}

// enter finds the round that a button or a form is about, or what to answer who cannot be in it.
func (t *turn) enter(id string) (*drills.Round, chat.Answer, error) {
	r, err := t.round(id)
	if errors.Is(err, drills.ErrNoRound) || err == nil && r.Private() && r.For != t.person.ID {
		return nil, t.whisper("remark.unknown", nil), nil
	}
	if err != nil {
		return nil, nil, err
	}
	return r, t.refused(goes, nil), nil
}

// pressRound answers a button of a round: what it changes is stored, and then the person's place is shown.
func (t *turn) pressRound(r *drills.Round, k token) (chat.Answer, error) {
	me := t.person.ID
	switch k.verb {
	case vWhy:
		return t.whisper("why."+strings.ReplaceAll(r.Because, " ", "-"), nil), nil
	case vHandUp:
		if err := t.do(r, drills.GetHandUp{Person: me, N: k.num(0)}); err != nil {
			return nil, err
		}
		return t.handUp(r, k.num(0)), nil
	case vNotToday:
		return t.notToday(r)
	case vBring:
		return t.pressBring(r, k)
	case vLater:
		return t.later(r, k.num(0)), nil
	case vSee:
		return t.see(r, k.num(0))
	case vChange:
		return t.attemptStep(r, r.Where(me), before{})
	case vGo:
		return t.haveGo(r, before{})
	case vPick:
		return t.haveGo(r, before{Answer: k.arg(0)})
	case vGuess:
		return t.haveGo(r, before{Sure: drills.Hunch})
	case vSetting:
		return t.setting(r)
	case vReply:
		return t.pressReply(r, k)
	case vPair:
		return t.pressPair(r, k)
	}
	if k.life != lives(r, me) {
		return t.place(r, remark{key: "remark.earlier"})
	}
	if answer, err := t.pressShared(r, k); answer != nil || err != nil {
		return answer, err
	}
	if k.verb == vDone && !r.Private() { // practice goes on from its end
		return chat.Close{}, t.do(r, drills.Finish{Person: me})
	}
	if e := t.roundEvent(k); e != nil {
		return t.place(r, t.remarkOf(t.do(r, e)))
	}
	return t.whisper("remark.unknown", nil), nil
}

// roundEvent is what the other buttons of a round do; nil where there is no such button.
func (t *turn) roundEvent(k token) drills.Event {
	me := t.person.ID
	switch k.verb {
	case vCompare:
		return drills.CompareReason{Person: me, ReasonCompared: drills.ReasonCompared{Turn: k.num(0), Which: k.arg(1)}}
	case vDone:
		return drills.Finish{Person: me}
	case vAgain:
		return drills.Again{Person: me, Turn: k.num(0), Kind: drills.TurnKind(k.arg(1))}
	case vQuote:
		return drills.AnswerQuote{Person: me, Yes: k.arg(0) == "yes"}
	}
	return nil
}

// haveGo opens a person's place. Where that is the first form, it starts with what they pressed: an option, or a hunch.
func (t *turn) haveGo(r *drills.Round, with before) (chat.Answer, error) {
	// Asked anew each time, whether or not the press came before: a note may have waited meanwhile.
	if err := t.step(r.ID, drills.HaveGo{Person: t.person.ID}); err != nil {
		return nil, err
	}
	if at := r.Where(t.person.ID); at.Stage == drills.AtAttempt && (at.Turn > 0 || r.NamedBy(t.person.ID) == "") {
		return t.attemptStep(r, at, with)
	}
	return t.place(r, remark{})
}

// later says when the feedback comes for who does not reflect now.
func (t *turn) later(r *drills.Round, turn int) chat.Answer {
	p := r.People[t.person.ID]
	if p == nil || turn >= len(p.Turns) || len(p.Turns[turn].Attempts) == 0 {
		return t.whisper("remark.unknown", nil)
	}
	return t.whisper(inTime(r, p.Turns[turn], "later", "later-late"), nil)
}

// setting opens the transfer for who is done with the drill, and everyone else's own place.
func (t *turn) setting(r *drills.Round) (chat.Answer, error) {
	at := r.Where(t.person.ID)
	ready := at.Stage == drills.AtFeedback || at.Stage == drills.AtThrough
	if !ready || !r.After(t.person.ID).Transfer {
		return t.haveGo(r, before{})
	}
	// Not do: the button is the same for as long as the debrief stands, and opened the first go when that was still to come.
	return t.place(r, t.remarkOf(t.step(r.ID, drills.Again{Person: t.person.ID, Turn: at.Turn + 1, Kind: drills.Transfer})))
}

// do lets the engine take an event, unless it came before.
func (t *turn) do(r *drills.Round, e drills.Event) error {
	if t.seen {
		return nil
	}
	return t.step(r.ID, e)
}

// remarkOf turns what stood against a step into the remark above the person's place. Other errors stay errors: see place.
func (t *turn) remarkOf(err error) remark {
	switch {
	case err == nil:
		return remark{}
	case errors.Is(err, drills.ErrEarlier):
		return remark{key: "remark.earlier"}
	}
	return remark{err: err}
}
