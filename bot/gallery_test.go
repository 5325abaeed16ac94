package bot

import (
	"slices"
	"testing"

	"cackle/adapters/playground"
	"cackle/chat"
	"cackle/text"
)

// picture is what somebody saw, as data that every adapter renders.
type picture struct {
	conversation string        // the transcript's name
	seen         string        // who sees it, and where
	after        string        // the line of the transcript that it came by
	message      *chat.Message // or
	passing      bool          // which is an answer to one person alone
	step         *chat.Step    // and
	problem      *chat.Problem // which stands under one of its fields
}

// pictureOf is what somebody can see as a picture; the end of a step is none.
func (r *room) pictureOf(who string, m any) (picture, bool) {
	switch m := m.(type) {
	case chat.Message:
		return picture{message: &m}, true
	case chat.Step:
		return picture{step: &m}, true
	case chat.Whisper:
		return picture{message: &m.Message, passing: true}, true
	case chat.Home:
		return picture{message: &m.Message, passing: true}, true
	case chat.Problem:
		return picture{step: r.steps[who], problem: &m}, r.steps[who] != nil
	}
	return picture{}, false
}

func (p picture) buttons() []chat.Button {
	if p.step != nil {
		return p.step.Buttons
	}
	return slices.Concat(p.message.Rows...)
}

// galleries are the adapters, by the file that shows everything as they render it.
var galleries = map[string]func([]picture) string{
	"testdata/gallery/playground.html": playgroundGallery,
}

func playgroundGallery(all []picture) string {
	s := playground.Sheet{Title: "The gallery"}
	for _, p := range all {
		s.Screens = append(s.Screens, playground.Picture{
			Group: p.conversation, Name: p.seen, After: p.after,
			Message: p.message, Passing: p.passing, Step: p.step, Problem: p.problem,
		})
	}
	return playground.Gallery(s, "../../../adapters/playground/static")
}

// The gallery shows what the transcripts say as each adapter renders it. Its files are opened in a browser as they are, and are the
// review of words in chat: go test ./bot -run 'Transcripts|Gallery' -rewrite writes both anew.
func TestGallery(t *testing.T) {
	all := playAll(t, nil)
	for file, render := range galleries {
		golden(t, file, render(all))
	}
}

func playAll(t *testing.T, texts *text.Bundle) (all []picture) {
	t.Helper()
	for _, file := range transcripts(t) {
		_, seen := play(t, read(t, file), texts)
		for _, p := range seen {
			p.conversation = titleOf(file)
			all = append(all, p)
		}
	}
	return all
}
