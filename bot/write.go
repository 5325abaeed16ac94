package bot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"cackle/chat"
	"cackle/drills"
	"cackle/drills/person"
	"cackle/drills/programme"
	"cackle/store"
	"cackle/text"
)

// stream names a stream of facts in a space.
type stream struct {
	space chat.Space
	name  string
}

const (
	roundStream     = "round/"
	programmeStream = "programme/"
	personStream    = "person/"
)

// kept is the state of a stream with the facts up to seq folded in. One of round, programme, person and beside is set.
type kept struct {
	seq       int64
	round     *drills.Round
	programme *programme.Programme
	person    *person.Person
	beside    folder
}

// keepStates is how many streams' states stay in memory; beyond it, all are read again.
const keepStates = 512

// turn is one event's transaction.
type turn struct {
	*store.Tx
	b       *Bot
	ctx     context.Context
	space   chat.Space
	now     time.Time
	key     string // of the event: what its ids are made from
	seen    bool   // this event came before: it commits nothing, and is answered as it was
	other   bool   // it did, with other words
	person  chat.Person
	voice   *text.Voice
	ids     int
	touched []stream
	wrote   bool
	talks   bool        // somebody said something, and pressed nothing
	aside   chat.Answer // a private word about what they said
}

// write is the one door: it runs f in a transaction and returns when that is on the disk. States that f touched are dropped
// when it is not, also where f panics, so that a kept state never holds what was not committed.
func (b *Bot) write(ctx context.Context, space chat.Space, key string, f func(*turn) error) error {
	t := &turn{b: b, ctx: ctx, space: space, now: b.Clock.Now().UTC().Truncate(time.Millisecond), key: key, voice: b.Texts.In("")}
	err := b.Store.Write(ctx, space, func(tx *store.Tx) error {
		t.Tx = tx
		if len(b.state) > keepStates {
			clear(b.state)
		}
		done := false
		defer func() {
			if !done {
				t.forget()
			}
		}()
		err := f(t)
		done = err == nil
		return err
	})
	if err != nil && len(t.touched) > 0 {
		// The commit itself may have gone wrong after f: forgetting is done by the writer, where states are read.
		again := b.Store.Write(context.WithoutCancel(ctx), space, func(*store.Tx) error { t.forget(); return nil })
		if again != nil {
			return fmt.Errorf("%w (and the kept state: %w)", err, again)
		}
	}
	return err
}

func (t *turn) forget() {
	for _, s := range t.touched {
		delete(t.b.state, s)
	}
}

// id derives the id of something that follows from this event, so that a replay gives the same rows.
func (t *turn) id() string {
	t.ids++
	sum := sha256.Sum256([]byte(string(t.space) + "\x00" + t.key + "\x00" + strconv.Itoa(t.ids)))
	return hex.EncodeToString(sum[:10])
}

// words keeps what a person wrote and gives the id that facts hold; "" for nothing.
func (t *turn) words(person, said string) (string, error) {
	if strings.TrimSpace(said) == "" {
		return "", nil
	}
	id := t.id()
	if err := t.Seal(id, store.PersonOwner(person), said); err != nil {
		return "", fmt.Errorf("keep the words: %w", err)
	}
	return id, nil
}

// load brings a stream's state up to date: the kept one with the facts after it, all of them after a restart.
func (t *turn) load(name string) (*kept, error) {
	at := stream{t.space, name}
	k := t.b.state[at]
	if k == nil {
		k = &kept{}
		kind, id, _ := strings.Cut(name, "/")
		switch kind + "/" {
		case roundStream:
			k.round = &drills.Round{ID: id}
		case personStream:
			k.person = &person.Person{ID: id}
		default:
			if k.beside = beside(name); k.beside == nil {
				k.programme = &programme.Programme{ID: id}
			}
		}
	}
	facts, err := t.Facts(name, k.seq)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", name, err)
	}
	for _, f := range facts {
		if err := k.apply(f); err != nil {
			delete(t.b.state, at)
			return nil, fmt.Errorf("fold %s: %w", name, err)
		}
	}
	if k.seq > 0 {
		t.b.state[at] = k
	}
	return k, nil
}

func (k *kept) apply(f store.Fact) error {
	switch {
	case k.beside != nil:
		if err := k.beside.fold(f); err != nil {
			return err
		}
	case k.round != nil:
		fact, err := drills.Decode(f.Kind, f.Person, f.At, f.Body)
		if err != nil {
			return err
		}
		k.round.Apply(fact)
	case k.person != nil:
		fact, err := person.Decode(f.Kind, f.At, f.Body)
		if err != nil {
			return err
		}
		k.person.Apply(fact)
	default:
		fact, err := programme.Decode(f.Kind, f.At, f.Body)
		if err != nil {
			return err
		}
		k.programme.Apply(fact)
	}
	k.seq = f.Seq
	return nil
}

// fact is what the facts of every engine can do.
type fact interface {
	Encode() (kind string, body []byte, err error)
}

// append stores facts of one stream and folds them.
func (t *turn) append(name string, k *kept, facts []store.Fact) error {
	if len(facts) == 0 {
		return nil
	}
	t.touched = append(t.touched, stream{t.space, name})
	if err := t.Append(name, k.seq, facts...); err != nil {
		return fmt.Errorf("append to %s: %w", name, err)
	}
	for i, f := range facts {
		f.Seq = k.seq + 1
		if err := k.apply(f); err != nil {
			return fmt.Errorf("fold %s, fact %d: %w", name, i, err)
		}
	}
	t.b.state[stream{t.space, name}] = k
	t.wrote = true
	return nil
}

func (t *turn) row(name, person string, at time.Time, f fact) (store.Fact, error) {
	kind, body, err := f.Encode()
	if err != nil {
		return store.Fact{}, err
	}
	return store.Fact{Stream: name, Kind: kind, Person: person, Event: t.key, At: at, Body: body}, nil
}

// queue stores a message to send: an intent, rendered when it is sent.
func (t *turn) queue(lane, key string, i intent, more ...func(*store.Queued)) error {
	body, err := json.Marshal(i)
	if err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	q := store.Queued{Space: t.space, Lane: lane, Key: key, Intent: body, At: t.now}
	for _, m := range more {
		m(&q)
	}
	if err := t.Queue(q); err != nil {
		return fmt.Errorf("queue a message: %w", err)
	}
	t.wrote = true
	return nil
}

// once marks the event as seen, when it left anything behind.
func (t *turn) once(digest string) error {
	if !t.wrote || t.seen {
		return nil
	}
	return t.See(t.key, digest, t.now)
}
