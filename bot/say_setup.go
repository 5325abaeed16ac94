package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
	"cackle/scheduler"
)

// setupStep is one of the three, filled with the draft. Its id grows with the draft, so that going back and choosing anew is an
// act of its own.
func (t *turn) setupStep(d draft, n int) chat.Step {
	s := chat.Step{
		ID:      mint(vSetup, d.channel, n, d.facts),
		Heading: t.voice.Say("setup.heading", map[string]any{"N": n, "Of": lastSetupStep}),
		Body:    []chat.Block{{Text: t.voice.Say(fmt.Sprintf("setup.body-%d", n))}},
		Send:    t.voice.Say("plan.send"),
	}
	switch n {
	case 1:
		s.Parts = t.planFields(d.Plan)
	case 2:
		s.Parts = append(t.packFields(d.Packs), t.levelField(d.Level))
	default:
		s.Parts, s.Send = t.whoFields(d), t.voice.Say("setup.finish")
	}
	if n > 1 {
		s.Buttons = []chat.Button{t.button(mint(vSetup, d.channel, n-1), "plan.back")}
	}
	return s
}

// packFields offer every pack, in as many fields as that takes; a form has room for four beside the level.
func (t *turn) packFields(chosen []string) (parts []chat.Part) {
	all := t.packNames()
	for names := range slices.Chunk(all[:min(len(all), chat.MaxOptions*(chat.MaxParts-1))], chat.MaxOptions) {
		f := chat.Field{Name: "packs" + strconv.Itoa(len(parts)), Label: t.voice.Say("setup.packs"), Kind: chat.SomeOf}
		if len(parts) > 0 {
			f.Label = t.voice.Say("setup.more-packs")
		}
		f.Required = len(all) <= chat.MaxOptions // of several fields, one may be left empty
		for _, name := range names {
			f.Options = append(f.Options, chat.Option{Value: name, Label: name})
			if len(chosen) == 0 || slices.Contains(chosen, name) {
				f.Prefill = append(f.Prefill, name)
			}
		}
		parts = append(parts, chat.Part{Field: &f})
	}
	return parts
}

func (t *turn) levelField(level int) chat.Part {
	f := chat.Field{Name: "level", Label: t.voice.Say("setup.level"), Kind: chat.Select, Required: true, Prefill: []string{strconv.Itoa(level)}}
	for n := 1; n <= len(drills.Levels); n++ {
		f.Options = append(f.Options, chat.Option{Value: strconv.Itoa(n), Label: t.voice.Say(fmt.Sprintf("level.%d", n))})
	}
	return chat.Part{Field: &f}
}

func (t *turn) whoFields(d draft) []chat.Part {
	holidays := make([]string, len(d.Plan.Holidays))
	for i, h := range d.Plan.Holidays {
		holidays[i] = h.String()
	}
	free := t.field("holidays", "setup.holidays", chat.Line, 1000, false, strings.Join(holidays, ", "))
	free.Field.Help = t.voice.Say("setup.holidays-help")
	return []chat.Part{{Field: &chat.Field{
		Name: "facilitators", Label: t.voice.Say("setup.facilitators"), Help: t.voice.Say("setup.facilitators-help"), Kind: chat.People,
		Required: true, Max: mostFacilitators, Prefill: d.Facilitators,
	}}, free}
}

// readyStep says when the next drill comes and shows it, prompt only. A channel that had drills before goes on in its rhythm.
func (t *turn) readyStep(channel string, p *programme.Programme) chat.Step {
	s := chat.Step{ID: mint("ready", channel, p.Facts), Heading: t.voice.Say("setup.ready-heading")}
	next, ok := p.NextIn(channel)
	key := "setup.ready"
	began := len(p.In(channel).Past) > 0
	if began {
		key = "setup.changed"
	}
	if ok {
		s.Body = []chat.Block{{Text: t.voice.Say(key, map[string]any{"Next": chat.When(next.At)})}}
	}
	choice, left := p.Choose(channel, t.b.Drills, t.b.Chooser)
	if left {
		s.Body = append(s.Body, t.preview(choice.Drill)...)
	} else {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("schedule.spent")})
	}
	if left && !began {
		s.Buttons = append(s.Buttons, t.main(mint(vBegin, channel, beginNow, p.Facts), "setup.now"))
	}
	if ok {
		s.Buttons = append(s.Buttons, t.waitButton(channel, p, next))
	}
	s.Buttons = append(s.Buttons, t.button(mint(vSetup, channel, 1), "setup.change"))
	return s
}

func (t *turn) waitButton(channel string, p *programme.Programme, next scheduler.Tick) chat.Button {
	zone := p.Plan.Zone
	day := t.voice.Say("weekday." + strings.ToLower(inZone(next.At, zone).Weekday().String()[:3]))
	return chat.Button{ID: mint(vBegin, channel, beginWait, p.Facts), Label: t.voice.Say("setup.wait", map[string]any{"Day": day})}
}

// preview is how a drill will look, behind nothing: its prompt teaches nothing.
func (t *turn) preview(d *drills.Drill) []chat.Block {
	head := t.voice.Say("card.head", map[string]any{"Title": d.Title, "Label": d.Label, "Minutes": d.Minutes})
	return append([]chat.Block{{Text: t.voice.Say("setup.preview")}, {Text: head}}, t.prompt(&d.First)...)
}
