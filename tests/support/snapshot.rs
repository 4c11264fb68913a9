//! What a folder holds, to be compared with what it holds later.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Every file, link and folder below a folder, by its path in it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Snapshot(pub(crate) BTreeMap<String, Entry>);

/// What lies at one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Folder,
    Link(PathBuf),
    File { bytes: Vec<u8>, executable: bool, modified: SystemTime },
}

impl Snapshot {
    /// Everything below `root`, which must be there; links are not followed.
    #[track_caller]
    pub(crate) fn of(root: &Path) -> Self {
        let mut snapshot = Self::default();
        snapshot.add(root, "");
        snapshot
    }

    #[track_caller]
    fn add(&mut self, folder: &Path, prefix: &str) {
        let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
        for entry in entries {
            let path = entry.expect("the folder can be listed").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let key = format!("{prefix}{name}");
            let metadata = fs::symlink_metadata(&path).expect("nobody else is at work here");
            let value = if metadata.is_symlink() {
                Entry::Link(fs::read_link(&path).expect("it is a link"))
            } else if metadata.is_dir() {
                self.add(&path, &format!("{key}/"));
                Entry::Folder
            } else {
                Entry::File {
                    bytes: fs::read(&path).expect("the file can be read"),
                    executable: metadata.permissions().mode() & 0o100 != 0,
                    modified: metadata.modified().expect("the system knows when a file was changed"),
                }
            };
            self.0.insert(key, value);
        }
    }

    /// The same without everything at these paths and below them.
    pub(crate) fn without(mut self, paths: &[&str]) -> Self {
        let below = |key: &str, path: &str| key == path || key.starts_with(&format!("{path}/"));
        self.0.retain(|key, _| !paths.iter().any(|path| below(key, path)));
        self
    }

    /// The files' contents by path.
    pub(crate) fn files(&self) -> BTreeMap<&str, &[u8]> {
        self.0
            .iter()
            .filter_map(|(path, entry)| match entry {
                Entry::File { bytes, .. } => Some((path.as_str(), bytes.as_slice())),
                _ => None,
            })
            .collect()
    }

    /// The paths at which two folders differ: content, kind, executable bit or time of change.
    pub(crate) fn differences(&self, other: &Self) -> Vec<String> {
        let paths = self.0.keys().chain(other.0.keys()).collect::<BTreeSet<_>>();
        paths.into_iter().filter(|path| self.0.get(*path) != other.0.get(*path)).cloned().collect()
    }

    /// Expects that nothing differs from `earlier`, not even the time of a change.
    #[track_caller]
    pub(crate) fn is_untouched_since(&self, earlier: &Self) {
        let differences = earlier.differences(self);
        assert!(differences.is_empty(), "nothing should have changed, but: {differences:#?}");
    }

    /// Expects that only these paths differ from `earlier`.
    #[track_caller]
    pub(crate) fn differs_only_at(&self, earlier: &Self, paths: &[&str]) {
        assert_eq!(earlier.differences(self), paths, "these paths differ (left), these should (right)");
    }
}
