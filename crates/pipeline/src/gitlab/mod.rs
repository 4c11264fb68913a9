//! The pipeline in the words of GitLab CI.
//!
//! GitLab filters by paths itself, and the status of a pipeline is that of all its jobs. One job is its own:
//! `required`, without which some merge requests would get no pipeline.
//!
//! Where the repository has several services, each has a child pipeline. What runs at night is a file of its own then:
//! nothing tells a child that it is night.

mod job;
mod own;
mod rules;
mod script;
#[cfg(test)]
mod tests;

use blip_model::{Problem, Problems};
use serde::Serialize;

use crate::{Occasion, Pins, Pipeline, Registry};

pub use job::{Artifacts, Environment, Findings, Image, Job, Need, Release};
pub use rules::{Changes, Rule};
pub use script::Line;
#[cfg(test)]
pub(crate) use script::task;

/// Where GitLab looks for the file.
pub const FILE: &str = ".gitlab-ci.yml";

/// Where the child pipeline stands that time sets going.
pub const NIGHTLY: &str = ".gitlab/nightly.yml";

/// A pipeline file.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Configuration {
    /// The branch that releases come from.
    pub default_branch: String,
    /// Where image and chart are kept.
    pub registry: Registry,
    /// What the pipeline leaves out, a sentence each.
    pub omissions: Vec<String>,
    /// The stages, in order.
    pub stages: Vec<crate::Stage>,
    /// The tag of the runners, where any runner will not do.
    pub runner: Option<String>,
    /// From which severity on a known vulnerability stops an image.
    pub severity: Option<String>,
    /// The jobs, in order.
    pub jobs: Vec<Job>,
    /// The jobs of the child pipeline that time sets going, if there is one.
    pub nightly: Vec<Job>,
    /// What sets the child pipelines going, where the repository has several services.
    pub parent: Option<Parent>,
}

/// What sets the child pipelines of a service going.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Parent {
    /// What must have changed: globs from the root of the repository.
    pub paths: Vec<String>,
    /// The condition that a tag is one of the service's versions.
    pub tagged: String,
    /// Where the child pipeline stands.
    pub child: String,
    /// Where that stands which time sets going.
    pub nightly: String,
}

impl Pipeline {
    /// The pipeline as a configuration of GitLab CI.
    ///
    /// # Errors
    /// What has no pin.
    pub fn gitlab(&self, pins: &Pins) -> Result<Configuration, Problems> {
        let lowering = Lowering { pipeline: self, pins };
        let mut problems: Vec<Problem> = Vec::new();
        let is_apart = |job: &crate::Job| self.folder.is_some() && job.on.contains(&Occasion::Nightly);
        let (nightly, others): (Vec<&crate::Job>, Vec<&crate::Job>) = self.jobs.iter().partition(|job| is_apart(job));
        let mut lower = |jobs: Vec<&crate::Job>| {
            let lowered = jobs.into_iter().filter_map(|job| lowering.job(job).map_err(|it| problems.push(it)).ok());
            lowered.collect::<Vec<_>>()
        };
        let (mut jobs, mut nightly) = (lower(others), lower(nightly));
        jobs.extend(lowering.required().map_err(|problem| problems.push(problem)));
        script::share(&mut jobs);
        script::share(&mut nightly);
        let mut stages: Vec<_> = self.jobs.iter().map(|job| job.stage).collect();
        stages.sort_unstable();
        stages.dedup();
        let configuration = Configuration {
            default_branch: self.default_branch.clone(),
            registry: self.registry.clone(),
            omissions: self.omissions.iter().map(|omission| format!("{}: {}.", omission.what, omission.why)).collect(),
            stages,
            runner: self.runner.clone(),
            severity: self.severity.clone(),
            jobs,
            nightly,
            parent: self.folder.is_some().then(|| Parent {
                paths: vec![rules::gitlab_glob(&self.in_repository("**")), self.gitlab_trigger()],
                tagged: rules::tagged(&self.tag_prefix),
                child: self.in_repository(FILE),
                nightly: self.in_repository(NIGHTLY),
            }),
        };
        Problems::or_ok(problems, configuration)
    }

    /// Where the jobs stand that set the service's child pipelines going.
    #[must_use]
    pub fn gitlab_trigger(&self) -> String {
        format!(".gitlab/services/{}.yml", self.service)
    }
}

/// A pipeline on its way to GitLab.
struct Lowering<'a> {
    pipeline: &'a Pipeline,
    pins: &'a Pins,
}
