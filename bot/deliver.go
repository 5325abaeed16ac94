package bot

import (
	"context"
	"crypto/sha256"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/programme"
	"cackle/store"
)

// intent is what a queued message is about. It is rendered from facts when it is sent, so that no words lie in the queue, and
// an edit shows how things are by then.
type intent struct {
	Kind      string `json:"kind"`
	Round     string `json:"round,omitempty"`
	Programme string `json:"programme,omitempty"`
	Channel   string `json:"channel,omitempty"`
	Person    string `json:"person,omitempty"`
	Turn      int    `json:"turn,omitempty"`
	Matter    string `json:"matter,omitempty"`
	Mentoring string `json:"mentoring,omitempty"` // id of what the mentors' queue tells of
	Pairing   string `json:"pairing,omitempty"`   // id of a pair
	Message   string `json:"message,omitempty"`
	Why       string `json:"why,omitempty"`
	By        string `json:"by,omitempty"`
	Note      bool   `json:"note,omitempty"` // as a note, because the place it was for is gone
}

// anchor is the name of the message that an edit is of.
func (i intent) anchor() string {
	if i.Matter != "" {
		return matterStream + i.Matter
	}
	if i.Kind == helloKind {
		return helloStream + i.Channel
	}
	if kind := drills.SayKind(i.Kind); kind == drills.SayDebriefChanged || kind == drills.SayDebriefMended {
		return debriefAnchor(i.Round)
	}
	return cardAnchor(i.Round)
}

// cardAnchor is the name under which a round's card is kept.
func cardAnchor(round string) string { return string(drills.SayCard) + "/" + round }

// send renders one queued message and hands it to its adapter. It carries the ways down that the contract of chat states; what
// remains an error is the outbox's to try again.
func (b *Bot) send(ctx context.Context, q store.Queued) (chat.Receipt, error) {
	var i intent
	if err := json.Unmarshal(q.Intent, &i); err != nil {
		return chat.Receipt{}, fmt.Errorf("read a queued message: %w", err)
	}
	var deed chat.Deed
	err := b.write(ctx, q.Space, "render/"+q.Key, func(t *turn) (err error) {
		deed, err = t.render(i)
		return err
	})
	if err != nil || deed == nil {
		return chat.Receipt{}, err
	}
	adapter, err := b.adapter(q.Space)
	if err != nil {
		return chat.Receipt{}, err
	}
	receipt, err := adapter.Send(ctx, chat.Out{Space: q.Space, Key: outKey(q.Key), Do: deed})
	return b.wayDown(ctx, adapter, q, i, deed, receipt, err)
}

// outKey shortens a message's key to what platforms take as a nonce.
func outKey(key string) string {
	sum := sha256.Sum256([]byte(key))
	return base32.StdEncoding.EncodeToString(sum[:15])
}

// wayDown is what happens when the platform lacks what a message needs.
func (b *Bot) wayDown(
	ctx context.Context, a chat.Adapter, q store.Queued, i intent, deed chat.Deed, receipt chat.Receipt, err error,
) (chat.Receipt, error) {
	if errors.Is(err, chat.ErrRefused) && (i.Round != "" || i.Kind == helloKind) && channelOf(deed) != "" {
		return receipt, b.refusedIn(ctx, q, deed, err)
	}
	switch d := deed.(type) {
	case chat.Edit:
		if errors.Is(err, chat.ErrGone) {
			return chat.Receipt{}, b.again(ctx, a, q.Space, i.anchor(), d)
		}
	case chat.Mark, chat.Unveil:
		if errors.Is(err, chat.ErrGone) { // deleted by its author, and that event is on its way
			return chat.Receipt{}, nil
		}
	case chat.Fill:
		switch {
		case !errors.Is(err, chat.ErrGone):
		case i.Kind == string(drills.SaySlow): // nobody waits there any more
			return chat.Receipt{}, nil
		default: // the step was closed: a note says that it is ready
			i.Note = true
			return chat.Receipt{}, b.write(ctx, q.Space, "note for "+q.Key, func(t *turn) error {
				return t.queue(q.Lane, q.Key+"/note", i)
			})
		}
	case chat.Note:
		switch {
		case !errors.Is(err, chat.ErrRefused):
		case i.Mentoring != "" && !i.tellsFacilitators() || i.Pairing != "":
			return chat.Receipt{}, b.refusedBeside(ctx, q, i)
		case i.Round != "": // it waits in the person's home, and the thread says so
			return chat.Receipt{}, b.write(ctx, q.Space, "refused "+q.Key, func(t *turn) error {
				return t.step(i.Round, drills.Refuse{Person: i.Person, Kind: drills.SayKind(i.Kind)})
			})
		case b.Admin != "": // what facilitators are told is no secret among those who look after the bot
			return a.Send(ctx, chat.Out{Space: q.Space, Key: outKey(q.Key), Do: chat.Post{At: chat.Place{Channel: b.Admin}, Message: d.Message}})
		}
	}
	return receipt, err
}

// again posts anew a message of ours that somebody deleted: once, whoever deletes that one too. What comes later goes there.
func (b *Bot) again(ctx context.Context, a chat.Adapter, space chat.Space, anchor string, d chat.Edit) error {
	once := "again/" + anchor
	var before bool
	err := b.write(ctx, space, once, func(t *turn) (err error) {
		_, before, err = t.Anchor(once)
		return err
	})
	if err != nil || before {
		return err
	}
	d.Message.Blocks = append([]chat.Block{{Text: b.Texts.In("").Say("again")}}, d.Message.Blocks...)
	receipt, err := a.Send(ctx, chat.Out{Space: space, Key: outKey(once), Do: chat.Post{At: d.At, Message: d.Message}})
	if err != nil {
		return err
	}
	return b.write(ctx, space, once, func(t *turn) error {
		at := store.Anchor{Message: receipt.ID}
		return errors.Join(t.SetAnchor(once, at), t.SetAnchor(anchor, at))
	})
}

