package playground

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"cackle/chat"
)

// lived is a playground with the simulated colleagues, served to a bot that keeps what it hears.
func lived(t *testing.T, simulated bool) (p *Playground, heard *[]chat.Event) {
	t.Helper()
	k := &memoryKeeper{kept: map[string][]byte{}}
	clock, err := OpenClock(t.Context(), k, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	p, err = New(t.Context(), Options{
		Space: "test", Keeper: k, Clock: clock, Channels: []string{"drills"}, Simulated: simulated,
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	heard = &[]chat.Event{}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		ended <- p.Serve(ctx, func(_ context.Context, e chat.Event) (chat.Answer, error) {
			if _, in := e.Act.(chat.Joined); !in {
				*heard = append(*heard, e)
			}
			return chat.Close{}, nil
		})
	}()
	<-p.served
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
	return p, heard
}

func card(t *testing.T, p *Playground) string {
	t.Helper()
	receipt, err := p.Send(t.Context(), chat.Out{Space: "test", Key: "card", Do: chat.Post{
		At: chat.Place{Channel: "drills"}, Message: chat.Message{Notice: "New", Blocks: []chat.Block{{Text: "New"}}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return receipt.ID
}

// A simulated colleague comes in by the door as everyone does, and is told apart wherever they are named.
func TestASimulatedColleagueIsTold(t *testing.T) {
	p, heard := lived(t, true)
	id := card(t, p)
	at := chat.Place{Channel: "drills"}
	for range 2 {
		if _, err := p.Simulate(t.Context(), "k", "sim-gus", at, chat.React{Message: id, Emoji: "🐔"}); err != nil {
			t.Fatal(err)
		}
	}
	for _, e := range *heard {
		if e.ID != "k" || e.By.ID != "sim-gus" || e.At != at || e.Act != (chat.React{Message: id, Emoji: "🐔"}) {
			t.Errorf("the bot hears %+v", e)
		}
	}
	shown := messageHTML(p.room.byID[id], nil, false)
	if !strings.Contains(shown, "🐔 1, by Gus (simulated)") || strings.Count(shown, "Gus") != strings.Count(shown, "Gus (simulated)") {
		t.Errorf("the reaction is shown as %s", shown)
	}
	for _, person := range Simulated() {
		if !strings.HasPrefix(person.ID, SimulatedPrefix) || slices.Contains(People(), person) {
			t.Errorf("%+v cannot be told apart", person)
		}
	}
}

// Nobody can be one of them: no window, no act; a note to them is taken and read by nobody.
func TestNobodyIsASimulatedColleague(t *testing.T) {
	p, heard := lived(t, true)
	_, err := p.act(t.Context(), []byte(`{"as":"sim-gus","id":"x","kind":"open"}`))
	if told := (*refusal)(nil); !errors.As(err, &told) || told.code != http.StatusBadRequest {
		t.Errorf("acting as one: %v", err)
	}
	note := chat.Out{Space: "test", Key: "note", Do: chat.Note{
		To: "sim-gus", Message: chat.Message{Notice: "For you", Blocks: []chat.Block{{Text: "For you"}}},
	}}
	if _, err := p.Send(t.Context(), note); err != nil || len(p.room.all) != 0 {
		t.Errorf("a note to one: %v, and %d messages stand", err, len(p.room.all))
	}
	if _, err := p.Simulate(t.Context(), "k", "ana", chat.Place{}, chat.Open{}); err == nil || len(*heard) != 0 {
		t.Errorf("ana is simulated: %v", *heard)
	}
	away, _ := lived(t, false)
	if _, err := away.Simulate(t.Context(), "k", "sim-gus", chat.Place{}, chat.Open{}); err == nil {
		t.Error("they act where they are not wanted")
	}
}

// A moved clock comes by each stop on the way, in order, one that is set meanwhile too; what does not go away is left.
func TestAMovedClockComesByItsStops(t *testing.T) {
	start := time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)
	c, err := OpenClock(t.Context(), &memoryKeeper{kept: map[string][]byte{}}, func() time.Time { return start })
	if err != nil {
		t.Fatal(err)
	}
	stops := []time.Duration{-time.Hour, time.Hour, 3 * time.Hour, 9 * time.Hour}
	var came []time.Duration
	c.Stop(Stops{
		Next: func(context.Context) (time.Time, bool, error) {
			if len(stops) == 0 {
				return time.Time{}, false, nil
			}
			return start.Add(stops[0]), true, nil
		},
		Reached: func(context.Context) error {
			came = append(came, c.Now().Sub(start))
			switch {
			case stops[0] == time.Hour:
				stops[0] = 2 * time.Hour
			case stops[0] < 3*time.Hour:
				stops = stops[1:]
			}
			return nil
		},
	})
	if err := c.MoveTo(t.Context(), start.Add(5*time.Hour)); err != nil {
		t.Fatal(err)
	}
	want := []time.Duration{0, time.Hour, 2 * time.Hour, 3 * time.Hour}
	if !slices.Equal(came, want) || c.Now().Sub(start) != 5*time.Hour {
		t.Errorf("it came by %v and is at %v, want %v and 5h", came, c.Now().Sub(start), want)
	}
}
