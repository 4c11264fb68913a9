//! What fits, from where the user stands. What cannot be read offers nothing.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use blip_detect::is_noise;
use blip_generate::Catalog;
use blip_model::{Blip, Document, Key, RepoPath, keys};
use blip_project::{Project, is_inside_repository, services};
use clap_complete::engine::{CompletionCandidate, PathCompleter, ValueCompleter as _};

use crate::service::{SPEC, Service, find_root};
use crate::sources::Sources;

/// The environments of a service that names none.
const ENVIRONMENTS: [&str; 2] = ["staging", "production"];

/// The folder that a command would work in.
pub(super) struct Place {
    folder: PathBuf,
}

impl Place {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// The blips of the radar.
    pub(super) fn blips(&self) -> Vec<CompletionCandidate> {
        self.catalog().iter().flat_map(|catalog| catalog.radar().blips().map(candidate)).collect()
    }

    /// The blips that the service uses; all that can be used where it does not say.
    pub(super) fn blips_in_use(&self) -> Vec<CompletionCandidate> {
        if let Ok(service) = Service::find(&self.folder, &Sources::built_in()) {
            return service.selection.blips.iter().map(|chosen| candidate(&chosen.blip)).collect();
        }
        let catalog = self.catalog();
        let usable = catalog.iter().flat_map(|catalog| catalog.radar().blips());
        usable.filter(|blip| blip.front.generator.is_some()).map(candidate).collect()
    }

    /// The blips, and the files that Blip looks after, one folder at a time.
    pub(super) fn blips_and_files(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(current) = current.to_str() else { return Vec::new() };
        let mut found = self.blips();
        found.retain(|blip| blip.get_value().to_str().is_some_and(|name| name.starts_with(current)));
        let files = self.files();
        found.extend(named(steps(current, files.iter().map(String::as_str), '/')));
        found
    }

    /// `service.stack=rust`, one step of the path at a time.
    pub(super) fn settings(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let (Some(current), Some(catalog)) = (current.to_str(), self.catalog()) else { return Vec::new() };
        let keys = self.keys(&catalog);
        if let Some((path, _)) = current.split_once('=') {
            let values = keys.iter().filter(|key| key.path == path).flat_map(|key| &key.values);
            let given = values.map(|value| format!("{path}={value}"));
            return named(given.filter(|given| given.starts_with(current)));
        }
        let paths: Vec<String> = keys.iter().map(|key| format!("{}=", key.path)).collect();
        let help = |step: &str| keys.iter().find(|key| step.strip_suffix('=') == Some(&key.path)).map(|key| &key.help);
        let described = |step: String| {
            let help = help(&step).map(|help| help.into());
            CompletionCandidate::new(step).help(help)
        };
        steps(current, paths.iter().map(String::as_str), '.').into_iter().map(described).collect()
    }

    /// The folders of services, and all others on the way.
    pub(super) fn services(&self, current: &OsStr) -> Vec<CompletionCandidate> {
        let Some(text) = current.to_str() else { return Vec::new() };
        let mut found = Vec::new();
        for folder in known_services(Path::new(".")) {
            let path = folder.strip_prefix(".").unwrap_or(&folder).display().to_string();
            if !path.is_empty() && path.starts_with(text) {
                found.push(CompletionCandidate::new(path).help(description(&folder).map(Into::into)));
            }
        }
        let others = PathCompleter::dir().complete(current);
        let is_new = |other: &CompletionCandidate| {
            let path = other.get_value().to_string_lossy();
            !found.iter().any(|known| *known.get_value() == *path.trim_end_matches('/'))
        };
        let others: Vec<_> = others.into_iter().filter(is_new).collect();
        found.extend(others);
        found
    }

    fn catalog(&self) -> Option<Arc<Catalog>> {
        let sources = Sources::built_in();
        sources.catalog_in(&self.folder).or_else(|_| sources.catalog()).ok()
    }

    /// The keys of blip.yaml, those of an environment once for each.
    fn keys(&self, catalog: &Catalog) -> Vec<Key> {
        let names = self.environments();
        let mut all = Vec::new();
        for key in keys(catalog.schema()) {
            match key.path.strip_prefix("environments.0.") {
                Some(inner) => all.extend(names.iter().enumerate().map(|(at, name)| Key {
                    path: format!("environments.{at}.{inner}"),
                    help: format!("{name}: {}", key.help),
                    ..key.clone()
                })),
                None => all.push(key),
            }
        }
        all
    }

    fn environments(&self) -> Vec<String> {
        let given = Service::find(&self.folder, &Sources::built_in());
        let given = given.map(|service| service.selection.spec.environments);
        given.map_or_else(
            |_| ENVIRONMENTS.map(str::to_owned).to_vec(),
            |given| given.iter().map(|environment| environment.name.to_string()).collect(),
        )
    }

    /// The files that Blip looks after, by the names that they have from here.
    fn files(&self) -> Vec<String> {
        let Ok(root) = find_root(&self.folder) else { return Vec::new() };
        let Ok(project) = Project::open(&root) else { return Vec::new() };
        let below = match (std::path::absolute(&root), std::path::absolute(&self.folder)) {
            (Ok(root), Ok(folder)) => folder.strip_prefix(root).map(Path::to_path_buf).unwrap_or_default(),
            _ => PathBuf::new(),
        };
        let from_here =
            |path: &RepoPath| Some(Path::new(path.as_str()).strip_prefix(&below).ok()?.to_str()?.to_owned());
        project.lock().files.keys().filter_map(from_here).collect()
    }
}

/// Candidates without a word about them.
pub(super) fn named(names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    names.into_iter().map(CompletionCandidate::new).collect()
}

fn candidate(blip: &Blip) -> CompletionCandidate {
    CompletionCandidate::new(blip.id.as_str()).help(Some(blip.headline().into()))
}

/// The services near a folder: all below it in a repository, else those right in it, for nobody waits for a walk through
/// a whole home.
fn known_services(folder: &Path) -> Vec<PathBuf> {
    if is_inside_repository(folder).unwrap_or(false) {
        return services(folder, is_noise).unwrap_or_default();
    }
    let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok).map(|entry| entry.path());
    let mut found: Vec<PathBuf> = entries.filter(|path| path.join(SPEC).is_file()).collect();
    found.sort();
    found
}

fn description(folder: &Path) -> Option<String> {
    let document = Document::parse(SPEC, &fs::read_to_string(folder.join(SPEC)).ok()?).ok()?;
    document.value().get("service")?.get("description")?.as_str().map(str::to_owned)
}

/// The ways on from `current` to any of `names`, each up to the next `separator`, which it then ends with.
fn steps<'a>(current: &str, names: impl Iterator<Item = &'a str>, separator: char) -> Vec<String> {
    let mut steps: Vec<String> = names
        .filter(|name| name.starts_with(current))
        .map(|name| match name[current.len()..].find(separator) {
            Some(end) => name[..=current.len() + end].to_owned(),
            None => name.to_owned(),
        })
        .collect();
    steps.sort();
    steps.dedup();
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_offered_step_by_step() {
        let names = ["charts/a/Chart.yaml", "charts/a/values.yaml", "Dockerfile"];
        assert_eq!(steps("", names.into_iter(), '/'), ["Dockerfile", "charts/"]);
        assert_eq!(steps("charts/", names.into_iter(), '/'), ["charts/a/"]);
        assert_eq!(steps("charts/a/v", names.into_iter(), '/'), ["charts/a/values.yaml"]);
        assert_eq!(steps("x", names.into_iter(), '/'), [""; 0]);
    }
}
