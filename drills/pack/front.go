package pack

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"cackle/drills"
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
		Window: f.Window, Version: f.Version, Fixes: f.Fixes, Safety: f.Safety, Expect: f.Expect,
	}
	for _, s := range f.Sources {
		d.Sources = append(d.Sources, drills.Source(s))
	}
	return d
}

// decode reads the TOML. Every key that is not known is a fault of its own, with the nearest that is.
func (p *parser) decode(text string) (f front, ok bool) {
	d := toml.NewDecoder(strings.NewReader(text))
	d.DisallowUnknownFields()
	err := d.Decode(&f)
	var unknown *toml.StrictMissingError
	var bad *toml.DecodeError
	switch {
	case err == nil:
		return f, true
	case errors.As(err, &unknown):
		for _, e := range unknown.Errors {
			line, _ := e.Position()
			key := e.Key()
			known := keysAt(key[:len(key)-1])
			p.fault(line+1, fmt.Sprintf("unknown key %q", strings.Join(key, ".")), "did you mean "+nearest(key[len(key)-1], known)+"?")
		}
	case errors.As(err, &bad):
		line, _ := bad.Position()
		p.fault(line+1, strings.TrimPrefix(bad.Error(), "toml: "), "see toml.io for how values are written")
	default:
		p.fault(1, err.Error(), "see toml.io for how values are written")
	}
	return f, false
}

// keysAt are the keys that may stand in a table.
func keysAt(path []string) (keys []string) {
	t := reflect.TypeFor[front]()
	for _, name := range path {
		i := slices.IndexFunc(reflect.VisibleFields(t), func(f reflect.StructField) bool { return f.Tag.Get("toml") == name })
		if i < 0 {
			return nil
		}
		if t = t.Field(i).Type; t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
	}
	for i := range t.NumField() {
		keys = append(keys, t.Field(i).Tag.Get("toml"))
	}
	return keys
}

// nearest shares the most letters at the same places, from either end.
func nearest(word string, known []string) string {
	best, most := "one that the format knows", 0
	for _, k := range known {
		n := len(commonPrefix(word, k)) + len(commonPrefix(reversed(word), reversed(k)))
		if n > most {
			best, most = fmt.Sprintf("%q", k), n
		}
	}
	return best
}

func commonPrefix(a, b string) string {
	n := 0
	for n < min(len(a), len(b)) && a[n] == b[n] {
		n++
	}
	return a[:n]
}

func reversed(s string) string {
	b := bytes.Clone([]byte(s))
	slices.Reverse(b)
	return string(b)
}

// task takes an answer's keys into a task of a kind.
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
		p.fault(p.lineOf(key), fmt.Sprintf("%s %q is no length of time", key, text), `write it as "3m"`)
	}
	return d
}
