package chat

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"
)

// Space is one workspace, guild or playground. People, messages and everything stored belong to exactly one.
type Space string

// Person is a user of a space. Someone in two spaces is two people.
type Person struct {
	ID    string `json:"id"`    // the platform's own id
	Name  string `json:"name"`  // display name, as its owner writes it
	Zone  string `json:"zone"`  // IANA zone, or "" where the platform does not tell
	Lang  string `json:"lang"`  // BCP 47, or ""
	Admin bool   `json:"admin"` // the platform's own word for who runs the space
	Guest bool   `json:"guest"` // from another company: may read along, and no more
	Bot   bool   `json:"bot"`
}

// Place is where a message stands: a channel, or the thread under one of its messages.
type Place struct {
	Channel string `json:"channel"`
	Thread  string `json:"thread,omitempty"` // id of the message at the thread's head; "" is the channel itself
}

// Event is one thing that somebody did on a platform.
type Event struct {
	// ID repeats when the platform delivers the same act again: its own event id.
	ID    string
	Space Space
	By    Person
	At    Place // empty in a direct message and on home
	Act   Act
}

// Key is what an event is known by: for a press or a form, the person and the place that it was opened for, because a second
// Send is a new event to the platform and the same act to the person; for everything else the platform's id.
func (e Event) Key() string {
	switch a := e.Act.(type) {
	case Press:
		return "press " + e.By.ID + " " + a.Button
	case Submit:
		return "submit " + e.By.ID + " " + a.Step
	}
	return "event " + e.ID
}

// Digest is a fingerprint of what the act says, so that the same form sent twice can be told from the same form sent with
// other words.
func (e Event) Digest() string {
	text, err := json.Marshal(e.Act)
	if err != nil { // acts hold strings only
		panic(err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:8])
}

// Act is what was done: one of the types below.
type Act interface{ act() }

type (
	// Press is a button. Draft holds what stood in the fields of the step around it, where the platform tells.
	Press struct {
		Button string
		Draft  Values `json:"-"`
	}
	// Submit is a step's send word with its fields.
	Submit struct {
		Step   string
		Values Values
	}
	// Command is what was typed after the bot's name, such as "my drills".
	Command struct{ Words string }
	// Open is somebody opening their home.
	Open struct{}
	// Say is a message by a person: new, edited or deleted. File is what came with it, if anything did.
	Say struct {
		Message string
		Text    string
		File    *File `json:",omitempty"`
		Edited  bool
		Deleted bool
	}
	// React is a mark by a person, added or taken off. Author wrote the message, which says Text: "" where a platform does not
	// tell.
	React struct {
		Message string
		Emoji   string
		Off     bool
		Author  string
		Text    string
	}
	// Joined is the bot having been let into a channel, by whoever it says.
	Joined struct{}
	// Unreachable is the platform's word that a channel takes no messages any more: archived, deleted, or the bot removed.
	Unreachable struct{ Why string }
)

func (Press) act()       {}
func (Submit) act()      {}
func (Command) act()     {}
func (Open) act()        {}
func (Say) act()         {}
func (React) act()       {}
func (Joined) act()      {}
func (Unreachable) act() {}

// Values are the fields of a form by name. A field with several choices holds them all, every other field one string.
type Values map[string][]string

// First is the field's value, or "" where there is none.
func (v Values) First(name string) string {
	if len(v[name]) == 0 {
		return ""
	}
	return v[name][0]
}

// Clock tells the time. Only the playground's can be moved.
type Clock interface{ Now() time.Time }
