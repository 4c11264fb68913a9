//! The two jobs that only GitHub needs.

use blip_model::{Problem, Provider};

use super::condition::on;
use super::{Filter, Job, Lowering, Permission, Step};
use crate::job::CHANGES;
use crate::{Entry, Occasion};

impl Lowering<'_> {
    /// Says for each job with a path filter whether it has to run.
    pub(super) fn changes(&self) -> Result<Job, Problem> {
        let mut filters: Vec<Filter> = Vec::new();
        let mut outputs = Vec::new();
        for job in self.pipeline.jobs.iter().filter(|job| !job.paths.is_empty()) {
            outputs.push(Entry::new(&job.id, format!("${{{{ steps.diff.outputs.{} }}}}", job.id)));
            // this very file is among them
            let paths = job.paths.iter().cloned().chain([self.pipeline.github_file_from_service("ci")]);
            let paths: Vec<String> = paths.collect();
            match filters.iter_mut().find(|filter| filter.paths == paths) {
                Some(filter) => filter.jobs.push(job.id.clone()),
                None => filters.push(Filter { jobs: vec![job.id.clone()], paths }),
            }
        }
        let base = "${{ github.event.pull_request.base.sha || github.event.merge_group.base_sha }}";
        Ok(Job {
            notes: vec!["A draft runs nothing until it is marked as ready.".to_owned()],
            conditions: vec!["github.event_name != 'pull_request' || !github.event.pull_request.draft".to_owned()],
            minutes: 5,
            permissions: vec![Permission {
                scope: "contents",
                access: "read",
                reason: "to compare commits".to_owned(),
            }],
            outputs,
            steps: vec![
                self.checkout(true)?,
                Step {
                    id: Some("diff".to_owned()),
                    env: vec![Entry::new("BASE", base)],
                    script: Some("changes".to_owned()),
                    filters,
                    ..Step::named("Which jobs have to run")
                },
            ],
            ..self.plain(CHANGES)
        })
    }

    /// Fails unless every job that a proposal needs succeeded, or had nothing to do.
    pub(super) fn required(&self) -> Result<Job, Problem> {
        let on_proposals = self.pipeline.jobs.iter().filter(|job| job.on.contains(&Occasion::Proposal));
        let proposal = on(&[Occasion::Proposal], self.pipeline);
        let needs = [CHANGES.to_owned()].into_iter().chain(on_proposals.map(|job| job.id.clone())).collect();
        Ok(Job {
            notes: vec!["The one check that branch protection has to ask for.".to_owned()],
            needs,
            conditions: ["always()".to_owned()].into_iter().chain(proposal).collect(),
            minutes: 2,
            at_root: self.pipeline.folder.is_some(),
            steps: vec![Step {
                env: vec![Entry::new("NEEDS", "${{ toJSON(needs) }}")],
                script: Some("required".to_owned()),
                ..Step::named("Every job succeeded or had nothing to do")
            }],
            ..self.plain(&self.pipeline.required(Provider::Github))
        })
    }

    pub(super) fn plain(&self, id: &str) -> Job {
        Job {
            id: id.to_owned(),
            serves: None,
            notes: Vec::new(),
            needs: Vec::new(),
            conditions: Vec::new(),
            runner: self.runner(),
            minutes: 10,
            at_root: false,
            permissions: Vec::new(),
            environment: None,
            concurrency: None,
            outputs: Vec::new(),
            steps: Vec::new(),
        }
    }
}
