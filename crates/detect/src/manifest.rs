//! Name, description and version, as charts and the manifests of package managers bear them.

use blip_model::{Description, ServiceName};
use serde_json::Value;

use crate::files::{Files, folder, name};
use crate::pattern::{Pattern, compile, line_with, matches};
use crate::{Fact, Findings};

static GO_MODULE: Pattern = Pattern::new(|| compile(r"^module\s+(\S+)"));
static GRADLE_NAME: Pattern = Pattern::new(|| compile(r#"rootProject\.name\s*=\s*["']([^"']+)["']"#));
static GRADLE_VERSION: Pattern = Pattern::new(|| compile(r#"^version\s*=\s*["']([^"']+)["']"#));
static GRADLE_DESCRIPTION: Pattern = Pattern::new(|| compile(r#"^description\s*=\s*["']([^"']+)["']"#));
// the first one holds for each gem that names no other
static GEM_SOURCE: Pattern = Pattern::new(|| compile(r#"^source\s*\(?\s*["'](https://[^"'@\s]+)["']"#));
static SETUP_NAME: Pattern = Pattern::new(|| compile(r#"\bname\s*=\s*["']([^"']+)["']"#));

/// The description that `helm create` writes.
const NO_DESCRIPTION: &str = "A Helm chart for Kubernetes";

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    // the chart's name is that of all objects in the cluster: it must not change
    let charts: Vec<String> = found.all(Fact::Chart).map(|chart| chart.file.clone()).collect();
    for chart in &charts {
        if let Some(text) = files.text(chart) {
            yaml(chart, &text, found);
        }
    }
    for path in files.paths().filter(|path| folder(path).is_empty()) {
        let Some(text) = files.text(path) else { continue };
        match name(path) {
            "Cargo.toml" => toml(path, &text, &["package"], found),
            "pyproject.toml" => toml(path, &text, &["project"], found),
            "package.json" | "composer.json" => json(path, &text, found),
            "pom.xml" => maven(path, &text, found),
            "go.mod" => lines(path, &text, &GO_MODULE, Fact::Name, found),
            "settings.gradle" | "settings.gradle.kts" => lines(path, &text, &GRADLE_NAME, Fact::Name, found),
            "build.gradle" | "build.gradle.kts" => {
                lines(path, &text, &GRADLE_VERSION, Fact::Version, found);
                lines(path, &text, &GRADLE_DESCRIPTION, Fact::Description, found);
            }
            "Gemfile" => lines(path, &text, &GEM_SOURCE, Fact::GemServer, found),
            "setup.py" => lines(path, &text, &SETUP_NAME, Fact::Name, found),
            "VERSION" => add(Fact::Version, text.trim(), path, 1, found),
            _ => {}
        }
    }
}

fn toml(path: &str, text: &str, table: &[&str], found: &mut Findings) {
    let Ok(document) = text.parse::<toml::Table>() else { return };
    let Some(table) = table.iter().try_fold(&document, |table, key| table.get(*key)?.as_table()) else { return };
    for (fact, key) in KEYS {
        if let Some(value) = table.get(key).and_then(toml::Value::as_str) {
            add(fact, value, path, line_with(text, &[key, value]), found);
        }
    }
}

const KEYS: [(Fact, &str); 3] = [(Fact::Name, "name"), (Fact::Description, "description"), (Fact::Version, "version")];

fn json(path: &str, text: &str, found: &mut Findings) {
    let Ok(document) = serde_json::from_str::<Value>(text) else { return };
    for (fact, key) in KEYS {
        if let Some(value) = document[key].as_str() {
            add(fact, value, path, line_with(text, &[&format!("\"{key}\""), value]), found);
        }
    }
}

fn yaml(path: &str, text: &str, found: &mut Findings) {
    let Ok(document) = serde_yaml::from_str::<Value>(text) else { return };
    for (fact, key) in [(Fact::Name, "name"), (Fact::Description, "description"), (Fact::Version, "appVersion")] {
        if let Some(value) = document[key].as_str().filter(|value| *value != NO_DESCRIPTION) {
            add(fact, value, path, line_with(text, &[&format!("{key}:"), value]), found);
        }
    }
}

fn maven(path: &str, text: &str, found: &mut Findings) {
    let Ok(document) = roxmltree::Document::parse(text) else { return };
    for (fact, key) in [(Fact::Name, "artifactId"), (Fact::Description, "description"), (Fact::Version, "version")] {
        let mut children = document.root_element().children();
        let Some(node) = children.find(|child| child.has_tag_name(key) || child.tag_name().name() == key) else {
            continue;
        };
        let line = document.text_pos_at(node.range().start).row as usize;
        add(fact, node.text().unwrap_or_default().trim(), path, line, found);
    }
}

fn lines(path: &str, text: &str, pattern: &Pattern, fact: Fact, found: &mut Findings) {
    if let Some((line, value)) = matches(text, pattern).first() {
        add(fact, value, path, *line, found);
    }
}

fn add(fact: Fact, value: &str, path: &str, line: usize, found: &mut Findings) {
    match fact {
        Fact::Name => {
            if let Some(name) = service_name(value) {
                found.add(fact, name, path, line);
            }
        }
        Fact::Description if value.parse::<Description>().is_err() => {}
        Fact::Version if value.is_empty() || value.contains(['$', '{']) => {}
        _ => found.add(fact, value, path, line),
    }
}

/// A package's name as a DNS label: `@acme/Checkout_API` is `checkout-api`, `github.com/acme/checkout/v2` is `checkout`.
#[must_use]
pub fn service_name(package: &str) -> Option<String> {
    let is_version = |part: &&str| part.strip_prefix('v').is_some_and(|v| v.parse::<u32>().is_ok());
    let last = package.split('/').rev().find(|part| !is_version(part))?;
    let label: String =
        last.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' }).collect();
    let label = label.split('-').filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    label.parse::<ServiceName>().is_ok().then_some(label)
}

#[cfg(test)]
mod tests {
    use super::service_name;

    #[test]
    fn packages_become_labels() {
        for (package, label) in [
            ("@acme/Checkout_API", Some("checkout-api")),
            ("github.com/acme/checkout/v2", Some("checkout")),
            ("checkout.service", Some("checkout-service")),
            ("7", None),
            ("", None),
        ] {
            assert_eq!(service_name(package).as_deref(), label, "{package}");
        }
    }
}
