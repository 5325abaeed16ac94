package bot

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills/programme"
	"cackle/scheduler"
)

// schedule shows the plan of the channel's programme to its facilitators.
func (t *turn) schedule(at chat.Place) (chat.Answer, error) {
	p, err := t.inChannel(at.Channel)
	switch {
	case err != nil:
		return nil, err
	case p == nil:
		return t.whisper("schedule.none", nil), nil
	}
	if answer := t.refused(plans, p); answer != nil {
		return answer, nil
	}
	return t.planStep(p, at.Channel), nil
}

// planStep is the plan with what can be done about it.
func (t *turn) planStep(p *programme.Programme, channel string) chat.Answer {
	s := chat.Step{ID: mint(vSchedule, p.ID, channel), Heading: t.voice.Say("schedule.heading")}
	next, ok := p.NextIn(channel)
	body := t.voice.Say("schedule.body", map[string]any{"Plan": t.describe(p.Plan), "Packs": t.packs(p)})
	_, left := p.Choose(channel, t.b.Drills, t.b.Chooser)
	switch {
	case !left:
		body += " " + t.voice.Say("schedule.rests")
	case ok:
		body += " " + t.voice.Say("schedule.next", map[string]any{"Next": chat.When(next.At)})
	}
	if len(p.Skip) > 0 {
		body += " " + t.voice.Say("schedule.skipped", map[string]any{"Days": t.days(p.Skip)})
	}
	switch c := p.In(channel); {
	case c.Lost:
		body += " " + t.voice.Say("schedule.lost")
	case c.Halved:
		body += " " + t.voice.Say("schedule.halved")
	}
	s.Body = []chat.Block{{Text: body}}
	if wall, at, shifts := p.Plan.NextShift(t.now); shifts {
		s.Body = append(s.Body, t.shift(p.Plan, wall, at))
	}
	if p.Fixed {
		s.Body = append(s.Body, chat.Block{Text: t.voice.Say("schedule.fixed")})
	} else {
		s.Buttons = append(s.Buttons, t.main(mint(vPlan, p.ID, channel), "button.change-plan"))
	}
	if ok {
		s.Buttons = append(s.Buttons, t.button(mint(vSkip, p.ID, channel, next.Wall, p.Facts), "button.skip"))
	}
	if left {
		s.Buttons = append(s.Buttons, t.button(postNowButton(p, channel), "button.post-now"))
	}
	return chat.Show{Step: s}
}

// postNowButton is for the next round of a channel, and once more where it was said yes to.
func postNowButton(p *programme.Programme, channel string, said ...any) string {
	return mint(vPostNow, p.ID, append([]any{channel, len(p.In(channel).Past), p.Facts}, said...)...)
}

// days says the days of wall times that are left out.
func (t *turn) days(walls []string) string {
	said := make([]string, len(walls))
	for i, wall := range walls {
		said[i] = wall
		if at, err := time.Parse("2006-01-02T15:04", wall); err == nil {
			said[i] = t.voice.Say("day."+strings.ToLower(at.Format("Mon"))) + at.Format(" 2 Jan 15:04")
		}
	}
	return strings.Join(said, ", ")
}

func (t *turn) packs(p *programme.Programme) string {
	if len(p.Packs) == 0 {
		return t.voice.Say("schedule.all-packs")
	}
	return chat.Literal(strings.Join(p.Packs, ", "))
}

// describe says a plan in people's words, or as its cron expression where it is not one time of day.
func (t *turn) describe(plan scheduler.Plan) string {
	days, hour, minute, ok := plan.Simple()
	if !ok {
		return t.voice.Say("schedule.cron", map[string]any{"Cron": chat.Literal(plan.Cron), "Zone": plan.Zone})
	}
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = t.voice.Say("day." + strings.ToLower(d.String()[:3]))
	}
	return t.voice.Say("schedule.weekly", map[string]any{
		"Days": strings.Join(names, ", "), "Time": fmt.Sprintf("%d:%02d", hour, minute), "Zone": plan.Zone,
	})
}

// shift warns of the hour that a clock change moves.
func (t *turn) shift(plan scheduler.Plan, wall string, at time.Time) chat.Block {
	day, clock, _ := strings.Cut(wall, "T")
	return chat.Block{Text: t.voice.Say("schedule.shift", map[string]any{
		"Day": day, "Wall": clock, "At": at.Format("15:04 MST"),
	})}
}

// looksAfter finds the programme that a button or a form of the schedule is about, or what to answer who may not.
func (t *turn) looksAfter(k token) (*programme.Programme, chat.Answer, error) {
	p, err := t.programme(k.about)
	switch {
	case err != nil:
		return nil, nil, err
	case p == nil || p.Withdrawn:
		return nil, t.whisper("remark.unknown", nil), nil
	}
	return p, t.refused(plans, p), nil
}

