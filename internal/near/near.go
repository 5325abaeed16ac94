// Package near finds what somebody meant to type.
package near

import "strings"

// Name is the name that somebody meant; false where none is near enough. Two letters may differ, which two swapped ones do, or a
// third of them.
func Name(typed string, names []string) (best string, ok bool) {
	least := 0
	for _, name := range names {
		d := distance(strings.ToLower(typed), strings.ToLower(name))
		if d <= max(len(name)/3, 2) && d < max(len(name), 1) && (!ok || d < least) {
			best, least, ok = name, d, true
		}
	}
	return best, ok
}

// distance is how many bytes to add, drop or change to get from one word to the other (Levenshtein).
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
