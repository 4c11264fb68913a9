//! `blip ci pins`, `blip ci simulate`, and the pins that `blip generate` takes over.

use serde_json::Value;

use crate::given::{checkout, checkout_with};
use crate::support::{Outcome, Sandbox};

const WORKFLOW: &str = "checkout/.github/workflows/ci.yml";
const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

fn ci(sandbox: &Sandbox, args: &[&str]) -> Outcome {
    sandbox.blip(["ci"].iter().chain(args)).in_folder("checkout").succeeds()
}

fn on_gitlab() -> Sandbox {
    checkout_with(&["repository.provider=gitlab", "repository.url=https://gitlab.com/acme/checkout"])
}

/// What stands behind `uses: NAME@` where it first stands in a workflow.
#[track_caller]
fn pin_of(workflow: &str, name: &str) -> String {
    let start = format!("uses: {name}@");
    let line = workflow.lines().find_map(|line| line.split_once(&start)).expect("the workflow uses it");
    line.1.to_owned()
}

/// The document's entries for one name, as `version state templates`.
fn states(document: &Value, name: &str) -> Vec<String> {
    let pins = document["pins"].as_array().unwrap().iter().filter(|pin| pin["name"] == name);
    pins.map(|pin| [&pin["version"], &pin["state"], &pin["templates"]].map(|v| v.as_str().unwrap_or("-")).join(" "))
        .collect()
}

#[test]
fn a_new_service_has_the_templates_pins() {
    for sandbox in [checkout(), on_gitlab()] {
        let outcome = ci(&sandbox, &["pins"]);
        let count = outcome.stderr.split_whitespace().next().unwrap().to_owned();
        outcome.stderr_is(&format!("{count} pins: {count} as in the templates\n"));
        outcome.stdout_has(&["Images\n", "docker.io/library/rust", "Dockerfile:"]);
    }
}

#[test]
fn pins_that_differ_are_told_with_their_place() {
    let sandbox = checkout();
    let workflow = sandbox.read(WORKFLOW);
    let login = pin_of(&workflow, "docker/login-action");
    let templates = login.split(" # ").nth(1).unwrap().to_owned();
    sandbox.edit(WORKFLOW, &login, &format!("{COMMIT} # v99.0.0"));
    sandbox.edit(WORKFLOW, &pin_of(&workflow, "actions/attest"), &format!("{COMMIT} # v1.0.0"));
    sandbox.edit(WORKFLOW, &pin_of(&workflow, "sigstore/cosign-installer"), "main");
    sandbox.write("checkout/.github/workflows/own.yaml", "on: push\njobs: {}\n# none\nx:\n  - uses: acme/own@v1\n");
    sandbox.write("checkout/deep/Dockerfile.test", "FROM alpine:3.23@sha256:aa\n");
    sandbox.write("checkout/node_modules/x/Dockerfile", "FROM nobody/looks:1\n");
    let outcome = ci(&sandbox, &["pins"]);
    outcome.stdout_has(&[
        &format!("newer than the templates' {templates}\n"),
        "older than the templates' v",
        "other than the templates' v4.1.2; by a name that can be moved to other code\n",
        "  acme/own ",
        ".github/workflows/own.yaml:5\n",
        "unknown to the templates; by a name that can be moved to other code\n",
        "deep/Dockerfile.test:1\n",
    ]);
    assert!(!outcome.stdout.contains("nobody/looks"), "{outcome}");
    let document = ci(&sandbox, &["pins", "--json"]).json();
    assert_eq!(states(&document, "docker/login-action")[0], format!("v99.0.0 newer {templates}"));
    assert_eq!(states(&document, "actions/attest")[0].split(' ').nth(1), Some("older"));
    assert_eq!(states(&document, "acme/own"), ["v1 unknown -"]);
    assert_eq!(states(&document, "alpine"), ["3.23 same 3.23"]);
    let lines = |text: &str| text.lines().position(|line| line.contains("v99.0.0")).unwrap() + 1;
    let newer = document["pins"].as_array().unwrap().iter().find(|pin| pin["version"] == "v99.0.0").unwrap();
    assert_eq!(newer["line"], lines(&sandbox.read(WORKFLOW)));
}

