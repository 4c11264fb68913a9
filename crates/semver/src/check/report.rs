//! What is right and wrong with a message.

use serde::{Deserialize, Serialize};

use crate::analysis::{Rules, analyse};
use crate::commit::{Commit, ObjectId};
use crate::level::Level;
use crate::message::{self, Message, Subject, Warning};

/// What a message must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct CheckRules {
    /// The types that may be used; empty for any.
    pub types: Vec<String>,
    /// The scopes that may be used; empty for any.
    pub scopes: Vec<String>,
    /// How many characters the first line may have.
    pub width: usize,
    /// Whether `fixup!` and its like pass: before they are squashed they do.
    pub fixups: bool,
}

impl Default for CheckRules {
    fn default() -> Self {
        Self { types: message::KNOWN_TYPES.map(str::to_owned).to_vec(), scopes: Vec::new(), width: 100, fixups: true }
    }
}

/// What was found out about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct MessageReport {
    /// Whether nothing speaks against it; warnings do not.
    pub ok: bool,
    /// How far it would move the version.
    pub level: Level,
    /// What was found, errors and warnings.
    pub findings: Vec<Finding>,
    /// The message as it was read.
    pub message: Message,
}

/// Something about a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Finding {
    /// How grave it is.
    pub severity: Severity,
    /// The line, from 1.
    pub line: usize,
    /// What it is, and what to do.
    pub text: String,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth a look.
    Warning,
    /// The message must be changed.
    Error,
}

/// Checks a message as it lies in git's editor or in history. Comments below git's scissors do not count.
pub fn check_message(text: &str, rules: &CheckRules, types: &Rules) -> MessageReport {
    let text = without_comments(text);
    let message = message::parse(&text);
    let mut findings = Vec::new();
    check_subject(&message, rules, &mut findings);
    check_body(&text, &mut findings);
    findings.extend(message.warnings.iter().filter(|warning| is_news(warning, &message)).map(Finding::from));
    findings.sort_by_key(|finding| (finding.line, std::cmp::Reverse(finding.severity)));
    MessageReport {
        ok: findings.iter().all(|finding| finding.severity < Severity::Error),
        level: level(&text, types),
        findings,
        message,
    }
}

/// What git takes away from a message that was edited: comments, and everything below the scissors.
fn without_comments(text: &str) -> String {
    let scissors = |line: &&str| !(line.starts_with('#') && line.contains(">8"));
    let kept = text.lines().take_while(scissors).filter(|line| !line.starts_with('#'));
    message::clean(&kept.collect::<Vec<_>>().join("\n"))
}

fn level(text: &str, types: &Rules) -> Level {
    let commit =
        Commit { id: ObjectId::new(""), parents: Vec::new(), message: text.to_owned(), authored: 0, committed: 0 };
    analyse(&[commit], types).level
}

fn check_subject(message: &Message, rules: &CheckRules, findings: &mut Vec<Finding>) {
    let mut error = |text: String| findings.push(Finding { severity: Severity::Error, line: 1, text });
    let header = match &message.subject {
        Subject::Conventional(header) => header,
        Subject::Merge | Subject::Revert(_) => return,
        Subject::Fixup if rules.fixups => return,
        Subject::Fixup => return error("a fixup must be squashed first: git rebase --autosquash".to_owned()),
        Subject::Other if message.title.is_empty() => return error("the message is empty".to_owned()),
        Subject::Other => {
            let fault = message.warnings.iter().find(|warning| warning.line == 1 && !warning.code.still_counts());
            return error(match fault {
                Some(fault) => fault.code.to_string(),
                None => {
                    "no conventional commit; write `type(scope): description`, such as `fix: round half up`".to_owned()
                }
            });
        }
    };
    if !rules.types.is_empty() && !rules.types.contains(&header.kind) {
        let meant = message::similar_type(&header.kind).map(|kind| format!(" (did you mean `{kind}`?)"));
        let meant = meant.unwrap_or_default();
        error(format!("`{}` is not among the types{meant}: {}", header.kind, rules.types.join(", ")));
    }
    if let Some(scope) = &header.scope
        && !rules.scopes.is_empty()
        && !rules.scopes.iter().any(|known| known.eq_ignore_ascii_case(scope))
    {
        error(format!("`{scope}` is not among the scopes: {}", rules.scopes.join(", ")));
    }
    let width = message.title.chars().count();
    if rules.width > 0 && width > rules.width {
        error(format!("the first line has {width} characters, and {} are allowed", rules.width));
    }
}

