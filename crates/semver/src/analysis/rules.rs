//! Which commits count, and for how much.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};

use crate::level::Level;

/// What the types of commits mean, and which messages are read at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Level by type, in lower case; a type that is not named here counts for nothing unless it is breaking. What is
    /// read from a configuration is added to the default.
    #[serde(deserialize_with = "added_to_default")]
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

/// Who sets a level for `refactor` does not mean that `feat` has none.
fn added_to_default<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<String, Level>, D::Error> {
    let mut types = Rules::default().types;
    let own = BTreeMap::<String, Level>::deserialize(deserializer)?;
    types.extend(own.into_iter().map(|(kind, level)| (kind.to_lowercase(), level)));
    Ok(types)
}

impl Rules {
    pub(crate) fn level_of(&self, kind: &str) -> Level {
        self.types.get(kind).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_adds_to_the_default() {
        let rules: Rules = serde_json::from_str(r#"{"types": {"Refactor": "patch", "perf": "none"}}"#).unwrap();
        let levels = ["feat", "fix", "refactor", "perf"].map(|kind| rules.level_of(kind));
        assert_eq!(levels, [Level::Minor, Level::Patch, Level::Patch, Level::None]);
        assert!(serde_json::from_str::<Rules>(r#"{"typos": {}}"#).is_err());
    }
}
