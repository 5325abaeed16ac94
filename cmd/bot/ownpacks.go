package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"cackle/drills"
	"cackle/drills/check"
	"cackle/drills/pack"
)

// packsConfig is where a team's own drills lie.
type packsConfig struct {
	Folder string `toml:"folder"`
}

// ownPacks takes the folder from where the configuration lies, and lets programmes ask for the packs in it.
func (r *configReader) ownPacks(c *packsConfig) {
	if c.Folder == "" {
		return
	}
	named := c.Folder
	if !filepath.IsAbs(c.Folder) {
		c.Folder = filepath.Join(filepath.Dir(r.file), c.Folder)
	}
	if info, err := os.Stat(c.Folder); err != nil || !info.IsDir() {
		r.fault(r.line("packs.folder"), fmt.Sprintf("folder %q: there is no such folder", named), "name one that holds a folder for each pack")
		c.Folder = ""
		return
	}
	// A drill that is broken has its pack too: what is amiss is said of the drill, and not of who asks for it. What cannot be read
	// is said when the drills are.
	_ = filepath.WalkDir(c.Folder, func(name string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(name) != ".md" || filepath.Base(name) == "README.md" {
			return nil
		}
		if pack := path.Base(filepath.ToSlash(filepath.Dir(name))); !slices.Contains(r.packs, pack) {
			r.packs = append(r.packs, pack)
		}
		return nil
	})
}

// own are the team's drills without faults, and the faults of the others.
func (c packsConfig) own(ctx context.Context, run check.Runner, taken []*drills.Drill) ([]*drills.Drill, int, []pack.Fault) {
	if c.Folder == "" {
		return nil, 0, nil
	}
	return pack.Sound(ctx, run, os.DirFS(c.Folder), filepath.ToSlash(c.Folder), taken)
}

// ownPacks checks the team's drills beside those that ship.
func (out *checked) ownPacks(c packsConfig) error {
	ships, err := shipped()
	if err != nil {
		return err
	}
	_, files, faults := c.own(context.Background(), newRunner(), ships)
	out.Drills += files
	for _, f := range faults {
		out.Faults = append(out.Faults, fault(f))
	}
	return nil
}

// allDrills are those that ship and the team's own. A drill with a fault is left out, and the log says which and why.
func allDrills(ctx context.Context, s setup, run check.Runner) ([]*drills.Drill, error) {
	all, err := shipped()
	if err != nil {
		return nil, err
	}
	own, _, faults := s.config.Packs.own(ctx, run, all)
	for _, f := range faults {
		s.log.ErrorContext(ctx, "a drill is left out", "fault", f.String())
	}
	all = append(all, own...)
	slices.SortFunc(all, func(a, b *drills.Drill) int { return cmp.Compare(a.ID, b.ID) })
	return all, nil
}
