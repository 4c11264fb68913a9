//! What is known before anything is asked.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use blip_project::{Detected, Remote};

/// So many folders beside the new one are looked at.
const MOST_NEIGHBOURS: usize = 100;

/// What is known before anything is asked.
#[derive(Debug, Default)]
pub(crate) struct Known {
    /// What git says.
    pub(crate) git: Detected,
    /// What the files of the repository say, by the path in `blip.yaml`.
    pub(crate) suggested: BTreeMap<&'static str, Found>,
    /// The package managers whose files are there.
    pub(crate) package_managers: Vec<String>,
    /// The environments that they name.
    pub(crate) environments: Vec<KnownEnvironment>,
    /// The address below which repositories lie, such as `https://github.com/acme`; a guess, to be offered only.
    pub(crate) organisation: Option<Found>,
}

/// A value, and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) value: String,
    pub(crate) place: String,
}

/// An environment that a repository knows already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct KnownEnvironment {
    pub(crate) name: String,
    pub(crate) host: Option<String>,
    pub(crate) namespace: Option<String>,
}

impl Known {
    /// What the repository itself says of the answer at `path`.
    pub(crate) fn found(&self, path: &str) -> Option<Found> {
        let remote = || {
            let remote = self.git.remote.as_ref().filter(|_| path == "repository.url")?;
            Some(Found { value: remote.url.to_string(), place: "git remote".to_owned() })
        };
        self.suggested.get(path).cloned().or_else(remote)
    }

    /// Guesses where the repositories of this organisation lie, for somebody who can say otherwise: where those of the
    /// folders in `folder` do, else where git says that the user is at home.
    pub(crate) fn guess_organisation(&mut self, folder: &Path) {
        self.organisation = neighbours(folder).or_else(|| {
            let (login, forge) = self.git.login.as_ref()?;
            Some(Found { value: format!("https://{forge}.com/{login}"), place: format!("git config {forge}.user") })
        });
    }
}

/// Where most of the repositories in `folder` come from; of equals, where the first one does.
fn neighbours(folder: &Path) -> Option<Found> {
    let entries = fs::read_dir(folder).ok()?;
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut counts: Vec<(String, usize)> = Vec::new();
    for folder in folders.iter().filter(|folder| folder.join(".git").exists()).take(MOST_NEIGHBOURS) {
        let Some(Remote { url, provider: Some(_) }) = blip_project::detect(folder).ok().and_then(|git| git.remote)
        else {
            continue;
        };
        let base = format!("https://{}/{}", url.host(), url.owner());
        match counts.iter_mut().find(|(known, _)| *known == base) {
            Some((_, count)) => *count += 1,
            None => counts.push((base, 1)),
        }
    }
    let most = counts.iter().map(|(_, count)| *count).max()?;
    let (value, count) = counts.into_iter().find(|(_, count)| *count == most)?;
    let folders =
        if count == 1 { "the repository beside it".to_owned() } else { format!("{count} repositories beside it") };
    Some(Found { value, place: folders })
}

impl KnownEnvironment {
    /// As it stands in the `blip.yaml` of this service; the host only where it `is_reached` from outside, the namespace
    /// only where it is not the default.
    pub(crate) fn as_yaml(&self, service: &str, is_reached: bool) -> serde_yaml::Mapping {
        let host = self.host.as_ref().filter(|_| is_reached);
        let default = format!("{service}-{}", self.name);
        let namespace = self.namespace.as_ref().filter(|namespace| **namespace != default);
        let entries = [("name", Some(&self.name)), ("host", host), ("namespace", namespace)];
        let given = entries.into_iter().filter_map(|(key, value)| Some((key.into(), value?.as_str().into())));
        given.collect()
    }
}
