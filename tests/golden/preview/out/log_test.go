// Written once by Blip; from here on it is yours.

package main

import (
	"log/slog"
	"testing"
)

func TestLevelOfLogs(t *testing.T) {
	for wanted, expected := range map[string]slog.Level{
		"debug": slog.LevelDebug,
		"WARN":  slog.LevelWarn,
		"":      slog.LevelInfo,
		"debgu": slog.LevelInfo,
	} {
		if got := level(wanted); got != expected {
			t.Errorf("%q: %v instead of %v", wanted, got, expected)
		}
	}
}
