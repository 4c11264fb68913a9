//! Temporary files: their names, and those that a run left that was killed.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use blip_model::RepoPath;

use crate::tree::{Tree, parent};
use crate::{Fingerprint, base};

/// A name beside `place` that is always the same for it, so that a rerun finds what a killed run left.
pub(crate) fn temporary(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    let fingerprint = Fingerprint::of(&name).to_string();
    place.with_file_name(format!(".blip-{}.tmp", &fingerprint[..16]))
}

/// The lock that says what is to come, before it is in place.
pub(crate) fn announcement(lock: &Path) -> PathBuf {
    lock.with_file_name(".blip-announced.tmp")
}

/// The temporary files in the folders of these files and of their bases. Links are not followed.
pub(crate) fn leftovers<'p>(tree: &Tree, paths: impl Iterator<Item = &'p RepoPath>) -> Vec<PathBuf> {
    let mut folders = BTreeSet::from([".blip".to_owned()]);
    for path in paths {
        folders.insert(parent(path.as_str()).to_owned());
        folders.extend(base::path_of(path).map(|base| parent(base.as_str()).to_owned()));
    }
    let there = folders.into_iter().filter(|folder| tree.is_folder(folder));
    let mut found: Vec<PathBuf> = there.flat_map(|folder| in_folder(&tree.place(&folder))).collect();
    found.sort();
    found
}

fn in_folder(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let middle = name.strip_prefix(".blip-").and_then(|name| name.strip_suffix(".tmp"));
        middle.is_some_and(|middle| middle == "announced" || is_fingerprint(middle))
    };
    entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_ours).collect()
}

fn is_fingerprint(text: &str) -> bool {
    text.len() == 16 && text.chars().all(|c| c.is_ascii_hexdigit())
}
