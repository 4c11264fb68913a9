//! What a job of a cluster runs.

use serde::Serialize;

use crate::jobs::{Shown, scan_dependencies, scan_image};
use crate::{Builder, Checkout, Job, Output, Pipeline, Task, Toolbox};

/// A command, or a script of `templates/ci/macros.sh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// One command.
    Run(String),
    /// The name of a script.
    Script(&'static str),
}

pub(super) fn script(job: &Job, pipeline: &Pipeline) -> Vec<Line> {
    let mut lines = Vec::new();
    match &job.toolbox {
        Toolbox::Stack { before, .. } => lines.extend(before.iter().map(|command| run(command))),
        Toolbox::Builder | Toolbox::Scanner if credentials(job) => lines.push(Line::Script("log_in")),
        Toolbox::Forge => lines.push(run("apk add --no-cache curl jq")),
        _ => {}
    }
    lines.extend(job.tasks.iter().flat_map(|task| self::task(task, pipeline.builder)));
    if job.outputs.contains(&Output::Digest) {
        lines.push(run("printf %s \"$DIGEST\" > \"$RESULT\""));
    }
    // most scripts begin with it
    if !lines.first().is_some_and(|line| matches!(line, Line::Script(name) if !name.starts_with("scan_"))) {
        lines.insert(0, run("set -eu"));
    }
    if let Some(folder) = pipeline.folder.as_ref().filter(|_| job.checkout != Checkout::None) {
        lines.insert(0, Line::Run(format!("cd {folder} || exit")));
    }
    lines
}

/// Whether a job logs in to the registry: nothing of the service's own secrets for a proposal.
pub(super) fn credentials(job: &Job) -> bool {
    job.tasks.iter().any(|task| task.writes_registry() || task.reads_registry())
}

/// What is run for a task; nothing where a cluster has no means for it.
pub(crate) fn task(task: &Task, builder: Builder) -> Vec<Line> {
    let script = |buildkit, buildah| match builder {
        Builder::Buildah => vec![Line::Script(buildah)],
        Builder::BuildKit | Builder::Dind => vec![Line::Script(buildkit)],
    };
    match task {
        Task::Run { command, .. } => vec![run(command)],
        Task::CheckChart => vec![Line::Script("chart")],
        Task::CheckDrift => vec![run("blip check --diff")],
        Task::ScanDependencies { lock } => vec![Line::Script(scan_dependencies(lock.as_deref()))],
        Task::TryImage => script("try_image", "try_image_buildah"),
        Task::PushImage => script("push_image", "push_image_buildah"),
        Task::ScanImage(architectures) => {
            vec![Line::Run(scan_image("$IMAGE@$DIGEST", architectures, Shown::InTheLog))]
        }
        Task::ScanDeployedImages => vec![Line::Script("scan_deployed")],
        Task::CheckTag => vec![Line::Script("check_tag")],
        Task::Deploy { environment, .. } => {
            vec![Line::Run(format!("sh deploy/bring.sh {environment} \"$DIGEST\" \"$CI_COMMIT_SHA\""))]
        }
        Task::PushChart => vec![Line::Script("package")],
        Task::Publish => vec![Line::Script("cluster_release")],
        Task::ReportRelease => vec![Line::Script("own_sentry_release")],
        Task::ReportDeployment { .. } => vec![Line::Script("own_sentry_deployment")],
        Task::KeepReports(_)
        | Task::ReviewDependencies
        | Task::KeepSymbols
        | Task::UploadSymbols(_)
        | Task::ScanTriedImage
        | Task::PushArchitecture(_)
        | Task::MergeImages(_)
        | Task::SignImage
        | Task::AttestImage
        | Task::Release(_)
        | Task::FollowUp(_)
        | Task::AwaitChecks
        | Task::PushPreviewImage
        | Task::OfferPreview
        | Task::EndPreview
        | Task::ExpirePreviews => Vec::new(),
    }
}

fn run(command: &str) -> Line {
    Line::Run(command.to_owned())
}
