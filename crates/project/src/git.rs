//! The few questions that are asked of git.

use std::path::{Path, PathBuf};

use blip_model::RepoPath;
use git2::{ErrorCode, Index, Repository, RepositoryOpenFlags};

use crate::{Error, GitStatus};

/// The git repository that a folder lies in.
pub(crate) struct Git {
    repository: Repository,
    index: Index,
    /// The folder of `blip.yaml`, relative to git's work tree; empty where they are the same.
    prefix: PathBuf,
}

impl Git {
    /// The repository that `root` lies in; none where it lies in none, or in one without a work tree.
    pub(crate) fn open(root: &Path) -> Result<Option<Self>, Error> {
        let Some(repository) = discover(root)? else { return Ok(None) };
        let Some(work_tree) = repository.workdir() else { return Ok(None) };
        let (Ok(work_tree), Ok(root)) = (work_tree.canonicalize(), root.canonicalize()) else { return Ok(None) };
        let Ok(prefix) = root.strip_prefix(&work_tree) else { return Ok(None) };
        let prefix = prefix.to_path_buf();
        let index = repository.index()?;
        Ok(Some(Self { repository, index, prefix }))
    }

    /// Whether git tracks the path or would take it up.
    pub(crate) fn status(&self, path: &RepoPath) -> Result<GitStatus, Error> {
        let path = if path.is_from_root() { PathBuf::from(path.bare()) } else { path.below(&self.prefix) };
        Ok(if self.index.get_path(&path, 0).is_some() {
            GitStatus::Tracked
        } else if self.repository.is_path_ignored(&path)? {
            GitStatus::Ignored
        } else {
            GitStatus::Untracked
        })
    }
}

/// The folder `root` as its git repository calls it: `services/checkout`. Empty where it is the repository's own, and
/// where there is none.
///
/// # Errors
/// When the repository cannot be read.
pub fn place_in_repository(root: &Path) -> Result<String, Error> {
    let prefix = Git::open(root)?.map(|git| git.prefix).unwrap_or_default();
    let parts = prefix.components().map(|part| part.as_os_str().to_string_lossy());
    Ok(parts.collect::<Vec<_>>().join("/"))
}

/// The root of the git repository that `folder` lies in, which need not exist yet; none where there is none. A folder
/// that git ignores is no part of the repository around it.
///
/// # Errors
/// When the repository cannot be read.
pub fn repository_around(folder: &Path) -> Result<Option<PathBuf>, Error> {
    let absolute = std::path::absolute(folder).map_err(Error::io("find", folder))?;
    let Some(there) = absolute.ancestors().find(|folder| folder.is_dir()) else { return Ok(None) };
    let Some(repository) = discover(there)? else { return Ok(None) };
    let Some(root) = repository.workdir().and_then(|root| root.canonicalize().ok()) else { return Ok(None) };
    let Ok(there_now) = there.canonicalize() else { return Ok(None) };
    let place = there_now.join(absolute.strip_prefix(there).unwrap_or(Path::new("")));
    let is_ignored = match place.strip_prefix(&root) {
        Ok(inside) if !inside.as_os_str().is_empty() => repository.is_path_ignored(inside)?,
        _ => false,
    };
    Ok((!is_ignored).then_some(root))
}

/// The repository that `folder` lies in. One that belongs to another user is none, as git itself refuses it.
pub(crate) fn discover(folder: &Path) -> Result<Option<Repository>, Error> {
    let flags = RepositoryOpenFlags::empty();
    match Repository::open_ext(folder, flags, std::iter::empty::<PathBuf>()) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::Owner) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
