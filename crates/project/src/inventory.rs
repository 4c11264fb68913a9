//! The files of a repository that was there before Blip.

use std::fs;
use std::path::{Path, PathBuf};

use blip_model::RepoPath;

use crate::git::Git;
use crate::{Error, GitStatus};

/// How many files are listed at most: enough for a service, and an end where a folder is none.
const MOST: usize = 20_000;

/// The files below `root` that git tracks or would take up, relative to it and sorted; all where there is no git.
/// Links are not followed, other repositories are left out, and so is what cannot be read.
///
/// # Errors
/// When the git repository cannot be read.
pub fn inventory(root: &Path) -> Result<Vec<RepoPath>, Error> {
    let mut walk = Walk { root, git: Git::open(root)?, files: Vec::new() };
    walk.folder(String::new());
    walk.files.sort();
    Ok(walk.files)
}

struct Walk<'a> {
    root: &'a Path,
    git: Option<Git>,
    files: Vec<RepoPath>,
}

impl Walk<'_> {
    /// Lists the folder with this path, which ends in `/` unless it is the root's.
    fn folder(&mut self, prefix: String) {
        let folder: PathBuf = self.root.join(&prefix);
        let Ok(entries) = fs::read_dir(folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(path) = name.to_str().and_then(|name| format!("{prefix}{name}").parse::<RepoPath>().ok()) else {
                continue;
            };
            let Ok(kind) = entry.file_type() else { continue };
            if self.files.len() >= MOST || self.is_ignored(&path) {
                continue;
            }
            if kind.is_file() {
                self.files.push(path);
            } else if kind.is_dir() && !entry.path().join(".git").exists() {
                self.folder(format!("{path}/"));
            }
        }
    }

    fn is_ignored(&self, path: &RepoPath) -> bool {
        self.git.as_ref().is_some_and(|git| matches!(git.status(path), Ok(GitStatus::Ignored)))
    }
}
