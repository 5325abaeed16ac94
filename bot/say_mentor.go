package bot

import (
	"slices"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/mentoring"
	"cackle/drills/programme"
)

// nameGiven is the choice to go by one's name; without it nobody is named.
const nameGiven = "with"

// nameField asks whether to be named.
func (t *turn) nameField() chat.Part {
	return chat.Part{Field: &chat.Field{
		Name: "name", Label: t.voice.Say("name.label"), Kind: chat.OneOf, Prefill: []string{"without"},
		Options: []chat.Option{{Value: "without", Label: t.voice.Say("name.without")}, {Value: nameGiven, Label: t.voice.Say("name.with")}},
	}}
}

// by is who somebody goes by: their name where they gave it, else what stands under key.
func (t *turn) by(person string, named bool, key string) string {
	if named {
		return chat.Mention(person, person)
	}
	return t.voice.Say(key)
}

// withMentor adds the ways to a mentor, and the word that feedback misses, to a turn's feedback.
func (t *turn) withMentor(s *chat.Step, r *drills.Round, person string, n int) error {
	_, queue, err := t.mentors()
	if err != nil {
		return err
	}
	known := missable(r, person, n)
	q := queue.Request(mentoring.ID(r.ID, person, n))
	switch {
	case q != nil && q.Answered():
		s.Buttons = append(s.Buttons, t.button(mint(vSaid, q.ID), "mentor.read"))
	case q != nil:
		s.Body = append([]chat.Block{{Text: t.voice.Say("mentor.waits")}}, s.Body...)
	default:
		ok, err := t.canAsk(r, person, n)
		if err != nil {
			return err
		}
		if ask := t.button(mint(vMentor, r.ID, n), "mentor.ask"); ok && known {
			s.Buttons = append(s.Buttons, ask)
		} else if ok { // of a way that is not known it is the first thing to do
			ask.Label = t.voice.Say("mentor.please")
			s.Buttons = append([]chat.Button{ask}, s.Buttons...)
		}
	}
	if known && queue.Miss(mentoring.ID(r.ID, person, n)) == nil {
		s.Buttons = append(s.Buttons, t.button(mint(vMiss, r.ID, n), "miss.button"))
	}
	return nil
}

// renderMentoring is a note of the queue; nil where what it would say is no longer so.
func (t *turn) renderMentoring(i intent) (chat.Deed, error) {
	_, queue, err := t.mentors()
	if err != nil {
		return nil, err
	}
	var m *chat.Message
	switch kind := mentoring.SayKind(i.Kind); kind {
	case mentoring.SayMissed, mentoring.SayUnplaced:
		m, err = t.drillNote(queue, kind, i.Mentoring)
	case mentoring.SayWaiting:
		m = t.waitingNote(queue, i.Programme)
	default:
		if q := queue.Request(i.Mentoring); q != nil {
			m, err = t.requestNote(queue, q, kind, i.Person)
		}
	}
	switch {
	case m == nil || err != nil:
		return nil, err
	case i.Person == "":
		return chat.Post{At: chat.Place{Channel: t.b.Admin}, Message: *m}, nil
	}
	return chat.Note{To: i.Person, Message: *m}, nil
}

// requestNote is what a request's people are told. Nothing of the attempt stands in it, and no name.
func (t *turn) requestNote(queue *mentoring.Queue, q *mentoring.Request, kind mentoring.SayKind, person string) (*chat.Message, error) {
	r, err := t.round(q.Round)
	if err != nil {
		return nil, err
	}
	args := map[string]any{"Title": r.Drill.Title, "Wait": t.lasted(t.now.Sub(q.Since))}
	m := &chat.Message{Notice: t.voice.Say("notice.ready")}
	switch still := q.Awaits; kind {
	case mentoring.SayOffer:
		if q.Mentor != "" || !still {
			return nil, nil
		}
		m.Notice = t.voice.Say("mentor.notice")
		m.Rows = [][]chat.Button{{t.main(mint(vTake, q.ID, q.Facts), "mentor.take"), t.listButton(len(queue.Waiting()))}}
		m.Blocks = []chat.Block{{Text: t.voice.Say(placed(r, q, "mentor.offer", "mentor.offer-unknown"), args)}}
		return m, nil
	case mentoring.SayAskedBack:
		if q.Mentor != person || !still {
			return nil, nil
		}
		m.Notice = t.voice.Say("mentor.notice-back")
		m.Rows = [][]chat.Button{{t.main(mint(vTake, q.ID, q.Facts), "button.open")}}
	case mentoring.SayNotYet:
		if !still {
			return nil, nil
		}
		key := "mentor.not-yet"
		if q.Answered() {
			key = "mentor.not-yet-back"
		}
		m.Notice = t.voice.Say("mentor.notice-yours")
		m.Blocks = []chat.Block{{Text: t.voice.Say(key, args)}}
		return m, nil
	case mentoring.SayAnswer:
		return t.answerNote(q, r, args)
	}
	m.Blocks = []chat.Block{{Text: t.voice.Say("mentor.note-"+strings.ReplaceAll(string(kind), " ", "-"), args)}}
	return m, nil
}

