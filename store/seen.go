package store

import "time"

// Seen says whether an event was taken before, and the fingerprint of what it said then.
func (v *View) Seen(key string) (digest string, ok bool, err error) {
	digest, ok, err = first(v.session, value[string], `SELECT digest FROM seen WHERE space = $1 AND key = $2`, v.space, key)
	return digest, ok, wrap("look for an event", err)
}

// See remembers an event. Seen again, it keeps the latest digest.
func (t *Tx) See(key, digest string, at time.Time) error {
	_, err := t.session.exec(`INSERT INTO seen (space, key, digest, at) VALUES ($1, $2, $3, $4)
		ON CONFLICT (space, key) DO UPDATE SET digest = excluded.digest, at = excluded.at`,
		t.space, key, digest, at.UnixMilli())
	return wrap("remember an event", err)
}
