//! A job of a workflow: everything but its steps.

use blip_model::Problem;
use serde::Serialize;

use super::condition::conditions;
use super::{Lowering, Step};
use crate::job::CHANGES;
use crate::{Architecture, Checkout, Entry, Grant, Releaser, Right, Task, Toolbox};

/// The label of the runners, where the service asks for no other. A number, since `latest` changes overnight.
const RUNNER: &str = "ubuntu-24.04";

/// The same of arm64.
const ARM_RUNNER: &str = "ubuntu-24.04-arm";

/// A job of a workflow.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Job {
    /// Its key, which is its name as well.
    pub id: String,
    /// The blip that it serves, where that is not `ci`.
    pub serves: Option<String>,
    /// What whoever reads it should know.
    pub notes: Vec<String>,
    /// The jobs before it.
    pub needs: Vec<String>,
    /// Expressions, all of which must hold.
    pub conditions: Vec<String>,
    /// `runs-on`
    pub runner: String,
    /// `timeout-minutes`
    pub minutes: u16,
    /// Whether its commands run at the root, since the folder of the service is not checked out.
    pub at_root: bool,
    /// What its token may do.
    pub permissions: Vec<Permission>,
    /// Where it delivers to.
    pub environment: Option<Environment>,
    /// Only one job of this group runs at a time, and none is cancelled for another.
    pub concurrency: Option<String>,
    /// What it tells the jobs that need it.
    pub outputs: Vec<Entry>,
    /// What it does.
    pub steps: Vec<Step>,
}

/// One permission of a job's token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Permission {
    /// Its name: `contents`.
    pub scope: &'static str,
    /// `read` or `write`
    pub access: &'static str,
    /// What for.
    pub reason: String,
}

/// Where a job delivers to, and where approvals and secrets are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Environment {
    /// Its name.
    pub name: String,
    /// Where the service can be seen there.
    pub url: Option<String>,
    /// Whether a run is recorded as a deployment.
    pub deployment: bool,
}

impl Lowering<'_> {
    pub(super) fn runner(&self) -> String {
        self.pipeline.runner.clone().unwrap_or_else(|| RUNNER.to_owned())
    }

    pub(super) fn job(&self, job: &crate::Job) -> Result<Job, Problem> {
        let mut needs = job.needs.clone();
        if job.is_of_previews() {
            // the checks stand in another workflow
            needs.retain(|need| self.pipeline.job(need).is_some_and(crate::Job::is_of_previews));
        }
        if !job.paths.is_empty() {
            needs.insert(0, CHANGES.to_owned());
        }
        let outputs = job.outputs.iter().map(|output| {
            let name = output.name();
            let told = if matches!(output, crate::Output::DigestOf(_)) { "digest" } else { name };
            Entry::new(name, format!("${{{{ steps.{}.outputs.{told} }}}}", step_that_tells(*output)))
        });
        Ok(Job {
            id: job.id.clone(),
            serves: job.serves.map(str::to_owned),
            notes: notes(job, self.pipeline.folder.is_some()),
            needs,
            conditions: conditions(self.pipeline, job),
            runner: match job.architecture {
                Some(Architecture::Arm64) => self.pipeline.arm_runner.clone().unwrap_or_else(|| ARM_RUNNER.to_owned()),
                Some(Architecture::Amd64) | None => self.runner(),
            },
            minutes: job.minutes,
            // the workflow of the previews names no folder
            at_root: self.pipeline.folder.is_some() && job.checkout == Checkout::None && !job.is_of_previews(),
            permissions: job.grants.iter().flat_map(permissions).chain(self.of_private(job)).collect(),
            environment: job.environment.as_ref().map(|environment| Environment {
                name: environment.name.clone(),
                url: environment.url.clone(),
                deployment: environment.deployment,
            }),
            concurrency: self.pipeline.group(job),
            outputs: outputs.collect(),
            steps: self.steps(job)?,
        })
    }
}

