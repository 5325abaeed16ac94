// Package mentoring is the engine of the mentors' queue: who asked for a mentor's eyes on an attempt, which mentor has it, what
// the two said, and who is told when it waits. It is pure, as the rounds are: [Queue.Step] says what follows, [Queue.Apply] folds.
//
// It never decides who may be a mentor of what: that is a matter of roles and of attempts, which the caller knows.
package mentoring

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"
	"time"

	"cackle/internal/kinds"
)

// Queue is everything that people of a space asked mentors, and what they said about the drills' own feedback.
type Queue struct {
	requests map[string]*Request
	misses   map[string]*Miss
	unplaced map[string]int // by round: how many attempts that show no known picture its facilitators were told of
}

// Request is one attempt that a mentor is asked to look at, from the asking to the last word.
type Request struct {
	ID, Programme, Round string
	Person               string    // who asked
	Turn                 int       // of the attempt
	Since                time.Time // from when on a mentor's word is awaited
	Awaits               bool      // a mentor's word
	Mentor               string    // who has it; "" while it is in the queue
	Told                 bool      // the person heard that no mentor was free yet, this time
	Helped               bool
	Said                 []Said // in the order in which it was said
	Back                 int    // how often it was put back
	Facts                int    // folded so far: a number that grows with whatever happens
}

// Said is a mentor's answer, or what the person asked back. The fields hold ids of words.
type Said struct {
	By                  string
	Named               bool   // goes by their name
	Sound, Breaks, Next string // a mentor's
	Picture             string // a mentor's: the misconception that they see, New, or "" for none named
	Question            string // the person's
}

// New is a mentor's word for a picture that the drill does not know yet.
const New = "new"

// Miss is somebody's word that the drill's feedback passes their attempt by.
type Miss struct {
	ID, Round, Person string
	Turn              int
	Line              string // words, "" for none
}

// ID names the request for a person's turn in a round, and the word that feedback misses there: each is there once.
func ID(round, person string, turn int) string {
	sum := sha256.Sum256([]byte(round + "\x00" + person + "\x00" + strconv.Itoa(turn)))
	return hex.EncodeToString(sum[:8])
}

// Request finds a request; nil where there is none.
func (q *Queue) Request(id string) *Request { return q.requests[id] }

// Miss finds somebody's word that feedback misses; nil where there is none.
func (q *Queue) Miss(id string) *Miss { return q.misses[id] }

// Unplaced is how many attempts of a round its facilitators were told of.
func (q *Queue) Unplaced(round string) int { return q.unplaced[round] }

// Waiting are the requests that nobody has taken, the longest wait first.
func (q *Queue) Waiting() []*Request {
	return q.sorted(func(r *Request) bool { return r.Awaits && r.Mentor == "" })
}

// With are the requests that await a mentor's word and are theirs.
func (q *Queue) With(mentor string) []*Request {
	return q.sorted(func(r *Request) bool { return r.Awaits && r.Mentor == mentor })
}

// Of are a person's own requests.
func (q *Queue) Of(person string) []*Request {
	return q.sorted(func(r *Request) bool { return r.Person == person })
}

// Awaited are all that await a mentor's word.
func (q *Queue) Awaited() []*Request { return q.sorted(func(r *Request) bool { return r.Awaits }) }

func (q *Queue) sorted(which func(*Request) bool) (out []*Request) {
	for _, r := range q.requests {
		if which(r) {
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b *Request) int { return cmp.Or(a.Since.Compare(b.Since), cmp.Compare(a.ID, b.ID)) })
	return out
}

// Answered says whether a mentor has spoken.
func (r *Request) Answered() bool { return len(r.Said) > 0 }

// Picture is the misconception that a mentor saw in the attempt, the latest word on it; "" where none was named.
func (r *Request) Picture() string {
	for _, said := range slices.Backward(r.Said) {
		if said.Picture != "" {
			return said.Picture
		}
	}
	return ""
}

