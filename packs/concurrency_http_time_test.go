package packs_test

import (
	"testing"
	"testing/synctest"
	"time"
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
