package main

import (
	"cmp"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/adrg/xdg"

	"cackle/drills/programme"
	"cackle/internal/keylines"
	"cackle/scheduler"
)

// config is the configuration file. config.example.toml says what each key means.
type config struct {
	Data       string            `toml:"data"`
	LogLevel   string            `toml:"log_level"`
	Playground playgroundConfig  `toml:"playground"`
	Packs      packsConfig       `toml:"packs"`
	Programmes []programmeConfig `toml:"programme"`
}

type playgroundConfig struct {
	Enabled   bool `toml:"enabled"`
	Port      int  `toml:"port"`
	Simulated bool `toml:"simulated"`
}

type programmeConfig struct {
	Name         string   `toml:"name"`
	Channel      string   `toml:"channel"`
	Cron         string   `toml:"cron"`
	Zone         string   `toml:"zone"`
	Holidays     []string `toml:"holidays"`
	Weekends     bool     `toml:"weekends"`
	Window       int      `toml:"window"`
	Level        int      `toml:"level"`
	Packs        []string `toml:"packs"`
	Facilitators []string `toml:"facilitators"`
	Mentors      []string `toml:"mentors"`
}

const maxPort = 65535

// everyday is the level of a programme that names none: the shipped drills are made for it.
const everyday = 2

// readConfig reads a file over what holds without one, and says all that is amiss in it, by line; file "" is none. Packs are
// the names that a programme may ask for. The error is for a file that cannot be read at all.
func readConfig(file string, packs []string) (config, []fault, error) {
	c := config{LogLevel: "info", Playground: playgroundConfig{Enabled: true, Simulated: true}}
	var faults []fault
	if file != "" {
		text, err := os.ReadFile(file)
		if err != nil {
			return c, nil, &trouble{"the configuration cannot be read", "look at the path after --config", err}
		}
		r := &configReader{file: file, packs: packs, at: keylines.Of(string(text), 1)}
		if r.decode(text, &c) {
			r.ownPacks(&c.Packs)
			r.check(c)
		}
		faults = r.sorted()
	}
	c.Data = dataFolder(c.Data, file)
	return c, faults, nil
}

// dataFolder takes a relative folder from where the file lies, because a service is started from anywhere.
func dataFolder(named, file string) string {
	switch {
	case named == "":
		return filepath.Join(xdg.DataHome, "cackle")
	case filepath.IsAbs(named):
		return named
	}
	return filepath.Join(filepath.Dir(file), named)
}

// level is the log's; of a name that check refuses, the usual one.
func (c config) level() slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(c.LogLevel)); err != nil {
		return slog.LevelInfo
	}
	return level
}

// settings is the programme as its engine takes it, for an entry without faults.
func (p programmeConfig) settings() programme.Settings {
	plan := p.plan()
	for _, text := range p.Holidays {
		if h, err := scheduler.ParseHoliday(text); err == nil {
			plan.Holidays = append(plan.Holidays, h)
		}
	}
	return programme.Settings{
		Name: p.Name, Channels: []string{p.Channel}, Packs: p.Packs, Level: cmp.Or(p.Level, everyday), Plan: plan,
		Facilitators: p.Facilitators, Mentors: p.Mentors, Fixed: true,
	}
}

// plan leaves out the holidays, which are read one by one.
func (p programmeConfig) plan() scheduler.Plan {
	return scheduler.Plan{Cron: p.Cron, Zone: p.Zone, Weekends: p.Weekends, Window: p.Window}
}