// render turns an intent into a deed; nil where there is nothing to say any more.
func (t *turn) render(i intent) (chat.Deed, error) {
	t.voice = t.b.Texts.In("")
	switch {
	case i.Matter != "":
		return t.renderMatter(i.Matter)
	case i.Round != "":
		return t.renderRound(i)
	case i.Kind == helloKind:
		return t.renderHello(i.Channel)
	case i.Kind == backKind:
		return t.renderBack(i.Person)
	case i.Mentoring != "":
		return t.renderMentoring(i)
	case i.Pairing != "":
		return t.renderPairing(i)
	}
	p, err := t.programme(i.Programme)
	if err != nil || p == nil || p.Withdrawn {
		return nil, err
	}
	m, still := t.programmeNote(p, programme.SayKind(i.Kind), i.Channel)
	if !still {
		return nil, nil
	}
	return t.toFacilitator(p, i.Person, m)
}

func (t *turn) renderRound(i intent) (chat.Deed, error) {
	r, err := t.round(i.Round)
	if err != nil {
		return nil, err
	}
	zone, err := t.zone(r)
	if err != nil {
		return nil, err
	}
	if deed, shared, err := t.renderShared(r, i); shared {
		return deed, err
	}
	switch kind := drills.SayKind(i.Kind); kind {
	case drills.SayCard:
		return chat.Post{At: chat.Place{Channel: r.Channel}, Message: t.card(r, zone)}, nil
	case drills.SayCardChanged, drills.SayCardClosed, drills.SayCardCackled:
		card, ok, err := t.Anchor(cardAnchor(r.ID))
		if err != nil || !ok || kind == drills.SayCardChanged && !r.Open() { // the close shows the last counts
			return nil, err
		}
		return chat.Edit{At: chat.Place{Channel: r.Channel}, ID: card.Message, Message: t.card(r, zone)}, nil
	case drills.SayReady, drills.SaySlow:
		if !i.Note {
			return t.fill(r, i)
		}
		return t.toPerson(r, kind, i, zone)
	case drills.SayMark:
		return t.mark(r, i)
	case drills.SayVeil:
		return t.unveil(r, i.Person)
	case drills.SayDebrief, drills.SayLapsed, drills.SayStanding, drills.SayThread:
		return t.inThread(r, kind)
	default:
		return t.toPerson(r, kind, i, zone)
	}
}

// toPerson is a note; nil where what it would say is no longer so, or where its person wants none just now.
func (t *turn) toPerson(r *drills.Round, kind drills.SayKind, i intent, zone *time.Location) (chat.Deed, error) {
	m, still := t.replyWord(r, drills.Say{Kind: kind, Person: i.Person, Message: i.Message, Why: i.Why})
	if kind == drills.SayPair {
		m, still = t.pairAsk(r, i.By), r.People[i.By].Named[i.Person] == drills.PairAsked
	} else if m.Notice != "" { // away from the thread it says what it is about
		about := t.voice.Say("reply.about", map[string]any{"Title": r.Drill.Title})
		m.Blocks = append([]chat.Block{{Text: about}}, m.Blocks...)
	} else {
		m, still = t.roundNote(r, kind, i.Person, i.Turn, zone)
	}
	if !still {
		return nil, nil
	}
	if held, err := t.held(r, kind, i.Person); held || err != nil {
		return nil, err
	}
	return chat.Note{To: i.Person, Message: m}, nil
}

// fill replaces the step that waits for an outcome with the person's place.
func (t *turn) fill(r *drills.Round, i intent) (chat.Deed, error) {
	if i.Kind == string(drills.SaySlow) && r.Where(i.Person).Stage != drills.AtRunning {
		return nil, nil
	}
	step, err := t.stepAt(r, i.Person)
	if err != nil {
		return nil, err
	}
	step.Waiting = waiting(r, i.Turn)
	return chat.Fill{To: i.Person, Step: inLife(r, i.Person, step)}, nil
}

func (t *turn) inThread(r *drills.Round, kind drills.SayKind) (chat.Deed, error) {
	at, ok, err := t.thread(r)
	switch {
	case err != nil || !ok && kind == drills.SayLapsed: // nobody came, to a card that nobody saw
		return nil, err
	case kind == drills.SayThread && (!t.takesReplies(r) || !r.Open()):
		return nil, nil
	case !ok && kind == drills.SayThread:
		return nil, errNoCard
	case !ok:
		return nil, fmt.Errorf("post into the thread of round %s: its card is not out", r.ID)
	}
	switch kind {
	case drills.SayLapsed:
		return chat.Post{At: at, Message: t.lapsed(r)}, nil
	case drills.SayStanding:
		return chat.Post{At: at, Message: t.standing(r)}, nil
	case drills.SayThread:
		return chat.Post{At: at, Message: t.threadStart(r)}, nil
	}
	m, err := t.debrief(r)
	return chat.Post{At: at, Message: m}, err
}

// zone is the one in which a round's times are told where the platform cannot tell the reader's.
func (t *turn) zone(r *drills.Round) (*time.Location, error) {
	p, err := t.programme(r.Programme)
	if err != nil || p == nil {
		return time.UTC, err
	}
	zone, err := time.LoadLocation(p.Plan.Zone)
	if err != nil {
		return nil, fmt.Errorf("load the zone of programme %s: %w", p.ID, err)
	}
	return zone, nil
}
