//! What `blip check` finds: what is behind, what the user changed, and what no longer fits together.

use std::path::PathBuf;

use anyhow::Result;
use blip_findings::{Finding, Report, Rule, Severity};
use blip_model::{Problem, Problems, RepoPath};
use blip_project::{Action, Change, ConflictReason, PlanOptions, place_in_repository};
use schemars::JsonSchema;
use serde::Serialize;

use crate::needed;
use crate::package_manager;
use crate::renamed::leftovers;
use crate::report::ChangeDocument;
use crate::rings::{self, RingNews};
use crate::routing;
use crate::service::Service;

/// Each kind of finding, in the order in which it is told.
const BEHIND: Rule = Rule { id: "behind", says: "A file is behind what blip.yaml asks for" };
const CONFLICT: Rule = Rule { id: "conflict", says: "You and the templates changed the same lines" };
const CONTRACT: Rule = Rule { id: "contract", says: "Two files no longer fit together" };
const EDITED: Rule = Rule { id: "edited", says: "A generated file was edited, and is kept so" };
const RING: Rule = Rule { id: "ring", says: "A blip in use moved on the radar, or is on Hold" };
const DELETED: Rule = Rule { id: "deleted", says: "A generated file was deleted, and is left out" };

/// How a repository stands to what its blip.yaml asks for.
pub(crate) struct Drift {
    changes: Vec<Change>,
    rings: Vec<RingNews>,
    problems: Vec<Problem>,
    root: PathBuf,
    /// Its folder in a repository of several services.
    folder: Option<String>,
}

/// The same as data.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DriftDocument {
    /// Whether there is nothing to do.
    clean: bool,
    /// The files that `blip generate` would change, or would have to ask about.
    behind: Vec<ChangeDocument>,
    /// The files that the user changed.
    edited: Vec<ChangeDocument>,
    /// The files that the user deleted.
    deleted: Vec<ChangeDocument>,
    /// What no longer fits together.
    problems: Vec<Problem>,
    /// The blips in use that moved on the radar, or are on Hold.
    rings: Vec<RingNews>,
}

impl Drift {
    /// Looks at the repository; writes nothing.
    pub(crate) fn of(service: &Service) -> Result<Self> {
        Self::reading(service, &|path| service.read(path))
    }

    /// The same; `read` gives the text of a file, where there is one, to the contracts.
    pub(crate) fn reading(service: &Service, read: &dyn Fn(&RepoPath) -> Option<String>) -> Result<Self> {
        let artifacts = service.artifacts()?;
        let changes = service.plan(&artifacts, &PlanOptions::default())?.changes;
        let rings = rings::news(service, &artifacts).into_iter().chain(rings::beside(service)).collect();
        let problems = blip_contracts::check(&service.selection, read);
        let read_by_name = |path: &str| read(&path.parse().ok()?);
        let managers = package_manager::problems(&service.catalog, &service.selection.spec.service, &read_by_name)?;
        let problems = problems.into_iter().chain(managers).chain(leftovers(service, &artifacts));
        let problems = problems.chain(routing::problems(service)?);
        let Problems(problems) = Problems::sorted(problems.collect());
        let missing = needed::missing(service, read)?;
        let (root, folder) = (service.root.clone(), folder_of(service));
        let mut drift = Self { changes, rings, problems, root, folder };
        // what `generate` is about to mend is no news
        let behind: Vec<String> = drift.behind().iter().map(|change| change.path.to_string()).collect();
        drift.problems.retain(|problem| !problem.place.as_ref().is_some_and(|place| behind.contains(&place.file)));
        drift
            .problems
            .extend(missing.into_iter().filter(|(path, _)| !behind.contains(path)).map(|(_, problem)| problem));
        Ok(drift)
    }

    /// That of a service in which there is nothing to do, but for what lies beside its files.
    pub(crate) fn nothing(service: &Service) -> Self {
        let (rings, root) = (rings::beside(service), service.root.clone());
        Self { changes: Vec::new(), rings, problems: Vec::new(), root, folder: folder_of(service) }
    }

    /// Whether there is nothing to tell.
    pub(crate) fn is_nothing(&self) -> bool {
        self.is_clean() && self.edited().is_empty() && self.deleted().is_empty() && self.rings.is_empty()
    }

    /// The files that `generate` would change, or would have to ask about.
    pub(crate) fn behind(&self) -> Vec<&Change> {
        self.those(Action::is_behind)
    }

    /// The files that the user changed, and that are there.
    pub(crate) fn edited(&self) -> Vec<&Change> {
        self.those(|action| action.is_edited() && !matches!(action, Action::KeptDeleted))
    }

    /// The files that the user deleted.
    pub(crate) fn deleted(&self) -> Vec<&Change> {
        self.those(|action| matches!(action, Action::KeptDeleted))
    }

