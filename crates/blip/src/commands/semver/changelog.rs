//! `blip semver changelog`: what a release brings, in Markdown.

use std::path::Path;

use anyhow::Result;
use blip_semver::changelog::{Settings, notes, release, section};
use blip_semver::{Repository, next, released};

use super::{day, options_for};
use crate::cli::{HistoryArgs, VersionArgs};
use crate::exit::Exit;
use crate::ui::Ui;

/// What is asked for.
pub(super) struct Wanted<'a> {
    /// The tag whose release is asked for; none for the next.
    pub(super) released: Option<&'a str>,
    /// Without the heading.
    pub(super) notes: bool,
    /// The day that the heading names.
    pub(super) date: Option<&'a str>,
}

pub(super) fn run(
    history: &HistoryArgs,
    version: &VersionArgs,
    wanted: &Wanted<'_>,
    folder: &Path,
    ui: &Ui,
) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let options = options_for(history, version, folder)?;
    let next = match wanted.released {
        Some(tag) => released(&repository, &options, tag)?,
        None => next(&repository, &options)?,
    };
    let forge = blip_project::detect(folder)?
        .remote
        .and_then(|remote| blip_semver::Forge::from_remote(remote.url.as_str(), None));
    let release = release(&next, &day(wanted.date)?, &Settings::default(), forge.as_ref());
    if history.json {
        ui.json(&release)?;
        return Ok(Exit::Done);
    }
    let text = if wanted.notes { notes(&release)? } else { section(&release, None)? };
    ui.result(text.trim_end());
    Ok(Exit::Done)
}
