//! What Argo CD's Applications and their project say.

use blip_model::Environment;
use globset::Glob;
use serde_json::Value;

use crate::files::{Files, Yaml};

/// One source of an Application, and the path of its key: `spec.source`, `spec.sources.1`.
pub(crate) struct Source<'a> {
    pub(crate) key: String,
    pub(crate) value: &'a Value,
}

/// The Applications of all environments.
pub(crate) fn applications(files: &Files<'_>) -> Vec<Yaml> {
    files.selection.spec.environments.iter().flat_map(|environment| applications_of(files, environment)).collect()
}

/// The Applications of one environment; none where Argo CD is not in use.
pub(crate) fn applications_of(files: &Files<'_>, environment: &Environment) -> Vec<Yaml> {
    if files.uses("argocd") { files.objects(&Files::application(environment), "Application") } else { Vec::new() }
}

/// The project of an Application, where it is kept in the same repository.
pub(crate) fn project_of(files: &Files<'_>, application: &Yaml) -> Option<Yaml> {
    let name = application.get("spec.project")?;
    files.objects(Files::PROJECT, "AppProject").into_iter().find(|project| project.get("metadata.name") == Some(name))
}

/// Where an Application takes from.
pub(crate) fn sources(application: &Yaml) -> Vec<Source<'_>> {
    let several = application.get("spec.sources").and_then(Value::as_array).into_iter().flatten();
    let several = several.enumerate().map(|(i, value)| Source { key: format!("spec.sources.{i}"), value });
    let one = application.get("spec.source").map(|value| Source { key: "spec.source".to_owned(), value });
    one.into_iter().chain(several).collect()
}

/// Those of the sources that are this repository.
pub(crate) fn own_sources<'y>(files: &Files<'_>, application: &'y Yaml) -> Vec<Source<'y>> {
    let own = files.selection.spec.repository.url.as_str();
    let is_own = |url: &str| url.trim_end_matches('/').trim_end_matches(".git").eq_ignore_ascii_case(own);
    let mut sources = sources(application);
    sources.retain(|source| source.value["repoURL"].as_str().is_some_and(is_own));
    sources
}

/// The values files of a source that lie in this repository: the path of the key, and that of the file.
pub(crate) fn value_files(files: &Files<'_>, application: &Yaml, source: &Source<'_>) -> Vec<(String, String)> {
    let listed = source.value["helm"]["valueFiles"].as_array().into_iter().flatten().enumerate();
    let chart = source.value["path"].as_str().unwrap_or_default();
    let own = own_sources(files, application);
    let own_refs: Vec<&str> = own.iter().filter_map(|source| source.value["ref"].as_str()).collect();
    let path = |text: &str| {
        if text.contains("://") || text.contains(['*', '?']) {
            return None;
        }
        match text.strip_prefix('$').and_then(|text| text.split_once('/')) {
            Some((name, path)) => own_refs.contains(&name).then(|| normal(path)),
            None => Some(normal(&if text.starts_with('/') { text.to_owned() } else { format!("{chart}/{text}") })),
        }
    };
    listed
        .filter_map(|(i, file)| Some((format!("{}.helm.valueFiles.{i}", source.key), path(file.as_str()?)?)))
        .collect()
}

/// The path without `.`, `..` and empty parts.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// Whether patterns allow a text; one that begins with `!` forbids, whatever the others allow.
pub(crate) fn allows(patterns: &[&str], text: &str) -> bool {
    let forbids = |pattern: &&str| pattern.strip_prefix('!').is_some_and(|pattern| matches(pattern, text));
    !patterns.iter().any(forbids) && patterns.iter().any(|pattern| matches(pattern, text))
}

/// Whether a pattern of a project matches; a `*` stands for any text, `/` included.
pub(crate) fn matches(pattern: &str, text: &str) -> bool {
    pattern == text || Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_allow_and_forbid() {
        assert!(allows(&["https://github.com/acme/*"], "https://github.com/acme/a/b.git"));
        assert!(!allows(&["*", "!https://github.com/acme/*"], "https://github.com/acme/a"));
        assert!(!allows(&[], "x"));
    }

    #[test]
    fn paths_are_followed() {
        assert_eq!(normal("charts/x/../../deploy/./a.yaml"), "deploy/a.yaml");
    }
}
