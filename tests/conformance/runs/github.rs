//! GitHub's workflows, run by act on the machine itself.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};

use super::reports::{assert_cobertura, assert_junit, assert_sentry_hears_of_it};
use super::room::{RELEASED, Room, stand_ins};
use crate::tools::{release_tools_are_there, tool};

/// The branch that the rooms push to.
const MAIN: &str = "refs/heads/main";

/// What became of a run.
pub(super) struct Ended {
    succeeded: bool,
    jobs: BTreeMap<String, String>,
    log: String,
}

#[test]
fn github_deploys_a_push_once() {
    let Some(room) = room(Room::new, "python") else { return };
    let commit = room.head();
    let push = json!({"ref": MAIN});
    let jobs = ["changes", "chart", "deploy-staging", "publish", "scan", "sign", "test"];
    run(&room, "ci", "push", &push).succeeds_with(&jobs);
    let calls = room.calls();
    assert!(calls.contains(&format!("push=true tags=ghcr.io/acme/checkout:sha-{commit} ")), "{calls}");
    let digest = digest(&calls);
    assert!(calls.contains(&format!("cosign sign --yes ghcr.io/acme/checkout@{digest}")), "{calls}");
    assert!(
        calls.contains(&format!("grype ghcr.io/acme/checkout@{digest} --only-fixed --fail-on critical")),
        "{calls}"
    );
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));
    assert_cobertura(&room, &room.sandbox.path("reports/coverage.xml"), "checkout/routes.py");
    assert!(room.sandbox.read("reports/image.sarif").contains("\"results\""), "what the scan found is shown");
    assert_eq!(room.main(), [format!("chore(deploy): bring {} to staging", &commit[..7]), "feat: the service".into()]);
    assert!(room.values("staging").contains(&format!("digest: \"{digest}\"")));
    assert!(!room.values("production").contains("sha256:"));

    // the same commit once more
    run(&room, "ci", "push", &push).succeeds_with(&jobs);
    assert_eq!(room.main().len(), 2, "{:?}", room.main());

    // what runs is looked at every night
    room.git(&["pull", "--quiet", "--rebase", "origin", "main"]);
    room.calls();
    run(&room, "nightly", "schedule", &json!({})).succeeds_with(&["nightly", "preview-lifetime"]);
    let calls = room.calls();
    assert!(calls.contains(&format!("grype ghcr.io/acme/checkout@{digest} ")), "{calls}");
    assert!(calls.contains("grype dir:. "), "{calls}");
    assert!(room.sandbox.exists("reports/dependencies.sarif"));
}

