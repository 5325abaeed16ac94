package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// BenchmarkMemory is what the bot holds 60 s after its start with no window open, beside a Go program that does nothing but
// hold the same database open: resident memory, of both at the same time.
//
//	go test ./cmd/bot -run '^$' -bench Memory -benchtime 1x
func BenchmarkMemory(b *testing.B) {
	dir := b.TempDir()
	data := filepath.Join(dir, "data")
	bot, empty := built(b, dir, "."), built(b, dir, "./testdata/empty")
	stop := running(b, exec.Command(bot, "--data", data, "--port", "0")) // makes the database that both will have open
	stop()
	for b.Loop() {
		ownData := filepath.Join(dir, "copy")
		if err := os.CopyFS(ownData, os.DirFS(data)); err != nil {
			b.Fatal(err)
		}
		ours, theirs := exec.Command(bot, "--data", data, "--port", "0"), exec.Command(empty, filepath.Join(ownData, database))
		stopOurs, stopTheirs := running(b, ours), running(b, theirs)
		<-time.After(time.Minute)
		with, without := resident(b, ours), resident(b, theirs)
		b.ReportMetric(with/1024, "MiB/bot")
		b.ReportMetric(without/1024, "MiB/empty")
		b.ReportMetric(with/without, "ratio")
		stopOurs()
		stopTheirs()
	}
}

func built(b *testing.B, dir, what string) string {
	name := filepath.Join(dir, "program-"+filepath.Base(what))
	if out, err := exec.Command("go", "build", "-o", name, what).CombinedOutput(); err != nil {
		b.Fatalf("build %s: %v\n%s", what, err, out)
	}
	return name
}

// running starts a program that prints a line once it is ready, waits for that line, and gives what ends it.
func running(b *testing.B, cmd *exec.Cmd) (stop func()) {
	out, err := cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	cmd.Stderr = os.Stderr
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	if _, err := fmt.Fscanln(out, new(string)); err != nil && !strings.Contains(err.Error(), "newline") {
		b.Fatalf("%s said nothing: %v", cmd.Path, err)
	}
	return func() {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			b.Error(err)
		}
		_ = cmd.Wait() // the empty program ends by the signal
	}
}

// resident is a process's VmRSS in KiB (proc_pid_status(5)).
func resident(b *testing.B, cmd *exec.Cmd) float64 {
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", cmd.Process.Pid))
	if err != nil {
		b.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if f := strings.Fields(line); len(f) > 1 && f[0] == "VmRSS:" {
			n, err := strconv.ParseFloat(f[1], 64)
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
	}
	b.Fatal("no VmRSS")
	return 0
}
