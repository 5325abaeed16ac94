package colleagues

import (
	"fmt"
	"hash/fnv"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"cackle/chat"
	"cackle/drills"
)

// deed is one thing that a colleague does in a round.
type deed struct {
	round Round
	who   string
	what  string // names it among the colleague's deeds
	at    time.Time
	opens string // the button that it begins with
	fills map[form]chat.Values
	// reacts: it is no visit, but a hen on the card.
	reacts bool
}

func (d deed) key() string { return d.who + "/" + d.round.ID + "/" + d.what }

// form is what a step asks for, told by its fields.
type form string

const (
	attempt    form = "attempt"
	secondWay  form = "second way"
	redo       form = "redo"
	reflection form = "reflection"
	reason     form = "reason"
	sharing    form = "sharing"
)

func formOf(fields chat.Values) form {
	for _, f := range []struct {
		field string
		form  form
	}{{"change", redo}, {"sure", attempt}, {"answer", secondWay}, {"cause", reflection}, {"reason", reason}, {"as", sharing}} {
		if _, ok := fields[f.field]; ok {
			return f.form
		}
	}
	return ""
}

// fill gives the values for a step; false where it is not one of the deed's. A field that the deed says nothing about keeps
// what stands in it.
func (d deed) fill(s chat.Step) (chat.Values, bool) {
	values := chat.Values{}
	for _, p := range s.Parts {
		if p.Field != nil {
			values[p.Field.Name] = p.Field.Prefill
		}
	}
	mine, ok := d.fills[formOf(values)]
	maps.Copy(values, mine)
	return values, ok
}

// cast is how one colleague takes part: which answer they start from, how sure they are of it, and what they go on to.
type cast struct {
	shows    int // a misconception, by its place in the round's shuffled list; sound for none
	sure     drills.Confidence
	reflects bool
	redoes   bool
	again    bool // the redo shows the same misconception
	quotes   bool
	shares   bool // as a stumble, without a name
	laughs   bool // at the drill, and with the stumbles
}

const sound = -1

// parts are what the ten play. Four and three show the two leading misconceptions and three hold, so that a debrief has three lines
// to contrast, each with a number that may be told.
var parts = []cast{
	{shows: 0, sure: drills.Sure, reflects: true, redoes: true, quotes: true},
	{shows: 1, sure: drills.FairlySure, laughs: true},
	{shows: sound, sure: drills.FairlySure, reflects: true},
	{shows: 0, sure: drills.FairlySure, reflects: true, redoes: true, laughs: true},
	{shows: 0, sure: drills.Hunch, reflects: true, redoes: true, again: true},
	{shows: sound, sure: drills.Hunch},
	{shows: 1, sure: drills.Sure, reflects: true, redoes: true, shares: true},
	{shows: 0, sure: drills.Sure, laughs: true},
	{shows: 1, sure: drills.Hunch},
	{shows: sound, sure: drills.Sure, laughs: true},
}

// How long after a round's opening the first one comes, after which share of its time the last one, and what lies between the
// visits of one of them.
const (
	firstComes  = 90 * time.Second
	lastComes   = 0.8
	thinksAbout = 3 * time.Minute
	triesAgain  = 4 * time.Minute
	laughAfter  = time.Minute // each one a bit later than the one before
)

// plan is all that the colleagues do in a round, in no order. It is the same whenever it is drawn.
func plan(r Round, people []string) (out []deed) {
	random := rand.New(rand.NewPCG(hash(r.ID), 1))
	people = slices.Clone(people)
	random.Shuffle(len(people), func(i, j int) { people[i], people[j] = people[j], people[i] })
	order := random.Perm(len(r.Drill.First.Misconceptions))
	for i, who := range people[:min(len(people), len(parts))] {
		at := r.Opened.Add(comes(i, len(parts), r.Closes.Sub(r.Opened)) + time.Duration(random.IntN(20))*time.Second)
		visits := deeds(r, parts[i], order, random.IntN(100))
		if !r.Closed.IsZero() {
			visits = nil
		}
		for _, d := range visits {
			d.round, d.who, d.at = r, who, at.Add(d.at.Sub(time.Time{}))
			if d.at.Before(r.Closes) {
				out = append(out, d)
			}
		}
		if parts[i].laughs {
			out = append(out, laughs(r, who, time.Duration(i+1)*laughAfter)...)
		}
	}
	return out
}

