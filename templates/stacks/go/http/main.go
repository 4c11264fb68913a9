<%= header() %>

package main

import (
	"cmp"
	"context"
	"log/slog"
	"net"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	startLogging()
	if err := run(); err != nil {
		slog.Error("failed", "error", err)
		os.Exit(1)
	}
}

func run() error {
	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	// A second signal ends the process at once.
	context.AfterFunc(ctx, cancel)

	listener, err := net.Listen("tcp", ":"+cmp.Or(os.Getenv("PORT"), "<%= service.port %>"))
	if err != nil {
		return err
	}
<% if blips.preview is defined %>
	return serve(ctx, listener, keepPreview(routes()))
<% else %>
	return serve(ctx, listener, routes())
<% endif %>
}
