package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"cackle/drills/check"
	"cackle/drills/pack"
	"cackle/packs"
	"cackle/sandbox"
)

type checkCommand struct {
	Paths []string `arg:"" optional:"" placeholder:"PATH" help:"Drill files, or folders of them; without any, your own packs or else the drills that ship."`
	JSON  bool     `help:"Print JSON."`
}

// checked is what there is to say, as --json prints it.
type checked struct {
	Drills int     `json:"drills"`
	Faults []fault `json:"faults"`
}

// Run is called by kong.
func (c *checkCommand) Run(p *program, flags *commands) error {
	out := checked{Faults: []fault{}}
	if flags.Config != "" {
		config, faults, err := readConfig(flags.Config, packNames())
		if err != nil {
			return err
		}
		out.Faults = append(out.Faults, faults...)
		if err := out.ownPacks(config.Packs); err != nil {
			return err
		}
	}
	if len(c.Paths) > 0 || out.Drills == 0 {
		if err := c.drills(&out); err != nil {
			return err
		}
	}
	if err := p.tell(c.JSON, out); err != nil {
		return err
	}
	if len(out.Faults) > 0 {
		return errFaults
	}
	return nil
}

func (p *program) tell(asJSON bool, c checked) error {
	if asJSON {
		return p.json(c)
	}
	for _, f := range c.Faults {
		if _, err := fmt.Fprintln(p.out, f); err != nil {
			return fmt.Errorf("print a fault: %w", err)
		}
	}
	_, err := fmt.Fprintf(p.out, "%s, %s\n", counted(c.Drills, "drill"), counted(len(c.Faults), "fault"))
	if err != nil {
		return fmt.Errorf("print how many faults there are: %w", err)
	}
	return nil
}

// counted is "1 drill", "2 drills".
func counted(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// drills parses and runs every drill named, and gathers the faults of all.
func (c *checkCommand) drills(out *checked) error {
	if len(c.Paths) == 0 {
		look(packs.FS, "", out)
		return nil
	}
	for _, path := range c.Paths {
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return &trouble{"there is nothing at " + path, "name a drill file, or a folder of them", nil}
		case err != nil:
			return &trouble{"the drill cannot be looked at", "look at the path", err}
		case !info.IsDir():
			err = lookAt(path, out)
		case !look(os.DirFS(path), path, out):
			err = &trouble{"there is no drill in " + path, "a drill is a .md file", nil}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// look checks every drill below a file system, and says whether there was any; under is what their names are relative to.
func look(fsys fs.FS, under string, out *checked) (found bool) {
	files, faults := pack.CheckAll(context.Background(), runner{sandbox.New()}, fsys, filepath.ToSlash(under))
	out.Drills += files
	for _, f := range faults {
		out.Faults = append(out.Faults, fault(f))
	}
	return files > 0 || len(faults) > 0
}

func lookAt(path string, out *checked) error {
	text, err := pack.ReadFile(path)
	if err != nil {
		return &trouble{"the drill cannot be read", "look at the path", err}
	}
	_, faults := pack.CheckText(context.Background(), runner{sandbox.New()}, path, text)
	out.Drills++
	for _, f := range faults {
		out.Faults = append(out.Faults, fault(f))
	}
	return nil
}

// packNames are the folders of the drills that ship.
func packNames() (names []string) {
	dirs, err := fs.ReadDir(packs.FS, ".")
	if err != nil {
		panic(err) // it is embedded
	}
	for _, d := range dirs {
		names = append(names, d.Name())
	}
	slices.Sort(names)
	return names
}

// runner joins the sandbox to the checker.
type runner struct{ box *sandbox.Box }

func (r runner) SQL(ctx context.Context, tables, query string) (check.Rows, error) {
	result, err := r.box.SQL(ctx, sandbox.Query{Tables: tables, SQL: query})
	return check.Rows(result), err
}

var _ check.Runner = runner{}
