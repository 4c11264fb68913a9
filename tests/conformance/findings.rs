//! What tools and rules find.

use crate::support::Outcome;

/// Expects that nothing was found; shows everything that was.
#[track_caller]
pub(crate) fn assert_none(who: &str, findings: &[String]) {
    assert!(findings.is_empty(), "{who} has {} findings:\n\n{}\n", findings.len(), findings.join("\n"));
}

/// Expects that a tool ended well and had nothing to say.
#[track_caller]
pub(crate) fn assert_silent(outcome: &Outcome) {
    let silent = outcome.code == Some(0) && outcome.stdout.trim().is_empty() && outcome.stderr.trim().is_empty();
    assert!(silent, "there should be no findings\n{outcome}");
}
