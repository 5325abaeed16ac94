// Package adaptertest holds the promises that every adapter keeps, as one suite. An adapter's own test is a [Harness] for its
// platform, or a double of it on a real socket, and one call:
//
//	func TestAdapter(t *testing.T) { adaptertest.Run(t, func(t *testing.T) adaptertest.Harness { … }) }
//
// A topic asks what people read and can do, never how a platform is told, and asks [chat.Limits] where platforms differ.
//
// It also holds a small platform of its own, [Platform] with the adapter [NewWire], which keeps all that it was sent: the other
// end of tests that kill the bot, and of the suite's own test.
package adaptertest

import (
	"context"
	"testing"
	"time"

	"cackle/chat"
)

// Harness acts as people on one platform, over the adapter's real wire, and reads what they read there. A fresh one stands for
// each topic. Its people are called "ana", "ben" and "chi", whatever their ids are. Methods may be called side by side.
type Harness interface {
	Adapter() chat.Adapter
	Channel() string
	// Person is what the platform tells of a person.
	Person(who string) chat.Person
	// Gone is an id as messages have, of a message that was deleted or never was.
	Gone() string
	// Do lets a person act as the platform would deliver it, and gives what they are answered by the time that the platform
	// takes the act for acknowledged. An act that was not taken is an error, or a reply that says so. A form is sent from the
	// screen that is open; home is opened by whatever opens it there.
	Do(ctx context.Context, who string, at chat.Place, act chat.Act) (Reply, error)
	// Again delivers the last act once more, as platforms do that saw no acknowledgement.
	Again(ctx context.Context) (Reply, error)
	// Sees lists the messages of the channel, its threads and the person's direct messages, oldest first. What was answered in
	// private is not among them.
	Sees(ctx context.Context, who string) ([]Seen, error)
	// Screen is the step that a person has open, or nil.
	Screen(ctx context.Context, who string) (*Screen, error)
	// RefuseNotes closes a person's direct messages, or opens them again.
	RefuseNotes(ctx context.Context, who string, refuse bool) error
	// Invite has a person let the bot into the channel; nothing to do where it was let in as it was served.
	Invite(ctx context.Context, who string) error
	// Leave closes the step that a person has open. Where the platform does not tell of that, it lets the time pass in which
	// the step could be filled.
	Leave(ctx context.Context, who string) error
	// Busy has the platform tell the next send to come again after this time; nothing to do where a platform never does.
	Busy(ctx context.Context, wait time.Duration) error
	// Restart ends the adapter's process and starts it anew, on what it kept.
	Restart(ctx context.Context) error
}

// Reply is what a person is answered, private to them. Kind is "", "show", "problem", "whisper", "home" or "close".
type Reply struct {
	Kind  string
	Field string // of a problem, where the platform can show it at its field
	Reads []Span // of a whisper, home or problem
}

// Seen is a message in somebody's window.
type Seen struct {
	ID      string
	At      chat.Place // empty in direct messages
	By      string     // a person's id, or something else for the bot
	Notice  string     // what a locked phone shows of it
	Reads   []Span     // what it says, its buttons included; without who wrote it and when
	File    *File
	Marks   []string // emoji
	Settled bool     // the thread under it is closed
}

// File is what comes out when a message's file is downloaded.
type File struct {
	Name string
	Body []byte
}

// Screen is a step as its person has it before them, however many windows the platform makes of it.
type Screen struct {
	ID     string      // the step's
	Reads  []Span      // heading, body, labels, choices, buttons
	Fields chat.Values // what stands in its fields: put there by the adapter, or kept of what was typed
}

// T is what a topic needs of a test, so that the suite itself can be tested on adapters that are broken on purpose.
type T interface {
	Helper()
	Context() context.Context
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
}

// Topic is one group of promises.
type Topic struct {
	Name string
	Run  func(t T, b *Bench)
}

// Topics in the order in which they run.
var Topics = []Topic{
	{"limits", limits}, {"posts and edits", posts}, {"threads", threads}, {"sent once", sentOnce}, {"told to wait", busy},
	{"notes are private", notes}, {"files", files},
	{"steps", steps}, {"fields", fields}, {"filled in place", fills},
	{"let into a channel", joins}, {"whispers", whispers}, {"commands and homes", commands}, {"who it was", people}, {"known again", again},
	{"acknowledged after the handler", acknowledged}, {"talk is heard", talk}, {"marks", marks},
	{"people's words are shown as they are", literal}, {"formats", formats}, {"tables and columns", tables},
	{"times, links and people", pointers}, {"hidden until asked for", hidden}, {"the longest texts", longest},
	{"files with talk", attached}, {"veiled threads", veiled},
	{"a restart loses nothing", restart},
}

// Run runs every topic on a fresh harness.
func Run(t *testing.T, fresh func(t *testing.T) Harness) {
	for _, topic := range Topics {
		t.Run(topic.Name, func(t *testing.T) {
			b := NewBench(t, fresh(t))
			t.Cleanup(b.Stop)
			topic.Run(t, b)
		})
	}
}
