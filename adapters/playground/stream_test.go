package playground

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"cackle/chat"
)

// A stream goes on where it left off: what it missed comes in order, each once, and nothing that is another's. Where more came
// than is remembered, it is told to read the state anew, and gets what comes after.
func TestAStreamGoesOnWhereItWas(t *testing.T) {
	h := newHarness(t)
	s := &stream{playground: h.p, person: "ana", window: "w"}
	s.start("")
	if first := text(s); !strings.Contains(first, "event: stale") {
		t.Errorf("a stream from nowhere is told %q", first)
	}
	for _, missed := range []int{0, 1, 300, remembered, remembered + 1} {
		s.end()
		cursor := h.p.hub.cursor(s.at)
		for i := range missed {
			h.p.hub.publish(audience{person: []string{"", "ana", "ben"}[i%3]}, "message", i)
		}
		s = &stream{playground: h.p, person: "ana", window: "w"}
		s.start(cursor)
		var want []string
		if missed > remembered {
			want = append(want, "event: stale\ndata: {}")
		} else {
			for i := range missed {
				if i%3 != 2 {
					want = append(want, fmt.Sprintf("event: message\ndata: %d", i))
				}
			}
		}
		var got []string
		for piece := range strings.SplitSeq(strings.TrimPrefix(text(s), "retry: 1000\n"), "\n\n") {
			if strings.HasPrefix(piece, "event:") {
				got = append(got, piece)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("after %d pieces a stream is sent %q, want %q", missed, got, want)
		}
	}
}

func text(s *stream) string {
	news, _ := s.gather()
	var b strings.Builder
	for _, piece := range news {
		b.Write(piece)
	}
	return b.String()
}

// One browser has at most four streams at once, however many windows; another browser's windows take none of that room.
func TestABrowserKeepsRoomForWhatPeopleDo(t *testing.T) {
	h := newHarness(t)
	stays := func(window, browser string) bool {
		_, stay := h.p.hub.enter("ana", window, browser)
		return stay
	}
	for i := range held {
		if !stays(fmt.Sprint("one-", i), "one") {
			t.Errorf("window %d of a browser is turned away", i)
		}
	}
	if stays("one-more", "one") {
		t.Error("a browser has a fifth stream, and so too few connections for what people do")
	}
	if !stays("two", "two") {
		t.Error("another browser's window is turned away")
	}
}

// What is shown of a message is kept for all windows, and made anew where it or its thread changed.
func TestWhatIsShownFollowsWhatChanges(t *testing.T) {
	h := newHarness(t)
	post := func(key string, at chat.Place, words string) string {
		r, err := h.p.Send(t.Context(), chat.Out{Space: "test", Key: key, Do: chat.Post{At: at, Message: chat.Message{Notice: "n", Blocks: []chat.Block{{Text: words}}}}})
		if err != nil {
			t.Fatal(err)
		}
		return r.ID
	}
	at := chat.Place{Channel: "drills"}
	id := post("card", at, "first words")
	shown := func() string { return h.p.view(h.p.room.byID[id], "ana").HTML }
	if !strings.Contains(shown(), "first words") {
		t.Errorf("it is shown as %s", shown())
	}
	post("reply", chat.Place{Channel: "drills", Thread: id}, "a reply")
	if !strings.Contains(shown(), "1 reply") {
		t.Errorf("after a reply it is shown as %s", shown())
	}
	edit := chat.Edit{ID: id, Message: chat.Message{Notice: "n", Blocks: []chat.Block{{Text: "other words"}}}}
	if _, err := h.p.Send(t.Context(), chat.Out{Space: "test", Key: "edit", Do: edit}); err != nil || !strings.Contains(shown(), "other words") {
		t.Errorf("after an edit (%v) it is shown as %s", err, shown())
	}
}
