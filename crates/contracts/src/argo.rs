//! What Argo CD's Applications and their project say.

use blip_model::{Environment, RepositoryUrl};
use globset::Glob;
use serde_json::Value;

use crate::applicationset::{made, made_of_requests};
use crate::files::{Files, Yaml};

/// One source of an Application, and the path of its key: `spec.source`, `spec.sources.1`.
pub(crate) struct Source<'a> {
    pub(crate) key: String,
    pub(crate) value: &'a Value,
}

/// A file of values that a source takes.
pub(crate) struct ValueFile {
    /// The path of its key in the Application.
    pub(crate) key: String,
    /// Its path here; that of one in the GitOps repository is that of what it began with.
    pub(crate) path: String,
    /// Whether it is read from this repository.
    pub(crate) is_here: bool,
    /// The path of the source that it is read from, and the revision there.
    pub(crate) source: String,
    pub(crate) revision: String,
}

/// The Applications of all environments, and one of a preview.
pub(crate) fn applications(files: &Files<'_>) -> Vec<Yaml> {
    let environments = files.selection.spec.environments.iter();
    environments.flat_map(|environment| applications_of(files, environment)).chain(previews(files)).collect()
}

/// What a request would come to; none where there are no previews.
pub(crate) fn previews(files: &Files<'_>) -> Vec<Yaml> {
    if !files.uses("preview") {
        return Vec::new();
    }
    files.objects(Files::PREVIEWS, "ApplicationSet").iter().flat_map(made_of_requests).collect()
}

/// The Applications of one environment; none where Argo CD is not in use.
pub(crate) fn applications_of(files: &Files<'_>, environment: &Environment) -> Vec<Yaml> {
    if !files.uses("argocd") {
        return Vec::new();
    }
    let sets = files.objects(Files::APPLICATION_SET, "ApplicationSet");
    let made = sets.iter().flat_map(|set| made(set, environment));
    files.objects(&Files::application(environment), "Application").into_iter().chain(made).collect()
}

/// The project of an Application, where it is kept in the same repository.
pub(crate) fn project_of(files: &Files<'_>, application: &Yaml) -> Option<Yaml> {
    let name = application.get("spec.project")?;
    projects(files).into_iter().find(|project| project.get("metadata.name") == Some(name))
}

/// The projects that are kept in the same repository.
pub(crate) fn projects(files: &Files<'_>) -> Vec<Yaml> {
    [Files::PROJECT, Files::PREVIEWS].iter().flat_map(|path| files.objects(path, "AppProject")).collect()
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
    sources_of(application, &files.selection.spec.repository.url)
}

/// Those of the sources that are the repository that deployments are pushed to.
pub(crate) fn gitops_sources<'y>(files: &Files<'_>, application: &'y Yaml) -> Vec<Source<'y>> {
    sources_of(application, &files.selection.gitops().url)
}

fn sources_of<'y>(application: &'y Yaml, repository: &RepositoryUrl) -> Vec<Source<'y>> {
    let is_it =
        |url: &str| url.trim_end_matches('/').trim_end_matches(".git").eq_ignore_ascii_case(repository.as_str());
    let mut sources = sources(application);
    sources.retain(|source| source.value["repoURL"].as_str().is_some_and(is_it));
    sources
}

/// The values files of a source that lie in this repository, or began here and lie in the GitOps repository.
pub(crate) fn value_files(files: &Files<'_>, application: &Yaml, source: &Source<'_>) -> Vec<ValueFile> {
    let listed = source.value["helm"]["valueFiles"].as_array().into_iter().flatten().enumerate();
    let file = |(i, text): (usize, &Value)| {
        // what an ApplicationSet could not fill in is told of already
        let text = text.as_str().filter(|text| !["://", "*", "?", "{{"].iter().any(|part| text.contains(part)))?;
        let (holder, path, is_here) = found(files, application, source, text)?;
        Some(ValueFile {
            key: format!("{}.helm.valueFiles.{i}", source.key),
            path,
            is_here,
            source: holder.key,
            revision: holder.value["targetRevision"].as_str().unwrap_or_default().to_owned(),
        })
    };
    listed.filter_map(file).collect()
}

/// The source that holds a values file, the file's path here, and whether this is the repository.
fn found<'y>(
    files: &Files<'_>,
    application: &'y Yaml,
    source: &Source<'y>,
    text: &str,
) -> Option<(Source<'y>, String, bool)> {
    let Some((name, path)) = text.strip_prefix('$').and_then(|text| text.split_once('/')) else {
        let chart = source.value["path"].as_str().unwrap_or_default();
        let path = normal(&if text.starts_with('/') { text.to_owned() } else { format!("{chart}/{text}") });
        let itself = Source { key: source.key.clone(), value: source.value };
        return Some((itself, files.local(&path), true));
    };
    let called = |sources: Vec<Source<'y>>| sources.into_iter().find(|source| source.value["ref"] == name);
    if let Some(own) = called(own_sources(files, application)) {
        return Some((own, files.local(&normal(path)), true));
    }
    let gitops = files.selection.gitops();
    let elsewhere = called(gitops_sources(files, application))?;
    let path = normal(path);
    let path = match path.strip_prefix(&gitops.folder).and_then(|path| path.strip_prefix('/')) {
        Some(inside) => format!("deploy/{inside}"),
        // no path of this repository
        None => format!("{}/{path}", gitops.url),
    };
    Some((elsewhere, path, false))
}

/// The path without `.`, `..` and empty parts.
pub(crate) fn normal(path: &str) -> String {
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
    const SPECIAL: [char; 5] = ['*', '?', '[', '{', '\\'];
    if pattern == "*" || pattern == text {
        return true;
    }
    pattern.contains(SPECIAL) && Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(text))
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
