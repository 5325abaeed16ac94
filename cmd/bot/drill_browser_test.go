//go:build browser

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The preview of a drill follows its file: a change is there without a reload, a fault stands above the last good screens.
func TestBrowserPreviewFollowsTheFile(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "cackle")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("build: %v\n%s", err, out)
	}
	good, err := os.ReadFile("../../packs/sql/quiet-customers.md")
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "sql", "quiet-customers.md")
	save := func(text string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	save(string(good))
	cmd := exec.Command(binary, "drill", "preview", file)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	w := open(t, newBrowser(t), regexp.MustCompile(`http://\S+`).FindString(line), "")
	w.sees("#sheet", "The debrief of a small team")
	w.shoot("40-preview")
	save(strings.Replace(string(good), "The quiet customers", "Quiet customers", 1))
	w.sees("#sheet h1", "Quiet customers")
	save(strings.Replace(string(good), "The quiet customers", "The very quietest customers of all", 1))
	w.sees("#sheet .faults", "title has 34 characters")
	w.sees("#sheet", "The debrief of a small team")
	w.shoot("41-preview-fault")
	w.wait("the close", `([...document.querySelectorAll('.group > h2')].at(-1).scrollIntoView(), document.querySelectorAll('.reveal').forEach(d => { d.open = true; }), true)`)
	w.shoot("44-preview-close")
	w.wait("the top", `(scrollTo(0, 0), true)`)
	w.dark()
	w.size(320, 700)
	w.shoot("42-preview-phone-dark")
	w.wait("the feedback", `(document.querySelector('#group-2').scrollIntoView(), true)`)
	w.shoot("43-preview-phone-dark-feedback")
	w.wait("nothing wider than the phone", `document.documentElement.scrollWidth <= 320`)
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the preview did not end cleanly: %v", err)
	}
	w.sees("#away", "The preview has ended")
}
