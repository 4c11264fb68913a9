//! Every data file parses, and no key stands in it twice.

use serde::Deserialize as _;
use serde_yaml::Value;

use crate::findings::assert_none;
use crate::services::{GeneratedFile, files};

#[test]
fn yaml_parses_without_duplicate_keys() {
    assert_parse(&[".yaml", ".yml"], |text| documents(text).map(|_| ()));
}

#[test]
fn json_parses_without_duplicate_keys() {
    assert_parse(&[".json", "composer.lock"], |text| {
        serde_json::from_str::<serde_json::Value>(text).map_err(|error| error.to_string())?;
        // which takes the last of several, where this one refuses them; and JSON is YAML
        documents(text).map(|_| ())
    });
}

#[test]
fn toml_parses_without_duplicate_keys() {
    assert_parse(&[".toml", "Cargo.lock"], |text| {
        text.parse::<toml::Table>().map(|_| ()).map_err(|error| error.to_string())
    });
}

#[test]
fn duplicate_keys_would_be_found() {
    assert!(documents("a: 1\nb: {c: 1, c: 2}\n").is_err());
    assert!("a = 1\na = 2\n".parse::<toml::Table>().is_err());
    let twice = "env: [{name: A, value: x}, {name: B}, {name: A}]\n";
    assert_eq!(list_keys_twice(&documents(twice).unwrap()[0]), ["env: A is there twice"]);
}

fn assert_parse(endings: &[&str], parse: impl Fn(&str) -> Result<(), String>) {
    let data = |file: &&GeneratedFile| file.ends_with(endings) && !file.is_helm_template();
    let parsed = files().filter(data).map(|file| (file, parse(&file.text)));
    let findings: Vec<_> =
        parsed.filter_map(|(file, result)| Some(format!("{}: {}", file.full_path(), result.err()?))).collect();
    assert_none("the parser", &findings);
}

/// The documents of a YAML file; those that hold nothing are left out.
///
/// # Errors
/// What is wrong with it; a duplicate key is.
pub(crate) fn documents(text: &str) -> Result<Vec<Value>, String> {
    let read = serde_yaml::Deserializer::from_str(text).map(Value::deserialize);
    let read = read.filter(|document| !matches!(document, Ok(Value::Null)));
    read.collect::<Result<_, _>>().map_err(|error| error.to_string())
}

/// Lists that Kubernetes takes for maps, with the keys that its API gives them (`x-kubernetes-list-map-keys`). With
/// server-side apply, which Helm 4 and Argo CD use, two elements of one key are an error.
const KEYED_LISTS: &[(&str, &[&str])] = &[
    ("containers", &["name"]),
    ("initContainers", &["name"]),
    ("env", &["name"]),
    ("volumes", &["name"]),
    ("volumeMounts", &["mountPath"]),
    ("imagePullSecrets", &["name"]),
    ("topologySpreadConstraints", &["topologyKey", "whenUnsatisfiable"]),
];

/// The keys that stand twice in lists that are maps to Kubernetes.
pub(crate) fn list_keys_twice(value: &Value) -> Vec<String> {
    let mut findings = Vec::new();
    match value {
        Value::Mapping(mapping) => {
            for (name, item) in mapping {
                let name = name.as_str().unwrap_or_default();
                if let (Some((_, keys)), Value::Sequence(list)) =
                    (KEYED_LISTS.iter().find(|(list, _)| *list == name), item)
                {
                    findings.extend(twice(list, keys).map(|key| format!("{name}: {key} is there twice")));
                }
                findings.extend(list_keys_twice(item));
            }
        }
        Value::Sequence(list) => findings.extend(list.iter().flat_map(list_keys_twice)),
        _ => {}
    }
    findings
}

fn twice<'a>(list: &'a [Value], keys: &'a [&'a str]) -> impl Iterator<Item = String> + 'a {
    let key = |item: &Value| -> String {
        keys.iter().filter_map(|key| item.get(key)?.as_str()).collect::<Vec<_>>().join(", ")
    };
    let keys: Vec<_> = list.iter().map(key).collect();
    let again = keys.clone();
    keys.into_iter().enumerate().filter(move |(i, key)| again[..*i].contains(key)).map(|(_, key)| key)
}
