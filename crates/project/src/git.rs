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
        let path = path.below(&self.prefix);
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

/// The repository that `folder` lies in. One that belongs to another user is none, as git itself refuses it.
pub(crate) fn discover(folder: &Path) -> Result<Option<Repository>, Error> {
    let flags = RepositoryOpenFlags::empty();
    match Repository::open_ext(folder, flags, std::iter::empty::<PathBuf>()) {
        Ok(repository) => Ok(Some(repository)),
        Err(error) if matches!(error.code(), ErrorCode::NotFound | ErrorCode::Owner) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
