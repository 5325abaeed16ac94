package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"cackle/adapters/terminal"
	"cackle/bot"
	"cackle/chat"
)

type tryCommand struct {
	File string `arg:"" help:"The drill file."`
}

// Run is called by kong.
func (c *tryCommand) Run(p *program) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	return c.play(ctx, p)
}

// errEarly is for who pipes answers in, and would else take a drill that was left in the middle for one that was played.
var errEarly = &trouble{what: "the answers ended before the drill did", mend: "the last one is End"}

// typed says whether somebody sits at the other end.
func typed(in io.Reader) bool {
	f, ok := in.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// play goes on until the person ends it, or the context does: what it kept is removed in either case.
func (c *tryCommand) play(ctx context.Context, p *program) (err error) {
	run := newRunner()
	d, faults, err := readDrill(ctx, run, c.File)
	if err != nil {
		return err
	}
	if len(faults) > 0 {
		return errors.Join(printFaults(p.errs, faults), errFaults)
	}
	r, closed, err := rehearse(ctx, run, d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, closed()) }()
	t := &trial{ctx: ctx, r: r, Terminal: terminal.New(p.in, p.out)}
	ended := make(chan error, 1)
	go func() { ended <- t.play() }() // it may wait for a line that never comes
	select {
	case err = <-ended:
	case <-ctx.Done():
	}
	if errors.Is(err, terminal.ErrEnded) {
		if typed(p.in) { // with Ctrl-D, which is one way to leave
			return nil
		}
		return errEarly
	}
	return err
}

// trial is one person playing a drill on a terminal. They see the card, or the step that they opened from it.
type trial struct {
	*terminal.Terminal
	ctx      context.Context
	r        *bot.Rehearsal
	step     *chat.Step
	isClosed bool
}

const tries = "you" // the person's id

// way is something that can be done next.
type way struct {
	label string
	do    func() error
}

// play shows where the person is and does what they choose, until they end it.
func (t *trial) play() error {
	if err := t.show(); err != nil {
		return err
	}
	for {
		ways := t.ways()
		labels := make([]string, len(ways))
		for i, w := range ways {
			labels[i] = w.label
		}
		chosen, err := t.Choose(labels)
		if err != nil || ways[chosen].do == nil {
			return err
		}
		if err := ways[chosen].do(); err != nil {
			return err
		}
	}
}

func (t *trial) show() error {
	if t.step != nil {
		return terminal.Step(t, *t.step)
	}
	if m, posted := t.r.Debrief(); posted {
		return errors.Join(terminal.Message(t, t.r.Card()), terminal.Message(t, m))
	}
	return terminal.Message(t, t.r.Card())
}

// ways are the form's send word, the buttons, and what time and the end of the playing bring.
func (t *trial) ways() (all []way) {
	var buttons []chat.Button
	if t.step != nil {
		buttons = t.step.Buttons
		if t.step.Send != "" {
			all = append(all, way{t.step.Send, t.send})
		}
		slices.SortStableFunc(buttons, func(a, b chat.Button) int { return weight(a) - weight(b) })
	} else {
		rows := t.r.Card().Rows
		if m, posted := t.r.Debrief(); posted {
			rows = m.Rows
		}
		buttons = slices.Concat(rows...)
	}
	for _, b := range buttons {
		all = append(all, way{b.Label, func() error { return t.press(b) }})
	}
	if t.step != nil {
		all = append(all, way{"Back to the channel", func() error { t.step = nil; return t.show() }})
	}
	if !t.isClosed {
		all = append(all, way{"To the close of the round", t.close})
	}
	return append(all, way{"End", nil})
}

// weight puts the main button first, which Enter takes.
func weight(b chat.Button) int {
	if b.Style == chat.Main {
		return 0
	}
	return 1
}

func (t *trial) close() error {
	t.isClosed, t.step = true, nil
	return errors.Join(t.r.Close(t.ctx), t.show())
}

func (t *trial) press(b chat.Button) error { return t.do(chat.Press{Button: b.ID}, nil) }

// send asks for the fields and sends them; a form that is not taken is asked again, over what was typed.
func (t *trial) send() error {
	values, err := t.Ask(t.step.Parts)
	if err != nil {
		return err
	}
	return t.do(chat.Submit{Step: t.step.ID, Values: values}, values)
}

func (t *trial) do(act chat.Act, typed chat.Values) error {
	answer, err := t.r.Do(t.ctx, tries, act)
	if err != nil {
		return err
	}
	switch a := answer.(type) {
	case chat.Show:
		t.step = t.r.Step(tries)
		return t.show()
	case chat.Whisper:
		return terminal.Message(t, a.Message)
	case chat.Home:
		return terminal.Message(t, a.Message)
	case chat.Problem:
		if _, err := fmt.Fprintf(t, "\n→ %s\n\n", a.Text); err != nil {
			return fmt.Errorf("show a problem: %w", err)
		}
		for _, p := range t.step.Parts {
			if p.Field != nil && p.Field.Name != a.Field {
				p.Field.Prefill = typed[p.Field.Name]
			}
		}
	}
	return nil
}
