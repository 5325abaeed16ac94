package store

import (
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// ErrConflict says that the stream does not end where the writer thought: somebody was faster. Run the step again from fresh
// facts.
var ErrConflict = errors.New("the stream has moved on")

// Fact is one thing that happened, appended to a stream and never changed.
type Fact struct {
	Stream string // a round, a person's journal, a programme
	Seq    int64  // place in the stream, from 1; given by the store
	Kind   string
	Person string // whom it is about; "" for nobody
	Event  string // id of the event that it follows from
	At     time.Time
	Body   json.RawMessage // holds ids of words, no words
}

// Append adds facts to a stream that ends at after (0 for a new one), numbered from after+1. Their Stream and Seq are not
// read. It gives [ErrConflict] when the stream ends elsewhere.
func (t *Tx) Append(stream string, after int64, facts ...Fact) error {
	last, _, err := first(t.session, value[int64],
		`SELECT seq FROM facts WHERE space = $1 AND stream = $2 ORDER BY seq DESC LIMIT 1`, t.space, stream)
	if err != nil {
		return fmt.Errorf("append facts: %w", err)
	}
	if last != after {
		return ErrConflict
	}
	for i, f := range facts {
		_, err := t.session.exec(`INSERT INTO facts (space, stream, seq, kind, person, event, at, body)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
			t.space, stream, after+int64(i)+1, f.Kind, f.Person, f.Event, f.At.UnixMilli(), string(f.Body))
		if err != nil {
			return fmt.Errorf("append facts: %w", err)
		}
	}
	return nil
}

// Facts are those of a stream after a place in it, in order.
func (v *View) Facts(stream string, after int64) ([]Fact, error) {
	facts, err := list(v.session, scanFact, `SELECT stream, seq, kind, person, event, at, body FROM facts
		WHERE space = $1 AND stream = $2 AND seq > $3 ORDER BY seq`, v.space, stream, after)
	return facts, wrap("read facts", err)
}

// Streams are those in which a person has facts and whose names start with prefix, the one with their latest fact first.
func (v *View) Streams(person, prefix string, limit int) ([]string, error) {
	streams, err := list(v.session, value[string], `SELECT stream FROM facts
		WHERE space = $1 AND person = $2 AND person <> '' AND stream >= $3 AND stream < $4
			AND substr(stream, 1, length($3)) = $3
		GROUP BY stream ORDER BY max(at) DESC, stream DESC LIMIT $5`, v.space, person, prefix, past(prefix), limit)
	return streams, wrap("list streams", err)
}

func scanFact(r row) (f Fact, err error) {
	var at int64
	err = r.Scan(&f.Stream, &f.Seq, &f.Kind, &f.Person, &f.Event, &at, (*[]byte)(&f.Body))
	f.At = instant(at)
	return f, err
}
