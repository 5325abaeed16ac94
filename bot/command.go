package bot

import (
	"slices"
	"strings"

	"cackle/chat"
	"cackle/internal/near"
)

// command is what can be typed after the bot's name.
type command struct {
	key   string // of the texts under "help"
	words []string
	needs action
	run   func(*turn, chat.Place) (chat.Answer, error)
	when  func(*turn, chat.Place) (bool, error)                // whether help lists it; nil for always
	with  func(*turn, chat.Place, string) (chat.Answer, error) // takes the words that follow; nil where none may
}

// commands are all there are; help lists those that a person may use.
func commands() []command {
	return []command{
		{"my-drills", []string{"my drills", "drills"}, asks, func(t *turn, _ chat.Place) (chat.Answer, error) { return t.home() }, nil, nil},
		{"why", []string{"why"}, asks, (*turn).why, nil, nil},
		practiceCommand, pauseCommand, backCommand, setupCommand,
		{"mentor", []string{"mentor", "mentors"}, answers, func(t *turn, at chat.Place) (chat.Answer, error) { return t.mentorCommand(at) }, nil, nil},
		{"schedule", []string{"schedule"}, plans, (*turn).schedule, nil, nil},
		{"help", []string{"help", ""}, asks, func(t *turn, at chat.Place) (chat.Answer, error) { return t.help(at) }, nil, nil},
	}
}

// command answers what was typed, or says which command is nearest.
func (t *turn) command(at chat.Place, words string) (chat.Answer, error) {
	words = strings.ToLower(strings.Join(strings.Fields(words), " "))
	for _, c := range commands() {
		if slices.Contains(c.words, words) {
			return c.run(t, at)
		}
		if rest, ok := strings.CutPrefix(words, c.words[0]+" "); ok && c.with != nil {
			return c.with(t, at, rest)
		}
	}
	near := nearest(words)
	line := t.voice.Say("command.unknown", map[string]any{"Words": chat.Literal(short(words, 40)), "Nearest": near})
	m := chat.Message{Notice: t.voice.Say("command.notice"), Blocks: []chat.Block{{Text: line}}}
	m.Rows = [][]chat.Button{{{ID: mint(vCommand, near), Label: near}}}
	if near != "help" {
		m.Rows[0] = append(m.Rows[0], chat.Button{ID: mint(vCommand, "help"), Label: "help"})
	}
	return chat.Whisper{Message: m}, nil
}

// nearest is the command that was meant, or help where none is near.
func nearest(words string) string {
	var all []string
	for _, c := range commands() {
		all = append(all, c.words...)
	}
	if best, ok := near.Name(words, all); ok {
		return best
	}
	return "help"
}

// why answers for the round that is open in the channel.
func (t *turn) why(at chat.Place) (chat.Answer, error) {
	p, err := t.inChannel(at.Channel)
	if err != nil {
		return nil, err
	}
	if p == nil || p.In(at.Channel).Open == "" {
		return t.whisper("why.nothing-open", nil), nil
	}
	r, err := t.round(p.In(at.Channel).Open)
	if err != nil {
		return nil, err
	}
	return t.whisper("why."+strings.ReplaceAll(r.Because, " ", "-"), nil), nil
}
