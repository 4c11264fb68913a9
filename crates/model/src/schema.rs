//! The JSON Schema of `blip.yaml`, and what it says of unknown keys.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::{BlipId, Document, Problem, Settings, Spec, nearest};

/// The JSON Schema of `blip.yaml`, with the settings that each blip declares, and those that a stack does. `stacks`
/// names them all; few of them have any.
#[must_use]
pub fn spec_schema(
    declared: &BTreeMap<BlipId, Settings>,
    stacks: &[&str],
    package_managers: &[&str],
    of_stacks: &BTreeMap<String, Settings>,
) -> Value {
    let mut schema =
        schemars::generate::SchemaSettings::draft07().into_generator().into_root_schema_for::<Spec>().to_value();
    let blips = declared.iter().map(|(id, settings)| (id.to_string(), settings_schema(settings)));
    schema["properties"]["blips"] = json!({
        "description": "The blips that it uses, with their settings; by default those that the radar adopts.",
        "type": "object",
        "properties": blips.collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    let told = of_stacks.iter().map(|(name, settings)| {
        let mut schema = settings_schema(settings);
        schema["description"] = format!("What the stack {name} is told.").into();
        (name.clone(), schema)
    });
    schema["properties"]["stacks"] = json!({
        "description": "What its stack is told, below the stack's name; most need nothing.",
        "type": "object",
        "properties": told.collect::<Map<_, _>>(),
        "additionalProperties": false,
    });
    let needy = of_stacks.iter().filter(|(_, settings)| settings.values().any(|setting| setting.required));
    // one inside the other, so that whoever looks for a key finds those of the file and not what only judges
    let needs = needy.rev().fold(Value::Null, |others, (name, _)| {
        let mut needs = json!({
            "if": {"properties": {"service": {"properties": {"stack": {"const": name}}, "required": ["stack"]}}},
            "then": {"properties": {"stacks": {"required": [name]}}, "required": ["stacks"]},
        });
        if !others.is_null() {
            needs["else"] = others;
        }
        needs
    });
    if let (Some(schema), Value::Object(needs)) = (schema.as_object_mut(), needs) {
        schema.extend(needs);
    }
    for (key, names) in [("stack", stacks), ("package_manager", package_managers)] {
        if let Some(property) = schema.pointer_mut(&format!("/definitions/Service/properties/{key}")) {
            property["enum"] = names.into();
        }
    }
    if let Some(service) = schema.pointer_mut("/definitions/Service") {
        // what `Spec` says where it is read
        service["if"] = json!({"properties": {"kind": {"const": "platform"}}, "required": ["kind"]});
        service["then"] = json!({"properties": {"stack": false, "package_manager": false}});
        service["else"] = json!({"required": ["stack"]});
    }
    schema
}

/// A key of `blip.yaml` that takes a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Its path, the first item standing for all of a list: `environments.0.host`.
    pub path: String,
    /// What it is for.
    pub help: String,
    /// What it may be, where that can be counted.
    pub values: Vec<String>,
}

/// The keys that `schema` knows and that take a value themselves, in its order.
#[must_use]
pub fn keys(schema: &Value) -> Vec<Key> {
    let mut keys = Vec::new();
    collect_keys(schema, schema, "", &mut keys);
    keys
}

fn collect_keys(root: &Value, node: &Value, path: &str, keys: &mut Vec<Key>) {
    let inner = resolved(root, node);
    if let Some(properties) = inner["properties"].as_object() {
        for (name, node) in properties {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            collect_keys(root, node, &path, keys);
        }
    } else if inner["items"]["$ref"].is_string() {
        collect_keys(root, &inner["items"], &format!("{path}.0"), keys);
    } else {
        let help = node["description"].as_str().unwrap_or_default().to_owned();
        keys.push(Key { path: path.to_owned(), help, values: values(inner) });
    }
}

fn values(node: &Value) -> Vec<String> {
    if node["type"] == "boolean" {
        return vec!["true".to_owned(), "false".to_owned()];
    }
    let named = node["oneOf"].as_array().into_iter().flatten().map(|choice| &choice["const"]);
    let listed = node["enum"].as_array().into_iter().flatten();
    named.chain(listed).filter_map(Value::as_str).map(str::to_owned).collect()
}

fn settings_schema(settings: &Settings) -> Value {
    let properties: Map<_, _> = settings.iter().map(|(name, setting)| (name.clone(), setting.schema())).collect();
    let required: Vec<_> = settings.iter().filter(|(_, setting)| setting.required).map(|(name, _)| name).collect();
    match required.is_empty() {
        true => json!({"type": ["object", "null"], "properties": properties, "additionalProperties": false}),
        false => {
            json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_those_that_take_a_value() {
        let keys = keys(&spec_schema(&BTreeMap::new(), &["go", "rust"], &["npm"], &BTreeMap::new()));
        let key = |path: &str| keys.iter().find(|key| key.path == path).unwrap_or_else(|| panic!("{path}: {keys:#?}"));
        assert_eq!(key("service.stack").values, ["go", "rust"]);
        assert_eq!(key("service.package_manager").values, ["npm"]);
        assert_eq!(key("service.kind").values, ["http", "worker", "job", "platform"]);
        assert_eq!(key("repository.provider").values, ["github", "gitlab"]);
        assert_eq!(key("environments.0.host").values, [""; 0]);
        assert!(key("service.health.live").help.contains("restart"));
        assert!(!keys.iter().any(|key| key.path == "service"));
    }
}
