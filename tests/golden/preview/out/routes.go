// Written once by Blip; from here on it is yours.

package main

import (
	_ "embed"
	"encoding/json"
	"log/slog"
	"net/http"
	"strings"
)

const name = "basket"

//go:embed VERSION
var version string

// routes says what the service answers. Health checks and logs are added by serve.
func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", about)
	return mux
}

// about says which service answers, and in which version.
func about(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, struct {
		Service string `json:"service"`
		Version string `json:"version"`
	}{name, strings.TrimSpace(version)})
}

func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Error("cannot answer", "error", err)
	}
}
