package main

import (
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/drills/programme"
	"cackle/internal/keylines"
	"cackle/scheduler"
)

const example = "../../config.example.toml"

func TestTheExampleIsRead(t *testing.T) {
	c, faults, err := readConfig(example, packNames())
	if err != nil || len(faults) > 0 {
		t.Fatalf("error %v, faults %v", err, faults)
	}
	if len(c.Programmes) != 1 {
		t.Fatalf("%d programmes, want 1", len(c.Programmes))
	}
	want := programme.Settings{
		Name: "Everyday", Channels: []string{"drills"}, Packs: []string{"sql", "code"}, Level: 2,
		Plan: scheduler.Plan{
			Cron: "0 10 * * TUE,THU", Zone: "Europe/Berlin", Window: 1,
			Holidays: []scheduler.Holiday{{First: "2026-12-24", Last: "2027-01-01"}, {First: "2027-03-26", Last: "2027-03-26"}},
		},
		Facilitators: []string{"ana"}, Mentors: []string{"ana", "eli"}, Fixed: true,
	}
	if diff := cmp.Diff(want, c.Programmes[0].settings()); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// Every key stands in the example, with a comment above it.
func TestTheExampleDocumentsEveryKey(t *testing.T) {
	text, err := os.ReadFile(example)
	if err != nil {
		t.Fatal(err)
	}
	written := map[string]bool{}
	for path := range keylines.Of(string(text), 1) {
		written[regexp.MustCompile(`\[\d+\]`).ReplaceAllString(path, "")] = true
	}
	known := map[string]bool{}
	gatherKeys(reflect.TypeFor[config](), "", known)
	if diff := cmp.Diff(slices.Sorted(maps.Keys(known)), slices.Sorted(maps.Keys(written))); diff != "" {
		t.Errorf("keys (-in the program +in the example)\n%s", diff)
	}
	for _, bare := range regexp.MustCompile(`(?m)^[^#\n]*\n([a-z_]+) =`).FindAllStringSubmatch(string(text), -1) {
		t.Errorf("no comment above %s", bare[1])
	}
}

func gatherKeys(t reflect.Type, prefix string, keys map[string]bool) {
	if t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	if t.Kind() != reflect.Struct {
		return
	}
	for field := range t.Fields() {
		path := prefix + field.Tag.Get("toml")
		keys[path] = true
		gatherKeys(field.Type, path+".", keys)
	}
}

func TestNoConfiguration(t *testing.T) {
	c, faults, err := readConfig("", nil)
	if err != nil || len(faults) > 0 {
		t.Fatalf("error %v, faults %v", err, faults)
	}
	if filepath.Base(c.Data) != "cackle" || !filepath.IsAbs(c.Data) {
		t.Errorf("data in %s, want cackle in the user's data folder", c.Data)
	}
	if !c.Playground.Enabled || c.Playground.Port != 0 || c.level().String() != "INFO" {
		t.Errorf("got %+v at %s", c, c.level())
	}
}

func TestAProgrammeLeavesOutWhatHasADefault(t *testing.T) {
	file := filepath.Join(t.TempDir(), "c.toml")
	text := "programme = [{ name = \"n\", channel = \"c\", cron = \"0 10 * * *\", zone = \"UTC\" }]\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, faults, err := readConfig(file, nil)
	if err != nil || len(faults) > 0 {
		t.Fatalf("error %v, faults %v", err, faults)
	}
	got := c.Programmes[0].settings()
	if got.Level != 2 || got.Plan.Window != 0 || got.Packs != nil {
		t.Errorf("got %+v", got)
	}
}
