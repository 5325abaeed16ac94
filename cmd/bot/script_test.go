package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"regexp"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"cackle/sandbox"
)

func TestMain(m *testing.M) {
	sandbox.Main() // the tests' own binary is one too
	testscript.Main(m, map[string]func(){
		"bot": func() {
			sandbox.Main() // as in main: the sandbox is a child of the same binary
			os.Exit((&program{in: os.Stdin, out: os.Stdout, errs: os.Stderr, start: standIn}).run(os.Args[1:]))
		},
		"crowded": func() { // the bot itself, with more people to be
			sandbox.Main()
			os.Exit((&program{out: os.Stdout, errs: os.Stderr, start: startCrowded}).run(os.Args[1:]))
		},
	})
}

// standIn is a bot that says where it answers, and then only waits.
func standIn(ctx context.Context, s setup) error {
	const address = "http://127.0.0.1:7878/?key=abc"
	if err := s.folder.announce(address); err != nil {
		return err
	}
	if _, err := io.WriteString(s.out, "Cackle: "+address+"\n"); err != nil {
		return err
	}
	s.log.Debug("data in " + s.config.Data)
	<-ctx.Done()
	return ctx.Err()
}

// The scripts may say, beside testscript's own commands:
//
//	starts NAME ARGS…   run bot with ARGS beside the script, until it has printed its address; that becomes $ADDRESS
//	stops NAME          press Ctrl-C, and wait for a clean end; stdout and stderr are what it printed
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir+"/home")
			env.Setenv("XDG_DATA_HOME", env.WorkDir+"/home/data")
			env.Values[runningBots{}] = map[string]*runningBot{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"starts": starts, "stops": stops},
	})
}

type runningBots struct{} // the key of a map by name

type runningBot struct {
	cmd      *exec.Cmd
	out, err bytes.Buffer
	drained  chan struct{}
}

var address = regexp.MustCompile(`https?://\S+`)

func starts(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: starts NAME ARGS…")
	}
	self, err := os.Executable()
	ts.Check(err)
	b := &runningBot{drained: make(chan struct{})}
	b.cmd = &exec.Cmd{
		Path: self, Args: append([]string{"bot"}, args[1:]...), Dir: ts.MkAbs("."), Stderr: &b.err, // testscript.Main goes by the name
		Env: append(os.Environ(), "HOME="+ts.Getenv("HOME"), "XDG_DATA_HOME="+ts.Getenv("XDG_DATA_HOME")),
	}
	pipe, err := b.cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(b.cmd.Start())
	ts.Defer(func() { _ = b.cmd.Process.Kill() }) // for scripts that end early; otherwise it has ended already
	lines := bufio.NewReader(io.TeeReader(pipe, &b.out))
	for {
		line, err := lines.ReadString('\n')
		if found := address.FindString(line); found != "" {
			ts.Setenv("ADDRESS", found)
			break
		}
		if err != nil {
			ts.Fatalf("bot %v printed no address: %v\n%s", args[1:], b.cmd.Wait(), &b.err)
		}
	}
	go func() {
		defer close(b.drained)
		_, _ = io.Copy(io.Discard, lines) // until its end; the tee keeps it
	}()
	ts.Value(runningBots{}).(map[string]*runningBot)[args[0]] = b
}

func stops(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: stops NAME")
	}
	b := ts.Value(runningBots{}).(map[string]*runningBot)[args[0]]
	if b == nil {
		ts.Fatalf("%s was not started", args[0])
	}
	ts.Check(b.cmd.Process.Signal(os.Interrupt))
	<-b.drained
	ended := b.cmd.Wait()
	_, err := b.out.WriteTo(ts.Stdout())
	ts.Check(err)
	_, err = b.err.WriteTo(ts.Stderr())
	ts.Check(err)
	if ended != nil {
		ts.Fatalf("%s did not end cleanly: %v", args[0], ended)
	}
}
