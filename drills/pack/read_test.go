package pack_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf16"

	"cackle/drills/pack"
	"cackle/sandbox"
)

// wide is a text in UTF-16, low byte first.
func wide(text string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestFilesThatAreNoDrill(t *testing.T) {
	good := read(t, fence)
	for name, c := range map[string]struct{ text, want string }{
		"empty":            {"", "garden/fence.md:1: the file is empty, bot drill new asks what a drill needs, and writes one"},
		"blank":            {"\n \n", "garden/fence.md:1: the file is empty, bot drill new asks what a drill needs, and writes one"},
		"UTF-16":           {"\xff\xfe" + wide(good), "garden/fence.md:1: this is UTF-16, save the file as UTF-8"},
		"UTF-16, unmarked": {wide(good), "garden/fence.md:1: this is UTF-16 without its mark, or no text, save the file as UTF-8"},
		"a picture":        {"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "garden/fence.md:1: byte 1, 0x89, is no UTF-8, save the file as UTF-8"},
		"cut off in front": {good[:200], "garden/fence.md:1: the TOML has no end, put a line of +++ after it"},
		"cut off in code":  {good[:strings.Index(good, "11 posts\n```")], "garden/fence.md:72: this code block has no end, close it with as many backticks"},
	} {
		if said := strings.Join(faults(t, fence, c.text), "\n"); !strings.Contains(said, c.want) {
			t.Errorf("%s: %q, want %q", name, said, c.want)
		}
	}
}

// What has the name of a drill and is none keeps nothing else from being read: a folder that is closed, a pipe, a huge file.
func TestWhatCannotBeReadIsAFault(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string, mode fs.FileMode) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	write(fence, read(t, fence), 0o600)
	write("huge/sea.md", strings.Repeat("-", 1<<20), 0o600)
	if err := os.Symlink(filepath.Join(dir, "nowhere.md"), filepath.Join(dir, "huge", "link.md")); err != nil {
		t.Skip(err) // a system without links
	}
	if err := os.Symlink(dir, filepath.Join(dir, "huge", "folder.md")); err != nil {
		t.Fatal(err)
	}
	files, all := pack.CheckAll(t.Context(), box{sandbox.New()}, os.DirFS(dir), "d")
	if files != 4 || len(all) != 3 {
		t.Fatalf("%d files, %q", files, all)
	}
	for i, want := range []string{
		"d/huge/folder.md:1: this is no regular file, look at who may read it",
		"d/huge/link.md:1: stat huge/link.md: no such file or directory, look at who may read it",
		"d/huge/sea.md:1: the file has more than 65536 bytes, a drill is one task with its feedback: part it, or take out what is none of it",
	} {
		if all[i].String() != want {
			t.Errorf("%q, want %q", all[i], want)
		}
	}
	if drills, _ := pack.Load(os.DirFS(dir)); len(drills) != 1 || drills[0].ID != "garden/fence" {
		t.Errorf("the sound one was not loaded: %v", drills)
	}
}

// The same id in two files is named at the second, with the first.
func TestAnIDTwice(t *testing.T) {
	text := []byte(read(t, fence))
	_, all := pack.CheckAll(t.Context(), stub{}, fstest.MapFS{"a/garden/fence.md": {Data: text}, "b/garden/fence.md": {Data: text}}, "")
	if len(all) != 1 || all[0].String() != `b/garden/fence.md:2: id "garden/fence" is that of a/garden/fence.md too, give each drill its own` {
		t.Errorf("%q", all)
	}
}
