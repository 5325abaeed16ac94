package store

// StreamsNamed are the space's streams whose names start with prefix, in the order of their names.
func (v *View) StreamsNamed(prefix string) ([]string, error) {
	streams, err := list(v.session, value[string], `SELECT stream FROM facts
		WHERE space = $1 AND stream >= $2 AND substr(stream, 1, length($2)) = $2 AND seq = 1 ORDER BY stream`, v.space, prefix)
	return streams, wrap("list streams", err)
}
