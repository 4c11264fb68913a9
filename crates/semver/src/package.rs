//! Packages of a monorepo.

use serde::Serialize;

use crate::commit::ObjectId;
use crate::error::Error;
use crate::files;
use crate::git::{Repository, is_below};
use crate::next::Options;
use crate::tag;

/// A folder that is versioned on its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Package {
    /// The name that its manifest gives.
    pub name: String,
    /// Its folder, from the repository's root; empty for the root.
    pub path: String,
    /// The file that declares it.
    pub manifest: String,
}

impl Package {
    /// The last part of its path.
    fn folder_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or_default()
    }

    fn is_called(&self, name: &str) -> bool {
        self.name == name || self.path == name.trim_end_matches('/') || self.folder_name() == name
    }

    /// What tags of this package may begin with, by the habits of Cargo, npm, Go, Helm, Terraform.
    pub(crate) fn tag_prefixes(&self) -> Vec<String> {
        let names = [self.name.as_str(), self.folder_name(), self.path.as_str()];
        let ends = ["-v", "-", "/v", "/", "@v", "@", "_v", "_"];
        let mut prefixes = Vec::new();
        for (number, name) in names.iter().enumerate() {
            if !name.is_empty() && !names[..number].contains(name) {
                prefixes.extend(ends.iter().map(|end| format!("{name}{end}")));
            }
        }
        prefixes
    }

    /// What the first tag of this package begins with. Go finds a module by the path before the version.
    pub(crate) fn new_tag_prefix(&self) -> String {
        match self.manifest.as_str() {
            "go.mod" => format!("{}/v", self.path),
            _ => format!("{}-v", self.name),
        }
    }
}

/// The packages of a commit: every folder with a manifest that names one.
///
/// # Errors
/// The repository cannot be read, or has no commits.
pub fn packages(repository: &Repository) -> Result<Vec<Package>, Error> {
    let head = repository.ask(|git| git.head())?.ok_or(Error::NoCommits)?;
    packages_at(repository, &head)
}

fn packages_at(repository: &Repository, commit: &ObjectId) -> Result<Vec<Package>, Error> {
    let mut packages: Vec<Package> = files::packages(repository, commit)?
        .into_iter()
        .map(|(path, name, manifest)| Package { name, path, manifest })
        .collect();
    packages.extend(folders_without_names(repository, commit)?);
    // stable: of several manifests in a folder the one that was found first
    packages.sort_by(|a, b| a.path.cmp(&b.path));
    packages.dedup_by(|a, b| a.path == b.path);
    Ok(packages)
}

/// Go modules and Terraform modules are named by their folder.
fn folders_without_names(repository: &Repository, commit: &ObjectId) -> Result<Vec<Package>, Error> {
    let files = repository.ask(|git| git.files(commit))?;
    let mut packages: Vec<Package> = Vec::new();
    for path in &files {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        if folder.is_empty() || (file != "go.mod" && file != "main.tf") {
            continue;
        }
        packages.push(Package {
            name: folder.rsplit('/').next().unwrap_or_default().to_owned(),
            path: folder.to_owned(),
            manifest: file.to_owned(),
        });
    }
    Ok(packages)
}

/// The package that the options name.
pub(crate) fn wanted(repository: &Repository, commit: &ObjectId, options: &Options) -> Result<Option<Package>, Error> {
    let Some(name) = &options.package else {
        return Ok(None);
    };
    let packages = packages_at(repository, commit)?;
    let found = packages.iter().find(|package| package.is_called(name)).cloned();
    found.map(Some).ok_or_else(|| Error::UnknownPackage {
        name: name.clone(),
        known: packages.into_iter().map(|package| package.name).collect(),
    })
}

/// The folders below a package that are released on their own: packages with tags of their own. A chart or a
/// fixture below a service that has none belongs to the service.
pub(crate) fn released_below(
    repository: &Repository,
    commit: &ObjectId,
    package: &Package,
    tags: &[String],
) -> Result<Vec<String>, Error> {
    let nested = packages_at(repository, commit)?
        .into_iter()
        .filter(|other| other.path != package.path && is_below(&other.path, &package.path));
    let used: Vec<&str> = tags.iter().filter_map(|name| Some(tag::split(name)?.0)).collect();
    let released = nested.filter(|other| other.tag_prefixes().iter().any(|prefix| used.contains(&prefix.as_str())));
    Ok(released.map(|other| other.path).collect())
}
