//! `blip semver compat`: where another tool would give another number.

use std::path::Path;

use anyhow::Result;
use blip_semver::compat::{Answer, Comparison, Difference, Tool, compat};
use blip_semver::{Repository, Zero};

use crate::cli::{CompatArgs, ToolArg};
use crate::exit::Exit;
use crate::ui::Ui;

/// More commits than this are counted, not listed; `--json` has them all.
const LISTED: usize = 20;

pub(super) fn run(args: &CompatArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let mut options = super::options(&args.history.scope, folder)?;
    options.zero = args.zero.map_or(options.zero, Zero::from);
    let tools = args.tool.map_or(Tool::ALL.to_vec(), |tool| vec![tool.into()]);
    let mut all = Vec::new();
    for tool in tools {
        all.extend(compat(&repository, &options, tool, args.releases)?);
    }
    if args.history.json {
        ui.json(&all)?;
    } else if args.tool.is_some() {
        all.iter().for_each(|comparison| tell(comparison, ui));
    } else {
        overview(&all, ui);
    }
    Ok(Exit::Done)
}

/// One line a tool.
fn overview(all: &[Comparison], ui: &Ui) {
    let Some(first) = all.first() else { return };
    let width = all.iter().map(|comparison| comparison.tool.title().len()).max().unwrap_or_default();
    ui.result(format!("{:<width$}  {}", "Blip", answer(&first.ours)));
    for comparison in all {
        let count = comparison.differences.len();
        let differences = match count {
            0 => String::new(),
            1 => " (1 difference)".to_owned(),
            _ => format!(" ({count} differences)"),
        };
        ui.result(format!("{:<width$}  {}{differences}", comparison.tool.title(), answer(&comparison.theirs)));
    }
    ui.note("`--as TOOL` tells where they part.");
}

fn tell(comparison: &Comparison, ui: &Ui) {
    let title = comparison.tool.title();
    let (ours, theirs) = (answer(&comparison.ours), answer(&comparison.theirs));
    let when = comparison.release.as_ref().map_or(String::new(), |tag| format!("{tag}: "));
    ui.result(match comparison.same {
        true => format!("{when}{title} gives the same: {ours}."),
        false => format!("{when}{title}: {theirs}; Blip: {ours}."),
    });
    for difference in comparison.differences.iter().take(LISTED) {
        tell_difference(difference, title, ui);
    }
    if let Some(more) = comparison.differences.len().checked_sub(LISTED).filter(|more| *more > 0) {
        ui.result(format!("  … and {more} more, which --json lists"));
    }
    if let Some(needs) = comparison.needs.as_ref().filter(|_| comparison.release.is_none()) {
        ui.note(format!("To read these tags, {title} needs {needs}; that is taken for granted here."));
    }
}

fn tell_difference(difference: &Difference, title: &str, ui: &Ui) {
    let Difference { commit, about, ours, theirs, why } = difference;
    let id = commit.as_ref().map_or(String::new(), |id| format!("{}  ", super::short(id)));
    let head = format!("  {id}{about}");
    ui.result(console::truncate_str(&head, ui.columns(), "…"));
    ui.result(format!("    {title}: {theirs}; Blip: {ours}"));
    ui.result(format!("    {why}"));
}

fn answer(answer: &Answer) -> String {
    match (&answer.fails, &answer.version) {
        (Some(why), _) => format!("fails, for {why}"),
        (None, Some(version)) => version.to_string(),
        (None, None) => "no release".to_owned(),
    }
}

impl From<ToolArg> for Tool {
    fn from(tool: ToolArg) -> Self {
        match tool {
            ToolArg::SemanticRelease => Self::SemanticRelease,
            ToolArg::SemanticReleaseConventionalcommits => Self::SemanticReleaseConventionalcommits,
            ToolArg::ReleasePlease => Self::ReleasePlease,
            ToolArg::GitCliff => Self::GitCliff,
            ToolArg::Cocogitto => Self::Cocogitto,
        }
    }
}
