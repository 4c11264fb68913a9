<%= header() %>

package main

import "testing"

func TestAPreviewTakesWhatNamesItAndNothingElse(t *testing.T) {
	const ours = "<%= service.name %>-pr-42"
	if !isMine(headers(previewHeader, ours), ours) || !isMine(headers("Baggage", "preview="+ours), ours) {
		t.Error("it takes nothing")
	}
	for _, other := range []string{"", ours + "1", "<%= service.name %>-pr-4", "else-pr-42"} {
		if isMine(headers(previewHeader, other), ours) {
			t.Errorf("it takes %q", other)
		}
	}
}

func TestTheStableVersionTakesAllButWhatNamesAPreviewOfThisService(t *testing.T) {
	for _, other := range []string{"", "else-pr-42", "<%= service.name %>", "<%= service.name %>-pr-x"} {
		if !isMine(headers(previewHeader, other), "") {
			t.Errorf("it leaves %q", other)
		}
	}
	if isMine(headers(previewHeader, "<%= service.name %>-pr-42"), "") {
		t.Error("it takes what is meant for a preview")
	}
}
