//! What can go wrong.

use std::path::PathBuf;

use semver::Version;

/// Every error of this crate: what is wrong, and where it helps, what to do about it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No repository at this path or above it.
    #[error("no git repository at {path} or above it: {reason}")]
    NotARepository {
        /// Where the search began.
        path: PathBuf,
        /// What git says.
        reason: String,
    },
    /// libgit2 could not read the repository; the git program is asked instead, so this seldom surfaces.
    #[error("cannot read the repository: {}", .0.message())]
    Library(#[from] git2::Error),
    /// The git program is not installed.
    #[error("cannot run the `git` program: {0}")]
    GitMissing(#[source] std::io::Error),
    /// The git program failed.
    #[error("`git {command}` failed: {message}")]
    Git {
        /// The arguments.
        command: String,
        /// What it wrote on stderr.
        message: String,
    },
    /// A repository without a commit has no version.
    #[error("the repository has no commits yet, so there is nothing to release; make a first commit")]
    NoCommits,
    /// A shallow clone hides commits or tags that the answer depends on.
    #[error(
        "the history is incomplete ({reason}), so the answer would be a guess. Fetch all of it:\n  \
         GitHub Actions, below `with:` of actions/checkout:  fetch-depth: 0\n  \
         GitLab CI, below `variables:`:  GIT_DEPTH: 0\n  \
         elsewhere:  git fetch --unshallow --tags"
    )]
    IncompleteHistory {
        /// What is missing.
        reason: String,
    },
    /// Several prefixes of tags are in use.
    #[error("tags with different prefixes are in use ({}); choose with --tag-prefix or --package", list(.prefixes))]
    AmbiguousPrefix {
        /// The prefixes found.
        prefixes: Vec<String>,
    },
    /// The version that comes next is released already, on a branch that HEAD does not contain.
    #[error(
        "{version} comes next, but the tag {tag} exists already and HEAD does not contain it; \
         merge it, or name another version with --release-as"
    )]
    AlreadyReleased {
        /// The version.
        version: Version,
        /// The tag.
        tag: String,
    },
    /// A version asked for does not come after the present one.
    #[error("{asked} does not come after the present version {current}")]
    NotAfter {
        /// What was asked for.
        asked: Version,
        /// The version of the last release.
        current: Version,
    },
    /// A pre-release label or build metadata that SemVer does not allow.
    #[error("`{value}` is not valid in a version: {reason}")]
    InvalidIdentifier {
        /// What was given.
        value: String,
        /// Why it is refused.
        reason: String,
    },
    /// No package of this name.
    #[error("no package is named `{name}`; {}", packages(.known))]
    UnknownPackage {
        /// The name asked for.
        name: String,
        /// The packages found.
        known: Vec<String>,
    },
    /// A path that leaves the repository.
    #[error("`{0}` is no path inside the repository")]
    OutsideRepository(String),
    /// A version file that its own format refuses.
    #[error("{file}: {message}")]
    File {
        /// Path from the repository's root.
        file: String,
        /// What is wrong, with line and column where they are known.
        message: String,
    },
    /// An edit would have changed more than it should; a mistake in Blip, and nothing was written.
    #[error("{file}: the edit would change more than the version; nothing was written")]
    EditNotExact {
        /// Path from the repository's root.
        file: String,
    },
    /// The changelog has a section for this version already.
    #[error("{file} has a section for {version} already")]
    ChangelogHasVersion {
        /// Path from the repository's root.
        file: String,
        /// The version.
        version: Version,
    },
    /// A changelog template that cannot be used.
    #[error("the changelog's template: {0:#}")]
    Template(#[from] minijinja::Error),
    /// Nothing to release.
    #[error("no commit since {since} makes a release")]
    NothingToRelease {
        /// The last tag, or "the beginning".
        since: String,
    },
    /// A revision that nobody knows.
    #[error("there is no revision `{0}`")]
    UnknownRevision(String),
    /// No tag of a version with this name.
    #[error("there is no tag `{0}` that names a version")]
    UnknownTag(String),
    /// Uncommitted changes.
    #[error("there are uncommitted changes ({}); commit or stash them first", list(.files))]
    Dirty {
        /// The paths that differ.
        files: Vec<String>,
    },
    /// The tag to be made exists.
    #[error("the tag {0} exists already")]
    TagExists(String),
    /// A bump needs files to write to.
    #[error("the repository is bare: there are no files to write the version into")]
    Bare,
    /// A push needs a branch.
    #[error("HEAD is detached, so there is no branch to push to; name one, or check one out")]
    Detached,
    /// A sparse checkout lacks a file that bears the version.
    #[error("{0} bears the version, but is not checked out; add its folder: git sparse-checkout add")]
    NotCheckedOut(String),
    /// Something was changed after the plan was made.
    #[error("{0} changed since the bump was planned; nothing was written")]
    Changed(String),
    /// A hook that somebody else wrote.
    #[error("{0} exists and is not Blip's; add `blip semver check-message --file \"$1\"` to it by hand")]
    ForeignHook(PathBuf),
    /// Reading or writing a file failed.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A failure midway that could not be undone completely.
    #[error("{cause}; and undoing failed: {undo}")]
    NotUndone {
        /// What failed first.
        cause: Box<Error>,
        /// What failed while restoring.
        undo: Box<Error>,
    },
}

impl Error {
    pub(crate) fn io(path: impl Into<PathBuf>) -> impl FnOnce(std::io::Error) -> Self {
        let path = path.into();
        move |source| Self::Io { path, source }
    }

    pub(crate) fn file(file: &str, message: impl ToString) -> Self {
        Self::File { file: file.to_owned(), message: message.to_string() }
    }
}

fn packages(known: &[String]) -> String {
    match known {
        [] => "no folder has a manifest that names one".to_owned(),
        known => format!("there are: {}", list(known)),
    }
}

fn list(names: &[String]) -> String {
    const SHOWN: usize = 5;
    let quoted = names.iter().take(SHOWN).map(|name| match name.as_str() {
        "" => "none".to_owned(),
        name => format!("`{name}`"),
    });
    let mut text = quoted.collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(&format!(" and {} more", names.len() - SHOWN));
    }
    text
}
