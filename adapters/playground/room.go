package playground

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"cackle/chat"
)

// most is how many messages a channel, or somebody's direct messages, hold with their threads. Older ones are let go: a
// playground is for trying things.
const most = 500

const (
	messagePrefix = "message/"
	filePrefix    = "file/"
)

// room is every message there is. Its caller holds the lock.
type room struct {
	keeper chat.Keeper
	all    []*message // in order
	byID   map[string]*message
	byKey  map[string]*message
	html   map[string]string // messages as they are shown, by id: made once for all windows, and anew after a change
	last   int64
}

func newRoom(k chat.Keeper) *room {
	return &room{keeper: k, byID: map[string]*message{}, byKey: map[string]*message{}, html: map[string]string{}}
}

func (r *room) restore(ctx context.Context) error {
	err := r.keeper.Kept(ctx, messagePrefix, func(key string, value []byte) error {
		m := new(message)
		if err := json.Unmarshal(value, m); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
		r.hold(m)
		return nil
	})
	if err != nil {
		return fmt.Errorf("read the messages: %w", err)
	}
	return nil
}

// add gives a new message its place in the order, and keeps it. A file's bytes are kept first, so that no message is
// without its file.
func (r *room) add(ctx context.Context, m message, body []byte) (*message, error) {
	m.Number = r.last + 1
	m.ID = fmt.Sprintf("m%d", m.Number)
	if m.File != nil {
		if err := r.keeper.Keep(ctx, filePrefix+m.ID, body); err != nil {
			return nil, fmt.Errorf("keep a file: %w", err)
		}
	}
	return &m, r.keep(ctx, &m)
}

// keep stores a new or changed message, and only then shows it.
func (r *room) keep(ctx context.Context, m *message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write a message: %w", err)
	}
	if err := r.keeper.Keep(ctx, messageKey(m), text); err != nil {
		return fmt.Errorf("keep a message: %w", err)
	}
	r.hold(m)
	return nil
}

func messageKey(m *message) string { return fmt.Sprintf("%s%012d", messagePrefix, m.Number) }

func (r *room) hold(m *message) {
	i, found := slices.BinarySearchFunc(r.all, m.Number, func(a *message, n int64) int { return int(a.Number - n) })
	if found {
		r.all[i] = m
	} else {
		r.all = slices.Insert(r.all, i, m)
	}
	r.byID[m.ID], r.byKey[m.Key] = m, m
	r.changed(m)
	r.last = max(r.last, m.Number)
}

// trim lets the oldest go where there are too many beside the newest; a thread goes with its head. It gives what went.
func (r *room) trim(ctx context.Context, newest *message) (gone []string, err error) {
	beside := r.where(func(m *message) bool { return m.At.Channel == newest.At.Channel && m.To == newest.To })
	if len(beside) <= most {
		return nil, nil
	}
	oldest := beside[0]
	for _, m := range append(r.thread(oldest.ID), oldest) {
		if err := r.drop(ctx, m); err != nil {
			return gone, fmt.Errorf("let an old message go: %w", err)
		}
		gone = append(gone, m.ID)
	}
	return gone, nil
}

func (r *room) drop(ctx context.Context, m *message) error {
	if m.File != nil {
		if err := r.keeper.Keep(ctx, filePrefix+m.ID, nil); err != nil {
			return err
		}
	}
	if err := r.keeper.Keep(ctx, messageKey(m), nil); err != nil {
		return err
	}
	r.all = slices.DeleteFunc(r.all, func(a *message) bool { return a == m })
	delete(r.byID, m.ID)
	delete(r.byKey, m.Key)
	r.changed(m)
	return nil
}

// changed forgets how a message was shown, and the head of its thread, which tells of its replies.
func (r *room) changed(m *message) {
	delete(r.html, m.ID)
	delete(r.html, m.At.Thread)
}

func (r *room) shown(m *message) string {
	html, ok := r.html[m.ID]
	if !ok {
		html = messageHTML(m, r.thread(m.ID), false)
		r.html[m.ID] = html
	}
	return html
}

func (r *room) where(keep func(*message) bool) []*message {
	var out []*message
	for _, m := range r.all {
		if keep(m) {
			out = append(out, m)
		}
	}
	return out
}

// thread is the replies under a message.
func (r *room) thread(id string) []*message {
	return r.where(func(m *message) bool { return m.At.Thread == id })
}
