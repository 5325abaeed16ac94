package drills

import (
	"cmp"
	"slices"
)

// The least numbers: how many had a go is told from three on, a distribution from five, one line of a list from three, that
// nearly all or hardly any held from ten. Below them a number would tell on somebody. One place, shared with every measure.
const (
	TellCount        = 3
	TellDistribution = 5
	TellLine         = 3
	TellNearly       = 10
)

// Told are the counts that a card and a debrief may tell; 0 where one may not be told.
func (r *Round) Told() (hadGo, seconds int) {
	if r.HadGo >= TellCount {
		hadGo = r.HadGo
	}
	if r.HadGo >= TellDistribution && r.Seconds >= TellLine && r.Seconds != r.HadGo {
		seconds = r.Seconds
	}
	return hadGo, seconds
}

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
	HadGo, Seconds int        // see Told
	Small          bool       // what was tried cannot be told: too few have an outcome, or all went one way
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
	d := Debrief{}
	d.HadGo, d.Seconds = r.Told()
	groups, known := r.groups()
	d.Approaches, d.Numbers = tell(groups, known)
	if held := groups[Approach{Held: true}]; known >= TellNearly {
		d.NearlyAll, d.HardlyAny = held*10 >= known*9, held*10 <= known
	}
	if known < TellDistribution || len(d.Approaches) < 2 && !d.NearlyAll {
		return Debrief{HadGo: d.HadGo, Seconds: d.Seconds, Small: true}
	}
	if d.Numbers {
		d.Changes = r.changes()
	}
	for _, a := range d.Approaches {
		if a.Misconception != "" {
			d.QuoteShows = a.Misconception
			break
		}
	}
	d.Quote = r.quote(d.QuoteShows)
	return d
}

// first goes that count and have their outcome: made before the close, by people who had not read the debrief.
func (r *Round) first(each func(p *Participation, a *Attempt)) {
	for _, name := range r.names() {
		p := r.People[name]
		if !p.Attempted() || p.Late {
			continue
		}
		if a := p.Turns[0].Attempts[0]; a.Outcome != nil && !a.Late {
			each(p, a)
		}
	}
}

// groups counts first goes by what they showed.
func (r *Round) groups() (groups map[Approach]int, total int) {
	groups = map[Approach]int{}
	r.first(func(_ *Participation, a *Attempt) {
		total++
		switch {
		case a.Outcome.AsWanted():
			groups[Approach{Held: true}]++
		case len(a.Outcome.Misconceptions) > 0:
			groups[Approach{Misconception: a.Outcome.Misconceptions[0]}]++
		default:
			groups[Approach{Other: true}]++
		}
	})
	return groups, total
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

// changes compares first goes with the last redo of those who had one. What all of them showed is not told.
func (r *Round) changes() []Change {
	from, to, fresh, redone := map[string]int{}, map[string]int{}, map[string]int{}, 0
	r.first(func(p *Participation, _ *Attempt) {
		turn := p.lastRedo()
		if turn == 0 {
			return
		}
		redone++
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
		if n := from[m.ID]; n >= TellLine && n != redone {
			c := Change{Misconception: m.ID, From: n}
			if to[m.ID] >= TellLine {
				c.To = to[m.ID]
			}
			out = append(out, c)
		}
		if n := fresh[m.ID]; n >= TellLine && n != redone {
			out = append(out, Change{Misconception: m.ID, New: true})
		}
	}
	return out
}

// lastRedo is the number of a person's last redo that has its outcome before the close; 0 for none.
func (p *Participation) lastRedo() int {
	for i := len(p.Turns) - 1; i > 0; i-- {
		if t := p.Turns[i]; t.Kind == Redo && t.Found() && !t.Attempts[0].Late {
			return i
		}
	}
	return 0
}

// quote finds an attempt that shows this misconception and that its author lets be shown.
func (r *Round) quote(misconception string) string {
	words := ""
	r.first(func(p *Participation, a *Attempt) {
		agreed := p.Quote != nil && *p.Quote
		if words == "" && agreed && slices.Contains(a.Outcome.Misconceptions, misconception) {
			words = a.Words
		}
	})
	return words
}
