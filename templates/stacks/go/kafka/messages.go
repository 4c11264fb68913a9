<%= header() %>

package main

import (
	"net/http"
	"regexp"
)

// previewOfThis is what the previews of this service are called, by the numbers of their pull requests.
var previewOfThis = regexp.MustCompile(`^<%= service.name %>-pr-[0-9]+$`)

// isMine says whether this process handles a message. One that it does not is skipped, and its offset committed all the
// same. Kafka hands each message to every group and filters none by its headers: a preview takes what names it, and the
// stable version all but what names a preview of this service. Self is the preview that this process is, which the
// chart sets in PREVIEW_ID; empty for the stable version.
func isMine(headers http.Header, self string) bool {
	preview := previewIn(headers)
	if self != "" {
		return preview == self
	}
	return !previewOfThis.MatchString(preview)
}