#[test]
fn github_checks_a_pull_request() {
    let Some(room) = room(Room::new, "node") else { return };
    let base = room.head();
    room.git(&["switch", "--quiet", "--create", "topic"]);
    room.sandbox.edit("checkout/package-lock.json", "{", "{ ");
    room.commit("fix: the lock file");
    let jobs = ["build", "changes", "dependencies", "required", "test"];
    run(&room, "ci", "pull_request", &pull_request(&base, false)).succeeds_with(&jobs);
    let calls = room.calls();
    assert!(calls.contains("build push=false tags=ghcr.io/acme/checkout:proposal"), "{calls}");
    assert!(calls.contains("grype docker:ghcr.io/acme/checkout:proposal"), "{calls}");
    assert!(calls.contains("grype dir:. "), "{calls}");
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));
    assert!(!room.sandbox.exists("reports/dependencies.sarif"), "a fork's token cannot show what was found");
    let mut own = pull_request(&base, false);
    own["pull_request"]["head"]["repo"] = json!({"full_name": "acme/checkout"});
    room.is_vulnerable();
    run(&room, "ci", "pull_request", &own).fails_with(&["changes", "test"], &["build", "dependencies", "required"]);
    assert!(room.sandbox.exists("reports/dependencies.sarif"), "what fails the scan is shown");
    room.sandbox.delete("vulnerable");
    room.calls();

    // nothing of the service changes, and the required check reports nevertheless
    let base = room.head();
    room.sandbox.write("checkout/NOTES.md", "Nothing of the service's.\n");
    room.commit("docs: notes");
    run(&room, "ci", "pull_request", &pull_request(&base, false)).succeeds_with(&["changes", "required"]);

    // somebody asks to try it, and it gets another commit
    let labelled = preview(&room, "open", &["preview"]);
    run(&room, "preview", "pull_request", &labelled).succeeds_with(&["preview", "preview-image"]);
    let calls = room.calls();
    let tag = format!("pr-1-{}", &room.head()[..7]);
    assert!(calls.contains(&format!("build push=true tags=ghcr.io/acme/checkout:{tag} cache=\n")), "{calls}");
    let offered = calls.find("labels[]=preview-ready").unwrap_or_else(|| panic!("no label is set:\n{calls}"));
    assert!(offered > calls.find("build push=true").unwrap(), "the label stands before the image:\n{calls}");
    run(&room, "preview", "pull_request", &labelled).succeeds_with(&["preview", "preview-image"]);
    let said = room.said("comments");
    assert_eq!(said.len(), 2, "somebody's comment, and one that is written anew: {said:#?}");
    assert!(said[1].contains(&format!("`{tag}` runs beside staging")), "{}", said[1]);
    assert!(said[1].contains("    x-preview: checkout-pr-1\n"), "{}", said[1]);

    // then it is old, and then it is merged
    run(&room, "nightly", "schedule", &json!({})).succeeds_with(&["nightly", "preview-lifetime"]);
    assert!(room.calls().contains("--method DELETE repos/acme/checkout/issues/1/labels/preview\n"));
    assert!(room.said("comments")[1].contains("gone after 7 days"));
    let closed = preview(&room, "closed", &["preview", "preview-ready"]);
    run(&room, "preview", "pull_request", &closed).succeeds_with(&["preview-end"]);
    assert!(room.said("comments")[1].contains("is gone, and its namespace"));

    // a draft waits, and cannot be merged
    let draft = run(&room, "ci", "pull_request", &pull_request(&base, true));
    draft.fails_with(&[], &["required"]);
    assert!(draft.log.contains("a draft is not checked until it is marked as ready"), "{}", draft.log);

    // what is known to be vulnerable is not merged
    let base = room.head();
    room.sandbox.edit("checkout/Dockerfile", "\nFROM ", "\n\nFROM ");
    room.commit("build: another image");
    room.is_vulnerable();
    let vulnerable = run(&room, "ci", "pull_request", &pull_request(&base, false));
    vulnerable.fails_with(&["changes", "test"], &["build", "required"]);
    assert_eq!(room.main(), ["feat: the service"]);
}

#[test]
fn github_finds_what_drifted() {
    let Some(room) = room(Room::with_blip, "static") else { return };
    let base = room.head();
    room.git(&["switch", "--quiet", "--create", "topic"]);
    room.sandbox.write("checkout/NOTES.md", "Nothing of the service's.\n");
    room.commit("docs: notes");
    // what `room` took out of the workflows for act is an edit, and no drift
    let sound = run(&room, "ci", "pull_request", &pull_request(&base, false));
    sound.succeeds_with(&["changes", "drift", "required"]);
    assert!(room.calls().contains("--entrypoint blip registry.acme.example/tools/blip:0.1.0 check --diff\n"));

    let base = room.head();
    room.sandbox.edit("checkout/blip.yaml", "owner: payments", "owner: billing");
    room.commit("chore: another owner");
    let drifted = run(&room, "ci", "pull_request", &pull_request(&base, false));
    drifted.fails_with(&["changes"], &["drift", "required"]);
    let log = &drifted.log;
    assert!(log.contains("+  description: checkout, owned by billing"), "the lines are shown:\n{log}");
    assert!(log.contains("::error file=deploy/argocd/project.yaml,line="), "and named to GitHub:\n{log}");
    assert!(log.contains("drift: exit status 3"), "{log}");
}

