//! What can go wrong between the plan and the disk.

use std::io;
use std::path::{Path, PathBuf};

use blip_model::RepoPath;

use crate::{LockError, Obstacle};

/// Why a plan could not be made or not be carried out. Nothing is half written when one is returned.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The lock cannot be read as a lock.
    #[error(transparent)]
    Lock(#[from] LockError),
    /// The system refused to read or write.
    #[error("cannot {doing} {}", .path.display())]
    Io {
        /// What was tried, as a verb: `read`, `write`, `delete`.
        doing: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of Blip's own has something in its way.
    #[error("cannot use {path}: {obstacle}")]
    Blocked {
        /// A path below `.blip/`.
        path: RepoPath,
        /// What is in the way.
        obstacle: Obstacle,
    },
    /// The user made the file read-only, so it is not replaced.
    #[error("{path} is read-only; make it writable (chmod u+w) and run again")]
    ReadOnly {
        /// The file.
        path: RepoPath,
    },
    /// The file is no longer what it was when the plan was made.
    #[error("{path} changed while Blip was at work; run again")]
    Changed {
        /// The file.
        path: RepoPath,
    },
    /// Another run is at work in the same folder.
    #[error("another Blip is at work in {}; wait until it is done and run again", .root.display())]
    Busy {
        /// The folder of `blip.yaml`.
        root: PathBuf,
    },
    /// Two files want the same place; on some systems upper and lower case are one.
    #[error("{first} and {second} would be the same file where upper and lower case are one")]
    Clash {
        /// The one that comes first.
        first: RepoPath,
        /// The other.
        second: RepoPath,
    },
    /// Another service of the repository has this file already.
    #[error("{path} is the file of the service in {other}; give one of the two another name")]
    Taken {
        /// The file.
        path: RepoPath,
        /// The folder of the other service, from the root of the repository.
        other: String,
    },
    /// The same, where one of the two services stands at the root of the repository and shares nothing there.
    #[error(
        "{path} is the file of the service in {other}, and one of the two takes the root of the repository for its own; \
         move that one into a folder, and name that as `repository.folder` in its blip.yaml"
    )]
    RootTaken {
        /// The file.
        path: RepoPath,
        /// The folder of the other service, from the root of the repository.
        other: String,
    },
    /// A template wants to write where Blip keeps its own records.
    #[error("{path} is kept for Blip's own records; no template may write there")]
    Reserved {
        /// The path that was asked for.
        path: RepoPath,
    },
    /// What was generated does not parse; a mistake in a template, not in the repository.
    #[error("the {format} generated for {path} does not parse: {message}")]
    Unparsable {
        /// Where it would have landed.
        path: RepoPath,
        /// YAML, JSON or TOML.
        format: &'static str,
        /// What the parser said.
        message: String,
        /// The line at which it gave up, from 1.
        line: usize,
    },
    /// The git repository cannot be read.
    #[error("cannot read the git repository: {}", .0.message())]
    Git(#[from] git2::Error),
}

impl Error {
    pub(crate) fn io(doing: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_path_buf();
        move |source| Self::Io { doing, path, source }
    }
}
