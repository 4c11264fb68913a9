//! `blip semver bump`: makes the next version a release.

use std::path::Path;

use anyhow::Result;
use blip_project::unified;
use blip_semver::{BumpOptions, BumpPlan, Error, FileRule, Repository, apply, plan_bump};
use schemars::JsonSchema;
use semver::Version;
use serde::Serialize;

use super::{changelog_settings, day, options_for};
use crate::cli::BumpArgs;
use crate::exit::Exit;
use crate::report::print_diff;
use crate::ui::Ui;

pub(super) fn run(args: &BumpArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let mut bump = BumpOptions::new(day(args.date.as_deref())?);
    bump.commit = !args.no_commit;
    bump.tag = !args.no_tag && !args.no_commit;
    bump.push.clone_from(&args.push);
    bump.branch.clone_from(&args.branch);
    bump.changelog = match args.no_changelog {
        true => None,
        false => Some(changelog_settings(args.template.as_deref(), folder)?),
    };
    bump.files = args.files.iter().map(|text| file_rule(text)).collect();
    if let Some(message) = &args.message {
        bump.message.clone_from(message);
    }
    let plan = match plan_bump(&repository, &options_for(&args.history, &args.version, folder)?, &bump) {
        // in a pipeline that runs for every push this is an ordinary day
        Err(error @ Error::NothingToRelease { .. }) => {
            if args.history.json {
                ui.json(&BumpDocument::Nothing { release: false })?;
            }
            ui.note(format!("{error}; nothing was done."));
            return Ok(Exit::Done);
        }
        other => other?,
    };
    if !args.dry_run {
        apply(&repository, &plan)?;
    }
    if args.history.json {
        ui.json(&document(&plan, args.dry_run))?;
    } else {
        tell(&plan, args, ui);
    }
    Ok(Exit::Done)
}

/// `PATH`, or `PATH=PATTERN`.
fn file_rule(text: &str) -> FileRule {
    let (path, pattern) = match text.split_once('=') {
        Some((path, pattern)) => (path, Some(pattern.to_owned())),
        None => (text, None),
    };
    FileRule { path: path.to_owned(), pattern }
}

/// What a run came to, as data.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum BumpDocument<'a> {
    /// A release.
    Release {
        /// Always true.
        release: bool,
        version: &'a Version,
        /// The name of the tag, where one is made.
        tag: Option<&'a str>,
        /// The files that change.
        files: Vec<&'a str>,
        /// The message of the commit, where one is made.
        commit: Option<&'a str>,
        push: Option<PushDocument<'a>>,
        /// Whether nothing was written.
        dry_run: bool,
    },
    /// There is nothing to release.
    Nothing {
        /// Always false.
        release: bool,
    },
}

/// What is pushed where.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PushDocument<'a> {
    remote: &'a str,
    branch: &'a str,
}

fn document(plan: &BumpPlan, dry_run: bool) -> BumpDocument<'_> {
    BumpDocument::Release {
        release: true,
        version: &plan.next.version,
        tag: plan.tag.as_ref().map(|tag| tag.name.as_str()),
        files: plan.edits.iter().map(|edit| edit.path.as_str()).collect(),
        commit: plan.commit.as_deref(),
        push: plan.push.as_ref().map(|push| PushDocument { remote: &push.remote, branch: &push.branch }),
        dry_run,
    }
}

fn tell(plan: &BumpPlan, args: &BumpArgs, ui: &Ui) {
    if args.diff {
        ui.page();
    }
    let told = |line: String| if args.dry_run { ui.result(line) } else { ui.done(line) };
    for edit in &plan.edits {
        let changes = edit.changes.iter().map(|change| format!("{}: {} → {}", change.key, change.old, change.new));
        told(format!("{}  {}", edit.path, changes.collect::<Vec<_>>().join(", ")).trim_end().to_owned());
        if args.diff {
            let (from, to) = (format!("a/{}", edit.path), format!("b/{}", edit.path));
            print_diff(&unified(&from, &to, edit.before.as_deref().unwrap_or_default(), &edit.after), ui);
        }
    }
    if let Some(commit) = &plan.commit {
        told(format!("commit: {}", commit.lines().next().unwrap_or_default()));
    }
    if let Some(tag) = &plan.tag {
        told(format!("tag: {}", tag.name));
    }
    if let Some(push) = &plan.push {
        told(format!("push: {} to {}", push.branch, push.remote));
    }
    for note in &plan.next.notes {
        ui.note(format!("note: {note}"));
    }
    if args.dry_run {
        ui.note("This is what `blip semver bump` would do; nothing was changed.");
        if !plan.dirty.is_empty() {
            ui.warning(format!("it would refuse, for uncommitted changes in {}", plan.dirty.join(", ")));
        }
    }
}
