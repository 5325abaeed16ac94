package pack

import (
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"cackle/drills"
	"cackle/internal/keylines"
	"cackle/internal/near"
)

// front is the TOML of a drill file: what a machine compares.
type front struct {
	ID        string   `toml:"id"`
	Title     string   `toml:"title"`
	Skill     string   `toml:"skill"`
	Subskill  string   `toml:"subskill"`
	Label     string   `toml:"label"`
	Level     int      `toml:"level"`
	Kind      string   `toml:"kind"`
	Minutes   int      `toml:"minutes"`
	Stuck     string   `toml:"stuck"`
	Window    int      `toml:"window"`
	Version   int      `toml:"version"`
	Fixes     string   `toml:"fixes"`
	Safety    bool     `toml:"safety"`
	Expect    string   `toml:"expect"`
	Attempts  string   `toml:"attempts"` // where they are taken: "form", or "thread" too
	WhyChoice string   `toml:"why_choice"`
	Sources   []source `toml:"sources"`
	Answer    answer   `toml:"answer"`
	Signs     []sign   `toml:"misconception"`
	Twin      variant  `toml:"twin"`
	Transfer  variant  `toml:"transfer"`
}

type source struct {
	Title string `toml:"title"`
	URL   string `toml:"url"`
}

// variant is the twin's or the transfer's part of the TOML.
type variant struct {
	Kind      string `toml:"kind"`
	WhyChoice string `toml:"why_choice"`
	Answer    answer `toml:"answer"`
	Signs     []sign `toml:"misconception"`
}

type answer struct {
	Value     *float64 `toml:"value"`
	Tolerance float64  `toml:"tolerance"`
	Unit      string   `toml:"unit"`
	Right     []string `toml:"right"`
	Exact     []string `toml:"exact"`
	Pattern   string   `toml:"pattern"`
	Ordered   bool     `toml:"ordered"`
	Near      float64  `toml:"near"`
}

type sign struct {
	ID      string     `toml:"id"`
	Value   *float64   `toml:"value"`
	Within  []float64  `toml:"within"`
	Choice  string     `toml:"choice"`
	Pattern string     `toml:"pattern"`
	Returns [][]string `toml:"returns"`
	Error   string     `toml:"error"`
}

// drill is what the TOML says by itself.
func (f front) drill() *drills.Drill {
	d := &drills.Drill{
		ID: f.ID, Title: f.Title, Skill: f.Skill, Subskill: f.Subskill, Label: f.Label, Level: f.Level, Minutes: f.Minutes,
		Window: f.Window, Version: f.Version, Fixes: f.Fixes, Safety: f.Safety, Expect: f.Expect, InThread: f.Attempts == inThread,
	}
	for _, s := range f.Sources {
		d.Sources = append(d.Sources, drills.Source(s))
	}
	return d
}

// decode reads the TOML. Every value of another kind, and every key that is not known, is a fault of its own; a key that is near a
// known one is read as that, so that what it says is not missed too.
func (p *parser) decode(text string) (f front, ok bool) {
	if err := toml.Unmarshal([]byte(text), &map[string]any{}); err != nil {
		p.fault(2+lineIn(err), strings.TrimPrefix(err.Error(), "toml: "), "see toml.io for how values are written")
		return f, false
	}
	rest := strings.Split(text, "\n")
	for {
		d := toml.NewDecoder(strings.NewReader(strings.Join(rest, "\n")))
		d.DisallowUnknownFields()
		f = front{}
		err := d.Decode(&f)
		if unknown := new(toml.StrictMissingError); errors.As(err, &unknown) {
			for _, e := range unknown.Errors {
				p.unknown(e)
				p.rename(rest, e)
			}
			if len(p.faults) > len(unknown.Errors) {
				return f, false
			}
			text = strings.Join(rest, "\n")
			p.at, f = keylines.Of(text, 2), front{}
			return f, toml.Unmarshal([]byte(text), &f) == nil
		}
		if err == nil {
			return f, len(p.faults) == 0
		}
		at := lineIn(err)
		p.mistyped(2+at, err)
		if rest[at] == "" {
			return f, false
		}
		// The library stops at the first. It goes on without that line, where what is left is TOML.
		rest[at] = ""
		if err := toml.Unmarshal([]byte(strings.Join(rest, "\n")), &map[string]any{}); err != nil {
			return f, false
		}
	}
}

// lineIn is the line of what cannot be decoded, from 0.
func lineIn(err error) int {
	bad := new(toml.DecodeError)
	if !errors.As(err, &bad) {
		return 0
	}
	line, _ := bad.Position()
	return line - 1
}

