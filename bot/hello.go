package bot

import (
	"encoding/json"
	"fmt"
	"strings"

	"cackle/chat"
	"cackle/drills/programme"
	"cackle/store"
)

// The hello is the bot's first line in a channel: before a set-up it offers one, after it it says what comes. It is one message,
// edited as that changes, and its anchor is named like the stream that holds who let the bot in.
const helloStream = "hello/"

const helloKind = "hello"

// hello is what is kept of being let into a channel.
type hello struct {
	By string // who may set it up, beside the admins
}

// letIn greets a channel that has no programme, once.
func (t *turn) letIn(channel string) error {
	p, err := t.inChannel(channel)
	if err != nil || p != nil || channel == t.b.Admin {
		return err
	}
	return t.greet(channel)
}

// greet posts the hello, unless it stands.
func (t *turn) greet(channel string) error {
	by, err := t.letInBy(channel)
	if err != nil || by != "" {
		return err
	}
	body, err := json.Marshal(hello{By: t.person.ID})
	if err != nil {
		return fmt.Errorf("greet a channel: %w", err)
	}
	row := store.Fact{Stream: helloStream + channel, Kind: "Joined", Event: t.key, At: t.now, Body: body}
	if err := t.Append(helloStream+channel, 0, row); err != nil {
		return fmt.Errorf("greet a channel: %w", err)
	}
	return t.queue(channel, helloStream+channel, intent{Kind: helloKind, Channel: channel}, anchored(helloStream+channel))
}

// letInBy is who let the bot into a channel; "" where nobody is known to have.
func (t *turn) letInBy(channel string) (string, error) {
	facts, err := t.Facts(helloStream+channel, 0)
	if err != nil || len(facts) == 0 {
		return "", err
	}
	var h hello
	if err := json.Unmarshal(facts[0].Body, &h); err != nil {
		return "", fmt.Errorf("read who let the bot in: %w", err)
	}
	return h.By, nil
}

// helloAgain brings the hello of a programme's channels up to date, where its settings changed.
func (t *turn) helloAgain(p *programme.Programme, facts []programme.Fact) error {
	changed := false
	for _, f := range facts {
		switch f.What.(type) {
		case programme.Set, programme.Withdrawn:
			changed = true
		}
	}
	if !changed {
		return nil
	}
	for _, channel := range p.Channels {
		by, err := t.letInBy(channel)
		if err != nil {
			return err
		}
		if by == "" {
			continue
		}
		key := fmt.Sprintf("%s%s/%s/%d", helloStream, channel, p.ID, p.Facts)
		if err := t.queue(channel, key, intent{Kind: helloKind, Channel: channel}); err != nil {
			return err
		}
	}
	return nil
}

func (t *turn) renderHello(channel string) (chat.Deed, error) {
	p, err := t.inChannel(channel)
	if err != nil {
		return nil, err
	}
	m := t.hello(channel, p)
	at := chat.Place{Channel: channel}
	anchor, ok, err := t.Anchor(helloStream + channel)
	if err != nil {
		return nil, err
	}
	if ok {
		return chat.Edit{At: at, ID: anchor.Message, Message: m}, nil
	}
	return chat.Post{At: at, Message: m}, nil
}

// hello says what comes here, or how that is set up.
func (t *turn) hello(channel string, p *programme.Programme) chat.Message {
	how := t.button(mint(vCommand, "help"), "hello.how")
	if p == nil {
		return chat.Message{
			Notice: t.voice.Say("hello.notice"), Blocks: []chat.Block{{Text: t.voice.Say("hello.body")}},
			Rows: [][]chat.Button{{t.main(mint(vSetup, channel), "hello.set-up"), how}},
		}
	}
	names := make([]string, len(p.Facilitators))
	for i, id := range p.Facilitators {
		names[i] = chat.Mention(id, id)
	}
	line := t.voice.Say("hello.comes", map[string]any{
		"Plan": t.describe(p.Plan), "Window": t.voice.Say("plan.window-days", map[string]any{"Count": max(1, p.Plan.Window)}),
		"Names": strings.Join(names, ", "),
	})
	return chat.Message{
		Notice: t.voice.Say("hello.comes-notice"), Blocks: []chat.Block{{Text: line}},
		Rows: [][]chat.Button{{how, t.button(mint(vPause, ""), "hello.pause")}},
	}
}
