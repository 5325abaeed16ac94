// Package pairing is the engine that finds a colleague to reflect with: somebody who had a go at the same drill in the same round.
// One at a time is asked, and no is told to nobody; two who said yes see each other's attempt, write three answers, and read each
// other's once both are in, or after four hours what there is. It is pure, as the rounds are.
package pairing

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"cackle/internal/kinds"
)

// Board is every search for a colleague in a space, and every pair.
type Board struct {
	pairs map[string]*Pair
	order []string
	looks map[string]int // by person
}

// Pair is one search, and the pair that it led to.
type Pair struct {
	ID, Round string
	Seeker    string
	Asked     string           // whose answer is awaited; "" for nobody's
	Passed    []string         // who was asked before
	Partner   string           // who said yes; "" while it is a search
	Named     map[string]bool  // who goes by their name
	Notes     map[string]Notes // by who wrote them
	End       End
}

// Notes are the three answers to what lies side by side, each as the id of words.
type Notes struct{ Part, Keep, Picture string }

// End is how a pair ended; "" while it goes on.
type End string

// The ends of a pair.
const (
	Nobody  End = "nobody"  // was free
	Stopped End = "stopped" // by who was looking, or because the feedback came first
	Shared  End = "shared"  // each reads what there is
)

// ID names a person's n-th search in a space, from 0.
func ID(person string, n int) string {
	sum := sha256.Sum256([]byte(person + "\x00" + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:8])
}

// Pair finds a pair; nil where there is none.
func (b *Board) Pair(id string) *Pair { return b.pairs[id] }

// Looks is how often a person has looked for somebody: the number of their next search.
func (b *Board) Looks(person string) int { return b.looks[person] }

// In is the pair or the search that somebody is in, in a round: the latest, whether or not it has ended; nil for none. Being asked
// is not being in.
func (b *Board) In(round, person string) *Pair {
	for _, id := range slices.Backward(b.order) {
		if p := b.pairs[id]; p.Round == round && p.Has(person) {
			return p
		}
	}
	return nil
}

// Of are the pairs in which both said yes and one is this person, the latest first.
func (b *Board) Of(person string) (out []*Pair) {
	for _, id := range slices.Backward(b.order) {
		if p := b.pairs[id]; p.On() && p.Has(person) {
			out = append(out, p)
		}
	}
	return out
}

// passed says whether somebody was asked for this seeker in this round before: once is enough.
func (b *Board) passed(round, seeker, who string) bool {
	return slices.ContainsFunc(b.order, func(id string) bool {
		p := b.pairs[id]
		return p.Round == round && p.Seeker == seeker && slices.Contains(p.Passed, who)
	})
}

// On says whether both said yes.
func (p *Pair) On() bool { return p.Partner != "" }

// Searches says whether somebody is still being looked for.
func (p *Pair) Searches() bool { return !p.On() && p.End == "" }

// Has says whether somebody is one of the two.
func (p *Pair) Has(person string) bool {
	return person != "" && (person == p.Seeker || person == p.Partner)
}

// Other is the other one of the two.
func (p *Pair) Other(person string) string {
	if person == p.Seeker {
		return p.Partner
	}
	return p.Seeker
}

// Wrote says whether somebody's three answers are in.
func (p *Pair) Wrote(person string) bool { _, ok := p.Notes[person]; return ok }

// Fact is one thing that happened on the board.
type Fact struct {
	At     time.Time
	Person string // whom it is about; "" for nobody
	What   What
}

// What is the content of a fact: one of the types below.
type What interface{ what() }

type (
	// Looked begins a search.
	Looked struct {
		ID, Round string
		Named     bool
	}
	// Asked is a colleague being asked.
	Asked struct{ ID string }
	// PassedBy is that colleague not joining: a no, no answer, or no way to ask. Which, nobody needs to know.
	PassedBy struct{ ID string }
	// Agreed is that colleague's yes.
	Agreed struct {
		ID    string
		Named bool
	}
	// Wrote is one of the two sending their answers.
	Wrote struct {
		ID string
		Notes
	}
	// Ended ends a search or a pair.
	Ended struct {
		ID  string
		End End
	}
	// TakenBack is a search or a pair being no more, because one of the two took back what they attempted.
	TakenBack struct{ ID string }
)

func (Looked) what()    {}
func (Asked) what()     {}
func (PassedBy) what()  {}
func (Agreed) what()    {}
func (Wrote) what()     {}
func (Ended) what()     {}
func (TakenBack) what() {}

var contents = kinds.Of[What](Looked{}, Asked{}, PassedBy{}, Agreed{}, Wrote{}, Ended{}, TakenBack{})

// Encode gives a fact's kind and its content as JSON.
func (f Fact) Encode() (kind string, body []byte, err error) { return contents.Encode(f.What) }

// Decode is the reverse of Encode.
func Decode(kind, person string, at time.Time, body []byte) (Fact, error) {
	w, err := contents.Decode(kind, body)
	if err != nil {
		return Fact{}, err
	}
	return Fact{At: at, Person: person, What: w.(What)}, nil
}

// Apply folds one fact into the board.
func (b *Board) Apply(f Fact) {
	switch w := f.What.(type) {
	case Looked:
		if b.pairs == nil {
			b.pairs, b.looks = map[string]*Pair{}, map[string]int{}
		}
		b.pairs[w.ID] = &Pair{
			ID: w.ID, Round: w.Round, Seeker: f.Person, Named: map[string]bool{f.Person: w.Named}, Notes: map[string]Notes{},
		}
		b.order = append(b.order, w.ID)
		b.looks[f.Person]++
	case Asked:
		b.pairs[w.ID].Asked = f.Person
	case PassedBy:
		p := b.pairs[w.ID]
		p.Asked, p.Passed = "", append(p.Passed, f.Person)
	case Agreed:
		p := b.pairs[w.ID]
		p.Asked, p.Partner = "", f.Person
		p.Named[f.Person] = w.Named
	case Wrote:
		b.pairs[w.ID].Notes[f.Person] = w.Notes
	case Ended:
		p := b.pairs[w.ID]
		p.Asked, p.End = "", w.End
	case TakenBack:
		delete(b.pairs, w.ID)
		b.order = slices.DeleteFunc(slices.Clone(b.order), func(id string) bool { return id == w.ID })
	}
}
