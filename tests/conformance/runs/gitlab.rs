//! GitLab's pipelines, run by gitlab-ci-local on the machine itself.

use std::path::{Path, PathBuf};

use super::reports::{assert_cobertura, assert_findings, assert_junit, assert_sentry_hears_of_it};
use super::room::{RELEASED, Room};
use crate::support::Outcome;
use crate::tools::{release_tools_are_there, tool};

/// The variables by which GitLab tells what set a pipeline going; a push to the default branch needs none.
pub(super) const PUSH: &[&str] = &[];
pub(super) const SCHEDULE: &[&str] = &["--variable", "CI_PIPELINE_SOURCE=schedule"];
pub(super) const MERGE_REQUEST: &[&str] =
    &["--variable", "CI_PIPELINE_SOURCE=merge_request_event", "--unset-variable", "CI_COMMIT_BRANCH"];
/// A label on a merge request of the project itself.
pub(super) const PREVIEW: &[&str] = &[
    "--variable",
    "CI_MERGE_REQUEST_LABELS=bug,preview",
    "--variable",
    "CI_MERGE_REQUEST_IID=1",
    "--variable",
    "CI_MERGE_REQUEST_PROJECT_ID=1",
    "--variable",
    "CI_MERGE_REQUEST_SOURCE_PROJECT_ID=1",
    "--variable",
    "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main",
    "--variable",
    "CI_API_V4_URL=https://gitlab.com/api/v4",
    "--variable",
    "PREVIEW_TOKEN=not-a-token",
];
const TAG: &[&str] = &["--variable", "CI_COMMIT_TAG=v1.2.0", "--unset-variable", "CI_COMMIT_BRANCH"];

#[test]
fn gitlab_deploys_a_push_once() {
    let Some(room) = room(Room::new, "python") else { return };
    let commit = room.head();
    let jobs = ["chart", "deploy-staging", "publish", "scan", "sign", "test"];
    assert_ran(&run(&room, PUSH), &jobs);
    let calls = room.calls();
    assert!(calls.contains(&format!("name=registry.gitlab.com/acme/checkout:sha-{commit}\"")), "{calls}");
    let image = signed_image(&calls);
    assert!(calls.contains(&format!("grype {image} --only-fixed --fail-on critical")), "{calls}");
    assert!(calls.contains("push asks for ci.skip"), "{calls}");
    assert_junit(&room, &report(&room, "junit.xml"));
    assert_findings(&report(&room, "image.json"), "container_scanning", image);
    assert_eq!(room.main(), [format!("chore(deploy): bring {} to staging", &commit[..7]), "feat: the service".into()]);
    let digest = image.split_once('@').unwrap().1;
    assert!(room.values("staging").contains(&format!("digest: \"{digest}\"")));
    assert!(!room.values("production").contains("sha256:"));

    // the same commit once more
    assert_ran(&run(&room, PUSH), &jobs);
    assert!(!room.calls().contains("push asks"));
    assert_eq!(room.main().len(), 2, "{:?}", room.main());

    // what runs is looked at every night, and nothing is deployed then
    room.git(&["pull", "--quiet", "--rebase", "origin", "main"]);
    assert_ran(&run(&room, SCHEDULE), &["nightly"]);
    let calls = room.calls();
    assert!(calls.contains(&format!("grype {image} ")) && calls.contains("grype dir:. "), "{calls}");
    assert_findings(&report(&room, "dependencies.json"), "dependency_scanning", "requirements.lock");

    // what is known to be vulnerable is not deployed
    room.commit("fix: something");
    room.push();
    room.is_vulnerable();
    assert_failed(&run(&room, PUSH), &["chart", "publish", "sign", "test"], "scan");
    assert_eq!(room.main().len(), 3, "{:?}", room.main());
}

#[test]
fn gitlab_checks_what_yarn_installs() {
    let Some(room) = room(Room::with_package_manager, "yarn") else { return };
    assert_ran(&run(&room, PUSH), &["chart", "deploy-staging", "publish", "scan", "sign", "test"]);
    assert_junit(&room, &report(&room, "junit.xml"));
}

