package store

import (
	"testing"
	"time"

	"cackle/chat"
)

// Busy holds while something is due, under way too, and not for what waits for a later time.
func TestBusy(t *testing.T) {
	s := open(t, t.TempDir())
	expect := func(when string, at time.Time, want bool) {
		t.Helper()
		got, err := s.Busy(t.Context(), at)
		must(t, err)
		if got != want {
			t.Errorf("%s: busy is %v", when, got)
		}
	}
	expect("with nothing there", noon, false)
	queue(t, s, Queued{Lane: "drills", Key: "k", At: noon.Add(time.Minute)})
	expect("before the message is due", noon, false)
	due := noon.Add(time.Minute)
	expect("when it is due", due, true)
	q := claim(t, s, due)[0]
	expect("while it is sent", due, true)
	must(t, s.Retry(t.Context(), q, due.Add(time.Minute)))
	expect("while it waits to be tried again", due, false)
	q = claim(t, s, due.Add(time.Minute))[0]
	must(t, s.Sent(t.Context(), q, Anchor{}, 0, due))
	expect("when it is out", due.Add(time.Hour), false)

	ask(t, s, Effect{ID: "e"})
	expect("when an effect waits", noon, true)
	e := claimEffects(t, s, noon)[0]
	expect("while it runs", noon, true)
	must(t, s.RetryEffect(t.Context(), e, noon.Add(time.Minute)))
	expect("while it waits to be run again", noon, false)
	write(t, s, "s", func(tx *Tx) error { return tx.DropEffect("e") })
	expect("when its result came", noon.Add(time.Hour), false)
}

// A message is found by its id, under each of its names, in its own space.
func TestAnchorsOfAMessage(t *testing.T) {
	s := open(t, t.TempDir())
	for space, names := range map[chat.Space][]string{"s": {"card/1", "again/card/1"}, "other": {"card/2"}} {
		write(t, s, space, func(tx *Tx) error {
			for _, name := range names {
				if err := tx.SetAnchor(name, Anchor{Message: "m1"}); err != nil {
					return err
				}
			}
			return tx.SetAnchor("card/9", Anchor{Message: "m9"})
		})
	}
	write(t, s, "s", func(tx *Tx) error {
		names, err := tx.AnchorsOf("m1")
		if err == nil && (len(names) != 2 || names[0] != "again/card/1" || names[1] != "card/1") {
			t.Errorf("m1 is %v", names)
		}
		return err
	})
}
