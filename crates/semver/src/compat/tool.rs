//! The tools that are modelled.

use serde::Serialize;

use super::model::Model;
use super::{cocogitto, git_cliff, release_please, semantic_release};

/// A tool that finds versions from commits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    /// semantic-release as it is without a preset: with the angular one.
    SemanticRelease,
    /// semantic-release with `preset: conventionalcommits`.
    SemanticReleaseConventionalcommits,
    /// Release Please.
    ReleasePlease,
    /// git-cliff's `--bumped-version`.
    GitCliff,
    /// cocogitto's `cog bump --auto`.
    Cocogitto,
}

impl Tool {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::SemanticRelease,
        Self::SemanticReleaseConventionalcommits,
        Self::ReleasePlease,
        Self::GitCliff,
        Self::Cocogitto,
    ];

    /// Its name, as a reader knows it.
    pub fn title(self) -> &'static str {
        match self {
            Self::SemanticRelease => "semantic-release",
            Self::SemanticReleaseConventionalcommits => "semantic-release with conventionalcommits",
            Self::ReleasePlease => "Release Please",
            Self::GitCliff => "git-cliff",
            Self::Cocogitto => "cocogitto",
        }
    }

    /// The version that the model was made after.
    pub fn version(self) -> &'static str {
        match self {
            Self::SemanticRelease | Self::SemanticReleaseConventionalcommits => "25.0.9 (commit-analyzer 13.0.1)",
            Self::ReleasePlease => "17.11.2",
            Self::GitCliff => "2.14.2",
            Self::Cocogitto => "7.0.0",
        }
    }

    pub(super) fn model(self) -> Model {
        match self {
            Self::SemanticRelease => semantic_release::angular(),
            Self::SemanticReleaseConventionalcommits => semantic_release::conventionalcommits(),
            Self::ReleasePlease => release_please::model(),
            Self::GitCliff => git_cliff::model(),
            Self::Cocogitto => cocogitto::model(),
        }
    }
}
