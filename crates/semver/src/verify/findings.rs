//! The verdict as findings, which forges show beside the lines.

use blip_findings::{Finding, Report, Rule, Severity};

use super::rule::Observation;
use super::table::{RuleInfo, rules};
use super::verdict::Verdict;
use crate::level::Level;

const DISAGREES: Rule = Rule { id: "version-disagrees", says: "A place names another version than the rest" };

/// The verdict as findings. What speaks against the change is an error, what deserves a look a warning.
#[must_use]
pub fn findings(verdict: &Verdict, program_version: &'static str) -> Report {
    let mut findings = Vec::new();
    for subject in &verdict.subjects {
        let faults = subject.faults(verdict.zero);
        findings.extend(subject.observations.iter().map(|seen| finding(seen, faults.contains(&seen))));
    }
    for place in &verdict.disagreements {
        let text = format!("{} says {}, and should say {}", place.key, place.says, place.should_say);
        findings.push(Finding::new(DISAGREES.id, Severity::Error, &place.file, place.line, text));
    }
    let known = rules().into_iter().map(|RuleInfo { id, says, .. }| Rule { id, says });
    let rules = known.chain([DISAGREES]).collect();
    Report { command: "blip semver verify", version: program_version, rules, findings }
}

fn finding(seen: &Observation, is_fault: bool) -> Finding {
    let severity = match (is_fault, seen.risky) {
        (true, _) => Severity::Error,
        (false, true) => Severity::Warning,
        (false, false) => Severity::Note,
    };
    Finding::new(&seen.rule, severity, &seen.file, seen.line, seen.sentence())
}

impl Observation {
    /// The whole finding in one line: what, of what, from what to what, and what it asks for.
    pub fn sentence(&self) -> String {
        let moved = match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!(" ({old} → {new})"),
            (Some(old), None) if *old != self.subject => format!(" (was {old})"),
            (None, Some(new)) if *new != self.subject => format!(" ({new})"),
            _ => String::new(),
        };
        let asks = match self.level {
            Level::Major => ": major",
            Level::Minor => ": minor",
            Level::Patch => ": patch",
            Level::None => "",
        };
        format!("{}: {}{moved}{asks}", self.says, self.subject)
    }
}
