package bot

import (
	"time"

	"cackle/chat"
	"cackle/drills"
)

// notToday is the way out, with ways to come back that are worded as plainly.
func (t *turn) notToday(r *drills.Round) (chat.Answer, error) {
	if r.People[t.person.ID].Attempted() {
		return t.place(r, remark{})
	}
	// Not do: the button is the same after the drill was put off and came back.
	if err := t.step(r.ID, drills.SkipToday{Person: t.person.ID}); err != nil {
		return nil, err
	}
	n := r.People[t.person.ID].PutOff
	line := t.voice.Say("nottoday")
	return chat.Whisper{Message: chat.Message{Notice: line, Blocks: []chat.Block{{Text: line}}, Rows: [][]chat.Button{{
		t.button(mint(vBring, r.ID, n, bringTomorrow), "putoff.tomorrow"), t.button(mint(vBring, r.ID, n, bringDay), "putoff.day"),
		t.button(mint(vPause, ""), "button.pause"),
	}}}}, nil
}

// To when a drill is put off: the last part of a button's id.
const (
	bringTomorrow = "tomorrow"
	bringDay      = "day"
)

// pressBring puts a drill off until tomorrow at this hour, or asks for the day.
func (t *turn) pressBring(r *drills.Round, k token) (chat.Answer, error) {
	if r.People[t.person.ID].Attempted() {
		return t.place(r, remark{})
	}
	if k.arg(1) == bringTomorrow {
		return t.bring(r, k.num(0), t.here(t.now).AddDate(0, 0, 1))
	}
	s := t.screen(r, mint(vBring, r.ID, k.num(0)))
	s.Body = []chat.Block{{Text: t.voice.Say("putoff.body")}}
	s.Parts = []chat.Part{{Field: &chat.Field{Name: "day", Label: t.voice.Say("putoff.label"), Kind: chat.Date, Required: true}}}
	s.Send = t.voice.Say("putoff.send")
	return chat.Show{Step: s}, nil
}

// submitBring takes the day. The hour is the one at which it was put off: one that suits this person.
func (t *turn) submitBring(r *drills.Round, k token, v chat.Values) (chat.Answer, error) {
	day, problem := t.dayIn(v, "day", true)
	if problem != nil {
		return *problem, nil
	}
	now := t.here(t.now)
	at := time.Date(day.Year(), day.Month(), day.Day(), now.Hour(), now.Minute(), 0, 0, day.Location())
	answer, err := t.bring(r, k.num(0), at)
	if said, ok := answer.(chat.Whisper); ok {
		s := t.screen(r, mint("putoff", r.ID, k.num(0)))
		s.Body = said.Message.Blocks
		answer = chat.Show{Step: s}
	}
	return answer, err
}

// ahead is how long before a round's close a drill is brought back on its last day, so that the go still counts.
const ahead = time.Hour

// inGoodTime is the time at which a drill is brought back: a little before the close, where the round closes that day before it and
// the day has begun by then.
func inGoodTime(r *drills.Round, at, now time.Time) time.Time {
	early := r.Closes.In(at.Location()).Add(-ahead)
	if r.Open() && early.Before(at) && early.After(now) && early.Hour() >= backAt && early.Format(time.DateOnly) == at.Format(time.DateOnly) {
		return early
	}
	return at
}

// bring puts a drill off, the n-th time, unless it was put off since; and says when it comes.
func (t *turn) bring(r *drills.Round, n int, at time.Time) (chat.Answer, error) {
	p := r.People[t.person.ID]
	if p.Attempted() || p != nil && p.PutOff > n && p.Back.IsZero() { // it has come back since
		return t.place(r, remark{})
	}
	if p == nil || p.PutOff == n {
		if err := t.do(r, drills.BringBack{Person: t.person.ID, At: inGoodTime(r, at, t.now).UTC()}); err != nil {
			return nil, err
		}
	}
	return t.whisper("putoff.comes", map[string]any{"When": chat.When(t.here(r.People[t.person.ID].Back))}), nil
}