// pressSchedule answers the buttons of the schedule.
func (t *turn) pressSchedule(k token) (chat.Answer, error) {
	p, answer, err := t.looksAfter(k)
	if err != nil || answer != nil {
		return answer, err
	}
	channel := k.arg(0)
	switch k.verb {
	case vPlanSet:
		return t.setPlan(p, k)
	case vPlan:
		if plan, err := k.plan(p.Plan); err == nil { // back from the question whether it was meant so
			return t.planForm(p, p.Channels[0], plan), nil
		}
		return t.planForm(p, channel, p.Plan), nil
	}
	if !slices.Contains(p.Channels, channel) {
		return t.whisper("remark.unknown", nil), nil
	}
	switch k.verb {
	case vPostNow:
		return t.postNow(p, channel, k)
	case vRhythm:
		return t.setRhythm(p, channel, k.arg(1) == "back")
	}
	return t.planned(p, channel, programme.LeaveOut{Wall: k.arg(1)})
}

// planned carries out what was pressed, unless it came before, and shows the plan as it then is.
func (t *turn) planned(p *programme.Programme, channel string, e programme.Event) (chat.Answer, error) {
	if !t.seen {
		if err := t.plan(p.ID, e); err != nil {
			return nil, err
		}
	}
	return t.planStep(p, channel), nil
}

func (t *turn) setPlan(p *programme.Programme, k token) (chat.Answer, error) {
	plan, err := k.plan(p.Plan)
	switch {
	case err != nil:
		return t.whisper("remark.unknown", nil), nil
	case p.Fixed:
		return t.planStep(p, p.Channels[0]), nil
	}
	settings := p.Settings
	settings.Plan = plan
	return t.planned(p, p.Channels[0], programme.Settle{Settings: settings})
}

// postNow asks once where a round is open that would close, and tells who asked where nothing is left to post.
func (t *turn) postNow(p *programme.Programme, channel string, k token) (chat.Answer, error) {
	if p.In(channel).Open != "" && k.arg(3) == "" && k.arg(1) == strconv.Itoa(len(p.In(channel).Past)) {
		s := chat.Step{ID: mint("confirm", p.ID), Heading: t.voice.Say("schedule.heading")}
		s.Body = []chat.Block{{Text: t.voice.Say("schedule.closes-open")}}
		s.Buttons = []chat.Button{
			t.main(postNowButton(p, channel, "yes"), "schedule.post"), t.button(mint(vCommand, "schedule"), "plan.back"),
		}
		return chat.Show{Step: s}, nil
	}
	_, left := p.Choose(channel, t.b.Drills, t.b.Chooser)
	answer, err := t.planned(p, channel, programme.PostNow{Channel: channel, ID: k.arg(1)})
	switch {
	case err != nil || t.seen:
		return answer, err
	case !left:
		return t.whisper("schedule.spent", nil), nil
	}
	return t.remark(answer, "schedule.posted"), nil
}

// setRhythm needs no look at whether it came before: said twice, it stays so; and who thinks again presses the same two buttons.
func (t *turn) setRhythm(p *programme.Programme, channel string, back bool) (chat.Answer, error) {
	if err := t.plan(p.ID, programme.Rhythm{Halved: programme.Halved{Channel: channel, Back: back}}); err != nil {
		return nil, err
	}
	if back {
		return t.whisper("rhythm.back", nil), nil
	}
	return t.whisper("rhythm.keep", nil), nil
}

var weekdays = []time.Weekday{
	time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday,
}

// longestWindow is how many working days a form offers to keep a round open.
const longestWindow = 5

func (t *turn) planForm(p *programme.Programme, channel string, plan scheduler.Plan) chat.Answer {
	return chat.Show{Step: chat.Step{
		ID: mint(vPlan, p.ID, channel), Heading: t.voice.Say("schedule.heading"),
		Body:  []chat.Block{{Text: t.voice.Say("plan.body")}},
		Parts: t.planFields(plan), Send: t.voice.Say("plan.send"),
	}}
}

// planFields ask for days, time, zone and window, filled with a plan.
func (t *turn) planFields(plan scheduler.Plan) []chat.Part {
	days, hour, minute, _ := plan.Simple()
	dayField := chat.Field{Name: "days", Label: t.voice.Say("plan.days"), Kind: chat.SomeOf, Required: true}
	for _, d := range weekdays {
		value := strings.ToLower(d.String()[:3])
		dayField.Options = append(dayField.Options, chat.Option{Value: value, Label: t.voice.Say("day." + value)})
		if slices.Contains(days, d) {
			dayField.Prefill = append(dayField.Prefill, value)
		}
	}
	open := chat.Field{Name: "window", Label: t.voice.Say("plan.window"), Kind: chat.Select, Required: true}
	open.Prefill = []string{strconv.Itoa(max(1, plan.Window))}
	for n := 1; n <= longestWindow; n++ {
		open.Options = append(open.Options, chat.Option{
			Value: strconv.Itoa(n), Label: t.voice.Say("plan.window-days", map[string]any{"Count": n}),
		})
	}
	return []chat.Part{
		{Field: &dayField},
		{Field: &chat.Field{
			Name: "time", Label: t.voice.Say("plan.time"), Kind: chat.Time, Required: true,
			Prefill: []string{fmt.Sprintf("%02d:%02d", hour, minute)},
		}},
		{Field: &chat.Field{Name: "zone", Label: t.voice.Say("plan.zone"), Kind: chat.Zone, Required: true, Prefill: []string{plan.Zone}}},
		{Field: &open},
	}
}

