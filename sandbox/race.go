//go:build race

package sandbox

// A program built with the race detector sleeps for a second before it ends, unless told otherwise: once for each query of a test.
func init() { environment = []string{"GORACE=atexit_sleep_ms=0"} }
