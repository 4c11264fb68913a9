//! What came out of it.

use semver::Version;
use serde::Serialize;

use super::consistency::Disagreement;
use super::subject::{Judgement, Subject};
use crate::commit::ObjectId;
use crate::level::{Level, Zero};

/// Whether what is declared is enough for what changed, and whether everything that names the version agrees.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Verdict {
    /// Whether nothing speaks against the change; notes do not.
    pub ok: bool,
    /// What the change is compared with; none where nothing was released yet.
    pub base: Option<Base>,
    /// The highest level observed.
    pub observed: Level,
    /// What the commits since the base amount to.
    pub commits: Level,
    /// What a change means while the major version is zero.
    pub zero: Zero,
    /// Everything that has a version and that rules are known for.
    pub subjects: Vec<Subject>,
    /// Places that name another version than the rest.
    pub disagreements: Vec<Disagreement>,
    /// What could not be looked at, and why.
    pub notes: Vec<String>,
}

/// A revision that the change is compared with.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Base {
    /// The tag, or the revision as it was asked for.
    pub name: String,
    /// Its commit.
    pub commit: ObjectId,
    /// The version that it names.
    pub version: Option<Version>,
}

impl Verdict {
    pub(crate) fn new(
        base: Option<Base>,
        (commits, zero): (Level, Zero),
        subjects: Vec<Subject>,
        disagreements: Vec<Disagreement>,
        notes: Vec<String>,
    ) -> Self {
        let faulty = |subject: &Subject| {
            subject.judgement == Judgement::TooLow || subject.observations.iter().any(|observation| observation.wrong)
        };
        let ok = !subjects.iter().any(faulty) && disagreements.is_empty();
        let observed = subjects.iter().map(|subject| subject.observed).max().unwrap_or_default();
        Self { ok, base, observed, commits, zero, subjects, disagreements, notes }
    }
}