// placed is one key for a request whose attempt shows a picture that the drill knows, and another for one that shows none.
func placed(r *drills.Round, q *mentoring.Request, key, unknown string) string {
	if missable(r, q.Person, q.Turn) {
		return key
	}
	return unknown
}

// lasted says a time that has gone by.
func (t *turn) lasted(d time.Duration) string {
	switch {
	case d < time.Minute:
		return t.voice.Say("lasted.no-time")
	case d < 2*time.Hour:
		return t.voice.Say("lasted.minutes", map[string]any{"Count": int(d.Minutes())})
	}
	if hours := int(d.Hours()); hours < 48 {
		return t.voice.Say("lasted.hours", map[string]any{"Count": hours})
	}
	return t.voice.Say("lasted.days", map[string]any{"Count": int(d.Hours() / 24)})
}

func (t *turn) listButton(n int) chat.Button {
	return chat.Button{ID: mint(vQueue, "all"), Label: t.voice.Say("mentor.list", map[string]any{"N": n})}
}

// waitingNote tells the facilitators how many wait for a mentor's word in their programme, and how long.
func (t *turn) waitingNote(queue *mentoring.Queue, programme string) *chat.Message {
	all := queue.Awaited()
	all = slices.DeleteFunc(all, func(q *mentoring.Request) bool { return q.Programme != programme })
	if len(all) == 0 {
		return nil
	}
	return &chat.Message{
		Notice: t.voice.Say("mentor.notice-waiting"),
		Blocks: []chat.Block{{Text: t.voice.Say("mentor.waiting", map[string]any{
			"Count": len(all), "Wait": t.lasted(t.now.Sub(all[0].Since)),
		})}},
		Rows: [][]chat.Button{{t.listButton(len(queue.Waiting()))}},
	}
}

// goFirst is for who would look at others' attempts at a drill that is still open, and has none of their own in it.
func (t *turn) goFirst(r *drills.Round) chat.Answer {
	if r.Private() {
		return t.whisper("mentor.go-first-anywhere", map[string]any{"Title": r.Drill.Title})
	}
	line := t.voice.Say("mentor.go-first", map[string]any{"Title": r.Drill.Title, "Until": chat.When(r.Closes)})
	return chat.Whisper{Message: chat.Message{
		Notice: t.voice.Say("notice.reminder", map[string]any{"Title": r.Drill.Title}), Blocks: []chat.Block{{Text: line}},
		Rows: [][]chat.Button{{t.main(mint(vGo, r.ID), "button.go")}},
	}}
}

// queueShows is how many requests the list has a button for.
const queueShows = 8

// queueStep is the list of what waits for this mentor, under a line on what just was.
func (t *turn) queueStep(key string) (chat.Answer, error) {
	mine, err := t.mentored()
	if err != nil {
		return nil, err
	}
	if len(mine) == 0 {
		return t.refused(answers, nil), nil
	}
	_, queue, err := t.mentors()
	if err != nil {
		return nil, err
	}
	s := chat.Step{ID: mint("queue-step", "all"), Heading: t.voice.Say("mentor.heading")}
	if key != "" {
		s.Body = []chat.Block{{Text: t.voice.Say(key)}}
	}
	var lines []string
	for _, q := range slices.Concat(queue.With(t.person.ID), queue.Waiting()) {
		if q.Person == t.person.ID || !slices.ContainsFunc(mine, func(p *programme.Programme) bool { return p.ID == q.Programme }) {
			continue
		}
		line, button, err := t.queueLine(q, len(lines)+1)
		if err != nil {
			return nil, err
		}
		if lines = append(lines, line); button != nil && len(s.Buttons) < queueShows {
			s.Buttons = append(s.Buttons, *button)
		}
	}
	switch {
	case len(lines) == 0:
		lines = []string{t.voice.Say("mentor.none")}
	case len(lines) > queueShows:
		lines = append(lines[:queueShows], t.voice.Say("mentor.more", map[string]any{"Count": len(lines) - queueShows}))
	}
	s.Body = append(s.Body, chat.Block{Text: strings.Join(lines, "\n\n")})
	return chat.Show{Step: s}, nil
}

// queueLine is one of the list, with the button that opens it; none for who has to have a go first.
func (t *turn) queueLine(q *mentoring.Request, n int) (string, *chat.Button, error) {
	r, err := t.round(q.Round)
	if err != nil {
		return "", nil, err
	}
	may, err := t.mayLook(r, t.person.ID)
	if err != nil {
		return "", nil, err
	}
	key := "mentor.line"
	switch {
	case !may:
		key = "mentor.line-first"
	case q.Mentor == t.person.ID:
		key = "mentor.line-yours"
	}
	line := t.voice.Say(key, map[string]any{"N": n, "Title": r.Drill.Title, "Wait": t.lasted(t.now.Sub(q.Since))})
	if key == "mentor.line-first" {
		return line, nil, nil
	}
	label := t.voice.Say("mentor.line-button", map[string]any{"N": n, "Title": r.Drill.Title})
	return line, &chat.Button{ID: mint(vTake, q.ID, q.Facts), Label: short(label, chat.MaxButton)}, nil
}
