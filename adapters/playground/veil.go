package playground

import (
	"context"
	"fmt"
	"slices"

	"cackle/chat"
)

// veiled says whether a reply is folded for a person: it is somebody else's, in a thread that is veiled for them.
func (p *Playground) veiled(m *message, who string) bool {
	head := p.room.byID[m.At.Thread]
	return head != nil && head.Message.Veiled && m.By != Cackle && m.By != who && !slices.Contains(head.Readers, who)
}

// sees says whether a person's window may have what a message says.
func (p *Playground) sees(m *message, who string) bool { return m.visibleTo(who) && !p.veiled(m, who) }

// folded is what a window gets of a message that is veiled: that it is there.
func folded(m *message) *message {
	return &message{Number: m.Number, ID: m.ID, At: m.At, By: m.By, Posted: m.Posted, Deleted: m.Deleted}
}

// unveil opens a thread to one person, or folds it again, in all their windows.
func (p *Playground) unveil(ctx context.Context, d chat.Unveil) error {
	head, err := p.own(d.At.Thread)
	if err != nil {
		return err
	}
	if slices.Contains(head.Readers, d.To) != d.Off {
		return nil
	}
	head.Readers = slices.DeleteFunc(slices.Clone(head.Readers), func(who string) bool { return who == d.To })
	if !d.Off {
		head.Readers = append(head.Readers, d.To)
	}
	if err := p.room.keep(ctx, &head); err != nil {
		return fmt.Errorf("keep who may read a thread: %w", err)
	}
	for _, m := range p.room.thread(head.ID) {
		p.hub.publish(audience{person: d.To}, "message", p.view(m, d.To))
	}
	return nil
}

// publish sends a message to the windows that may have it, to each as much as it may have.
func (p *Playground) publish(m *message) {
	if head := p.room.byID[m.At.Thread]; head == nil || !head.Message.Veiled {
		p.hub.publish(audience{person: m.To}, "message", p.view(m, m.To))
		return
	}
	for _, who := range p.People {
		p.hub.publish(audience{person: who.ID}, "message", p.view(m, who.ID))
	}
}

// unfold tells everyone what stood under a message that is veiled no more.
func (p *Playground) unfold(head *message) {
	for _, m := range p.room.thread(head.ID) {
		p.publish(m)
	}
}
