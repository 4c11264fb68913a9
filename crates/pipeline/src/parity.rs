//! Each gate that one forge has stands on the other as well, and in a cluster, or it is said here why it does not.

use crate::testing::{AUTOMATIC, BARE, PREVIEWS, RICH, pins, pipeline};
use crate::{Architecture, Occasion, Pipeline, Releaser, Reports, Symbols, Task, cluster, github, gitlab};

/// Jobs that stand on one forge alone.
const JOBS: &[(&str, &str, &str)] = &[
    (
        "changes",
        "github",
        "GitLab filters by paths itself; on GitHub a workflow that path filters skip leaves its required check pending",
    ),
    ("preview-lifetime", "github", "GitLab ends an environment by itself, and with it its preview"),
];

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
    ("AwaitChecks", "the checks stand in the same pipeline, and the job needs them"),
    ("ExpirePreviews", "each environment has `auto_stop_in`"),
];

/// Tasks for which nothing runs in a cluster.
const TASKS_WITHOUT_CONTAINER: &[(&str, &str)] = &[
    ("KeepReports", "a cluster has no place for them"),
    ("ReviewDependencies", "as on GitLab: the scan sees all dependencies"),
    ("ScanTriedImage", "as on GitLab: the builder throws the image away"),
    ("PushArchitecture", "it builds on whichever node it gets; blip.yaml is refused"),
    ("MergeImages", "the same"),
    ("KeepSymbols", "no job hands files to another, so none that knows Sentry's token gets them"),
    ("SignImage", "no job has an identity that sigstore's public authority knows; Tekton Chains signs by itself"),
    ("AttestImage", "as on GitLab: there is nothing that would store it"),
    ("Release(semantic-release)", "it asks the forge's pipeline who it is; blip.yaml is refused"),
    ("Release(release-please)", "it is an action of GitHub's; blip.yaml is refused"),
    ("FollowUp", "nothing releases by itself"),
    ("UploadSymbols", "see KeepSymbols"),
    ("AwaitChecks", "previews are asked for by labels; blip.yaml is refused"),
    ("PushPreviewImage", "the same"),
    ("OfferPreview", "the same"),
    ("EndPreview", "the same"),
    ("ExpirePreviews", "the same"),
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
        Task::PushArchitecture(Architecture::Arm64),
        Task::MergeImages(Architecture::ALL.to_vec()),
        Task::KeepSymbols,
        Task::ScanImage(Vec::new()),
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
        Task::UploadSymbols(Symbols::SourceMaps),
        Task::ReportRelease,
        Task::ReportDeployment { environment: text() },
        Task::AwaitChecks,
        Task::PushPreviewImage,
        Task::OfferPreview,
        Task::EndPreview,
        Task::ExpirePreviews,
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
        Task::PushArchitecture(_) => "PushArchitecture",
        Task::MergeImages(_) => "MergeImages",
        Task::ScanImage(_) => "ScanImage",
        Task::ScanDeployedImages => "ScanDeployedImages",
        Task::PushImage => "PushImage",
        Task::KeepSymbols => "KeepSymbols",
        Task::SignImage => "SignImage",
        Task::AttestImage => "AttestImage",
        Task::CheckTag => "CheckTag",
        Task::Deploy { .. } => "Deploy",
        Task::PushChart => "PushChart",
        Task::Publish => "Publish",
        Task::Release(Releaser::SemanticRelease) => "Release(semantic-release)",
        Task::Release(Releaser::ReleasePlease) => "Release(release-please)",
        Task::FollowUp(_) => "FollowUp",
        Task::UploadSymbols(_) => "UploadSymbols",
        Task::ReportRelease => "ReportRelease",
        Task::ReportDeployment { .. } => "ReportDeployment",
        Task::AwaitChecks => "AwaitChecks",
        Task::PushPreviewImage => "PushPreviewImage",
        Task::OfferPreview => "OfferPreview",
        Task::EndPreview => "EndPreview",
        Task::ExpirePreviews => "ExpirePreviews",
    }
}

/// Those of all workflows.
fn github_jobs(pipeline: &Pipeline) -> Vec<github::Job> {
    let workflow = pipeline.github(&pins()).unwrap();
    let nightly = workflow.nightly.into_iter().flat_map(|nightly| nightly.jobs);
    let previews = workflow.previews.into_iter().flat_map(|previews| previews.jobs);
    workflow.jobs.into_iter().chain(nightly).chain(previews).collect()
}

