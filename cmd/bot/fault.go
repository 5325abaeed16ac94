package main

import "fmt"

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
