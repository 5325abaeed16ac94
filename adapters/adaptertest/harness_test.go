package adaptertest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"cackle/chat"
	"cackle/chat/render"
)

// wireHarness is people on a [Platform], with the adapter [Wire] between it and the bot. Its fields that are functions break
// something on purpose.
type wireHarness struct {
	p     *Platform
	wire  chat.Adapter
	typed map[string]chat.Values // what people's forms hold, as their windows keep it

	mu    sync.Mutex
	acts  int
	again func(context.Context) (Reply, error)
	said  []said
	put   map[string]map[string]bool // emoji by people, by message

	breaks
}

// said is a person's message, after so many of the platform's deeds.
type said struct {
	Seen
	to    string // whose direct messages it stands in
	after int
	gone  bool
}

func newWireHarness(t testing.TB) *wireHarness {
	h := &wireHarness{p: NewPlatform(), typed: map[string]chat.Values{}, put: map[string]map[string]bool{}}
	t.Cleanup(h.p.Close)
	for _, who := range []string{"ana", "ben", "chi"} {
		h.p.Know(h.Person(who))
	}
	h.wire = NewWire(h.p.URL)
	return h
}

func (h *wireHarness) Adapter() chat.Adapter {
	if h.adapter != nil {
		return h.adapter(h.wire)
	}
	return h.wire
}

func (h *wireHarness) Channel() string { return "drills" }
func (h *wireHarness) Gone() string    { return "m999" }

func (h *wireHarness) Person(who string) chat.Person {
	return map[string]chat.Person{
		"ana": {ID: "W1", Name: "Ana *A*", Zone: "Europe/Berlin", Lang: "de", Admin: true},
		"ben": {ID: "W2", Name: "Ben", Zone: "Asia/Tokyo", Guest: true},
		"chi": {ID: "W3", Name: "Chi"},
	}[who]
}

func (h *wireHarness) Do(ctx context.Context, who string, at chat.Place, act chat.Act) (Reply, error) {
	h.mu.Lock()
	h.acts++
	event := fmt.Sprint("event-", h.acts)
	act = h.change(who, at, act)
	h.again = func(ctx context.Context) (Reply, error) { return h.deliver(ctx, event, who, at, act) }
	h.mu.Unlock()
	return h.deliver(ctx, event, who, at, act)
}

// change does the platform's own part of an act.
func (h *wireHarness) change(who string, at chat.Place, act chat.Act) chat.Act {
	switch a := act.(type) {
	case chat.Say:
		i := slices.IndexFunc(h.said, func(s said) bool { return s.ID == a.Message })
		if a.Message == "" {
			a.Message = fmt.Sprint("p", h.acts)
			s := said{Seen: Seen{ID: a.Message, At: at, By: h.Person(who).ID}, after: len(h.p.All())}
			if at.Channel == "" {
				s.to = who
			}
			h.said, i = append(h.said, s), len(h.said)
		}
		h.said[i].Reads = []Span{{Text: a.Text}}
		h.said[i].gone = a.Deleted
		if a.File != nil {
			body := []byte(a.File.Text)
			h.said[i].File = &File{a.File.Name, body}
			a.File = chat.ReadFile(a.File.Name, int64(len(body)), body)
		}
		return a
	case chat.React:
		if i := slices.IndexFunc(h.said, func(s said) bool { return s.ID == a.Message }); i >= 0 {
			a.Author, a.Text = h.said[i].By, h.said[i].Reads[0].Text
		}
		if h.put[a.Message] == nil {
			h.put[a.Message] = map[string]bool{}
		}
		h.put[a.Message][a.Emoji] = !a.Off
		return a
	case chat.Submit:
		h.typed[who] = a.Values
	}
	return act
}

func (h *wireHarness) Invite(ctx context.Context, who string) error {
	_, err := h.Do(ctx, who, chat.Place{Channel: h.Channel()}, chat.Joined{})
	return err
}

