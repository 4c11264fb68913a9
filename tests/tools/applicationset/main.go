// Fills in the template of an ApplicationSet as Argo CD does with `goTemplate: true`: every text of it, keys included,
// is a template of Go's, with `missingkey=error`. Functions beyond Go's own are unknown here, so none is used.
//
//	go run tests/tools/applicationset/main.go QUESTIONS.json
//
// Reads a JSON list of {"template": …, "parameters": {…}}; prints a list of {"made": …} or {"error": "…"}.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strings"
	"text/template"
)

type question struct {
	Template   any            `json:"template"`
	Parameters map[string]any `json:"parameters"`
}

type answer struct {
	Made  any    `json:"made,omitempty"`
	Error string `json:"error,omitempty"`
}

func fill(value any, parameters map[string]any) (any, error) {
	switch value := value.(type) {
	case string:
		return fillText(value, parameters)
	case []any:
		for i := range value {
			item, err := fill(value[i], parameters)
			if err != nil {
				return nil, err
			}
			value[i] = item
		}
		return value, nil
	case map[string]any:
		filled := map[string]any{}
		for key, item := range value {
			key, err := fillText(key, parameters)
			if err != nil {
				return nil, err
			}
			if filled[key], err = fill(item, parameters); err != nil {
				return nil, err
			}
		}
		return filled, nil
	default:
		return value, nil
	}
}

func fillText(text string, parameters map[string]any) (string, error) {
	parsed, err := template.New("").Option("missingkey=error").Parse(text)
	if err != nil {
		return "", err
	}
	var filled strings.Builder
	err = parsed.Execute(&filled, parameters)
	return filled.String(), err
}

func main() {
	file, err := os.ReadFile(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	var questions []question
	if err := json.Unmarshal(file, &questions); err != nil {
		log.Fatal(err)
	}
	answers := []answer{}
	for _, question := range questions {
		made, err := fill(question.Template, question.Parameters)
		if err != nil {
			answers = append(answers, answer{Error: err.Error()})
		} else {
			answers = append(answers, answer{Made: made})
		}
	}
	if err := json.NewEncoder(os.Stdout).Encode(answers); err != nil {
		log.Fatal(err)
	}
}
