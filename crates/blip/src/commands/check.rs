//! `blip check`: what differs from what would be generated, who is to thank for it, and what no longer fits together.

use std::fs;
use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;
use blip_project::{Action, Change, PlanOptions, Project};
use serde_json::json;

use crate::cli::CheckArgs;
use crate::exit::Exit;
use crate::report;
use crate::service::Service;
use crate::ui::Ui;

pub(super) fn run(args: &CheckArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let catalog = Catalog::embedded()?;
    let service = Service::find(folder, &catalog)?;
    let project = Project::open(&service.root)?;
    let plan = project.plan(&service.artifacts(&catalog)?, &PlanOptions::default())?;
    let those =
        |wanted: fn(&Action) -> bool| plan.changes.iter().filter(move |change| wanted(&change.action)).collect();
    let behind: Vec<&Change> = those(Action::is_behind);
    let deleted: Vec<&Change> = those(|action| matches!(action, Action::KeptDeleted));
    let edited: Vec<&Change> = those(|action| action.is_edited() && !matches!(action, Action::KeptDeleted));
    let mut broken =
        blip_contracts::check(&service.selection, |path| fs::read_to_string(path.below(&service.root)).ok());
    // what `generate` is about to mend is no news
    broken.retain(|problem| {
        let file = problem.place.as_ref().map(|place| place.file.as_str());
        !behind.iter().any(|change| Some(change.path.as_str()) == file)
    });
    if args.json {
        let paths = |changes: &[&Change]| changes.iter().map(|change| change.path.to_string()).collect::<Vec<_>>();
        ui.json(&json!({"behind": paths(&behind), "edited": paths(&edited), "deleted": paths(&deleted), "problems": broken}))?;
    } else {
        section("Behind what blip.yaml asks for; `blip generate` mends it:", &behind, args.diff, Change::diff, ui);
        section("Edited by you, and kept:", &edited, args.diff, Change::distance, ui);
        section("Deleted by you, and left out:", &deleted, false, Change::distance, ui);
        for problem in &broken {
            ui.problem(problem);
        }
        ui.note(verdict(behind.len(), broken.len()));
    }
    Ok(if behind.is_empty() && broken.is_empty() { Exit::Done } else { Exit::Drift })
}

fn verdict(behind: usize, broken: usize) -> String {
    let behind = match behind {
        0 => None,
        1 => Some("1 file is behind.".to_owned()),
        count => Some(format!("{count} files are behind.")),
    };
    let broken = match broken {
        0 => None,
        1 => Some("1 thing no longer fits together.".to_owned()),
        count => Some(format!("{count} things no longer fit together.")),
    };
    let sentences: Vec<String> = behind.into_iter().chain(broken).collect();
    if sentences.is_empty() { "Everything is as blip.yaml asks for.".to_owned() } else { sentences.join(" ") }
}

fn section(title: &str, changes: &[&Change], diff: bool, text: impl Fn(&Change) -> String, ui: &Ui) {
    if changes.is_empty() {
        return;
    }
    ui.result(title);
    for change in changes {
        ui.result(format!("  {}", change.path));
        if diff {
            report::print_diff(&text(change), ui);
        }
    }
}
