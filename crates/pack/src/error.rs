//! Why a pack could not be had.

use std::io;
use std::path::PathBuf;

use blip_model::Problem;

/// Why a pack could not be had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something in the pack is wrong.
    #[error(transparent)]
    Wrong(#[from] Problem),
    /// There is no such tag, branch or commit.
    #[error("{git} has no tag, branch or commit `{rev}`")]
    UnknownRev {
        /// The repository.
        git: String,
        /// What was asked for.
        rev: String,
    },
    /// The repository could not be fetched from.
    #[error("cannot fetch the pack from {git}: {message}")]
    Fetch {
        /// The repository.
        git: String,
        /// What git said.
        message: String,
    },
    /// It holds more than a pack may.
    #[error("the pack at {git} is larger than {limit} MiB with its history; nothing was taken from it")]
    TooLarge {
        /// The repository.
        git: String,
        /// How much it may hold.
        limit: u64,
    },
    /// The cache cannot be used.
    #[error("cannot use {}, where packs are kept", .path.display())]
    Cache {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// What is in the cache cannot be read.
    #[error("cannot read the pack in {}: {}", .path.display(), .source.message())]
    Git {
        /// The repository in the cache.
        path: PathBuf,
        /// What libgit2 said.
        source: git2::Error,
    },
}