// laughs are with each stumble of a debrief.
func laughs(r Round, who string, after time.Duration) (out []deed) {
	for button, since := range r.Laughs {
		out = append(out, deed{round: r, who: who, what: button, opens: button, at: since.Add(after)})
	}
	return out
}

// comes is when the i-th of n comes after the opening: each waits by the same factor longer than the one before, so that somebody
// comes within the first minutes, and somebody late.
func comes(i, n int, window time.Duration) time.Duration {
	first, last := min(firstComes, window/20), time.Duration(float64(window)*lastComes)
	return time.Duration(float64(first) * math.Pow(float64(last)/float64(first), float64(i)/float64(n-1)))
}

// deeds are one colleague's, with times from their coming on.
func deeds(r Round, c cast, order []int, pick int) []deed {
	answer := func(t *drills.Task, shows int) chat.Values {
		return chat.Values{"answer": {example(&r.Drill, t, shows, order, pick)}, "sure": {fmt.Sprint(int(c.sure))}}
	}
	out := []deed{{what: "go", opens: r.Go, fills: map[form]chat.Values{attempt: answer(&r.Drill.First, c.shows), secondWay: {}}}}
	said := lines[pick%len(lines)]
	if c.reflects {
		out = append(out, deed{what: "reflection", at: from(thinksAbout), opens: r.Go, fills: map[form]chat.Values{
			reflection: {"discrepancy": {said.discrepancy}, "cause": {said.cause}}, reason: {"reason": {said.reason}},
		}})
	}
	if c.laughs && r.Card != "" {
		out = append(out, deed{what: "laugh", at: from(time.Minute), reacts: true})
	}
	if c.shares {
		out = append(out, deed{what: "stumble", at: from(thinksAbout + time.Minute), opens: r.Share, fills: map[form]chat.Values{sharing: {"line": {said.cause}}}})
	}
	if c.quotes {
		out = append(out, deed{what: "quote", at: from(thinksAbout), opens: r.Quote})
	}
	if c.redoes {
		task, shows := &r.Drill.First, sound
		if r.Drill.Twin != nil {
			task = r.Drill.Twin
		}
		if c.again {
			shows = c.shows
		}
		again := answer(task, shows)
		again["change"] = []string{said.change}
		out = append(out, deed{what: "second go", at: from(thinksAbout + triesAgain), opens: r.Redo, fills: map[form]chat.Values{redo: again}})
	}
	return out
}

func from(d time.Duration) time.Time { return time.Time{}.Add(d) }

// example is an answer to a task, from its own examples: of a way that holds, or of what the drill's first task has at this place.
func example(d *drills.Drill, t *drills.Task, shows int, order []int, pick int) string {
	if shows != sound && len(order) > 0 {
		id := d.First.Misconceptions[order[shows%len(order)]].ID
		for _, m := range t.Misconceptions {
			if m.ID == id && len(m.Examples) > 0 {
				return m.Examples[pick%len(m.Examples)]
			}
		}
	}
	if len(t.Ways) == 0 {
		return ""
	}
	return t.Ways[pick%len(t.Ways)].Example
}

// line is what a colleague writes beside an answer, about any drill.
type line struct{ discrepancy, cause, reason, change string }

var lines = []line{
	{
		"The result differs from the picture that I had in mind.", "The picture fits the usual case, and this one is at the edge of it.",
		"It goes through each case by itself, so the odd one cannot hide.", "This time by hand on a small case first.",
	},
	{
		"What I took for granted is not what it did.", "I went by how it reads, and not by what each step does.",
		"Each step is asked what it does here, and nothing is taken from habit.", "Step by step, and each step written down.",
	},
	{
		"Most of it fits; one case goes another way.", "One case was not in my list when I started.",
		"The list of cases is complete, and every one of them is looked at.", "The case that I had left out comes first now.",
	},
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s)) // never an error: hash.Hash
	return h.Sum64()
}
