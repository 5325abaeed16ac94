package bot

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
	"cackle/scheduler"
	"cackle/store"
)

// Set-up is three steps, each filled with what fits most teams, so that three presses are a complete one. What was chosen in the
// steps before the last is a draft: facts of a stream of the channel and the person, the latest of which counts.
const draftStream = "setup/"

// setupID is the programme's that is set up in a channel: one each, whoever presses Finish.
func setupID(channel string) string {
	sum := sha256.Sum256([]byte(channel))
	return "here-" + hex.EncodeToString(sum[:7])
}

// setup opens the first step in a channel, or says what is in the way.
func (t *turn) setup(at chat.Place) (chat.Answer, error) {
	if at.Channel == "" {
		return t.whisper("setup.where", nil), nil
	}
	return t.pressSetup(token{verb: vSetup, about: at.Channel})
}

// pressSetup opens one of the steps, filled with the draft.
func (t *turn) pressSetup(k token) (chat.Answer, error) {
	d, answer, err := t.drafted(k.about)
	if err != nil || answer != nil {
		return answer, err
	}
	return chat.Show{Step: t.setupStep(d, max(1, min(k.num(0), lastSetupStep)))}, nil
}

// draft is a set-up under way.
type draft struct {
	programme.Settings
	channel string
	exists  *programme.Programme // that is changed by it; nil for a new one
	facts   int                  // of the draft: a number that grows with each step
}

// drafted finds the draft of who acts, or what to answer who may not set this channel up.
func (t *turn) drafted(channel string) (d draft, answer chat.Answer, err error) {
	d.channel = channel
	if d.exists, err = t.inChannel(channel); err != nil {
		return d, nil, err
	}
	who := d.exists
	if who == nil {
		by, err := t.letInBy(channel)
		if err != nil {
			return d, nil, err
		}
		who = &programme.Programme{}
		if by != "" {
			who.Facilitators = []string{by}
		}
	}
	if answer := t.refused(setsUp, who); answer != nil {
		return d, answer, nil
	}
	if d.exists != nil && d.exists.Fixed {
		return d, t.whisper("schedule.fixed", nil), nil
	}
	return d, nil, t.readDraft(&d)
}

// readDraft fills a draft with what was chosen, over what holds in the channel, over what fits most teams.
func (t *turn) readDraft(d *draft) error {
	facts, err := t.Facts(t.draftName(d.channel), 0)
	if err != nil {
		return fmt.Errorf("read a set-up: %w", err)
	}
	d.facts = len(facts)
	switch {
	case len(facts) > 0 && facts[len(facts)-1].Kind == drafting:
		if err := json.Unmarshal(facts[len(facts)-1].Body, &d.Settings); err != nil {
			return fmt.Errorf("read a set-up: %w", err)
		}
	case d.exists != nil:
		d.Settings = d.exists.Settings
	default:
		d.Settings = programme.Settings{
			Channels: []string{d.channel}, Level: practiceLevel, Facilitators: []string{t.person.ID},
			Plan: scheduler.Plan{Cron: "0 10 * * TUE,THU", Zone: t.here(t.now).Location().String(), Window: 1},
		}
	}
	return nil
}

func (t *turn) draftName(channel string) string { return draftStream + channel + "/" + t.person.ID }

// The kinds of a draft's facts. After the last of a set-up the next begins from what then holds.
const (
	drafting = "Drafted"
	drafted  = "Finished"
)

// keepDraft stores what a step chose.
func (t *turn) keepDraft(d *draft, kind string) error {
	body, err := json.Marshal(d.Settings)
	if err != nil {
		return fmt.Errorf("keep a set-up: %w", err)
	}
	name := t.draftName(d.channel)
	row := store.Fact{Stream: name, Kind: kind, Person: t.person.ID, Event: t.key, At: t.now, Body: body}
	if err := t.Append(name, int64(d.facts), row); err != nil {
		return fmt.Errorf("keep a set-up: %w", err)
	}
	d.facts++
	t.wrote = true
	return nil
}

// submitSetup takes a step and shows the next one. Which it was stands in its id, so that a form that was sent twice, or from an
// earlier window, changes the draft and loses nothing.
func (t *turn) submitSetup(k token, v chat.Values) (chat.Answer, error) {
	d, answer, err := t.drafted(k.about)
	if err != nil || answer != nil {
		return answer, err
	}
	n := k.num(0)
	read := map[int]func(*draft, chat.Values) *chat.Problem{1: t.whenStep, 2: t.whatStep, 3: t.whoStep}[n]
	if read == nil {
		return t.whisper("remark.unknown", nil), nil
	}
	if problem := read(&d, v); problem != nil {
		return *problem, nil
	}
	kind := drafting
	if n == lastSetupStep {
		kind = drafted
	}
	if !t.seen || t.other {
		if err := t.keepDraft(&d, kind); err != nil {
			return nil, err
		}
	}
	if n < lastSetupStep {
		return chat.Show{Step: t.setupStep(d, n+1)}, nil
	}
	return t.finishSetup(d)
}

