package scheduler

import (
	"context"
	"log/slog"
	"sync"
	"time"
)

// Loop sleeps until the next time and does what is due then. Fill in the fields, and call Run once.
type Loop struct {
	// Now is the time that things are due by. It need not be the machine's.
	Now func() time.Time
	// Next is when something is due next; false where nothing is.
	Next func(ctx context.Context) (time.Time, bool, error)
	// Due does what is due by now. What it has done, Next does not tell again.
	Due func(ctx context.Context, now time.Time) error
	Log *slog.Logger

	once sync.Once
	wake chan struct{}
}

const (
	// maxSleep bounds how late the loop notices that the machine slept, or that its clock was set.
	maxSleep = 30 * time.Second
	// minSleep lies between two calls of Due, so that one that gets nothing done cannot keep a core busy.
	minSleep = 10 * time.Millisecond
	// firstRetry follows the first error; it doubles with each further one, up to maxSleep.
	firstRetry = time.Second
)

// Run goes on until ctx ends, and returns after the call of Due that is under way. An error of Next or Due is logged and
// tried again, later each time, so Run's own error is always nil; it has one to stand beside loops that end with theirs.
func (l *Loop) Run(ctx context.Context) error {
	errorsInRow := 0
	for ctx.Err() == nil {
		sleep, err := l.turn(ctx)
		switch {
		case ctx.Err() != nil:
		case err == nil:
			errorsInRow = 0
			l.rest(ctx, sleep, l.woken())
		default:
			l.Log.Error("scheduler: tried again later", "error", err, "errors_in_row", errorsInRow+1)
			l.rest(ctx, retryIn(errorsInRow), nil) // a wake-up waits: waking often must not mean trying often
			errorsInRow++
		}
	}
	return nil
}

// Wake makes the loop ask anew what comes next: a timer was set, or the clock moved. It never blocks, and may be called
// before Run and from anywhere.
func (l *Loop) Wake() {
	select {
	case l.woken() <- struct{}{}:
	default: // one waits already
	}
}

func (l *Loop) woken() chan struct{} {
	l.once.Do(func() { l.wake = make(chan struct{}, 1) })
	return l.wake
}

// turn does what is due, and says how long to sleep until there is more.
func (l *Loop) turn(ctx context.Context) (time.Duration, error) {
	next, ok, err := l.Next(ctx)
	if err != nil {
		return 0, err
	}
	now := l.Now()
	switch {
	case !ok:
		return maxSleep, nil
	case next.After(now):
		return min(next.Sub(now), maxSleep), nil
	}
	err = l.Due(ctx, now)
	l.rest(ctx, minSleep, nil)
	return 0, err
}

func (l *Loop) rest(ctx context.Context, d time.Duration, wake <-chan struct{}) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-wake:
	case <-timer.C:
	}
}

func retryIn(errorsInRow int) time.Duration {
	return min(firstRetry<<min(errorsInRow, 10), maxSleep)
}
