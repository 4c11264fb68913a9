//! For each rule two sides that trigger it; for all of them sides that differ in comments and order only.

use std::collections::BTreeSet;

use super::super::rule::{Observation, observe};
use super::{Document, RULES};

fn document(paths: &str) -> Document {
    let text = format!("openapi: 3.1.0\ninfo: {{title: Shop, version: 1.0.0}}\n{paths}");
    Document::read("api.yaml", &text).unwrap().unwrap()
}

fn compare(old: &str, new: &str) -> Vec<Observation> {
    observe(RULES, &document(old), &document(new), "")
}

fn line(seen: &Observation) -> String {
    let (old, new) = (seen.old.as_deref().unwrap_or(""), seen.new.as_deref().unwrap_or(""));
    format!("{}:{} {} {old} → {new}", seen.file, seen.line, seen.subject).trim_end().to_owned()
}

/// An operation with this in it, on the sixth line.
fn operation(inside: &str) -> String {
    format!("paths:\n  /a:\n    post:\n      {inside}\n")
}

/// A request whose body has this schema.
fn request(schema: &str) -> String {
    operation(&format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"))
}

/// An answer that has this schema.
fn answer(schema: &str) -> String {
    operation(&format!("responses: {{'200': {{content: {{application/json: {{schema: {schema}}}}}}}}}"))
}

/// The rule, how both sides are made, both sides, and the place and values that are told.
type Case = (&'static str, fn(&str) -> String, &'static str, &'static str, &'static str);

#[rustfmt::skip]
fn cases() -> Vec<Case> {
    let plain: fn(&str) -> String = str::to_owned;
    vec![
        ("openapi-path-removed", plain, "paths:\n  /a: {}\n  /b: {}\n", "paths:\n  /a: {}\n", "api.yaml:5 /b /b →"),
        ("openapi-path-added", plain, "paths:\n  /a: {}\n", "paths:\n  /a: {}\n  /b: {}\n", "api.yaml:5 /b  → /b"),
        ("openapi-method-removed", plain, "paths:\n  /a:\n    get: {}\n", "paths:\n  /a: {}\n", "api.yaml:5 GET /a GET /a →"),
        ("openapi-method-added", plain, "paths:\n  /a: {}\n", "paths:\n  /a:\n    get: {}\n", "api.yaml:5 GET /a  → GET /a"),
        ("openapi-deprecated", operation, "operationId: x", "{operationId: x, deprecated: true}", "api.yaml:5 POST /a  →"),
        ("openapi-status-removed", operation, "responses: {'200': {}, '201': {}}", "responses: {'200': {}}", "api.yaml:6 POST /a 201 201 →"),
        ("openapi-error-status-removed", operation, "responses: {'200': {}, '404': {}}", "responses: {'200': {}}", "api.yaml:6 POST /a 404 404 →"),
        ("openapi-status-added", operation, "responses: {'200': {}}", "responses: {'200': {}, '201': {}}", "api.yaml:6 POST /a 201  → 201"),
        ("openapi-media-type-removed", operation, "responses: {'200': {content: {a/b: {}, a/c: {}}}}", "responses: {'200': {content: {a/b: {}}}}", "api.yaml:6 POST /a 200 a/c a/c →"),
        ("openapi-media-type-removed", operation, "requestBody: {content: {a/b: {}, a/c: {}}}", "requestBody: {content: {a/b: {}}}", "api.yaml:6 POST /a body a/c a/c →"),
        ("openapi-media-type-added", operation, "requestBody: {content: {a/b: {}}}", "requestBody: {content: {a/b: {}, a/c: {}}}", "api.yaml:6 POST /a body a/c  → a/c"),
        ("openapi-parameter-required", operation, "parameters: []", "parameters: [{in: query, name: x, required: true}]", "api.yaml:6 POST /a query x  → required"),
        ("openapi-parameter-required", operation, "parameters: [{in: query, name: x}]", "parameters: [{in: query, name: x, required: true}]", "api.yaml:6 POST /a query x optional → required"),
        ("openapi-parameter-optional", operation, "parameters: []", "parameters: [{in: query, name: x}]", "api.yaml:6 POST /a query x  → optional"),
        ("openapi-parameter-removed", operation, "parameters: [{in: query, name: x}]", "parameters: []", "api.yaml:6 POST /a query x x →"),
        ("openapi-body-required", operation, "requestBody: {content: {}}", "requestBody: {content: {}, required: true}", "api.yaml:6 POST /a body optional → required"),
        ("openapi-request-narrowed", request, "{type: [string, integer]}", "{type: string}", "api.yaml:6 POST /a body application/json integer or string → string"),
        ("openapi-request-narrowed", request, "{properties: {x: {}}}", "{properties: {x: {}}, required: [x]}", "api.yaml:6 POST /a body application/json x  → required"),
        ("openapi-request-narrowed", operation, "parameters: [{in: query, name: x, schema: {maximum: 9}}]", "parameters: [{in: query, name: x, schema: {maximum: 5}}]", "api.yaml:6 POST /a POST /a query x maximum 9 → maximum 5"),
        ("openapi-request-widened", request, "{enum: [a]}", "{enum: [a, b]}", "api.yaml:6 POST /a body application/json \"a\" → \"a\", \"b\""),
        ("openapi-request-property-removed", request, "{properties: {x: {}}}", "{properties: {}}", "api.yaml:6 POST /a body application/json x  →"),
        ("openapi-request-property-added", request, "{properties: {}}", "{properties: {x: {}}}", "api.yaml:6 POST /a body application/json x  →"),
        ("openapi-response-widened", answer, "{enum: [a]}", "{enum: [a, b]}", "api.yaml:6 POST /a 200 application/json \"a\" → \"a\", \"b\""),
        ("openapi-response-widened", answer, "{type: string}", "{type: string, nullable: true}", "api.yaml:6 POST /a 200 application/json string → null or string"),
        ("openapi-response-widened", answer, "{properties: {x: {}}, required: [x]}", "{properties: {x: {}}}", "api.yaml:6 POST /a 200 application/json x required → optional"),
        ("openapi-response-property-removed", answer, "{properties: {x: {}}, required: [x]}", "{properties: {}}", "api.yaml:6 POST /a 200 application/json x  →"),
        ("openapi-response-optional-removed", answer, "{properties: {x: {}}}", "{properties: {}}", "api.yaml:6 POST /a 200 application/json x  →"),
        ("openapi-response-property-added", answer, "{properties: {}}", "{properties: {x: {}}}", "api.yaml:6 POST /a 200 application/json x  →"),
        ("openapi-response-narrowed", answer, "{maximum: 9}", "{maximum: 5}", "api.yaml:6 POST /a 200 application/json maximum 9 → maximum 5"),
        ("openapi-security-added", operation, "security: []", "security: [{key: []}]", "api.yaml:6 POST /a none → [{key: []}]"),
        ("openapi-security-added", operation, "security: [{o: [read]}]", "security: [{o: [read, write]}]", "api.yaml:6 POST /a [{o: [\"read\"]}] → [{o: [\"read\", \"write\"]}]"),
        ("openapi-security-relaxed", operation, "security: [{key: []}]", "security: [{key: []}, {o: []}]", "api.yaml:6 POST /a [{key: []}] → [{key: []}, {o: []}]"),
        ("openapi-words-changed", operation, "summary: x", "summary: y", "api.yaml:6 /paths//a/post/summary \"x\" → \"y\""),
    ]
}

#[test]
fn each_rule_tells_what_and_where() {
    for (rule, made, old, new, told) in cases() {
        let found = compare(&made(old), &made(new));
        let lines: Vec<String> = found.iter().filter(|seen| seen.rule == rule).map(line).collect();
        assert_eq!(lines, [told], "{rule}; everything found: {found:#?}");
    }
}

#[test]
fn every_rule_has_a_pair() {
    let tested: BTreeSet<&str> = cases().iter().map(|case| case.0).collect();
    let all: BTreeSet<&str> = RULES.iter().map(|rule| rule.id).collect();
    assert_eq!(tested, all);
}

const SHOP: &str = "
paths:
  /orders/{id}:
    parameters:
      - {in: path, name: id, required: true, schema: {type: string}}
      - {in: query, name: limit, schema: {type: integer, maximum: 100}}
    get:
      security: [{key: []}, {o: [read, write]}]
      responses:
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
        default: {description: no}
components:
  schemas:
    Order:
      type: object
      required: [id, lines]
      properties:
        id: {type: [string, 'null']}
        state: {enum: [open, paid]}
        lines: {type: array, items: {$ref: '#/components/schemas/Order'}}
";

#[test]
fn comments_and_order_trigger_nothing() {
    let other = "
# what it is made of
components:
  schemas:
    Order:
      properties:
        lines: {items: {$ref: '#/components/schemas/Order'}, type: array}
        state: {enum: [paid, open]} # in no order
        id: {type: ['null', string]}
      required: [lines, id]
      type: object
paths:
  /orders/{order}: # called differently, at the same place
    get:
      responses:
        default: {description: no}
        '200': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}
      security: [{o: [write, read]}, {key: []}]
    parameters:
      - {in: query, name: limit, schema: {maximum: 100, type: integer}}
      - {in: path, name: order, required: true, schema: {type: string}}
";
    assert_eq!(compare(SHOP, other), []);
}

#[test]
fn a_shared_schema_is_told_once_and_the_same_as_json() {
    let twice = SHOP.replace("    get:\n", "    put:\n      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/Order'}}}}}\n    get:\n");
    let found = compare(&twice, &twice.replace("[open, paid]", "[open, paid, lost]"));
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!((found[0].rule.as_str(), found[0].line), ("openapi-response-widened", 23));
    let json = |state: &str| {
        format!(r#"{{"openapi": "3.0.3", "paths": {{"/a": {{"get": {{"responses": {{"200": {state}}}}}}}}}}}"#)
    };
    let read = |text: &str| Document::read("openapi.json", text).unwrap().unwrap();
    let found = observe(RULES, &read(&json("{}")), &read(&json("{}").replace("200", "204")), "");
    assert!(found.iter().any(|seen| seen.rule == "openapi-status-removed"));
    assert!(Document::read("swagger.json", r#"{"swagger": "2.0"}"#).unwrap().is_none());
}