const lastSetupStep = 3

// whenStep reads days, time, zone and window.
func (t *turn) whenStep(d *draft, v chat.Values) *chat.Problem {
	plan, problem := t.planIn(v, d.Plan)
	if problem == nil {
		d.Plan = plan
	}
	return problem
}

// whatStep reads packs and level. All packs are none by name, so that those which come later are among them.
func (t *turn) whatStep(d *draft, v chat.Values) *chat.Problem {
	var packs []string
	for name, values := range v {
		if strings.HasPrefix(name, "packs") {
			packs = append(packs, values...)
		}
	}
	slices.Sort(packs)
	all := t.packNames()
	packs = slices.DeleteFunc(packs, func(p string) bool { return !slices.Contains(all, p) })
	if len(packs) == 0 {
		return t.problem("packs0", "problem.packs", nil)
	}
	if d.Packs = packs; len(packs) == len(all) {
		d.Packs = nil
	}
	level, err := strconv.Atoi(v.First("level"))
	if err != nil || level < 1 || level > len(drills.Levels) {
		return t.problem("level", "problem.level", nil)
	}
	d.Level = level
	return nil
}

// mostFacilitators is how many people can look after a channel.
const mostFacilitators = 5

// whoStep reads facilitators and holidays.
func (t *turn) whoStep(d *draft, v chat.Values) *chat.Problem {
	people := slices.Compact(slices.Sorted(slices.Values(v["facilitators"])))
	people = slices.DeleteFunc(people, func(id string) bool { return id == "" })
	if len(people) == 0 || len(people) > mostFacilitators {
		return t.problem("facilitators", "problem.facilitators", map[string]any{"Max": mostFacilitators})
	}
	d.Facilitators, d.Plan.Holidays = people, nil
	for _, words := range strings.FieldsFunc(v.First("holidays"), func(r rune) bool { return r == ',' || r == ' ' || r == '\n' }) {
		h, err := scheduler.ParseHoliday(words)
		if err != nil {
			return t.problem("holidays", "problem.holidays", map[string]any{"Read": short(words, 40)})
		}
		d.Plan.Holidays = append(d.Plan.Holidays, h)
	}
	if _, ok := d.Plan.Next(t.now); !ok {
		return t.problem("holidays", "problem.never", nil)
	}
	return nil
}

// finishSetup sets the programme and says what comes. From here on it runs: what is pressed next is only when the first one comes.
func (t *turn) finishSetup(d draft) (chat.Answer, error) {
	id := setupID(d.channel)
	if d.exists != nil {
		id = d.exists.ID
	}
	if d.exists == nil || !reflect.DeepEqual(d.exists.Settings, d.Settings) {
		if err := t.plan(id, programme.Settle{Settings: d.Settings}); err != nil {
			return nil, fmt.Errorf("set up %s: %w", d.channel, err)
		}
		if err := t.greet(d.channel); err != nil {
			return nil, err
		}
	}
	p, err := t.programme(id)
	if err != nil {
		return nil, err
	}
	return chat.Show{Step: t.readyStep(d.channel, p)}, nil
}

// pressBegin posts the first drill at once, or leaves it to its day.
func (t *turn) pressBegin(k token) (chat.Answer, error) {
	d, answer, err := t.drafted(k.about)
	switch {
	case err != nil || answer != nil:
		return answer, err
	case d.exists == nil:
		return t.whisper("remark.unknown", nil), nil
	case k.arg(0) == beginNow && !t.seen:
		err = t.begin(d.exists.ID, []string{d.channel})
	}
	return chat.Close{}, err
}

// When the first drill of a set-up comes.
const (
	beginNow  = "now"
	beginWait = "wait"
)

// packNames are those of the drills that are loaded.
func (t *turn) packNames() (names []string) {
	for _, d := range t.b.Drills {
		names = append(names, d.Pack())
	}
	slices.Sort(names)
	return slices.Compact(names)
}

var setupCommand = command{
	key: "setup", words: []string{"setup", "set up"}, needs: setsUp,
	run: func(t *turn, at chat.Place) (chat.Answer, error) { return t.setup(at) },
	when: func(t *turn, at chat.Place) (bool, error) {
		_, refused, err := t.drafted(at.Channel)
		return at.Channel != "" && refused == nil, err
	},
}
