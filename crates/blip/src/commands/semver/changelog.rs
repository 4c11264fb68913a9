//! `blip semver changelog`: what a release brings, in Markdown.

use std::path::Path;

use anyhow::Result;
use blip_semver::changelog::{Release, insert, notes, release, section};
use blip_semver::{Forge, Repository, day_of, history, next, released};

use schemars::JsonSchema;
use serde::Serialize;

use super::{changelog_settings, day, options, options_for};
use crate::cli::{HistoryArgs, VersionArgs};
use crate::exit::Exit;
use crate::ui::Ui;

/// What releases bring, as data.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub(crate) enum ChangelogDocument<'a> {
    /// One release.
    One(&'a Release),
    /// With `--all`, every one.
    All(&'a [Release]),
}

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
    let of_tag = wanted.released.filter(|_| wanted.date.is_none()).map(|tag| day_of(&repository, tag)).transpose()?;
    let date = match of_tag.flatten() {
        Some(date) => date,
        None => day(wanted.date)?,
    };
    let settings = changelog_settings(wanted.template, folder)?;
    let release = release(&next, &date, &settings, forge(folder)?.as_ref());
    if history.json {
        ui.json(&ChangelogDocument::One(&release))?;
        return Ok(Exit::Done);
    }
    let text = if wanted.notes { notes(&release)? } else { section(&release, settings.template.as_deref())? };
    ui.result(text.trim_end());
    Ok(Exit::Done)
}

/// The changelog as it would stand, had it been kept from the beginning.
pub(super) fn all(args: &HistoryArgs, template: Option<&Path>, folder: &Path, ui: &Ui) -> Result<Exit> {
    let repository = Repository::discover(folder)?;
    let made = history(&repository, &options(&args.scope, folder)?)?;
    let (forge, settings) = (forge(folder)?, changelog_settings(template, folder)?);
    let releases: Vec<Release> =
        made.iter().map(|made| release(&made.release, &made.date, &settings, forge.as_ref())).collect();
    if args.json {
        ui.json(&ChangelogDocument::All(&releases))?;
        return Ok(Exit::Done);
    }
    let mut text = None;
    for (release, made) in releases.iter().zip(&made).rev() {
        let section = section(release, settings.template.as_deref())?;
        text = Some(insert(text.as_deref(), &section, &made.release.version, &settings.file)?);
    }
    match text {
        Some(text) => ui.result(text.trim_end()),
        None => ui.note("Nothing was released yet."),
    }
    Ok(Exit::Done)
}

fn forge(folder: &Path) -> Result<Option<Forge>> {
    let remote = blip_project::detect(folder)?.remote;
    Ok(remote.and_then(|remote| Forge::from_remote(remote.url.as_str(), None)))
}
