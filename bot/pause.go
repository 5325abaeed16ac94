package bot

import (
	"fmt"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/person"
	"cackle/drills/programme"
	"cackle/internal/days"
	"cackle/store"
)

// backTimer is the key of the timer that ends a pause, and backKind the line that is said then.
const (
	backTimer = "back"
	backKind  = "pause over"
)

// backAt is the hour of the day at which somebody's pause ends, and no note comes before it.
const backAt = 8

// someone gives a person with all that they settled folded in.
func (t *turn) someone(id string) (*person.Person, error) {
	k, err := t.load(personStream + id)
	if err != nil {
		return nil, err
	}
	return k.person, nil
}

// settles lets the person's engine say what follows, and carries it out.
func (t *turn) settles(id string, e person.Event) error {
	name := personStream + id
	k, err := t.load(name)
	if err != nil {
		return err
	}
	result := k.person.Step(e, t.now)
	facts := make([]store.Fact, len(result.Facts))
	for i, f := range result.Facts {
		if facts[i], err = t.row(name, id, f.At, f); err != nil {
			return err
		}
	}
	if err := t.append(name, k, facts); err != nil {
		return err
	}
	if err := t.timer(name, backTimer, result.Next); err != nil || !result.Back {
		return err
	}
	return t.queue("note/"+id, fmt.Sprintf("%s/%s/%d", backKind, id, k.person.Facts), intent{Kind: backKind, Person: id})
}

// held says whether a note stays unsent because its person paused. Feedback is never skipped, and what they had
// brought back was asked for: these wait in their home. That an outcome is there answers what they have just sent, and is said.
func (t *turn) held(r *drills.Round, kind drills.SayKind, id string) (bool, error) {
	p, err := t.someone(id)
	if err != nil || !p.Paused(t.now) || kind == drills.SayReady {
		return false, err
	}
	return true, t.step(r.ID, drills.Hold{Person: id, Kind: kind})
}

// renderBack is the line at the end of a pause; nothing for who has paused again meanwhile.
func (t *turn) renderBack(id string) (chat.Deed, error) {
	p, err := t.someone(id)
	if err != nil || p.Paused(t.now) {
		return nil, err
	}
	m, err := t.back(id)
	return chat.Note{To: id, Message: m}, err
}

// back says in a line how things are after a pause.
func (t *turn) back(id string) (chat.Message, error) {
	rounds, err := t.rounds(id)
	if err != nil {
		return chat.Message{}, err
	}
	key := "pause.back"
	for _, r := range rounds {
		if r.People[id] != nil && r.People[id].Waiting != "" {
			key = "pause.back-waiting"
		}
	}
	line := t.voice.Say(key)
	return chat.Message{
		Notice: line, Blocks: []chat.Block{{Text: line}}, Rows: [][]chat.Button{{t.main(mint(vHome, ""), "button.my-drills")}},
	}, nil
}

// comeBack ends a pause at its person's word.
func (t *turn) comeBack() (chat.Answer, error) {
	p, err := t.someone(t.person.ID)
	switch {
	case err != nil:
		return nil, err
	case !p.Paused(t.now) && !t.seen:
		return t.whisper("pause.none", nil), nil
	}
	if err := t.settles(t.person.ID, person.Return{}); err != nil {
		return nil, err
	}
	m, err := t.back(t.person.ID)
	return chat.Whisper{Message: m}, err
}

// pressBack ends a pause from where it is shown, and shows how things are then.
func (t *turn) pressBack() (chat.Answer, error) {
	said, err := t.comeBack()
	if err != nil {
		return nil, err
	}
	answer, err := t.home()
	if home, ok := answer.(chat.Home); ok && err == nil {
		home.Message.Blocks = append(said.(chat.Whisper).Message.Blocks, home.Message.Blocks...)
		return home, nil
	}
	return answer, err
}

// pauseUntil takes the day that was typed; what is not clear is asked again, with what was read.
func (t *turn) pauseUntil(words string) (chat.Answer, error) {
	if words == "" {
		return t.pauseStep("pause.body", nil)
	}
	today := t.here(t.now)
	day, ok := days.Read(words, today)
	switch {
	case !ok:
		return t.pauseStep("pause.unclear", map[string]any{"Read": chat.Literal(short(words, 60))})
	case !day.After(today):
		return t.pauseStep("pause.over", map[string]any{"Day": days.Day(day, today)})
	}
	line, err := t.pause(day)
	return t.whispers(line), err
}

