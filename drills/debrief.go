package drills

import (
	"cmp"
	"slices"
)

// The least numbers: how many had a go is told from three on, a distribution from five, one line of a list from three. Below
// them a number would tell on somebody. One place, shared with every measure.
const (
	TellCount        = 3
	TellDistribution = 5
	TellLine         = 3
)

// Approach is one line of the debrief: those who tried this. N is 0 where no number may be told.
type Approach struct {
	Misconception string // its id; "" with Held or Other
	Held          bool   // came out as wanted
	Other         bool   // ways that are too few each to be told apart
	N             int
}

// Change is what became of a misconception from the first go to the second. From and To are 0 below what may be told.
type Change struct {
	Misconception string
	From, To      int
	New           bool // it appeared only in second goes
}

// Debrief is a round's close, together and without names.
type Debrief struct {
	HadGo, Seconds int // 0 below what may be told
	Small          bool
	Approaches     []Approach // most common first; empty when Small
	Numbers        bool       // whether the approaches carry numbers
	NearlyAll      bool       // at least 9 in 10 came out as wanted
	HardlyAny      bool       // at most 1 in 10 did
	Changes        []Change
	Quote          string // words of an attempt that its author lets be shown; "" for the drill's own example
	QuoteShows     string // the misconception that the quote, or else the example, shows
}

// Debrief draws the debrief from the round.
func (r *Round) Debrief() Debrief {
	d := Debrief{Small: r.HadGo < TellDistribution}
	if r.HadGo >= TellCount {
		d.HadGo = r.HadGo
	}
	if r.Seconds >= TellLine && r.Seconds != r.HadGo {
		d.Seconds = r.Seconds
	}
	if d.Small {
		return d
	}
	groups := r.groups()
	d.Approaches, d.Numbers = tell(groups, r.HadGo)
	held := groups[Approach{Held: true}]
	d.NearlyAll, d.HardlyAny = held*10 >= r.HadGo*9, held*10 <= r.HadGo
	d.Changes = r.changes()
	for _, a := range d.Approaches {
		if a.Misconception != "" {
			d.QuoteShows = a.Misconception
			break
		}
	}
	d.Quote = r.quote(d.QuoteShows)
	return d
}

// first goes that count: made before the close, by people who had not read the debrief.
func (r *Round) first(each func(person string, p *Participation, a *Attempt)) {
	for _, name := range r.names() {
		if p := r.People[name]; p.Attempted() && !p.Late {
			each(name, p, p.Turns[0].Attempts[0])
		}
	}
}

// groups counts first goes by what they showed.
func (r *Round) groups() map[Approach]int {
	groups := map[Approach]int{}
	r.first(func(_ string, _ *Participation, a *Attempt) {
		switch {
		case a.Outcome != nil && a.Outcome.AsWanted():
			groups[Approach{Held: true}]++
		case a.Outcome != nil && len(a.Outcome.Misconceptions) > 0:
			groups[Approach{Misconception: a.Outcome.Misconceptions[0]}]++
		default:
			groups[Approach{Other: true}]++
		}
	})
	return groups
}

// tell turns groups into lines that tell on nobody. Groups under three join the other ways. Where that still leaves one under
// three, the lines have no numbers, because the missing one could be reckoned from the total. A line that would cover everyone
// has none either.
func tell(groups map[Approach]int, total int) (lines []Approach, numbers bool) {
	other := groups[Approach{Other: true}]
	for a, n := range groups {
		switch {
		case a.Other:
		case n < TellLine:
			other += n
		default:
			a.N = n
			lines = append(lines, a)
		}
	}
	slices.SortFunc(lines, func(a, b Approach) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Misconception, b.Misconception))
	})
	if other > 0 {
		lines = append(lines, Approach{Other: true, N: other})
	}
	numbers = other == 0 || other >= TellLine
	for _, a := range lines {
		numbers = numbers && a.N != total
	}
	if !numbers {
		for i := range lines {
			lines[i].N = 0
		}
	}
	return lines, numbers
}

// changes compares first goes with the last redo of those who had one.
func (r *Round) changes() []Change {
	from, to, fresh := map[string]int{}, map[string]int{}, map[string]int{}
	r.first(func(_ string, p *Participation, _ *Attempt) {
		turn := p.lastRedo()
		if turn == 0 {
			return
		}
		progress := p.Progress(turn)
		for _, m := range slices.Concat(progress.Gone, progress.Left) {
			from[m]++
		}
		for _, m := range progress.Left {
			to[m]++
		}
		for _, m := range progress.New {
			fresh[m]++
		}
	})
	var out []Change
	for _, m := range r.Drill.First.Misconceptions {
		if n := from[m.ID]; n >= TellLine && n != r.HadGo {
			c := Change{Misconception: m.ID, From: n}
			if to[m.ID] >= TellLine {
				c.To = to[m.ID]
			}
			out = append(out, c)
		}
		if fresh[m.ID] >= TellLine {
			out = append(out, Change{Misconception: m.ID, New: true})
		}
	}
	return out
}

// lastRedo is the number of a person's last redo that has its outcome before the close; 0 for none.
func (p *Participation) lastRedo() int {
	for i := len(p.Turns) - 1; i > 0; i-- {
		if t := p.Turns[i]; t.Kind == Redo && t.Found() {
			return i
		}
	}
	return 0
}

// quote finds an attempt that shows this misconception and that its author lets be shown.
func (r *Round) quote(misconception string) string {
	words := ""
	r.first(func(_ string, p *Participation, a *Attempt) {
		agreed := p.Quote != nil && *p.Quote
		if words == "" && agreed && a.Outcome != nil && slices.Contains(a.Outcome.Misconceptions, misconception) {
			words = a.Words
		}
	})
	return words
}
