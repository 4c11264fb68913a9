//! Which commits count, and for how much.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::level::Level;

/// What the types of commits mean, and which messages are read at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Level by type, in lower case; a type that is not named here counts for nothing unless it is breaking.
    pub types: BTreeMap<String, Level>,
    /// Read the title that a forge writes into the body of a merge commit.
    pub merge_titles: bool,
    /// Read `* feat: x` lines in the body of a commit that squashes several.
    pub squash_bullets: bool,
}

impl Default for Rules {
    /// `feat` is a minor change, `fix`, `perf` and `revert` are patches (Conventional Commits, rules 2 and 3; the
    /// Angular convention), all others nothing.
    fn default() -> Self {
        let types = [("feat", Level::Minor), ("fix", Level::Patch), ("perf", Level::Patch), ("revert", Level::Patch)];
        Self {
            types: types.map(|(kind, level)| (kind.to_owned(), level)).into(),
            merge_titles: false,
            squash_bullets: false,
        }
    }
}

impl Rules {
    pub(crate) fn level_of(&self, kind: &str) -> Level {
        self.types.get(kind).copied().unwrap_or_default()
    }
}
