package packs_test

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"database/sql"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
	_ "time/tzdata" // so that the zones do not depend on the machine

	"cackle/drills"
)

// stillThere plays the function of "First answer wins" so often, and says how many of its goroutines have not ended an hour later.
// In late calls no mirror answers within the second. room is the channel's.
func stillThere(t *testing.T, mirrors, inTime, late, room int) (n int) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{}, mirrors*(inTime+late))
		first := func(fetch func(int) string) (ch chan string, ok bool) {
			ch = make(chan string, room)
			for m := range mirrors {
				go func() {
					ch <- fetch(m)
					ended <- struct{}{}
				}()
			}
			select {
			case <-ch:
				return ch, true
			case <-time.After(time.Second):
				return ch, false
			}
		}
		var left []chan string
		for i := range inTime + late {
			wait := time.Millisecond
			if i >= inTime {
				wait = 30 * time.Second
			}
			ch, ok := first(func(m int) string {
				time.Sleep(wait + time.Duration(m)*time.Millisecond)
				return ""
			})
			if ok != (i < inTime) {
				t.Errorf("call %d in time: %v", i, ok)
			}
			left = append(left, ch)
		}
		time.Sleep(time.Hour)
		n = mirrors*(inTime+late) - len(ended)
		for _, ch := range left { // a bubble does not end with goroutines in it
			for more := true; more; synctest.Wait() {
				select {
				case <-ch:
				default:
					more = false
				}
			}
		}
	})
	return n
}

// toolsEnd is how many tools have ended whose output goes into a pipe with so much room, read only after their end.
func toolsEnd(t *testing.T, room int, outputs ...int) (n int) {
	synctest.Test(t, func(t *testing.T) {
		ended := make(chan struct{}, len(outputs))
		pipes := make([]chan byte, len(outputs))
		for i, kib := range outputs {
			pipes[i] = make(chan byte, room)
			go func() {
				for range kib {
					pipes[i] <- 0
				}
				close(pipes[i])
				ended <- struct{}{}
			}()
		}
		synctest.Wait()
		n = len(ended)
		for _, p := range pipes {
			for range p { // whoever reads ends them
			}
		}
	})
	return n
}

func TestFirstAnswerWins(t *testing.T) {
	wins := load(t)["concurrency/leaking-timeout"]
	for _, c := range []struct {
		what string
		got  int
		want float64
	}{
		{"three mirrors, 90 and 10", stillThere(t, 3, 90, 10, 0), wins.First.Value},
		{"four mirrors, 190 and 10", stillThere(t, 4, 190, 10, 0), wins.Twin.Value},
		{"room for every answer", stillThere(t, 3, 90, 10, 3), 0},
		{"one mirror", stillThere(t, 1, 90, 10, 0), 10},
		{"nobody late", stillThere(t, 3, 100, 0, 0), 200},
		{"five tools", toolsEnd(t, 64, 30, 50, 60, 100, 200), wins.Transfer.Value},
	} {
		if float64(c.got) != c.want {
			t.Errorf("%s: %d, the drill says %v", c.what, c.got, c.want)
		}
	}
}

func TestFirstAnswerWinsAnswers(t *testing.T) {
	wins := load(t)["concurrency/leaking-timeout"]
	judged(t, &wins.First, map[string]string{
		"210": held, "210 goroutines": held, "210 Goroutine": held, "~210": held,
		"0": "ends-with-fetch", "0 goroutines": "ends-with-fetch", "30": "timeouts-only", "10": "one-per-timeout", "180": "timeout-clears",
		"200": "one-always-received", "300": "all-stay", "90": other, "20": other, "100": other, "270": other, "1": other,
		"none": unread, "all of them": unread, "90*2 + 10*3": unread, "2 per call": unread, "210 leaked": unread, "": unread,
	})
	judged(t, wins.Twin, map[string]string{
		"610": held, "0": "ends-with-fetch", "40": "timeouts-only", "10": "one-per-timeout", "570": "timeout-clears",
		"600": "one-always-received", "800": "all-stay", "210": other, "420": other, // copied, and doubled
	})
	judged(t, wins.Transfer, map[string]string{
		"3": held, "3 tools": held, "3 Tool": held, "5": "pipe-grows", "0": "no-reader-no-write", "1": "one-room-for-all", "2": other, "4": other, "three": unread,
	})
}

