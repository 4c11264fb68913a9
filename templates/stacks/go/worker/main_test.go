<%= header() %>

package main

import (
	"bufio"
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"syscall"
	"testing"
)

// TestMain lets the tests run the service as a process of its own, as it runs in its container: it is this very
// program, told by PROGRAM what to be.
func TestMain(m *testing.M) {
	if os.Getenv("PROGRAM") == "service" {
		main()
	} else {
		os.Exit(m.Run())
	}
}

func TestWorksUntilStopped(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{syscall.SIGTERM, os.Interrupt} {
		t.Run(sig.String(), func(t *testing.T) {
			t.Parallel()
			command := exec.CommandContext(t.Context(), os.Args[0])
			command.Env = append(os.Environ(), "PROGRAM=service", "LOG_LEVEL=info")
			stdout, err := command.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := command.Start(); err != nil {
				t.Fatal(err)
			}

			var messages []string
			lines := bufio.NewScanner(stdout)
			for lines.Scan() {
				var entry struct{ Message string }
				if err := json.Unmarshal(lines.Bytes(), &entry); err != nil {
					t.Fatal(err)
				}
				messages = append(messages, entry.Message)
				if entry.Message == "worked" {
					if err := command.Process.Signal(sig); err != nil {
						t.Fatal(err)
					}
				}
			}
			if expected := []string{"started", "worked", "stopped"}; !slices.Equal(messages, expected) {
				t.Errorf("%v instead of %v", messages, expected)
			}
			if err := command.Wait(); err != nil {
				t.Error(err)
			}
		})
	}
}
