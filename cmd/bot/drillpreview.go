package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"cackle/adapters/playground"
	"cackle/bot"
	"cackle/drills/pack"
)

type previewCommand struct {
	File string `arg:"" help:"The drill file."`
}

// Run is called by kong. The port is the playground's flag.
func (c *previewCommand) Run(p *program, flags *commands) error {
	if _, err := os.Stat(c.File); err != nil {
		return &trouble{"the drill cannot be read", "name a drill file", err}
	}
	port := 0
	if flags.Port != nil {
		port = *flags.Port
	}
	page := &playground.Preview{Look: (&lookout{file: c.File, run: newRunner()}).look}
	if err := page.Listen(fmt.Sprintf("127.0.0.1:%d", port)); err != nil {
		return &trouble{"the preview cannot listen", "choose another port with --port, or 0 for any that is free", err}
	}
	if _, err := fmt.Fprintln(p.out, "The drill is at", page.Address()); err != nil {
		return fmt.Errorf("print the address: %w", err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return page.Serve(ctx)
}

// lookout looks at one file whenever the page asks, and draws it anew where it has changed.
type lookout struct {
	file  string
	run   *remembering
	seen  []byte
	drawn playground.Sheet
}

func (l *lookout) look(ctx context.Context) (playground.Sheet, error) {
	body, err := pack.ReadFile(l.file)
	if err != nil { // an editor that saves by renaming leaves a moment without it
		return l.broken("gone", fmt.Sprintf("%s:1: %v, save it there again", l.file, err)), nil
	}
	if l.drawn.Version != "" && bytes.Equal(body, l.seen) {
		return l.drawn, nil
	}
	d, faults, err := readDrill(ctx, l.run, l.file)
	if err := errors.Join(err, ctx.Err()); err != nil { // whoever asked has gone, and what was not run is no fault of the drill
		return l.drawn, err
	}
	version := fmt.Sprintf("%x", sha256.Sum256(body))
	if d == nil {
		said := make([]string, len(faults))
		for i, f := range faults {
			said[i] = f.String()
		}
		l.drawn, l.seen = l.broken(version, said...), body
		return l.drawn, nil
	}
	screens, err := screensOf(ctx, l.run, d)
	if err != nil {
		return l.broken(version+" not drawn", fmt.Sprintf("%s:1: its screens cannot be drawn: %v", l.file, err)), nil
	}
	l.drawn, l.seen = playground.Sheet{Version: version, Title: d.Title, Screens: pictures(screens)}, body
	return l.drawn, nil
}

// broken keeps the last good screens below what is amiss.
func (l *lookout) broken(version string, faults ...string) playground.Sheet {
	s := l.drawn
	s.Version, s.Faults = version, faults
	if s.Title == "" {
		s.Title = strings.TrimSuffix(filepath.Base(l.file), filepath.Ext(l.file))
	}
	return s
}

func pictures(screens []bot.Screen) []playground.Picture {
	all := make([]playground.Picture, len(screens))
	for i, s := range screens {
		all[i] = playground.Picture{Group: s.Group, Name: s.Name, Message: s.Message, Step: s.Step}
		if err := valid(s); err != nil {
			all[i].Amiss = err.Error()
		}
	}
	return all
}

func valid(s bot.Screen) error {
	if s.Step != nil {
		return s.Step.Valid()
	}
	if s.Message != nil {
		return s.Message.Valid()
	}
	return errors.New("it shows nothing")
}