// twoAtOnce plays two requests on a row that holds so much: both read, then one writes, then the other. Each statement stands by
// itself, so that it looks at what is committed when it begins, as at READ COMMITTED. The writes are SQL with the wanted amount
// as :w and what was read as :r. It says who wrote a row, and what is left.
func twoAtOnce(t *testing.T, holds int, write string, wants ...int) (paid, left int) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER); INSERT INTO accounts VALUES (1, $1)", holds); err != nil {
		t.Fatal(err)
	}
	read := func() (n int) {
		if err := db.QueryRow("SELECT balance FROM accounts WHERE id = 1").Scan(&n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	known := make([]int, len(wants))
	for i := range wants {
		known[i] = read()
	}
	for i, wanted := range wants {
		if known[i] < wanted {
			continue
		}
		done, err := db.Exec(write, sql.Named("w", wanted), sql.Named("r", known[i]))
		if err != nil {
			t.Fatal(err)
		}
		rows, err := done.RowsAffected()
		if err != nil {
			t.Fatal(err)
		}
		paid += int(rows)
	}
	return paid, read()
}

func TestTwoWithdrawals(t *testing.T) {
	two := load(t)["concurrency/two-withdrawals"]
	const computed = "UPDATE accounts SET balance = :r - :w WHERE id = 1"
	for _, c := range []struct {
		what       string
		holds      int
		write      string
		wants      []int
		paid, left int
	}{
		{"as it stands", 100, computed, []int{80, 80}, 2, 20},
		{"the twin", 10, computed, []int{4, 7}, 2, 3},
		{"subtracted there", 100, "UPDATE accounts SET balance = balance - :w WHERE id = 1", []int{80, 80}, 2, -60},
		{"subtracted there, the twin", 10, "UPDATE accounts SET balance = balance - :w WHERE id = 1", []int{4, 7}, 2, -1},
		{"one act", 100, "UPDATE accounts SET balance = balance - :w WHERE id = 1 AND balance >= :w", []int{80, 80}, 1, 20},
		{"what was read is compared", 100, computed + " AND balance = :r", []int{80, 80}, 1, 20},
	} {
		if paid, left := twoAtOnce(t, c.holds, c.write, c.wants...); paid != c.paid || left != c.left {
			t.Errorf("%s: %d paid and %d left, want %d and %d", c.what, paid, left, c.paid, c.left)
		}
	}
	observed(t, &two.First, "Both are paid, and the balance is 20.")
	observed(t, two.Twin, "Both are accepted, and the shelf says 3.")
}

// observed wants the same fact beside every option.
func observed(t *testing.T, task *drills.Task, fact string) {
	t.Helper()
	for _, o := range task.Options {
		if o.Observed != fact {
			t.Errorf("beside option %s stands %q, want %q", o.Key, o.Observed, fact)
		}
	}
}

// A database that keeps a transaction's view as it was refuses the second write, as the feedback says of the higher levels.
func TestTheSecondWriteIsRefusedWhereReadsAreKept(t *testing.T) {
	db, err := sql.Open("sqlite", filepath.Join(t.TempDir(), "db")+"?_pragma=journal_mode(WAL)")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	run := func(on interface {
		ExecContext(context.Context, string, ...any) (sql.Result, error)
	}, query string) error {
		_, err := on.ExecContext(t.Context(), query)
		return err
	}
	if err := run(db, "CREATE TABLE accounts (id INTEGER PRIMARY KEY, balance INTEGER); INSERT INTO accounts VALUES (1, 100)"); err != nil {
		t.Fatal(err)
	}
	var both [2]*sql.Conn
	for i := range both {
		if both[i], err = db.Conn(t.Context()); err != nil {
			t.Fatal(err)
		}
		defer both[i].Close()
		if err := run(both[i], "BEGIN"); err != nil {
			t.Fatal(err)
		}
		var n int
		if err := both[i].QueryRowContext(t.Context(), "SELECT balance FROM accounts WHERE id = 1").Scan(&n); err != nil || n != 100 {
			t.Fatal(n, err)
		}
	}
	const write = "UPDATE accounts SET balance = 20 WHERE id = 1"
	if err := run(both[0], write+"; COMMIT"); err != nil {
		t.Fatal(err)
	}
	if err := run(both[1], write); err == nil {
		t.Error("the second write went through")
	}
}

// couponUsed says how many discounts go out when every server's lock lets its requests through one at a time, and the servers take
// turns: each reads before any has written.
func couponUsed(servers, each int) (discounts int) {
	used := false
	for range each {
		read := make([]bool, servers)
		for i := range read {
			read[i] = used
		}
		for _, was := range read {
			if !was {
				used = true
				discounts++
			}
		}
	}
	return discounts
}

func TestTwoWithdrawalsAnswers(t *testing.T) {
	two := load(t)["concurrency/two-withdrawals"]
	if n := couponUsed(3, 10); float64(n) != two.Transfer.Value {
		t.Errorf("%d discounts, the drill says %v", n, two.Transfer.Value)
	}
	judged(t, &two.First, map[string]string{
		"C": held, " c": held, "A": "conflict-noticed", "b": "subtracted-there", "D": "checked-again", "E": "deadlock",
		"20": unread, "−60": unread, "A, C": unread, "": unread,
	})
	judged(t, two.Twin, map[string]string{
		"B": held, "D": "conflict-noticed", "A": "subtracted-there", "E": "deadlock",
		"C": "checked-again", // the letter of the first go
	})
	judged(t, two.Transfer, map[string]string{
		"3": held, "3 discounts": held, "1": "one-lock-for-all", "1 discount": "one-lock-for-all", "30": "lock-does-nothing",
		"10": other, "2": other, "one": unread, "one per server": unread,
	})
}

// mayKeep is what RFC 9111, section 3, says of storing a 200 to a GET whose request has no Authorization: a 200 may be stored
// without an age, no-store forbids it to all caches and private to shared ones.
func mayKeep(shared bool, header string) bool {
	for d := range strings.SplitSeq(strings.TrimPrefix(header, "Cache-Control: "), ", ") {
		if d == "no-store" || d == "private" && shared {
			return false
		}
	}
	return true
}

// bodies is at how many visits the body travels. releases are the visits before which the page changes.
func bodies(t *testing.T, visits int, releases ...int) (n int) {
	version := "1"
	serve := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("ETag", `"`+version+`"`)
		http.ServeContent(w, r, "index.html", time.Time{}, strings.NewReader("page "+version))
	}
	kept := ""
	for visit := 1; visit <= visits; visit++ {
		if slices.Contains(releases, visit) {
			version += "1"
		}
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		if kept != "" {
			r.Header.Set("If-None-Match", kept)
		}
		w := httptest.NewRecorder()
		serve(w, r)
		switch {
		case w.Code == http.StatusOK && w.Body.String() == "page "+version:
			n++
			kept = w.Header().Get("ETag")
		case w.Code != http.StatusNotModified || w.Body.Len() > 0:
			t.Errorf("visit %d: %d with %d bytes", visit, w.Code, w.Body.Len())
		}
	}
	return n
}

