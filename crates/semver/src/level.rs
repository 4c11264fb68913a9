//! How far a version moves.

use semver::{BuildMetadata, Prerelease, Version};
use serde::{Deserialize, Serialize};

/// The size of a change ([SemVer 2.0](https://semver.org), rules 6 to 8).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing that a user of the release would notice.
    #[default]
    None,
    /// A fix.
    Patch,
    /// Something new.
    Minor,
    /// Something that breaks users.
    Major,
}

/// What a change means while the major version is zero; SemVer's rule 4 leaves it open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Zero {
    /// A breaking change makes 1.0.0.
    Strict,
    /// As Cargo's and npm's `^` reads versions: breaking → minor, everything else → patch.
    #[default]
    Caret,
    /// Breaking and new → minor, a fix → patch.
    Minor,
}

impl Zero {
    /// The component that really moves when a change of this level is made to a 0.x version.
    fn lower(self, level: Level) -> Level {
        match (self, level) {
            (Self::Caret | Self::Minor, Level::Major) => Level::Minor,
            (Self::Caret, Level::Minor) => Level::Patch,
            (_, level) => level,
        }
    }
}

impl Level {
    /// The version after a change of this level. Pre-release and build metadata are dropped.
    pub fn apply(self, version: &Version, zero: Zero) -> Version {
        let level = if version.major == 0 { zero.lower(self) } else { self };
        let Version { major, minor, patch, .. } = *version;
        match level {
            Self::None => core(version),
            Self::Patch => Version::new(major, minor, patch + 1),
            Self::Minor => Version::new(major, minor + 1, 0),
            Self::Major => Version::new(major + 1, 0, 0),
        }
    }
}

/// The version without pre-release and build metadata.
pub(crate) fn core(version: &Version) -> Version {
    Version { pre: Prerelease::EMPTY, build: BuildMetadata::EMPTY, ..version.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn major_version_zero_is_a_choice() {
        let cases = [
            // base, level, strict, caret, minor
            ("0.2.3", Level::Major, "1.0.0", "0.3.0", "0.3.0"),
            ("0.2.3", Level::Minor, "0.3.0", "0.2.4", "0.3.0"),
            ("0.2.3", Level::Patch, "0.2.4", "0.2.4", "0.2.4"),
            ("0.0.3", Level::Major, "1.0.0", "0.1.0", "0.1.0"),
            ("1.2.3", Level::Major, "2.0.0", "2.0.0", "2.0.0"),
            ("1.2.3", Level::Minor, "1.3.0", "1.3.0", "1.3.0"),
            ("1.2.3", Level::Patch, "1.2.4", "1.2.4", "1.2.4"),
            ("1.2.3+b", Level::None, "1.2.3", "1.2.3", "1.2.3"),
            ("1.0.0+b", Level::Patch, "1.0.1", "1.0.1", "1.0.1"),
        ];
        for (base, level, strict, caret, minor) in cases {
            let base = Version::parse(base).unwrap();
            let next = |zero| level.apply(&base, zero).to_string();
            assert_eq!(next(Zero::Strict), strict, "{base} {level:?} strict");
            assert_eq!(next(Zero::Caret), caret, "{base} {level:?} caret");
            assert_eq!(next(Zero::Minor), minor, "{base} {level:?} minor");
        }
    }
}