#[test]
fn gitlab_checks_a_merge_request() {
    let Some(room) = room(Room::new, "rust") else { return };
    room.git(&["switch", "--quiet", "--create", "topic"]);
    let lock = room.sandbox.read("checkout/Cargo.lock");
    room.sandbox.write("checkout/Cargo.lock", lock + "\n");
    room.commit("fix: the lock file");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "dependencies", "required", "test"]);
    assert_junit(&room, &report(&room, "target/nextest/ci/junit.xml"));
    assert_cobertura(&room, &report(&room, "coverage.xml"), "src/main.rs");

    // nothing of the service changes, and the pipeline reports nevertheless
    room.git(&["switch", "--quiet", "--force-create", "topic", "main"]);
    room.sandbox.write("checkout/NOTES.md", "Nothing of the service's.\n");
    room.commit("docs: notes");
    let labelled: Vec<&str> = MERGE_REQUEST.iter().chain(PREVIEW).copied().collect();
    assert_ran(&run(&room, &labelled), &["preview", "preview-image", "required"]);
    let calls = room.calls();
    let tag = format!("pr-1-{}", &room.head()[..7]);
    assert!(calls.contains(&format!("name=registry.gitlab.com/acme/checkout:{tag}\"")), "{calls}");
    assert!(!calls.contains("--export-cache"), "a merge request must not write what others read:\n{calls}");
    let offered = calls.find("add_labels=preview-ready").unwrap_or_else(|| panic!("no label is set:\n{calls}"));
    assert!(offered > calls.find("build build").unwrap(), "the label stands before the image:\n{calls}");

    // another commit: its comment is written anew
    room.commit("docs: more notes");
    assert_ran(&run(&room, &labelled), &["preview", "preview-image", "required"]);
    let said = room.said("notes");
    assert_eq!(said.len(), 2, "somebody's note, and one that is written anew: {said:#?}");
    assert!(said[1].contains(&format!("`pr-1-{}` runs beside staging", &room.head()[..7])), "{}", said[1]);
    assert_eq!(room.main(), ["feat: the service"]);
}

#[test]
fn gitlab_finds_what_drifted() {
    let Some(room) = room(Room::with_blip, "static") else { return };
    room.git(&["switch", "--quiet", "--create", "topic"]);
    room.sandbox.write("checkout/NOTES.md", "Nothing of the service's.\n");
    room.commit("docs: notes");
    assert_ran(&run(&room, MERGE_REQUEST), &["drift", "required"]);

    room.sandbox.edit("checkout/blip.yaml", "owner: payments", "owner: billing");
    room.commit("chore: another owner");
    let drifted = run(&room, MERGE_REQUEST);
    assert_failed(&drifted, &[], "drift");
    // what the merge request shows beside the lines
    let shown: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(report(&room, "drift.json")).unwrap()).unwrap();
    let files: Vec<_> = shown.as_array().unwrap().iter().map(|one| &one["location"]["path"]).collect();
    assert!(files.iter().any(|file| *file == "deploy/argocd/project.yaml"), "{shown:#}");
    assert!(drifted.to_string().contains("+  description: checkout, owned by billing"), "{drifted}");
}

#[test]
fn gitlab_checks_a_merge_request_in_php() {
    let (Some(_), Some(room)) = (tool("php-cs-fixer"), room(Room::new, "php")) else { return };
    room.change_on_a_branch("src/Log.php");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "required", "test"]);
    assert!(room.calls().contains("install-php-extensions @composer pcntl pcov zip"));
    assert_junit(&room, &report(&room, "junit.xml"));
}

#[test]
fn gitlab_checks_a_merge_request_in_ruby() {
    let (Some(_), Some(room)) = (tool("rubocop"), room(Room::new, "ruby")) else { return };
    room.change_on_a_branch("lib/service/log.rb");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "required", "test"]);
    assert_junit(&room, &report(&room, "junit.xml"));
    let coverage = std::fs::read_to_string(report(&room, "coverage/coverage.xml")).unwrap();
    assert!(coverage.contains("filename=\"lib/service/log.rb\""), "{coverage}");
}

#[test]
fn gitlab_checks_a_merge_request_in_dotnet() {
    let (Some(_), Some(room)) = (tool("dotnet"), room(Room::new, "dotnet")) else { return };
    room.change_on_a_branch("src/Log.cs");
    assert_ran(&run(&room, MERGE_REQUEST), &["build", "required", "test"]);
    assert_junit(&room, &report(&room, "TestResults/junit.xml"));
}

#[test]
fn gitlab_releases_a_tag() {
    // not Node.js: up to version 20 its test runner takes all files below a folder `test` for tests, and gitlab-ci-local
    // names folders after jobs
    let Some(room) = room(Room::with_gitops, "rust") else { return };
    room.git(&["tag", "v1.2.0"]);
    let commit = room.head();
    assert_ran(&run(&room, TAG), RELEASED);
    let calls = room.calls();
    assert_sentry_hears_of_it(&calls, "--opt target=symbols --output type=local,dest=symbols");
    let image = "registry.gitlab.com/acme/checkout";
    assert!(calls.contains(&format!("name={image}:sha-{commit},{image}:1.2.0\"")), "{calls}");
    assert!(!calls.contains("--export-cache"), "a tag must not write what others read:\n{calls}");
    let signed = signed_image(&calls);
    let digest = signed.split_once('@').unwrap().1;
    assert!(calls.contains(&format!("helm push \"{digest}\"")), "{calls}");
    assert!(room.values("production").contains(digest));
    assert!(!room.values("staging").contains("sha256:"));
    assert_junit(&room, &report(&room, "target/nextest/ci/junit.xml"));

    let deployed = [format!("chore(checkout): bring {} to production", &commit[..7]), "feat: checkout".into()];
    assert_eq!((room.gitops(), room.main()), (deployed.to_vec(), vec!["feat: the service".into()]));

    // once more: nothing is deployed twice
    assert_ran(&run(&room, TAG), RELEASED);
    assert_eq!(room.gitops(), deployed);
}