func TestACopyOnTheCDN(t *testing.T) {
	kept := load(t)["http/do-not-keep"]
	for _, c := range []struct {
		task   *drills.Task
		shared bool
	}{{&kept.First, true}, {kept.Twin, false}} {
		for _, o := range c.task.Options {
			may := mayKeep(c.shared, o.Text)
			if may != slices.Contains(c.task.Right, o.Key) || may != strings.HasPrefix(o.Observed, "Permits") {
				t.Errorf("%s may be kept: %v, the drill says %v, %q", o.Text, may, c.task.Right, o.Observed)
			}
		}
	}
	for _, c := range []struct {
		got  int
		want float64
	}{{bodies(t, 10, 5), kept.Transfer.Value}, {bodies(t, 10), 1}} {
		if float64(c.got) != c.want {
			t.Errorf("%d bodies travel, want %v", c.got, c.want)
		}
	}
}

func TestACopyOnTheCDNAnswers(t *testing.T) {
	kept := load(t)["http/do-not-keep"]
	judged(t, &kept.First, map[string]string{
		"A, B, E": held, "e b a": held, "ABE": held, "B, E": "no-cache-keeps-none", "E, A": "age-zero-keeps-none", "E": "only-silence",
		"A, B": "vary-keeps-out", "B": "needs-an-age", "A, B, C, E": "private-per-visitor",
		"A": other, "C, E": other, "B, C, E": other, "A, B, C, D, E": other, "D": other, "C": other,
		"none": unread, "A, F": unread, "all but D": unread, "": unread,
	})
	judged(t, kept.Twin, map[string]string{
		"B, C, D, E": held, "B, C, D": "no-cache-keeps-none", "B, C, E": "age-zero-keeps-none", "B, C": "only-silence", "B, D, E": "vary-keeps-out",
		"D": "needs-an-age", "A, B, E": other, // the letters of the first go
	})
	judged(t, kept.Transfer, map[string]string{
		"2": held, "2 visits": held, "10": "kept-nowhere", "1": "never-asked", "1 visit": "never-asked", "7": "every-visit-after", "180 KB": unread, "3": other,
	})
}

