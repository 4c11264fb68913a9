//! Paths inside a repository that cannot leave it.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A relative path inside the repository, with `/` between its parts on every platform.
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

impl RepoPath {
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

    /// The path below `root`, for the file system.
    #[must_use]
    pub fn below(&self, root: &Path) -> PathBuf {
        let mut path = root.to_path_buf();
        path.extend(self.0.split('/'));
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

#[cfg(test)]
mod tests {
    use super::*;

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
