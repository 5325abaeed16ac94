package adaptertest

import (
	"bytes"
	"strings"

	"cackle/chat"
)

// A file that comes with talk is read where it is text of the size that is read; else it is said why it was not. In a harness's acts
// a file's Text is its bytes, whatever they are.
func attached(t T, b *Bench) {
	if !b.Adapter().Limits().Talk {
		return
	}
	for name, f := range map[string]struct {
		body   string
		unread chat.Unread
	}{
		"wörter.sql": {"SELECT 'é'\r\n", ""}, "full.txt": {strings.Repeat("x", chat.MaxFile), ""},
		"big.txt": {strings.Repeat("x", chat.MaxFile+1), chat.TooLarge}, "shot.png": {"\x89PNG\r\n\x1a\n\x00\xff", chat.NotText},
	} {
		_, e := b.do("ana", chat.Say{Text: "with " + name, File: &chat.File{Name: name, Text: f.body}})
		say := e.Act.(chat.Say)
		want := chat.File{Name: name, Size: int64(len(f.body)), Text: f.body, Unread: f.unread}
		if f.unread != "" {
			want.Text = ""
		}
		if say.File == nil || *say.File != want || say.Text != "with "+name {
			t.Errorf("a message with the file %s was heard as %.200v", name, say)
		}
		got := b.one("ben", "with "+name)
		if f.unread != chat.TooLarge && (got.File == nil || got.File.Name != name || !bytes.Equal(got.File.Body, []byte(f.body))) {
			t.Errorf("the file %s is seen as %.200v", name, got.File)
		}
	}
	_, e := b.do("ana", chat.Say{File: &chat.File{Name: "alone.txt", Text: "9 %"}})
	if say := e.Act.(chat.Say); say.File == nil || say.File.Text != "9 %" || say.Text != "" {
		t.Errorf("a file without words was heard as %+v", say)
	}
}

// What others reply in a veiled thread is read by nobody who may not; what the bot says there, and one's own, is. It opens for one,
// closes again, and opens for all. Where a platform cannot, unveiling costs nothing.
func veiled(t T, b *Bench) {
	if !b.Adapter().Limits().Threads {
		return
	}
	m := text("the veiled head")
	m.Veiled = true
	card := b.post("card", m)
	at := chat.Place{Channel: b.Channel(), Thread: card.ID}
	reads := func(who, words string, want bool) {
		t.Helper()
		if !b.Adapter().Limits().Veils {
			want = true
		}
		if got := len(b.find(who, words)) > 0; got != want {
			t.Errorf("whether %s reads %q in a veiled thread: %v, want %v", who, words, got, want)
		}
	}
	unveil := func(key, who string, off bool) {
		b.send(key, chat.Unveil{At: at, To: b.Person(who).ID, Off: off})
	}
	b.always(nil)
	b.doAt("ana", at, chat.Say{Text: "my way"})
	b.send("reply", chat.Post{At: at, Message: text("the bot says")})
	for _, who := range []string{"ana", "ben", "chi"} {
		reads(who, "the bot says", true)
		reads(who, "the veiled head", true)
		reads(who, "my way", who == "ana")
	}
	unveil("unveil", "ben", false)
	unveil("unveil twice", "ben", false)
	b.doAt("ana", at, chat.Say{Text: "another way"})
	for _, words := range []string{"my way", "another way"} {
		reads("ben", words, true)
		reads("chi", words, false)
	}
	unveil("veil", "ben", true)
	reads("ben", "my way", false)
	b.send("edit", chat.Edit{At: b.channel(), ID: card.ID, Message: text("open to all")})
	for _, who := range []string{"ben", "chi"} {
		reads(who, "my way", true)
	}
}
