//! `blip semver`: the right next version, in any git repository.

mod bump;
mod changelog;
mod check_message;
mod compat;
mod current;
mod next;
mod verify;

pub(crate) use bump::BumpDocument;
pub(crate) use changelog::ChangelogDocument;

use std::fs;
use std::path::Path;

use anyhow::Result;
use blip_model::{Problem, is_date};
use blip_semver::analysis::Rules;
use blip_semver::{Level, ObjectId, Options, Zero, changelog as changelogs};
use serde::Deserialize;

use crate::cli::{HistoryArgs, HookCommand, ScopeArgs, SemverCommand, VersionArgs, ZeroArg};
use crate::clock::now;
use crate::exit::Exit;
use crate::service::{Service, find_root};
use crate::sources::Sources;
use crate::ui::Ui;

pub(super) fn run(command: &SemverCommand, folder: &Path, ui: &Ui) -> Result<Exit> {
    match command {
        SemverCommand::Current { history, tag } => current::run(history, *tag, folder, ui),
        SemverCommand::Next { history, version, tag, explain } => {
            let wanted = next::Wanted { tag: *tag, explain: *explain };
            next::run(history, version, &wanted, folder, ui)
        }
        SemverCommand::Bump(args) => bump::run(args, folder, ui),
        SemverCommand::Changelog { history, template, all: true, .. } => {
            changelog::all(history, template.as_deref(), folder, ui)
        }
        SemverCommand::Changelog { history, version, released, notes, template, date, .. } => {
            let wanted = changelog::Wanted {
                released: released.as_deref(),
                notes: *notes,
                template: template.as_deref(),
                date: date.as_deref(),
            };
            changelog::run(history, version, &wanted, folder, ui)
        }
        SemverCommand::CheckMessage(args) => check_message::run(args, folder, ui),
        SemverCommand::Verify(args) => verify::run(args, folder, ui),
        SemverCommand::Compat(args) => compat::run(args, folder, ui),
        SemverCommand::Hook(HookCommand::Install) => check_message::install(folder, ui),
    }
}

/// What the arguments say of the history, and where they say nothing, what blip.yaml says.
fn options(scope: &ScopeArgs, folder: &Path) -> Result<Options> {
    let settings = Settings::read(folder)?;
    // whoever names another scope means that one
    let is_given = scope.tag_prefix.is_some() || scope.package.is_some() || !scope.paths.is_empty();
    let own = settings.own.filter(|_| !is_given);
    let (tag_prefix, folder) = own.map_or((scope.tag_prefix.clone(), None), |own| (Some(own.0), Some(own.1)));
    Ok(Options {
        tag_prefix,
        package: scope.package.clone(),
        folder,
        paths: scope.paths.clone(),
        zero: settings.zero.unwrap_or_default(),
        ..Options::default()
    })
}

/// The same, with what they say of the version to make.
fn options_for(history: &HistoryArgs, version: &VersionArgs, folder: &Path) -> Result<Options> {
    let options = options(&history.scope, folder)?;
    Ok(Options {
        zero: version.zero.map_or(options.zero, Zero::from),
        rules: rules(version)?,
        pre: version.pre.clone(),
        build: version.build.clone(),
        release_as: version.release_as.clone(),
        ..options
    })
}

/// How commits are read.
fn rules(version: &VersionArgs) -> Result<Rules> {
    let mut rules =
        Rules { merge_titles: version.merge_titles, squash_bullets: version.squash_bullets, ..Rules::default() };
    for given in &version.types {
        let (kind, level) = given.split_once('=').unwrap_or((given, ""));
        let level = match level {
            "none" => Level::None,
            "patch" => Level::Patch,
            "minor" => Level::Minor,
            "major" => Level::Major,
            _ => {
                let problem = Problem::new(format!("`--type {given}` names no level"));
                return Err(problem.help("write --type TYPE=LEVEL, with none, patch, minor or major").into());
            }
        };
        rules.types.insert(kind.to_lowercase(), level);
    }
    Ok(rules)
}

/// How a changelog is made, with the template in this file.
fn changelog_settings(template: Option<&Path>, folder: &Path) -> Result<changelogs::Settings> {
    let read = |path: &Path| {
        fs::read_to_string(folder.join(path))
            .map_err(|error| Problem::new(format!("cannot read {}: {error}", path.display())))
    };
    Ok(changelogs::Settings { template: template.map(read).transpose()?, ..changelogs::Settings::default() })
}

/// What stands below `semver` in the service's blip.yaml.
#[derive(Debug, Default, Deserialize)]
struct Settings {
    zero: Option<Zero>,
    release: Option<String>,
    release_commit: Option<bool>,
    /// What the tags of a service begin with whose repository has others, too, and its folder.
    #[serde(skip)]
    own: Option<(String, String)>,
}

impl Settings {
    /// The settings of the service that `folder` lies in; none where there is no blip.yaml, for versions need none.
    fn read(folder: &Path) -> Result<Self> {
        if find_root(folder).is_err() {
            return Ok(Self::default());
        }
        let service = Service::find(folder, &Sources::built_in())?;
        let chosen = service.selection.get("semver");
        let settings = chosen.map(|chosen| serde_json::from_value(chosen.settings.clone().into())).transpose()?;
        let spec = &service.selection.spec;
        let own = spec.repository.folder.as_ref().map(|folder| (spec.tag_prefix(), folder.to_string()));
        Ok(Self { own, ..settings.unwrap_or_default() })
    }

    /// Whether a release is a tag and nothing else.
    fn leaves_files_alone(&self) -> bool {
        self.release.as_deref() == Some("semantic-release") && self.release_commit == Some(false)
    }
}

impl From<ZeroArg> for Zero {
    fn from(arg: ZeroArg) -> Self {
        match arg {
            ZeroArg::Strict => Self::Strict,
            ZeroArg::Caret => Self::Caret,
            ZeroArg::Minor => Self::Minor,
        }
    }
}

/// As many digits of an id as people read.
fn short(id: &ObjectId) -> String {
    id.to_string().chars().take(7).collect()
}

/// The day of a release: the one that was given, or today.
fn day(given: Option<&str>) -> Result<String> {
    if let Some(day) = given {
        if !is_date(day) {
            return Err(Problem::new(format!("`{day}` is no day")).help("write it as YYYY-MM-DD").into());
        }
        return Ok(day.to_owned());
    }
    Ok(blip_semver::date(now()?))
}
