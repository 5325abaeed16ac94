// Package text holds everything that the bot says in chat, by key and language. The files are TOML, one a language; a text
// may have plural forms by its Count. What people wrote goes into a text only through chat.Literal.
package text

import (
	"embed"
	"fmt"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/pelletier/go-toml/v2"
	"golang.org/x/text/language"
)

//go:embed *.toml
var files embed.FS

// Voice speaks one language, falling back to English.
type Voice struct {
	localizer *i18n.Localizer
	mark      func(key string) string
}

// Bundle is every language there is.
type Bundle struct {
	// Mark gives what stands after each text, so that a test finds where it is shown; nil for nothing.
	Mark   func(key string) string
	bundle *i18n.Bundle
}

// Load reads the embedded texts.
func Load() (*Bundle, error) {
	b := i18n.NewBundle(language.English)
	b.RegisterUnmarshalFunc("toml", toml.Unmarshal)
	entries, err := files.ReadDir(".")
	if err != nil {
		return nil, fmt.Errorf("list the texts: %w", err)
	}
	for _, e := range entries {
		if _, err := b.LoadMessageFileFS(files, e.Name()); err != nil {
			return nil, fmt.Errorf("load the texts of %s: %w", e.Name(), err)
		}
	}
	return &Bundle{bundle: b}, nil
}

// In speaks a language, given as BCP 47; "" is English.
func (b *Bundle) In(lang string) *Voice {
	return &Voice{localizer: i18n.NewLocalizer(b.bundle, lang, "en"), mark: b.Mark}
}

// Args are the values that a text names. Count, an int, chooses the plural form.
type Args map[string]any

// Say gives the text under a key. A key that does not exist comes back as itself, so that nothing breaks in front of people;
// a test holds every key in the code against the files.
func (v *Voice) Say(key string, args ...Args) string {
	c := &i18n.LocalizeConfig{MessageID: key}
	if len(args) > 0 {
		c.TemplateData = map[string]any(args[0])
		if n, ok := args[0]["Count"]; ok {
			c.PluralCount = n
		}
	}
	s, err := v.localizer.Localize(c)
	if err != nil {
		return key
	}
	if v.mark != nil {
		s += v.mark(key)
	}
	return s
}
