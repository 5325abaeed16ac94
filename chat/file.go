package chat

import (
	"bytes"
	"unicode/utf8"
)

// MaxFile is how many bytes of a person's file are read.
const MaxFile = 64 << 10

// Unread is why a file was not read.
type Unread string

// The reasons why a file is not read.
const (
	TooLarge   Unread = "large"
	NotText    Unread = "other"
	NotFetched Unread = "away" // the platform did not hand it out
)

// File is a file that a person sent: what it says, or why that was not read.
type File struct {
	Name   string
	Size   int64
	Text   string
	Unread Unread
}

// ReadFile reads a file that was sent. One that is too large need not be fetched: its body is not looked at.
func ReadFile(name string, size int64, body []byte) *File {
	f := &File{Name: name, Size: size}
	switch {
	case size > MaxFile:
		f.Unread = TooLarge
	case !utf8.Valid(body) || bytes.ContainsRune(body, 0):
		f.Unread = NotText
	default:
		f.Text = string(bytes.TrimPrefix(body, []byte("\ufeff")))
	}
	return f
}
