package playground

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"cackle/chat"
)

// SimulatedPrefix begins the ids of the simulated colleagues, by which everyone can tell them apart: a measure leaves them out.
const SimulatedPrefix = "sim-"

// Simulated are the colleagues whom nobody can be. They make the channel a lived-in one; what they do comes in by Simulate.
func Simulated() []chat.Person {
	var all []chat.Person
	for _, name := range []string{"Gus", "Hal", "Ida", "Jo", "Kai", "Lea", "Mo", "Nia", "Oli", "Pia"} {
		all = append(all, chat.Person{ID: SimulatedPrefix + strings.ToLower(name), Name: name, Zone: "UTC", Lang: "en"})
	}
	return all
}

func simulated(id string) (chat.Person, bool) {
	all := Simulated()
	i := slices.IndexFunc(all, func(p chat.Person) bool { return p.ID == id })
	if i < 0 {
		return chat.Person{}, false
	}
	return all[i], true
}

// Simulate does what a simulated colleague does, through the same door as everyone, and gives the bot's answer. The key is the
// event's id: given again, it is the same act. It waits until the playground is served.
func (p *Playground) Simulate(ctx context.Context, key, who string, at chat.Place, what chat.Act) (chat.Answer, error) {
	by, ok := simulated(who)
	if !ok || !p.Options.Simulated {
		return nil, fmt.Errorf("simulate: nobody called %q is here", who)
	}
	select {
	case <-p.served:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	h := p.handler.Load()
	if h == nil {
		return nil, errors.New("simulate: the playground has ended")
	}
	if react, ok := what.(chat.React); ok {
		if err := p.reacted(ctx, who, react); err != nil {
			return nil, err
		}
	}
	return (*h)(ctx, chat.Event{ID: key, Space: p.Options.Space, By: by, At: at, Act: what})
}

// reacted puts a simulated colleague's mark where everyone sees it. On a message that is gone there is nothing to mark.
func (p *Playground) reacted(ctx context.Context, who string, r chat.React) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	m := p.room.byID[r.Message]
	if m == nil || m.Deleted || !m.visibleTo(who) {
		return nil
	}
	changed := *m
	changed.Marks = marked(m.Marks, r.Emoji, who, r.Off)
	_, err := p.change(ctx, changed)
	return err
}

// tagged is a name with the word that tells a simulated colleague.
func tagged(id string) string {
	if _, ok := simulated(id); ok {
		return nameOf(id) + " (simulated)"
	}
	return nameOf(id)
}
