package drills

import (
	"slices"
	"time"
)

var zero time.Time

// shown is the outcome of a later go, which nobody has to ask for: its second way was the first go. One that came out as
// wanted needs no more feedback than that.
func (s *step) shown(person string, turn int, o *Outcome) {
	s.fact(person, OutcomeShown{Turn: turn})
	if s.r.Open() {
		s.say(SayCardChanged, "", 0)
	}
	switch {
	case o == nil:
		s.timer(slowTimer+person, s.now.Add(Slow))
	case o.AsWanted():
		s.fact(person, FeedbackGiven{Turn: turn})
	}
}

// checked takes the outcome of a run. One of an attempt that was replaced meanwhile is dropped. Whoever waits for it gets it in
// place; where the round closed without it, the feedback that was owed comes now.
func (s *step) checked(e Checked) {
	a, way := s.r.ran(e.Run)
	if a == nil || a.Outcome != nil {
		s.forget(e.Detail)
		return
	}
	s.found(e.Person, e.Turn, way, e.Rev, e.Outcome, e.Detail)
	t := s.r.People[e.Person].Turns[e.Turn]
	about, found := t.judged(a, e.Outcome)
	if !found {
		return
	}
	if !t.Shown.IsZero() {
		s.timer(slowTimer+e.Person, zero)
	}
	switch {
	case !t.Shown.IsZero() && t.Kind != FirstGo && about.AsWanted():
		s.fact(e.Person, FeedbackGiven{Turn: e.Turn})
		s.say(SayReady, e.Person, e.Turn)
	case !s.r.Open() && !t.Attempts[0].Late:
		s.advise(e.Person, e.Turn, about)
	case !t.Shown.IsZero():
		s.say(SayReady, e.Person, e.Turn)
	}
}

// judged is the outcome that feedback will be about once this attempt has its own: the first that is not as wanted. Not found
// while another attempt of the turn still runs.
func (t *Turn) judged(this *Attempt, o Outcome) (about Outcome, found bool) {
	about = o
	for i := len(t.Attempts) - 1; i >= 0; i-- {
		got := t.Attempts[i].Outcome
		if t.Attempts[i] == this {
			got = &o
		}
		if got == nil {
			return Outcome{}, false
		}
		if !got.AsWanted() {
			about = *got
		}
	}
	return about, true
}

// Progress compares a redo with what came before it: errors gone, left and new.
type Progress struct{ Gone, Left, New []string } // ids of misconceptions

// Progress of a turn against the first go of the same task.
func (p *Participation) Progress(turn int) Progress {
	first, now := p.Turns[0].shows(), p.Turns[turn].shows()
	var out Progress
	for _, m := range first {
		if slices.Contains(now, m) {
			out.Left = append(out.Left, m)
		} else {
			out.Gone = append(out.Gone, m)
		}
	}
	for _, m := range now {
		if !slices.Contains(first, m) {
			out.New = append(out.New, m)
		}
	}
	return out
}

// shows lists the misconceptions that a turn's leading attempt shows.
func (t *Turn) shows() []string {
	a := t.Leading()
	if a == nil || a.Outcome == nil {
		return nil
	}
	return a.Outcome.Misconceptions
}

// names lists the round's people in a stable order.
func (r *Round) names() []string {
	out := make([]string, 0, len(r.People))
	for name := range r.People {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}
