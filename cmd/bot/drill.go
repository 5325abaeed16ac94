package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"time"

	"cackle/bot"
	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/pack"
	"cackle/sandbox"
	"cackle/store"
	"cackle/text"
)

// drillCommands are for who writes drills.
type drillCommands struct {
	New     newCommand     `cmd:"" help:"Ask what a drill needs, and write its file."`
	Try     tryCommand     `cmd:"" help:"Play a drill here, from a first go to the debrief. Nothing is kept."`
	Preview previewCommand `cmd:"" help:"Show every screen of a drill in the browser, as its file is written."`
}

// readDrill reads a drill file and checks it; a drill with faults is none.
func readDrill(ctx context.Context, run check.Runner, path string) (*drills.Drill, []pack.Fault, error) {
	body, err := pack.ReadFile(path)
	if err != nil {
		return nil, nil, &trouble{"the drill cannot be read", "name a drill file; bot drill new writes one", err}
	}
	d, faults := pack.CheckText(ctx, run, path, body)
	return d, faults, nil
}

// rehearse plays a drill on a store that goes with close.
func rehearse(ctx context.Context, run check.Runner, d *drills.Drill) (r *bot.Rehearsal, closed func() error, err error) {
	dir, err := os.MkdirTemp("", "cackle-rehearsal-")
	if err != nil {
		return nil, nil, &trouble{"there is no room for a rehearsal", "look at the folder for temporary files", err}
	}
	closed = func() error { return os.RemoveAll(dir) }
	st, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return nil, nil, errors.Join(err, closed())
	}
	closed = func() error { return errors.Join(st.Close(), os.RemoveAll(dir)) }
	texts, err := text.Load()
	if err == nil {
		r, err = bot.Rehearse(ctx, bot.Config{Store: st, Runner: run, Texts: texts, Log: slog.New(slog.DiscardHandler)}, d, time.Now())
	}
	if err != nil {
		return nil, nil, errors.Join(err, closed())
	}
	return r, closed, nil
}

// screensOf are all the screens of a drill without faults, the debrief of a small team last.
func screensOf(ctx context.Context, run check.Runner, d *drills.Drill) (screens []bot.Screen, err error) {
	for _, look := range []func(*bot.Rehearsal) ([]bot.Screen, error){
		func(r *bot.Rehearsal) ([]bot.Screen, error) { return r.Screens(ctx) },
		func(r *bot.Rehearsal) ([]bot.Screen, error) {
			small, err := r.SmallDebrief(ctx)
			return []bot.Screen{small}, err
		},
	} {
		r, closed, err := rehearse(ctx, run, d)
		if err != nil {
			return nil, err
		}
		more, err := look(r)
		if err := errors.Join(err, closed()); err != nil {
			return nil, err
		}
		screens = append(screens, more...)
	}
	return screens, nil
}

// remembering runs each query once: a drill's examples come back at every look.
type remembering struct {
	check.Runner
	rows map[[2]string]check.Rows
}

func newRunner() *remembering { return &remembering{runner{sandbox.New()}, map[[2]string]check.Rows{}} }

func (r *remembering) SQL(ctx context.Context, tables, query string) (check.Rows, error) {
	key := [2]string{tables, query}
	if rows, ok := r.rows[key]; ok {
		return rows, nil
	}
	rows, err := r.Runner.SQL(ctx, tables, query)
	if err == nil {
		r.rows[key] = rows
	}
	return rows, err
}

// printFaults says what is amiss, a line each.
func printFaults(out io.Writer, faults []pack.Fault) error {
	for _, f := range faults {
		if _, err := fmt.Fprintln(out, f); err != nil {
			return fmt.Errorf("print a fault: %w", err)
		}
	}
	return nil
}
