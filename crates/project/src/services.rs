//! The services below a folder: every blip.yaml there.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ignore::{DirEntry, WalkBuilder, WalkState};

use crate::Error;
use crate::git::discover;

/// What makes a folder a service's.
const SPEC: &str = "blip.yaml";

/// The folders below `root` that hold a blip.yaml, in the order of their paths, `root` itself among them.
///
/// What git ignores is passed over, as are hidden folders, links, and those whose name `skip` picks. Another repository
/// is looked into only where `root` lies in none: a folder of clones is meant with all of them, a submodule is not.
///
/// # Errors
/// When the git repository around `root` cannot be read.
pub fn services(root: &Path, skip: fn(&str) -> bool) -> Result<Vec<PathBuf>, Error> {
    let found = Mutex::new(Vec::new());
    walk(root, skip)?.build_parallel().run(|| {
        Box::new(|entry| {
            // what cannot be read is passed over, as git does it
            if let Some(folder) = entry.ok().as_ref().and_then(folder_of) {
                found.lock().unwrap_or_else(PoisonError::into_inner).push(folder);
            }
            WalkState::Continue
        })
    });
    let mut found = found.into_inner().unwrap_or_else(PoisonError::into_inner);
    found.sort();
    Ok(found)
}

/// The same on one thread, for what is done for each of them: starting several takes longer than most repositories do.
pub(crate) fn services_one_by_one(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let found = walk(root, |_| false)?.build().filter_map(|entry| folder_of(&entry.ok()?));
    let mut found: Vec<PathBuf> = found.collect();
    found.sort();
    Ok(found)
}

fn walk(root: &Path, skip: fn(&str) -> bool) -> Result<WalkBuilder, Error> {
    let is_repository = discover(root)?.is_some();
    let enter = move |entry: &DirEntry| {
        let is_folder = entry.file_type().is_some_and(|kind| kind.is_dir());
        let is_other = || is_repository && entry.path().join(".git").exists();
        entry.depth() == 0 || !is_folder || !(entry.file_name().to_str().is_some_and(skip) || is_other())
    };
    let mut walk = WalkBuilder::new(root);
    walk.filter_entry(enter);
    Ok(walk)
}

/// The folder that a blip.yaml makes a service's.
fn folder_of(entry: &DirEntry) -> Option<PathBuf> {
    let is_spec = entry.file_name() == SPEC && entry.file_type().is_some_and(|kind| kind.is_file());
    is_spec.then(|| entry.path().parent().map(Path::to_path_buf)).flatten()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn found(folders: &[&str], prepare: impl FnOnce(&Path)) -> Vec<String> {
        let root = tempfile::tempdir().unwrap();
        for folder in folders {
            fs::create_dir_all(root.path().join(folder)).unwrap();
            fs::write(root.path().join(folder).join(SPEC), "version: 1\n").unwrap();
        }
        prepare(root.path());
        let found = services(root.path(), |name| name == "node_modules").unwrap();
        found.iter().map(|path| path.strip_prefix(root.path()).unwrap().display().to_string()).collect()
    }

    #[test]
    fn every_blip_yaml_counts_but_those_that_nobody_means() {
        let folders = ["", "b", "a/c", "a", ".hidden", "node_modules/x", "ignored/y"];
        let found = found(&folders, |root| {
            git2::Repository::init(root).unwrap();
            fs::write(root.join(".gitignore"), "ignored/\n").unwrap();
        });
        assert_eq!(found, ["", "a", "a/c", "b"]);
    }

    #[test]
    fn other_repositories_count_where_there_is_none_around() {
        let clones = |root: &Path| {
            let clone = git2::Repository::init(root.join("a")).unwrap();
            fs::write(clone.path().parent().unwrap().join(".gitignore"), "made/\n").unwrap();
        };
        let folders = ["a", "a/made", "b"];
        assert_eq!(found(&folders, clones), ["a", "b"]);
        let inside = found(&folders, |root| {
            git2::Repository::init(root).unwrap();
            clones(root);
        });
        assert_eq!(inside, ["b"]);
    }
}
