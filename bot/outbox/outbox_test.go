package outbox_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"cackle/bot/outbox"
	"cackle/chat"
	"cackle/store"
)

// clock runs at real speed, and can be moved on.
type clock struct {
	mu    sync.Mutex
	ahead time.Duration
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

func (c *clock) move(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += by
}

// house is a store with a loop that sends from it, in a bubble of its own time.
type house struct {
	*testing.T
	loop  *outbox.Loop
	dir   string
	clock *clock
	start time.Time

	mu   sync.Mutex
	said []string // "seconds key", and "seconds parked key"
}

func newHouse(t *testing.T, dir string, send func(q store.Queued) (chat.Receipt, error)) *house {
	s, err := store.Open(context.Background(), store.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{T: t, dir: dir, clock: &clock{}, start: time.Now()}
	h.loop = &outbox.Loop{
		Store: s, Clock: h.clock, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
		Send: func(_ context.Context, q store.Queued) (chat.Receipt, error) {
			h.say(q.Key)
			return send(q)
		},
		Parked: func(_ context.Context, q store.Queued, _ error) { h.say("parked " + q.Key) },
	}
	return h
}

func (h *house) say(what string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.said = append(h.said, fmt.Sprint(time.Since(h.start).Seconds(), " ", what))
}

func (h *house) heard() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return strings.Join(h.said, ", ")
}

func (h *house) expect(want string) {
	h.Helper()
	if diff := cmp.Diff(want, h.heard()); diff != "" {
		h.Error(diff)
	}
}

func (h *house) queue(qs ...store.Queued) {
	h.Helper()
	err := h.loop.Store.Write(context.Background(), "s", func(tx *store.Tx) error {
		for _, q := range qs {
			if err := tx.Queue(q); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// during runs the loop while f looks, and stops it.
func (h *house) during(f func()) {
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := h.loop.Run(ctx); err != nil {
			h.Error(err)
		}
	})
	synctest.Wait()
	f()
	cancel()
	running.Wait()
}

func (h *house) close() {
	if err := h.loop.Store.Close(); err != nil {
		h.Error(err)
	}
}

// pass lets time pass, and then all that follows from it happen.
func pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

func msg(lane, key string) store.Queued {
	return store.Queued{Lane: lane, Key: key, Intent: []byte(`{}`)}
}

func took(store.Queued) (chat.Receipt, error) { return chat.Receipt{ID: "m1"}, nil }

func TestSendsAtOnceAndKeepsThePace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), took)
		defer h.close()
		h.loop.Pace = 2 * time.Second
		h.during(func() {
			h.queue(msg("a", "a1"), msg("a", "a2"), msg("a", "a3"))
			synctest.Wait()
			h.expect("0 a1")
			pass(5 * time.Second)
			h.expect("0 a1, 2 a2, 4 a3")
		})
	})
}

func TestLaneThatHangsHoldsNoOtherUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		free := make(chan struct{})
		h := newHouse(t, t.TempDir(), func(q store.Queued) (chat.Receipt, error) {
			if q.Lane == "a" {
				<-free
			}
			return chat.Receipt{}, nil
		})
		defer h.close()
		h.loop.Width = 2
		h.during(func() {
			h.queue(msg("a", "a1"), msg("a", "a2"))
			synctest.Wait()
			h.queue(msg("b", "b1"), msg("b", "b2"), msg("c", "c1"))
			synctest.Wait()
			h.expect("0 a1, 0 b1, 0 b2, 0 c1")
			close(free)
			synctest.Wait()
			h.expect("0 a1, 0 b1, 0 b2, 0 c1, 0 a2")
		})
	})
}

func TestTriesWithGrowingPausesThenParks(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), func(q store.Queued) (chat.Receipt, error) {
			if q.Key == "bad" {
				return chat.Receipt{}, errors.New("connection reset")
			}
			return chat.Receipt{}, nil
		})
		defer h.close()
		h.during(func() {
			h.queue(msg("a", "bad"), msg("a", "good"))
			pass(time.Minute)
			h.expect("0 bad, 1 bad, 3 bad, 7 bad, 15 bad, 15 parked bad, 15 good")
		})
	})
}

func TestRefusedAndGoneParkAtOnce(t *testing.T) {
	for _, why := range []error{chat.ErrRefused, chat.ErrGone} {
		synctest.Test(t, func(t *testing.T) {
			h := newHouse(t, t.TempDir(), func(store.Queued) (chat.Receipt, error) {
				return chat.Receipt{}, fmt.Errorf("send: %w", why)
			})
			defer h.close()
			h.during(func() {
				h.queue(msg("a", "k"))
				pass(time.Minute)
				h.expect("0 k, 0 parked k")
			})
			var parked []store.Parked
			err := h.loop.Store.Read(context.Background(), "s", func(v *store.View) (err error) {
				parked, err = v.Parked()
				return err
			})
			if err != nil || len(parked) != 1 || !strings.Contains(parked[0].Reason, why.Error()) {
				t.Errorf("parked %v, %v", parked, err)
			}
		})
	}
}

