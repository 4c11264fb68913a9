//! What a pipeline does when something happens, told from its model.
//!
//! The forges decide by text: by `on` and `if`, by `workflow` and `rules`. [`crate::evaluate`] reads that text, and the
//! tests hold it against what is told here, event by event, on both forges.

mod decide;
mod event;
mod paths;

pub use event::{Event, Trigger};
pub(crate) use paths::any_matches;

use blip_model::Provider;
use serde::Serialize;

use crate::Pipeline;

/// What the check begins with that branch protection asks for.
pub const REQUIRED: &str = "required";

impl Pipeline {
    /// The check that branch protection asks for. GitHub tells the checks of a repository's services apart by their
    /// names alone, and so does whoever reads what a cluster reports; GitLab asks for its own pipeline as a whole.
    #[must_use]
    pub fn required(&self, forge: Provider) -> String {
        if self.folder.is_some() && (forge == Provider::Github || self.engine.is_some()) {
            format!("{REQUIRED}-{}", self.service)
        } else {
            REQUIRED.to_owned()
        }
    }
}

/// Everything that an event leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Simulation {
    /// One for each thing that the forge is told of; most events are one.
    pub runs: Vec<Run>,
    /// What should not be as it is.
    pub warnings: Vec<String>,
    /// What is good to know.
    pub notes: Vec<String>,
}

/// What the forge makes of one thing that it is told of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Run {
    /// What it is told of: `a push to main`.
    pub trigger: String,
    /// Why no pipeline starts; none where one does.
    pub nothing: Option<String>,
    /// The jobs in an order in which each stands after those that it needs.
    pub jobs: Vec<Outcome>,
}

/// What becomes of one job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Outcome {
    /// Its name.
    pub job: String,
    /// What becomes of it.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// The jobs that run and that it waits for.
    pub after: Vec<String>,
    /// When it begins, from 1; those with the same number run side by side. None where it does not run.
    pub step: Option<usize>,
}

/// What becomes of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "verdict", content = "why", rename_all = "lowercase")]
pub enum Verdict {
    /// It runs.
    Runs,
    /// It runs and does not succeed.
    Fails(String),
    /// It is left out.
    Skipped(String),
}

/// What is assumed of the commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Assumed<'a> {
    /// The paths that change; without them, everything counts as changed.
    pub changed: Option<&'a [String]>,
    /// The jobs that fail where they run.
    pub failing: &'a [String],
}

impl Pipeline {
    /// What the pipeline does on that forge when `event` happens.
    #[must_use]
    pub fn simulate(&self, forge: Provider, event: &Event, assumed: Assumed<'_>) -> Simulation {
        let runs: Vec<Run> = event.triggers().iter().map(|trigger| self.run(forge, trigger, assumed)).collect();
        let mut warnings = warnings(forge, &runs, &event.triggers(), Some(&self.required(forge)));
        warnings.extend(decide::warning(self, forge, event));
        Simulation { runs, warnings, notes: decide::notes(self, forge, event, assumed.changed) }
    }

    fn run(&self, forge: Provider, trigger: &Trigger, assumed: Assumed<'_>) -> Run {
        let described = trigger.describe(forge);
        match decide::occasion(self, forge, trigger, assumed.changed) {
            Ok(occasion) => {
                let now =
                    decide::Circumstances { in_cluster: self.engine.is_some(), forge, trigger, occasion, assumed };
                let jobs = decide::jobs(self, &now);
                Run { trigger: described, nothing: None, jobs }
            }
            Err(why) => Run { trigger: described, nothing: Some(why), jobs: Vec::new() },
        }
    }
}

impl Run {
    /// Whether a pipeline starts.
    #[must_use]
    pub fn starts(&self) -> bool {
        self.nothing.is_none()
    }

    /// What becomes of a job; none where there is none of that name.
    #[must_use]
    pub fn outcome(&self, job: &str) -> Option<&Outcome> {
        self.jobs.iter().find(|outcome| outcome.job == job)
    }
}

impl Outcome {
    /// Whether it runs at all.
    #[must_use]
    pub fn runs(&self) -> bool {
        !matches!(self.verdict, Verdict::Skipped(_))
    }

    /// What becomes of a job that comes after those in `before`.
    pub(crate) fn new(job: &str, verdict: Verdict, needs: &[&str], before: &[Self]) -> Self {
        let running = before.iter().filter(|other| other.runs() && needs.contains(&other.job.as_str()));
        let after: Vec<String> = running.clone().map(|other| other.job.clone()).collect();
        let step = 1 + running.filter_map(|other| other.step).max().unwrap_or_default();
        let runs = !matches!(verdict, Verdict::Skipped(_));
        Self { job: job.to_owned(), verdict, after: if runs { after } else { Vec::new() }, step: runs.then_some(step) }
    }
}

/// What is wrong with runs, whoever told of them: work that is done twice, and checks that nobody reports. `required`:
/// the check that branch protection asks for; GitLab asks for the pipeline as a whole.
#[must_use]
pub fn warnings(forge: Provider, runs: &[Run], triggers: &[Trigger], required: Option<&str>) -> Vec<String> {
    let mut warnings = Vec::new();
    let started: Vec<&str> = runs.iter().filter(|run| run.starts()).map(|run| run.trigger.as_str()).collect();
    if started.len() > 1 {
        warnings.push(format!("one commit gets {} pipelines: for {}", started.len(), started.join(" and for ")));
    }
    for (run, _) in runs.iter().zip(triggers).filter(|(_, trigger)| trigger.is_proposal()) {
        let trigger = &run.trigger;
        match (forge, required) {
            (Provider::Gitlab, _) if !run.starts() => {
                warnings.push(format!("{trigger} gets no pipeline: where pipelines must succeed, it is never merged"));
            }
            (Provider::Github, Some(check)) if !run.outcome(check).is_some_and(Outcome::runs) => {
                warnings
                    .push(format!("`{check}` never reports for {trigger}: where it is required, it is never merged"));
            }
            _ => {}
        }
    }
    warnings
}
