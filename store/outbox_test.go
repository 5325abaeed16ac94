package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"cackle/chat"
)

const lease = 30 * time.Second

func queue(t tester, s *Store, qs ...Queued) {
	t.Helper()
	write(t, s, "s", func(tx *Tx) error {
		for _, q := range qs {
			if err := tx.Queue(q); err != nil {
				return err
			}
		}
		return nil
	})
}

// claim takes what may go at an instant.
func claim(t tester, s *Store, now time.Time) []Queued {
	t.Helper()
	claimed, err := s.ClaimOutbox(context.Background(), now, lease, 100)
	if err != nil {
		t.Fatal(err)
	}
	return claimed
}

// keys claims, and gives the keys of what was claimed.
func keys(t tester, s *Store, now time.Time) string {
	t.Helper()
	var got []string
	for _, q := range claim(t, s, now) {
		got = append(got, q.Key)
	}
	return strings.Join(got, " ")
}

// must fails the test on an error of a loop's method.
func must(t tester, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func msg(lane, key string) Queued { return Queued{Lane: lane, Key: key, Intent: json.RawMessage(`{}`)} }

func TestLanesGoSideBySideAndEachInOrder(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, msg("drills", "a1"), msg("drills", "a2"), msg("ana", "b1"))
	first := claim(t, s, noon)
	want := []Queued{msg("drills", "a1"), msg("ana", "b1")}
	want[0].ID, want[1].ID = 1, 3
	for i := range want {
		want[i].Space, want[i].At = "s", time.Time{}
	}
	if diff := cmp.Diff(want, first); diff != "" {
		t.Error(diff)
	}
	if got := keys(t, s, noon); got != "" {
		t.Errorf("claimed %q while both lanes send", got)
	}
	must(t, s.Sent(t.Context(), first[0], Anchor{}, time.Second, noon))
	if got := keys(t, s, noon); got != "" {
		t.Errorf("claimed %q before the pace allows it", got)
	}
	if got := keys(t, s, noon.Add(time.Second)); got != "a2" {
		t.Errorf("claimed %q after the pace", got)
	}
}

func TestQueuedOnceHoweverOften(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, msg("l", "k"), msg("l", "k"))
	queue(t, s, msg("other lane", "k"))
	claimed := claim(t, s, noon)
	if len(claimed) != 1 {
		t.Fatalf("claimed %v", claimed)
	}
	must(t, s.Sent(t.Context(), claimed[0], Anchor{}, 0, noon))
	queue(t, s, msg("l", "k"))
	if got := keys(t, s, noon); got != "" {
		t.Errorf("sent again: %q", got)
	}
}

func TestEditsAreMergedUntilSomebodyBeginsToSendOne(t *testing.T) {
	s := open(t, t.TempDir())
	edit := func(key string) Queued {
		q := msg("l", key)
		q.Merge, q.At = "card/1", noon
		return q
	}
	queue(t, s, edit("e1"), edit("e2"))
	claimed := claim(t, s, noon)
	if len(claimed) != 1 || claimed[0].Key != "e1" || claimed[0].Merge != "card/1" {
		t.Fatalf("claimed %v", claimed)
	}
	queue(t, s, edit("e3"), edit("e4")) // e1 may have been rendered by now
	must(t, s.Sent(t.Context(), claimed[0], Anchor{}, 0, noon))
	claimed = claim(t, s, noon)
	if len(claimed) != 1 || claimed[0].Key != "e3" {
		t.Fatalf("claimed %v after e1", claimed)
	}
	must(t, s.Retry(t.Context(), claimed[0], noon))
	queue(t, s, edit("e5")) // e3 will be rendered again
	claimed = claim(t, s, noon)
	must(t, s.Sent(t.Context(), claimed[0], Anchor{}, 0, noon))
	if got := keys(t, s, noon); got != "" {
		t.Errorf("claimed %q: edits left over", got)
	}
}

func TestDelayedMessageHoldsNobodyUp(t *testing.T) {
	s := open(t, t.TempDir())
	late := msg("l", "late")
	late.At = noon.Add(3 * time.Second)
	queue(t, s, late, msg("l", "one"), msg("l", "two"), msg("l", "three"))
	for _, c := range []struct {
		after time.Duration
		want  string
	}{{0, "one"}, {time.Second, "two"}, {3 * time.Second, "late"}, {4 * time.Second, "three"}} {
		now := noon.Add(c.after)
		claimed := claim(t, s, now)
		if len(claimed) != 1 || claimed[0].Key != c.want {
			t.Fatalf("after %v claimed %v, want %s", c.after, claimed, c.want)
		}
		must(t, s.Sent(t.Context(), claimed[0], Anchor{}, 0, now))
	}
}

func TestRetryHoldsTheWholeLane(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, msg("l", "one"), msg("l", "two"), msg("m", "apart"))
	q := claim(t, s, noon)[0]
	q.Tries = 2
	must(t, s.Retry(t.Context(), q, noon.Add(time.Minute)))
	if got := keys(t, s, noon.Add(59*time.Second)); got != "apart" {
		t.Errorf("claimed %q, want only the lane whose lease has ended", got)
	}
	claimed := claim(t, s, noon.Add(time.Minute))
	if len(claimed) != 1 || claimed[0].Key != "one" || claimed[0].Tries != 2 {
		t.Errorf("claimed %v", claimed)
	}
}

