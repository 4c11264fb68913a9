// Written once by Blip; from here on it is yours.

package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"runtime/debug"
	"sync/atomic"
	"time"
)

const (
	// live tells whether the process works; where it does not, Kubernetes restarts it.
	live = "/healthz"
	// ready tells whether to send requests here.
	ready = "/readyz"

	// drain is how long the last requests may take, first while the service still listens, then once more.
	// Both together must fit into `terminationGracePeriodSeconds`, less the preStop hook.
	drain = 10 * time.Second

	// A load balancer keeps idle connections for up to a minute. Whoever closes first must not be this side,
	// or a request that is on its way then gets lost.
	keepAlive = 65 * time.Second
	// A client that sends its headers drop by drop must not hold a connection for ever.
	readHeaders = 10 * time.Second
)

// service surrounds the routes: health checks, a log line for each request, and an orderly end.
type service struct {
	routes   http.Handler
	stopping atomic.Bool
	inFlight atomic.Int64
}

// serve answers with routes until ctx ends and the requests in flight are answered.
func serve(ctx context.Context, listener net.Listener, routes http.Handler) error {
	service := &service{routes: routes}
	server := &http.Server{
		Handler:           service,
		ErrorLog:          slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
		IdleTimeout:       keepAlive,
		ReadHeaderTimeout: readHeaders,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	slog.Info("listening", "port", listener.Addr().(*net.TCPAddr).Port)

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	service.stopping.Store(true)
	slog.Info("stopping")
	server.SetKeepAlivesEnabled(false)
	// Still listening: who asks whether it is ready shall hear no, and not be refused a connection.
	service.waitUntilIdle()
	// A context of its own, since the other has ended.
	end, cancel := context.WithTimeout(context.Background(), drain)
	defer cancel()
	if err := server.Shutdown(end); errors.Is(err, context.DeadlineExceeded) {
		slog.Warn("stopped before all requests were answered", "in_flight", service.inFlight.Load())
	} else if err != nil {
		return err
	}
	slog.Info("stopped")
	return nil
}

func (s *service) waitUntilIdle() {
	timeout := time.After(drain)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for s.inFlight.Load() > 0 {
		select {
		case <-tick.C:
		case <-timeout:
			return
		}
	}
}

// ServeHTTP answers a request, logs it, and counts it as in flight until then.
func (s *service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.inFlight.Add(1)
	defer s.inFlight.Add(-1)

	answer := &answer{ResponseWriter: w}
	level := slog.LevelInfo
	if r.URL.Path == live || r.URL.Path == ready {
		// Probes come every few seconds.
		level = slog.LevelDebug
	}
	start := time.Now()
	defer func() {
		slog.Log(r.Context(), level, "request",
			"method", r.Method,
			// without the query, which may hold what must not be logged
			"path", r.URL.Path,
			"status", cmp.Or(answer.status, http.StatusOK),
			"duration_ms", float64(time.Since(start).Microseconds())/1000)
	}()
	defer answerPanic(answer, r)
	s.route(answer, r)
}

func (s *service) route(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path == ready && s.stopping.Load():
		writeText(w, http.StatusServiceUnavailable, "stopping")
	case r.URL.Path == live, r.URL.Path == ready:
		writeText(w, http.StatusOK, "ok")
	default:
		s.routes.ServeHTTP(w, r)
	}
}

// answerPanic keeps the process alive where a handler panics: one request fails, not all.
func answerPanic(answer *answer, r *http.Request) {
	reason := recover()
	if reason == nil {
		return
	}
	if reason == http.ErrAbortHandler {
		// what a handler panics with to close the connection, and to have nothing logged
		panic(reason)
	}
	slog.Error("request failed",
		"method", r.Method,
		"path", r.URL.Path,
		"error", fmt.Sprintf("%v\n%s", reason, debug.Stack()))
	if answer.status != 0 {
		// The client must not take the half of an answer for all of it.
		panic(http.ErrAbortHandler)
	}
	http.Error(answer, "internal server error", http.StatusInternalServerError)
}

// answer remembers the status for the log.
type answer struct {
	http.ResponseWriter
	status int
}

func (a *answer) WriteHeader(status int) {
	// An informational status comes before the real one.
	if a.status == 0 && status >= http.StatusOK {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

func (a *answer) Write(body []byte) (int, error) {
	if a.status == 0 {
		a.status = http.StatusOK
	}
	return a.ResponseWriter.Write(body)
}

// Unwrap lets http.ResponseController flush, hijack and set deadlines.
func (a *answer) Unwrap() http.ResponseWriter {
	return a.ResponseWriter
}

func writeText(w http.ResponseWriter, status int, text string) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.WriteHeader(status)
	// An error means that the client has gone.
	_, _ = io.WriteString(w, text)
}
