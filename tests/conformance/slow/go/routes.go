package main

import (
	"io"
	"net/http"
	"time"
)

// routes takes two seconds to answer.
func routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /slow", func(w http.ResponseWriter, _ *http.Request) {
		time.Sleep(2 * time.Second)
		_, _ = io.WriteString(w, "done")
	})
	return mux
}
