package playground

import (
	"context"
	"fmt"
	"net/http"
	"unicode/utf8"

	"cackle/chat"
)

// upload is a file with what a person types. A page sends no data of one that is too large to be read.
type upload struct {
	Name string `json:"name"`
	Size int64  `json:"size"`
	Data []byte `json:"data,omitempty"` // base64
}

// maxName is how long a file's name may be.
const maxName = 100

// asFile is how an upload stands in a message.
func (u *upload) asFile() (*file, error) {
	if u == nil {
		return nil, nil
	}
	if n := utf8.RuneCountInString(u.Name); n == 0 || n > maxName || u.Size < 0 || len(u.Data) > chat.MaxFile ||
		u.Size <= chat.MaxFile && int64(len(u.Data)) != u.Size {
		return nil, &refusal{http.StatusBadRequest, "This file cannot be taken."}
	}
	return &file{Name: u.Name, Type: "application/octet-stream", Size: u.Size, Gone: u.Size > chat.MaxFile}, nil
}

// said is a person's message as the bot hears it, with what its file says.
func (p *Playground) said(ctx context.Context, m *message, edited bool) (chat.Say, error) {
	say := chat.Say{Message: m.ID, Text: m.Text, Edited: edited}
	if m.File == nil {
		return say, nil
	}
	body, err := kept(ctx, p.Keeper, filePrefix+m.ID)
	if err != nil {
		return say, fmt.Errorf("read a file: %w", err)
	}
	say.File = chat.ReadFile(m.File.Name, m.File.Size, body)
	return say, nil
}
