// Package curriculum says which drill comes next in a channel, and why, in a way that can be told truthfully.
package curriculum

import (
	"cmp"
	"slices"

	"cackle/drills"
)

// Past is a drill that a channel has met.
type Past struct {
	Drill    string
	Subskill string
	Lapsed   bool // nobody had a go: it is back in the pool
}

// Asked is what a choice is made from.
type Asked struct {
	Pool  []*drills.Drill // the programme's packs
	Past  []Past          // of this channel, oldest first
	Level int             // the programme's
}

// Choice is the next drill with its reason: a key of the texts under "why".
type Choice struct {
	Drill   *drills.Drill
	Because string
	Left    int // drills that would still be new after this one
}

// Chooser is a model of what comes next. It is pure: the same question gives the same answer.
type Chooser interface {
	// Choose gives false when nothing new is left.
	Choose(Asked) (Choice, bool)
}

// The reasons that Simple gives.
const (
	First     = "first"      // the channel's first: the shortest at its level
	FirstNear = "first near" // as First, from the nearest level, because the programme's own has nothing
	New       = "new"        // new to the channel, at the programme's level, not the last one's subskill
	Near      = "near"       // as New, from the nearest level, because the programme's own has nothing like it
	Same      = "same"       // new, and of the last one's subskill, because nothing else is
	Lapsed    = "lapsed"     // nobody had a go at it last time
	ByHand    = "by hand"    // a facilitator asked for it
)

// Simple takes what is new to the channel and not the last one's subskill, at the programme's level or the nearest; what
// lapsed comes back after what is new.
type Simple struct{}

// Choose implements Chooser.
func (Simple) Choose(a Asked) (Choice, bool) {
	pool := fresh(a)
	if len(pool) == 0 {
		return Choice{}, false
	}
	same := func(d *drills.Drill) bool { return len(a.Past) > 0 && d.Subskill == a.Past[len(a.Past)-1].Subskill }
	lapsed := lapsedIn(a.Past)
	rank := func(d *drills.Drill) [4]int {
		return [4]int{yes(lapsed[d.ID]), yes(same(d)), distance(d.Level, a.Level), d.Minutes}
	}
	slices.SortStableFunc(pool, func(x, y *drills.Drill) int {
		rx, ry := rank(x), rank(y)
		return cmp.Or(slices.Compare(rx[:], ry[:]), cmp.Compare(x.ID, y.ID))
	})
	d := pool[0]
	return Choice{Drill: d, Because: because(d, a, same(d), lapsed[d.ID]), Left: len(pool) - 1}, true
}

func because(d *drills.Drill, a Asked, same, lapsed bool) string {
	switch {
	case lapsed:
		return Lapsed
	case len(a.Past) == 0 && d.Level != a.Level:
		return FirstNear
	case len(a.Past) == 0:
		return First
	case same:
		return Same
	case d.Level != a.Level:
		return Near
	}
	return New
}

// fresh leaves out what the channel has had a go at, and what may never be posted try-first.
func fresh(a Asked) []*drills.Drill {
	met := map[string]bool{}
	for _, p := range a.Past {
		met[p.Drill] = !p.Lapsed
	}
	var out []*drills.Drill
	for _, d := range a.Pool {
		if !met[d.ID] && !d.Safety {
			out = append(out, d)
		}
	}
	return out
}

func lapsedIn(past []Past) map[string]bool {
	out := map[string]bool{}
	for _, p := range past {
		out[p.Drill] = p.Lapsed
	}
	return out
}

func distance(a, b int) int { return max(a-b, b-a) }

func yes(b bool) int {
	if b {
		return 1
	}
	return 0
}
