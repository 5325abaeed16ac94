package keylines_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"cackle/internal/keylines"
)

func TestKeysHaveTheirLines(t *testing.T) {
	text := `programme = [
  { name = "n", zone = "UTC" },
  { name = "m",
    packs = ["a",
      "b"] },
]
playground.port = 1
[twin.answer]
value = 2
[[twin.misconception]]
id = "x"
[[twin.misconception]]
id = "y"
`
	want := keylines.Lines{
		"programme": 1, "programme[0]": 2, "programme[0].name": 2, "programme[0].zone": 2, "programme[1]": 3, "programme[1].name": 3,
		"programme[1].packs": 4, "programme[1].packs[0]": 4, "programme[1].packs[1]": 5, "playground.port": 7,
		"twin": 8, "twin.answer": 8, "twin.answer.value": 9,
		"twin.misconception[0]": 10, "twin.misconception[0].id": 11, "twin.misconception[1]": 12, "twin.misconception[1].id": 13,
	}
	got := keylines.Of(text, 1)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if line, ok := got.Line("programme[1].cron"); line != 3 || !ok {
		t.Errorf("a key that is missing is sought in line %d, want 3", line)
	}
	if _, ok := got.Line("nothing"); ok {
		t.Error("a key with nothing around it has a line")
	}
	if line, _ := keylines.Of(text, 11).Line("playground.port"); line != 17 {
		t.Errorf("TOML from line 11 on: line %d, want 17", line)
	}
}