#[test]
fn every_job_stands_on_both_forges() {
    let several = "blips: {ci: {architectures: [amd64, arm64]}}";
    for rest in [PREVIEWS, RICH, BARE, AUTOMATIC, several] {
        let github: Vec<_> = github_jobs(&pipeline("github", rest)).into_iter().map(|job| job.id).collect();
        let gitlab = pipeline("gitlab", rest).gitlab(&pins()).unwrap().jobs;
        let gitlab: Vec<_> = gitlab.into_iter().map(|job| job.id).collect();
        let mut gaps: Vec<(&str, &str)> = Vec::new();
        gaps.extend(github.iter().filter(|id| !gitlab.contains(id)).map(|id| (id.as_str(), "github")));
        gaps.extend(gitlab.iter().filter(|id| !github.contains(id)).map(|id| (id.as_str(), "gitlab")));
        let is_here = |id: &str| rest == PREVIEWS || !id.starts_with("preview");
        let known: Vec<_> = JOBS.iter().map(|(id, forge, _)| (*id, *forge)).filter(|(id, _)| is_here(id)).collect();
        assert_eq!(gaps, known);
    }
}

/// CodeQL has a workflow of its own on GitHub; GitLab's `.gitlab-ci.yml` is told how to include GitLab's analysers instead.
#[test]
fn sources_are_analysed_on_github_alone() {
    let workflow = pipeline("github", "blips: {ci: {codeql: true}}").github(&pins()).unwrap();
    let jobs: Vec<_> = workflow.analysis.unwrap().jobs.into_iter().map(|job| job.id).collect();
    assert_eq!(jobs, ["rust", "actions"]);
    let selection = crate::testing::selection("gitlab", "blips: {ci: {codeql: true}}");
    let refused = Pipeline::of(&crate::Input { selection: &selection, stack: &crate::testing::stack("rust") });
    assert!(refused.unwrap_err().to_string().contains("Jobs/SAST.gitlab-ci.yml"));
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
    for rest in [PREVIEWS, AUTOMATIC] {
        let pipeline = pipeline("gitlab", rest);
        let github = github_jobs(&pipeline);
        let gitlab = pipeline.gitlab(&pins()).unwrap();
        for job in &gitlab.jobs {
            let twin = github.iter().find(|twin| twin.id == job.id).unwrap();
            let needs: Vec<_> = twin.needs.iter().filter(|need| *need != "changes").collect();
            let waits = pipeline.job(&job.id).is_some_and(|job| job.tasks.contains(&Task::AwaitChecks));
            assert_eq!(
                job.needs.iter().map(|need| &need.job).filter(|_| !waits).collect::<Vec<_>>(),
                needs,
                "{}",
                job.id
            );
            assert_eq!(job.resource_group, twin.concurrency, "{}", job.id);
        }
    }
}

#[test]
fn every_job_stands_in_a_cluster() {
    for rest in [RICH, BARE] {
        let pipeline = pipeline("github", rest);
        // what there is no identity for is left out by the model itself: see the omissions
        let in_cluster = self::pipeline("github", &rest.replace("ci: {}", "ci: {}, kubernetes-ci: {engine: tekton}"));
        let graph = in_cluster.cluster(&pins()).unwrap();
        let expected: Vec<_> = pipeline.jobs.iter().filter(|job| job.id != "sign").collect();
        assert_eq!(
            graph.jobs.iter().map(|job| &job.id).collect::<Vec<_>>(),
            expected.iter().map(|job| &job.id).collect::<Vec<_>>()
        );
        for (job, twin) in graph.jobs.iter().zip(expected) {
            let needs: Vec<_> = twin.needs.iter().filter(|need| *need != "sign").collect();
            assert_eq!(job.needs.iter().collect::<Vec<_>>(), needs, "{}", job.id);
            assert_eq!(job.on.len(), twin.on.iter().filter(|on| **on != Occasion::Preview).count(), "{}", job.id);
            assert_eq!(job.group, twin.group(), "{}", job.id);
        }
        assert!(in_cluster.omissions.iter().any(|omission| omission.what == "The image is not signed here"));
    }
}

#[test]
fn a_cluster_looks_first_whether_anything_of_the_service_changed() {
    let repository = "repository: {provider: github, url: 'https://github.com/acme/shop', folder: services/checkout}";
    let blips = "blips: {ci: {}, kubernetes-ci: {engine: tekton}}";
    let pipeline = pipeline("github", &format!("{repository}\n{blips}"));
    let graph = pipeline.cluster(&pins()).unwrap();
    assert_eq!((graph.gate, graph.check.as_str()), (Some("changes"), "required-checkout"));
    let (first, rest) = graph.jobs.split_first().unwrap();
    assert_eq!(first.id, "changes");
    assert_eq!(
        rest.iter().map(|job| &job.id).collect::<Vec<_>>(),
        pipeline.jobs.iter().map(|job| &job.id).collect::<Vec<_>>()
    );
    assert!(rest.iter().all(|job| job.needs.first() == Some(&first.id)));
}

#[test]
fn every_task_is_done_in_a_cluster() {
    let builder = pipeline("github", RICH).builder;
    let tasks = tasks();
    let without: Vec<_> = tasks.iter().filter(|task| cluster::task(task, builder).is_empty()).map(name).collect();
    assert_eq!(without, TASKS_WITHOUT_CONTAINER.iter().map(|(task, _)| *task).collect::<Vec<_>>());
}
