//! What a JSON Schema asks of a value, as far as schemas of charts go.
//!
//! Known are the keywords that Blip's own `values.schema.json` uses and their nearest kin (JSON Schema, draft 7); any
//! other lets every value pass, so nothing right is ever refused, and what slips through is found by Helm. A complete
//! implementation would add a third to Blip's size for it.

use std::fmt;

use blip_model::nearest;
use regex_lite::Regex;
use serde_json::Value;

/// Something that a schema refuses.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// The dotted path of the value that is refused.
    pub(crate) path: String,
    what: String,
    /// What to do about it.
    pub(crate) help: Option<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Everything in `value` that `schema` refuses, in the order of the value.
pub(crate) fn faults(schema: &Value, value: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    visit(schema, value, "", &mut faults);
    faults
}

fn visit(schema: &Value, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    if *schema == Value::Bool(false) {
        faults.push(Fault { path: path.to_owned(), what: format!("`{path}` must not be set"), help: None });
        return;
    }
    let reason =
        [wrong_type, not_allowed, wrong_number, wrong_text, wrong_length].iter().find_map(|rule| rule(schema, value));
    if let Some(reason) = reason {
        let what = if path.is_empty() { reason } else { format!("`{path}` {reason}") };
        let help = schema["description"].as_str().map(str::to_owned);
        faults.push(Fault { path: path.to_owned(), what, help });
        return;
    }
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                entry(schema, key, value, &below(path, key), faults);
            }
            for key in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !entries.contains_key(key) {
                    let what = format!("`{}` is missing", below(path, key));
                    faults.push(Fault { path: path.to_owned(), what, help: None });
                }
            }
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                visit(&schema["items"], item, &below(path, &i.to_string()), faults);
            }
        }
        _ => {}
    }
}

/// One entry of a mapping, by the schema of its key.
fn entry(schema: &Value, key: &str, value: &Value, path: &str, faults: &mut Vec<Fault>) {
    let property = schema["properties"].get(key);
    let patterns = schema["patternProperties"].as_object().into_iter().flatten();
    let by_pattern = patterns.filter(|(pattern, _)| holds(pattern, key)).map(|(_, schema)| schema);
    let mut is_known = false;
    for schema in property.into_iter().chain(by_pattern) {
        is_known = true;
        visit(schema, value, path, faults);
    }
    if is_known {
        return;
    }
    match &schema["additionalProperties"] {
        Value::Bool(false) => faults.push(unknown(schema, key, path)),
        others => visit(others, value, path, faults),
    }
}

fn unknown(schema: &Value, key: &str, path: &str) -> Fault {
    let known: Vec<&str> =
        schema["properties"].as_object().into_iter().flatten().map(|(key, _)| key.as_str()).collect();
    let what = format!("unknown key `{path}`");
    let help = match nearest(key, known.iter().copied()) {
        Some(meant) => Some(format!("did you mean `{meant}`?")),
        None if known.is_empty() => schema["patternProperties"]
            .as_object()
            .and_then(|patterns| patterns.keys().next())
            .map(|pattern| format!("write it so that it matches {pattern}")),
        None => Some(format!("known here: {}", known.join(", "))),
    };
    Fault { path: path.to_owned(), what, help }
}

fn wrong_type(schema: &Value, value: &Value) -> Option<String> {
    let types: Vec<&str> = match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return None,
    };
    let is = |name: &str| match name {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        _ => true,
    };
    let words = |name: &&str| match *name {
        "object" => "keys with values",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "null" => "nothing",
        "integer" => "a whole number",
        _ => "a number",
    };
    if types.iter().any(|name| is(name)) {
        return None;
    }
    let hint = match value {
        Value::Number(number) if types.contains(&"string") => format!("; write \"{number}\""),
        Value::Bool(word) if types.contains(&"string") => format!("; write \"{word}\""),
        _ => String::new(),
    };
    Some(format!("takes {}, not {value}{hint}", types.iter().map(words).collect::<Vec<_>>().join(" or ")))
}

fn not_allowed(schema: &Value, value: &Value) -> Option<String> {
    let allowed = schema["enum"].as_array()?;
    let words: Vec<String> =
        allowed.iter().map(|value| value.as_str().map_or(value.to_string(), str::to_owned)).collect();
    (!allowed.contains(value)).then(|| format!("is one of {}, not {value}", words.join(", ")))
}