// pause leaves the person alone from now on, and says until when.
func (t *turn) pause(day time.Time) (string, error) {
	until, args := time.Time{}, map[string]any(nil)
	key := "pause.open"
	if !day.IsZero() {
		until = time.Date(day.Year(), day.Month(), day.Day(), backAt, 0, 0, 0, day.Location())
		key, args = "pause.until", map[string]any{"Day": days.Day(day, t.here(t.now))}
	}
	if t.seen {
		return t.voice.Say(key, args), nil
	}
	return t.voice.Say(key, args), t.settles(t.person.ID, person.Pause{Until: until.UTC()})
}

// here is a time in the zone of who acts, where the platform tells it.
func (t *turn) here(at time.Time) time.Time {
	zone, err := time.LoadLocation(t.person.Zone)
	if err != nil {
		zone = time.UTC
	}
	return at.In(zone)
}

// pauseStep asks until when. Its id grows with what the person settles, so that each pause is an act of its own.
func (t *turn) pauseStep(key string, args map[string]any) (chat.Answer, error) {
	p, err := t.someone(t.person.ID)
	if err != nil {
		return nil, err
	}
	until := chat.Field{Name: "until", Label: t.voice.Say("pause.label"), Help: t.voice.Say("pause.help"), Kind: chat.Date}
	return chat.Show{Step: chat.Step{
		ID: mint(vPause, "", p.Facts), Heading: t.voice.Say("pause.heading"), Body: []chat.Block{{Text: t.voice.Say(key, args)}},
		Parts: []chat.Part{{Field: &until}},
		Send:  t.voice.Say("pause.send"),
	}}, nil
}

func (t *turn) submitPause(v chat.Values) (chat.Answer, error) {
	day, problem := t.dayIn(v, "until", false)
	if problem != nil {
		return *problem, nil
	}
	line, err := t.pause(day)
	if err != nil {
		return nil, err
	}
	p, err := t.someone(t.person.ID)
	return chat.Show{Step: chat.Step{
		ID: mint("paused", "", p.Facts), Heading: t.voice.Say("pause.heading"), Body: []chat.Block{{Text: line}},
		Buttons: []chat.Button{t.button(mint(vBack, "", p.Facts), "button.back")},
	}}, err
}

// dayIn reads a day to come from a form; the zero time where it is empty and may be.
func (t *turn) dayIn(v chat.Values, field string, required bool) (time.Time, *chat.Problem) {
	words := v.First(field)
	if words == "" && !required {
		return time.Time{}, nil
	}
	today := t.here(t.now)
	day, ok := days.Read(words, today)
	switch {
	case !ok:
		return day, t.problem(field, "problem.day", map[string]any{"Read": short(words, 60)})
	case !day.After(today):
		return day, t.problem(field, "problem.day-over", map[string]any{"Day": days.Day(day, today)})
	}
	return day, nil
}

// homePause says in the person's home that they paused, and is the way in and out.
func (t *turn) homePause(m *chat.Message) (chat.Button, error) {
	p, err := t.someone(t.person.ID)
	if err != nil || !p.Paused(t.now) {
		return t.button(mint(vPause, ""), "button.pause"), err
	}
	line := t.voice.Say("home.paused")
	if !p.Until.IsZero() {
		line = t.voice.Say("home.paused-until", map[string]any{"Day": days.Day(t.here(p.Until), t.here(t.now))})
	}
	m.Blocks = append([]chat.Block{{Text: line}}, m.Blocks...)
	return t.button(mint(vBack, "", p.Facts), "button.back"), nil
}

var pauseCommand = command{
	key: "pause", words: []string{"pause"}, needs: asks,
	run: func(t *turn, _ chat.Place) (chat.Answer, error) { return t.pauseUntil("") },
	with: func(t *turn, _ chat.Place, words string) (chat.Answer, error) {
		return t.pauseUntil(strings.TrimPrefix(words, "until "))
	},
}

var backCommand = command{
	key: "back", words: []string{"back"}, needs: asks, run: func(t *turn, _ chat.Place) (chat.Answer, error) { return t.comeBack() },
}

// toFacilitator is a note to one of a programme's facilitators. Who paused gets none; where all have, the admins hear it once, as
// where notes are refused.
func (t *turn) toFacilitator(p *programme.Programme, id string, m chat.Message) (chat.Deed, error) {
	heard := false
	for _, facilitator := range p.Facilitators {
		who, err := t.someone(facilitator)
		switch {
		case err != nil:
			return nil, err
		case who.Paused(t.now):
		case facilitator == id:
			return chat.Note{To: id, Message: m}, nil
		default:
			heard = true
		}
	}
	if heard || t.b.Admin == "" || len(p.Facilitators) > 0 && id != p.Facilitators[0] {
		return nil, nil
	}
	return chat.Post{At: chat.Place{Channel: t.b.Admin}, Message: m}, nil
}