    /// What no longer fits together, and is not mended by `generate`.
    pub(crate) fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The blips in use that moved on the radar, or that are on Hold.
    pub(crate) fn rings(&self) -> &[RingNews] {
        &self.rings
    }

    /// Whether there is nothing to do.
    pub(crate) fn is_clean(&self) -> bool {
        self.behind().is_empty() && self.problems.is_empty()
    }

    fn those(&self, wanted: impl Fn(&Action) -> bool) -> Vec<&Change> {
        self.changes.iter().filter(|change| wanted(&change.action)).collect()
    }

    /// The whole as data; docs/regeneration.md says what each part means.
    pub(crate) fn document(&self) -> DriftDocument {
        let list = |changes: Vec<&Change>| changes.into_iter().map(ChangeDocument::from).collect();
        DriftDocument {
            clean: self.is_clean(),
            behind: list(self.behind()),
            edited: list(self.edited()),
            deleted: list(self.deleted()),
            problems: self.problems.clone(),
            rings: self.rings.clone(),
        }
    }

    /// The whole as findings of the places where something is to be done or to be known.
    ///
    /// # Errors
    /// When the git repository cannot be read.
    pub(crate) fn findings(&self) -> Result<Report> {
        let behind = self.behind().into_iter().flat_map(of_behind);
        // what is also behind was told just now
        let edited = self.edited().into_iter().filter(|change| !change.action.is_behind());
        let edited = edited.map(|change| {
            let text = "Edited by you, and kept: `blip check --diff` shows the lines";
            finding(EDITED, Severity::Note, change.path.as_str(), change.first_line(), text)
        });
        let deleted = self.deleted().into_iter().map(|change| {
            let text = "Deleted by you, and left out: `blip generate --restore` brings it back";
            finding(DELETED, Severity::Note, change.path.as_str(), 1, text)
        });
        let broken = self.problems.iter().map(of_problem);
        let rings = self.rings.iter().map(|news| {
            let text = format!("{} (`blip why {}`)", news.headline(), news.blip);
            finding(RING, Severity::Warning, news.said_by(), 1, &text)
        });
        let findings = behind.chain(broken).chain(rings).chain(edited).chain(deleted);
        // forges know files by their path in the repository
        let place = match &self.folder {
            Some(folder) => folder.clone(),
            None => place_in_repository(&self.root)?,
        };
        let in_repository = |finding: Finding| Finding { file: below(&place, finding.file), ..finding };
        Ok(Report {
            command: "blip check",
            version: env!("CARGO_PKG_VERSION"),
            rules: vec![BEHIND, CONFLICT, CONTRACT, RING, EDITED, DELETED],
            findings: findings.map(in_repository).collect(),
        })
    }
}

fn folder_of(service: &Service) -> Option<String> {
    service.selection.spec.repository.folder.as_ref().map(ToString::to_string)
}

fn of_behind(change: &Change) -> Vec<Finding> {
    let path = change.path.as_str();
    let finding = |rule, line, text: &str| finding(rule, Severity::Error, path, line, text);
    match &change.action {
        Action::Conflict { reason: ConflictReason::SameLines { hunks }, .. } => {
            let text = "You and the templates changed these lines: `blip generate` asks which to take";
            hunks.iter().map(|hunk| finding(CONFLICT, hunk.line.unwrap_or(change.first_line()), text)).collect()
        }
        Action::Conflict { reason, .. } => {
            vec![finding(CONFLICT, change.first_line(), &format!("Cannot be brought up to date: {reason}"))]
        }
        Action::Blocked { obstacle } => vec![finding(BEHIND, 1, &format!("Cannot be written: {obstacle}"))],
        Action::Foreign { .. } => {
            let text = "Not Blip's: have it looked after with `--adopt`, or name it below `own` in blip.yaml";
            vec![finding(BEHIND, 1, text)]
        }
        _ => vec![finding(BEHIND, change.first_line(), "Behind what blip.yaml asks for: run `blip generate`")],
    }
}

fn of_problem(problem: &Problem) -> Finding {
    let text = match &problem.help {
        Some(help) => format!("{}: {help}", problem.what),
        None => problem.what.clone(),
    };
    let (file, line) = match &problem.place {
        Some(place) => (place.file.as_str(), place.line),
        None => (crate::service::SPEC, 1),
    };
    finding(CONTRACT, Severity::Error, file, line, &text)
}

fn finding(rule: Rule, severity: Severity, file: &str, line: usize, text: &str) -> Finding {
    Finding::new(rule.id, severity, file, line, text)
}

fn below(folder: &str, file: String) -> String {
    file.parse::<RepoPath>().map(|path| path.in_repository(folder)).unwrap_or(file)
}
