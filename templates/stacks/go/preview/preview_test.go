<%= header() %>

package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func headers(pairs ...string) http.Header {
	headers := http.Header{}
	for i := 0; i < len(pairs); i += 2 {
		headers.Add(pairs[i], pairs[i+1])
	}
	return headers
}

func TestAPreviewIsNamedByTheHeaderOrTheBaggage(t *testing.T) {
	for _, test := range []struct {
		headers  http.Header
		expected string
	}{
		{headers(previewHeader, "a-pr-1", "Baggage", "preview=b-pr-2"), "a-pr-1"},
		{headers("Baggage", "user=7, preview = b-pr-2;hops=1,tenant=x"), "b-pr-2"},
		{headers("Baggage", "user=7", "Baggage", "preview=b-pr-2"), "b-pr-2"},
<% if blips.preview.events == "knative" %>
		{headers(previewAttribute, "a-pr-1"), "a-pr-1"},
<% endif %>
		{headers("Baggage", "nopreview=a-pr-1,preview"), ""},
		{headers(), ""},
	} {
		if got := previewIn(test.headers); got != test.expected {
			t.Errorf("%v: %q instead of %q", test.headers, got, test.expected)
		}
	}
}

func TestWhatCannotBeANameOfAPreviewIsDropped(t *testing.T) {
	for _, value := range []string{"a b", "A-PR-1", "a,b", strings.Repeat("a", 101)} {
		if got := previewIn(headers(previewHeader, value)); got != "" {
			t.Errorf("%q is kept", got)
		}
	}
}

func TestCallsCarryThePreviewButNotThroughARedirect(t *testing.T) {
	var received []http.Header
	other := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		received = append(received, r.Header)
		http.Redirect(w, r, "/elsewhere", http.StatusFound)
	}))
	defer other.Close()
	call := func(ctx context.Context, sent http.Header) {
		request, err := http.NewRequestWithContext(ctx, "GET", other.URL, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header = sent
		response, err := internal.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}

	preview := forPreview(t.Context(), "a-pr-1")
	call(preview, headers())
	call(preview, headers("Baggage", "mine=1"))
	call(t.Context(), headers())

	expected := [][2]string{{"a-pr-1", "preview=a-pr-1"}, {"a-pr-1", "mine=1"}, {"", ""}}
	if len(received) != len(expected) {
		t.Fatalf("%d calls instead of %d", len(received), len(expected))
	}
	for i, headers := range received {
		if got := [2]string{headers.Get(previewHeader), headers.Get("Baggage")}; got != expected[i] {
			t.Errorf("%q instead of %q", got, expected[i])
		}
	}
}
