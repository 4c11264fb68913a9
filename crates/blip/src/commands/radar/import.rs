//! `blip radar import`: another program's radar in our layout.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use blip_model::{Problem, Radar, is_date};
use blip_radar::exchange::{Imported, import_aoe, import_byor_csv, import_byor_json};

use crate::cli::ImportArgs;
use crate::input::below;
use crate::sources::files_in;
use crate::ui::Ui;

pub(super) fn run(args: &ImportArgs, folder: &Path, ui: &Ui) -> Result<()> {
    let imported = read(args, folder)?;
    let target = below(folder, &args.into);
    let taken = imported.files.iter().find(|file| target.join(&file.path).exists());
    if let Some(file) = taken {
        let problem = Problem::new(format!("{} is there already", target.join(&file.path).display()));
        return Err(problem.help("import into a folder of its own with --into, and compare the two").into());
    }
    for file in &imported.files {
        let path = target.join(&file.path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).with_context(|| format!("cannot make {}", parent.display()))?;
        }
        fs::write(&path, &file.text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    ui.note(format!("Wrote {} to {}.", count(imported.files.len()), target.display()));
    for note in &imported.notes {
        ui.note(format!("Left to you: {note}."));
    }
    // what only a person can say is asked for at once
    let written = imported.files.iter().map(|file| (file.path.as_str(), file.text.as_str()));
    if Radar::parse(written).is_err() {
        ui.note(format!("`blip radar check {}` tells what is still missing.", args.into.display()));
    }
    Ok(())
}

fn count(files: usize) -> String {
    if files == 1 { "1 blip".to_owned() } else { format!("{files} blips") }
}

/// A folder is a radar of AOE's, a file one of Thoughtworks'.
fn read(args: &ImportArgs, folder: &Path) -> Result<Imported> {
    let name = args.source.display().to_string();
    let path = below(folder, &args.source);
    if path.is_dir() {
        let files = files_in(&path)?.files;
        let imported = import_aoe(files.iter().map(|(path, text)| (path.as_str(), text.as_str())))?;
        if imported.files.is_empty() {
            let problem = Problem::new(format!("there is no blip in {name}"));
            return Err(problem.help("the AOE radar is laid out as YYYY-MM-DD/name.md").into());
        }
        return Ok(imported);
    }
    let edition =
        args.edition.as_deref().filter(|edition| is_date(edition)).ok_or_else(|| {
            Problem::new("a table has no edition of its own").help("name its day: --edition YYYY-MM-DD")
        })?;
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
    Ok(match path.extension().and_then(|extension| extension.to_str()) {
        Some("csv") => import_byor_csv(&name, &text, edition)?,
        Some("json") => import_byor_json(&name, &text, edition)?,
        _ => {
            let problem = Problem::new(format!("{name} is neither a .csv file, nor a .json file, nor a folder"));
            return Err(problem.help("import a table of build-your-own-radar, or the folder of an AOE radar").into());
        }
    })
}
