package playground

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"

	"cackle/chat"
)

// An act is what a page sends when its person does something. It is sent again with the same id when the connection drops.
type act struct {
	ID     string     `json:"id"`     // made by the page: the event's id
	As     string     `json:"as"`     // who does it
	Window string     `json:"window"` // in which window
	At     chat.Place `json:"at"`     // where; empty in direct messages and on home
	Kind   string     `json:"kind"`

	Button  string      `json:"button,omitempty"`  // press
	Step    string      `json:"step,omitempty"`    // submit
	Values  chat.Values `json:"values,omitempty"`  // press, submit: what stands in the fields
	Text    string      `json:"text,omitempty"`    // type, edit
	File    *upload     `json:"file,omitempty"`    // type
	Message string      `json:"message,omitempty"` // edit, delete, react
	Emoji   string      `json:"emoji,omitempty"`   // react
	Off     bool        `json:"off,omitempty"`     // react: taken off
}

// reply is what the page gets back.
type reply struct {
	Kind    string        `json:"kind"` // "", show, problem, whisper, home, close
	HTML    string        `json:"html,omitempty"`
	Step    *chat.Step    `json:"step,omitempty"`
	Message *chat.Message `json:"message,omitempty"`
	Field   string        `json:"field,omitempty"`
	Text    string        `json:"text,omitempty"`
}

// refusal is an error that the page is told.
type refusal struct {
	code int
	text string
}

func (r *refusal) Error() string { return r.text }

// The most that people can type at once, and the longest id that a page may make.
const (
	maxTalk = 4000
	maxID   = 64
)

// act hands what a person did to the bot and gives its answer; until then the page waits.
func (p *Playground) act(ctx context.Context, body []byte) (reply, error) {
	var a act
	if err := json.Unmarshal(body, &a); err != nil {
		return reply{}, &refusal{http.StatusBadRequest, "This is no act."}
	}
	h := p.handler.Load()
	if h == nil {
		return reply{}, &refusal{http.StatusServiceUnavailable, "One moment: still starting."}
	}
	who, ok := p.person(a.As)
	if !ok || a.ID == "" || len(a.ID) > maxID {
		return reply{}, &refusal{http.StatusBadRequest, "An act needs an id and one of the six."}
	}
	heard, problem, err := p.hear(ctx, a)
	if err != nil || problem != nil {
		return replyTo(problem), err
	}
	// Once begun it is carried through, whether or not the page still waits.
	answer, err := (*h)(context.WithoutCancel(ctx), chat.Event{
		ID: a.ID, Space: p.Options.Space, By: who, At: a.At, Act: heard,
	})
	if err != nil {
		return reply{}, fmt.Errorf("answer event %s: %w", a.ID, err)
	}
	return p.answer(a, answer)
}

// hear does the platform's own part and says what the bot is to know of it.
func (p *Playground) hear(ctx context.Context, a act) (chat.Act, *chat.Problem, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if err := p.openTo(a.At); err != nil {
		return nil, nil, err
	}
	switch a.Kind {
	case "press":
		return chat.Press{Button: a.Button, Draft: a.Values}, nil, nil
	case "submit":
		return chat.Submit{Step: a.Step, Values: a.Values}, p.checked(a), nil
	case "open":
		return chat.Open{}, nil, nil
	case "type":
		return p.typed(ctx, a)
	case "edit", "delete", "react":
		return p.changed(ctx, a)
	}
	return nil, nil, &refusal{http.StatusBadRequest, "There is no such kind of act."}
}

func (p *Playground) openTo(at chat.Place) error {
	if at == (chat.Place{}) {
		return nil
	}
	if err := p.stands(at); err != nil {
		return &refusal{http.StatusNotFound, "There is no such place."}
	}
	return nil
}

// checked holds a form against its fields, as other platforms do before the bot hears of it. A form that is no longer
// known, such as after a restart, goes to the bot as it is.
func (p *Playground) checked(a act) *chat.Problem {
	w := p.hub.window(a.As, a.Window)
	if w == nil || w.step == nil || w.step.ID != a.Step {
		return nil
	}
	return check(w.step.Parts, a.Values)
}

// command is the words after the bot's name; false for a message.
func command(text string) (words string, ok bool) {
	name, words, _ := strings.Cut(strings.TrimSpace(text), " ")
	return strings.TrimSpace(words), strings.EqualFold(name, "/cackle")
}

