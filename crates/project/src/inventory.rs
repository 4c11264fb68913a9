//! The files of a repository that was there before Blip.

use std::fs;
use std::path::Path;

use blip_model::RepoPath;

use crate::git::Git;
use crate::{Error, GitStatus};

/// How many files are listed at most: enough for a service, and an end where a folder is none.
const MOST: usize = 20_000;

/// The files below `root` that git tracks or would take up, relative to it and sorted; all where there is no git.
/// Folders whose name `skip` picks are left out, as are other repositories; links are not followed, and what cannot be
/// read is passed over.
///
/// # Errors
/// When the git repository cannot be read.
pub fn inventory(root: &Path, skip: fn(&str) -> bool) -> Result<Vec<RepoPath>, Error> {
    let mut walk = Walk { root, skip, git: Git::open(root)?, files: Vec::new() };
    walk.folder("");
    walk.files.sort();
    Ok(walk.files)
}

struct Walk<'a> {
    root: &'a Path,
    skip: fn(&str) -> bool,
    git: Option<Git>,
    files: Vec<RepoPath>,
}

impl Walk<'_> {
    /// Lists the folder with this path, which ends in `/` unless it is the root's: files first, then what lies deeper.
    fn folder(&mut self, prefix: &str) {
        let Ok(entries) = fs::read_dir(self.root.join(prefix)) else { return };
        let mut folders = Vec::new();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let Ok(path) = format!("{prefix}{name}").parse::<RepoPath>() else { continue };
            let Ok(kind) = entry.file_type() else { continue };
            if self.files.len() >= MOST || self.is_ignored(&path) {
                continue;
            }
            if kind.is_file() {
                self.files.push(path);
            } else if kind.is_dir() && !(self.skip)(name) && !entry.path().join(".git").exists() {
                folders.push(path);
            }
        }
        folders.sort();
        for folder in folders {
            self.folder(&format!("{folder}/"));
        }
    }

    fn is_ignored(&self, path: &RepoPath) -> bool {
        self.git.as_ref().is_some_and(|git| matches!(git.status(path), Ok(GitStatus::Ignored)))
    }
}
