//! What a model of a tool consists of.

use std::collections::HashSet;

use semver::Version;

use crate::commit::Commit;
use crate::level::{Level, Zero};

/// How a tool finds a version, as it is without settings of its own.
pub(super) struct Model {
    /// What it counts from.
    pub(super) base: Base,
    /// Whether it can be told to count only what touches a path.
    pub(super) knows_paths: bool,
    /// What it needs to be told to read tags with this prefix at all.
    pub(super) needs: fn(&str) -> Option<String>,
    /// What it makes of one message.
    pub(super) read: fn(&str) -> Reading,
    /// Which commits, given from the newest to the oldest, others take back.
    pub(super) cancelled: fn(&[Commit]) -> HashSet<usize>,
    /// Why it counts what was reverted.
    pub(super) on_reverts: &'static str,
    /// The version after a change of this level; none before the first release.
    pub(super) bump: fn(Level, Option<&Version>) -> Version,
    /// Why it moves a version below 1.0.0, or makes a first one, as it does.
    pub(super) on_zero: &'static str,
}

/// The tag that a tool counts from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
    /// The highest stable version that HEAD contains, as Blip does.
    HighestStable,
    /// The highest version that HEAD contains, pre-releases too.
    Highest,
    /// The tag of the commit with the latest date, whatever it names.
    Newest,
}

/// What a tool makes of one message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reading {
    /// How far it moves the version.
    pub(super) level: Level,
    /// The same below 1.0.0.
    pub(super) below_one: Level,
    /// Whether it makes a release by itself.
    pub(super) releases: bool,
    /// The version that it asks for.
    pub(super) release_as: Option<Version>,
    /// What is peculiar about it.
    pub(super) why: Option<&'static str>,
}

impl Reading {
    pub(super) fn new(level: Level, why: Option<&'static str>) -> Self {
        Self { level, below_one: level, releases: level > Level::None, release_as: None, why }
    }

    pub(super) fn nothing(why: Option<&'static str>) -> Self {
        Self::new(Level::None, why)
    }

    /// What it counts for where nothing else is there.
    pub(super) fn alone(&self) -> Level {
        if self.releases { self.level } else { Level::None }
    }

    /// The same where the version may be below 1.0.0.
    pub(super) fn after(&self, base: Option<&Version>) -> Self {
        let level = if base.is_none_or(|base| base.major == 0) { self.below_one } else { self.level };
        // a type that moves nothing makes no release
        Self { level, releases: self.releases && level > Level::None, ..self.clone() }
    }
}

/// Why a tool without reverts counts what was reverted.
pub(super) const PAIRS_NO_REVERTS: &str = "it pairs no reverts: what was taken back still counts";

/// A tool without reverts.
pub(super) fn cancels_nothing(_: &[Commit]) -> HashSet<usize> {
    HashSet::new()
}

/// A tool that needs to be told nothing.
pub(super) fn needs_nothing(_: &str) -> Option<String> {
    None
}

/// The version that SemVer asks for, with 1.0.0 for a breaking change to 0.x; `first` where there is none.
pub(super) fn strict(level: Level, base: Option<&Version>, first: Version) -> Version {
    base.map_or(first, |base| level.apply(base, Zero::Strict))
}

/// What a line says behind a token for breaking changes; none where it does not begin with one.
pub(super) fn after_breaking(line: &str) -> Option<&str> {
    line.strip_prefix("BREAKING CHANGE").or(line.strip_prefix("BREAKING-CHANGE"))
}

/// `type(scope)!` at the beginning of a line, as the grammar of the specification's authors reads it: neither spaces,
/// parentheses, colons nor exclamation marks in a type, and a scope that is not empty.
pub(super) fn prefix(line: &str) -> Option<Prefix<'_>> {
    let is_end = |c: char| c.is_whitespace() || matches!(c, '(' | ')' | '!' | ':');
    let (kind, rest) = line.split_at(line.find(is_end).unwrap_or(line.len()));
    let rest = match rest.strip_prefix('(') {
        None => rest,
        Some(inner) => {
            let (scope, rest) = inner.split_once(')')?;
            if scope.is_empty() || scope.contains('(') {
                return None;
            }
            rest
        }
    };
    let (breaking, rest) = rest.strip_prefix('!').map_or((false, rest), |rest| (true, rest));
    (!kind.is_empty()).then_some(Prefix { kind, breaking, rest })
}

/// What stands before the separator.
pub(super) struct Prefix<'a> {
    pub(super) kind: &'a str,
    pub(super) breaking: bool,
    /// The separator and what follows it.
    pub(super) rest: &'a str,
}
