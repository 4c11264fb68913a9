//! Each gate that one forge has stands on the other as well, or it is said here why it does not.

use crate::testing::{AUTOMATIC, BARE, RICH, pins, pipeline};
use crate::{Pipeline, Releaser, Reports, Task, github, gitlab};

/// Jobs that stand on one forge alone.
const JOBS: &[(&str, &str, &str)] = &[(
    "changes",
    "github",
    "GitLab filters by paths itself; on GitHub a workflow that path filters skip leaves its required check pending",
)];

/// Tasks that are no command on GitLab.
const TASKS_WITHOUT_COMMAND: &[(&str, &str)] = &[
    ("KeepReports", "reports are artifacts of the job"),
    (
        "ReviewDependencies",
        "GitLab tells what a merge request adds for its dearest plan only; the scan of all dependencies is on both",
    ),
    ("ScanTriedImage", "the builder throws the image away; it is scanned once it is pushed, before it is deployed"),
    (
        "AttestImage",
        "GitLab stores no attestations; the provenance that BuildKit pushes with the image is signed with it",
    ),
    ("Release(release-please)", "Release Please knows GitHub alone; blip.yaml is refused"),
    (
        "FollowUp",
        "what a project's token pushes sets a pipeline going; GitHub's job has to start it where there is no app",
    ),
];

/// Every task, so that a new one has to be thought of here: the compiler asks for its name in `name`.
fn tasks() -> Vec<Task> {
    let text = || "x".to_owned();
    let reports = vec![Reports { junit: Some(text()), cobertura: Some(text()) }];
    vec![
        Task::Run { title: text(), command: text() },
        Task::KeepReports(reports),
        Task::CheckChart,
        Task::CheckDrift,
        Task::ReviewDependencies,
        Task::ScanDependencies { lock: Some(text()) },
        Task::TryImage,
        Task::ScanTriedImage,
        Task::PushImage,
        Task::ScanImage,
        Task::ScanDeployedImages,
        Task::SignImage,
        Task::AttestImage,
        Task::CheckTag,
        Task::Deploy { environment: text(), elsewhere: false },
        Task::PushChart,
        Task::Publish,
        Task::Release(Releaser::SemanticRelease),
        Task::Release(Releaser::ReleasePlease),
        Task::FollowUp(Releaser::SemanticRelease),
    ]
}

fn name(task: &Task) -> &'static str {
    match task {
        Task::Run { .. } => "Run",
        Task::KeepReports(_) => "KeepReports",
        Task::CheckChart => "CheckChart",
        Task::CheckDrift => "CheckDrift",
        Task::ReviewDependencies => "ReviewDependencies",
        Task::ScanDependencies { .. } => "ScanDependencies",
        Task::TryImage => "TryImage",
        Task::ScanTriedImage => "ScanTriedImage",
        Task::ScanImage => "ScanImage",
        Task::ScanDeployedImages => "ScanDeployedImages",
        Task::PushImage => "PushImage",
        Task::SignImage => "SignImage",
        Task::AttestImage => "AttestImage",
        Task::CheckTag => "CheckTag",
        Task::Deploy { .. } => "Deploy",
        Task::PushChart => "PushChart",
        Task::Publish => "Publish",
        Task::Release(Releaser::SemanticRelease) => "Release(semantic-release)",
        Task::Release(Releaser::ReleasePlease) => "Release(release-please)",
        Task::FollowUp(_) => "FollowUp",
    }
}

/// Those of both workflows.
fn github_jobs(pipeline: &Pipeline) -> Vec<github::Job> {
    let workflow = pipeline.github(&pins()).unwrap();
    workflow.jobs.into_iter().chain(workflow.nightly.into_iter().flat_map(|nightly| nightly.jobs)).collect()
}

#[test]
fn every_job_stands_on_both_forges() {
    for rest in [RICH, BARE, AUTOMATIC] {
        let pipeline = pipeline("github", rest);
        let github: Vec<_> = github_jobs(&pipeline).into_iter().map(|job| job.id).collect();
        let gitlab: Vec<_> = pipeline.gitlab(&pins()).unwrap().jobs.into_iter().map(|job| job.id).collect();
        let mut gaps: Vec<(&str, &str)> = Vec::new();
        gaps.extend(github.iter().filter(|id| !gitlab.contains(id)).map(|id| (id.as_str(), "github")));
        gaps.extend(gitlab.iter().filter(|id| !github.contains(id)).map(|id| (id.as_str(), "gitlab")));
        let known: Vec<_> = JOBS.iter().map(|(id, forge, _)| (*id, *forge)).collect();
        assert_eq!(gaps, known);
    }
}

#[test]
fn every_task_is_done_on_both_forges() {
    let pipeline = pipeline("github", RICH);
    let pins = pins();
    let mut without: Vec<&str> = Vec::new();
    for task in tasks() {
        github::Lowering { pipeline: &pipeline, pins: &pins }.task(&task).unwrap();
        if gitlab::task(&task, pipeline.builder).is_empty() {
            without.push(name(&task));
        }
    }
    assert_eq!(without, TASKS_WITHOUT_COMMAND.iter().map(|(task, _)| *task).collect::<Vec<_>>());
}

#[test]
fn the_jobs_of_both_forges_wait_for_the_same() {
    let pipeline = pipeline("gitlab", AUTOMATIC);
    let github = github_jobs(&pipeline);
    let gitlab = pipeline.gitlab(&pins()).unwrap();
    for job in &gitlab.jobs {
        let twin = github.iter().find(|twin| twin.id == job.id).unwrap();
        let needs: Vec<_> = twin.needs.iter().filter(|need| *need != "changes").collect();
        assert_eq!(job.needs.iter().map(|need| &need.job).collect::<Vec<_>>(), needs, "{}", job.id);
        assert_eq!(job.resource_group, twin.concurrency, "{}", job.id);
    }
}