fn wrong_number(schema: &Value, value: &Value) -> Option<String> {
    let number = value.as_f64()?;
    if let Some(least) = schema["minimum"].as_f64().filter(|least| number < *least) {
        return Some(format!("is {value}, at least {least} is allowed"));
    }
    let most = schema["maximum"].as_f64().filter(|most| number > *most)?;
    Some(format!("is {value}, at most {most} is allowed"))
}

fn wrong_text(schema: &Value, value: &Value) -> Option<String> {
    let text = value.as_str()?;
    let length = text.chars().count() as u64;
    if let Some(most) = schema["maxLength"].as_u64().filter(|most| length > *most) {
        return Some(format!("has {length} characters, at most {most} are allowed"));
    }
    if let Some(least) = schema["minLength"].as_u64().filter(|least| length < *least) {
        return Some(format!("has {length} characters, at least {least} are needed"));
    }
    let pattern = schema["pattern"].as_str().filter(|pattern| !holds(pattern, text))?;
    Some(format!("is {value}, which does not match {pattern}"))
}

fn wrong_length(schema: &Value, value: &Value) -> Option<String> {
    let items = value.as_array()?;
    let length = items.len() as u64;
    if let Some(most) = schema["maxItems"].as_u64().filter(|most| length > *most) {
        return Some(format!("has {length} items, at most {most} are allowed"));
    }
    if let Some(least) = schema["minItems"].as_u64().filter(|least| length < *least) {
        return Some(format!("has {length} items, at least {least} are needed"));
    }
    let twice = items.iter().enumerate().find(|(i, item)| items[..*i].contains(item));
    let (_, item) = twice.filter(|_| schema["uniqueItems"] == true)?;
    Some(format!("holds {item} twice"))
}

/// A pattern that is no regular expression lets everything pass.
fn holds(pattern: &str, text: &str) -> bool {
    Regex::new(pattern).map_or(true, |pattern| pattern.is_match(text))
}

fn below(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { format!("{path}.{key}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn first(schema: Value, value: Value) -> String {
        faults(&schema, &value).first().map_or_else(String::new, |fault| {
            fault.to_string() + &fault.help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default()
        })
    }

    #[test]
    fn each_keyword_says_what_it_refuses() {
        let table = [
            (json!({"type": "string"}), json!(1.1), "takes a text, not 1.1; write \"1.1\""),
            (json!({"type": ["string", "integer"]}), json!([]), "takes a text or a whole number, not []"),
            (json!({"type": "integer"}), json!(1.0), ""),
            (json!({"enum": ["Always", "Never"]}), json!("always"), "is one of Always, Never, not \"always\""),
            (json!({"minimum": 1024}), json!(80), "is 80, at least 1024 is allowed"),
            (json!({"maximum": 65535}), json!(70000), "is 70000, at most 65535 is allowed"),
            (json!({"pattern": "^/"}), json!("x"), "is \"x\", which does not match ^/"),
            (json!({"pattern": "("}), json!("x"), ""),
            (json!({"minLength": 2}), json!("é"), "has 1 characters, at least 2 are needed"),
            (json!({"minItems": 1}), json!([]), "has 0 items, at least 1 are needed"),
            (json!({"uniqueItems": true}), json!([1, 2, 1]), "holds 1 twice"),
            (json!({"items": {"type": "string"}}), json!(["a", 1]), "`1` takes a text, not 1; write \"1\""),
            (json!({"required": ["a"]}), json!({}), "`a` is missing"),
            (json!({"properties": {"a": false}}), json!({"a": 1}), "`a` must not be set"),
            (
                json!({"additionalProperties": {"type": "string"}}),
                json!({"a": true}),
                "`a` takes a text, not true; write \"true\"",
            ),
            (
                json!({"additionalProperties": false, "properties": {"hosts": {}}}),
                json!({"host": 1}),
                "unknown key `host` (did you mean `hosts`?)",
            ),
            (
                json!({"additionalProperties": false, "patternProperties": {"^[A-Z]+$": {}}}),
                json!({"a": 1}),
                "unknown key `a` (write it so that it matches ^[A-Z]+$)",
            ),
            (json!({"oneOf": [false]}), json!(1), ""),
        ];
        for (schema, value, expected) in table {
            assert_eq!(first(schema.clone(), value), expected, "{schema}");
        }
    }

    #[test]
    fn every_fault_is_found() {
        let schema =
            json!({"additionalProperties": false, "properties": {"a": {"properties": {"b": {"type": "string"}}}}});
        let paths: Vec<_> =
            faults(&schema, &json!({"a": {"b": 1}, "c": 2})).into_iter().map(|fault| fault.path).collect();
        assert_eq!(paths, ["a.b", "c"]);
    }
}
