//! The rules of all kinds, for documents and for SARIF.

use serde::Serialize;

use super::helm;
use super::openapi;
use super::rule::{Rule, Weight};
use super::terraform;
use crate::level::Level;

/// A rule, as it is told to people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct RuleInfo {
    /// Its id.
    pub id: &'static str,
    /// How far the version must move.
    pub level: Level,
    /// No version makes it right.
    pub wrong: bool,
    /// What it finds.
    pub says: &'static str,
}

/// A chart that the base does not have.
pub(super) const CHART_ADDED: RuleInfo =
    RuleInfo { id: "helm-chart-added", level: Level::Minor, wrong: false, says: "A new chart" };

/// A chart that only the base has.
pub(super) const CHART_REMOVED: RuleInfo =
    RuleInfo { id: "helm-chart-removed", level: Level::Major, wrong: false, says: "A chart is gone" };

/// A module that the base does not have.
pub(super) const MODULE_ADDED: RuleInfo =
    RuleInfo { id: "terraform-module-added", level: Level::Minor, wrong: false, says: "A new module" };

/// A module that only the base has.
pub(super) const MODULE_REMOVED: RuleInfo =
    RuleInfo { id: "terraform-module-removed", level: Level::Major, wrong: false, says: "A module is gone" };

/// A document that the base does not have.
pub(super) const DOCUMENT_ADDED: RuleInfo =
    RuleInfo { id: "openapi-document-added", level: Level::Minor, wrong: false, says: "A new interface" };

/// A document that only the base has.
pub(super) const DOCUMENT_REMOVED: RuleInfo =
    RuleInfo { id: "openapi-document-removed", level: Level::Major, wrong: false, says: "An interface is gone" };

/// What `buf breaking` reports.
pub(super) const PROTOBUF_BROKEN: RuleInfo =
    RuleInfo { id: "protobuf-broken", level: Level::Major, wrong: false, says: "buf finds a breaking change" };

/// What `buf breaking` would report on the way back.
pub(super) const PROTOBUF_ADDED: RuleInfo =
    RuleInfo { id: "protobuf-added", level: Level::Minor, wrong: false, says: "buf finds an addition" };

/// What a lint of `cargo semver-checks` that asks for a major version reports.
pub(super) const RUST_BROKEN: RuleInfo = RuleInfo {
    id: "rust-broken",
    level: Level::Major,
    wrong: false,
    says: "cargo-semver-checks finds a breaking change",
};

/// What one of its other lints reports.
pub(super) const RUST_ADDED: RuleInfo =
    RuleInfo { id: "rust-added", level: Level::Minor, wrong: false, says: "cargo-semver-checks finds an addition" };

/// An error of `oasdiff breaking`.
pub(super) const OASDIFF_BROKEN: RuleInfo =
    RuleInfo { id: "oasdiff-broken", level: Level::Major, wrong: false, says: "oasdiff finds a breaking change" };

/// A warning of `oasdiff breaking`.
pub(super) const OASDIFF_DOUBTFUL: RuleInfo =
    RuleInfo { id: "oasdiff-doubtful", level: Level::Minor, wrong: false, says: "oasdiff finds what may break" };

/// Every rule.
pub fn rules() -> Vec<RuleInfo> {
    let whole = [
        CHART_ADDED,
        CHART_REMOVED,
        MODULE_ADDED,
        MODULE_REMOVED,
        DOCUMENT_ADDED,
        DOCUMENT_REMOVED,
        PROTOBUF_BROKEN,
        PROTOBUF_ADDED,
        RUST_BROKEN,
        RUST_ADDED,
        OASDIFF_BROKEN,
        OASDIFF_DOUBTFUL,
    ];
    let tables = [infos(helm::RULES), infos(terraform::RULES), infos(openapi::RULES)];
    whole.into_iter().chain(tables.into_iter().flatten()).collect()
}

fn infos<T>(rules: &[Rule<T>]) -> Vec<RuleInfo> {
    let info = |rule: &Rule<T>| {
        let (level, wrong) = match rule.weight {
            Weight::Of(level) | Weight::Risky(level) => (level, false),
            Weight::Wrong => (Level::None, true),
        };
        RuleInfo { id: rule.id, level, wrong, says: rule.says }
    };
    rules.iter().map(info).collect()
}

#[cfg(test)]
mod tests {
    use super::rules;

    #[test]
    fn ids_are_unique_and_sentences_begin_with_a_capital() {
        let all = rules();
        let mut ids: Vec<_> = all.iter().map(|rule| rule.id).collect();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), all.len());
        for rule in all {
            assert!(
                rule.says.starts_with(|c: char| c.is_uppercase() || rule.says.contains(" finds "))
                    && !rule.says.ends_with('.'),
                "{}",
                rule.id
            );
        }
    }
}
