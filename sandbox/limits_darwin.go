package sandbox

import (
	"fmt"
	"os/exec"
	"runtime/debug"
	"syscall"

	"golang.org/x/sys/unix"
)

// lower sets what this system honours: processor time, no files of its own, no core.
func lower() error {
	debug.SetMemoryLimit(budget / 4)
	for what, most := range map[int]uint64{
		unix.RLIMIT_CPU: uint64(wall.Seconds()) + 1, unix.RLIMIT_FSIZE: 0, unix.RLIMIT_CORE: 0,
	} {
		if err := unix.Setrlimit(what, &unix.Rlimit{Cur: most, Max: most}); err != nil {
			return fmt.Errorf("limit %d: %w", what, err)
		}
	}
	return nil
}

func apart(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }

func missingFences() []string {
	return []string{"macOS sets no limit on a process's memory: the engine's own limits and the wall clock stand in"}
}
