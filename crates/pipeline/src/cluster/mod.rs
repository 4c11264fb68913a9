//! The pipeline as containers of a Kubernetes cluster, for engines that run a graph of them.
//!
//! Tekton and Argo Workflows differ in their words, not in what they do: a job is a pod with a volume of its own, into
//! which the repository is cloned before its script runs, so that nothing that one job does to the files reaches another.
//! What each job is told reaches it in environment variables; none is written into a script.

mod job;
mod script;

use blip_model::{Problem, Problems};
use serde::Serialize;

use crate::{Occasion, Pins, Pipeline};

pub use job::{Job, Parameter, Value, Variable};
pub use script::Line;
#[cfg(test)]
pub(crate) use script::task;

/// A pipeline of a cluster.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Graph {
    /// What the pipeline leaves out, a sentence each.
    pub omissions: Vec<String>,
    /// The jobs, each after those that it needs.
    pub jobs: Vec<Job>,
    /// Tells the forge how it ended.
    pub report: Job,
    /// When the jobs of the night begin, in the words of cron; none where there are none.
    pub nightly: Option<String>,
    /// The image that clones.
    pub git: String,
}

impl Pipeline {
    /// The pipeline as containers of a cluster.
    ///
    /// # Errors
    /// What has no pin.
    pub fn cluster(&self, pins: &Pins) -> Result<Graph, Problems> {
        let lowering = Lowering { pipeline: self, pins };
        let mut problems: Vec<Problem> = Vec::new();
        let jobs: Vec<Job> = self
            .jobs
            .iter()
            .filter_map(|job| lowering.job(job).map_err(|problem| problems.push(problem)).ok())
            .collect();
        let graph = Graph {
            omissions: self.omissions.iter().map(|omission| format!("{}: {}.", omission.what, omission.why)).collect(),
            nightly: self.jobs.iter().any(|job| job.on.contains(&Occasion::Nightly)).then(|| self.cron()),
            git: pins.image("git")?,
            report: lowering.report()?,
            jobs,
        };
        Problems::or_ok(problems, graph)
    }
}

/// What a job is lowered with.
pub(crate) struct Lowering<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) pins: &'a Pins,
}