#[test]
fn any_file_can_be_asked_for_its_pins() {
    let sandbox = Sandbox::new();
    sandbox.write("x.yml", "image: docker.io/library/alpine:3.0\n");
    sandbox.blip(["ci", "pins", "x.yml"]).succeeds().stdout_is(
        "Images\n  docker.io/library/alpine  3.0  x.yml:1\n                            older than the templates' 3.23\n",
    );
    sandbox.blip(["ci", "pins"]).succeeds().stdout_is("").stderr_is("Nothing is pinned here.\n");
    sandbox.blip(["ci", "pins", "none.yml"]).exits(2).stderr_has(&["error: cannot read none.yml"]);
}

/// A bot raises two pins, a person adds a job and a variable, the spec gets an environment.
#[test]
fn generating_keeps_newer_pins_and_edits() {
    let sandbox = checkout();
    let workflow = sandbox.read(WORKFLOW);
    let [checkout, login] = ["actions/checkout", "docker/login-action"].map(|name| pin_of(&workflow, name));
    let edited = workflow
        .replace(&checkout, &format!("{COMMIT} # v98.0.0"))
        .replace(&login, &format!("{COMMIT} # v99.1.0"))
        .replace("\njobs:\n", "\njobs:\n  mine:\n    runs-on: ubuntu-24.04\n    steps: [{run: make}]\n\n")
        .replace("\nenv:\n", "\nenv:\n  MINE: yes-it-is\n");
    sandbox.write(WORKFLOW, edited);
    let spec = sandbox.read("checkout/blip.yaml");
    let environments = "environments: [{name: dev}, {name: staging, deploys: branch}, {name: production}]\n";
    let rest: Vec<&str> = spec.split("\nenvironments:").collect();
    assert_eq!(rest.len(), 2, "{spec}");
    let after = rest[1].find("\nblips:").expect("blips follow the environments");
    sandbox.write("checkout/blip.yaml", format!("{}\n{environments}{}", rest[0], &rest[1][after..]));
    sandbox.blip(["generate", "ci"]).in_folder("checkout").succeeds();
    let merged = sandbox.read(WORKFLOW);
    for part in ["  deploy-dev:\n", "  mine:\n", "  MINE: yes-it-is\n"] {
        assert!(merged.contains(part), "{part:?} is not in\n{merged}");
    }
    assert!(!merged.contains(&checkout) && !merged.contains(&login), "{merged}");
    let uses = |text: &str| text.matches("uses: actions/checkout@").count();
    assert!(uses(&merged) > uses(&workflow), "the new job checks out, too");
    assert_eq!(merged.matches("# v98.0.0").count(), uses(&merged), "{merged}");
    let again = sandbox.blip(["generate"]).in_folder("checkout").succeeds();
    assert_eq!(sandbox.read(WORKFLOW), merged, "{again}");
}

