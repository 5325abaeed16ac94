package store

// StreamsNamed are the space's streams whose names start with prefix, in the order of their names.
func (v *View) StreamsNamed(prefix string) ([]string, error) {
	streams, err := list(v.session, value[string], `SELECT stream FROM facts
		WHERE space = $1 AND stream >= $2 AND stream < $3 AND substr(stream, 1, length($2)) = $2 AND seq = 1 ORDER BY stream`,
		v.space, prefix, past(prefix))
	return streams, wrap("list streams", err)
}

// past sorts after every name that starts with prefix, so that a query for those reads no name that comes later in the index.
// The highest code point has the highest bytes in UTF-8, by which SQLite sorts.
func past(prefix string) string { return prefix + "\U0010FFFF" }