// typed is a command, which nobody else sees, or a message.
func (p *Playground) typed(ctx context.Context, a act) (chat.Act, *chat.Problem, error) {
	if words, ok := command(a.Text); ok {
		return chat.Command{Words: words}, nil, nil
	}
	with, err := a.File.asFile()
	if err != nil {
		return nil, nil, err
	}
	if err := talkFits(a.Text, with != nil); err != nil {
		return nil, nil, err
	}
	key := "act " + a.ID
	m := p.room.byKey[key]
	if m == nil {
		to := ""
		if a.At.Channel == "" {
			to = a.As
		}
		var body []byte
		if with != nil {
			body = a.File.Data
		}
		receipt, err := p.post(ctx, message{Key: key, At: a.At, To: to, By: a.As, Text: a.Text, File: with}, body)
		if err != nil {
			return nil, nil, fmt.Errorf("post what was typed: %w", err)
		}
		m = p.room.byID[receipt.ID]
	}
	say, err := p.said(ctx, m, false)
	return say, nil, err
}

func talkFits(text string, file bool) error {
	if n := utf8.RuneCountInString(text); n > maxTalk || strings.TrimSpace(text) == "" && !file {
		return &refusal{http.StatusBadRequest, fmt.Sprintf("%d characters; 1 to %d fit here.", n, maxTalk)}
	}
	return nil
}

// changed is an edit or deletion of one's own message, or a reaction to one that is seen.
func (p *Playground) changed(ctx context.Context, a act) (chat.Act, *chat.Problem, error) {
	old := p.room.byID[a.Message]
	if old == nil || !p.sees(old, a.As) || a.Kind != "react" && old.By != a.As {
		return nil, nil, &refusal{http.StatusNotFound, "There is no such message."}
	}
	m := *old
	var heard chat.Act
	switch a.Kind {
	case "react":
		if !slices.Contains(emojis, a.Emoji) {
			return nil, nil, &refusal{http.StatusBadRequest, "There is no such reaction."}
		}
		m.Marks = marked(m.Marks, a.Emoji, a.As, a.Off)
		heard = chat.React{Message: m.ID, Emoji: a.Emoji, Off: a.Off, Author: m.By, Text: m.Text}
	case "edit":
		if err := talkFits(a.Text, m.File != nil); err != nil {
			return nil, nil, err
		}
		m.Text, m.Edited = a.Text, true
		say, err := p.said(ctx, &m, true)
		if err != nil {
			return nil, nil, err
		}
		heard = say
	default:
		if m.File != nil {
			if err := p.Keeper.Keep(ctx, filePrefix+m.ID, nil); err != nil {
				return nil, nil, fmt.Errorf("let a file go: %w", err)
			}
		}
		m.Text, m.File, m.Deleted, m.Marks = "", nil, true, nil
		heard = chat.Say{Message: m.ID, Deleted: true}
	}
	if _, err := p.change(ctx, m); err != nil {
		return nil, nil, fmt.Errorf("%s a message: %w", a.Kind, err)
	}
	return heard, nil, nil
}

// answer turns the bot's answer into the page's, and remembers which step the window shows now.
func (p *Playground) answer(a act, answer chat.Answer) (reply, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch answer := answer.(type) {
	case chat.Show:
		if err := answer.Step.Valid(); err != nil {
			return reply{}, fmt.Errorf("show what event %s is answered with: %w", a.ID, err)
		}
		if a.Window != "" && len(a.Window) <= maxID {
			p.hub.opened(a.As, a.Window).step = &answer.Step
		}
		return showing(answer.Step), nil
	case chat.Whisper:
		return reply{Kind: "whisper", Message: &answer.Message, HTML: bodyHTML(answer.Message)}, answer.Message.Valid()
	case chat.Home:
		return reply{Kind: "home", Message: &answer.Message, HTML: bodyHTML(answer.Message)}, answer.Message.Valid()
	case chat.Problem:
		return replyTo(&answer), nil
	case chat.Close:
		if w := p.hub.window(a.As, a.Window); w != nil {
			w.step = nil
		}
		return reply{Kind: "close"}, nil
	case nil:
		return reply{}, nil
	}
	return reply{}, errors.New("the bot gave an answer of no known kind")
}

func showing(s chat.Step) reply { return reply{Kind: "show", Step: &s, HTML: stepHTML(s)} }

func replyTo(p *chat.Problem) reply {
	if p == nil {
		return reply{}
	}
	return reply{Kind: "problem", Field: p.Field, Text: p.Text}
}