#[test]
fn github_releases_a_tag() {
    // into the GitOps repository, while a push of the other test stays at home
    let Some(room) = room(Room::with_gitops, "rust") else { return };
    room.git(&["tag", "v1.2.0"]);
    let commit = room.head();
    let tag = json!({"ref": "refs/tags/v1.2.0"});
    let jobs = [&["changes"], RELEASED].concat();
    run(&room, "ci", "push", &tag).succeeds_with(&jobs);
    let calls = room.calls();
    assert_sentry_hears_of_it(&calls, "build target=symbols");
    let tags = format!("ghcr.io/acme/checkout:sha-{commit},ghcr.io/acme/checkout:1.2.0");
    assert!(calls.contains(&format!("build push=true tags={tags} cache=\n")), "{calls}");
    let digest = digest(&calls);
    assert!(calls.contains(&format!("helm push \"{digest}\"")), "{calls}");
    assert!(calls.contains("gh release create v1.2.0 --verify-tag --title v1.2.0"), "{calls}");
    assert!(room.values("production").contains(&digest));
    assert!(!room.values("staging").contains("sha256:"));
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));

    let deployed = [format!("chore(checkout): bring {} to production", &commit[..7]), "feat: checkout".into()];
    assert_eq!((room.gitops(), room.main()), (deployed.to_vec(), vec!["feat: the service".into()]));

    // once more: nothing is released or deployed twice
    run(&room, "ci", "push", &tag).succeeds_with(&jobs);
    assert!(!room.calls().contains("gh release create"));
    assert_eq!(room.gitops(), deployed);

    // a tag that is no version is refused, and nothing leaves the pipeline
    room.git(&["tag", "v1.2"]);
    let ended = run(&room, "ci", "push", &json!({"ref": "refs/tags/v1.2"}));
    ended.fails_with(&["changes", "chart", "test"], &["version"]);
    assert!(!room.calls().contains("push=true"));
}

/// A room of the stack whose pull request, a change of this source, has been checked; none where the program that checks it
/// is missing.
fn checked(program: &str, stack: &str, source: &str) -> Option<Room> {
    let (Some(_), Some(room)) = (tool(program), room(Room::new, stack)) else { return None };
    let base = room.head();
    room.change_on_a_branch(source);
    run(&room, "ci", "pull_request", &pull_request(&base, false))
        .succeeds_with(&["build", "changes", "required", "test"]);
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));
    Some(room)
}

#[test]
fn github_checks_a_pull_request_in_php() {
    let Some(room) = checked("php-cs-fixer", "php", "src/Log.php") else { return };
    assert!(room.sandbox.read("reports/coverage.xml").contains("filename=\"Log.php\""));
}

#[test]
fn github_checks_a_pull_request_in_ruby() {
    let Some(room) = checked("rubocop", "ruby", "lib/service/log.rb") else { return };
    // what a program ran that a test had started is counted as well
    let coverage = room.sandbox.read("reports/coverage.xml");
    let (_, server) = coverage.split_once("filename=\"lib/service/server.rb\"").expect("it is measured");
    assert!(!server.split("</class>").next().unwrap().contains("hits=\"0\""), "{server}");
}

#[test]
fn github_checks_a_pull_request_in_dotnet() {
    checked("dotnet", "dotnet", "src/Log.cs");
}

/// Every job of a push that is sound, but for one that releases.
const PUSHED: [&str; 7] = ["changes", "chart", "deploy-staging", "publish", "scan", "sign", "test"];

