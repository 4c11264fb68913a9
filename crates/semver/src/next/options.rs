//! What the user asks for.

use semver::Version;

use crate::analysis::Rules;
use crate::level::Zero;

/// How to read a repository and which version to make of it. The default works in any repository.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What tags begin with; found by itself where one prefix is in use, else `v`.
    pub tag_prefix: Option<String>,
    /// The package of a monorepo that is meant: the name of its folder, its path, or the name in its manifest.
    pub package: Option<String>,
    /// The folder that is versioned on its own, where no package's manifest tells: from the repository's root.
    pub folder: Option<String>,
    /// Count only commits that touch one of these paths.
    pub paths: Vec<String>,
    /// What a change means while the major version is zero.
    pub zero: Zero,
    /// What the types of commits mean.
    pub rules: Rules,
    /// Make a pre-release with this label: `rc` gives `1.3.0-rc.1`.
    pub pre: Option<String>,
    /// Build metadata to append.
    pub build: Option<String>,
    /// Make exactly this version.
    pub release_as: Option<Version>,
    /// The version of the first release; by default what a version file says, else 0.1.0.
    pub first: Option<Version>,
}
