package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"cackle/chat"
	"cackle/drills/programme"
	"cackle/store"
)

// errLost is why a message is parked whose channel takes none any more: it waits there until somebody has mended that.
var errLost = errors.New("the channel is lost")

// channelOf is where a deed stands for everyone to see; "" for what is private.
func channelOf(deed chat.Deed) string {
	switch d := deed.(type) {
	case chat.Post:
		return d.At.Channel
	case chat.Edit:
		return d.At.Channel
	}
	return ""
}

// refusedIn is a channel that has refused a message, unless that one would fit nowhere. Its error parks the message, for which the
// notice about the channel speaks.
func (b *Bot) refusedIn(ctx context.Context, q store.Queued, deed chat.Deed, why error) error {
	if err := (chat.Out{Key: outKey(q.Key), Do: deed}).Valid(); err != nil {
		return why
	}
	lost := false
	err := b.write(ctx, q.Space, "lost "+q.Key, func(t *turn) (err error) {
		lost, err = t.lose(channelOf(deed), why.Error())
		return err
	})
	switch {
	case err != nil:
		return err
	case lost:
		return fmt.Errorf("%w: %w", errLost, why)
	}
	return why
}

// lose rests the drills of a channel that takes no messages any more, and tells the admins. It says whether there are any.
func (t *turn) lose(channel, why string) (bool, error) {
	p, err := t.inChannel(channel)
	if err != nil || p == nil {
		return false, err
	}
	if err := t.plan(p.ID, programme.Lose{Channel: channel}); err != nil {
		return false, err
	}
	if t.b.Admin == "" {
		return true, nil
	}
	return true, t.setMatter(matterLost+"-"+channel, matter{Kind: matterLost, Channel: channel, Why: why})
}

// regain gives a channel back that was lost, and sends what waited.
func (t *turn) regain(channel string) error {
	p, err := t.inChannel(channel)
	if err != nil {
		return err
	}
	if p != nil {
		if err := t.plan(p.ID, programme.Regain{Channel: channel}); err != nil {
			return err
		}
	}
	parked, err := t.Parked()
	if err != nil {
		return err
	}
	for _, q := range slices.DeleteFunc(parked, func(q store.Parked) bool { return q.Lane != channel }) {
		if _, err := t.Unpark(q.ID); err != nil {
			return err
		}
	}
	return nil
}