// Fact is one thing that happened in the queue.
type Fact struct {
	At     time.Time
	Person string // who did it; "" for time
	What   What
}

// What is the content of a fact: one of the types below.
type What interface{ what() }

type (
	// Asked puts an attempt into the queue.
	Asked struct {
		ID, Programme, Round string
		Turn                 int
	}
	// Taken is a mentor taking it.
	Taken struct{ ID string }
	// GivenBack puts it into the queue again: by its mentor, or because no answer came.
	GivenBack struct{ ID string }
	// Answered is the mentor's word.
	Answered struct {
		ID                  string
		Sound, Breaks, Next string
		Picture             string
		Named               bool
	}
	// AskedBack is the person's question about that.
	AskedBack struct {
		ID, Question string
		Named        bool
	}
	// Helped is the person's word that it did.
	Helped struct{ ID string }
	// Overdue is the person hearing that no mentor was free yet.
	Overdue struct{ ID string }
	// Missed is somebody's word that the drill's feedback passes their attempt by.
	Missed struct {
		ID, Round string
		Turn      int
		Line      string
	}
	// Unplaced is how many attempts of a round show no picture that the drill knows.
	Unplaced struct {
		Round string
		N     int
	}
	// TakenBack is the attempt being taken back that a request, or a word that feedback misses, was about.
	TakenBack struct{ ID string }
)

func (Asked) what()     {}
func (Taken) what()     {}
func (GivenBack) what() {}
func (Answered) what()  {}
func (AskedBack) what() {}
func (Helped) what()    {}
func (Overdue) what()   {}
func (Missed) what()    {}
func (Unplaced) what()  {}
func (TakenBack) what() {}

var contents = kinds.Of[What](
	Asked{}, Taken{}, GivenBack{}, Answered{}, AskedBack{}, Helped{}, Overdue{}, Missed{}, Unplaced{}, TakenBack{},
)

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

// Apply folds one fact into the queue.
func (q *Queue) Apply(f Fact) {
	switch w := f.What.(type) {
	case Asked:
		put(&q.requests, w.ID, &Request{
			ID: w.ID, Programme: w.Programme, Round: w.Round, Turn: w.Turn, Person: f.Person, Since: f.At, Awaits: true, Facts: 1,
		})
	case Missed:
		put(&q.misses, w.ID, &Miss{ID: w.ID, Round: w.Round, Person: f.Person, Turn: w.Turn, Line: w.Line})
	case Unplaced:
		put(&q.unplaced, w.Round, w.N)
	case Taken:
		q.change(w.ID, func(r *Request) { r.Mentor = f.Person })
	case GivenBack:
		q.change(w.ID, func(r *Request) { r.Mentor, r.Back = "", r.Back+1 })
	case Answered:
		q.change(w.ID, func(r *Request) {
			r.Awaits = false
			r.Said = append(r.Said, Said{
				By: f.Person, Named: w.Named, Sound: w.Sound, Breaks: w.Breaks, Next: w.Next, Picture: w.Picture,
			})
		})
	case AskedBack:
		q.change(w.ID, func(r *Request) {
			r.Awaits, r.Since, r.Told = true, f.At, false
			r.Said = append(r.Said, Said{By: f.Person, Named: w.Named, Question: w.Question})
		})
	case Helped:
		q.change(w.ID, func(r *Request) { r.Helped = true })
	case Overdue:
		q.change(w.ID, func(r *Request) { r.Told = true })
	case TakenBack:
		delete(q.requests, w.ID)
		delete(q.misses, w.ID)
	}
}

func put[V any](m *map[string]V, key string, v V) {
	if *m == nil {
		*m = map[string]V{}
	}
	(*m)[key] = v
}

func (q *Queue) change(id string, f func(*Request)) {
	if r := q.requests[id]; r != nil {
		r.Facts++
		f(r)
	}
}
