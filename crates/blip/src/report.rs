//! How changes are told: the same words for `new`, `generate` and `check`, on screen and in JSON.

use anyhow::Result;
use blip_findings::Report;
use blip_model::{BlipId, Edition, Ownership, Radar, RepoPath};
use blip_project::{Action, Change, ConflictReason, Plan};
use console::Style;
use schemars::JsonSchema;
use serde::Serialize;

use crate::cli::FormatArgs;
use crate::ui::Ui;

/// Whether the changes were made or only worked out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Tense {
    /// They were made.
    Done,
    /// They would be made.
    Planned,
}

/// Prints one line for each path that is worth one, and the conflicts with both sides.
pub(crate) fn print(plan: &Plan, tense: Tense, diff: bool, ui: &Ui) {
    for change in &plan.changes {
        let (word, style) = word_for(change, tense);
        let line = format!("{} {}{}", style.apply_to(format!("{word:>10}")), change.path, remark(change));
        match tense {
            _ if !is_news(&change.action) => ui.detail(line),
            Tense::Done if !is_left_open(&change.action) => ui.done(line),
            _ => ui.result(line),
        }
        if diff {
            print_diff(&change.diff(), ui);
        }
        print_sides(change, ui);
    }
}

/// How many files there are of each kind, in one line: `2 updated, 1 merged, 38 unchanged`.
pub(crate) fn summary(plan: &Plan, tense: Tense) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for change in &plan.changes {
        let word = match change.action {
            Action::Unchanged | Action::KeepSeeded => "unchanged",
            _ => word_for(change, tense).0,
        };
        match counts.iter_mut().find(|(known, _)| *known == word) {
            Some((_, count)) => *count += 1,
            None => counts.push((word, 1)),
        }
    }
    counts.sort_by_key(|(word, _)| *word == "unchanged");
    counts.iter().map(|(word, count)| format!("{count} {word}")).collect::<Vec<_>>().join(", ")
}

/// What a run did to the files, or would do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PlanDocument {
    /// The newest edition of the radar.
    radar: Option<Edition>,
    /// Each file that is generated, or was.
    changes: Vec<ChangeDocument>,
}

/// A file: what it serves, and what happens to it with the reason.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ChangeDocument {
    path: RepoPath,
    /// The blips that it serves, first the one that generates it.
    blips: Vec<BlipId>,
    ownership: Ownership,
    #[serde(flatten)]
    action: Action,
    /// Where it lay before.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<RepoPath>,
    /// The lines that change, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
}

impl PlanDocument {
    /// The changes of a plan, with their lines where those are wanted.
    pub(crate) fn new(plan: &Plan, radar: &Radar, diff: bool) -> Self {
        let change =
            |change: &Change| ChangeDocument { diff: diff.then(|| change.diff()), ..ChangeDocument::from(change) };
        Self { radar: radar.edition().cloned(), changes: plan.changes.iter().map(change).collect() }
    }
}

impl From<&Change> for ChangeDocument {
    fn from(change: &Change) -> Self {
        Self {
            path: change.path.clone(),
            blips: change.blips.clone(),
            ownership: change.ownership,
            action: change.action.clone(),
            from: change.former.as_ref().map(|former| former.path.clone()),
            diff: None,
        }
    }
}

/// Prints findings in the format of a forge.
pub(crate) fn print_findings(report: &Report, format: &FormatArgs, ui: &Ui) -> Result<()> {
    if format.sarif { ui.json(&report.sarif()) } else { ui.json(&report.code_quality()) }
}

/// Prints a unified diff in the colours that diffs have.
pub(crate) fn print_diff(diff: &str, ui: &Ui) {
    for line in diff.lines() {
        let style = match line.as_bytes() {
            [b'+', b'+', b'+', ..] | [b'-', b'-', b'-', ..] => Style::new().bold(),
            [b'+', ..] => Style::new().green(),
            [b'-', ..] => Style::new().red(),
            [b'@', ..] => Style::new().cyan(),
            _ => Style::new(),
        };
        ui.result(style.apply_to(line).to_string());
    }
}

/// Whether a path is left for the user to settle.
fn is_left_open(action: &Action) -> bool {
    action.is_conflict() || matches!(action, Action::Foreign { .. } | Action::Blocked { .. } | Action::KeepOrphan)
}

