package main

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"cackle/adapters/playground"
	"cackle/drills"
	"cackle/internal/keylines"
	"cackle/internal/near"
	"cackle/scheduler"
)

// configReader gathers what is amiss in one file.
type configReader struct {
	file   string
	packs  []string
	at     keylines.Lines
	faults []fault
}

// line is where the key stands, or else the nearest thing around it, or else the top.
func (r *configReader) line(path string) int {
	line, _ := r.at.Line(path)
	return max(line, 1)
}

func (r *configReader) fault(line int, what, mend string) {
	r.faults = append(r.faults, fault{File: r.file, Line: line, What: what, Mend: mend})
}

func (r *configReader) sorted() []fault {
	slices.SortStableFunc(r.faults, func(a, b fault) int { return cmp.Compare(a.Line, b.Line) })
	return r.faults
}

// decode says whether every value was read. Reading into a map first tells a file that is no TOML from one whose values are of
// other kinds than ours, which the library answers with the same type of error.
func (r *configReader) decode(text []byte, c *config) bool {
	if err := toml.Unmarshal(text, &map[string]any{}); err != nil {
		r.fault(lineOf(err), strings.TrimPrefix(err.Error(), "toml: "), "see toml.io for how values are written")
		return false
	}
	decoder := toml.NewDecoder(bytes.NewReader(text))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(c)
	if err == nil {
		return true
	}
	if unknown := new(toml.StrictMissingError); errors.As(err, &unknown) {
		for _, e := range unknown.Errors {
			r.unknown(e)
		}
		return true
	}
	what, mend := "a value of another kind than is wanted", "see config.example.toml"
	if mistyped := new(toml.DecodeError); errors.As(err, &mistyped) {
		key := mistyped.Key()
		what, mend = strings.Join(key, ".")+": "+what, "write "+kindOf(fieldAt(key))
	}
	r.fault(lineOf(err), what, mend)
	return false
}

func (r *configReader) unknown(e toml.DecodeError) {
	key := e.Key()
	known := keysOf(fieldAt(key[:len(key)-1]))
	mend := "known here: " + strings.Join(known, ", ")
	if name, ok := near.Name(key[len(key)-1], known); ok {
		mend = fmt.Sprintf("did you mean %q?", name)
	}
	line, _ := e.Position()
	r.fault(line, fmt.Sprintf("unknown key %q", strings.Join(key, ".")), mend)
}

// check looks at the values.
func (r *configReader) check(c config) {
	levels := []string{"debug", "info", "warn", "error"}
	if !slices.Contains(levels, strings.ToLower(c.LogLevel)) {
		r.fault(r.line("log_level"), fmt.Sprintf("log_level %q: not a level", c.LogLevel), "write one of "+strings.Join(levels, ", "))
	}
	if c.Playground.Port < 0 || c.Playground.Port > maxPort {
		r.fault(r.line("playground.port"), fmt.Sprintf("port %d: not a port", c.Playground.Port), "write 1 to 65535, or 0 for any that is free")
	}
	if !c.Playground.Enabled {
		r.fault(r.line("playground.enabled"), "the playground is off, and there is nowhere else to talk", "switch it on")
	}
	names, channels := map[string]bool{}, map[string]bool{}
	for i, p := range c.Programmes {
		path := fmt.Sprintf("programme[%d]", i)
		if p.Name != "" && names[p.Name] {
			r.fault(r.line(path+".name"), fmt.Sprintf("name %q: another programme has it", p.Name), "give each its own")
		}
		if p.Channel != "" && channels[p.Channel] {
			r.fault(r.line(path+".channel"), fmt.Sprintf("channel %q: another programme posts there", p.Channel), "give each its own channel, or one of them the packs of both")
		}
		names[p.Name], channels[p.Channel] = true, true
		r.programme(path, p)
	}
}