/// These, and one that releases.
fn and(releaser: &'static str) -> Vec<&'static str> {
    let mut jobs = PUSHED.to_vec();
    jobs.push(releaser);
    jobs.sort_unstable();
    jobs
}

#[test]
fn github_releases_a_push_with_semantic_release() {
    let (Some(()), Some(room)) = (release_tools_are_there(), room(Room::with_semantic_release, "static")) else {
        return;
    };
    let push = json!({"ref": MAIN});
    run(&room, "ci", "push", &push).succeeds_with(&and("semantic-release"));
    // the deployment of the same push came first, and is in it
    assert_eq!(room.main()[0], "chore(release): v1.0.0");
    assert!(room.main()[1].starts_with("chore(deploy): bring "), "{:?}", room.main());
    assert!(room.released("v1.0.0", "charts/checkout/Chart.yaml").contains("\nversion: 1.0.0\n"));
    assert_eq!(room.released("v1.0.0", "VERSION"), "1.0.0\n");
    let changelog = room.released("v1.0.0", "CHANGELOG.md");
    assert!(changelog.contains("\n## 1.0.0 (") && changelog.contains("\n* the service ("), "{changelog}");
    // the job's own token started nothing
    assert!(room.calls().contains("gh workflow run ci.yml --ref v1.0.0\n"));

    // what it started finds the notes
    room.pull();
    let tag = json!({"ref": "refs/tags/v1.0.0"});
    let released =
        ["changes", "chart", "deploy-production", "package", "publish", "release", "scan", "sign", "test", "version"];
    run(&room, "ci", "push", &tag).succeeds_with(&released);
    assert!(room.calls().contains("gh release create v1.0.0 --verify-tag --title v1.0.0 --notes-file notes.md"));
}

#[test]
fn github_releases_the_merge_of_release_pleases_pull_request() {
    let (Some(()), Some(room)) = (release_tools_are_there(), room(Room::with_release_please, "static")) else { return };
    let push = json!({"ref": MAIN});
    run(&room, "ci", "push", &push).succeeds_with(&and("release-please"));
    let branch = "release-please--branches--main";
    assert!(room.calls().contains(&format!("gh workflow run ci.yml --ref {branch}\n")));

    room.pull();
    room.git(&["fetch", "--quiet", "origin", branch]);
    room.git(&["merge", "--quiet", "--squash", "FETCH_HEAD"]);
    room.commit("chore(main): release 0.1.0 (#1)");
    room.push();
    run(&room, "ci", "push", &push).succeeds_with(&and("release-please"));
    assert!(room.calls().contains("gh workflow run ci.yml --ref v0.1.0\n"));
    assert!(room.released("v0.1.0", "CHANGELOG.md").starts_with("# Changelog\n\n## 0.1.0 ("));
    assert_eq!(room.released("v0.1.0", ".release-please-manifest.json"), "{\n  \".\": \"0.1.0\"\n}\n");
}

fn room(kind: fn(&'static str, &str) -> Room, stack: &str) -> Option<Room> {
    tool("act")?;
    let room = kind("github", stack);
    for_act(&room);
    Some(room)
}

#[test]
fn github_checks_what_pnpm_installs() {
    let Some(room) = room(Room::with_package_manager, "pnpm") else { return };
    let base = room.head();
    room.git(&["switch", "--quiet", "--create", "topic"]);
    room.sandbox.edit("checkout/pnpm-lock.yaml", "# Written", "# It was written");
    room.commit("fix: the lock file");
    let jobs = ["build", "changes", "dependencies", "required", "test"];
    run(&room, "ci", "pull_request", &pull_request(&base, false)).succeeds_with(&jobs);
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));
}

/// Takes out of the workflows what act's schema is too old for: a permission and a setting.
pub(super) fn for_act(room: &Room) {
    let folder = "checkout/.github/workflows";
    for entry in fs::read_dir(room.sandbox.path(folder)).unwrap() {
        let path = format!("{folder}/{}", entry.unwrap().file_name().to_str().unwrap());
        let text = room.sandbox.read(&path);
        let is_newer = |line: &str| line.contains("artifact-metadata:") || line.ends_with(" deployment: false");
        let known = text.lines().filter(|line| !is_newer(line));
        room.sandbox.write(path, known.map(|line| format!("{line}\n")).collect::<String>());
    }
    room.git(&["commit", "--quiet", "--amend", "--all", "--no-edit"]);
    room.git(&["push", "--quiet", "--force", "origin", "HEAD:main"]);
    room.git(&["fetch", "--quiet", "origin"]);
}

pub(super) fn pull_request(base: &str, draft: bool) -> Value {
    json!({"number": 1, "pull_request": {
        "number": 1, "draft": draft, "base": {"sha": base, "ref": "main"}, "head": {"ref": "topic"}
    }})
}

/// A pull request of the repository itself, with labels.
pub(super) fn preview(room: &Room, state: &str, labels: &[&str]) -> Value {
    let labels: Vec<_> = labels.iter().map(|label| json!({"name": label})).collect();
    json!({"number": 1, "pull_request": {
        "number": 1, "draft": false, "state": state, "labels": labels, "base": {"ref": "main"},
        "head": {"ref": "topic", "sha": room.head(), "repo": {"full_name": "acme/checkout"}}
    }})
}

