//go:build strace

package bot

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"

	"cackle/adapters/adaptertest"
	"cackle/chat"
)

// C13: what an answer promises is on the disk before the answer leaves. strace watches a bot from outside: between its reading
// an event that changes something and its writing the answer, the write-ahead log is synced. Around an event that changes
// nothing there is no sync, which shows that the other syncs are those events' own.
func TestEachAnswerComesAfterItsSync(t *testing.T) {
	c := &crash{t: t, platform: adaptertest.NewPlatform(), dir: t.TempDir()}
	defer c.platform.Close()
	log := filepath.Join(t.TempDir(), "strace.txt")
	c.under = []string{"strace", "-f", "-y", "-s", "600", "-o", log, "-e", "trace=read,write,fsync,fdatasync"}
	ended := c.start("")
	changes := c.oneGo()
	if err := c.in.Close(); err != nil {
		t.Error(err)
	}
	<-ended
	syncs := syncsBeforeAnswers(t, log)
	changed, without := 0, 0
	for event, change := range changes {
		n, answered := syncs[event]
		if !answered {
			t.Errorf("event %d was not read and answered in the trace", event)
		}
		if change && n == 0 {
			t.Errorf("event %d changes something, and was answered before a sync of the log", event)
		}
		if change {
			changed++
		} else if n == 0 {
			without++
		}
	}
	if without == 0 { // some may coincide with a commit of a loop, but not all: else the trace could not tell
		t.Error("no answer came without a sync")
	}
	t.Logf("%d answers; each of the %d with a change came after its sync, and %d of the others without one", len(changes), changed, without)
}

// oneGo is somebody going through a round, with questions between. It says of each event by its number whether it changes
// something.
func (c *crash) oneGo() map[int]bool {
	round, number, changes := c.newestCard(), 0, map[int]bool{}
	act := func(act chat.Act) {
		id := fmt.Sprint("event-", number)
		if _, err := c.platform.Act(c.t.Context(), id, "ana", chat.Place{Channel: "drills"}, act); err != nil {
			c.t.Fatal(err)
		}
		number++
	}
	for range 5 { // by then the card's send is recorded
		act(chat.Command{Words: "why"})
	}
	press := func(verb string, args ...any) chat.Act { return chat.Press{Button: mint(verb, round, args...)} }
	for _, step := range []struct {
		act    func() chat.Act
		change bool
	}{
		{func() chat.Act { return press(vGo) }, true},
		{func() chat.Act { return chat.Command{Words: "why"} }, false},
		{c.fillOpen, true}, // the attempt
		{func() chat.Act { return press(vGo) }, false},
		{c.fillOpen, true}, // the second way
		{func() chat.Act { return chat.Command{Words: "my drills"} }, false},
		{func() chat.Act { return press(vGo) }, false},
		{c.fillOpen, true}, // the reflection
		{func() chat.Act { return press(vCackle, 0) }, true},
		{func() chat.Act { return press(vDone, 0) }, true},
		{func() chat.Act { return chat.Open{} }, false},
	} {
		changes[number] = step.change
		act(step.act())
	}
	return changes
}

func (c *crash) fillOpen() chat.Act {
	step, ok := c.platform.Step("ana")
	if !ok || step.Send == "" {
		c.t.Fatalf("nothing to fill in: %+v", step)
	}
	return filled(step, "12345")
}

// What strace writes: the system calls of all threads, those that were interrupted by another in two lines.
var (
	reads    = regexp.MustCompile(`read.*\\"Number\\":(\d+),`)
	answered = regexp.MustCompile(`write\(.*"POST /answer/(\d+) HTTP`)
	synced   = regexp.MustCompile(`^\d+ +(?:fsync|fdatasync)\(.*\.db-wal>\) += 0`)
	begun    = regexp.MustCompile(`^(\d+) +(?:fsync|fdatasync)\(.*\.db-wal> <unfinished`)
	resumed  = regexp.MustCompile(`^(\d+) +<\.\.\. (?:fsync|fdatasync) resumed>\) += 0`)
)

// syncsBeforeAnswers counts, for each event that was answered, the syncs of the write-ahead log that ended between the read of
// the event and the write of its answer.
func syncsBeforeAnswers(t *testing.T, log string) map[int]int {
	f, err := os.Open(log)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	total, syncing := 0, map[string]bool{}
	atRead, out := map[string]int{}, map[int]int{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		if m := begun.FindStringSubmatch(line); m != nil {
			syncing[m[1]] = true
		} else if m := resumed.FindStringSubmatch(line); m != nil && syncing[m[1]] {
			delete(syncing, m[1])
			total++
		} else if synced.MatchString(line) {
			total++
		} else if m := reads.FindStringSubmatch(line); m != nil {
			atRead[m[1]] = total
		} else if m := answered.FindStringSubmatch(line); m != nil {
			if before, read := atRead[m[1]]; read {
				n, err := strconv.Atoi(m[1])
				if err != nil {
					t.Fatal(err)
				}
				out[n] = total - before
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