// goProgram runs Go code and gives the lines that it prints. Where there is no Go, the rest of the test is left out.
func goProgram(t *testing.T, text string) []string {
	t.Helper()
	if _, err := exec.LookPath("go"); err != nil {
		t.Skip("no go here")
	}
	dir := t.TempDir()
	file := filepath.Join(dir, "main.go")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("go", "run", file)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s\n%s", err, out, text)
	}
	return strings.Split(strings.TrimSpace(string(out)), "\n")
}

// The programs of the prompts are run as they stand; the function of "First answer wins" is one that Go takes.
func TestTwoAppends(t *testing.T) {
	all := load(t)
	prints := all["go/what-it-prints"]
	// cut off, the first append moves, to an array with room for the second
	cut := strings.Replace(block(t, prints.First.Prompt), "a[:2]", "a[:2:2]", 1)
	full := strings.Replace(block(t, prints.Transfer.Prompt), "1, 8", "1", 1)
	got := goProgram(t, "package main\nimport (\n\"errors\"\n\"fmt\"\n\"time\"\n)\n"+
		"var mirrors = []string{\"m\"}\nvar errLate = errors.New(\"late\")\nfunc fetch(m string) string { return m }\n"+
		block(t, all["concurrency/leaking-timeout"].First.Prompt)+
		"func main() {\n{"+block(t, prints.First.Prompt)+"}\n{"+block(t, prints.Twin.Prompt)+"}\n{"+block(t, prints.Transfer.Prompt)+"}\n"+
		"{"+cut+"}\n{"+full+"}\nfmt.Println(first())\n}\n")
	want := []string{prints.First.Exact[0], prints.Twin.Exact[0], prints.Transfer.Exact[0], "[1 2 3] [9 2 4]", "[app db] [app web]", "m <nil>"}
	if !slices.Equal(got, want) {
		t.Errorf("it prints %q, the drill says %q", got, want)
	}
}

