package playground

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"cackle/chat"
)

// Cackle is the id that the bot's own messages carry.
const Cackle = "cackle"

// People are the six to be. Their zones differ, so that a time reads differently in each one's window.
func People() []chat.Person {
	return []chat.Person{
		{ID: "ana", Name: "Ana", Zone: "Europe/Berlin", Lang: "en", Admin: true},
		{ID: "ben", Name: "Ben", Zone: "Europe/London", Lang: "en"},
		{ID: "chi", Name: "Chi", Zone: "Asia/Tokyo", Lang: "en"},
		{ID: "dee", Name: "Dee", Zone: "America/New_York", Lang: "en"},
		{ID: "eli", Name: "Eli", Zone: "Europe/Berlin", Lang: "en"},
		{ID: "fay", Name: "Fay", Zone: "Africa/Nairobi", Lang: "en"},
	}
}

func person(id string) (chat.Person, bool) { return among(People(), id) }

func (p *Playground) person(id string) (chat.Person, bool) { return among(p.People, id) }

func among(all []chat.Person, id string) (chat.Person, bool) {
	i := slices.IndexFunc(all, func(p chat.Person) bool { return p.ID == id })
	if i < 0 {
		return chat.Person{}, false
	}
	return all[i], true
}

// nameOf is what stands over a message. Who is none of the six goes by their id.
func nameOf(id string) string {
	if id == Cackle {
		return "Cackle"
	}
	if p, ok := person(id); ok {
		return p.Name
	}
	if p, ok := simulated(id); ok {
		return p.Name
	}
	return id
}

const closedPrefix = "closed/"

// keptClosed are the people who take no notes.
func keptClosed(ctx context.Context, k chat.Keeper) (map[string]bool, error) {
	closed := map[string]bool{}
	err := k.Kept(ctx, closedPrefix, func(key string, _ []byte) error {
		closed[strings.TrimPrefix(key, closedPrefix)] = true
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read who takes no notes: %w", err)
	}
	return closed, nil
}

// takeNotes opens or closes a person's direct messages for the bot, as people on other platforms do.
func (p *Playground) takeNotes(ctx context.Context, who string, take bool) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	value := []byte("closed")
	if take {
		value = nil
	}
	if err := p.Keeper.Keep(ctx, closedPrefix+who, value); err != nil {
		return fmt.Errorf("keep who takes notes: %w", err)
	}
	p.closed[who] = !take
	p.hub.publish(audience{person: who}, "notes", notesView{Take: take})
	return nil
}

type notesView struct {
	Take bool `json:"take"`
}
