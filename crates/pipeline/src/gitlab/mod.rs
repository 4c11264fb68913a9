//! The pipeline in the words of GitLab CI.
//!
//! GitLab filters by paths itself, and the status of a pipeline is that of all its jobs. One job is its own:
//! `required`, without which some merge requests would get no pipeline.

mod job;
mod own;
mod rules;
mod script;
#[cfg(test)]
mod tests;

use blip_model::{Problem, Problems};
use serde::Serialize;

use crate::{Pins, Pipeline, Registry};

pub use job::{Artifacts, Environment, Image, Job, Need, Release};
pub use rules::{Changes, Rule};
pub use script::Line;
#[cfg(test)]
pub(crate) use script::task;

/// Where GitLab looks for the file.
pub const FILE: &str = ".gitlab-ci.yml";

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
}

impl Pipeline {
    /// The pipeline as a configuration of GitLab CI.
    ///
    /// # Errors
    /// What has no pin.
    pub fn gitlab(&self, pins: &Pins) -> Result<Configuration, Problems> {
        let lowering = Lowering { pipeline: self, pins };
        let mut problems: Vec<Problem> = Vec::new();
        let lowered = self.jobs.iter().map(|job| lowering.job(job)).chain([lowering.required()]);
        let mut jobs: Vec<Job> = lowered.filter_map(|job| job.map_err(|problem| problems.push(problem)).ok()).collect();
        script::share(&mut jobs);
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
        };
        Problems::or_ok(problems, configuration)
    }
}

/// A pipeline on its way to GitLab.
struct Lowering<'a> {
    pipeline: &'a Pipeline,
    pins: &'a Pins,
}
