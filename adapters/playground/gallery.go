package playground

import (
	"fmt"
	"html/template"
	"regexp"
	"strings"
)

// Gallery is a sheet as one page that is opened from disk. Files is where the page finds the folder of styles. It is also
// compared line by line, so each picture is there once, ends of lines are many, and a new picture renames none outside its group.
func Gallery(s Sheet, files string) string {
	groups := s.groups()
	seen := map[string]bool{}
	for i := range groups {
		g := &groups[i]
		g.ID = "scene-" + g.Name // the page has styles for some bare names
		var once []drawn
		for _, d := range g.Pictures {
			html := d.html() + noticeOf(d.Picture)
			if seen[html] {
				continue
			}
			seen[html] = true
			d.HTML = template.HTML(opened(still(html, fmt.Sprintf("%s-%d", g.ID, len(once)+1))))
			once = append(once, d)
		}
		g.Pictures = once
	}
	return fill("gallery", struct {
		sheetPage
		Files  string
		Styles []string
	}{sheetPage{s, groups}, files, []string{"app.css", "message.css", "step.css", "preview.css"}})
}

// noticeOf is what a locked phone shows of a message; an answer to who is there makes none.
func noticeOf(p Picture) string {
	if p.Message == nil || p.Passing || p.Message.Notice == "" {
		return ""
	}
	return fill("notice", p.Message.Notice)
}

var (
	folds = regexp.MustCompile(`<details`)
	ends  = regexp.MustCompile(`</(?:p|dt|dd|div|li|h3|section|summary|details|blockquote|pre|button|legend|label|tr|option)>`)
)

// opened unfolds what folds, and breaks the line after what stands on its own, where that shows nowhere.
func opened(html string) string {
	html = folds.ReplaceAllString(html, "<details open")
	html = ends.ReplaceAllString(html, "$0\n")
	return strings.ReplaceAll(html, "\n\n", "\n")
}
