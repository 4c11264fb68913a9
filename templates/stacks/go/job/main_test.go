<%= header() %>

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"slices"
	"strings"
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

func TestWorksOnce(t *testing.T) {
	command := exec.CommandContext(t.Context(), os.Args[0])
	command.Env = append(os.Environ(), "PROGRAM=service", "LOG_LEVEL=info")
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var messages []string
	for line := range strings.Lines(string(output)) {
		var entry struct{ Message string }
		if err := json.Unmarshal([]byte(line), &entry); err != nil {
			t.Fatal(err)
		}
		messages = append(messages, entry.Message)
	}
	if expected := []string{"worked", "done"}; !slices.Equal(messages, expected) {
		t.Errorf("%v instead of %v", messages, expected)
	}
}
