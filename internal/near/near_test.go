package near_test

import (
	"testing"

	"cackle/internal/near"
)

func TestName(t *testing.T) {
	names := []string{"log_level", "port", "zone", "my drills", "id"}
	for typed, want := range map[string]string{
		"loglevel": "log_level", "Prot": "port", "zoone": "zone", "mydrill": "my drills", "ids": "id", "colour": "", "": "", "xy": "",
	} {
		if got, ok := near.Name(typed, names); got != want || ok != (want != "") {
			t.Errorf("Name(%q) = %q %t, want %q", typed, got, ok, want)
		}
	}
}
