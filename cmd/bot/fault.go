package main

import (
	"fmt"
	"strings"
)

// fault is one thing amiss in a file. Its fields are those of a drill file's fault, with names for scripts.
type fault struct {
	File string `json:"file"`
	Line int    `json:"line"`
	What string `json:"what"`
	Mend string `json:"mend"`
}

// String is "file:line: what, how to mend", which editors turn into a link.
func (f fault) String() string { return fmt.Sprintf("%s:%d: %s, %s", f.File, f.Line, f.What, f.Mend) }

// trouble is an error with its next step, for who sits at the command line.
type trouble struct {
	what, mend string
	cause      error
}

func (t *trouble) Error() string {
	if t.cause == nil {
		return t.what
	}
	return t.what + ": " + t.cause.Error()
}

func (t *trouble) Unwrap() error { return t.cause }

// nearest is the name that somebody meant; false where none is near enough. Two letters may differ, which two swapped ones do,
// or a third of them.
func nearest(typed string, names []string) (best string, ok bool) {
	least := 0
	for _, name := range names {
		d := distance(strings.ToLower(typed), strings.ToLower(name))
		if d <= max(len(name)/3, 2) && (!ok || d < least) {
			best, least, ok = name, d, true
		}
	}
	return best, ok
}

// distance is how many letters to add, drop or change to get from one word to the other (Levenshtein).
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
