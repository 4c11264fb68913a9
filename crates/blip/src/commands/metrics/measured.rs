//! What is read of one service.

use std::path::Path;

use anyhow::Result;
use blip_metrics::{Begun, Brought, History, Step, from_tags, from_values, read, steps};
use blip_model::Problem;
use blip_project::place_in_repository;
use blip_semver::{Options, Repository};
use semver::Version;

use super::Asked;
use crate::service::{SPEC, Service, find_root};

/// A service's history, and what production came to run.
pub(super) struct Measured {
    pub(super) name: String,
    pub(super) history: History,
    pub(super) steps: Vec<Step>,
    /// What its deployments are known by.
    pub(super) counted_by: String,
    pub(super) note: Option<String>,
    released: Option<i64>,
}

/// What production came to run, and how that is known.
struct Known {
    brought: Vec<Brought>,
    by: String,
    is_by_values: bool,
    note: Option<String>,
}

impl Measured {
    /// The service that `folder` lies in; a repository without a blip.yaml is measured by its tags.
    pub(super) fn find(folder: &Path, asked: &Asked<'_>) -> Result<Self> {
        match find_root(folder) {
            Ok(root) => Self::of(&root, asked),
            Err(_) if folder.is_dir() => Self::of(folder, asked),
            Err(error) => Err(error),
        }
    }

    /// The service in `root`.
    pub(super) fn of(root: &Path, asked: &Asked<'_>) -> Result<Self> {
        let repository = Repository::discover(root)?;
        let service = match root.join(SPEC).is_file() {
            true => Some(Service::open(root.to_path_buf(), &asked.sources)?),
            false => None,
        };
        let place = match &service {
            Some(_) => place_in_repository(root)?,
            None => String::new(),
        };
        let history = read::history(&repository, &place)?.until(asked.window.until);
        let options = options(&repository, &place, asked);
        let versions = read::versions(&repository, &history, &options)?;
        let known = match &service {
            Some(service) => deployed(service, &place, &repository, &history, &versions, asked)?,
            None => by_tags(&history, &versions, None),
        };
        let released = from_tags(&history, &versions);
        let released = steps(&history, &released, asked.hotfix_within, false).first().map(|step| step.at);
        let name = match &service {
            Some(service) => service.selection.spec.service.name.to_string(),
            None => folder_name(repository.work_tree().unwrap_or(root)),
        };
        let steps = steps(&history, &known.brought, asked.hotfix_within, known.is_by_values);
        Ok(Self { name, steps, counted_by: known.by, note: known.note, released, history })
    }

    /// Its first times; none of a repository without commits.
    pub(super) fn begun(&self) -> Option<Begun> {
        Some(Begun {
            began: self.history.began()?,
            merged: self.history.first_merge(),
            released: self.released,
            deployed: self.steps.first().map(|step| step.at),
        })
    }
}

/// How the tags of a service are told from those of others in its repository.
fn options(repository: &Repository, place: &str, asked: &Asked<'_>) -> Options {
    let tag_prefix = asked.args.tag_prefix.clone();
    if place.is_empty() || tag_prefix.is_some() {
        return Options { tag_prefix, ..Options::default() };
    }
    let package = Options { package: Some(place.to_owned()), ..Options::default() };
    // a folder without a manifest is no package, and has no tags of its own
    if repository.versions(&package).is_ok() { package } else { Options::default() }
}

/// What production came to run: by the values that it follows, or else by tags.
fn deployed(
    service: &Service,
    place: &str,
    repository: &Repository,
    history: &History,
    versions: &[(Version, usize)],
    asked: &Asked<'_>,
) -> Result<Known> {
    let environments = &service.selection.spec.environments;
    let name = match &asked.args.environment {
        Some(wanted) => {
            let mut names = environments.iter().map(|environment| environment.name.as_str());
            names.clone().find(|name| name == wanted).ok_or_else(|| {
                let known = names.by_ref().collect::<Vec<_>>().join(", ");
                let problem =
                    Problem::new(format!("{} has no environment `{wanted}`", service.selection.spec.service.name));
                problem.help(format!("its environments: {known}"))
            })?
        }
        None => environments.last().map_or("", |environment| environment.name.as_str()),
    };
    let gitops = service.selection.gitops();
    let values = gitops.values(name);
    let written = if !gitops.is_separate {
        let path = if place.is_empty() { values.clone() } else { format!("{place}/{values}") };
        read::values(repository, history, &path)?
    } else if let Some(clone) = asked.clones.find(&gitops.url) {
        let other = Repository::discover(clone)?;
        let branch = read::history(&other, "")?.until(asked.window.until);
        read::values(&other, &branch, &values)?
    } else {
        let note = format!(
            "what {name} runs is written in {}, of which no clone is here (--gitops DIR), so versions stand in",
            gitops.url
        );
        return Ok(by_tags(history, versions, Some(note)));
    };
    let brought = from_values(&written, history, versions);
    if brought.is_empty() {
        let note = format!("{values} never named an image, so versions stand in");
        return Ok(by_tags(history, versions, Some(note)));
    }
    Ok(Known { brought, by: values, is_by_values: true, note: None })
}

fn by_tags(history: &History, versions: &[(Version, usize)], note: Option<String>) -> Known {
    Known { brought: from_tags(history, versions), by: "stable SemVer tags".to_owned(), is_by_values: false, note }
}

fn folder_name(folder: &Path) -> String {
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_path_buf());
    absolute.file_name().map_or_else(|| ".".to_owned(), |name| name.to_string_lossy().into_owned())
}
