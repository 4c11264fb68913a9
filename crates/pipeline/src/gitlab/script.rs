//! What a job runs.

use serde::Serialize;

use crate::jobs::{Shown, reports_on, scan_dependencies, scan_image};
use crate::{Builder, Job, Login, Output, Releaser, Symbols, Task, Toolbox};

/// A command, or a script of `templates/ci/macros.sh`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Line {
    /// One command.
    Run(String),
    /// The name of a script.
    Script(&'static str),
    /// The same, for others to use.
    Anchor(&'static str),
    /// The script of that name once more.
    Alias(&'static str),
}

/// Writes each script out once: where it first stands, and by its name afterwards.
pub(super) fn share(jobs: &mut [super::Job]) {
    let mut lines: Vec<&mut Line> =
        jobs.iter_mut().flat_map(|job| job.before.iter_mut().chain(&mut job.script)).collect();
    let name = |line: &Line| if let Line::Script(name) = line { Some(*name) } else { None };
    let names: Vec<_> = lines.iter().map(|line| name(line)).collect();
    for (i, line) in lines.iter_mut().enumerate() {
        let Some(name) = names[i] else { continue };
        if names[..i].contains(&Some(name)) {
            **line = Line::Alias(name);
        } else if names[i + 1..].contains(&Some(name)) {
            **line = Line::Anchor(name);
        }
    }
}

/// What runs before the job's own commands: the tools are completed, and the registry gets to know the job.
pub(super) fn before(job: &Job, login: Login) -> Vec<Line> {
    match &job.toolbox {
        Toolbox::Stack { before, .. } => before.iter().cloned().map(Line::Run).collect(),
        Toolbox::Scanner => {
            let login = credentials(job, login).map(|_| Line::Script("log_in"));
            login.into_iter().chain(findings(job).map(|_| Line::Script("gitlab_findings"))).collect()
        }
        Toolbox::Builder | Toolbox::Merger if credentials(job, login).is_some() => vec![Line::Script("log_in")],
        Toolbox::Signer => vec![Line::Run("apk add --no-cache cosign".to_owned()), Line::Script("log_in")],
        Toolbox::Forge if job.is_of_previews() => vec![Line::Run("apk add --no-cache curl jq".to_owned())],
        Toolbox::Builder
        | Toolbox::Merger
        | Toolbox::Git
        | Toolbox::Helm
        | Toolbox::Forge
        | Toolbox::Sentry
        | Toolbox::Blip { .. }
        | Toolbox::Releaser(_) => Vec::new(),
    }
}

/// The job's own commands.
pub(super) fn script(job: &Job, builder: Builder) -> Vec<Line> {
    let mut lines: Vec<Line> = job.tasks.iter().flat_map(|task| self::task(task, builder)).collect();
    lines.extend(job.outputs.iter().map(|output| Line::Run(hand_on(*output))));
    lines
}

pub(crate) fn task(task: &Task, builder: Builder) -> Vec<Line> {
    let run = |command: &str| Line::Run(command.to_owned());
    let by_builder = |buildkit, buildah, dind| {
        vec![Line::Script(match builder {
            Builder::BuildKit => buildkit,
            Builder::Buildah => buildah,
            Builder::Dind => dind,
        })]
    };
    match task {
        Task::Run { command, .. } => vec![run(command)],
        // they are artifacts of the job
        Task::KeepReports(_) => Vec::new(),
        Task::CheckChart => vec![Line::Script("chart")],
        Task::CheckDrift => vec![Line::Script("gitlab_drift")],
        // GitLab tells what a merge request adds to the dependencies for its dearest plan only; the scan sees all of them
        Task::ReviewDependencies => Vec::new(),
        Task::ScanDependencies { lock } => vec![Line::Script(scan_dependencies(lock.as_deref()))],
        Task::TryImage => by_builder("try_image", "try_image_buildah", "try_image_dind"),
        // it is thrown away with its builder, which has no scanner
        Task::ScanTriedImage => Vec::new(),
        Task::PushImage => by_builder("push_image", "push_image_buildah", "push_image_dind"),
        Task::PushArchitecture(_) => {
            by_builder("push_architecture", "push_architecture_buildah", "push_architecture_dind")
        }
        Task::MergeImages(_) => vec![Line::Script("merge_images")],
        Task::KeepSymbols => by_builder("keep_symbols", "keep_symbols_buildah", "keep_symbols_dind"),
        Task::ScanImage(architectures) => {
            vec![Line::Run(scan_image("$IMAGE@$DIGEST", architectures, Shown::OnGitlab))]
        }
        Task::ScanDeployedImages => vec![Line::Script("scan_deployed")],
        Task::SignImage => vec![run("cosign sign --yes \"$IMAGE@$DIGEST\"")],
        // the provenance that BuildKit pushes with the image is all that GitLab has
        Task::AttestImage => Vec::new(),
        // the runner fetches the tag alone
        Task::CheckTag => vec![
            run("git fetch --quiet origin \"+refs/heads/$BRANCH:refs/remotes/origin/$BRANCH\""),
            Line::Script("tag"),
        ],
        Task::Deploy { environment, .. } => {
            vec![Line::Run(format!("sh deploy/bring.sh {environment} \"$DIGEST\" \"$CI_COMMIT_SHA\""))]
        }
        Task::PushChart => vec![Line::Script("package")],
        Task::Publish => vec![Line::Script("gitlab_notes")],
        Task::Release(Releaser::SemanticRelease) => {
            vec![
                Line::Script("release_token"),
                Line::Script("install_semantic_release"),
                Line::Script("semantic_release"),
            ]
        }
        // it knows GitHub alone, and blip.yaml is refused before this
        Task::Release(Releaser::ReleasePlease) => Vec::new(),
        // what the project's token pushes sets a pipeline going
        Task::FollowUp(_) => Vec::new(),
        Task::UploadSymbols(Symbols::DebugFiles) => vec![Line::Script("own_sentry_debug_files")],
        Task::UploadSymbols(Symbols::SourceMaps) => vec![Line::Script("own_sentry_source_maps")],
        Task::ReportRelease => vec![Line::Script("own_sentry_release")],
        Task::ReportDeployment { .. } => vec![Line::Script("own_sentry_deployment")],
        // the job needs them
        Task::AwaitChecks => Vec::new(),
        Task::PushPreviewImage => by_builder("push_preview", "push_preview_buildah", "push_preview_dind"),
        Task::OfferPreview => vec![Line::Script("gitlab_offer")],
        Task::EndPreview => vec![Line::Script("gitlab_end")],
        // each environment ends by itself
        Task::ExpirePreviews => Vec::new(),
    }
}

/// What GitLab calls the report on a job's findings, if it makes one, and what the report is about.
pub(super) fn findings(job: &Job) -> Option<(&'static str, Vec<String>)> {
    job.tasks.iter().find_map(|task| match task {
        Task::ScanImage(architectures) => Some(("container_scanning", reports_on(architectures))),
        Task::ScanDependencies { .. } => Some(("dependency_scanning", vec!["dependencies".to_owned()])),
        _ => None,
    })
}

/// The variables that its scripts ask for, beside those that other jobs hand on.
pub(super) fn variables(job: &Job, default_branch: &str, login: Login) -> Vec<(&'static str, String)> {
    let mut variables = Vec::new();
    let mut set = |name: &'static str, value: &str| variables.push((name, value.to_owned()));
    if job.tasks.contains(&Task::CheckTag) {
        set("TAG", "$CI_COMMIT_TAG");
        set("BRANCH", default_branch);
    }
    if matches!(job.toolbox, Toolbox::Releaser(_)) {
        set("BRANCH", default_branch);
        set("REMOTE", "$CI_PROJECT_URL.git");
        set("LOGIN", "gitlab-ci-token");
        set("NAME", "$GITLAB_USER_NAME");
        set("EMAIL", "$GITLAB_USER_EMAIL");
    }
    if let Some((username, password)) = credentials(job, login) {
        set("USERNAME", username);
        set("PASSWORD", password);
    }
    variables
}

/// As whom a job logs in to the registry, if it does: nothing of the project's own secrets for a proposal.
fn credentials(job: &Job, login: Login) -> Option<(&'static str, &'static str)> {
    let asks = job.tasks.iter().any(|task| task.writes_registry() || task.reads_registry());
    let tries = job.tasks.contains(&Task::TryImage);
    match login {
        Login::Forge if asks || tries => Some(("$CI_REGISTRY_USER", "$CI_REGISTRY_PASSWORD")),
        Login::Secrets if asks => Some(("$REGISTRY_USERNAME", "$REGISTRY_PASSWORD")),
        _ => None,
    }
}

/// The name of the file with which a job tells others something.
pub(super) fn dotenv(output: Output) -> String {
    format!("{}.env", output.name())
}

fn hand_on(output: Output) -> String {
    let variable = output.variable();
    // what a build says of itself is the digest, of whichever architecture
    let told = if matches!(output, Output::DigestOf(_)) { Output::Digest.variable() } else { variable };
    format!("echo \"{variable}=${told}\" | tee {}", dotenv(output))
}
