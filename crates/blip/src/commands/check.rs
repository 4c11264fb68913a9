//! `blip check`: what differs from what would be generated, and who is to thank for it.

use std::path::Path;

use anyhow::Result;
use blip_generate::Catalog;
use blip_project::{Change, PlanOptions, Project};
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
    let (behind, edited): (Vec<&Change>, Vec<&Change>) = (
        plan.changes.iter().filter(|change| change.action.is_behind()).collect(),
        plan.changes.iter().filter(|change| change.action.is_edited()).collect(),
    );
    if args.json {
        let paths = |changes: &[&Change]| changes.iter().map(|change| change.path.to_string()).collect::<Vec<_>>();
        ui.json(&json!({"behind": paths(&behind), "edited": paths(&edited)}))?;
    } else {
        section("Behind what blip.yaml asks for; `blip generate` mends it:", &behind, args.diff, Change::diff, ui);
        section("Edited by you, and kept:", &edited, args.diff, Change::distance, ui);
        ui.note(match behind.len() {
            0 => "Everything is as blip.yaml asks for.".to_owned(),
            1 => "1 file is behind.".to_owned(),
            count => format!("{count} files are behind."),
        });
    }
    Ok(if behind.is_empty() { Exit::Done } else { Exit::Drift })
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
