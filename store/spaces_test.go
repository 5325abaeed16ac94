package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEveryTableCarriesTheSpace(t *testing.T) {
	s := open(t, t.TempDir())
	tables := read(t, s, "s", func(v *View) ([]string, error) {
		return list(v.session, value[string], `SELECT sql FROM sqlite_schema
			WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%'`)
	})
	if len(tables) < 10 {
		t.Fatalf("only %d tables", len(tables))
	}
	for _, sql := range tables {
		if !strings.Contains(sql, "\tspace ") || !strings.Contains(sql, "PRIMARY KEY (space, ") {
			t.Errorf("no space in %s", sql)
		}
	}
}

// plant puts a row into every table.
func plant(t *Tx) error {
	return errors.Join(
		t.See("k", "planted", noon),
		t.Append("round/1", 0, Fact{Kind: "planted", Person: "ana", At: noon, Body: []byte(`{}`)}),
		t.Seal("w", PersonOwner("ana"), "planted"),
		t.Queue(Queued{Lane: "l", Key: "k", Merge: "m", Intent: []byte(`{}`)}),
		t.Queue(Queued{Lane: "l", Key: "parked", Intent: []byte(`{}`)}),
		t.SetAnchor("a", Anchor{Message: "planted"}),
		t.Effect(Effect{ID: "e", Group: "ana"}),
		t.SetTimer("round/1", "k", noon),
	)
}

// everything is all that a view shows.
func everything(v *View) (map[string]any, error) {
	digest, seen, err1 := v.Seen("k")
	facts, err2 := v.Facts("round/1", 0)
	streams, err3 := v.Streams("ana", "", 9)
	words, err4 := v.Words("w")
	anchor, there, err5 := v.Anchor("a")
	parked, err6 := v.Parked()
	return map[string]any{
		"seen": seen, "digest": digest, "facts": len(facts), "streams": len(streams), "words": len(words), "anchored": there,
		"anchor": anchor.Message, "parked": len(parked),
	}, errors.Join(err1, err2, err3, err4, err5, err6)
}

func TestOneSpaceDoesNotSeeAnother(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "planted", plant)
	park(t, s, 1)
	full := read(t, s, "planted", everything)
	empty := read(t, s, "other", everything)
	for what, v := range empty {
		if v != 0 && v != false && v != "" {
			t.Errorf("%s: the other space sees %v", what, v)
		}
		if full[what] == v {
			t.Errorf("%s: the space itself sees nothing, so this test would see nothing", what)
		}
	}
}

// What one space drops, replaces and presses leaves the other's rows alone.
func TestOneSpaceDoesNotTouchAnother(t *testing.T) {
	s := open(t, t.TempDir())
	write(t, s, "planted", plant)
	park(t, s, 1)
	before := dump(t, s)
	write(t, s, "other", func(tx *Tx) error {
		_, unpark := tx.Unpark(1)
		_, drop := tx.Drop(1, noon)
		return errors.Join(unpark, drop, tx.DropEffect("e"), tx.DropTimer("round/1", "k"), tx.DropTimers("round/1"))
	})
	q := Queued{ID: 2, Space: "other", Lane: "l", Key: "parked", Anchor: "a"}
	ctx := context.Background()
	err := errors.Join(
		s.Sent(ctx, q, Anchor{}, 0, noon), s.Retry(ctx, q, noon.AddDate(1, 0, 0)), s.Fail(ctx, q, "why", noon),
		s.RetryEffect(ctx, Effect{ID: "e", Space: "other"}, noon), s.Keeper("other").Keep(ctx, "check", nil),
	)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(before, dump(t, s)); diff != "" {
		t.Error(diff)
	}
	write(t, s, "other", plant) // the same keys, and no clash
	if got := read(t, s, "other", everything); got["facts"] != 1 || got["words"] != 1 {
		t.Errorf("the other space's own: %v", got)
	}
}

// park claims the first message of all lanes and gives it up.
func park(t *testing.T, s *Store, want int64) {
	t.Helper()
	claimed, err := s.ClaimOutbox(context.Background(), noon, lease, 1)
	if err != nil || len(claimed) != 1 || claimed[0].ID != want {
		t.Fatalf("claimed %v, %v", claimed, err)
	}
	if err := s.Fail(context.Background(), claimed[0], "no permission", noon); err != nil {
		t.Fatal(err)
	}
}

// dump is every row of the tables whose rows change.
func dump(t *testing.T, s *Store) map[string][]string {
	rows := map[string][]string{}
	for table, columns := range map[string]string{
		"outbox": "id || state || at || tries || claimed || reason", "lanes": "lane || next_at || lease",
		"effects": "id || tries || at || lease", "timers": "stream || key || at", "anchors": "name || message", "kept": "key",
	} {
		rows[table] = read(t, s, "", func(v *View) ([]string, error) {
			return list(v.session, value[string], "SELECT space || "+columns+" FROM "+table+" ORDER BY 1")
		})
	}
	return rows
}