func (r *configReader) programme(path string, p programmeConfig) {
	for _, need := range []struct{ key, value, example string }{
		{"name", p.Name, `"Everyday"`}, {"channel", p.Channel, `"drills"`},
		{"cron", p.Cron, `"0 10 * * TUE,THU"`}, {"zone", p.Zone, `"Europe/Berlin"`},
	} {
		if need.value == "" {
			r.fault(r.line(path+"."+need.key), "a programme without "+need.key, "add "+need.key+" = "+need.example)
		}
	}
	if strings.HasPrefix(p.Channel, "#") {
		r.fault(r.line(path+".channel"), fmt.Sprintf("channel %q: begins with #", p.Channel), "write it without #")
	}
	if p.Level < 0 || p.Level > len(drills.Levels) {
		r.fault(r.line(path+".level"), fmt.Sprintf("level %d: not a level", p.Level), fmt.Sprintf("write 1 to %d", len(drills.Levels)))
	}
	for i, pack := range p.Packs {
		if !slices.Contains(r.packs, pack) {
			mend := "there are: " + strings.Join(r.packs, ", ")
			if name, ok := near.Name(pack, r.packs); ok {
				mend = fmt.Sprintf("did you mean %q?", name)
			}
			r.fault(r.line(fmt.Sprintf("%s.packs[%d]", path, i)), fmt.Sprintf("pack %q: there is none", pack), mend)
		}
	}
	for i, who := range p.Facilitators {
		if known := personas(); !slices.Contains(known, who) {
			mend := "in the playground there are: " + strings.Join(known, ", ")
			if name, ok := near.Name(who, known); ok {
				mend = fmt.Sprintf("did you mean %q?", name)
			}
			r.fault(r.line(fmt.Sprintf("%s.facilitators[%d]", path, i)), fmt.Sprintf("facilitator %q: there is no such person", who), mend)
		}
	}
	r.plan(path, p)
}

// personas are the ids of the people who can look after a programme.
func personas() (ids []string) {
	for _, p := range playground.People() {
		ids = append(ids, p.ID)
	}
	return ids
}

func (r *configReader) plan(path string, p programmeConfig) {
	for i, text := range p.Holidays {
		_, err := scheduler.ParseHoliday(text)
		if problem := (scheduler.Problem{}); errors.As(err, &problem) {
			r.fault(r.line(fmt.Sprintf("%s.holidays[%d]", path, i)), problem.Key+" "+problem.What, problem.Mend)
		}
	}
	var problems scheduler.Problems
	errors.As(p.plan().Valid(), &problems)
	for _, problem := range problems {
		if problem.Key == "cron" && p.Cron == "" || problem.Key == "zone" && p.Zone == "" {
			continue // said already
		}
		r.fault(r.line(path+"."+problem.Key), problem.Key+" "+problem.What, problem.Mend)
	}
}

func lineOf(err error) int {
	if at := new(toml.DecodeError); errors.As(err, &at) {
		line, _ := at.Position()
		return line
	}
	return 1
}

// fieldAt is the type of the configuration at a key, taken from the struct so that no list of keys stands beside it; nil
// where the key leads nowhere.
func fieldAt(key []string) reflect.Type {
	t := reflect.TypeFor[config]()
	for _, name := range key {
		if t.Kind() == reflect.Slice {
			t = t.Elem()
		}
		if t.Kind() != reflect.Struct {
			return nil
		}
		field, ok := t.FieldByNameFunc(func(field string) bool {
			f, _ := t.FieldByName(field)
			return f.Tag.Get("toml") == name
		})
		if !ok {
			return nil
		}
		t = field.Type
	}
	return t
}

// keysOf are the names that a table takes.
func keysOf(t reflect.Type) (names []string) {
	if t != nil && t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	for field := range t.Fields() {
		names = append(names, field.Tag.Get("toml"))
	}
	return names
}

// kindOf says how a value of the type is written.
func kindOf(t reflect.Type) string {
	switch {
	case t == nil:
		return "another value"
	case t.Kind() == reflect.String:
		return "text in quotes"
	case t.Kind() == reflect.Int:
		return "a whole number"
	case t.Kind() == reflect.Bool:
		return "true or false"
	case t.Kind() == reflect.Slice && t.Elem().Kind() == reflect.String:
		return `a list of texts, as in ["a", "b"]`
	}
	return "a table"
}
