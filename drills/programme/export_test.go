package programme

// Whole is all of the state, with what only facts may change.
func (p *Programme) Whole() any {
	return struct {
		*Programme
		States map[string]*Channel
	}{p, p.channels}
}
