package bot

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"cackle/chat"
	"cackle/drills"

	_ "modernc.org/sqlite" // for the bare row
)

// BenchmarkEvent is from an event to its durable acknowledgement, in a round that already holds 200 people's goes, beside a bare
// commit of one row under the same settings, turn about, so that the disk's moods meet both. Each person's way has four events:
// open, attempt, outcome, reflection.
//
//	go test ./bot -run '^$' -bench Event -benchtime 800x
func BenchmarkEvent(b *testing.B) {
	s := newStage(b, alarm())
	s.stop()
	var committing time.Time
	took := times{}
	s.trace = func(point string) {
		if point == "before commit" {
			committing = time.Now()
		} else {
			took.add("of which commit", time.Since(committing))
		}
	}
	s.start()
	defer s.stop()
	s.settle()
	round := parse(s.room.posted[s.room.order[0]].Message.Rows[0][0].ID).about
	for i := range 200 {
		for _, act := range wayThrough(round) {
			s.act(fmt.Sprint("before", i), act)
		}
	}
	if at := s.round(round).Where("before0").Stage; at != drills.AtFeedback { // else what is timed changes nothing
		b.Fatalf("the way through ends at %q", at)
	}
	clear(took)
	bare, way := bareTable(b), wayThrough(round)
	for i := 0; b.Loop(); i++ {
		turns := []func(){
			func() {
				took.add("bare row", timed(b, func() error { _, err := bare.Exec(i, "one row"); return err }))
			},
			func() {
				e := s.eventOf(fmt.Sprint("person", i/len(way)), way[i%len(way)])
				d := timed(b, func() error { _, err := s.bot.Handle(context.Background(), e); return err })
				took.add("event", d)
				took.add(wayNames[i%len(way)], d)
			},
		}
		turns[i%2]()
		turns[1-i%2]()
	}
	b.ReportMetric(float64(took.at("event", 0.5))/float64(took.at("bare row", 0.5)), "ratio")
	b.Logf("%-16s %8s %8s %8s  of a bare row", "", "median", "p10", "p90")
	for _, name := range slices.Concat(wayNames, []string{"event", "of which commit", "bare row"}) {
		b.Logf("%-16s %8s %8s %8s  %.2f", name, micros(took.at(name, 0.5)), micros(took.at(name, 0.1)), micros(took.at(name, 0.9)),
			float64(took.at(name, 0.5))/float64(took.at("bare row", 0.5)))
	}
}

// times are how long things took, by name.
type times map[string][]time.Duration

func (t times) add(name string, d time.Duration) { t[name] = append(t[name], d) }

// at is the duration below which this part of them lies; 0.5 is the median.
func (t times) at(name string, part float64) time.Duration {
	all := slices.Sorted(slices.Values(t[name]))
	return all[int(part*float64(len(all)))]
}

// wayNames are the events of wayThrough.
var wayNames = []string{"open", "attempt", "outcome", "reflection"}

// wayThrough is one person's four events.
func wayThrough(round string) []chat.Act {
	return []chat.Act{
		chat.Press{Button: mint(vGo, round)},
		chat.Submit{Step: mint(vAttempt, round, 0, 0, formOpen), Values: chat.Values{"answer": {"99"}, "sure": {"3"}, "expects": {"a few"}}},
		chat.Submit{Step: mint(vSecond, round, 0, 1), Values: chat.Values{}},
		chat.Submit{Step: mint(vReflect, round, 0), Values: chat.Values{
			"expected": {"a few"}, "actual": {"99 %; observed: 9 %"}, "discrepancy": {"by ten times"}, "cause": {"I left out how few are bad"},
		}},
	}
}

func micros(d time.Duration) string { return fmt.Sprint(d.Microseconds(), " µs") }

func timed(b *testing.B, f func() error) time.Duration {
	start := time.Now()
	if err := f(); err != nil {
		b.Fatal(err)
	}
	return time.Since(start)
}

// bareTable inserts into a table of two columns in a database of its own, with the store's settings.
func bareTable(b *testing.B) *sql.Stmt {
	path := filepath.ToSlash(filepath.Join(b.TempDir(), "bare.db"))
	db, err := sql.Open("sqlite", "file:"+path+"?_txlock=immediate&_pragma=busy_timeout(5000)&_pragma=journal_mode(wal)"+
		"&_pragma=synchronous(full)&_pragma=foreign_keys(1)&_pragma=secure_delete(1)&_pragma=temp_store(memory)")
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