// A platform's "later" is no try that did not work: however often it comes, nothing is parked.
func TestLaterMovesTheLane(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := 7
		h := newHouse(t, t.TempDir(), func(q store.Queued) (chat.Receipt, error) {
			if left--; left >= 0 {
				return chat.Receipt{}, fmt.Errorf("send: %w", &chat.Later{After: 90 * time.Second})
			}
			return chat.Receipt{}, nil
		})
		defer h.close()
		h.during(func() {
			h.queue(msg("a", "k"), msg("a", "next"))
			pass(9*time.Minute + 30*time.Second)
			h.expect("0 k, 90 k, 180 k, 270 k, 360 k, 450 k, 540 k")
			pass(time.Minute + 30*time.Second)
			h.expect("0 k, 90 k, 180 k, 270 k, 360 k, 450 k, 540 k, 630 k, 630 next")
		})
	})
}

func TestStopWaitsForTheSendUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), func(q store.Queued) (chat.Receipt, error) {
			<-time.After(3 * time.Second)
			return chat.Receipt{}, nil
		})
		defer h.close()
		h.during(func() {
			h.queue(msg("a", "one"), msg("a", "two"))
			pass(time.Second)
		})
		if took := time.Since(h.start); took != 3*time.Second {
			t.Errorf("stopped after %v", took)
		}
		h.during(func() { synctest.Wait() })
		h.expect("0 one, 3 two")
	})
}

func TestSendThatHangsIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), took)
		defer h.close()
		h.loop.Send = func(ctx context.Context, q store.Queued) (chat.Receipt, error) {
			h.say(q.Key)
			<-ctx.Done()
			return chat.Receipt{}, ctx.Err()
		}
		h.during(func() {
			h.queue(msg("a", "k"))
			pass(12 * time.Second)
			h.expect("0 k, 11 k") // 10 s, and a pause of 1 s
		})
	})
}

func TestMovedClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), took)
		defer h.close()
		at := func(key string, d time.Duration) store.Queued {
			q := msg("a", key)
			q.At = h.start.Add(d)
			return q
		}
		h.during(func() {
			h.queue(at("tomorrow", 24*time.Hour), at("overmorrow", 48*time.Hour))
			pass(1500 * time.Millisecond)
			h.clock.move(24 * time.Hour)
			h.loop.Nudge()
			synctest.Wait()
			h.expect("1.5 tomorrow")
			h.clock.move(24 * time.Hour) // and no nudge: noticed within a second
			pass(time.Second)
			h.expect("1.5 tomorrow, 2.5 overmorrow")
		})
	})
}

// A moved clock ends the lease of what is under way. It is under way all the same.
func TestMovedClockSendsNothingTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHouse(t, t.TempDir(), func(store.Queued) (chat.Receipt, error) {
			<-time.After(5 * time.Second)
			return chat.Receipt{}, nil
		})
		defer h.close()
		h.during(func() {
			h.queue(msg("a", "k"), msg("a", "next"))
			synctest.Wait()
			for range 3 {
				h.clock.move(time.Hour)
				h.loop.Nudge()
				pass(time.Second)
			}
			pass(3 * time.Second)
			h.expect("0 k, 5 next")
		})
	})
}

// pulled is the folder as another process finds it when this one is killed now.
func pulled(t *testing.T, dir string) string {
	to := t.TempDir()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(f, "-shm") { // memory, and gone with the machine
			continue
		}
		if err := os.WriteFile(filepath.Join(to, filepath.Base(f)), b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return to
}

func TestPlugPulledAtEachPoint(t *testing.T) {
	for point, want := range map[string]string{
		"before send": "0 k, 0 next", "after send": "0 k, 0 next", "after record": "0 next",
	} {
		synctest.Test(t, func(t *testing.T) {
			var dir string
			var mu sync.Mutex // the next message of a lane may be on its way while one is traced as recorded
			h := newHouse(t, t.TempDir(), took)
			h.loop.Trace = func(p string) {
				mu.Lock()
				defer mu.Unlock()
				if p == point && dir == "" {
					dir = pulled(t, h.dir)
				}
			}
			h.during(func() {
				h.queue(msg("a", "k"), msg("a", "next"))
				synctest.Wait()
			})
			h.expect("0 k, 0 next")
			h.close()
			if dir == "" {
				t.Fatalf("the loop was never %s", point)
			}
			again := newHouse(t, dir, took)
			again.during(func() { synctest.Wait() })
			if got := again.heard(); got != want {
				t.Errorf("plug pulled %s: then sent %q, want %q", point, got, want)
			}
			again.close()
		})
	}
}
