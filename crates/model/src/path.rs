//! Paths inside a repository that cannot leave it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A path inside the repository, with `/` between its parts on every platform: relative to the folder of `blip.yaml`,
/// or, where it begins with `:/`, to the root of the git repository around it. Git itself writes paths so.
///
/// It is never empty, never absolute and holds no `.` or `..`, so joining it to a folder
/// stays in that folder as far as the text goes (symbolic links are checked where files are written).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(try_from = "String", into = "String")]
pub struct RepoPath(String);

/// Why a text is no [`RepoPath`].
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{path}` is no path inside the repository: {reason}")]
pub struct InvalidPath {
    path: String,
    reason: &'static str,
}

/// What a path begins with that is named from the root of the git repository.
const FROM_ROOT: &str = ":/";

impl RepoPath {
    /// The same path, named from the root of the git repository.
    #[must_use]
    pub fn from_root(self) -> Self {
        if self.is_from_root() { self } else { Self(format!("{FROM_ROOT}{}", self.0)) }
    }

    /// Whether it is named from the root of the git repository rather than from the folder of `blip.yaml`.
    #[must_use]
    pub fn is_from_root(&self) -> bool {
        self.0.starts_with(FROM_ROOT)
    }

    /// The path without the sign that it is named from the root of the git repository.
    #[must_use]
    pub fn bare(&self) -> &str {
        self.0.strip_prefix(FROM_ROOT).unwrap_or(&self.0)
    }

    /// The path from the root of the git repository, where `folder` is that of `blip.yaml`, empty for the root itself.
    #[must_use]
    pub fn in_repository(&self, folder: &str) -> String {
        if self.is_from_root() || folder.is_empty() { self.bare().to_owned() } else { format!("{folder}/{}", self.0) }
    }

    /// The path as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last part of the path.
    #[must_use]
    pub fn file_name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The path below `root`, for the file system; `root` is the folder that it is named from.
    #[must_use]
    pub fn below(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        path.extend(self.bare().split('/'));
        path
    }
}

impl FromStr for RepoPath {
    type Err = InvalidPath;

    fn from_str(text: &str) -> Result<Self, InvalidPath> {
        match fault(text) {
            None => Ok(Self(text.to_owned())),
            Some(reason) => Err(InvalidPath { path: text.to_owned(), reason }),
        }
    }
}

fn fault(text: &str) -> Option<&'static str> {
    let text = text.strip_prefix(FROM_ROOT).unwrap_or(text);
    if text.is_empty() {
        return Some("it is empty");
    }
    if text.starts_with('/') {
        return Some("it is absolute");
    }
    if text.contains(['\\', ':', '\0']) || text.chars().any(char::is_control) {
        return Some("it holds a character that some systems forbid or take for a separator");
    }
    for part in text.split('/') {
        match part {
            "" => return Some("it has an empty part"),
            "." | ".." => return Some("it holds `.` or `..`"),
            // git refuses to track these on any platform
            _ if part.eq_ignore_ascii_case(".git") => return Some("it lies in `.git`"),
            _ => {}
        }
    }
    None
}

impl TryFrom<String> for RepoPath {
    type Error = InvalidPath;

    fn try_from(text: String) -> Result<Self, InvalidPath> {
        text.parse()
    }
}

impl From<RepoPath> for String {
    fn from(path: RepoPath) -> Self {
        path.0
    }
}

impl fmt::Display for RepoPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The folders that paths are named from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Roots {
    service: PathBuf,
    repository: PathBuf,
}

impl Roots {
    /// The folder of `blip.yaml`, and the root of the git repository around it.
    #[must_use]
    pub fn new(service: PathBuf, repository: PathBuf) -> Self {
        Self { service, repository }
    }

    /// Both in one.
    #[must_use]
    pub fn one(root: PathBuf) -> Self {
        Self { repository: root.clone(), service: root }
    }

    /// The folder of `blip.yaml`.
    #[must_use]
    pub fn service(&self) -> &Path {
        &self.service
    }

    /// The root of the git repository.
    #[must_use]
    pub fn repository(&self) -> &Path {
        &self.repository
    }

    /// Where a path leads on the disk.
    #[must_use]
    pub fn place(&self, path: &RepoPath) -> PathBuf {
        path.below(if path.is_from_root() { &self.repository } else { &self.service })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_from_the_root_of_the_repository_stays_in_it() {
        let path: RepoPath = ":/.github/workflows/a.yml".parse().unwrap();
        assert!(path.is_from_root());
        assert_eq!(path.bare().parse::<RepoPath>().unwrap().from_root(), path);
        let roots = Roots::new("/r/services/a".into(), "/r".into());
        assert_eq!(roots.place(&path), Path::new("/r/.github/workflows/a.yml"));
        assert_eq!(roots.place(&"b".parse().unwrap()), Path::new("/r/services/a/b"));
        assert_eq!(path.in_repository("services/a"), ".github/workflows/a.yml");
        assert_eq!("b".parse::<RepoPath>().unwrap().in_repository("services/a"), "services/a/b");
        for text in [":/", ":/../x", ":/:/x", "://x", ":/.git/config", ":x"] {
            assert!(text.parse::<RepoPath>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_path_inside_is_accepted() {
        for text in ["README.md", ".github/workflows/ci.yml", "a b/ü.txt", "..a/b..", ".gitignore"] {
            assert_eq!(text.parse::<RepoPath>().unwrap().as_str(), text);
        }
    }

    #[test]
    fn a_path_that_could_leave_is_refused() {
        for text in
            ["", "/etc/passwd", "..", "a/../b", "./a", "a//b", "a/", "C:/x", "a\\b", ".git/config", "x/.GIT/y", "a\nb"]
        {
            assert!(text.parse::<RepoPath>().is_err(), "{text:?}");
        }
    }
}
