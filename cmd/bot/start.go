package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"cackle/adapters/playground"
	"cackle/bot"
	"cackle/chat"
	"cackle/drills"
	"cackle/drills/curriculum"
	"cackle/drills/pack"
	"cackle/drills/programme"
	"cackle/packs"
	"cackle/sandbox"
	"cackle/scheduler"
	"cackle/store"
	"cackle/text"
)

// The playground's space and its channels. A drill stands in the first at once; the second is for setting up, and the admin channel
// for what needs a look.
const (
	playgroundSpace = chat.Space("playground")
	drillsChannel   = "drills"
	teamChannel     = "team"
	adminChannel    = "cackle-admin"
)

// start opens what the bot is made of, tells where it answers, and runs it until ctx ends.
func start(ctx context.Context, s setup) (err error) {
	box := sandbox.New()
	loaded, err := allDrills(ctx, s, runner{box})
	if err != nil {
		return err
	}
	texts, err := text.Load()
	if err != nil {
		return err
	}
	st, err := store.Open(ctx, store.Options{Dir: s.folder.dir})
	if err != nil {
		return &trouble{"the database cannot be opened", "put its folder back from your backup, or choose another with --data", err}
	}
	defer func() { err = errors.Join(err, st.Close()) }()
	keeper := st.Keeper(string(playgroundSpace))
	clock, err := playground.OpenClock(ctx, keeper, time.Now)
	if err != nil {
		return err
	}
	var b *bot.Bot
	chatroom, err := playground.New(ctx, playground.Options{
		Space: playgroundSpace, Keeper: keeper, Clock: clock, Channels: channels(s.config), People: s.people, Log: s.log,
		Simulated: s.config.Playground.Simulated,
		Next:      func(person string) []playground.Jump { return jumps(ctx, b, person, s.log) },
	})
	if err != nil {
		return err
	}
	for _, missing := range box.Fences() {
		s.log.Warn("the sandbox for people's SQL lacks a fence here", "missing", missing)
	}
	b = bot.New(bot.Config{
		Store: st, Adapters: []chat.Adapter{chatroom}, Drills: loaded, Chooser: curriculum.Simple{}, Runner: runner{box}, Clock: clock,
		Texts: texts, Log: s.log, Admin: adminChannel,
		Unasked: func(person string) bool { return strings.HasPrefix(person, playground.SimulatedPrefix) },
	})
	clock.OnMove(b.Moved)
	if err := settle(ctx, b, s.config); err != nil {
		return err
	}
	if err := listen(ctx, chatroom, keeper, s.config.Playground.Port); err != nil {
		return err
	}
	if err := s.folder.announce(chatroom.Address()); err != nil {
		return err
	}
	if _, err := fmt.Fprintln(s.out, "Cackle is at", chatroom.Address()); err != nil {
		return fmt.Errorf("print the address: %w", err)
	}
	return lively{b, colleaguesOf(b, chatroom, s)}.run(ctx, clock)
}

const keptPort = "port"

// listen takes the port that is asked for. Where any will do it takes that of the last time, so that pages which stand open go
// on, and another one where somebody else has that now.
func listen(ctx context.Context, chatroom *playground.Playground, keeper chat.Keeper, port int) error {
	if port == 0 {
		before := ""
		err := keeper.Kept(ctx, keptPort, func(_ string, value []byte) error { before = string(value); return nil })
		if err != nil {
			return err
		}
		if before != "" && chatroom.Listen("127.0.0.1:"+before) == nil {
			return nil
		}
	}
	if err := chatroom.Listen(fmt.Sprintf("127.0.0.1:%d", port)); err != nil {
		return &trouble{"the playground cannot listen", "choose another port with --port, or 0 for any that is free", err}
	}
	at, err := url.Parse(chatroom.Address())
	if err != nil {
		return fmt.Errorf("read the port: %w", err)
	}
	return keeper.Keep(ctx, keptPort, []byte(at.Port()))
}

// shipped are the drills in the binary. They are tested with it, so a fault in one is a broken build.
func shipped() ([]*drills.Drill, error) {
	loaded, faults := pack.Load(packs.FS)
	if len(faults) > 0 {
		return nil, fmt.Errorf("load the shipped drills: %s", faults[0])
	}
	return loaded, nil
}

// ownProgramme is the id of the playground's own programme, which gives way to those of a configuration.
const ownProgramme = "playground"

// settle lays the configuration's programmes over what is stored, and withdraws what is no longer in it, and what was set up in chat
// for a channel that it names. Without any there is the playground's own, which is set up once and then changed in chat.
func settle(ctx context.Context, b *bot.Bot, c config) error {
	err := b.Withdraw(ctx, playgroundSpace, func(p *programme.Programme) bool {
		givesWay := p.ID == ownProgramme && len(c.Programmes) > 0 || slices.ContainsFunc(p.Channels, c.names)
		return (p.Fixed || givesWay) && !c.has(p.ID)
	})
	if err != nil {
		return err
	}
	for _, p := range c.Programmes {
		if err := b.Settle(ctx, playgroundSpace, id(p.Name), p.settings()); err != nil {
			return err
		}
	}
	if len(c.Programmes) > 0 {
		return nil
	}
	return b.Settle(ctx, playgroundSpace, ownProgramme, programme.Settings{
		Name: "Playground", Channels: []string{drillsChannel}, Level: 2, Facilitators: []string{"ana"}, Mentors: []string{"ana", "eli"},
		Plan: scheduler.Plan{Cron: "0 9 * * MON-FRI", Zone: localZone(), Window: 1},
	})
}

// has says whether a programme of this id stands in the configuration.
func (c config) has(programme string) bool {
	return slices.ContainsFunc(c.Programmes, func(p programmeConfig) bool { return id(p.Name) == programme })
}

// names says whether one of the configuration's programmes posts in a channel.
func (c config) names(channel string) bool {
	return slices.ContainsFunc(c.Programmes, func(p programmeConfig) bool { return p.Channel == channel })
}

// localZone is the machine's, which is where the playground is looked at.
func localZone() string {
	zone := time.Local.String()
	if zone == "Local" {
		return "UTC"
	}
	return zone
}

// channels are those that programmes post to, with the playground's own.
func channels(c config) []string {
	all := []string{drillsChannel, teamChannel}
	for _, p := range c.Programmes {
		if !slices.Contains(all, p.Channel) {
			all = append(all, p.Channel)
		}
	}
	return append(all, adminChannel)
}

// jumps are the times that the playground's clock can be moved to because something happens then.
func jumps(ctx context.Context, b *bot.Bot, person string, log *slog.Logger) []playground.Jump {
	ahead, err := b.Ahead(ctx, playgroundSpace, person)
	if err != nil {
		log.Error("what comes next was not read", "error", err)
		return nil
	}
	var out []playground.Jump
	for _, a := range ahead {
		out = append(out, playground.Jump{Label: a.What, At: a.At})
	}
	return out
}

// id is a programme's, from its name: ASCII letters and digits and the dash, 19 bytes at most, because buttons carry it through
// what platforms take as an id.
func id(name string) string {
	clean := strings.Map(func(r rune) rune {
		if r <= unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
	sum := sha256.Sum256([]byte(name))
	return fmt.Sprintf("%.12s-%x", clean, sum[:3])
}
