//! What the platform wants in a repository, before anything is compared or written.

use serde::{Deserialize, Serialize};

use crate::{BlipId, RepoPath};

/// One file that the platform wants in the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Artifact {
    /// Where it lands.
    pub path: RepoPath,
    /// Where it landed before, as far as that is known: a file that is still there moves.
    pub formerly: Vec<RepoPath>,
    /// The whole text, ending in a newline.
    pub content: String,
    /// Whether it may be executed.
    pub mode: FileMode,
    /// Whether every service of the repository makes the same file, so that it belongs to all of them.
    pub shared: bool,
    /// What happens to the file once it exists.
    pub ownership: Ownership,
    /// The blips that it serves: first the one that generates it, then those of its sections.
    /// Empty for the service's own sources.
    pub blips: Vec<BlipId>,
}

/// The two modes of a regular file that git knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileMode {
    /// 0644
    #[default]
    Regular,
    /// 0755
    Executable,
}

/// What happens to a generated file once it exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ownership {
    /// Regenerated; the user's edits are merged with what is new.
    Managed,
    /// Written once; from then on the user's alone.
    Seeded,
    /// Never written: `own` in `blip.yaml` keeps it for the user.
    Own,
}
