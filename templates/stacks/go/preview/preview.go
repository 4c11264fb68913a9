<%= header() %>

package main

import (
	"context"
	"net/http"
	"regexp"
	"strings"
	"time"
)

// A preview of a service answers beside its stable version, and a header leads to it. A request gets to a preview
// further down only if every service before it passes that header on: it is kept in the context of the work at hand,
// and internal puts it on calls that are made with this context.
const (
	// previewHeader is the header whose value names a preview: <%= service.name %>-pr-42.
	previewHeader = "<%= blips.preview.header %>"
	// previewEntry is the entry of the header `baggage` that says the same; OpenTelemetry carries it through any service.
	previewEntry = "preview"
<% if blips.preview.events == "knative" %>
	// previewAttribute is the attribute of an event that says the same, as Knative delivers it.
	previewAttribute = "ce-preview"
<% endif %>
)

type previewKey struct{}

// forPreview is a context for work that is done for a preview, or for none.
func forPreview(ctx context.Context, preview string) context.Context {
	return context.WithValue(ctx, previewKey{}, preview)
}

// currentPreview is the preview that work is done for; empty for most.
func currentPreview(ctx context.Context) string {
	preview, _ := ctx.Value(previewKey{}).(string)
	return preview
}

// previewIn is the preview that a request or a message names by its headers.
func previewIn(headers http.Header) string {
	preview := headers.Get(previewHeader)
<% if blips.preview.events == "knative" %>
	if preview == "" {
		preview = headers.Get(previewAttribute)
	}
<% endif %>
	if preview == "" {
		preview = previewInBaggage(headers.Values("Baggage"))
	}
	// Anybody can send anything: what cannot be the name of a preview is not passed on.
	if !previewName.MatchString(preview) {
		return ""
	}
	return preview
}

var previewName = regexp.MustCompile(`^[a-z0-9-]{1,100}$`)

// previewInBaggage reads `a=1, preview=<%= service.name %>-pr-42;property, b=2`.
func previewInBaggage(baggage []string) string {
	for entry := range strings.SplitSeq(strings.Join(baggage, ","), ",") {
		entry, _, _ = strings.Cut(entry, ";")
		key, value, _ := strings.Cut(entry, "=")
		if strings.TrimSpace(key) == previewEntry {
			return strings.TrimSpace(value)
		}
	}
	return ""
}

// keepPreview has requests answered for the previews that they name.
func keepPreview(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r.WithContext(forPreview(r.Context(), previewIn(r.Header))))
	})
}

// internal calls your own services. Third parties are called with another client: previews are none of their business.
var internal = &http.Client{
	Timeout:   5 * time.Second,
	Transport: carryPreview{http.DefaultTransport},
	// A redirect may lead to a stranger, and the headers would go along.
	CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
}

// carryPreview puts on each call the preview of its context.
type carryPreview struct{ next http.RoundTripper }

func (c carryPreview) RoundTrip(r *http.Request) (*http.Response, error) {
	if preview := currentPreview(r.Context()); preview != "" {
		// Who called with it may still use the request.
		r = r.Clone(r.Context())
		r.Header.Set(previewHeader, preview)
		if r.Header.Get("Baggage") == "" {
			r.Header.Set("Baggage", previewEntry+"="+preview)
		}
	}
	return c.next.RoundTrip(r)
}
