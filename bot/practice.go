package bot

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/curriculum"
)

// practiceStays is how long a practice stays open whose person has not ended it.
const practiceStays = 24 * time.Hour

// practiceLevel is the level of a practice where no programme names one.
const practiceLevel = 2

// Why a drill came as practice: keys of the texts under "why".
const (
	becauseNew    = "practice new"
	becauseOldest = "practice oldest"
)

// practiceID is the beginning of the ids of a drill's practice rounds, so that they are found without reading all others.
func practiceID(drill string) string {
	sum := sha256.Sum256([]byte(drill))
	return "p-" + hex.EncodeToString(sum[:4]) + "-"
}

// practise opens a round of the person's own, or the one that they have not begun with; skill may be "".
func (t *turn) practise(at chat.Place, skill string) (chat.Answer, error) {
	if answer := t.refused(goes, nil); answer != nil {
		return answer, nil
	}
	pool := t.ofSkill(skill)
	if len(pool) == 0 {
		return t.skills("practice.unknown", map[string]any{"Words": chat.Literal(short(skill, 40))}, t.ofSkill(""))
	}
	mine, err := t.rounds(t.person.ID)
	if err != nil {
		return nil, err
	}
	if r := t.atHand(mine, pool); r != nil {
		return t.haveGo(r, before{})
	}
	if pool, err = t.closedDrills(pool, mine); err != nil {
		return nil, err
	}
	drill, because, err := t.next(at, pool, mine)
	switch {
	case err != nil:
		return nil, err
	case drill == nil:
		others, err := t.closedDrills(t.ofSkill(""), mine)
		if err != nil || len(others) == 0 {
			return t.whisper("practice.all-open", nil), err
		}
		return t.skills("practice.none", nil, others)
	}
	id := practiceID(drill.ID) + t.id()
	err = t.step(id, drills.Open{RoundOpened: drills.RoundOpened{
		For: t.person.ID, Mode: "productive failure", Drill: *drill, Closes: t.now.Add(practiceStays), Because: because,
	}})
	if err != nil {
		return nil, fmt.Errorf("open a practice: %w", err)
	}
	r, err := t.round(id)
	if err != nil {
		return nil, err
	}
	return t.haveGo(r, before{})
}

// atHand is a practice of these drills that is open without an attempt. Asked for twice, and where the same wish was delivered
// again, it is the same one: then it may have gone on meanwhile.
func (t *turn) atHand(mine []*drills.Round, pool []*drills.Drill) *drills.Round {
	for _, r := range slices.Backward(mine) {
		in := slices.ContainsFunc(pool, func(d *drills.Drill) bool { return d.ID == r.Drill.ID })
		if r.Private() && in && (t.seen || r.Open() && !r.People[t.person.ID].Attempted()) {
			return r
		}
	}
	return nil
}

// ofSkill are the drills of a skill or a pack, without those that are never tried first.
func (t *turn) ofSkill(skill string) (out []*drills.Drill) {
	for _, d := range t.b.Drills {
		if !d.Safety && (skill == "" || slug(d.Skill) == slug(skill) || d.Pack() == skill) {
			out = append(out, d)
		}
	}
	return out
}

// slug is a skill's name as a button can carry it: 20 characters fit in any script.
func slug(skill string) string {
	return short(strings.ReplaceAll(strings.ToLower(skill), "/", " "), 20)
}

// closedDrills leaves out what is open, in a channel or in a practice of the person's own: there it is to be met first.
func (t *turn) closedDrills(pool []*drills.Drill, mine []*drills.Round) ([]*drills.Drill, error) {
	open := map[string]bool{}
	for _, r := range mine {
		if r.Open() {
			open[r.Drill.ID] = true
		}
	}
	all, err := t.programmes()
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		for _, channel := range p.Channels {
			id := p.In(channel).Open
			if id == "" {
				continue
			}
			r, err := t.round(id)
			if err != nil {
				return nil, err
			}
			open[r.Drill.ID] = true
		}
	}
	return slices.DeleteFunc(slices.Clone(pool), func(d *drills.Drill) bool { return open[d.ID] }), nil
}

// next is a drill that is new to the person, one without a debrief to read before others; else the one that they met longest ago.
func (t *turn) next(at chat.Place, pool []*drills.Drill, mine []*drills.Round) (*drills.Drill, string, error) {
	asked := curriculum.Asked{Pool: pool, Level: practiceLevel}
	p, err := t.inChannel(at.Channel)
	if err != nil {
		return nil, "", err
	}
	if p != nil {
		asked.Level = cmp.Or(p.Level, practiceLevel)
	}
	for _, r := range mine {
		if r.People[t.person.ID].Attempted() {
			asked.Past = append(asked.Past, curriculum.Past{Drill: r.Drill.ID, Subskill: r.Drill.Subskill})
		}
	}
	unread := asked
	if unread.Pool, err = t.unread(pool); err != nil {
		return nil, "", err
	}
	for _, a := range []curriculum.Asked{unread, asked} {
		if choice, ok := t.b.Chooser.Choose(a); ok {
			return choice.Drill, becauseNew, nil
		}
	}
	return oldest(pool, asked.Past), becauseOldest, nil
}

