package store

import (
	"context"
	"fmt"

	"cackle/chat"
)

type keeper struct {
	store *Store
	space chat.Space
}

// Keeper is the small store of one adapter, under a name of its own: its space. Keys are kept as they are, values sealed.
func (s *Store) Keeper(name string) chat.Keeper { return keeper{s, chat.Space(name)} }

func (k keeper) Keep(ctx context.Context, key string, value []byte) error {
	err := k.store.Write(ctx, k.space, func(t *Tx) error {
		if value == nil {
			_, err := t.session.exec(`DELETE FROM kept WHERE space = $1 AND key = $2`, k.space, key)
			return err
		}
		_, err := t.session.exec(`INSERT INTO kept (space, key, sealed) VALUES ($1, $2, $3)
			ON CONFLICT (space, key) DO UPDATE SET sealed = excluded.sealed`,
			k.space, key, t.sealer.seal(value, "kept", string(k.space), key))
		return err
	})
	return wrap("keep a value", err)
}

func (k keeper) Kept(ctx context.Context, prefix string, each func(key string, value []byte) error) error {
	pairs, err := k.sealed(ctx, prefix)
	if err != nil {
		return fmt.Errorf("read what %s keeps: %w", k.space, err)
	}
	for _, p := range pairs {
		value, err := k.store.sealer.open(p.sealed, "kept", string(k.space), p.key)
		if err != nil {
			return fmt.Errorf("open what %s keeps: %w", k.space, err)
		}
		if err := each(p.key, value); err != nil {
			return err
		}
	}
	return nil
}

type pair struct {
	key    string
	sealed []byte
}

// sealed reads the pairs before any is handed out, so that each may keep and read in turn.
func (k keeper) sealed(ctx context.Context, prefix string) (pairs []pair, err error) {
	err = k.store.Read(ctx, k.space, func(v *View) error {
		pairs, err = list(v.session, scanPair, `SELECT key, sealed FROM kept
			WHERE space = $1 AND key >= $2 AND key < $3 AND substr(key, 1, length($2)) = $2 ORDER BY key`,
			k.space, prefix, past(prefix))
		return err
	})
	return pairs, err
}

func scanPair(r row) (p pair, err error) {
	err = r.Scan(&p.key, &p.sealed)
	return p, err
}
