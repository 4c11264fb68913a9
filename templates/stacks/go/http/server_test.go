<%= header() %>

package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
<% if blips.preview is defined %>
	"net/http/httptest"
<% endif %>
	"os"
	"os/exec"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestMain lets the tests run the service as a process of its own, as it runs in its container: it is this very
// program, told by PROGRAM what to be.
func TestMain(m *testing.M) {
	switch os.Getenv("PROGRAM") {
	case "service":
		main()
	case "slow":
		slow()
	default:
		os.Exit(m.Run())
	}
}

// slow is a service that takes its time, for the test of how a service ends.
func slow() {
	startLogging()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
		slog.Info("begun")
		time.Sleep(time.Second)
		writeText(w, http.StatusOK, "done")
	})
	mux.HandleFunc("GET /broken", func(http.ResponseWriter, *http.Request) { panic("as the test wants it") })

	ctx, cancel := signal.NotifyContext(context.Background(), syscall.SIGTERM, os.Interrupt)
	defer cancel()
	listener, err := net.Listen("tcp", ":"+os.Getenv("PORT"))
	if err == nil {
		err = serve(ctx, listener, mux)
	}
	if err != nil {
		panic(err)
	}
}

type process struct {
	*testing.T
	command *exec.Cmd
	lines   *bufio.Scanner
	url     string
}

<% if blips.preview is defined %>
// start starts a program on a free port, with further variables.
func start(t *testing.T, program string, env ...string) *process {
<% else %>
// start starts a program on a free port.
func start(t *testing.T, program string) *process {
<% endif %>
	t.Helper()
	command := exec.Command(os.Args[0])
	command.Env = append(os.Environ(), "PROGRAM="+program, "PORT=0", "LOG_LEVEL=info")
<% if blips.preview is defined %>
	command.Env = append(command.Env, env...)
<% endif %>
	command.Stderr = os.Stderr
	stdout, err := command.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := command.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{T: t, command: command, lines: bufio.NewScanner(stdout)}
	t.Cleanup(func() {
		// It may have ended by itself.
		_ = command.Process.Kill()
		_ = command.Wait()
	})
	p.url = fmt.Sprintf("http://127.0.0.1:%v", p.logged("listening")["port"])
	return p
}

// logged reads the log up to a message.
func (p *process) logged(message string) map[string]any {
	p.Helper()
	for p.lines.Scan() {
		var entry map[string]any
		if err := json.Unmarshal(p.lines.Bytes(), &entry); err != nil {
			p.Fatalf("%s: %v", p.lines.Text(), err)
		}
		if entry["message"] == message {
			return entry
		}
	}
	p.Fatalf("ended without a log of %q", message)
	return nil
}

// fetch expects a status and returns the body.
func (p *process) fetch(method, path string, status int) string {
	p.Helper()
	request, err := http.NewRequestWithContext(p.Context(), method, p.url+path, nil)
	if err != nil {
		p.Fatal(err)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		p.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		p.Fatal(err)
	}
	if response.StatusCode != status {
		p.Errorf("%s %s: %s instead of %d", method, path, response.Status, status)
	}
	return string(body)
}

func TestSaysWhatItIs(t *testing.T) {
	t.Parallel()
	body := start(t, "service").fetch("GET", "/", http.StatusOK)
	var about struct{ Service, Version string }
	if err := json.Unmarshal([]byte(body), &about); err != nil {
		t.Fatal(err)
	}
	if about.Service != name || about.Version == "" {
		t.Error(body)
	}
}

func TestIsLiveAndReady(t *testing.T) {
	t.Parallel()
	p := start(t, "service")
	for _, path := range []string{live, ready} {
		if body := p.fetch("GET", path, http.StatusOK); body != "ok" {
			t.Errorf("%s: %s", path, body)
		}
	}
}

func TestRefusesWhatItDoesNotKnow(t *testing.T) {
	t.Parallel()
	p := start(t, "service")
	p.fetch("GET", "/nowhere", http.StatusNotFound)
	p.fetch("DELETE", "/", http.StatusMethodNotAllowed)
}

<% if blips.preview is defined %>
func TestLeadsToAPreviewFurtherDown(t *testing.T) {
	t.Parallel()
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		writeText(w, http.StatusOK, r.Header.Get(previewHeader))
	}))
	defer other.Close()
	p := start(t, "service", "UPSTREAM_URL="+other.URL)
	request, err := http.NewRequestWithContext(t.Context(), "GET", p.url+"/upstream", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set(previewHeader, "a-pr-1")
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.TrimSpace(string(body)); got != `{"status":200,"body":"a-pr-1"}` {
		t.Error(got)
	}
}

<% endif %>
func TestLogsEachRequestWithoutItsQuery(t *testing.T) {
	t.Parallel()
	p := start(t, "service")
	p.fetch("GET", "/nowhere?token=secret", http.StatusNotFound)
	entry := p.logged("request")
	if _, err := time.Parse(time.RFC3339, entry["timestamp"].(string)); err != nil {
		t.Error(err)
	}
	if entry["duration_ms"].(float64) < 0 {
		t.Error(entry)
	}
	delete(entry, "timestamp")
	delete(entry, "duration_ms")
	expected := "map[level:info message:request method:GET path:/nowhere status:404]"
	if got := fmt.Sprint(entry); got != expected {
		t.Errorf("%s instead of %s", got, expected)
	}
}

func TestSurvivesAHandlerThatPanics(t *testing.T) {
	t.Parallel()
	p := start(t, "slow")
	p.fetch("GET", "/broken", http.StatusInternalServerError)
	if entry := p.logged("request failed"); !strings.Contains(entry["error"].(string), "as the test wants it") {
		t.Error(entry)
	}
	if entry := p.logged("request"); entry["status"] != 500.0 {
		t.Error(entry)
	}
	p.fetch("GET", live, http.StatusOK)
}

func TestAnswersWhatIsInFlightBeforeItEnds(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			p := start(t, "slow")
			answer := make(chan string, 1)
			go func() { answer <- p.fetch("GET", "/slow", http.StatusOK) }()
			p.logged("begun")

			if err := p.command.Process.Signal(sig); err != nil {
				t.Fatal(err)
			}
			p.logged("stopping")
			p.fetch("GET", ready, http.StatusServiceUnavailable)

			if got := <-answer; got != "done" {
				t.Errorf("answered %q", got)
			}
			p.logged("stopped")
			if err := p.command.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRefusesAPortThatIsNone(t *testing.T) {
	t.Parallel()
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "PROGRAM=service", "PORT=none")
	output, err := command.Output()
	if err == nil || !strings.Contains(string(output), `"level":"error"`) {
		t.Errorf("%v: %s", err, output)
	}
}