func TestLeaseThatEnds(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, msg("l", "k"))
	if got := keys(t, s, noon) + keys(t, s, noon.Add(lease-time.Millisecond)); got != "k" {
		t.Errorf("claimed %q within the lease", got)
	}
	if got := keys(t, s, noon.Add(lease)); got != "k" {
		t.Errorf("claimed %q after the lease", got)
	}
}

func TestCrashBetweenLeaseAndSentSendsAgainUnderTheSameKey(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	queue(t, s, msg("l", "one"), msg("l", "two"))
	before := claim(t, s, noon)
	after := crashed(t, dir)
	if diff := cmp.Diff(before, claim(t, after, noon)); diff != "" {
		t.Error(diff)
	}
	must(t, s.Sent(t.Context(), before[0], Anchor{}, 0, noon))
	if got := keys(t, crashed(t, dir), noon); got != "two" {
		t.Errorf("claimed %q after a crash behind the record", got)
	}
}

func TestAnchorIsKeptWithTheSend(t *testing.T) {
	s := open(t, t.TempDir())
	q := msg("l", "card")
	q.Anchor = "card/1"
	silent := msg("m", "nothing to say any more")
	silent.Anchor = "card/2"
	queue(t, s, q, silent)
	for _, q := range claim(t, s, noon) {
		a := Anchor{}
		if q.Key == "card" {
			a.Message = "1700.0001"
		}
		must(t, s.Sent(t.Context(), q, a, 0, noon))
	}
	for name, want := range map[string]string{"card/1": "1700.0001", "card/2": "", "card/3": ""} {
		err := s.Read(t.Context(), "s", func(v *View) error {
			a, ok, err := v.Anchor(name)
			if a.Message != want || ok != (want != "") {
				t.Errorf("%s: %v, %v", name, a, ok)
			}
			return err
		})
		must(t, err)
	}
}

func TestParkedMessagesWaitForAPress(t *testing.T) {
	s := open(t, t.TempDir())
	queue(t, s, msg("l", "one"), msg("l", "two"), msg("l", "three"))
	park(t, s, 1)
	park(t, s, 2)
	if got := keys(t, s, noon); got != "three" {
		t.Errorf("claimed %q: the lane does not go on", got)
	}
	parked := read(t, s, "s", (*View).Parked)
	if len(parked) != 2 || parked[0].Key != "one" || parked[0].Reason != "no permission" || string(parked[0].Intent) != "{}" {
		t.Errorf("parked %+v", parked)
	}
	press := func(f func(*Tx) (bool, error)) (worked bool) {
		write(t, s, "s", func(tx *Tx) (err error) { worked, err = f(tx); return err })
		return worked
	}
	unpark := func(tx *Tx) (bool, error) { return tx.Unpark(1) }
	drop := func(tx *Tx) (bool, error) { return tx.Drop(2, noon) }
	if !press(unpark) || press(unpark) || !press(drop) || press(drop) {
		t.Error("a press works once")
	}
	queue(t, s, msg("l", "two")) // a dropped key stays done
	if got := keys(t, s, noon.Add(lease)); got != "one" {
		t.Errorf("claimed %q, want the message that was put back", got)
	}
	if parked := read(t, s, "s", (*View).Parked); len(parked) != 0 {
		t.Errorf("still parked: %v", parked)
	}
}

func TestNextOutbox(t *testing.T) {
	s := open(t, t.TempDir())
	next := func() string {
		at, ok, err := s.NextOutbox(t.Context())
		must(t, err)
		if !ok {
			return "never"
		}
		return max(at.Sub(noon), -1).String()
	}
	check := func(when, want string) {
		t.Helper()
		if got := next(); got != want {
			t.Errorf("%s: next is %s, want %s", when, got, want)
		}
	}
	check("empty", "never")
	late := msg("l", "late")
	late.At = noon.Add(time.Hour)
	queue(t, s, late)
	check("one delayed", "1h0m0s")
	queue(t, s, msg("m", "now"))
	check("one at once", "-1ns")
	q := claim(t, s, noon)[0]
	check("leased", "30s")
	must(t, s.Retry(t.Context(), q, noon.Add(time.Minute)))
	check("to be tried again", "1m0s")
	must(t, s.Fail(t.Context(), q, "why", noon))
	check("parked", "1h0m0s")
}

