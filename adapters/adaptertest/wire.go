package adaptertest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"

	"cackle/chat"
	"cackle/internal/kinds"
)

// The wire between [Platform] and [Wire] is JSON over HTTP:
//
//	GET  /event            the next event that nobody has answered, or 204 after a while
//	POST /answer/{number}  the answer to it: only now is it acknowledged
//	POST /send             a deed with its key; 410 for gone, 403 for refused, 429 for later
var (
	acts    = kinds.Of[chat.Act](chat.Press{}, chat.Submit{}, chat.Command{}, chat.Open{}, chat.Say{}, chat.React{}, chat.Joined{}, chat.Unreachable{})
	deeds   = kinds.Of[chat.Deed](chat.Post{}, chat.Edit{}, chat.Note{}, chat.Fill{}, chat.Mark{}, chat.Settle{}, chat.Unveil{}, chat.Page{})
	answers = kinds.Of[chat.Answer](chat.Show{}, chat.Problem{}, chat.Whisper{}, chat.Home{}, chat.Close{})
)

// tagged is a value of one of several types.
type tagged struct {
	Kind string
	Body json.RawMessage
}

type wireEvent struct {
	Number int
	ID     string
	By     chat.Person
	At     chat.Place
	Act    tagged
}

type wireOut struct {
	Key  string
	Deed tagged
}

func tag(k kinds.Kinds, v any) (tagged, error) {
	kind, body, err := k.Encode(v)
	return tagged{kind, body}, err
}

// WireSpace is the one space of the wire platform.
const WireSpace chat.Space = "wire"

// Wire is the adapter of a [Platform] that may live in another process.
type Wire struct {
	url    string
	client *http.Client
}

var _ chat.Adapter = (*Wire)(nil)

// NewWire speaks to the platform at this address.
func NewWire(url string) *Wire {
	return &Wire{url: url, client: &http.Client{Timeout: 30 * time.Second}}
}

// Space implements chat.Adapter.
func (*Wire) Space() chat.Space { return WireSpace }

// Limits implements chat.Adapter.
func (*Wire) Limits() chat.Limits {
	return chat.Limits{Message: chat.MaxContent, Parts: chat.MaxParts, Typed: chat.MaxTyped, Threads: true, Talk: true, Veils: true}
}

// Serve takes events side by side and answers each after the handler has returned. One that was not taken for an error is
// answered with that, and nothing of the error; one that was under way when this process died comes again.
func (w *Wire) Serve(ctx context.Context, h chat.Handler) error {
	places := make(chan struct{}, 16)
	defer func() {
		for range cap(places) {
			places <- struct{}{} // those under way
		}
	}()
	for ctx.Err() == nil {
		e, ok, err := w.next(ctx)
		if err != nil {
			select {
			case <-ctx.Done():
			case <-time.After(20 * time.Millisecond): // the platform is away
			}
			continue
		}
		if !ok {
			continue
		}
		places <- struct{}{}
		go func() {
			defer func() { <-places }()
			w.handle(context.WithoutCancel(ctx), h, e)
		}()
	}
	return nil
}

func (w *Wire) next(ctx context.Context) (e wireEvent, ok bool, err error) {
	status, err := w.call(ctx, http.MethodGet, "/event", nil, &e)
	return e, status == http.StatusOK, err
}

func (w *Wire) handle(ctx context.Context, h chat.Handler, e wireEvent) {
	act, err := acts.Decode(e.Act.Kind, e.Act.Body)
	if err != nil {
		return // it comes again, and the platform's test says that nobody answered
	}
	answer, err := h(ctx, chat.Event{ID: e.ID, Space: WireSpace, By: e.By, At: e.At, Act: act.(chat.Act)})
	body := tagged{Kind: "Error"}
	if err == nil {
		if body, err = tagAnswer(answer); err != nil {
			return
		}
	}
	// A platform that did not get the answer delivers the event again.
	_, _ = w.call(ctx, http.MethodPost, fmt.Sprintf("/answer/%d", e.Number), body, nil)
}

func tagAnswer(a chat.Answer) (tagged, error) {
	if a == nil {
		return tagged{}, nil
	}
	return tag(answers, a)
}

// Send implements chat.Adapter.
func (w *Wire) Send(ctx context.Context, out chat.Out) (receipt chat.Receipt, err error) {
	if err := out.Valid(); err != nil {
		return receipt, err
	}
	deed, err := tag(deeds, out.Do)
	if err != nil {
		return receipt, err
	}
	status, err := w.call(ctx, http.MethodPost, "/send", wireOut{Key: out.Key, Deed: deed}, &receipt)
	switch status {
	case http.StatusGone:
		return receipt, chat.ErrGone
	case http.StatusForbidden:
		return receipt, chat.ErrRefused
	}
	return receipt, err
}

func (w *Wire) call(ctx context.Context, method, path string, body, into any) (status int, err error) {
	var sent io.Reader // an empty one lets the platform see at once when nobody waits any more
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return 0, err
		}
		sent = bytes.NewReader(text)
	}
	r, err := http.NewRequestWithContext(ctx, method, w.url+path, sent)
	if err != nil {
		return 0, err
	}
	answer, err := w.client.Do(r)
	if err != nil {
		return 0, err
	}
	defer answer.Body.Close()
	said, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode == http.StatusNoContent {
		return answer.StatusCode, err
	}
	if seconds, err := strconv.Atoi(answer.Header.Get("Retry-After")); err == nil {
		return answer.StatusCode, &chat.Later{After: time.Duration(seconds) * time.Second}
	}
	if answer.StatusCode != http.StatusOK {
		return answer.StatusCode, errors.New("the platform answers " + answer.Status)
	}
	if into == nil {
		return answer.StatusCode, nil
	}
	return answer.StatusCode, json.Unmarshal(said, into)
}