func (h *wireHarness) deliver(ctx context.Context, event, who string, at chat.Place, act chat.Act) (Reply, error) {
	if _, home := act.(chat.Open); home {
		at = chat.Place{}
	}
	answer, err := h.p.Act(ctx, event, h.Person(who).ID, at, act)
	if err != nil {
		return Reply{}, err
	}
	switch a := answer.(type) {
	case chat.Show:
		h.mu.Lock()
		delete(h.typed, who)
		h.mu.Unlock()
		return Reply{Kind: "show"}, nil
	case chat.Problem:
		return Reply{Kind: "problem", Field: a.Field, Reads: []Span{{Text: a.Text}}}, nil
	case chat.Whisper:
		return Reply{Kind: "whisper", Reads: readMessage(a.Message)}, nil
	case chat.Home:
		return Reply{Kind: "home", Reads: readMessage(a.Message)}, nil
	case chat.Close:
		return Reply{Kind: "close"}, nil
	}
	return Reply{}, nil
}

func (h *wireHarness) Again(ctx context.Context) (Reply, error) {
	h.mu.Lock()
	again := h.again
	h.mu.Unlock()
	return again(ctx)
}

// Sees folds the deeds into messages, as a client would that was sent them one by one.
func (h *wireHarness) Sees(_ context.Context, who string) ([]Seen, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var all []Seen
	shows := func(s Seen, to string) {
		if to == "" || to == h.Person(who).ID || h.indiscreet {
			all = append(all, s)
		}
	}
	sent := h.p.All()
	for n := range len(sent) + 1 {
		for _, s := range h.said {
			if s.after == n && !s.gone && (s.to == "" || s.to == who) && !h.folded(sent, s, h.Person(who).ID) {
				all = append(all, s.Seen)
			}
		}
		if n < len(sent) && n >= h.lost {
			h.fold(sent[n], all, shows)
		}
	}
	for i, s := range all {
		if h.previews && len(looking(s.Reads, Linked)) > 0 {
			all[i].Reads = append(s.Reads, Span{Text: "Example", As: []Look{Preview}})
		}
		for emoji, on := range h.put[s.ID] {
			if on {
				all[i].Marks = append(all[i].Marks, emoji)
			}
		}
	}
	return all, nil
}

// folded says whether a reply stands in a thread that is veiled for a person.
func (h *wireHarness) folded(sent []Sent, m said, who string) bool {
	veiled, may := false, false
	for _, s := range sent {
		switch d := s.Deed.(type) {
		case chat.Post:
			if s.ID == m.At.Thread {
				veiled = d.Message.Veiled
			}
		case chat.Edit:
			if d.ID == m.At.Thread {
				veiled = d.Message.Veiled
			}
		case chat.Unveil:
			if d.At == m.At && d.To == who {
				may = !d.Off
			}
		}
	}
	return veiled && !may && m.By != who
}

func (h *wireHarness) fold(s Sent, all []Seen, shows func(s Seen, to string)) {
	change := func(id string, f func(*Seen)) {
		if i := slices.IndexFunc(all, func(s Seen) bool { return s.ID == id }); i >= 0 {
			f(&all[i])
		}
	}
	switch d := s.Deed.(type) {
	case chat.Post:
		shows(Seen{ID: s.ID, At: d.At, By: "bot", Notice: d.Message.Notice, Reads: readMessage(d.Message)}, "")
	case chat.Note:
		shows(Seen{ID: s.ID, By: "bot", Notice: d.Message.Notice, Reads: readMessage(d.Message)}, d.To)
	case chat.Page:
		shows(Seen{ID: s.ID, At: d.At, By: "bot", Reads: []Span{{Text: d.Text}}, File: &File{d.Name, d.Body}}, d.To)
	case chat.Edit:
		change(d.ID, func(s *Seen) { s.Notice, s.Reads = d.Message.Notice, readMessage(d.Message) })
	case chat.Mark:
		change(d.ID, func(s *Seen) {
			s.Marks = slices.DeleteFunc(s.Marks, func(m string) bool { return m == d.Emoji })
			if !d.Off {
				s.Marks = append(s.Marks, d.Emoji)
			}
		})
	case chat.Settle:
		change(d.At.Thread, func(s *Seen) { s.Settled = !d.Open })
	}
}