func TestTwoAppendsAnswers(t *testing.T) {
	prints := load(t)["go/what-it-prints"]
	judged(t, &prints.First, map[string]string{
		"[1 2 4] [1 2 4]": held, "[1,2,4] [1,2,4]": held, "[1, 2, 4], [1, 2, 4]": held, "1 2 4 1 2 4": held, "124 124": held, "{1 2 4} {1 2 4}": held,
		"`[1 2 4] [1 2 4]`": held, "[1 2 4][1 2 4]": held, "a=[1 2 4] b=[1 2 4]": held, "a: [1, 2, 4], b: [1, 2, 4]": held, "a = 1 2 4 and b = 1 2 4": held,
		"both [1 2 4]": held, "Both: 1 2 4": held, "a=[1 2 3] b=[1 2 4]": "each-its-own", "a=[9 2 4], b=[9 2 4]": "always-shared", "both [9 2 4]": "always-shared",
		"a=[1 2 3] b=[9 2 4]": "slicing-copies", "a=[1 2 4] b=[1 2 4 5]": "length-shared", "both [1 2 3]": other,
		"[1 2 3] [1 2 4]": "each-its-own", "1,2,3 1,2,4": "each-its-own", "123 124": "each-its-own", "[9 2 4] [9 2 4]": "always-shared",
		"[9,2,4],[9,2,4]": "always-shared", "[1 2 3] [9 2 4]": "slicing-copies", "[1 2 4 5] [1 2 4 5]": "length-shared",
		"[9 2 4 5] [9 2 4 5]": "length-shared", "[1 2 4] [1 2 4 5]": "length-shared", "[9 2 4] [9 2 4 5]": "length-shared",
		"[1 2 4 3] [1 2 4]": "pushed-along", "[1 2 4] [9 2 4]": other, "[9 2 3] [9 2 4]": other, "[1 2 3] [1 2 3]": other,
		"a and b are the same": other, "[1 2 4]": other, "1 2 4": other, "it panics": other, "": unread,
	})
	judged(t, prints.Twin, map[string]string{
		"[0 7 3 4] [0 7]": held, "a=[0 7 3 4] b=[0 7]": held, "a=[5 6 8 8] b=[5 7]": "each-its-own", "[0, 7, 3, 4] [0, 7]": held, "0734 07": held, "[5 6 8 8] [5 7]": "each-its-own", "[5 6 8 8] [0 7]": "slicing-copies",
		"[0 7 3 4] [0 7 3 4]": "length-shared", "[0 7] [0 7]": "length-shared", "[5 7 6 8 8] [5 7]": "pushed-along",
		"[5 7 8 8] [5 7]": other, // the second append taken to move once more
		"[1 2 4] [1 2 4]": other, "[0 7 8 8] [0 7]": other,
	})
	judged(t, prints.Transfer, map[string]string{
		"[app web] [app web]": held, "x=[app web] y=[app web]": held, "both [app web]": held, "x=[app db] y=[app web]": "own-fields", "app web, app web": held, `["app" "web"] ["app" "web"]`: held, "[App Web] [App Web]": held,
		"[app db] [app web]": "own-fields", "app db app web": "own-fields", "[app db] [app db web]": "one-list", "[app db web] [app db web]": "one-list",
		"[app] [app]": other, "[app db] [app db]": other,
	})
}

// zone is a time zone by its name.
func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

// starts is how often a scheduler that looks at the wall clock once a minute starts jobs at these times on a day.
func starts(loc *time.Location, day string, times ...string) (counts []int) {
	counts = make([]int, len(times))
	from, _ := time.Parse(time.DateOnly, day)
	for at := from.Add(-24 * time.Hour); at.Before(from.Add(48 * time.Hour)); at = at.Add(time.Minute) {
		if wall := at.In(loc); wall.Format(time.DateOnly) == day {
			if i := slices.Index(times, wall.Format("15:04")); i >= 0 {
				counts[i]++
			}
		}
	}
	return counts
}

// unusual names the times that do not start once.
func unusual(counts []int, times []string) string {
	said := ""
	for i, n := range counts {
		switch n {
		case 0:
			said += "no " + times[i]
		case 2:
			said += times[i] + " twice"
		}
	}
	return cmp.Or(said, "each once")
}

