package store

import (
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/chat"
)

const marker = "PLANTED-MARKER-of-what-somebody-wrote"

func TestWordsAreNowhereInTheClear(t *testing.T) {
	dir := t.TempDir()
	s := open(t, dir)
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(
			tx.Seal("w1", PersonOwner("ana"), marker), tx.Seal("w2", SpaceOwner, marker),
			tx.See("stands in the clear", "d", noon),
		)
	})
	if err := s.Keeper("slack").Keep(t.Context(), "token", []byte(marker)); err != nil {
		t.Fatal(err)
	}
	if in := plain(t, dir, marker); in != nil {
		t.Errorf("words in %v", in)
	}
	if in := plain(t, dir, "stands in the clear"); in == nil {
		t.Error("the search finds nothing at all")
	}
	got := read(t, s, "s", func(v *View) (map[string]string, error) { return v.Words("w1", "w2", "w3") })
	if diff := cmp.Diff(map[string]string{"w1": marker, "w2": marker}, got); diff != "" {
		t.Error(diff)
	}
}

func TestEachOwnerHasAKey(t *testing.T) {
	s := open(t, t.TempDir())
	seal := func(tx *Tx, id, owner string) error { return tx.Seal(id, owner, marker) }
	write(t, s, "s", func(tx *Tx) error {
		return errors.Join(seal(tx, "1", PersonOwner("ana")), seal(tx, "2", PersonOwner("ana")), seal(tx, "3", PersonOwner("ben")))
	})
	write(t, s, "other", func(tx *Tx) error { return seal(tx, "1", PersonOwner("ana")) })
	keys := read(t, s, "s", func(v *View) ([]string, error) {
		return list(v.session, value[string], `SELECT space || '/' || owner FROM keys ORDER BY space, owner`)
	})
	if diff := cmp.Diff([]string{"other/person/ana", "s/person/ana", "s/person/ben"}, keys); diff != "" {
		t.Error(diff)
	}
}

// A sealed text is bound to its row: whoever can write to the file cannot make Ana's words appear as another's.
func TestMovedWordsDoNotOpen(t *testing.T) {
	for _, move := range []string{
		`UPDATE words SET id = 'there' WHERE id = 'here'`,
		`UPDATE words SET owner = 'person/ben' WHERE id = 'here'`,
		`UPDATE words SET space = 'other' WHERE id = 'here'`,
		`UPDATE keys SET wrapped = (SELECT wrapped FROM keys WHERE owner = 'person/ben' AND space = 's') WHERE owner = 'person/ana'`,
	} {
		s := open(t, t.TempDir())
		write(t, s, "other", func(tx *Tx) error { return tx.Seal("theirs", PersonOwner("ana"), "x") })
		write(t, s, "s", func(tx *Tx) error {
			_, err := tx.ownerKey(PersonOwner("ben"))
			return errors.Join(err, tx.Seal("here", PersonOwner("ana"), marker))
		})
		write(t, s, "s", func(tx *Tx) error { _, err := tx.session.exec(move); return err })
		refused := 0
		for _, space := range []chat.Space{"s", "other"} {
			err := s.Read(t.Context(), space, func(v *View) error {
				got, err := v.Words("here", "there")
				if len(got) > 0 {
					t.Errorf("%s: opened %v", move, got)
				}
				return err
			})
			if err != nil {
				refused++
			}
		}
		if refused != 1 {
			t.Errorf("%s: %d of the two spaces refused it", move, refused)
		}
	}
}

func TestWordsRolledBackTakeTheirKeyAlong(t *testing.T) {
	s := open(t, t.TempDir())
	_ = s.Write(t.Context(), "s", func(tx *Tx) error { return errors.Join(tx.Seal("w", PersonOwner("ana"), "one"), errNo) })
	write(t, s, "s", func(tx *Tx) error { return tx.Seal("w", PersonOwner("ana"), "two") })
	got := read(t, s, "s", func(v *View) (map[string]string, error) { return v.Words("w") })
	if got["w"] != "two" {
		t.Errorf("words %v", got)
	}
}

func TestWordsOfNobody(t *testing.T) {
	s := open(t, t.TempDir())
	if err := s.Write(t.Context(), "s", func(tx *Tx) error { return tx.Seal("w", "ana", "x") }); err == nil {
		t.Error("sealed for an owner that nobody can erase")
	}
}

func TestKeeper(t *testing.T) {
	dir := t.TempDir()
	s, err := Open(t.Context(), Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	keep := func(name, key string, value []byte) {
		t.Helper()
		if err := s.Keeper(name).Keep(t.Context(), key, value); err != nil {
			t.Fatal(err)
		}
	}
	for _, k := range []string{"msg/2", "msg/10", "msg%", "other", "msg/gone", "msf"} {
		keep("playground", k, []byte("value of "+k))
	}
	keep("slack", "msg/3", []byte("another adapter's"))
	keep("playground", "msg/gone", nil)
	keep("playground", "msg/2", []byte{})
	shut(t, s)
	s = open(t, dir)

	got := map[string]string{}
	var order []string
	err = s.Keeper("playground").Kept(t.Context(), "msg/", func(key string, value []byte) error {
		order, got[key] = append(order, key), string(value)
		return s.Keeper("playground").Keep(t.Context(), "seen/"+key, value) // an adapter may keep while it reads
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"msg/10", "msg/2"}, order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"msg/10": "value of msg/10", "msg/2": ""}, got); diff != "" {
		t.Error(diff)
	}
	err = s.Keeper("playground").Kept(t.Context(), "", func(string, []byte) error { return errNo })
	if !errors.Is(err, errNo) {
		t.Errorf("the error of each is lost: %v", err)
	}
}
