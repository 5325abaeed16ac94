package bot

import (
	"slices"
	"strings"

	"cackle/chat"
	"cackle/drills/programme"
)

// role is who somebody is to a programme; each includes those before it.
type role int

const (
	guest       role = iota // from another company: reads along
	member                  // of the channel
	mentor                  // named in the configuration: answers who asks for a mentor
	facilitator             // set the programme up, or was handed it
	admin                   // the platform's admin of the space
)

// action is something that not everyone may do.
type action string

const (
	goes action = "have a go"
	asks action = "ask for help, my drills or why"
	// What a mentor may look at depends on their own go, too: see mayLook.
	answers action = "answer from the mentors' queue"
	hears   action = "see where feedback misses, and attempts that no picture fits"
	plans   action = "see and change the schedule and the rhythm"
	setsUp  action = "set a channel up (where nothing is yet: who let the bot in)"
	mends   action = "mend what stands in an admin notice"
)

// rights is the one place that says who may do what. docs/roles.md is made from it:
//
//	go test ./bot -run Roles -rewrite
var rights = map[action]role{
	asks:    guest,
	goes:    member,
	answers: mentor,
	hears:   facilitator,
	plans:   facilitator,
	setsUp:  facilitator,
	mends:   admin,
}

// String is how people call the role.
func (r role) String() string {
	return []string{"guest", "member", "mentor", "facilitator", "admin"}[r]
}

// role says who the acting person is to a programme; p may be nil.
func (t *turn) role(p *programme.Programme) role {
	switch {
	case t.person.Admin:
		return admin
	case p != nil && slices.Contains(p.Facilitators, t.person.ID):
		return facilitator
	case p != nil && slices.Contains(p.Mentors, t.person.ID):
		return mentor
	case t.person.Guest:
		return guest
	}
	return member
}

func (t *turn) may(a action, p *programme.Programme) bool { return t.role(p) >= rights[a] }

// refused answers who may not; nil for who may.
func (t *turn) refused(a action, p *programme.Programme) chat.Answer {
	if t.may(a, p) {
		return nil
	}
	switch rights[a] {
	case member:
		return t.whisper("refused.guest", nil)
	case mentor:
		return t.whisper("refused.mentors", nil)
	case admin:
		return t.whisper("refused.admins", nil)
	}
	key := "refused.facilitators"
	if a == setsUp {
		key = "refused.set-up"
	}
	only := t.voice.Say(key)
	m := chat.Message{Notice: only, Blocks: []chat.Block{{Text: only}}}
	if p != nil {
		var names []string
		for _, id := range p.Facilitators {
			names = append(names, chat.Mention(id, id)) // the platform knows the names of people who are not here
		}
		m.Blocks[0].Text = t.voice.Say(key, map[string]any{"Names": strings.Join(names, ", ")})
	}
	return chat.Whisper{Message: m}
}
