// Written once by Blip; from here on it is yours.

package main

import (
	"log/slog"
	"os"
	"strings"
	"time"
)

// startLogging sends the logs to stdout, one JSON object a line, from LOG_LEVEL (debug, info, warn, error) up.
func startLogging() {
	options := slog.HandlerOptions{Level: level(os.Getenv("LOG_LEVEL")), ReplaceAttr: rename}
	slog.SetDefault(slog.New(slog.NewJSONHandler(os.Stdout, &options)))
}

// level is info for what is no level, so that a misspelled one silences nothing.
func level(wanted string) slog.Level {
	var level slog.Level
	if err := level.UnmarshalText([]byte(wanted)); err != nil {
		return slog.LevelInfo
	}
	return level
}

// rename gives to what each line has the names that all services use.
func rename(groups []string, attr slog.Attr) slog.Attr {
	if len(groups) > 0 {
		return attr
	}
	switch attr.Key {
	case slog.TimeKey:
		return slog.String("timestamp", attr.Value.Time().UTC().Format(time.RFC3339Nano))
	case slog.LevelKey:
		return slog.String("level", strings.ToLower(attr.Value.String()))
	case slog.MessageKey:
		return slog.Attr{Key: "message", Value: attr.Value}
	}
	return attr
}
