package chat

import (
	"context"
	"errors"
	"time"
)

// Out is one message on its way out.
type Out struct {
	Space Space
	// Key is at most 25 characters; a platform that has seen it posts nothing and gives the earlier receipt.
	Key string
	Do  Deed
}

// Deed is what an Out does: one of the types below.
type Deed interface{ deed() }

type (
	// Post puts a message in a channel or a thread. A channel that takes none any more is answered with ErrRefused.
	Post struct {
		At      Place
		Message Message
	}
	// Edit replaces a posted message. Gone is answered with ErrGone.
	Edit struct {
		At      Place
		ID      string
		Message Message
	}
	// Note writes to one person. A refusal is answered with ErrRefused, and the note then waits in the person's home.
	Note struct {
		To      string
		Message Message
	}
	// Fill replaces the step that waits under this name. Closed or too late is answered with ErrGone.
	Fill struct {
		To   string
		Step Step
	}
	// Mark puts the bot's reaction on a message, or takes it off.
	Mark struct {
		At    Place
		ID    string
		Emoji string
		Off   bool
	}
	// Settle closes a thread when all is said, or opens it again; nothing to do on platforms without.
	Settle struct {
		At   Place
		Open bool
	}
	// Unveil lets a person read what others reply in a veiled thread, or veils it for them again; nothing to do on platforms that
	// cannot.
	Unveil struct {
		At  Place
		To  string
		Off bool
	}
	// Page is a file in a place, or for one person.
	Page struct {
		At   Place
		To   string
		Name string // with its ending
		Type string // media type
		Text string // what the file says, in one line, for who cannot open it
		Body []byte
	}
)

func (Post) deed()   {}
func (Edit) deed()   {}
func (Note) deed()   {}
func (Fill) deed()   {}
func (Mark) deed()   {}
func (Settle) deed() {}
func (Unveil) deed() {}
func (Page) deed()   {}

// Receipt is what a platform says of a message that it took.
type Receipt struct{ ID string }

// What a platform may answer instead of a receipt. Any other error is tried again later.
var (
	ErrGone    = errors.New("what it was for is gone")       // message deleted, step closed
	ErrRefused = errors.New("the platform will not take it") // for ever: direct messages closed, channel archived, no permission
)

// Later is an error that says when to try again.
type Later struct{ After time.Duration }

func (l *Later) Error() string { return "try again in " + l.After.String() }

// Handler takes one event and answers it. When it returns, what the event changed is on the disk.
type Handler func(context.Context, Event) (Answer, error)

// Adapter speaks one platform. Its methods may be called from several goroutines.
type Adapter interface {
	// Space that this adapter speaks for, or the prefix of all of its spaces.
	Space() Space
	// Limits of the platform: asked, not guessed.
	Limits() Limits
	// Serve hands every event to h until the context ends; it returns nil then. An event is acknowledged to the platform
	// only after h returned.
	Serve(ctx context.Context, h Handler) error
	// Send does one deed. The caller keeps the order within a conversation and calls again after an error that is neither
	// ErrGone nor ErrRefused.
	Send(ctx context.Context, out Out) (Receipt, error)
}

// Keeper is a small sealed store through which an adapter keeps tokens, sessions and, in the playground, the channel itself.
type Keeper interface {
	// Keep stores the value under its key, durably when it returns. A nil value removes it.
	Keep(ctx context.Context, key string, value []byte) error
	// Kept calls each with every stored pair whose key starts with prefix, in the order of keys.
	Kept(ctx context.Context, prefix string, each func(key string, value []byte) error) error
}