func (p *parser) mistyped(line int, err error) {
	mend := "see the keys of a drill that ships"
	what := "a value of another kind than is wanted"
	if bad := new(toml.DecodeError); errors.As(err, &bad) {
		key := bad.Key()
		what = strings.Join(key, ".") + ": " + what
		if kind, ok := kinds[typeAt(key)]; ok {
			mend = "write " + kind
		}
	}
	p.fault(line, what, mend)
}

// kinds of values, as an author knows them.
var kinds = map[reflect.Type]string{
	reflect.TypeFor[string](): "text in quotes", reflect.TypeFor[int](): "a whole number", reflect.TypeFor[bool](): "true or false",
	reflect.TypeFor[float64](): "a number", reflect.TypeFor[*float64](): "a number", reflect.TypeFor[[]float64](): "[from, to]",
	reflect.TypeFor[[]string](): `["…", "…"]`, reflect.TypeFor[[][]string](): `rows of cells in quotes, [["1", "a"]]`,
	reflect.TypeFor[[]source](): `[{ title = "…", url = "https://…" }]`, reflect.TypeFor[[]sign](): "a table [[misconception]] for each",
	reflect.TypeFor[answer](): "a table [answer]", reflect.TypeFor[variant](): "a table",
}

func (p *parser) unknown(e toml.DecodeError) {
	line, _ := e.Position()
	key := p.keyOf(e)
	last := key[len(key)-1]
	p.fault(line+1, fmt.Sprintf("unknown key %q", strings.Join(key, ".")), suggest(last, keysAt(key[:len(key)-1])))
}

// keyOf is a key with all that stands around it.
func (p *parser) keyOf(e toml.DecodeError) []string {
	line, _ := e.Position()
	key := e.Key()
	last := key[len(key)-1]
	for path, on := range p.at { // inside { … } the library leaves out what stands around it
		if on == line+1 && strings.HasSuffix(path, "."+last) && len(key) == 1 {
			key = strings.Split(index.ReplaceAllString(path, ""), ".")
		}
	}
	return key
}

// rename writes the known key that was meant in place of one that is not known.
func (p *parser) rename(lines []string, e toml.DecodeError) {
	line, _ := e.Position()
	key := p.keyOf(e)
	last := key[len(key)-1]
	if meant, ok := near.Name(last, keysAt(key[:len(key)-1])); ok {
		lines[line-1] = strings.Replace(lines[line-1], last, meant, 1)
	}
}

var index = regexp.MustCompile(`\[\d+\]`)

// typeAt is the type of what a key holds, nil where there is none. A list is passed through on the way.
func typeAt(path []string) reflect.Type {
	t := reflect.TypeFor[front]()
	for _, name := range path {
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
		fields := reflect.VisibleFields(t)
		i := slices.IndexFunc(fields, func(f reflect.StructField) bool { return f.Tag.Get("toml") == name })
		if i < 0 {
			return nil
		}
		t = fields[i].Type
	}
	return t
}

// keysAt are the keys that may stand in a table.
func keysAt(path []string) (keys []string) {
	t := typeAt(path)
	if t != nil && t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for i := range t.NumField() {
		keys = append(keys, t.Field(i).Tag.Get("toml"))
	}
	return keys
}

// suggest names the known word that was meant, or all of them where none is near.
func suggest(word string, known []string) string {
	best, ok := near.Name(word, known)
	switch {
	case ok:
		return fmt.Sprintf("did you mean %q?", best)
	case len(known) > 0:
		return "there are " + strings.Join(known, ", ")
	}
	return "take it out"
}

// into takes an answer's keys into a task.
func (a answer) into(t *drills.Task) {
	if a.Value != nil {
		t.Value = *a.Value
	}
	t.Tolerance, t.Unit, t.Right, t.Exact, t.Pattern, t.Ordered, t.Near = a.Tolerance, a.Unit, a.Right, a.Exact, a.Pattern, a.Ordered, a.Near
}

func (s sign) sign() drills.Sign {
	out := drills.Sign{Choice: s.Choice, Value: s.Value, Pattern: s.Pattern, Returns: s.Returns, Error: s.Error}
	if len(s.Within) == 2 {
		out.Within = &[2]float64{s.Within[0], s.Within[1]}
	}
	return out
}

// duration reads "3m"; an empty one is none.
func (p *parser) duration(key, text string) time.Duration {
	if text == "" {
		return 0
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 {
		p.fault(p.lineOf(key, nil), fmt.Sprintf("%s %q is no length of time", key, text), `write it as "3m"`)
	}
	return d
}
