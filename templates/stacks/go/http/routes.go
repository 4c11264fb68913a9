<%= header() %>

package main

import (
	_ "embed"
	"encoding/json"
<% if blips.preview is defined %>
	"io"
<% endif %>
	"log/slog"
	"net/http"
<% if blips.preview is defined %>
	"os"
<% endif %>
	"strings"
)

const name = "<%= service.name %>"

//go:embed VERSION
var version string

// routes says what the service answers. Health checks and logs are added by serve.
func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", about)
<% if blips.preview is defined %>
	if url := os.Getenv("UPSTREAM_URL"); url != "" {
		mux.HandleFunc("GET /upstream", upstream(url))
	}
<% if blips.preview.events == "knative" %>
	mux.HandleFunc("POST /events", event)
<% endif %>
<% endif %>
	return mux
}

// about says which service answers, and in which version.
func about(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, struct {
		Service string `json:"service"`
		Version string `json:"version"`
	}{name, strings.TrimSpace(version)})
}

<% if blips.preview is defined %>
// upstream says what the service at url answers: a first call to another service, and a way to see which version of it
// a request gets to.
func upstream(url string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		// With the context of the request, the call carries its preview, and ends where the client goes.
		call, err := http.NewRequestWithContext(r.Context(), http.MethodGet, url, nil)
		if err != nil {
			panic(err)
		}
		answer, err := internal.Do(call)
		if err != nil {
			slog.Error("the other service does not answer", "error", err)
			http.Error(w, "bad gateway", http.StatusBadGateway)
			return
		}
		defer answer.Body.Close()
		body, err := io.ReadAll(io.LimitReader(answer.Body, 1<<20))
		if err != nil {
			slog.Error("the other service does not end its answer", "error", err)
			http.Error(w, "bad gateway", http.StatusBadGateway)
			return
		}
		writeJSON(w, http.StatusOK, struct {
			Status int    `json:"status"`
			Body   string `json:"body"`
		}{answer.StatusCode, string(body)})
	}
}

<% if blips.preview.events == "knative" %>
// event takes one event. Any answer from 200 to 299 says that it was handled; after another it comes again.
func event(w http.ResponseWriter, r *http.Request) {
	slog.Info("event", "id", r.Header.Get("ce-id"), "type", r.Header.Get("ce-type"))
	w.WriteHeader(http.StatusNoContent)
}

<% endif %>
<% endif %>
func writeJSON(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	if err := json.NewEncoder(w).Encode(body); err != nil {
		slog.Error("cannot answer", "error", err)
	}
}
