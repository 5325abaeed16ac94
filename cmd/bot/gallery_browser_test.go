//go:build browser

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The gallery opens from its folder, in light and dark, and fits a phone.
func TestBrowserGalleryOpensFromDisk(t *testing.T) {
	page, err := filepath.Abs("../../bot/testdata/gallery/playground.html")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.ReadFile(page); err != nil { // by the test too, so that a new page is tested anew
		t.Fatal(err)
	}
	w := open(t, newBrowser(t), "file://"+page, "")
	w.sees("h1", "The gallery")
	w.wait("its styles", `getComputedStyle(document.body).overflowY === 'visible' && document.styleSheets.length === 4`)
	w.wait("no id twice", `new Set([...document.querySelectorAll('[id]')].map(e => e.id)).size === document.querySelectorAll('[id]').length`)
	w.shoot("50-gallery")
	w.dark()
	w.shoot("51-gallery-dark")
	w.size(360, 800)
	for i, id := range []string{"scene-sql", "scene-setup", "scene-mentor", "scene-thread"} {
		w.wait("a conversation", fmt.Sprintf(`(document.getElementById(%q).scrollIntoView(), true)`, id))
		w.shoot(fmt.Sprintf("%d-gallery-phone-%s", 52+i, strings.TrimPrefix(id, "scene-")))
	}
	w.wait("nothing wider than the phone", `document.documentElement.scrollWidth <= 360`)
}