/// Rule 6: one blank line between the first line and the body.
fn check_body(text: &str, findings: &mut Vec<Finding>) {
    if text.lines().nth(1).is_some_and(|line| !line.trim().is_empty()) {
        let text = "no blank line after the first line".to_owned();
        findings.push(Finding { severity: Severity::Error, line: 2, text });
    }
}

/// What the check of the first line has not said already.
fn is_news(warning: &Warning, message: &Message) -> bool {
    use crate::message::WarningCode::{Fixup, SimilarType};
    let said = message.subject == Subject::Other && warning.line == 1 && !warning.code.still_counts();
    !said && !matches!(warning.code, Fixup | SimilarType)
}

impl From<&Warning> for Finding {
    fn from(warning: &Warning) -> Self {
        Self { severity: Severity::Warning, line: warning.line, text: warning.code.to_string() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(text: &str) -> MessageReport {
        check_message(text, &CheckRules::default(), &Rules::default())
    }

    fn found(text: &str) -> String {
        let findings = report(text).findings;
        let texts: Vec<_> = findings.iter().map(|f| format!("{:?} {}: {}", f.severity, f.line, f.text)).collect();
        texts.join("\n")
    }

    #[test]
    fn what_passes() {
        for text in [
            "feat: x",
            "fix(cart)!: x\n\nbody\n\nBREAKING CHANGE: y\n",
            "Merge branch 'a'",
            "Revert \"feat: x\"\n\nThis reverts commit 1234567.\n",
            "fixup! feat: x",
            "feat: x\n# a comment\n# ------------------------ >8 ------------------------\ndiff --git a b\n",
        ] {
            let report = report(text);
            assert!(report.ok && report.findings.is_empty(), "{text:?}: {:?}", report.findings);
        }
    }

    #[test]
    fn what_does_not() {
        let cases = [
            ("", "Error 1: the message is empty"),
            ("Add x", "Error 1: no conventional commit"),
            ("fix:x", "Error 1: no space after the colon"),
            ("ABC-1 fix: x", "Error 1: the type must come first"),
            ("feature: x", "Error 1: `feature` is not among the types (did you mean `feat`?): build, chore"),
            ("feat: x\nbody", "Error 2: no blank line after the first line"),
            ("fix: x\n\n> BREAKING CHANGE: y", "Warning 3: `BREAKING CHANGE` is quoted"),
            ("fix: x\n\na\nBREAKING CHANGE: y", "Warning 4: no blank line before `BREAKING CHANGE`"),
        ];
        for (text, expected) in cases {
            let found = found(text);
            assert!(found.starts_with(expected) && found.lines().count() == 1, "{text:?}: {found}");
        }
        let long = format!("fix: {}", "x".repeat(100));
        assert_eq!(found(&long), "Error 1: the first line has 105 characters, and 100 are allowed");
    }

    #[test]
    fn rules_of_ones_own() {
        let rules =
            CheckRules { scopes: vec!["cart".into()], fixups: false, types: Vec::new(), ..CheckRules::default() };
        let check = |text| check_message(text, &rules, &Rules::default());
        assert!(check("anything(Cart): x").ok);
        assert!(!check("feat(pay): x").ok);
        assert!(!check("fixup! feat: x").ok);
    }

    #[test]
    fn the_level_is_told() {
        assert_eq!(report("feat: x").level, Level::Minor);
        assert_eq!(report("docs!: x").level, Level::Major);
        assert_eq!(report("docs: x").level, Level::None);
    }
}
