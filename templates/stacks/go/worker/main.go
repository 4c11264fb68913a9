<%= header() %>

package main

import (
	"context"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// pause is how long it rests between two pieces of work.
const pause = time.Second

// main works until SIGTERM or SIGINT. What is under way then is finished, so a piece of work has to be shorter than
// `terminationGracePeriodSeconds`.
func main() {
	startLogging()
	stop, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	// A second signal ends the process at once.
	context.AfterFunc(stop, cancel)

	slog.Info("started")
	for stop.Err() == nil {
		// A context of its own: work is not cancelled half-way.
		if err := work(context.Background()); err != nil {
			slog.Error("failed", "error", err)
		}
		// The signal cuts the pause short.
		select {
		case <-stop.Done():
		case <-time.After(pause):
		}
	}
	slog.Info("stopped")
}
