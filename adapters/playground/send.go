package playground

import (
	"context"
	"fmt"
	"slices"

	"cackle/chat"
)

// Send does one deed. What does not fit the neutral limits is refused, as another platform would.
func (p *Playground) Send(ctx context.Context, out chat.Out) (chat.Receipt, error) {
	if err := out.Valid(); err != nil {
		return chat.Receipt{}, fmt.Errorf("%w: %w", chat.ErrRefused, err)
	}
	if out.Space != p.Options.Space {
		return chat.Receipt{}, fmt.Errorf("%w: it is for another space", chat.ErrRefused)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if m, ok := p.room.byKey[out.Key]; ok {
		return chat.Receipt{ID: m.ID}, nil
	}
	receipt, err := p.do(ctx, out)
	if err != nil {
		return chat.Receipt{}, fmt.Errorf("send %s: %w", out.Key, err)
	}
	return receipt, nil
}

func (p *Playground) do(ctx context.Context, out chat.Out) (chat.Receipt, error) {
	switch d := out.Do.(type) {
	case chat.Post:
		return p.post(ctx, message{Key: out.Key, At: d.At, By: Cackle, Message: d.Message}, nil)
	case chat.Edit:
		return p.edit(ctx, d)
	case chat.Note:
		return p.note(ctx, message{Key: out.Key, To: d.To, By: Cackle, Message: d.Message}, nil)
	case chat.Fill:
		return chat.Receipt{}, p.fill(d)
	case chat.Mark:
		return p.mark(ctx, d)
	case chat.Unveil:
		return chat.Receipt{}, p.unveil(ctx, d)
	case chat.Settle: // threads here are never locked
		return chat.Receipt{}, nil
	case chat.Page:
		return p.page(ctx, out.Key, d)
	}
	return chat.Receipt{}, fmt.Errorf("%w: no such deed %T", chat.ErrRefused, out.Do)
}

// post adds a message where it belongs, and tells the windows.
func (p *Playground) post(ctx context.Context, m message, body []byte) (chat.Receipt, error) {
	if m.To == "" {
		if err := p.stands(m.At); err != nil {
			return chat.Receipt{}, err
		}
	}
	m.Posted = p.Clock.Now()
	added, err := p.room.add(ctx, m, body)
	if err != nil {
		return chat.Receipt{}, err
	}
	p.tell(added)
	gone, err := p.room.trim(ctx, added)
	if len(gone) > 0 {
		p.hub.publish(audience{person: added.To}, "gone", goneView{gone})
	}
	return chat.Receipt{ID: added.ID}, err
}

// goneView are messages that were let go, by id.
type goneView struct {
	IDs []string `json:"ids"`
}

// stands says whether a place takes messages.
func (p *Playground) stands(at chat.Place) error {
	if !slices.Contains(p.Channels, at.Channel) {
		return fmt.Errorf("%w: there is no such channel", chat.ErrRefused)
	}
	if at.Thread == "" {
		return nil
	}
	if head := p.room.byID[at.Thread]; head == nil || head.At != (chat.Place{Channel: at.Channel}) {
		return fmt.Errorf("%w: the thread's first message", chat.ErrGone)
	}
	return nil
}

func (p *Playground) note(ctx context.Context, m message, body []byte) (chat.Receipt, error) {
	if _, ok := simulated(m.To); ok { // nobody has a window to read it in
		return chat.Receipt{ID: "unread " + m.Key}, nil
	}
	if _, ok := p.person(m.To); !ok || p.closed[m.To] {
		return chat.Receipt{}, fmt.Errorf("%w: direct messages are closed", chat.ErrRefused)
	}
	return p.post(ctx, m, body)
}

func (p *Playground) page(ctx context.Context, key string, d chat.Page) (chat.Receipt, error) {
	m := message{
		Key: key, At: d.At, To: d.To, By: Cackle, File: &file{Name: d.Name, Type: d.Type},
		Message: chat.Message{Notice: d.Text, Blocks: []chat.Block{{Text: chat.Literal(d.Text)}}},
	}
	if d.To != "" {
		m.At = chat.Place{}
		return p.note(ctx, m, d.Body)
	}
	return p.post(ctx, m, d.Body)
}

// own is a message of the bot's, to change.
func (p *Playground) own(id string) (message, error) {
	m := p.room.byID[id]
	if m == nil || m.By != Cackle {
		return message{}, fmt.Errorf("%w: the message", chat.ErrGone)
	}
	return *m, nil
}

func (p *Playground) edit(ctx context.Context, d chat.Edit) (chat.Receipt, error) {
	m, err := p.own(d.ID)
	if err != nil {
		return chat.Receipt{}, err
	}
	unveiled := m.Message.Veiled && !d.Message.Veiled
	m.Message, m.Edited = d.Message, true
	receipt, err := p.change(ctx, m)
	if unveiled && err == nil {
		p.unfold(&m)
	}
	return receipt, err
}

func (p *Playground) mark(ctx context.Context, d chat.Mark) (chat.Receipt, error) {
	m := p.room.byID[d.ID]
	if m == nil || m.Deleted {
		return chat.Receipt{}, fmt.Errorf("%w: the message", chat.ErrGone)
	}
	changed := *m
	changed.Marks = marked(m.Marks, d.Emoji, Cackle, d.Off)
	return p.change(ctx, changed)
}

func (p *Playground) change(ctx context.Context, m message) (chat.Receipt, error) {
	if err := p.room.keep(ctx, &m); err != nil {
		return chat.Receipt{}, err
	}
	p.tell(&m)
	return chat.Receipt{ID: m.ID}, nil
}

// fill goes to every window of the person that shows the step, and is gone where none does.
func (p *Playground) fill(d chat.Fill) error {
	windows := p.hub.waiting(d.To, d.Step.Waiting)
	if len(windows) == 0 {
		return fmt.Errorf("%w: the step", chat.ErrGone)
	}
	for _, id := range windows {
		p.hub.windows[id].step = &d.Step
		p.hub.publish(audience{person: d.To, window: id}, "fill", showing(d.Step))
	}
	return nil
}

// tell sends a new or changed message to the windows that may have it, and its thread's head with the new count.
func (p *Playground) tell(m *message) {
	p.publish(m)
	if head := p.room.byID[m.At.Thread]; head != nil {
		p.publish(head)
	}
}

// view is what a window gets of a message: the structured form, and the same ready to insert.
type view struct {
	*message
	HTML    string   `json:"html"`
	Folded  bool     `json:"folded,omitempty"`
	Readers []string `json:"readers,omitempty"` // in place of the message's, which are nobody's business
}

func (p *Playground) view(m *message, who string) view {
	if p.veiled(m, who) {
		m = folded(m)
		return view{message: m, HTML: messageHTML(m, p.room.thread(m.ID), true), Folded: true}
	}
	return view{message: m, HTML: p.room.shown(m)}
}