#[test]
fn gitlab_releases_a_push_with_semantic_release() {
    let (Some(()), Some(room)) = (release_tools_are_there(), room(Room::with_semantic_release, "static")) else {
        return;
    };
    let jobs = ["chart", "deploy-staging", "publish", "scan", "sign", "test"];
    // a tag that a job's own token pushes would never be published
    let outcome = run(&room, PUSH);
    assert_failed(&outcome, &jobs, "semantic-release");
    assert!(outcome.to_string().contains("the variable RELEASE_TOKEN is missing"), "{outcome}");

    let with_token: Vec<_> = PUSH.iter().copied().chain(["--variable", "RELEASE_TOKEN=not-a-token"]).collect();
    assert_ran(
        &run(&room, &with_token),
        &["chart", "deploy-staging", "publish", "scan", "semantic-release", "sign", "test"],
    );
    assert_eq!(room.main()[0], "chore(release): v1.0.0");
    assert!(room.main()[1].starts_with("chore(deploy): bring "), "{:?}", room.main());
    assert_eq!(room.released("v1.0.0", "VERSION"), "1.0.0\n");
    assert!(room.released("v1.0.0", "CHANGELOG.md").contains("\n## 1.0.0 ("));
}

fn room(kind: fn(&'static str, &str) -> Room, stack: &str) -> Option<Room> {
    let (_gitlab_ci_local, _rsync) = (tool("gitlab-ci-local")?, tool("rsync")?);
    let room = kind("gitlab", stack);
    room.says_what_a_push_asks_for();
    Some(room)
}

pub(super) fn run(room: &Room, event: &[&str]) -> Outcome {
    let machine = ["--force-shell-executor", "--shell-isolation", "--no-artifacts-to-source", "--no-cleanup"];
    let cargo = room.variables().into_iter().find(|(name, _)| name == "CARGO_HOME").unwrap().1;
    let variables = [
        "CI_JOB_TOKEN=not-a-token".to_owned(),
        "GITOPS_TOKEN=not-a-token".to_owned(),
        "CI_REGISTRY_USER=user".to_owned(),
        "CI_REGISTRY_PASSWORD=not-a-password".to_owned(),
        "GRYPE=grype".to_owned(),
        format!("CARGO_HOME={cargo}"),
    ];
    let builds = room.sandbox.path("checkout/.gitlab-ci-local/builds");
    if builds.exists() {
        std::fs::remove_dir_all(builds).unwrap();
    }
    let run = room.run("gitlab-ci-local").args(machine).args(event);
    variables.into_iter().fold(run, |run, variable| run.args(["--variable", &variable])).outcome()
}

/// Expects that these jobs ran, no other, and all is well.
#[track_caller]
pub(super) fn assert_ran(outcome: &Outcome, jobs: &[&str]) {
    assert_eq!(ended(outcome, "PASS"), jobs, "these ran (left), these should have (right)\n{outcome}");
    assert_eq!(ended(outcome, "FAIL"), [""; 0], "{outcome}");
    assert_eq!(outcome.code, Some(0), "{outcome}");
}

/// Expects that a job failed, and which others had run.
#[track_caller]
fn assert_failed(outcome: &Outcome, jobs: &[&str], failed: &str) {
    assert_eq!(ended(outcome, "PASS"), jobs, "these ran (left), these should have (right)\n{outcome}");
    assert_eq!(ended(outcome, "FAIL"), [failed], "{outcome}");
    assert_ne!(outcome.code, Some(0), "{outcome}");
}

/// The jobs of the summary that ended so, sorted.
fn ended<'a>(outcome: &'a Outcome, how: &str) -> Vec<&'a str> {
    let words = outcome.stdout.lines().map(|line| line.split_whitespace().collect::<Vec<_>>());
    // those of a child pipeline stand behind the job that set it going: `[checkout] -> test`
    let job = |words: Vec<&'a str>| match words.as_slice() {
        [first, job] | [first, _, "->", job] if *first == how => Some(*job),
        _ => None,
    };
    let mut jobs: Vec<_> = words.filter_map(job).collect();
    jobs.sort_unstable();
    jobs
}

/// A file of the job `test`, whose folder is kept.
#[track_caller]
fn report(room: &Room, path: &str) -> PathBuf {
    let builds = room.sandbox.path("checkout/.gitlab-ci-local/builds");
    let mut reports = files_at(&builds, path);
    assert_eq!(reports.len(), 1, "one job writes {path}: {reports:?}");
    reports.remove(0)
}

fn files_at(builds: &Path, path: &str) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(builds).unwrap().map(|entry| entry.unwrap().path());
    folders.map(|folder| folder.join(path)).filter(|file| file.is_file()).collect()
}

/// The image as it was signed, by its digest.
pub(super) fn signed_image(calls: &str) -> &str {
    let signs = calls.lines().find_map(|line| line.strip_prefix("cosign sign --yes "));
    signs.unwrap_or_else(|| panic!("nothing was signed:\n{calls}"))
}
