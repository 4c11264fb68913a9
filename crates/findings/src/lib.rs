//! What a command found wrong, in the formats that forges show beside the lines: SARIF 2.1.0, which GitHub's code
//! scanning reads, and the code quality report of GitLab.
//!
//! ```
//! use blip_findings::{Finding, Report, Rule, Severity};
//!
//! let finding = Finding::new("behind", Severity::Error, "charts/values.yaml", 3, "It is behind what blip.yaml asks for");
//! let rules = vec![Rule { id: "behind", says: "A file is behind" }];
//! let report = Report { command: "blip check", version: "0.1.0", rules, findings: vec![finding] };
//! let quality = serde_json::to_value(report.code_quality()).unwrap();
//! assert_eq!(quality[0]["location"]["lines"]["begin"], 3);
//! ```

mod code_quality;
mod fingerprint;
mod sarif;
#[cfg(test)]
mod tests;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It is told, and asks for nothing.
    Note,
    /// It deserves a look.
    Warning,
    /// It is what the command fails for.
    Error,
}

/// What a command may find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Its id: `helm-value-removed`.
    pub id: &'static str,
    /// What it finds, as a sentence.
    pub says: &'static str,
}

/// One thing that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id.
    pub rule: String,
    /// How much it weighs.
    pub severity: Severity,
    /// The file, from the repository's root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What was found, and what to do about it.
    pub message: String,
}

impl Finding {
    /// A finding; a line that is not known is the first.
    pub fn new(
        rule: impl Into<String>,
        severity: Severity,
        file: impl Into<String>,
        line: usize,
        message: impl Into<String>,
    ) -> Self {
        Self { rule: rule.into(), severity, file: file.into(), line: line.max(1), message: message.into() }
    }
}

/// Everything that a run of a command found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The command: `blip check`.
    pub command: &'static str,
    /// The version of the program.
    pub version: &'static str,
    /// All that it may find, found or not.
    pub rules: Vec<Rule>,
    /// What it found.
    pub findings: Vec<Finding>,
}
