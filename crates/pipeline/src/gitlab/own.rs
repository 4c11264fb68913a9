//! The job that only GitLab's rules make necessary.

use blip_model::Problem;

use super::Lowering;
use super::job::{Artifacts, Image, Job, Need};
use super::rules::rules;
use super::script::Line;
use crate::{Entry, Occasion, Stage};

impl Lowering<'_> {
    /// A job for every merge request: with "Pipelines must succeed" one that sets no job going could never be merged.
    pub(super) fn required(&self) -> Result<Job, Problem> {
        let plain = crate::jobs::job("required", Stage::Build);
        let proposal = crate::Job { on: vec![Occasion::Proposal], ..plain };
        let needs = self.pipeline.jobs.iter().filter(|job| job.on.contains(&Occasion::Proposal));
        Ok(Job {
            id: proposal.id.clone(),
            serves: None,
            notes: match self.pipeline.folder {
                Some(_) => vec!["GitLab takes a child pipeline without jobs for a failure.".to_owned()],
                None => vec![
                    "A merge request that changes nothing of the service needs a pipeline too: without one it could never be"
                        .to_owned(),
                    "merged where pipelines must succeed.".to_owned(),
                ],
            },
            stage: proposal.stage,
            tag: None,
            image: Image { name: self.pins.image("alpine")?, entrypoint: false },
            services: Vec::new(),
            needs: needs.map(|job| Need { job: job.id.clone(), optional: job.may_be_absent_for(&proposal) }).collect(),
            rules: rules(&proposal, self.pipeline),
            interruptible: true,
            minutes: 5,
            resource_group: None,
            environment: None,
            identity: false,
            variables: vec![Entry::new("GIT_STRATEGY", "none")],
            cache: None,
            before: Vec::new(),
            script: vec![Line::Run("echo \"every job succeeded or had nothing to do\"".to_owned())],
            artifacts: Artifacts::default(),
            release: None,
        })
    }
}
