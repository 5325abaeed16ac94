// Package pack reads drill files and finds their faults.
//
// A drill is one Markdown file with TOML between +++ lines in front. What a machine compares stands in the TOML; words and
// example answers are Markdown, under headings:
//
//	opener and prompt, before any heading
//	## Option A: text            Observed: the fact that stands beside this choice
//	## Tables, ## Wanted         SQL, in a code block each
//	## Sound: name               why it holds, and an answer that passes in a code block; the canonical way first
//	## Misconception: id         Name:, the five lines of its feedback, Read more:, answers that show it in code blocks
//	## Hands up                  a numbered list
//	## Holds, ## Why, ## Debrief
//	## Twin, ## Transfer         a prompt, and the same headings one level down
//
// attempts = "thread" in the TOML takes replies in the round's thread as attempts, beside the form.
package pack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"

	"cackle/drills"
	"cackle/drills/check"
)

// Fault is something amiss in a drill file, and what mends it.
type Fault struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"`
	Mend string `json:"mend"`
}

// String is "file:line: what, mend".
func (f Fault) String() string { return fmt.Sprintf("%s:%d: %s, %s", f.File, f.Line, f.What, f.Mend) }

// Load reads every .md file below a file system but README.md, sorted by id. A file with faults is left out.
func Load(fsys fs.FS) (all []*drills.Drill, faults []Fault) {
	found, _, faults := load(fsys, "", map[string]string{})
	for _, f := range found {
		all = append(all, f.drill)
	}
	slices.SortFunc(all, func(a, b *drills.Drill) int { return cmp.Compare(a.ID, b.ID) })
	return all, faults
}

// CheckAll is Load and Check over every file below a file system, and says how many there are. under is the folder that the
// file system is, for names as their author knows them.
func CheckAll(ctx context.Context, run check.Runner, fsys fs.FS, under string) (files int, faults []Fault) {
	_, files, faults = Sound(ctx, run, fsys, under, nil)
	return files, faults
}

// Sound is CheckAll, and gives the drills without faults, sorted by id: one that is broken leaves the others as they are. The ids
// of taken are those of drills that are there already.
func Sound(
	ctx context.Context, run check.Runner, fsys fs.FS, under string, taken []*drills.Drill,
) (sound []*drills.Drill, files int, faults []Fault) {
	first := map[string]string{}
	for _, d := range taken {
		first[d.ID] = "a drill that ships"
	}
	found, files, faults := load(fsys, under, first)
	for _, f := range found {
		amiss := Check(ctx, run, f.name, f.drill)
		if len(amiss) == 0 {
			sound = append(sound, f.drill)
		}
		faults = append(faults, amiss...)
	}
	slices.SortFunc(sound, func(a, b *drills.Drill) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortStableFunc(faults, func(a, b Fault) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
	return sound, files, faults
}

type file struct {
	name  string
	drill *drills.Drill
}

// load reads the files; first says where each id stands already.
func load(fsys fs.FS, under string, first map[string]string) (found []file, files int, faults []Fault) {
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil && name != "." { // one folder that cannot be read keeps nothing else from being read
			faults = append(faults, Fault{path.Join(under, name), 1, err.Error(), "look at who may read it"})
			return nil
		}
		if err != nil || d.IsDir() || path.Ext(name) != ".md" || path.Base(name) == "README.md" {
			return err
		}
		files++
		text, err := readFrom(fsys, name)
		name = path.Join(under, name)
		if err != nil {
			faults = append(faults, Fault{name, 1, err.Error(), "look at who may read it"})
			return nil
		}
		drill, amiss := Parse(name, text)
		faults = append(faults, amiss...)
		if drill == nil {
			return nil
		}
		if other, twice := first[drill.ID]; twice {
			faults = append(faults, Fault{name, idLine(drill), fmt.Sprintf("id %q is that of %s too", drill.ID, other), "give each drill its own"})
			return nil
		}
		first[drill.ID] = name
		found = append(found, file{name, drill})
		return nil
	})
	if err != nil {
		faults = append(faults, Fault{path.Join(under, "."), 1, err.Error(), "look at the path"})
	}
	return found, files, faults
}

func idLine(d *drills.Drill) int {
	var p parser
	p.cut(d.Source)
	return p.lineOf("id", nil)
}

// CheckText is Parse and Check of one file. The drill is nil where there is any fault.
func CheckText(ctx context.Context, run check.Runner, name string, text []byte) (*drills.Drill, []Fault) {
	d, faults := Parse(name, text)
	if d != nil {
		faults = Check(ctx, run, name, d)
	}
	if len(faults) > 0 {
		return nil, faults
	}
	return d, nil
}

// Parse reads one file. The drill is nil where its form is amiss; all faults of form come at once, and with them what can be said of
// its texts as far as they could be read. Everything else is for [Check], which needs a drill that was read.
func Parse(name string, text []byte) (*drills.Drill, []Fault) {
	p := &parser{name: name}
	d := p.parse(string(text))
	if len(p.faults) > 0 {
		if !p.missing() && d != nil && !p.twice {
			p.texts(d)
		}
		return nil, p.sorted()
	}
	sum := sha256.Sum256(text)
	d.Source, d.Hash = string(text), hex.EncodeToString(sum[:])
	return d, nil
}
