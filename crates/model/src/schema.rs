//! The JSON Schema of `blip.yaml`, and what it says of unknown keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{BlipId, Document, Problem, Settings, Spec, nearest};

/// The JSON Schema of `blip.yaml`, with the settings that each blip declares.
#[must_use]
pub fn spec_schema(declared: &BTreeMap<BlipId, Settings>, stacks: &[String]) -> Value {
    let mut schema =
        schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<Spec>().to_value();
    let blips = declared.iter().map(|(id, settings)| (id.to_string(), settings_schema(settings)));
    schema["properties"]["blips"] = json!({
        "description": "The blips that it uses, with their settings; by default those that the radar adopts.",
        "type": "object",
        "properties": blips.collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    if let Some(service) = schema.pointer_mut("/definitions/Service/properties/stack") {
        service["enum"] = stacks.into();
    }
    schema
}

fn settings_schema(settings: &Settings) -> Value {
    let properties: Map<_, _> = settings.iter().map(|(name, setting)| (name.clone(), setting.schema())).collect();
    json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false})
}

/// Every key of `document` that `schema` does not know, with the nearest one that it knows.
///
/// The keys below `blips` are left out: the radar has more to say of those (see [`crate::Selection`]).
#[must_use]
pub fn unknown_keys(document: &Document, schema: &Value) -> Vec<Problem> {
    let mut keys = Keys { document, schema, problems: Vec::new() };
    keys.check(&serde_yaml::Value::Mapping(document.value().clone()), schema, "");
    keys.problems
}

struct Keys<'a> {
    document: &'a Document,
    schema: &'a Value,
    problems: Vec<Problem>,
}

impl<'a> Keys<'a> {
    fn check(&mut self, value: &serde_yaml::Value, schema: &'a Value, path: &str) {
        let schema = resolved(self.schema, schema);
        match value {
            serde_yaml::Value::Mapping(mapping) if path != "blips" => {
                let Some(properties) = schema["properties"].as_object() else { return };
                for (key, value) in mapping {
                    let key = key.as_str().map_or_else(|| format!("{key:?}"), str::to_owned);
                    let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                    match properties.get(&key) {
                        Some(schema) => self.check(value, schema, &path),
                        None => self.problems.push(unknown(self.document, &path, &key, properties)),
                    }
                }
            }
            serde_yaml::Value::Sequence(items) => {
                for (i, item) in items.iter().enumerate() {
                    self.check(item, &schema["items"], &format!("{path}.{i}"));
                }
            }
            _ => {}
        }
    }
}

/// Follows `$ref`, also where it stands in `allOf` or `anyOf` beside a description or `null`.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    if let Some(pointer) = schema["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        return root.pointer(pointer).unwrap_or(schema);
    }
    for combinator in ["allOf", "anyOf"] {
        if let Some(first) = schema[combinator].as_array().and_then(|schemas| schemas.first()) {
            return resolved(root, first);
        }
    }
    schema
}

fn unknown(document: &Document, path: &str, key: &str, properties: &Map<String, Value>) -> Problem {
    let known = properties.keys().map(String::as_str);
    let help = match nearest(key, known.clone()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("known here: {}", known.collect::<Vec<_>>().join(", ")),
    };
    document.problem(path, format!("unknown key `{path}`")).help(help)
}
