package playground

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"cackle/chat"
)

// check is the first field whose value would not be taken, or nil. It changes no value.
func check(parts []chat.Part, values chat.Values) *chat.Problem {
	for _, part := range parts {
		if part.Field == nil {
			continue
		}
		if text := fault(*part.Field, values[part.Field.Name]); text != "" {
			return &chat.Problem{Field: part.Field.Name, Text: text}
		}
	}
	return nil
}

func fault(f chat.Field, values []string) string {
	typed := strings.Join(values, "")
	if strings.TrimSpace(typed) == "" {
		if f.Required {
			return "Something is needed here."
		}
		return ""
	}
	if len(f.Options) > 0 {
		return choiceFault(f, values)
	}
	if f.Kind == chat.People {
		return peopleFault(f, values)
	}
	if n := utf8.RuneCountInString(typed); f.Max > 0 && n > f.Max {
		return fmt.Sprintf("%d characters; %d fit here. Nothing is lost.", n, f.Max)
	}
	if !readable(f.Kind, typed) {
		return fmt.Sprintf("This could not be read as a %s, such as %s.", f.Kind, examples[f.Kind])
	}
	return ""
}

func choiceFault(f chat.Field, values []string) string {
	for _, v := range values {
		if !slices.ContainsFunc(f.Options, func(o chat.Option) bool { return o.Value == v }) {
			return "Please choose from the list."
		}
	}
	if f.Kind != chat.SomeOf && len(values) > 1 {
		return "Please choose one."
	}
	return ""
}

var examples = map[chat.FieldKind]string{chat.Date: "2026-12-24", chat.Time: "09:30", chat.Zone: "Europe/Berlin"}

func peopleFault(f chat.Field, values []string) string {
	for _, v := range values {
		if _, ok := person(v); !ok {
			return "Please choose from the list."
		}
	}
	if len(values) > f.Max {
		return fmt.Sprintf("%d people; %d fit here.", len(values), f.Max)
	}
	return ""
}

func readable(kind chat.FieldKind, typed string) bool {
	var err error
	switch kind {
	case chat.Date:
		_, err = time.Parse(time.DateOnly, typed)
	case chat.Time:
		_, err = time.Parse("15:04", typed)
	case chat.Zone:
		_, err = time.LoadLocation(typed)
	}
	return err == nil
}
