//! The pipeline as containers of a Kubernetes cluster, for engines that run a graph of them.
//!
//! Tekton and Argo Workflows differ in their words, not in what they do: a job is a pod with a volume of its own, into
//! which the repository is cloned before its script runs, so that nothing that one job does to the files reaches another.
//! What each job is told reaches it in environment variables; none is written into a script.

mod job;
mod script;

use blip_model::{Problem, Problems, Provider};
use serde::Serialize;

use crate::job::CHANGES;
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
    /// The first of them, which says whether the others have anything to do; none where they always have.
    pub gate: Option<&'static str>,
    /// The check that branch protection asks for, as the forge is told of it.
    pub check: String,
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
        let gate = self.folder.as_ref().map(|folder| lowering.changes(folder)).transpose()?;
        let lowered = self.jobs.iter().map(|job| lowering.job(job));
        let jobs = lowered.filter_map(|job| job.map_err(|problem| problems.push(problem)).ok());
        let jobs: Vec<Job> = gate.into_iter().chain(jobs).collect();
        let graph = Graph {
            omissions: self.omissions.iter().map(|omission| format!("{}: {}.", omission.what, omission.why)).collect(),
            nightly: self.jobs.iter().any(|job| job.on.contains(&Occasion::Nightly)).then(|| self.cron()),
            gate: self.folder.is_some().then_some(CHANGES),
            check: self.required(Provider::Github),
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
