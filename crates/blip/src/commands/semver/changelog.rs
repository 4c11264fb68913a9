//! `blip semver changelog`: what a release brings, in Markdown.

use std::path::Path;

use anyhow::Result;
use blip_semver::changelog::{notes, release, section};
use blip_semver::{Repository, next, released};

use super::{changelog_settings, day, options_for};
use crate::cli::{HistoryArgs, VersionArgs};
use crate::exit::Exit;
use crate::ui::Ui;

/// What is asked for.
pub(super) struct Wanted<'a> {
    /// The tag whose release is asked for; none for the next.
    pub(super) released: Option<&'a str>,
    /// Without the heading.
    pub(super) notes: bool,
    /// A template in place of the one built in.
    pub(super) template: Option<&'a Path>,
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
    let settings = changelog_settings(wanted.template, folder)?;
    let release = release(&next, &day(wanted.date)?, &settings, forge.as_ref());
    if history.json {
        ui.json(&release)?;
        return Ok(Exit::Done);
    }
    let text = if wanted.notes { notes(&release)? } else { section(&release, settings.template.as_deref())? };
    ui.result(text.trim_end());
    Ok(Exit::Done)
}