#[test]
fn events_are_told_with_order_and_reasons() {
    let sandbox = checkout();
    let push = ci(&sandbox, &["simulate", "push"]);
    push.stdout_has(&[
        "a push to main:\n   1  changes\n   2  test               after changes\n",
        "deploy-staging     after publish, sign",
        "deploy-production  left out: it runs only for a release that is no pre-release\n",
    ]);
    push.stderr_is("");
    let readme = ci(&sandbox, &["simulate", "pull-request", "--changed", "README.md"]);
    readme
        .stdout_has(&["  required           after changes\n", "left out: nothing changed that it depends on: src/**"]);
    let draft = ci(&sandbox, &["simulate", "pull-request", "--draft"]);
    draft.stdout_has(&["required           fails: a draft is not checked until it is marked as ready\n"]);
    let fork = ci(&sandbox, &["simulate", "pull-request", "--fork"]);
    fork.stderr_has(&["gets no secrets"]);
    ci(&sandbox, &["simulate", "tag", "--tag", "1.0"])
        .stdout_is("the tag 1.0: no pipeline; only a tag that begins with `v` is a release\n");
    ci(&sandbox, &["simulate", "tag", "--tag", "v0.2.0-rc.1"]).stdout_has(&[
        "package            after version, publish, sign, scan\n",
        "release            after ",
        "deploy-production  left out: it runs only for a release that is no pre-release\n",
    ]);
    ci(&sandbox, &["simulate", "push", "--changed", "deploy/values/staging.yaml"])
        .stdout_is("a push to main: no pipeline; only deploy/values/** changed: there is nothing to build\n");
    ci(&sandbox, &["simulate", "push", "--failing", "test"]).stdout_has(&[
        "test               fails: as assumed\n",
        "publish            left out: test did not succeed\n",
        "deploy-staging     left out: publish did not succeed\n",
    ]);
    ci(&sandbox, &["simulate", "open-pull-request", "--branch", "main"])
        .stderr_has(&["warning: one commit gets 2 pipelines: for a push to main and for a pull request\n"]);
}

#[test]
fn a_label_asks_for_a_preview() {
    let sandbox = checkout_with(&["blips={ci: {}, helm: {}, argocd: {}, preview: {}}"]);
    let labelled = ["simulate", "pull-request", "--label", "preview"];
    ci(&sandbox, &labelled).stdout_has(&[
        "a pull request with the label preview:\n",
        "   4  preview-image      after required\n",
        "   5  preview            after preview-image\n",
    ]);
    ci(&sandbox, &[&labelled[..], &["--fork"]].concat())
        .stdout_has(&["preview-image      left out: a fork is never deployed\n"]);
    ci(&sandbox, &[&labelled[..], &["--failing", "test"]].concat())
        .stdout_has(&["preview-image      fails: required did not succeed\n"])
        .stderr_is("Everything counts as changed; name paths with `--changed` to see what their change leads to.\n");
    ci(&sandbox, &["simulate", "pull-request"])
        .stdout_has(&["preview-image      left out: nobody has asked for a preview with the label `preview`\n"]);
}

#[test]
fn gitlab_has_its_own_words() {
    let sandbox = on_gitlab();
    ci(&sandbox, &["simulate", "open-merge-request"]).stdout_has(&[
        "a push to feature: no pipeline; the merge request has a pipeline of its own\n\na merge request:\n",
    ]);
    ci(&sandbox, &["simulate", "open-merge-request", "--branch", "main"])
        .stderr_has(&["warning: as long as a merge request from main is open, a push to main publishes and deploys"]);
    ci(&sandbox, &["simulate", "merge-train"]).stdout_has(&["a merge train:\n"]);
}

#[test]
fn all_events_at_a_glance_and_as_json() {
    let sandbox = checkout();
    let overview = ci(&sandbox, &["simulate"]);
    assert_eq!(overview.stdout.lines().count(), 7, "{overview}");
    overview.stdout_has(&["pull-request       changes → test, chart", "→ required\n"]).stderr_is("");
    let document = ci(&sandbox, &["simulate", "tag", "--json"]).json();
    assert_eq!(document["forge"], "github");
    let run = &document["events"][0]["runs"][0];
    assert_eq!((&run["trigger"], &run["nothing"]), (&Value::from("the tag v1.0.0"), &Value::Null));
    let job = |name: &str| run["jobs"].as_array().unwrap().iter().find(|job| job["job"] == name).unwrap().clone();
    assert_eq!(job("version")["verdict"], "runs");
    assert_eq!(job("version")["step"], 1);
    assert_eq!(job("build")["verdict"], "skipped");
    assert_eq!(job("build")["why"], "it runs only for what may be merged");
}

