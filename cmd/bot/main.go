// Command bot is Cackle: one binary with everything in it.
package main

import (
	"os"
	_ "time/tzdata" // zones are part of the binary: schedules must not hang on what a machine has installed

	"cackle/sandbox"
)

func main() {
	sandbox.Main() // does not return where this process is a sandbox
	os.Exit((&program{in: os.Stdin, out: os.Stdout, errs: os.Stderr, start: start}).run(os.Args[1:]))
}
