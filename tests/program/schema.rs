//! `blip schema`. That specs are valid by it is judged by check-jsonschema, in the conformance suite.

use std::fs;

use serde_json::Value;

use crate::given::checkout;
use crate::golden;
use crate::support::Sandbox;

#[test]
fn it_is_a_schema_and_the_one_in_the_repository() {
    let sandbox = checkout();
    let printed = sandbox.blip(["schema"]).succeeds();
    let schema = printed.json();
    assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
    assert_eq!(schema["title"], "blip.yaml");
    assert_eq!(sandbox.read("checkout/.blip/schema.json"), printed.stdout);
    assert!(sandbox.read("checkout/blip.yaml").starts_with("# yaml-language-server: $schema=.blip/schema.json\n"));
}

#[test]
fn it_describes_every_key_and_refuses_others() {
    let schema = Sandbox::new().blip(["schema"]).succeeds().json();
    // additionalProperties of each object, also of those that are only referred to
    let mut open = Vec::new();
    each_object(&schema, "", &mut |path, object| {
        if object["additionalProperties"] != false {
            open.push(path.to_owned());
        }
        for (key, property) in object["properties"].as_object().into_iter().flatten() {
            let told = property.get("description").or(property.get("$ref")).is_some();
            assert!(told || path.starts_with("/properties/blips"), "{path}/{key} has no description");
        }
    });
    assert_eq!(open, [""; 0], "these take any key");
}

/// Calls `visit` with each schema of an object, by its place.
fn each_object(schema: &Value, path: &str, visit: &mut dyn FnMut(&str, &Value)) {
    if schema.get("properties").is_some_and(Value::is_object) && schema.get("type").is_some() {
        visit(path, schema);
    }
    match schema {
        Value::Object(map) => map.iter().for_each(|(key, value)| each_object(value, &format!("{path}/{key}"), visit)),
        Value::Array(items) => items.iter().for_each(|value| each_object(value, path, visit)),
        _ => {}
    }
}

#[test]
fn it_knows_the_keys_of_every_golden_service() {
    let schema = Sandbox::new().blip(["schema"]).succeeds().json();
    for case in golden::cases() {
        let text = fs::read_to_string(golden::folder(&case).join("out/blip.yaml")).unwrap();
        let spec: Value = serde_yaml::from_str(&text).unwrap();
        known(&schema, &schema, &spec, &case);
    }
}

/// Expects that every key of `value` is a property in `schema`.
#[track_caller]
fn known(root: &Value, schema: &Value, value: &Value, path: &str) {
    let schema = resolved(root, schema);
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let path = format!("{path}/{key}");
                assert!(schema["properties"].get(key).is_some(), "{path} is not in the schema\n{schema:#}");
                known(root, &schema["properties"][key], value, &path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| known(root, &schema["items"], item, path)),
        _ => {}
    }
}

/// What a reference leads to.
fn resolved<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let inner = schema["allOf"].get(0).or(schema["anyOf"].get(0)).unwrap_or(schema);
    match inner["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => root.pointer(pointer).expect("the reference leads somewhere"),
        None => inner,
    }
}

/// The conformance suite holds what is printed against these.
#[test]
fn every_command_that_prints_json_has_a_schema() {
    let sandbox = Sandbox::new();
    let reference = fs::read_to_string(crate::support::workspace().join("docs/reference/commands.md")).unwrap();
    let commands = reference.split("\n## blip ").skip(1).filter(|section| section.contains("\n      --json\n"));
    let commands: Vec<String> =
        commands.map(|section| section.lines().next().unwrap_or_default().replace(' ', "-")).collect();
    assert!(commands.len() > 15, "{commands:?}");
    for command in commands.iter().map(String::as_str).chain(["check-all", "generate-all"]) {
        let schema = sandbox.blip(["schema", "--of", command]).succeeds().json();
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#", "{command}");
        assert!(schema["title"].is_string(), "{command}");
    }
}