// unread are the drills whose debrief stands nowhere yet.
func (t *turn) unread(pool []*drills.Drill) ([]*drills.Drill, error) {
	all, err := t.programmes()
	return slices.DeleteFunc(slices.Clone(pool), func(d *drills.Drill) bool {
		for _, p := range all {
			if p.Debriefed(d.ID, "") {
				return true
			}
		}
		return false
	}), err
}

// oldest is the drill whose last go lies longest back; nil of none.
func oldest(pool []*drills.Drill, past []curriculum.Past) (out *drills.Drill) {
	last := map[string]int{}
	for i, p := range past {
		last[p.Drill] = i
	}
	for _, d := range pool {
		if out == nil || last[d.ID] < last[out.ID] {
			out = d
		}
	}
	return out
}

// rounds are all that a person took part in or practised, oldest first.
func (t *turn) rounds(id string) ([]*drills.Round, error) {
	out, err := t.roundsOf(id, roundStream, roundsRead)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b *drills.Round) int { return a.Opened.Compare(b.Opened) })
	return out, nil
}

// roundsOf are a person's latest rounds in streams that begin like this, at most so many.
func (t *turn) roundsOf(person, prefix string, limit int) ([]*drills.Round, error) {
	names, err := t.Streams(person, prefix, limit)
	if err != nil {
		return nil, fmt.Errorf("look for a person's rounds: %w", err)
	}
	out := make([]*drills.Round, len(names))
	for i, name := range names {
		if out[i], err = t.round(strings.TrimPrefix(name, roundStream)); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// roundsRead is how many of a person's rounds are looked at, the latest: more than a year of working days, and fewer than stay in
// memory.
const roundsRead = 400

// practised says whether the person had a go at a round's drill in a practice of their own.
func (t *turn) practised(r *drills.Round) (bool, error) {
	practices, err := t.roundsOf(t.person.ID, roundStream+practiceID(r.Drill.ID), roundsRead)
	return slices.ContainsFunc(practices, func(other *drills.Round) bool {
		return other.ID != r.ID && other.People[t.person.ID].Attempted()
	}), err
}

// practiceButton is the way to practice, each time an act of its own.
func (t *turn) practiceButton(person, skill, label string) (chat.Button, error) {
	names, err := t.Streams(person, roundStream+"p-", roundsRead)
	return chat.Button{ID: mint(vPractice, slug(skill), len(names)), Label: short(label, chat.MaxButton)}, err
}

// skills says what there is to practise: the skills of these drills.
func (t *turn) skills(key string, args map[string]any, of []*drills.Drill) (chat.Answer, error) {
	line := t.voice.Say(key, args)
	m := chat.Message{Notice: t.voice.Say("practice.notice"), Blocks: []chat.Block{{Text: line}}}
	shown := map[string]string{} // a skill as the cards call it
	for _, d := range of {
		shown[d.Skill], _, _ = strings.Cut(d.Label, " · ")
	}
	names := slices.Sorted(maps.Keys(shown))
	for row := range slices.Chunk(names[:min(len(names), chat.MaxInRow*chat.MaxRows)], chat.MaxInRow) {
		var buttons []chat.Button
		for _, name := range row {
			b, err := t.practiceButton(t.person.ID, name, cmp.Or(shown[name], name))
			if err != nil {
				return nil, err
			}
			buttons = append(buttons, b)
		}
		m.Rows = append(m.Rows, buttons)
	}
	return chat.Whisper{Message: m}, nil
}

// inPrivate makes the form of a first go say what a card would: whose it is, and the tables.
func (t *turn) inPrivate(s *chat.Step, r *drills.Round) {
	s.Body = append([]chat.Block{{Text: t.voice.Say("practice.body", map[string]any{"Label": r.Drill.Label})}}, s.Body...)
	if tables := t.tables(r); tables != nil {
		s.Body = append(s.Body, *tables)
	}
	s.Buttons = append(s.Buttons, t.button(mint(vWhy, r.ID), "button.why"))
}

var practiceCommand = command{
	key: "practice", words: []string{"practice"}, needs: goes, with: (*turn).practise,
	run: func(t *turn, at chat.Place) (chat.Answer, error) { return t.practise(at, "") },
}