func TestTwoJobsAtNight(t *testing.T) {
	jobs := load(t)["time/job-at-night"]
	for _, c := range []struct {
		task          *drills.Task
		zone          string
		march, autumn string
		times         []string
		month         string
	}{
		{&jobs.First, "America/New_York", "2026-03-08", "2026-11-01", []string{"01:30", "02:30"}, "November"},
		{jobs.Twin, "Europe/Berlin", "2026-03-29", "2026-10-25", []string{"02:30", "03:30"}, "October"},
	} {
		m, a := starts(zone(t, c.zone), c.march, c.times...), starts(zone(t, c.zone), c.autumn, c.times...)
		fact := fmt.Sprintf("March: %s. %s: %s", unusual(m, c.times), c.month, unusual(a, c.times))
		observed(t, c.task, fact+".")
		for _, o := range c.task.Options {
			if right := o.Key == c.task.Right[0]; right != (o.Text == fact) {
				t.Errorf("%s in %s, and option %s is %q", fact, c.zone, o.Key, o.Text)
			}
		}
	}
	// "This picture works in London": the hour that goes missing there is the one before 2.
	if m := starts(zone(t, "Europe/London"), "2026-03-29", "01:30", "02:30"); m[0] != 0 || m[1] != 1 {
		t.Errorf("London: %v", m)
	}
	sydney := zone(t, "Australia/Sydney")
	shift := time.Date(2026, 10, 4, 6, 0, 0, 0, sydney).Sub(time.Date(2026, 10, 3, 22, 0, 0, 0, sydney))
	if shift.Hours() != jobs.Transfer.Value {
		t.Errorf("the shift has %v, the drill says %v hours", shift, jobs.Transfer.Value)
	}
}

func TestTwoJobsAtNightAnswers(t *testing.T) {
	jobs := load(t)["time/job-at-night"]
	judged(t, &jobs.First, map[string]string{
		"D": held, "d": held, "A": "clock-as-usual", "B": "repeat-after", "C": "gap-before", "E": "hour-it-leads-to", "F": unread,
		"no 02:30, 01:30 twice": unread, "1 and 0, 2 and 1": unread, "1 0 2 1": unread, "D, E": unread, "G": unread, "": unread,
	})
	judged(t, jobs.Twin, map[string]string{
		"B": held, "C": "repeat-after", "A": "gap-before", "E": "hour-it-leads-to",
		"D": "clock-as-usual", // the letter of the first go
	})
	judged(t, jobs.Transfer, map[string]string{
		"7": held, "7 hours": held, "7.0": held, "8": "clock-difference", "8 hours": "clock-difference", "9": "autumn-gives",
		"7 h": held, "seven": unread, "7:00": unread, "6": other,
	})
}

// certificate is one for a name, signed by itself.
func certificate(t *testing.T, name string) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), DNSNames: []string{name}, NotAfter: time.Now().Add(time.Hour)}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

// noted is a list that both ends write to.
type noted struct {
	mu    sync.Mutex
	order []string
	bytes []byte
}

func (n *noted) down(what string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if !slices.Contains(n.order, what) {
		n.order = append(n.order, what)
	}
}

// Write notes the first line of a key log, which is written as soon as there are keys.
func (n *noted) Write(line []byte) (int, error) {
	n.down("keys")
	return len(line), nil
}

// wire notes the bytes that go over a connection, in both directions.
type wire struct {
	net.Conn
	noted *noted
}

func (w wire) Write(p []byte) (int, error) {
	w.noted.mu.Lock()
	w.noted.bytes = append(w.noted.bytes, p...)
	w.noted.mu.Unlock()
	return w.Conn.Write(p)
}

// connect asks a server for a path, over a new connection of one version of TLS, and says in which order it happened and what went
// over the wire. own is whether the browser shows a certificate too.
func connect(t *testing.T, name, path string, version uint16, server tls.Certificate, own bool) (order []string, sent []byte) {
	t.Helper()
	n := &noted{}
	here, there := net.Pipe()
	serving := make(chan error, 1)
	conf := &tls.Config{
		Certificates: []tls.Certificate{server}, MinVersion: version, MaxVersion: version,
		GetConfigForClient: func(hello *tls.ClientHelloInfo) (*tls.Config, error) {
			n.down("name " + hello.ServerName)
			return nil, nil
		},
	}
	if own {
		conf.ClientAuth = tls.RequireAnyClientCert
	}
	go func() {
		conn := tls.Server(wire{there, n}, conf)
		_, err := io.ReadFull(conn, make([]byte, len(path)))
		serving <- err
	}()
	conn := tls.Client(wire{here, n}, &tls.Config{
		ServerName: name, InsecureSkipVerify: true, MinVersion: version, MaxVersion: version, KeyLogWriter: n,
		VerifyPeerCertificate: func([][]byte, [][]*x509.Certificate) error {
			n.down("certificate")
			return nil
		},
		GetClientCertificate: func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
			n.down("own certificate")
			own := certificate(t, "browser.example")
			return &own, nil
		},
	})
	if err := conn.HandshakeContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	n.down("path")
	if _, err := conn.Write([]byte(path)); err != nil {
		t.Fatal(err)
	}
	if err := <-serving; err != nil {
		t.Fatal(err)
	}
	here.Close()
	there.Close()
	return n.order, n.bytes
}

