//! What the user should know of a repository that Blip begins to look after: what is there twice, and what is missing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use blip_detect::Fact;
use blip_generate::Catalog;
use blip_model::{Artifact, Kind, Problem, Ring, Selection};
use blip_project::is_inside_repository;

use crate::package_manager;
use crate::repository::Existing;
use crate::service::SPEC;
use crate::standing::Standing;

/// What was there, and what comes beside it.
pub(crate) struct Scene<'a> {
    pub(crate) existing: &'a Existing,
    pub(crate) standing: &'a [Standing],
    pub(crate) selection: &'a Selection,
    pub(crate) artifacts: &'a [Artifact],
    pub(crate) folder: &'a Path,
    pub(crate) catalog: &'a Catalog,
}

impl Scene<'_> {
    /// All that is worth a sentence.
    pub(crate) fn hints(&self) -> Result<Vec<String>, Problem> {
        let mut hints = self.pipelines();
        hints.extend(self.below());
        hints.extend(self.charts());
        hints.extend(self.dockerfiles());
        if self.selection.spec.service.kind == Kind::Http {
            hints.extend(self.port());
            hints.extend(self.health());
        }
        hints.extend(self.samples()?);
        hints.extend(self.package_manager()?);
        hints.extend(self.line_ends());
        Ok(hints)
    }

    fn pipelines(&self) -> Vec<String> {
        let hint = |pipeline: &blip_detect::Finding| {
            let file = &pipeline.file;
            let blip = pipeline.blip.and_then(|id| self.catalog.radar().find(id));
            if let Some(blip) = blip.filter(|blip| blip.front.ring == Ring::Hold) {
                let (title, summary) = (&blip.front.title, blip.front.summary.trim_end_matches('.'));
                let more = format!("`blip why {}` says what to use instead", blip.id);
                return Some(format!("{file}: {title} is on Hold: {summary}. {more}."));
            }
            let is_ours = self.artifacts.iter().any(|artifact| artifact.path.as_str() == file);
            let beside = self.selection.get("ci").is_some() && !is_ours;
            beside.then(|| format!("{file} runs beside the pipeline that Blip writes, until you remove it."))
        };
        self.existing.found.all(Fact::Pipeline).filter_map(hint).collect()
    }

    fn below(&self) -> Option<String> {
        let is_root = self.folder.join(".git").exists() || !is_inside_repository(self.folder).unwrap_or(false);
        if is_root || self.selection.get("ci").is_none() {
            return None;
        }
        Some(match &self.selection.spec.repository.folder {
            Some(folder) => format!(
                "The repository may have several services: this one has the folder {folder}, and its pipeline stands at the root."
            ),
            None => {
                "A forge runs only the pipeline at the root of a repository, and this folder lies below one.".to_owned()
            }
        })
    }

    fn charts(&self) -> Vec<String> {
        let own = format!("charts/{}", self.selection.spec.service.name);
        let others = self.existing.found.all(Fact::Chart).filter(|chart| chart.value != own);
        let others = others.filter(|_| self.selection.get("helm").is_some());
        others.map(|chart| format!("{} holds a chart; that of Blip is in {own}.", chart.value)).collect()
    }

    /// The pipeline builds the image from the Dockerfile at the top; one that stands elsewhere is not read.
    fn dockerfiles(&self) -> Option<String> {
        let others: Vec<_> = self.existing.found.all(Fact::Dockerfile).map(|found| found.value.as_str()).collect();
        let elsewhere = !others.is_empty() && !others.contains(&"Dockerfile");
        elsewhere
            .then(|| format!("{}: the image is built from the Dockerfile at the top, which is new.", others.join(", ")))
    }

    fn port(&self) -> Option<String> {
        let port = self.selection.spec.service.port.number();
        let unknown = self.existing.found.first(Fact::Port).is_none();
        unknown.then(|| format!("Nothing tells the port: the chart takes {port}. `service.port` in {SPEC} changes it."))
    }

    /// A probe that nothing answers restarts a service for ever, or keeps requests from it.
    fn health(&self) -> Vec<String> {
        let health = &self.selection.spec.service.health;
        let probes = [
            (Fact::Live, &health.live, "live", "is restarted again and again"),
            (Fact::Ready, &health.ready, "ready", "gets no requests"),
        ];
        let unanswered = probes
            .into_iter()
            .filter(|(fact, path, ..)| !self.existing.found.all(*fact).any(|found| found.value == path.as_str()));
        unanswered
            .map(|(_, path, key, outcome)| {
                format!(
                    "Nothing was found that answers at {path}, and a service that does not {outcome}: add it, or name \
                     another in `service.health.{key}`."
                )
            })
            .collect()
    }

    /// Files that the stack's checks and image read by their name, and that a repository of its own may lack.
    fn samples(&self) -> Result<Vec<String>, Problem> {
        let spec = &self.selection.spec;
        let manager = self.catalog.package_manager(&spec.service);
        let is_wanted = |path: &str| self.artifacts.iter().any(|artifact| artifact.path.as_str() == path);
        let named = self.catalog.samples(spec.service.stack(), manager)?.into_iter().filter(|path| !path.contains('*'));
        let named = named.filter(|path| spec.own.contains(path) && is_wanted(path));
        let mut missing: Vec<String> =
            named.chain(self.copied()).filter(|path| !self.folder.join(path).exists()).collect();
        let mut told = BTreeSet::new();
        missing.retain(|path| told.insert(path.clone()));
        let lock = self.catalog.lock_file(&spec.service);
        let locks: Vec<_> = missing.extract_if(.., |path| lock == Some(path.as_str())).collect();
        let managers = self.catalog.package_managers(spec.service.stack())?;
        let is_only_existing = |name| managers.iter().any(|of| of.name == name && of.only_existing.is_some());
        // of what makes no new service there is nothing to look at
        let samples = (!missing.is_empty() && !manager.is_some_and(is_only_existing)).then(|| {
            let missing = missing.join(", ");
            format!("The checks and the image build on these, which are not here: {missing}. `blip new` shows what they look like.")
        });
        let lock = locks.first().map(|lock| {
            format!("The checks and the image install from {lock}, which is not here: have the package manager write it, and commit it.")
        });
        Ok(samples.into_iter().chain(lock).collect())
    }

    /// What the Dockerfile copies by name, where it is Blip's.
    fn copied(&self) -> impl Iterator<Item = String> {
        let is_own = self.selection.spec.own.iter().any(|path| path == "Dockerfile");
        let dockerfile = self.artifacts.iter().find(|artifact| artifact.path.as_str() == "Dockerfile" && !is_own);
        let lines = dockerfile.into_iter().flat_map(|artifact| artifact.content.lines());
        lines.filter_map(|line| line.strip_prefix("COPY ")).filter(|copy| !copy.starts_with("--")).flat_map(|copy| {
            let words: Vec<&str> = copy.split_whitespace().collect();
            let sources = words.split_last().map_or(&[][..], |(_, sources)| sources);
            sources
                .iter()
                .filter(|source| **source != "." && !source.contains('*'))
                .map(ToString::to_string)
                .collect::<Vec<_>>()
        })
    }

    /// What the pipeline builds on and is not there; each with what to do.
    fn package_manager(&self) -> Result<Vec<String>, Problem> {
        let read = |path: &str| fs::read_to_string(self.folder.join(path)).ok();
        let problems = package_manager::problems(self.catalog, &self.selection.spec.service, &read)?;
        let hint = |Problem { what, help, .. }: Problem| {
            // a sentence among others
            let what = what.strip_prefix("the ").map_or(what.clone(), |rest| format!("The {rest}"));
            format!("{what}: {}.", help.unwrap_or_default())
        };
        Ok(problems.into_iter().map(hint).collect())
    }

    fn line_ends(&self) -> Option<String> {
        let kept = self.standing.iter().any(|standing| standing.path == ".gitattributes" && !standing.adopted);
        kept.then(|| {
            "Add `.blip/base/** -text` to .gitattributes: git must not change the line ends of what the next merge \
             begins with."
                .to_owned()
        })
    }
}
