//! The pipeline in the words of GitHub Actions.
//!
//! Two jobs are GitHub's own: `changes`, since a workflow that path filters skip leaves its required checks pending
//! for ever, and `required`, the one check that branch protection asks for. What runs at night is a workflow of its
//! own, or each job of the other would have to say that it does not.

mod analysis;
mod condition;
mod findings;
mod image;
mod job;
mod own;
mod releaser;
mod step;
#[cfg(test)]
mod tests;

use blip_model::{Problem, Problems};
use serde::Serialize;

use crate::{Occasion, Pins, Pipeline, Registry};

pub use analysis::Analysis;
pub use job::{Environment, Job, Permission};
pub use step::{Filter, Step, Uses};

/// A workflow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Workflow {
    /// Where it stands.
    pub file: String,
    /// Its name, of which those of the others are made.
    pub name: String,
    /// The branch whose pushes set it going.
    pub default_branch: String,
    /// Where image and chart are kept.
    pub registry: Registry,
    /// What the pipeline leaves out, a sentence each.
    pub omissions: Vec<String>,
    /// From which severity on a known vulnerability stops an image.
    pub severity: Option<String>,
    /// The jobs, in order.
    pub jobs: Vec<Job>,
    /// The workflow that time sets going.
    pub nightly: Option<Nightly>,
    /// The workflow of the previews, if there are any.
    pub previews: Option<PreviewWorkflow>,
    /// The workflow that looks for weaknesses in the sources, if there is one.
    pub analysis: Option<Analysis>,
}

/// The workflow of the previews. One of its own: it is about labels, and those say nothing of the checks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct PreviewWorkflow {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub file: String,
    /// The jobs, in order.
    pub jobs: Vec<Job>,
}

/// A workflow that time sets going.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Nightly {
    /// Its name.
    pub name: String,
    /// When: minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// The jobs, in order.
    pub jobs: Vec<Job>,
}

impl Pipeline {
    /// Where GitHub looks for a workflow: `ci`, `nightly` or `preview`.
    #[must_use]
    pub fn github_file(&self, workflow: &str) -> String {
        format!(".github/workflows/{}.yml", self.own(workflow))
    }

    /// The same as the service calls it, which may lie in a folder below.
    #[must_use]
    pub fn github_file_from_service(&self, workflow: &str) -> String {
        let root = if self.folder.is_some() { ":/" } else { "" };
        format!("{root}{}", self.github_file(workflow))
    }

    /// The pipeline as a workflow of GitHub Actions.
    ///
    /// # Errors
    /// What has no pin.
    pub fn github(&self, pins: &Pins) -> Result<Workflow, Problems> {
        let lowering = Lowering { pipeline: self, pins };
        let mut jobs = Vec::new();
        let mut problems: Vec<Problem> = Vec::new();
        let own = [lowering.changes(), lowering.required()].map(|job| job.map_err(|problem| problems.push(problem)));
        let [Ok(changes), Ok(required)] = own else { return Err(Problems(problems)) };
        jobs.push(changes);
        let mut nightly = Vec::new();
        let mut previews = Vec::new();
        for job in &self.jobs {
            let workflow = match job {
                job if job.on.contains(&Occasion::Nightly) => &mut nightly,
                job if job.is_of_previews() => &mut previews,
                _ => &mut jobs,
            };
            match lowering.job(job) {
                Ok(job) => workflow.push(job),
                Err(problem) => problems.push(problem),
            }
        }
        jobs.push(required);
        let workflow = Workflow {
            file: self.github_file("ci"),
            name: self.own("ci"),
            default_branch: self.default_branch.clone(),
            registry: self.registry.clone(),
            omissions: self.omissions.iter().map(|omission| format!("{}: {}.", omission.what, omission.why)).collect(),
            severity: self.severity.clone(),
            jobs,
            nightly: (!nightly.is_empty()).then(|| Nightly {
                name: self.own("nightly"),
                cron: self.cron(),
                jobs: nightly,
            }),
            analysis: lowering.analysis()?,
            previews: (!previews.is_empty()).then(|| PreviewWorkflow {
                name: self.own("preview"),
                file: self.github_file("preview"),
                jobs: previews,
            }),
        };
        Problems::or_ok(problems, workflow)
    }
}

/// A pipeline on its way to GitHub.
pub(crate) struct Lowering<'a> {
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) pins: &'a Pins,
}
