//! GitLab's code quality report: the part of Code Climate's format that GitLab reads.
//!
//! <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>

use serde::Serialize;

use crate::fingerprint::fingerprints;
use crate::{Finding, Report, Severity};

impl Report {
    /// The findings as a code quality report of GitLab.
    pub fn code_quality(&self) -> impl Serialize {
        let findings = self.findings.iter().zip(fingerprints(&self.findings));
        findings.map(|(finding, fingerprint)| Violation::new(finding, fingerprint)).collect::<Vec<_>>()
    }
}

#[derive(Serialize)]
struct Violation {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
}

impl Violation {
    fn new(finding: &Finding, fingerprint: String) -> Self {
        let severity = match finding.severity {
            Severity::Error => "major",
            Severity::Warning => "minor",
            Severity::Note => "info",
        };
        Self {
            description: finding.message.clone(),
            check_name: finding.rule.clone(),
            fingerprint,
            severity,
            location: Location { path: finding.file.clone(), lines: Lines { begin: finding.line } },
        }
    }
}
