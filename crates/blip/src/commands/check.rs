//! `blip check`: what differs from what would be generated, who is to thank for it, and what no longer fits together.

use std::path::Path;

use anyhow::Result;
use blip_project::Change;

use crate::cli::CheckArgs;
use crate::drift::{Drift, DriftDocument};
use crate::exit::Exit;
use crate::fleet::{Fleet, Outcome};
use crate::input::below;
use crate::memo::Memos;
use crate::report;
use crate::service::Service;
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(args: &CheckArgs, folder: &Path, ui: &Ui) -> Result<Exit> {
    let sources = Sources::new(&args.sources, folder)?.telling(ui);
    if let Some(dir) = &args.all {
        let json = args.format.json;
        let fleet = Fleet::below(folder, dir, json)?;
        let memos = Memos::new(&below(folder, dir));
        return fleet.run(|folder| one_of_many(folder, &sources, memos.as_ref(), json), ui);
    }
    let service = Service::find(folder, &sources)?;
    service.missed().iter().for_each(|missed| ui.warning(missed));
    let drift = Drift::of(&service)?;
    if args.format.json {
        ui.json(&drift.document())?;
    } else if args.format.is_for_forges() {
        report::print_findings(&drift.findings()?, &args.format, ui)?;
    } else {
        tell(&drift, args.diff, ui);
    }
    Ok(if drift.is_clean() { Exit::Done } else { Exit::Drift })
}

fn one_of_many(folder: &Path, sources: &Sources, memos: Option<&Memos>, json: bool) -> Result<Outcome<DriftDocument>> {
    let service = Service::open(folder.to_path_buf(), sources)?;
    let drift = match memos {
        Some(memos) => memos.drift(&service)?,
        None => Drift::of(&service)?,
    };
    let is_clean = drift.is_clean();
    let files = match drift.behind().len() {
        0 => None,
        1 => Some("1 file".to_owned()),
        count => Some(format!("{count} files")),
    };
    let rings = drift.rings().iter().map(|news| format!("{} is on {}", news.blip, news.to()));
    let remarks: Vec<_> = files.into_iter().chain(rings).collect();
    let remark = if remarks.is_empty() { String::new() } else { format!("  ({})", remarks.join(", ")) };
    Ok(Outcome {
        exit: if is_clean { Exit::Done } else { Exit::Drift },
        word: match (is_clean, drift.behind().is_empty()) {
            (true, _) => "ok",
            (false, false) => "behind",
            (false, true) => "broken",
        },
        remark,
        warnings: service.missed().into_iter().collect(),
        problems: drift.problems().to_vec(),
        json: json.then(|| drift.document()),
    })
}

fn tell(drift: &Drift, diff: bool, ui: &Ui) {
    if diff {
        ui.page();
    }
    let (behind, problems) = (drift.behind(), drift.problems());
    section("Behind what blip.yaml asks for; `blip generate` mends it:", &behind, ui, |change| {
        report::print_sides(change, ui);
        if diff {
            report::print_diff(&change.diff(), ui);
        }
    });
    section("Edited by you, and kept:", &drift.edited(), ui, |change| {
        if diff {
            report::print_diff(&change.distance(), ui);
        }
    });
    section("Deleted by you, and left out:", &drift.deleted(), ui, |_| ());
    for problem in problems {
        ui.problem(problem);
    }
    drift.rings().iter().for_each(|news| news.tell(ui));
    ui.note(verdict(behind.len(), problems.len()));
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

fn section(title: &str, changes: &[&Change], ui: &Ui, more: impl Fn(&Change)) {
    if changes.is_empty() {
        return;
    }
    ui.result(title);
    for change in changes {
        ui.result(format!("  {}{}", change.path, report::obstruction(change)));
        more(change);
    }
}