// submitPlan reads the form and asks once whether it was meant so.
func (t *turn) submitPlan(k token, v chat.Values) (chat.Answer, error) {
	p, answer, err := t.looksAfter(k)
	if err != nil || answer != nil {
		return answer, err
	}
	plan, problem := t.planIn(v, p.Plan)
	if problem != nil {
		return *problem, nil
	}
	said := append([]any{p.Facts}, planWords(v)...)
	yes := mint(vPlanSet, p.ID, said...)
	next, _ := plan.Next(t.now)
	s := chat.Step{ID: mint("confirm", p.ID), Heading: t.voice.Say("schedule.heading")}
	s.Body = []chat.Block{{Text: t.voice.Say("plan.confirm", map[string]any{
		"From": chat.When(next.At), "Plan": t.describe(plan),
	})}}
	if wall, at, shifts := plan.NextShift(t.now); shifts {
		s.Body = append(s.Body, t.shift(plan, wall, at))
	}
	s.Buttons = []chat.Button{
		t.main(yes, "plan.yes"),
		t.button(mint(vPlan, p.ID, said...), "plan.back"),
	}
	return chat.Show{Step: s}, nil
}

// planIn reads the fields of a plan over what it was before; it comes at least once.
func (t *turn) planIn(v chat.Values, before scheduler.Plan) (scheduler.Plan, *chat.Problem) {
	if len(v["days"]) == 0 {
		return before, t.problem("days", "problem.days", nil)
	}
	plan, err := parse(mint("", "", append([]any{0}, planWords(v)...)...)).plan(before)
	if err != nil {
		return before, t.problem("time", "problem.time", nil)
	}
	if err := plan.Valid(); err != nil {
		return before, t.problem("zone", "problem.zone", map[string]any{"Why": err.Error()})
	}
	if _, ok := plan.Next(t.now); !ok {
		return before, t.problem("days", "problem.never", nil)
	}
	return plan, nil
}

// planWords are the fields of a plan as a button carries them.
func planWords(v chat.Values) []any {
	return []any{strings.Join(v["days"], ""), v.First("time"), v.First("window"), v.First("zone")}
}

// inZone is a time as a plan's zone tells it.
func inZone(at time.Time, zone string) time.Time {
	if loc, err := time.LoadLocation(zone); err == nil {
		return at.In(loc)
	}
	return at
}

// plan reads days, time, window and zone from a token's arguments into a plan that keeps everything else. Before them stands a
// number that grows, so that a plan can be set again after another one.
func (k token) plan(before scheduler.Plan) (scheduler.Plan, error) {
	if len(k.args) < 5 {
		return before, fmt.Errorf("read a plan: %d parts", len(k.args))
	}
	at, err := time.Parse("15:04", k.args[2])
	if err != nil {
		return before, fmt.Errorf("read a plan's time: %w", err)
	}
	window, err := strconv.Atoi(k.args[3])
	if err != nil || window < 1 || window > longestWindow {
		return before, fmt.Errorf("read a plan's window: %q", k.args[3])
	}
	days, ok := daysOf(k.args[1])
	if !ok {
		return before, fmt.Errorf("read a plan's days: %q", k.args[1])
	}
	before.Cron = scheduler.Weekly(days, at.Hour(), at.Minute())
	before.Zone, before.Window = strings.Join(k.args[4:], "/"), window
	before.Weekends = slices.Contains(days, time.Saturday) || slices.Contains(days, time.Sunday)
	return before, nil
}

// daysOf reads "montue": names of three letters with nothing between them, because a button has little room.
func daysOf(names string) (days []time.Weekday, ok bool) {
	for name := range slices.Chunk([]byte(names), 3) {
		i := slices.IndexFunc(weekdays, func(d time.Weekday) bool { return strings.ToLower(d.String()[:3]) == string(name) })
		if i < 0 {
			return nil, false
		}
		days = append(days, weekdays[i])
	}
	return days, len(days) > 0
}

// programmeNote is what a programme tells or asks its facilitators.
func (t *turn) programmeNote(p *programme.Programme, kind programme.SayKind, channel string) (chat.Message, bool) {
	m := chat.Message{Notice: t.voice.Say("notice." + string(kind))}
	m.Blocks = []chat.Block{{Text: t.voice.Say("note."+string(kind), map[string]any{"Channel": chat.Channel(channel)})}}
	if kind == programme.SaySpent {
		_, left := p.Choose(channel, t.b.Drills, t.b.Chooser)
		return m, !left
	}
	n := len(p.In(channel).Past)
	m.Rows = [][]chat.Button{{
		t.button(mint(vRhythm, p.ID, channel, "back", n), "rhythm.give-back"),
		t.button(mint(vRhythm, p.ID, channel, "keep", n), "rhythm.leave"),
	}}
	return m, p.In(channel).Halved
}
