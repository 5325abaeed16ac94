package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"syscall"

	"github.com/alecthomas/kong"

	"cackle/chat"
)

// program is the command line around the bot.
type program struct {
	in        io.Reader // nil where nothing is asked
	out, errs io.Writer
	// start runs the bot until ctx ends.
	start func(ctx context.Context, s setup) error
}

// setup is what the command line hands to the bot.
type setup struct {
	config config
	folder *folder
	log    *slog.Logger
	out    io.Writer     // for the line with the address
	people []chat.Person // who to be in the playground; none are its own six
}

// Statuses that the process ends with.
const (
	fine   = 0
	amiss  = 1
	misuse = 2 // the command line itself could not be read
)

// errFaults stands for faults that are printed already.
var errFaults = errors.New("faults were found")

// commands is the command line. The flags of the bot itself are everybody's, so that bot --help shows them at once.
type commands struct {
	Config string `placeholder:"FILE" help:"Configuration; config.example.toml explains every key."`

	Data  string `placeholder:"DIR" help:"Folder for the database and its key; else the configuration's, else cackle in your data folder."`
	Fresh bool   `help:"Start over: remove what Cackle keeps in that folder."`
	Port  *int   `placeholder:"N" help:"Port of the playground on 127.0.0.1; 0 takes any that is free."`

	Run     runCommand     `cmd:"" default:"1" hidden:""`
	Check   checkCommand   `cmd:"" help:"Look drill files through and run them, and with --config the configuration too."`
	Drill   drillCommands  `cmd:"" help:"For who writes drills: new, try, preview."`
	Version versionCommand `cmd:"" help:"Say which build this is."`
}

// run carries out a command line, and gives the status to end the process with. Help ends the process by itself.
func (p *program) run(args []string) int {
	var c commands
	parser, err := kong.New(&c, kong.Name("bot"), kong.Writers(p.out, p.errs),
		kong.Description("Cackle runs productive-failure drills in team channels. Without a command, bot runs it."), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return p.end(fmt.Errorf("describe the command line: %w", err))
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		p.end(&trouble{what: err.Error(), mend: "bot --help lists what there is"})
		return misuse
	}
	return p.end(parsed.Run(p, &c))
}

// end tells what went amiss and what mends it.
func (p *program) end(err error) int {
	switch {
	case err == nil:
		return fine
	case errors.Is(err, errFaults):
		return amiss
	}
	fmt.Fprintln(p.errs, "bot:", err)
	if t := new(trouble); errors.As(err, &t) {
		fmt.Fprintln(p.errs, "    ", t.mend)
	}
	return amiss
}

type runCommand struct{}

// Run is called by kong.
func (runCommand) Run(p *program, flags *commands) (err error) {
	c, err := p.settings(flags)
	if err != nil {
		return err
	}
	f, err := openFolder(c.Data, flags.Fresh)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.close()) }()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the process at once
	log := slog.New(slog.NewTextHandler(p.errs, &slog.HandlerOptions{Level: c.level()}))
	err = p.start(ctx, setup{config: c, folder: f, log: log, out: p.out})
	if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return nil
	}
	return err
}

// settings are the configuration's, with the flags laid over it.
func (p *program) settings(flags *commands) (config, error) {
	c, faults, err := readConfig(flags.Config, packNames())
	if err != nil {
		return c, err
	}
	for _, f := range faults {
		fmt.Fprintln(p.errs, f)
	}
	if len(faults) > 0 {
		return c, errFaults
	}
	if flags.Data != "" {
		c.Data = flags.Data
	}
	if flags.Port != nil {
		c.Playground.Port = *flags.Port
	}
	if port := c.Playground.Port; port < 0 || port > maxPort {
		return c, &trouble{what: fmt.Sprintf("--port %d: not a port", port), mend: "write 1 to 65535, or 0 for any that is free"}
	}
	return c, nil
}

type versionCommand struct {
	JSON bool `help:"Print JSON."`
}

// build is which build this is.
type build struct {
	Version string `json:"version"` // "(devel)" where it was built outside a checkout
	Go      string `json:"go"`
	System  string `json:"system"`
}

// Run is called by kong.
func (v *versionCommand) Run(p *program) error {
	b := build{Version: "(devel)", Go: runtime.Version(), System: runtime.GOOS + "/" + runtime.GOARCH}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		b.Version = info.Main.Version
	}
	if v.JSON {
		return p.json(b)
	}
	_, err := fmt.Fprintf(p.out, "cackle %s, %s, %s\n", b.Version, b.Go, b.System)
	return err
}

func (p *program) json(v any) error {
	e := json.NewEncoder(p.out)
	e.SetIndent("", "  ")
	if err := e.Encode(v); err != nil {
		return fmt.Errorf("print JSON: %w", err)
	}
	return nil
}