/// The `id` of the step whose output a job passes on.
pub(super) fn step_that_tells(output: crate::Output) -> &'static str {
    match output {
        crate::Output::Digest | crate::Output::DigestOf(_) => "build",
        crate::Output::Version => "tag",
    }
}

fn notes(job: &crate::Job, in_folder: bool) -> Vec<String> {
    let mut notes: Vec<&str> = Vec::new();
    if job.tasks.contains(&Task::SignImage) {
        notes.extend([
            "Whoever signs stands in sigstore's public log for good: the signature names the repository and this file, even",
            "where the repository is private. `blips.ci.sign: false` in blip.yaml leaves this job out.",
        ]);
    }
    if job.may(Right::WriteCode) && job.environment.as_ref().is_some_and(|environment| environment.deployment) {
        notes.extend([
            "What the job's own token pushes sets no workflow going, so a deployment cannot cause the next one.",
            "Where the branch is protected, that token is refused: give the environment the private key of a GitHub App",
            "that may bypass the rule, and take the token from actions/create-github-app-token. `paths-ignore` above",
            "then ends the circle.",
        ]);
    }
    if job.tasks.iter().any(|task| matches!(task, Task::Deploy { elsewhere: true, .. })) {
        notes.extend([
            "The job pushes to the GitOps repository, which its own token does not open: give each environment a secret",
            "GITOPS_TOKEN with a fine-grained token that may write that repository's contents, and nothing else.",
        ]);
    }
    if let Toolbox::Releaser(releaser) = &job.toolbox {
        notes.extend(of_releaser(*releaser, in_folder));
    } else if job.toolbox == Toolbox::Sentry {
        notes.push("The environment `sentry` keeps the secret SENTRY_AUTH_TOKEN, an organisation token of Sentry's.");
    } else if job.environment.as_ref().is_some_and(|environment| !environment.deployment) {
        notes.push("The environment `registry` keeps the secrets REGISTRY_USERNAME and REGISTRY_PASSWORD.");
    }
    if job.tasks.contains(&Task::PushPreviewImage) {
        notes.push("A fork is never deployed: nobody builds its image, and without one there is no preview.");
    }
    notes.into_iter().map(str::to_owned).collect()
}

fn of_releaser(releaser: Releaser, in_folder: bool) -> Vec<&'static str> {
    let mut notes = vec![
        "What the job's own token pushes sets no workflow going, so the job starts it by hand. Where the branch or the tags",
        "are protected, that token is refused: install a GitHub App that may bypass the rule, and give the environment",
        "`release` its client id as the variable RELEASE_APP_CLIENT_ID and its key as the secret RELEASE_APP_PRIVATE_KEY.",
    ];
    if releaser == Releaser::ReleasePlease {
        notes.push("Without one: Settings > Actions > General, let GitHub Actions create pull requests.");
        if in_folder {
            notes.push("Checks of other services that are required report for the pull request of an app alone.");
        }
    }
    notes
}

/// What GitHub calls a right.
fn permissions(grant: &Grant) -> Vec<Permission> {
    let permission = |scope, access| Permission { scope, access, reason: format!("to {}", grant.reason) };
    match grant.right {
        Right::ReadCode => vec![permission("contents", "read")],
        Right::WriteCode => vec![permission("contents", "write")],
        Right::WriteProposals => vec![permission("pull-requests", "write"), permission("issues", "write")],
        Right::StartPipelines => vec![permission("actions", "write")],
        Right::ReadRegistry => vec![permission("packages", "read")],
        Right::WriteRegistry => vec![permission("packages", "write")],
        Right::Identity => vec![permission("id-token", "write")],
        Right::ReadChecks => vec![permission("checks", "read")],
        Right::WriteRequests => vec![permission("pull-requests", "write")],
        Right::WriteFindings => vec![permission("security-events", "write")],
        Right::WriteAttestations => {
            vec![permission("attestations", "write"), permission("artifact-metadata", "write")]
        }
    }
}
