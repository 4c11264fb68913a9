//! Version files as real repositories have them: after a release exactly the version differs, which readers of their
//! own say, not the ones that the edit is made with.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use blip_semver::{BumpOptions, FileEdit, Options, plan_bump};
use common::Repo;

/// How many values of each file name the version.
const FILES: [(&str, usize); 20] = [
    ("Cargo.lock", 1),
    ("Cargo.toml", 1),
    ("Chart.yaml", 2),
    ("Directory.Build.props", 1),
    ("Dockerfile", 1),
    ("Shop.csproj", 1),
    ("VERSION", 1),
    ("build.gradle.kts", 1),
    ("composer.json", 1),
    ("deno.jsonc", 1),
    ("gradle.properties", 1),
    ("main.tf", 1),
    ("mix.exs", 1),
    ("openapi.yaml", 1),
    ("package-lock.json", 2),
    ("package.json", 1),
    ("pom.xml", 1),
    ("pubspec.yaml", 1),
    ("pyproject.toml", 1),
    ("uv.lock", 1),
];

/// The values of a file by their place.
fn values(path: &str, text: &str) -> BTreeMap<String, String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut found = BTreeMap::new();
    match Path::new(path).extension().and_then(|end| end.to_str()) {
        Some("toml" | "lock") => {
            flatten("", &serde_json::to_value(text.parse::<toml::Table>().unwrap()).unwrap(), &mut found)
        }
        Some("json") => flatten("", &serde_json::from_str(text).unwrap(), &mut found),
        Some("yaml") => flatten("", &serde_yaml::from_str(text).unwrap(), &mut found),
        Some("xml" | "csproj" | "props") => {
            let document = roxmltree::Document::parse(text).unwrap();
            for node in document.descendants() {
                let place = format!("{}", node.id().get());
                // an element's text is that of the node in it
                if !node.is_element() {
                    found.insert(place.clone(), node.text().unwrap_or_default().to_owned());
                }
                found.extend(node.attributes().map(|a| (format!("{place} {}", a.name()), a.value().to_owned())));
            }
        }
        // without a reader of their own: everything between spaces, quotes and equals signs
        _ => {
            let words = text.split([' ', '\n', '\t', '"', '=']).enumerate();
            found.extend(words.map(|(number, word)| (number.to_string(), word.to_owned())));
        }
    }
    found
}

fn flatten(place: &str, value: &serde_json::Value, found: &mut BTreeMap<String, String>) {
    match value {
        serde_json::Value::Object(all) => {
            all.iter().for_each(|(key, value)| flatten(&format!("{place}/{key}"), value, found))
        }
        serde_json::Value::Array(all) => {
            all.iter().enumerate().for_each(|(key, value)| flatten(&format!("{place}/{key}"), value, found));
        }
        value => _ = found.insert(place.to_owned(), value.to_string()),
    }
}

/// The values that differ, before and after; both sides have the same places.
fn differing(edit: &FileEdit) -> Vec<(String, String)> {
    let before = values(&edit.path, edit.before.as_deref().unwrap());
    let after = values(&edit.path, &edit.after);
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>(), "{}", edit.path);
    let pairs = before.into_values().zip(after.into_values());
    pairs.filter(|(before, after)| before != after).collect()
}

#[test]
fn exactly_the_version_differs() {
    let repo = Repo::new();
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures");
    for (path, _) in FILES {
        std::fs::copy(fixtures.join(path), repo.path.join(path)).unwrap();
    }
    repo.git(&["add", "-A"]);
    repo.commit("feat: sell");
    repo.tag("v1.4.2");
    repo.commit("feat: pay by card");
    for (pre, new) in [(None, "1.5.0"), (Some("rc".to_owned()), "1.5.0-rc.1")] {
        let bump = BumpOptions { changelog: None, ..BumpOptions::new("2026-11-23") };
        let plan = plan_bump(&repo.open(), &Options { pre, ..Options::default() }, &bump).unwrap();
        let counts: Vec<(&str, usize)> =
            plan.edits.iter().map(|edit| (edit.path.as_str(), differing(edit).len())).collect();
        assert_eq!(counts, FILES);
        for edit in &plan.edits {
            let written = match edit.path.as_str() {
                // as PEP 440 spells it, and where a pre-release has no place
                "pyproject.toml" | "uv.lock" => new.replace("-rc.", "rc"),
                "Directory.Build.props" => "1.5.0".to_owned(),
                _ => new.to_owned(),
            };
            for (before, after) in differing(edit) {
                assert_eq!(after, before.replace("1.4.2", &written), "{}", edit.path);
            }
            // not a byte more, nor another one
            let longer = written.len().abs_diff("1.4.2".len()) * edit.changes.len();
            assert_eq!(edit.after.len(), edit.before.as_ref().unwrap().len() + longer, "{}", edit.path);
        }
    }
}
