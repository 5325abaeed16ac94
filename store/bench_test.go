package store

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"
)

// BenchmarkEvent compares what a typical event costs until it is on the disk with a bare commit of one row under the same
// settings, turn about, so that the disk's moods meet both.
func BenchmarkEvent(b *testing.B) {
	s := open(b, b.TempDir())
	bare := bareTable(b)
	var events, rows []time.Duration
	row := func(i int) {
		rows = append(rows, timed(b, func() error { _, err := bare.Exec(i, "one row"); return err }))
	}
	event := func(i int) {
		events = append(events, timed(b, func() error { return s.Write(context.Background(), "s", typicalEvent(i)) }))
	}
	for i := 0; b.Loop(); i++ {
		turns := []func(int){row, event}
		turns[i%2](i)
		turns[1-i%2](i)
		if i%tidyEvery == tidyEvery-1 {
			settle(b, s, i)
		}
	}
	b.ReportMetric(float64(median(events)), "ns/event")
	b.ReportMetric(float64(median(rows)), "ns/bare-row")
	b.ReportMetric(float64(median(events))/float64(median(rows)), "ratio")
}

// typicalEvent is an attempt that is sent: it is remembered, appended, its words sealed, a card's edit queued, a check asked for
// and a timer set.
func typicalEvent(i int) func(*Tx) error {
	id, stream, person := eventID(i), stream(i), fmt.Sprintf("U%d", i%200)
	words, channel := "SELECT name FROM customers WHERE id NOT IN (SELECT customer_id FROM orders)", fmt.Sprintf("C%d", i%20)
	return func(t *Tx) error {
		if _, _, err := t.Seen(id); err != nil {
			return err
		}
		body := []byte(`{"Turn":1,"Way":1,"Words":"event-0/1","Sure":2}`)
		fact := Fact{Kind: "attempt-sent", Person: person, Event: id, At: noon, Body: body}
		return firstError(
			t.See(id, "0123456789abcdef", noon),
			t.Append(stream, int64(i%40*2), fact, fact),
			t.Seal(id+"/1", PersonOwner(person), words),
			t.Queue(Queued{Lane: channel, Key: id, Intent: body, At: noon}),
			t.Effect(Effect{ID: id, Stream: stream, Kind: "check", Args: body, Group: person}),
			t.SetTimer(stream, person, noon),
		)
	}
}

// tidyEvery keeps the untimed work away from most of the timed.
const tidyEvery = 20

// settle does what the loops do after events, untimed: messages are sent, effects and timers dropped.
func settle(b *testing.B, s *Store, last int) {
	for range tidyEvery {
		claimed, err := s.ClaimOutbox(context.Background(), noon, time.Second, tidyEvery)
		if err != nil {
			b.Fatal(err)
		}
		for _, q := range claimed {
			if err := s.Sent(context.Background(), q, Anchor{}, 0, noon); err != nil {
				b.Fatal(err)
			}
		}
	}
	err := s.Write(context.Background(), "s", func(t *Tx) error {
		for i := range tidyEvery {
			if err := t.DropEffect(eventID(last - i)); err != nil {
				return err
			}
		}
		return t.DropTimers(stream(last))
	})
	if err != nil {
		b.Fatal(err)
	}
}

func eventID(i int) string { return fmt.Sprintf("event-%d", i) }

func stream(i int) string { return fmt.Sprintf("round/%d", i/40) }

func firstError(errs ...error) error {
	i := slices.IndexFunc(errs, func(err error) bool { return err != nil })
	if i < 0 {
		return nil
	}
	return errs[i]
}

// bareTable inserts into a table of two columns in a database of its own.
func bareTable(b *testing.B) *sql.Stmt {
	db, err := sql.Open("sqlite", writeDSN(filepath.Join(b.TempDir(), "bare.db")))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(`CREATE TABLE bare (id integer PRIMARY KEY, body text)`); err != nil {
		b.Fatal(err)
	}
	insert, err := db.Prepare(`INSERT INTO bare (id, body) VALUES ($1, $2)`)
	if err != nil {
		b.Fatal(err)
	}
	return insert
}

func timed(b *testing.B, f func() error) time.Duration {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

func median(all []time.Duration) time.Duration {
	slices.Sort(all)
	return all[len(all)/2]
}

// BenchmarkUnwrap is what opening an owner's key costs: why opened keys are not kept.
func BenchmarkUnwrap(b *testing.B) {
	s, err := newSealer(make([]byte, keySize))
	if err != nil {
		b.Fatal(err)
	}
	_, wrapped, err := s.newKey("about")
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := s.unwrap(wrapped, "about"); err != nil {
			b.Fatal(err)
		}
	}
}
