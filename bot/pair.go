package bot

import (
	"strings"

	"cackle/chat"
	"cackle/drills"
)

// peopleField asks who worked on a first go. Each of them is asked, and goes their own way from their yes on.
func (t *turn) peopleField() chat.Part {
	return chat.Part{Field: &chat.Field{
		Name: "people", Label: t.voice.Say("pair.label"), Help: t.voice.Say("pair.help", map[string]any{"Max": drills.MostNamed}),
		Kind: chat.People, Max: drills.MostNamed,
	}}
}

// pairAsk asks a named person. It says nothing of the drill but its title: they may have no attempt.
func (t *turn) pairAsk(r *drills.Round, by string) chat.Message {
	row := []chat.Button{
		t.main(mint(vPair, r.ID, by, lives(r, by), "yes"), "pair.yes"), t.button(mint(vPair, r.ID, by, lives(r, by), "no"), "pair.no"),
	}
	line := t.voice.Say("pair.ask", map[string]any{"Who": chat.Mention(by, by), "Title": r.Drill.Title})
	return chat.Message{Notice: t.voice.Say("notice.pair"), Blocks: []chat.Block{{Text: line}}, Rows: [][]chat.Button{row}}
}

// pairStep is the same in a person's own place: for who takes no notes, or looks there first.
func (t *turn) pairStep(r *drills.Round, by string) chat.Step {
	m := t.pairAsk(r, by)
	s := t.screen(r, mint("pair-step", r.ID, by))
	s.Body, s.Buttons = m.Blocks, m.Rows[0]
	return s
}

// pressPair takes a named person's answer.
func (t *turn) pressPair(r *drills.Round, k token) (chat.Answer, error) {
	me, by, yes := t.person.ID, k.arg(0), k.arg(2) == "yes"
	p := r.People[by]
	if p == nil || p.Named[me] == "" || k.num(1) != p.Lives {
		return t.whisper("pair.gone", nil), nil
	}
	own := r.People[me].Attempted()
	if p.Named[me] == drills.PairAsked {
		e := drills.AnswerPair{Person: me, By: by, Yes: yes}
		if yes && !own {
			var err error
			if e.Attempts, err = t.shared(r, p); err != nil {
				return nil, err
			}
		}
		if err := t.step(r.ID, e); err != nil {
			return nil, err
		}
		if yes && own {
			return t.place(r, remark{key: "pair.own"})
		}
	}
	if !yes && p.Named[me] == drills.PairNo {
		return t.whisper("pair.not-me", nil), nil
	}
	return t.place(r, remark{})
}

// shared are the attempts of another person's first go, kept as this person's own words: what one takes back, the other keeps.
func (t *turn) shared(r *drills.Round, p *drills.Participation) (out []drills.Sent, err error) {
	if !p.Attempted() {
		return nil, nil
	}
	for _, a := range p.Turns[0].Attempts {
		said, err := t.Words(a.Words)
		if err != nil {
			return nil, err
		}
		sent, err := t.attempted(r, said[a.Words])
		if err != nil {
			return nil, err
		}
		out = append(out, sent)
	}
	return out, nil
}

// people are those that a form names, or what is in the way.
func (t *turn) people(v chat.Values) ([]string, *chat.Problem) {
	var out []string
	for _, who := range v["people"] {
		if who = strings.TrimSpace(who); who != "" {
			out = append(out, who)
		}
	}
	if len(out) > drills.MostNamed {
		return nil, t.problem("people", "problem.people", map[string]any{"Max": drills.MostNamed})
	}
	return out, nil
}
