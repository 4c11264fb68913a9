//! `blip semver next`: the version that comes next, and how it came about.

use std::path::Path;

use anyhow::Result;
use blip_semver::analysis::{Contribution, Effect};
use blip_semver::{Level, Next, Repository, next};
use console::Style;

use super::{options_for, short};
use crate::cli::{HistoryArgs, VersionArgs};
use crate::exit::Exit;
use crate::ui::Ui;

/// How the answer is shown.
pub(super) struct Wanted {
    /// With the tag's prefix.
    pub(super) tag: bool,
    /// With the tag chosen, those passed over, and what each commit is worth.
    pub(super) explain: bool,
}

pub(super) fn run(
    history: &HistoryArgs,
    version: &VersionArgs,
    wanted: &Wanted,
    folder: &Path,
    ui: &Ui,
) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let next = next(&repository, &options_for(history, version, folder)?)?;
    if history.json {
        ui.json(&next)?;
        return Ok(Exit::Done);
    }
    if wanted.explain {
        explain(&next, ui);
    }
    ui.result(if wanted.tag { next.tag.clone() } else { next.version.to_string() });
    for note in &next.notes {
        ui.note(note);
    }
    let doubtful = next.analysis.commits.iter().filter(|commit| is_doubtful(commit)).count();
    if doubtful > 0 && !wanted.explain {
        let commits = if doubtful == 1 { "1 commit may be meant" } else { &format!("{doubtful} commits may be meant") };
        ui.note(format!("{commits} otherwise than the message says; --explain tells which."));
    }
    if !next.release {
        let since = next.base.as_ref().map_or("the beginning", |tag| tag.name.as_str());
        ui.note(format!("No release is due: no commit since {since} changes what users get."));
    }
    Ok(Exit::Done)
}

fn explain(next: &Next, ui: &Ui) {
    match &next.base {
        Some(tag) => ui.result(format!("Counted from {} ({}).", tag.name, short(&tag.commit))),
        None => ui.result("Nothing was released yet: every commit counts."),
    }
    for passed in &next.passed {
        ui.result(format!("  passed over {}: {}", passed.name, passed.reason));
    }
    for contribution in &next.analysis.commits {
        ui.result(line(contribution, ui.columns()));
        for warning in &contribution.message.warnings {
            ui.result(format!("           {warning}"));
        }
    }
    if next.base.as_ref().is_some_and(|tag| tag.version.major == 0) && next.version.major == 0 {
        ui.result("Below 1.0.0 a level counts for less: `--zero` says how.");
    }
}

/// What was probably meant to count, and does not.
fn is_doubtful(commit: &Contribution) -> bool {
    !commit.is_cancelled() && commit.message.warnings.iter().any(|warning| !warning.code.still_counts())
}

/// `  minor  1a2b3c4  feat: pay by card`, with what cancelled it.
fn line(contribution: &Contribution, columns: usize) -> String {
    let (word, style) = match contribution.level {
        Level::None => ("-", Style::new().dim()),
        Level::Patch => ("patch", Style::new().green()),
        Level::Minor => ("minor", Style::new().cyan()),
        Level::Major => ("major", Style::new().red().bold()),
    };
    let effect = match &contribution.effect {
        Effect::Counts => String::new(),
        Effect::Cancelled(by) => format!(" (cancelled by {})", short(by)),
        Effect::Cancels { commits, .. } => {
            format!(" (cancels {})", commits.iter().map(short).collect::<Vec<_>>().join(", "))
        }
    };
    let text = format!("  {word:<5}  {}  {}{effect}", short(&contribution.id), contribution.message.title);
    let text = console::truncate_str(&text, columns, "…").into_owned();
    style.apply_to(text).to_string()
}
