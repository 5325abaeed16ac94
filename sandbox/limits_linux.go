package sandbox

import (
	"fmt"
	"os"
	"os/exec"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// lower sets this process's limits: memory beyond what it has mapped already, processor time, no files of its own, no core.
// The Go runtime alone maps gigabytes that it never touches, hence "beyond" (man 2 setrlimit, proc(5)).
func lower() error {
	mapped, err := virtualSize()
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(budget / 4)
	for what, most := range map[int]uint64{
		unix.RLIMIT_AS: mapped + budget, unix.RLIMIT_CPU: uint64(wall.Seconds()) + 1, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
		unix.RLIMIT_NOFILE: 16,
	} {
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit %d: %w", what, err)
		}
	}
	return nil
}

// virtualSize is this process's, in bytes.
func virtualSize() (uint64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	for line := range strings.Lines(string(status)) {
		if fields := strings.Fields(line); len(fields) >= 2 && fields[0] == "VmSize:" {
			kib, err := strconv.ParseUint(fields[1], 10, 64)
			return kib << 10, err
		}
	}
	return 0, fmt.Errorf("no VmSize in /proc/self/status")
}

// apart puts the child in a process group of its own. Should the bot die, the child ends by its own clock: a signal on the
// parent's death would be bound to one thread of the bot, and Go's threads come and go.
func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func missingFences() []string { return nil }
