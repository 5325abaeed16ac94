package store

import (
	"errors"
	"fmt"
	"strings"
)

// SpaceOwner owns the words that belong to everyone in a space.
const SpaceOwner = "space"

// PersonOwner owns a person's own words.
func PersonOwner(id string) string { return "person/" + id }

// Seal keeps a text under its id, sealed with its owner's key. The owner is [SpaceOwner] or a [PersonOwner]; the id is new.
func (t *Tx) Seal(id, owner, text string) error {
	if owner != SpaceOwner && !strings.HasPrefix(owner, "person/") {
		return errors.New("seal words: the owner is neither the space nor a person")
	}
	key, err := t.ownerKey(owner)
	if err != nil {
		return fmt.Errorf("seal words: %w", err)
	}
	_, err = t.session.exec(`INSERT INTO words (space, id, owner, sealed) VALUES ($1, $2, $3, $4)`,
		t.space, id, owner, key.seal([]byte(text), "words", string(t.space), id, owner))
	return wrap("seal words", err)
}

// Forget drops the words of these ids for good. One that is not there is forgotten already.
func (t *Tx) Forget(ids ...string) error {
	for _, id := range ids {
		if _, err := t.session.exec(`DELETE FROM words WHERE space = $1 AND id = $2`, t.space, id); err != nil {
			return fmt.Errorf("forget words: %w", err)
		}
	}
	return nil
}

// ownerKey is the owner's key, made if it is their first word.
func (t *Tx) ownerKey(owner string) (sealer, error) {
	about := keyAbout(string(t.space), owner)
	wrapped, ok, err := first(t.session, value[[]byte], `SELECT wrapped FROM keys WHERE space = $1 AND owner = $2`, t.space, owner)
	if err != nil {
		return sealer{}, err
	}
	if ok {
		return t.sealer.unwrap(wrapped, about...)
	}
	key, wrapped, err := t.sealer.newKey(about...)
	if err != nil {
		return sealer{}, err
	}
	_, err = t.session.exec(`INSERT INTO keys (space, owner, wrapped) VALUES ($1, $2, $3)`, t.space, owner, wrapped)
	return key, err
}

func keyAbout(space, owner string) []string { return []string{"key", space, owner} }

// sealedWords is a row of words with the key that opens it.
type sealedWords struct {
	owner           string
	sealed, wrapped []byte
}

// Words opens the words of these ids. Ids that are not there are absent from the answer.
func (v *View) Words(ids ...string) (map[string]string, error) {
	texts := make(map[string]string, len(ids))
	for _, id := range ids {
		w, ok, err := first(v.session, scanWords, `SELECT w.owner, w.sealed, k.wrapped FROM words w
			JOIN keys k ON k.space = w.space AND k.owner = w.owner WHERE w.space = $1 AND w.id = $2`, v.space, id)
		if err != nil {
			return nil, fmt.Errorf("read words: %w", err)
		}
		if !ok {
			continue
		}
		if texts[id], err = v.unseal(id, w); err != nil {
			return nil, fmt.Errorf("open words %s: %w", id, err)
		}
	}
	return texts, nil
}

func (v *View) unseal(id string, w sealedWords) (string, error) {
	key, err := v.sealer.unwrap(w.wrapped, keyAbout(string(v.space), w.owner)...)
	if err != nil {
		return "", err
	}
	text, err := key.open(w.sealed, "words", string(v.space), id, w.owner)
	return string(text), err
}

func scanWords(r row) (w sealedWords, err error) {
	err = r.Scan(&w.owner, &w.sealed, &w.wrapped)
	return w, err
}
