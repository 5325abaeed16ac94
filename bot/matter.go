package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"cackle/chat"
	"cackle/drills/programme"
	"cackle/store"
)

// A matter is something for an admin: one message each in the admin channel, edited as the matter changes.
type matter struct {
	Kind    string // key of its words under "matter"
	Row     int64  // of the parked message, for matterParked, and how often it was tried
	Tries   int
	Channel string // that takes no messages, for matterLost
	Why     string // what the platform or the system said; never a person's words
	Done    string // key of how it ended, "" while it is open
}

// The matters that there are.
const (
	matterChecker = "checker"
	matterParked  = "parked"
	matterLost    = "lost"
)

const matterStream = "matter/"

// matter opens one, once per kind while it is open, where there is an admin channel.
func (b *Bot) matter(ctx context.Context, space chat.Space, kind string, why error) {
	b.raise(ctx, space, kind, matter{Kind: kind, Why: why.Error()})
}

// parked is told of a message that was refused for the last time.
func (b *Bot) parked(ctx context.Context, q store.Queued, why error) {
	var i intent
	if err := json.Unmarshal(q.Intent, &i); err == nil && i.Matter != "" {
		return // a notice about a notice would go the same way; the outbox has logged it
	}
	if errors.Is(why, errLost) {
		return // one notice about the channel is enough
	}
	b.raise(ctx, q.Space, matterParked+strconv.FormatInt(q.ID, 10), matter{
		Kind: matterParked, Row: q.ID, Tries: q.Tries, Why: why.Error(),
	})
}

func (b *Bot) raise(ctx context.Context, space chat.Space, id string, m matter) {
	if b.Admin == "" {
		return
	}
	err := b.write(ctx, space, "matter/"+id, func(t *turn) error { return t.setMatter(id, m) })
	if err != nil {
		b.Log.ErrorContext(ctx, "an admin notice was not stored", "error", err)
	}
}

// setMatter stores what a matter is now, and posts or edits its message.
func (t *turn) setMatter(id string, m matter) error {
	before, facts, err := t.readMatter(id)
	if err != nil {
		return err
	}
	if facts > 0 && before.Done == "" && m.Done == "" {
		return nil // it stands already
	}
	body, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("store a matter: %w", err)
	}
	row := store.Fact{Stream: matterStream + id, Kind: "Matter", Event: t.key, At: t.now, Body: body}
	if err := t.Append(matterStream+id, int64(facts), row); err != nil {
		return fmt.Errorf("store a matter: %w", err)
	}
	t.wrote = true
	key := matterStream + id + "/" + strconv.Itoa(facts)
	if facts == 0 {
		return t.queue(t.b.Admin, key, intent{Kind: "matter", Matter: id}, anchored(matterStream+id))
	}
	return t.queue(t.b.Admin, key, intent{Kind: "matter", Matter: id})
}

// readMatter gives a matter as it is, and how many facts made it so.
func (t *turn) readMatter(id string) (m matter, n int, err error) {
	facts, err := t.Facts(matterStream+id, 0)
	if err != nil || len(facts) == 0 {
		return m, 0, err
	}
	if err := json.Unmarshal(facts[len(facts)-1].Body, &m); err != nil {
		return m, 0, fmt.Errorf("read a matter: %w", err)
	}
	return m, len(facts), nil
}

func (t *turn) renderMatter(id string) (chat.Deed, error) {
	m, n, err := t.readMatter(id)
	if err != nil || n == 0 {
		return nil, err
	}
	message := chat.Message{
		Notice: t.voice.Say("notice.matter"),
		Blocks: []chat.Block{{Text: t.voice.Say("matter."+m.Kind, map[string]any{
			"Why": chat.Literal(short(m.Why, 300)), "Count": m.Tries, "Channel": chat.Channel(m.Channel),
		})}},
	}
	switch {
	case m.Done != "":
		message.Blocks = append(message.Blocks, chat.Block{Text: t.voice.Say("matter.done-" + m.Done)})
	case m.Kind == matterParked:
		message.Rows = [][]chat.Button{{
			t.button(mint(vMatter, id, "again", n), "matter.again"), t.button(mint(vMatter, id, "drop", n), "matter.drop"),
		}}
	default:
		message.Rows = [][]chat.Button{{t.button(mint(vMatter, id, "mended", n), "matter.mended")}}
	}
	at := chat.Place{Channel: t.b.Admin}
	anchor, ok, err := t.Anchor(matterStream + id)
	if err != nil {
		return nil, err
	}
	if ok {
		return chat.Edit{At: at, ID: anchor.Message, Message: message}, nil
	}
	return chat.Post{At: at, Message: message}, nil
}

// pressMatter answers the buttons of an admin notice.
func (t *turn) pressMatter(k token) (chat.Answer, error) {
	if answer := t.refused(mends, nil); answer != nil {
		return answer, nil
	}
	m, _, err := t.readMatter(k.about)
	if err != nil || t.seen || m.Kind == "" || m.Done != "" {
		return nil, err
	}
	switch m.Done = k.arg(0); {
	case m.Kind == matterParked && m.Done == "again":
		_, err = t.Unpark(m.Row)
	case m.Kind == matterParked && m.Done == "drop":
		_, err = t.Drop(m.Row, t.now)
	case m.Kind == matterLost:
		err = t.regain(m.Channel)
	}
	if err != nil {
		return nil, err
	}
	return nil, t.setMatter(k.about, m)
}

func cutRound(stream string) (string, bool) { return strings.CutPrefix(stream, roundStream) }

// tick is the time of a programme having come.
func (t *turn) tick(stream string) error {
	return t.plan(strings.TrimPrefix(stream, programmeStream), programme.Due{})
}
