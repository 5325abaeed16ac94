package pack

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"unicode/utf8"
)

// errNoFile is for what has a file's name and is none: a pipe, a device, a folder.
var errNoFile = errors.New("this is no regular file")

// ReadFile reads a drill file, and of one that is far too large no more than shows that it is.
func ReadFile(path string) ([]byte, error) {
	f, err := openRegular(os.Stat, path, func() (fs.File, error) { return os.Open(path) })
	if err != nil {
		return nil, err
	}
	return readAll(f)
}

// openRegular looks before it opens: opening a pipe would wait for somebody to write there.
func openRegular(stat func(string) (fs.FileInfo, error), name string, open func() (fs.File, error)) (fs.File, error) {
	info, err := stat(name)
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, errNoFile
	}
	return open()
}

func readFrom(fsys fs.FS, name string) ([]byte, error) {
	stat := func(name string) (fs.FileInfo, error) { return fs.Stat(fsys, name) }
	f, err := openRegular(stat, name, func() (fs.File, error) { return fsys.Open(name) })
	if err != nil {
		return nil, err
	}
	return readAll(f)
}

func readAll(f fs.File) (text []byte, err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	return io.ReadAll(io.LimitReader(f, largest+1))
}

// encoded says what is in a file that is no UTF-8 text, and where; false for one that is.
func encoded(text string) (line int, what, mend string, amiss bool) {
	switch {
	case strings.HasPrefix(text, "\xff\xfe"), strings.HasPrefix(text, "\xfe\xff"):
		return 1, "this is UTF-16", "save the file as UTF-8", true
	case sparse(text):
		return 1, "this is UTF-16 without its mark, or no text", "save the file as UTF-8", true
	}
	for i, line := range strings.Split(text, "\n") {
		if strings.ContainsRune(line, 0) {
			return i + 1, "this is no text: it holds a NUL", "a drill is Markdown; take the NUL out", true
		}
		if at := invalid(line); at >= 0 {
			return i + 1, fmt.Sprintf("byte %d, 0x%02X, is no UTF-8%s", at+1, line[at], latin(line[at])), "save the file as UTF-8", true
		}
	}
	return 0, "", "", false
}

// sparse is text of which every other byte at the beginning is 0.
func sparse(text string) bool {
	head := []byte(text[:min(len(text), 64)])
	return len(head) > 8 && bytes.Count(head, []byte{0})*2 >= len(head)-1
}

// invalid is where a line stops being UTF-8; -1 where it does not.
func invalid(line string) int {
	for i, r := range line {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(line[i:]); size == 1 {
			return i
		}
	}
	return -1
}

// latin says which letter a byte is in Latin-1, which is what most such files are in.
func latin(b byte) string {
	if b < 0xA0 {
		return ""
	}
	return fmt.Sprintf("; in Latin-1 it would be %q", rune(b))
}