/// Whether a path is worth a line without `--verbose`.
fn is_news(action: &Action) -> bool {
    !matches!(
        action,
        Action::Unchanged | Action::Keep | Action::KeepSeeded | Action::KeptDeleted | Action::LeaveOwn | Action::Forget
    )
}

fn word_for(change: &Change, tense: Tense) -> (&'static str, Style) {
    match (&change.former, &change.action) {
        (Some(_), Action::Update | Action::Merge) if tense == Tense::Done => ("moved", Style::new().green()),
        (Some(_), Action::Update | Action::Merge) => ("move", Style::new().green()),
        (_, action) => word(action, tense),
    }
}

fn word(action: &Action, tense: Tense) -> (&'static str, Style) {
    let (done, planned, style) = match action {
        Action::Create => ("created", "create", Style::new().green()),
        Action::Update => ("updated", "update", Style::new().green()),
        Action::Merge => ("merged", "merge", Style::new().green()),
        Action::Delete => ("deleted", "delete", Style::new().yellow()),
        Action::Conflict { .. } => ("conflict", "conflict", Style::new().red().bold()),
        Action::Foreign { .. } => ("not ours", "not ours", Style::new().yellow()),
        Action::Blocked { .. } => ("blocked", "blocked", Style::new().red().bold()),
        Action::Unchanged => ("unchanged", "unchanged", Style::new().dim()),
        Action::Keep | Action::KeepOrphan | Action::KeepSeeded => ("kept", "keep", Style::new().dim()),
        Action::KeptDeleted => ("left out", "leave out", Style::new().dim()),
        Action::LeaveOwn => ("your own", "your own", Style::new().dim()),
        Action::Forget => ("forgotten", "forget", Style::new().dim()),
    };
    (if tense == Tense::Done { done } else { planned }, style)
}

/// What a line adds where its word does not say enough.
fn remark(change: &Change) -> String {
    if let (Some(former), Action::Update | Action::Merge) = (&change.former, &change.action) {
        let edits = if change.action == Action::Merge { ", with your edits" } else { "" };
        return format!("  (from {}{edits})", former.path);
    }
    let text = match &change.action {
        Action::Merge => "your edits and what is new",
        Action::Keep => "edited by you, nothing new",
        Action::KeepSeeded => "yours since it was written",
        Action::LeaveOwn => "blip.yaml keeps it for you",
        Action::KeptDeleted => "you deleted it; `--restore` brings it back",
        Action::KeepOrphan => "no longer generated, and yours: keep it or remove it",
        Action::Delete => "no longer generated, never edited",
        Action::Foreign { .. } => "it was there before Blip and stays as it is",
        Action::Conflict { marked: false, .. } => "your file stays as it is",
        Action::Conflict { marked: true, .. } => "both sides stand in the file between markers",
        Action::Blocked { obstacle } => return format!("  ({obstacle})"),
        _ => return String::new(),
    };
    format!("  ({text})")
}

/// What stands between a file and what is generated, for a list in which nothing else says so.
pub(crate) fn obstruction(change: &Change) -> String {
    match &change.action {
        Action::Foreign { .. } | Action::Blocked { .. } => remark(change),
        _ => String::new(),
    }
}

/// Prints both sides of a conflict; nothing where there is none.
pub(crate) fn print_sides(change: &Change, ui: &Ui) {
    if let Action::Conflict { reason, .. } = &change.action {
        print_conflict(reason, ui);
    }
}

fn print_conflict(reason: &ConflictReason, ui: &Ui) {
    match reason {
        ConflictReason::SameLines { hunks } => {
            for hunk in hunks {
                let place = hunk.line.map(|line| format!("line {line}: ")).unwrap_or_default();
                ui.result(format!("{:>11}{place}you have", ""));
                print_lines(&hunk.yours, '-', ui);
                ui.result(format!("{:>11}the templates have", ""));
                print_lines(&hunk.generated, '+', ui);
            }
        }
        _ => ui.result(format!("{:>11}{reason}", "")),
    }
}

fn print_lines(text: &str, sign: char, ui: &Ui) {
    let style = if sign == '-' { Style::new().red() } else { Style::new().green() };
    if text.is_empty() {
        ui.result(format!("{:>13}(nothing)", ""));
    }
    for line in text.lines() {
        ui.result(format!("{:>13}{}", "", style.apply_to(format!("{sign} {line}"))));
    }
}