func TestBeforeThePageComes(t *testing.T) {
	page := load(t)["http/retry-order"]
	server := certificate(t, "shop.example")
	for _, c := range []struct {
		what       string
		name, path string
		version    uint16
		own        bool
		says       []string          // the order that the drill gives
		means      map[string]string // what its letters stand for
		readable   bool              // whether the certificate is
	}{
		{"the drill", "shop.example", "/cart", tls.VersionTLS13, false, page.First.Right[1:], // after TCP
			map[string]string{"E": "name shop.example", "D": "keys", "A": "certificate", "B": "path"}, false},
		{"the twin", "ops.example", "/users", tls.VersionTLS13, true, page.Twin.Right,
			map[string]string{"E": "name ops.example", "B": "keys", "C": "certificate", "A": "own certificate", "D": "path"}, false},
		{"TLS 1.2", "shop.example", "/cart", tls.VersionTLS12, false, []string{"E", "A", "D", "B"},
			map[string]string{"E": "name shop.example", "D": "keys", "A": "certificate", "B": "path"}, true},
	} {
		var want []string
		for _, key := range c.says {
			want = append(want, c.means[key])
		}
		order, sent := connect(t, c.name, c.path, c.version, server, c.own)
		if !slices.Equal(order, want) {
			t.Errorf("%s: the order is %q, the drill says %q", c.what, order, want)
		}
		if !bytes.Contains(sent, []byte(c.name)) || bytes.Contains(sent, []byte(c.path)) || bytes.Contains(sent, server.Certificate[0]) != c.readable {
			t.Errorf("%s: name, path and certificate can be read: %v, %v and %v", c.what,
				bytes.Contains(sent, []byte(c.name)), bytes.Contains(sent, []byte(c.path)), bytes.Contains(sent, server.Certificate[0]))
		}
	}
	if got := page.Transfer.Right; !slices.Equal(got, []string{"A", "B"}) {
		t.Errorf("the transfer says %v", got)
	}
}

func TestBeforeThePageComesAnswers(t *testing.T) {
	page := load(t)["http/retry-order"]
	judged(t, &page.First, map[string]string{
		"C, E, D, A, B": held, "c e d a b": held, "CEDAB": held, "C > E > D > A > B": held, "C → E → D → A → B": held, "C;E;D;A;B": held,
		"C, E, A, D, B": "certificate-first", "CEADB": "certificate-first", "C, D, E, A, B": "tunnel-first", "C, D, A, E, B": "name-with-request",
		"C, A, D, E, B": "name-after-certificate", "C, E, B, A, D": "address-as-a-whole",
		"A, B, C, D, E": other, // as the field comes
		"E, C, D, A, B": other, "E, C, A, D, B": other, "C, A, D, B, E": other, "C, A, E, D, B": other, "C, D, A, B, E": other,
		"C, E, D, A": unread, "C, E, D, A, F": unread, "1, 2, 3, 4, 5": unread, "": unread,
	})
	judged(t, page.Twin, map[string]string{
		"E, B, C, A, D": held, "ebcad": held, "E, C, A, B, D": "certificate-first", "B, E, C, A, D": "tunnel-first", "B, C, A, E, D": "name-with-request",
		"C, B, A, E, D": "name-after-certificate", "E, D, C, B, A": "address-as-a-whole", "C, E, D, A, B": other, "E, C, B, A, D": other,
	})
	judged(t, page.Transfer, map[string]string{
		"A, B": held, "BA": held, "A": "address-alone", "A, B, C": "path-too", "A, B, E": "certificate-too", "A, E": "certificate-alone",
		"A, B, C, E": other, "B": other, "none": unread, "": unread,
	})
}
