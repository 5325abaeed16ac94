package main

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// shown is everything that ana may see in the channel, the newest state of each message.
func (h *house) shown() []string {
	h.t.Helper()
	var state struct{ Messages []struct{ HTML string } }
	body := h.get("/api/state?as=ana")
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&state); err != nil {
		h.t.Fatal(err)
	}
	var out []string
	for _, m := range state.Messages {
		out = append(out, m.HTML)
	}
	return out
}

// jump moves the clock by one of the buttons that it offers.
func (h *house) jump(label string) {
	h.t.Helper()
	var clock struct {
		Jumps []struct {
			Label string
			At    time.Time
		}
	}
	body := h.get("/api/clock?as=ana")
	defer body.Close()
	if err := json.NewDecoder(body).Decode(&clock); err != nil {
		h.t.Fatal(err)
	}
	for _, j := range clock.Jumps {
		if j.Label == label {
			h.post("/api/clock", map[string]any{"to": j.At})
			return
		}
	}
	h.t.Fatalf("the clock has no %q", label)
}

// told looks for words in what was said.
func told(said []string, words ...string) bool {
	all := strings.Join(said, "\n")
	for _, w := range words {
		if !strings.Contains(all, w) {
			return false
		}
	}
	return true
}

// Alone at the playground there is a full debrief: the simulated colleagues have come by then, also where the clock jumps there,
// before and after a restart, and each of them once. A configuration that wants none has none.
func TestTheSimulatedColleaguesHaveAGo(t *testing.T) {
	dir := t.TempDir()
	h := openHouse(t, dir, true, "")
	h.cards(1)
	h.jump("In an hour")
	if said := h.shown(); !told(said, "have had a go") || told(said, "What was tried") {
		t.Errorf("after an hour the channel says %s", said)
	}
	h.stop()
	h = openHouse(t, dir, false, "")
	h.jump("To the close in #drills")
	if said := h.shown(); !told(said, "10 had a go", "What was tried, no names:", "A colleague&#39;s, who agreed", "From first go to second",
		"<strong>A stumble</strong>, shared by a colleague", "🐔 Cackle · 4", "(simulated)") {
		t.Errorf("at the close the channel says %s", said)
	}
	h.stop()
	h = openHouse(t, dir, false, "")
	h.jump("In an hour")
	if said := h.shown(); strings.Count(strings.Join(said, ""), ">🐔 Cackle · 4</button>") != 2 {
		t.Errorf("an hour after the close, four cackle at the drill and four with the stumble; the channel says %s", said)
	}
	h.stop()
	h = openHouse(t, dir, true, "[playground]\nsimulated = false")
	h.cards(1)
	h.jump("A week on")
	if said := h.shown(); told(said, "have had a go") || told(said, "What was tried") {
		t.Errorf("nobody is simulated, and within a week the channel says %s", said)
	}
	if cards := h.cards(1); len(cards) < 4 {
		t.Errorf("a week on there are %d cards", len(cards))
	}
	h.stop()
}
