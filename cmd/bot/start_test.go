package main

import (
	"regexp"
	"testing"
)

// Buttons carry a programme's id through what platforms take as one: ASCII, and short. No two names share it.
func TestIDsOfProgrammes(t *testing.T) {
	names := map[string]string{}
	for _, name := range []string{"Everyday", "everyday", "Übung 1", "練習", "練", "A name that is far too long", "SQL / HTTP"} {
		got := id(name)
		if !regexp.MustCompile(`^[a-z0-9]{0,12}-[0-9a-f]{6}$`).MatchString(got) || names[got] != "" {
			t.Errorf("%q and %q have the id %s", name, names[got], got)
		}
		names[got] = name
	}
}
