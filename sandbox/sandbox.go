// Package sandbox runs people's SQL in a short-lived child of the same binary.
//
// The child lowers its own limits before it reads a byte, has an empty environment and an empty folder, fills a fresh database
// in memory, and only then lets the query at it, through an authorizer that knows reading and nothing else. What goes on in it
// cannot hurt the bot: the bot kills it.
//
//	func main() { sandbox.Main(); … }            // the child ends there
//	rows, err := sandbox.New().SQL(ctx, sandbox.Query{Tables: …, SQL: …})
package sandbox

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"time"
)

// The limits of one run. Two seconds and 32 MiB of the engine's heap let every drill run with room to spare; the engine's own
// limits stop most bombs long before. The process may map 256 MiB beyond what its binary does: a C library reserves up to 64 MiB
// for each thread without using it, and with 64 MiB in all one run in forty ended for that.
const (
	wall      = 2 * time.Second
	budget    = 256 << 20 // memory beyond what the binary itself maps
	heap      = 32 << 20  // of the engine
	output    = 64 << 10  // of JSON
	atOnce    = 2         // children; a team's goes come one by one
	mostRows  = 100
	cellLimit = 200 // characters; longer ones are cut with a mark
)

// Query is one query of a person's, and the trusted statements that fill the database before it.
type Query struct {
	Tables string
	SQL    string
}

// Result is what the query did: facts, all of them to be shown.
type Result struct {
	Columns []string
	Rows    [][]string // at most 100; NULL is "NULL"
	More    int        // rows beyond those, counted up to 10,000
	Error   string     // the engine's own words, where it did not run
	Stopped string     // "stopped after 2 s", "used more than 256 MiB"
	Millis  int        // of the query alone
}

// Box runs queries, a few at once.
type Box struct {
	slots chan struct{}
	self  func() (string, error)
}

// New makes a box.
func New() *Box { return &Box{slots: make(chan struct{}, atOnce), self: os.Executable} }

// name is what the child's first argument is, after the program's own.
const name = "sandbox"

// Main runs the child and ends the process where this process was started as one; elsewhere it returns at once. It comes first
// in main, and in TestMain of tests that run queries.
func Main() {
	if len(os.Args) > 1 && os.Args[1] == name {
		os.Exit(child(os.Stdin, os.Stdout, os.Stderr))
	}
}

// environment is the child's: nothing, but for what the race detector is told.
var environment = []string{}

// SQL runs one query. An error means that it could not be run, on our side; everything else is in the result.
func (b *Box) SQL(ctx context.Context, q Query) (Result, error) {
	select {
	case b.slots <- struct{}{}:
		defer func() { <-b.slots }()
	case <-ctx.Done():
		return Result{}, fmt.Errorf("wait for the sandbox: %w", ctx.Err())
	}
	dir, err := os.MkdirTemp("", "cackle-sandbox-")
	if err != nil {
		return Result{}, fmt.Errorf("make the sandbox's folder: %w", err)
	}
	result, err := b.run(ctx, dir, q)
	return result, errors.Join(err, os.RemoveAll(dir))
}

func (b *Box) run(ctx context.Context, dir string, q Query) (Result, error) {
	self, err := b.self()
	if err != nil {
		return Result{}, fmt.Errorf("find the sandbox's program: %w", err)
	}
	in, err := json.Marshal(q)
	if err != nil {
		return Result{}, fmt.Errorf("write the query: %w", err)
	}
	killed, cancel := context.WithTimeout(ctx, wall+wall/2) // the child stops itself after wall; this is for one that cannot
	defer cancel()
	var out bounded
	cmd := exec.CommandContext(killed, self, name)
	cmd.Dir, cmd.Env = dir, environment
	cmd.Stdin, cmd.Stdout, cmd.Stderr = bytes.NewReader(in), &out, io.Discard
	cmd.WaitDelay = time.Second
	apart(cmd)
	err = cmd.Run()
	return read(ctx, killed, out, err)
}

// read tells a child that answered from one that was stopped, and from one that never ran.
func read(ctx, killed context.Context, out bounded, err error) (Result, error) {
	var exit *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return Result{}, fmt.Errorf("run the sandbox: %w", ctx.Err())
	case killed.Err() != nil:
		return Result{Stopped: stoppedAfter}, nil
	case errors.As(err, &exit):
		return Result{Stopped: fmt.Sprintf("used more than %d MiB", budget>>20)}, nil // the Go runtime ends a child without memory
	case err != nil:
		return Result{}, fmt.Errorf("run the sandbox: %w", err)
	case out.over:
		return Result{Stopped: "returned more than fits here"}, nil
	}
	var r Result
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		return Result{}, fmt.Errorf("read what the sandbox found: %w", err)
	}
	return r, nil
}

var stoppedAfter = fmt.Sprintf("stopped after %d s", int(wall.Seconds()))

// bounded keeps so many bytes and drops the rest.
type bounded struct {
	bytes.Buffer
	over bool
}

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > output {
		b.over = true
		return len(p), nil
	}
	return b.Buffer.Write(p)
}

// Fences says, in plain words, what this system lacks of the limits on a process; the engine's own limits and the wall clock
// hold everywhere.
func (b *Box) Fences() (missing []string) { return missingFences() }
