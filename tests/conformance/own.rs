//! What Blip's own repository offers to others and to its own pipeline, judged by the tools that judge what is generated:
//! workflows, the image, the action, the component and the hooks.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::Value;

use crate::findings::assert_silent;
use crate::support::{Outcome, Sandbox, workspace};
use crate::tools::{path, tool};

const WORKFLOWS: [&str; 3] = [".github/workflows/ci.yml", ".github/workflows/nightly.yml", BINARIES];
const BINARIES: &str = ".github/workflows/binaries.yml";

/// What stands for the program that runs containers: what is asked of an image is asked of the program that is tested.
const DOCKER: &str = "#!/bin/sh
while [ \"$1\" != --entrypoint ]; do shift; done
[ \"$2\" = blip ] || exit 125
shift 3
exec blip \"$@\"
";

#[test]
fn own_files_are_accepted_by_their_tools() {
    let root = workspace();
    if let (Some(actionlint), Some(_)) = (tool("actionlint"), tool("shellcheck")) {
        assert_silent(&actionlint.run(["-no-color"]).args(WORKFLOWS).in_folder(&root).outcome());
    }
    if let Some(zizmor) = tool("zizmor") {
        let args = ["--offline", "--persona=auditor", "--no-progress", "--strict-collection", "--quiet"];
        zizmor.run(args).args(WORKFLOWS).args(["action.yml"]).in_folder(&root).succeeds();
    }
    if let Some(hadolint) = tool("hadolint") {
        let args = ["--no-color", "--failure-threshold=style", "Dockerfile"];
        assert_silent(&hadolint.run(args).in_folder(&root).outcome());
    }
    if let Some(yamllint) = tool("yamllint") {
        let files = ["action.yml", "blip.yaml", ".pre-commit-hooks.yaml", "templates/check.yml", BINARIES];
        let args = ["--strict", "--config-file", "tests/conformance/yamllint.yaml"];
        yamllint.run(args).args(files).in_folder(&root).succeeds();
    }
    let Some(check) = tool("check-jsonschema") else { return };
    let accepts = |schema: &str, files: &[&str]| {
        check.run(["--builtin-schema", schema]).args(files).in_folder(&root).succeeds();
    };
    accepts("vendor.github-workflows", &WORKFLOWS);
    accepts("vendor.github-actions", &["action.yml"]);
    accepts("vendor.dependabot", &[".github/dependabot.yml"]);
}

#[test]
fn own_actions_are_pinned_as_the_templates_say() {
    let pins = fs::read_to_string(workspace().join("templates/ci/pins.yaml")).unwrap();
    let mut count = 0;
    for workflow in WORKFLOWS {
        let text = fs::read_to_string(workspace().join(workflow)).unwrap();
        for used in text.lines().filter_map(|line| line.split_once("uses: ").map(|(_, used)| used)) {
            let Some((action, pin)) = used.split_once('@') else { continue };
            let (commit, version) = pin.split_once(" # ").unwrap_or_else(|| panic!("{workflow}: {used}"));
            let action = action.split('/').take(2).collect::<Vec<_>>().join("/");
            let wanted = format!("  {action}: {{version: {version}, sha: {commit}}}");
            assert!(pins.lines().any(|line| line == wanted), "{workflow}: {used} is not what pins.yaml says");
            count += 1;
        }
    }
    assert!(count > 10, "{count}");
}

#[test]
fn own_version_stands_wherever_it_is_offered() {
    let version = env!("CARGO_PKG_VERSION");
    for file in ["action.yml", "templates/check.yml", ".pre-commit-hooks.yaml"] {
        let text = fs::read_to_string(workspace().join(file)).unwrap();
        let marked: Vec<&str> = text.lines().filter(|line| line.contains("x-blip-version")).collect();
        assert!(!marked.is_empty(), "{file}");
        assert!(marked.iter().all(|line| line.contains(&format!("blip:{version} "))), "{file}: {marked:?}");
    }
}

#[test]
fn own_release_changes_its_own_files_alone() {
    let text = fs::read_to_string(workspace().join("RELEASING.md")).unwrap();
    let command = text.split("```sh\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let command = command.replace("--push", "--dry-run").replace("$(blip semver next)", "9.9.9");
    let (sandbox, path) = service();
    let run = sandbox.command("bash").args(["-c", &command]).in_folder(workspace()).env("PATH", path);
    let outcome = run.succeeds();
    let files: Vec<_> = outcome.stdout.lines().filter_map(|line| line.split_once("  ").map(|(file, _)| file)).collect();
    assert_eq!(files, ["Cargo.lock", "Cargo.toml", "action.yml", "templates/check.yml", ".pre-commit-hooks.yaml"]);
}

/// A service as a repository, with programs of ours in front on the PATH: Blip itself, and what runs containers.
fn service() -> (Sandbox, String) {
    let sandbox = Sandbox::with_identity();
    sandbox.blip(["new", "checkout", "-y", "--git"]).succeeds();
    sandbox.write("bin/docker", DOCKER);
    fs::set_permissions(sandbox.path("bin/docker"), fs::Permissions::from_mode(0o755)).unwrap();
    let program = Path::new(env!("CARGO_BIN_EXE_blip")).parent().unwrap();
    let folders = [sandbox.path("bin").display().to_string(), program.display().to_string()];
    let path = format!("{}:{}", folders.join(":"), path().to_string_lossy());
    (sandbox, path)
}

/// Makes a file come apart from blip.yaml.
fn drift(sandbox: &Sandbox) {
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox.git("checkout", &["add", "--all"]);
    sandbox.git("checkout", &["commit", "--quiet", "--message", "feat: another port"]);
}

const USES_THE_ACTION: &str = "
on: push
jobs:
  check:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - id: blip
        uses: ./.github/actions/blip
        with: {fail: FAIL, sarif: blip.sarif}
      - run: cp blip.sarif ../; echo \"clean is ${{ steps.blip.outputs.clean }}\"
";

/// Runs a workflow with the action.
fn act(sandbox: &Sandbox, path: &str, fail: bool) -> Option<Outcome> {
    let act = tool("act")?;
    let action = fs::read_to_string(workspace().join("action.yml")).unwrap();
    sandbox.write("checkout/.github/actions/blip/action.yml", action);
    sandbox.write("checkout/.github/workflows/try.yml", USES_THE_ACTION.replace("FAIL", &format!("\"{fail}\"")));
    let args = ["push", "--workflows", ".github/workflows/try.yml", "--platform", "ubuntu-24.04=-self-hosted"];
    let run = act.run(args).args(["--pull=false", "--no-cache-server", "--env", &format!("PATH={path}")]);
    let cache = sandbox.path("cache").display().to_string();
    Some(run.in_folder(sandbox.path("checkout")).env("PATH", path).env("XDG_CACHE_HOME", cache).outcome())
}

#[test]
fn own_action_says_what_is_behind() {
    let (sandbox, path) = service();
    let Some(outcome) = act(&sandbox, &path, true) else { return };
    assert_eq!(outcome.code, Some(0), "{outcome}");
    outcome.stdout_has(&["Everything is as blip.yaml asks for.", "clean is true"]);

    drift(&sandbox);
    let outcome = act(&sandbox, &path, false).unwrap();
    assert_eq!(outcome.code, Some(0), "{outcome}");
    outcome.stdout_has(&["clean is false", "::error file=charts/checkout/values.yaml,line="]);

    let outcome = act(&sandbox, &path, true).unwrap();
    assert_eq!(outcome.code, Some(1), "{outcome}");
    outcome.stdout_has(&["+EXPOSE 9090"]);
}

#[test]
fn own_component_reports_what_is_behind() {
    let Some(local) = tool("gitlab-ci-local") else { return };
    let (sandbox, path) = service();
    let component = fs::read_to_string(workspace().join("templates/check.yml")).unwrap();
    sandbox.write("checkout/check.yml", component);
    sandbox.write("checkout/.gitlab-ci.yml", "include:\n  - local: /check.yml\n    inputs: {job: drift}\n");
    drift(&sandbox);
    let machine = ["--force-shell-executor", "--no-artifacts-to-source", "--variable", "CI_COMMIT_BRANCH=main"];
    let run = local.run(machine).in_folder(sandbox.path("checkout")).env("PATH", path);
    let outcome = run.outcome();
    assert_eq!(outcome.code, Some(1), "{outcome}");
    outcome.stdout_has(&["+EXPOSE 9090"]);
}

/// The hooks by their id: what is called.
fn hooks() -> BTreeMap<String, Value> {
    let text = fs::read_to_string(workspace().join(".pre-commit-hooks.yaml")).unwrap();
    let hooks: Vec<Value> = serde_yaml::from_str(&text).unwrap();
    hooks.into_iter().map(|hook| (hook["id"].as_str().unwrap().to_owned(), hook)).collect()
}

#[test]
fn own_hooks_hold_what_they_promise() {
    let (sandbox, path) = service();
    let call = |id: &str, message: &str| {
        let hook = &hooks()[id];
        let container = if hook["language"] == "docker_image" { "docker run --rm " } else { "" };
        let line = format!("{container}{} {message}", hook["entry"].as_str().unwrap());
        sandbox.command("bash").args(["-c", &line]).in_folder("checkout").env("PATH", &path)
    };
    sandbox.write("checkout/good", "feat: pay by card\n");
    sandbox.write("checkout/bad", "pay by card\n");
    call("blip-check", "").succeeds();
    call("blip-check-docker", "").succeeds();
    call("blip-check-message", "good").succeeds();
    call("blip-check-message", "bad").exits(2);
    drift(&sandbox);
    call("blip-check", "").exits(3);
    call("blip-check-docker", "").exits(3);
}
