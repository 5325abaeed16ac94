package store

// Anchor is a message of ours that stands somewhere, kept under a name so that it can be edited and answered later.
type Anchor struct {
	Message string // the platform's id
}

// Anchor is the one of this name, if a message was sent under it.
func (v *View) Anchor(name string) (Anchor, bool, error) {
	id, ok, err := first(v.session, value[string], `SELECT message FROM anchors WHERE space = $1 AND name = $2`, v.space, name)
	return Anchor{Message: id}, ok, wrap("look for an anchor", err)
}

// AnchorsOf are the names under which a message is kept.
func (v *View) AnchorsOf(message string) ([]string, error) {
	names, err := list(v.session, value[string], `SELECT name FROM anchors WHERE space = $1 AND message = $2 ORDER BY name`, v.space, message)
	return names, wrap("look for the anchors of a message", err)
}

// SetAnchor keeps the anchor, in place of an older one of the name.
func (t *Tx) SetAnchor(name string, a Anchor) error {
	_, err := t.session.exec(`INSERT INTO anchors (space, name, message) VALUES ($1, $2, $3)
		ON CONFLICT (space, name) DO UPDATE SET message = excluded.message`, t.space, name, a.Message)
	return wrap("keep an anchor", err)
}