/// The digest with which the image was pushed.
pub(super) fn digest(calls: &str) -> String {
    let start = calls.find("sha256:").unwrap_or_else(|| panic!("no digest:\n{calls}"));
    calls[start..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == ':').collect()
}

pub(super) fn run(room: &Room, workflow: &str, event: &str, payload: &Value) -> Ended {
    room.sandbox.write("event.json", payload.to_string());
    let workflow = format!(".github/workflows/{workflow}.yml");
    let text = room.sandbox.read(format!("checkout/{workflow}"));
    let args = [event, "--json", "--workflows", &workflow, "--eventpath", "../event.json"];
    let machine = [
        "--platform",
        "ubuntu-24.04=-self-hosted",
        "--platform",
        "ubuntu-24.04-arm=-self-hosted",
        "--pull=false",
        "--no-cache-server",
    ];
    let further =
        ["--action-offline-mode", "--secret", "GITHUB_TOKEN=not-a-token", "--secret", "GITOPS_TOKEN=not-a-token"];
    let mut run = room.run("act").args(args).args(machine).args(further);
    for action in actions(&text) {
        run = run.args(["--local-repository".to_owned(), action]);
    }
    for (name, value) in room.variables() {
        run = run.args(["--env".to_owned(), format!("{name}={value}")]);
    }
    let outcome = run.outcome();
    let lines = || outcome.stdout.lines().chain(outcome.stderr.lines());
    let entries: Vec<Value> = lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let ended = entries.iter().filter_map(|entry| Some((entry["jobID"].as_str()?, entry["jobResult"].as_str()?)));
    Ended {
        succeeded: outcome.code == Some(0),
        jobs: ended.map(|(job, result)| (job.to_owned(), result.to_owned())).collect(),
        log: lines().map(|line| message(line) + "\n").collect(),
    }
}

/// What a person would read of a line of the log.
fn message(line: &str) -> String {
    let entry: Value = serde_json::from_str(line).unwrap_or_default();
    match (entry["jobID"].as_str(), entry["msg"].as_str()) {
        (job, Some(message)) => format!("{}: {}", job.unwrap_or("act"), message.trim_end()),
        _ => line.to_owned(),
    }
}

/// A stand-in for each action at its commit, as act is told: `owner/name@commit=folder`.
fn actions(workflow: &str) -> BTreeSet<String> {
    let uses = workflow.lines().filter_map(|line| line.trim_start().strip_prefix("uses: "));
    let actions = uses.filter_map(|uses| uses.split(' ').next()?.split_once('@'));
    let others = actions.filter(|(action, _)| *action != "actions/checkout");
    others
        .map(|(action, commit)| {
            let folder = match action {
                "docker/build-push-action" => "build",
                "anchore/scan-action/download-grype" => "grype",
                "github/codeql-action/upload-sarif" => "codeql",
                "actions/upload-artifact" => "keep",
                "actions/download-artifact" => "fetch",
                "googleapis/release-please-action" => "release-please",
                _ => "other",
            };
            let repository: Vec<_> = action.split('/').take(2).collect();
            let folder = fs::canonicalize(stand_ins().join(folder)).unwrap();
            format!("{}@{commit}={}", repository.join("/"), folder.display())
        })
        .collect()
}

impl Ended {
    /// Expects that these jobs ran and all is well; every other one had nothing to do.
    #[track_caller]
    pub(super) fn succeeds_with(&self, jobs: &[&str]) {
        self.ended_with("success", jobs);
        self.ended_with("failure", &[]);
        assert!(self.succeeded, "the run fails:\n{}", self.log);
    }

    /// Expects that some jobs succeeded and others failed; every other one did not run.
    #[track_caller]
    fn fails_with(&self, succeeded: &[&str], failed: &[&str]) {
        self.ended_with("success", succeeded);
        self.ended_with("failure", failed);
    }

    #[track_caller]
    fn ended_with(&self, result: &str, wanted: &[&str]) {
        let found: Vec<_> = self.jobs.iter().filter(|(_, how)| *how == result).map(|(job, _)| job.as_str()).collect();
        assert_eq!(found, wanted, "these ended with {result} (left), these should have (right):\n{}", self.log);
    }
}
