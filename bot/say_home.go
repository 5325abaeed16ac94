package bot

import (
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// homeShows is how many rounds a home lists of each sort.
const homeShows = 5

// home is everything that is open for a person, and what they worked out.
func (t *turn) home() (chat.Answer, error) {
	rounds, err := t.roundsOf(t.person.ID, roundStream, 50)
	if err != nil {
		return nil, err
	}
	var open, done []*drills.Round
	for _, r := range rounds {
		switch p := r.People[t.person.ID]; {
		case p == nil || p.NotToday && !p.Attempted() && p.Back.IsZero():
		case p.Attempted() && r.Where(t.person.ID).Stage == drills.AtFeedback && p.Waiting == "", p.Done:
			done = append(done, r)
		case p.Attempted() || r.Open() || p.Waiting != "" || p.PutOff > 0:
			open = append(open, r)
		}
	}
	m := chat.Message{Notice: t.voice.Say("home.notice")}
	t.homeList(&m, "home.open", open, vGo)
	t.homeList(&m, "home.done", done, vGo)
	if err := t.homeBeside(&m); err != nil {
		return nil, err
	}
	if len(m.Blocks) == 0 {
		m.Blocks = []chat.Block{{Text: t.voice.Say("home.empty")}}
	}
	practise, err := t.practiceButton(t.person.ID, "", t.voice.Say("button.practise"))
	if err != nil {
		return nil, err
	}
	pause, err := t.homePause(&m)
	m.Rows = append(m.Rows, []chat.Button{practise, pause})
	return chat.Home{Message: m}, err
}

// homeList adds rounds under a heading, each with its button.
func (t *turn) homeList(m *chat.Message, key string, rounds []*drills.Round, verb string) {
	if len(rounds) == 0 {
		return
	}
	lines := t.voice.Say(key) + "\n"
	var row []chat.Button
	for _, r := range rounds[:min(homeShows, len(rounds))] {
		p := r.People[t.person.ID]
		stage := "stage." + strings.ReplaceAll(string(r.Where(t.person.ID).Stage), " ", "-")
		if p.Waiting != "" {
			stage = "stage.waiting"
		}
		line := "home.line"
		switch {
		case r.Private():
			line = "home.practice"
		case key == "home.done":
			line = "home.worked-out"
		}
		lines += "\n- " + t.voice.Say(line, map[string]any{"Title": r.Drill.Title, "Stage": t.voice.Say(stage)})
		row = append(row, chat.Button{
			ID: mint(verb, r.ID), Label: r.Drill.Title, Spoken: t.voice.Say("spoken.go", map[string]any{"Title": r.Drill.Title}),
		})
	}
	m.Blocks = append(m.Blocks, chat.Block{Text: lines})
	m.Rows = append(m.Rows, row)
}

// help lists what there is for this person, and nothing else.
func (t *turn) help(at chat.Place) (chat.Answer, error) {
	p, err := t.inChannel(at.Channel)
	if err != nil {
		return nil, err
	}
	mine, err := t.mentored()
	if err != nil {
		return nil, err
	}
	lines := []string{t.voice.Say("help.body")}
	for _, c := range commands() {
		listed := t.may(c.needs, p) || c.needs == answers && len(mine) > 0 // the queue is a space's, not a channel's
		if c.when != nil {
			if listed, err = c.when(t, at); err != nil {
				return nil, err
			}
		}
		if listed {
			lines = append(lines, "- "+t.voice.Say("help."+c.key))
		}
	}
	m := chat.Message{Notice: t.voice.Say("help.notice"), Blocks: []chat.Block{{Text: strings.Join(lines, "\n")}}}
	if p != nil && p.In(at.Channel).Open != "" {
		m.Rows = [][]chat.Button{{t.button(mint(vGo, p.In(at.Channel).Open), "button.try-now")}}
	}
	return chat.Whisper{Message: m}, nil
}