func (h *wireHarness) Screen(_ context.Context, who string) (*Screen, error) {
	s, open := h.p.Step(h.Person(who).ID)
	if !open {
		return nil, nil
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	out := &Screen{ID: s.ID, Fields: chat.Values{}, Reads: append([]Span{{Text: s.Heading + "\n"}}, readBlocks(s.Body)...)}
	for _, part := range s.Parts {
		if part.Field == nil {
			out.Reads = append(out.Reads, readBlocks([]chat.Block{{Text: part.Text}})...)
			continue
		}
		f := part.Field
		out.Reads = append(out.Reads, Span{Text: f.Label + "\n" + f.Help + "\n"})
		for _, o := range f.Options {
			out.Reads = append(out.Reads, Span{Text: o.Label + "\n"})
		}
		if f.Prefill != nil {
			out.Fields[f.Name] = f.Prefill
		}
	}
	if !h.forgetful {
		maps.Copy(out.Fields, h.typed[who])
	}
	out.Reads = append(out.Reads, readButtons(s.Buttons)...)
	return out, nil
}

func (h *wireHarness) RefuseNotes(_ context.Context, who string, refuse bool) error {
	h.p.Refuse(h.Person(who).ID, refuse)
	return nil
}

func (h *wireHarness) Leave(_ context.Context, who string) error {
	if !h.clings {
		h.p.Leave(h.Person(who).ID)
	}
	return nil
}

func (h *wireHarness) Busy(_ context.Context, wait time.Duration) error {
	h.p.Busy(wait)
	return nil
}

func (h *wireHarness) Restart(context.Context) error {
	h.wire = NewWire(h.p.URL)
	if h.restarted != nil {
		h.restarted(h)
	}
	return nil
}

// readMessage is what a client of this platform shows: it formats as our Markdown says.
func readMessage(m chat.Message) []Span {
	out := readBlocks(m.Blocks)
	if m.Reveal != "" {
		out = append(append(out, Span{Text: m.Reveal + "\n"}), within(Folded, readBlocks(m.Hidden))...)
	}
	for _, row := range m.Rows {
		out = append(out, readButtons(row)...)
	}
	return out
}

func readButtons(row []chat.Button) (out []Span) {
	for _, b := range row {
		out = append(out, Span{Text: b.Label, As: []Look{Pressed}, To: b.ID}, Span{Text: "\n"})
	}
	return out
}

func within(look Look, spans []Span) []Span {
	for i := range spans {
		spans[i].As = append([]Look{look}, spans[i].As...)
	}
	return spans
}

func readBlocks(blocks []chat.Block) (out []Span) {
	for _, b := range blocks {
		out = append(out, readBlock(b)...)
		out = append(out, Span{Text: "\n"})
	}
	return out
}

func readBlock(b chat.Block) (out []Span) {
	switch {
	case b.Code != nil:
		return []Span{{Text: b.Code.Text, As: []Look{Coded}}}
	case b.Quote != "":
		return []Span{{Text: b.Quote, As: []Look{Quoted}}}
	case b.Columns != nil:
		for _, c := range []chat.Column{b.Columns.Left, b.Columns.Right} {
			out = append(append(out, Span{Text: c.Head + "\n"}), readBlocks(c.Blocks)...)
		}
		return out
	case b.Table != nil:
		rows := append([][]string{{b.Table.Caption}, b.Table.Head}, b.Table.Rows...)
		for _, row := range rows {
			out = append(out, Span{Text: strings.Join(row, "\t") + "\n"})
		}
		return out
	case b.Fold != nil:
		return append([]Span{{Text: b.Fold.Head + "\n"}}, within(Folded, readBlocks(b.Fold.Blocks))...)
	}
	for _, term := range b.Terms {
		out = append(append(out, Span{Text: term.Head + "\n"}), readNodes(render.Parse(term.Text))...)
	}
	return append(out, readNodes(render.Parse(b.Text))...)
}

var looks = map[render.Kind]Look{
	render.Heading: Heading, render.Item: Item, render.Quote: Quoted, render.Code: Coded, render.Strong: Strong,
	render.Emphasis: Emphasis, render.CodeSpan: Coded, render.Link: Linked, render.Time: Timed, render.Mention: Mentioned,
	render.Channel: Channeled,
}

func readNodes(nodes []render.Node) (out []Span) {
	for _, n := range nodes {
		to := n.URL + n.Person + n.Channel
		if n.Kind == render.Time {
			to = n.At.Format(time.RFC3339)
		}
		inner := readNodes(n.Nodes)
		if n.Text != "" {
			inner = append(inner, Span{Text: n.Text})
		}
		if look, ok := looks[n.Kind]; ok {
			inner = within(look, inner)
		}
		for _, s := range inner {
			if s.To == "" {
				s.To = to
			}
			out = append(out, s)
		}
		switch n.Kind {
		case render.Break, render.Paragraph, render.Heading, render.Item, render.Code:
			out = append(out, Span{Text: "\n"})
		}
	}
	return out
}
