//! `blip semver current`: the present version.

use std::path::Path;

use anyhow::Result;
use blip_semver::{Repository, current};

use super::options;
use crate::cli::HistoryArgs;
use crate::exit::Exit;
use crate::ui::Ui;

pub(super) fn run(history: &HistoryArgs, tag: bool, folder: &Path, ui: &Ui) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let current = current(&repository, &options(&history.scope, folder)?)?;
    if history.json {
        ui.json(&current)?;
        return Ok(Exit::Done);
    }
    match &current.version {
        Some(version) if tag => ui.result(format!("{}{version}", current.prefix)),
        Some(version) => ui.result(version.to_string()),
        None => ui.note("Nothing was released yet, and no file declares a version."),
    }
    if current.tag.is_none() && current.version.is_some() {
        ui.note("No tag yet; the version is the one that a file declares.");
    }
    Ok(Exit::Done)
}
