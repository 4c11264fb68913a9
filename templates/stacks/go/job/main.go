<%= header() %>

package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
)

// main works once. The exit code tells Kubernetes whether it is done or to be tried again.
func main() {
	startLogging()
	if err := run(); err != nil {
		slog.Error("failed", "error", err)
		os.Exit(1)
	}
	slog.Info("done")
}

func run() error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	done := make(chan error, 1)
	go func() { done <- work(ctx) }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return errors.New("stopped before the end")
	}
}
