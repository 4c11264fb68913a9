<%= header() %>

package main

import (
	"context"
	"log/slog"
)

// work does one piece of work. Calls to others should bear a time limit: context.WithTimeout.
func work(ctx context.Context) error {
	slog.InfoContext(ctx, "worked")
	return nil
}
