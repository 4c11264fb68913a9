//! Clones of the repositories that Argo CD reads.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::Result;
use blip_model::{Problem, RepositoryUrl};
use blip_project::Remote;
use blip_semver::Repository;

use crate::cli::MetricsArgs;
use crate::input::below;

/// Clones by the address of what they are clones of.
pub(super) struct Clones {
    known: Vec<(RepositoryUrl, PathBuf)>,
    /// Those that the user named, whose remote does not tell what they are clones of.
    nameless: Vec<PathBuf>,
}

impl Clones {
    /// Those that the user named, and those that lie beside the services of a fleet.
    pub(super) fn of(args: &MetricsArgs, folder: &Path) -> Result<Self> {
        let mut clones = Self { known: Vec::new(), nameless: Vec::new() };
        for path in &args.gitops {
            let path = below(folder, path);
            let repository = Repository::discover(&path)
                .map_err(|error| Problem::new(format!("--gitops: {error}")).help("name the folder of a clone"))?;
            match url(&repository) {
                Some(url) => clones.known.push((url, path)),
                None => clones.nameless.push(path),
            }
        }
        if let Some(fleet) = &args.fleet {
            let entries = fs::read_dir(below(folder, fleet)).into_iter().flatten().filter_map(Result::ok);
            let mut folders: Vec<PathBuf> =
                entries.map(|entry| entry.path()).filter(|path| path.join(".git").exists()).collect();
            folders.sort();
            let found = folders.into_iter().filter_map(|path| Some((url(&Repository::discover(&path).ok()?)?, path)));
            clones.known.extend(found);
        }
        Ok(clones)
    }

    /// The clone of a repository.
    pub(super) fn find(&self, wanted: &RepositoryUrl) -> Option<&Path> {
        let same = |url: &RepositoryUrl| url.as_str().eq_ignore_ascii_case(wanted.as_str());
        let known = self.known.iter().find(|(url, _)| same(url)).map(|(_, path)| path);
        // the one that was named is meant, wherever it was cloned from
        known.or(self.nameless.first().filter(|_| self.nameless.len() == 1)).map(PathBuf::as_path)
    }
}

fn url(repository: &Repository) -> Option<RepositoryUrl> {
    Some(Remote::of(&repository.origin().ok()??)?.url)
}