#[test]
fn an_edited_file_that_says_otherwise_is_told() {
    let sandbox = checkout();
    sandbox.edit(WORKFLOW, "\njobs:\n", "\njobs:\n  mine:\n    runs-on: ubuntu-24.04\n    steps: [{run: make}]\n\n");
    ci(&sandbox, &["simulate", "push"])
        .stderr_is("warning: .github/workflows/ci.yml says otherwise: for a push to main, mine runs, too\n");
    sandbox.edit(WORKFLOW, "  mine:\n", "  mine:\n    if: vars.MINE == 'x'\n");
    ci(&sandbox, &["simulate", "push"])
        .stderr_is("warning: .github/workflows/ci.yml: cannot tell what becomes of `mine`: `vars.MINE`\n");
    sandbox.delete(WORKFLOW);
    sandbox.delete("checkout/.github/workflows/nightly.yml");
    ci(&sandbox, &["simulate", "push"]).stderr_is("There is no pipeline here yet; `blip generate ci` writes it.\n");
}

#[test]
fn other_files_are_read_and_warned_of() {
    let sandbox = Sandbox::new();
    let steps = "{runs-on: ubuntu-24.04, steps: [{run: make}]}";
    sandbox.write("twice.yml", format!("on: [push, pull_request]\njobs: {{required: {steps}}}\n"));
    sandbox
        .blip(["ci", "simulate", "open-pull-request", "--file", "twice.yml"])
        .succeeds()
        .stderr_is("warning: one commit gets 2 pipelines: for a push to feature and for a pull request\n");
    sandbox.write("silent.yml", format!("on: {{pull_request: {{paths: [src/**]}}}}\njobs: {{check: {steps}}}\n"));
    let simulate = ["ci", "simulate", "pull-request", "--changed", "README.md", "--file", "silent.yml"];
    let silent = sandbox.blip(simulate.iter().chain(&["--required", "check"])).succeeds();
    silent.stdout_is("a pull request: no pipeline; `on.pull_request.paths` names nothing that changed\n");
    silent.stderr_is("warning: `check` never reports for a pull request: where it is required, it is never merged\n");
    sandbox.write(
        "lab.yml",
        "test:\n  needs: []\n  script: make\n  rules:\n    - if: $CI_COMMIT_BRANCH\nbuild:\n  needs: [test]\n  script: make\n  rules:\n    - if: $CI_PIPELINE_SOURCE == \"push\"\n",
    );
    let lab = |event: &str| sandbox.blip(["ci", "simulate", event, "--file", "lab.yml"]);
    lab("push").succeeds().stdout_is("a push to main:\n   1  test\n   2  build  after test\n");
    lab("merge-request").succeeds().stderr_has(&["a merge request gets no pipeline: where pipelines must succeed"]);
    lab("tag").exits(2).stderr_has(&["`build` needs a job that is not in the pipeline, which GitLab refuses"]);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let sandbox = checkout();
    let refused = |args: &[&str]| sandbox.blip(["ci", "simulate"].iter().chain(args)).in_folder("checkout").exits(2);
    refused(&["push", "--draft"])
        .stderr_is("error: --draft says nothing about push\n  help: it goes with pull-request\n");
    refused(&["tag", "--branch", "x"]).stderr_has(&["it goes with push, open-pull-request, manual"]);
    refused(&["push", "--tag", "v1.0.0"]).stderr_has(&["--tag says nothing about push", "it goes with tag"]);
    refused(&["--fork"]).stderr_has(&["--fork says nothing about an overview"]);
    refused(&["push", "--failing", "tset"]).stderr_is("error: there is no job `tset`\n  help: did you mean `test`?\n");
    refused(&["comet"]).stderr_has(&["invalid value 'comet'"]);
    refused(&["push", "--file", "none.yml"]).stderr_has(&["cannot read none.yml"]);
    sandbox.write("checkout/broken.yml", "a: [");
    refused(&["push", "--file", "broken.yml"]).stderr_has(&["broken.yml is not valid YAML"]);
    sandbox.blip(["ci", "simulate"]).exits(2).stderr_has(&["there is no blip.yaml in"]);
    sandbox.edit("checkout/blip.yaml", "\n  ci:", "\n  # ci:");
    let outcome = sandbox.blip(["ci", "simulate"]).in_folder("checkout").exits(2);
    outcome.stderr_has(&["ci"]);
}