func TestPurgeKeepsWhatIsOpenAndTheCount(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir})
	must(t, err)
	queue(t, s, msg("l", "parked"))
	park(t, s, 1)
	queue(t, s, msg("l", "sent"), msg("m", "waits"), msg("n", "last"))
	for _, q := range claim(t, s, noon) {
		if q.Key != "waits" {
			must(t, s.Sent(t.Context(), q, Anchor{}, 0, noon))
		}
	}
	must(t, s.PurgeOutbox(t.Context(), noon))
	rows := func() string {
		return strings.Join(read(t, s, "s", func(v *View) ([]string, error) {
			return list(v.session, value[string], `SELECT key FROM outbox UNION ALL SELECT lane FROM lanes ORDER BY 1`)
		}), " ")
	}
	if got, want := rows(), "l last m n parked sent waits"; got != want {
		t.Errorf("%s left at the same instant, want %s", got, want)
	}
	must(t, s.PurgeOutbox(t.Context(), noon.Add(lease+1)))
	if got, want := rows(), "l last m parked waits"; got != want {
		t.Errorf("%s left, want %s", got, want)
	}
	shut(t, s)
	s = open(t, dir)
	queue(t, s, msg("l", "new"))
	if q := claim(t, s, noon); len(q) != 2 || q[1].ID != 5 {
		t.Errorf("claimed %v: an id is used twice", q)
	}
}

// model is the outbox as a few lists, to compare with.
type model struct {
	*rapid.T
	s        *Store
	space    chat.Space
	now      time.Time
	queued   int
	inLane   map[string][]string // ordinary messages that wait or are under way, in order
	delayed  map[string]time.Time
	underWay map[string]Queued // by lane
	until    map[string]time.Time
	sent     map[string]bool
}

func (m *model) queue() {
	lane := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(m.T, "lane")
	key := fmt.Sprint("k", m.queued)
	m.queued++
	q := msg(lane, key)
	if rapid.Bool().Draw(m.T, "delayed") {
		q.At = m.now.Add(time.Duration(rapid.IntRange(1, 60).Draw(m.T, "seconds")) * time.Second)
		m.delayed[key] = q.At
	} else {
		m.inLane[lane] = append(m.inLane[lane], key)
	}
	write(m.T, m.s, m.space, func(tx *Tx) error { return tx.Queue(q) })
}

func (m *model) claim() int {
	claimed := claim(m.T, m.s, m.now)
	for _, q := range claimed {
		if other, busy := m.underWay[q.Lane]; busy && m.until[q.Lane].After(m.now) {
			m.Fatalf("%s was claimed while %s is under way in its lane", q.Key, other.Key)
		}
		if m.sent[q.Key] {
			m.Fatalf("%s was sent already", q.Key)
		}
		if at, ok := m.delayed[q.Key]; ok {
			if at.After(m.now) {
				m.Fatalf("%s was claimed before its time", q.Key)
			}
		} else if head := m.inLane[q.Lane][0]; head != q.Key {
			m.Fatalf("%s was claimed before %s", q.Key, head)
		}
		m.underWay[q.Lane], m.until[q.Lane] = q, m.now.Add(lease)
	}
	return len(claimed)
}

// finish ends one message that is under way, in one of three ways.
func (m *model) finish(how int) {
	if len(m.underWay) == 0 {
		return
	}
	lane := rapid.SampledFrom(slices.Sorted(maps.Keys(m.underWay))).Draw(m.T, "under way")
	q := m.underWay[lane]
	delete(m.underWay, lane)
	switch how {
	case 0:
		must(m.T, m.s.Sent(context.Background(), q, Anchor{}, time.Second, m.now))
	case 1:
		must(m.T, m.s.Fail(context.Background(), q, "why", m.now))
	case 2:
		must(m.T, m.s.Retry(context.Background(), q, m.now.Add(time.Second)))
		return
	}
	m.sent[q.Key] = true
	m.inLane[lane] = slices.DeleteFunc(m.inLane[lane], func(k string) bool { return k == q.Key })
}

func (m *model) pass() {
	m.now = m.now.Add(time.Duration(rapid.IntRange(1, 40).Draw(m.T, "passes")) * time.Second)
}

// Whatever happens in whatever order: one message per lane is under way, ordinary ones go in order, none goes twice once it is
// done, none before its time, and all of them go in the end.
func TestLanesProperty(t *testing.T) {
	s := open(t, t.TempDir())
	run := 0
	rapid.Check(t, func(t *rapid.T) {
		run++
		m := &model{
			T: t, s: s, space: chat.Space(fmt.Sprint("space", run)), now: noon, inLane: map[string][]string{},
			delayed: map[string]time.Time{}, underWay: map[string]Queued{}, until: map[string]time.Time{}, sent: map[string]bool{},
		}
		defer write(t, s, m.space, func(tx *Tx) error { _, err := tx.session.exec(`DELETE FROM outbox`); return err })
		t.Repeat(map[string]func(*rapid.T){
			"queue": func(*rapid.T) { m.queue() }, "claim": func(*rapid.T) { m.claim() }, "pass": func(*rapid.T) { m.pass() },
			"sent": func(*rapid.T) { m.finish(0) }, "fail": func(*rapid.T) { m.finish(1) }, "retry": func(*rapid.T) { m.finish(2) },
		})
		for range 3 * m.queued {
			m.now = m.now.Add(time.Minute)
			m.claim()
			for len(m.underWay) > 0 {
				m.finish(0)
			}
		}
		if len(m.sent) != m.queued {
			t.Fatalf("%d of %d messages went", len(m.sent), m.queued)
		}
	})
}
