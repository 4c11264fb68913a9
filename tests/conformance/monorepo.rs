//! Several services in one repository, read by all that read pipelines.

use crate::support::{Sandbox, workspace};
use crate::tools::{Tool, tool};

const CHECKOUT: &str =
    "blips={ci: {runner: acme-large}, helm: {}, argocd: {}, semver: {release: semantic-release}, preview: {}}";

/// Name, stack, and what else is answered.
const SERVICES: [(&str, &str, &[&str]); 3] = [
    ("checkout", "rust", &["--set", CHECKOUT]),
    ("api-2", "python", &["--set", "blips={ci: {blip: 'ghcr.io/acme/blip:0.1.0'}, helm: {}, argocd: {}, semver: {}}"]),
    ("site", "static", &["--set", "blips={ci: {block_on: never}}"]),
];

fn repository(forge: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.git(".", &["init", "--quiet"]);
    sandbox.git(".", &["remote", "add", "origin", &format!("https://{forge}.com/acme/shop.git")]);
    for (name, stack, more) in SERVICES {
        let (dir, stack) = (format!("services/{name}"), format!("service.stack={stack}"));
        let args = ["new", name, "-y", "-q", "--dir", &dir, "--set", &stack];
        let has_previews = more.iter().any(|answer| answer.contains("preview"));
        let project: &[&str] = &["--set", "blips.preview.gitlab_project=1"];
        let project = if forge == "gitlab" && has_previews { project } else { &[] };
        sandbox.blip(args.iter().chain(more).chain(project)).succeeds();
    }
    sandbox
}

/// The files of pipelines, from the root; those that `wanted` picks.
fn files(sandbox: &Sandbox, wanted: impl Fn(&str) -> bool) -> Vec<String> {
    let snapshot = sandbox.snapshot(".").without(&[".git"]);
    let paths = snapshot.files().into_keys().map(str::to_owned);
    let paths: Vec<_> = paths.filter(|path| !path.contains(".blip/") && wanted(path)).collect();
    assert!(!paths.is_empty());
    paths
}

fn accepts(tool: Option<Tool>, args: &[&str], sandbox: &Sandbox, files: &[String]) {
    let Some(tool) = tool else { return };
    tool.run(args.iter().copied().chain(files.iter().map(String::as_str))).in_folder(sandbox.work()).succeeds();
}

#[test]
fn monorepo_on_github_is_accepted() {
    let sandbox = repository("github");
    let workflows = files(&sandbox, |path| path.starts_with(".github/workflows/"));
    let services = SERVICES.map(|(name, ..)| name);
    // what is not scanned is not scanned at night either; one has previews
    assert_eq!(workflows.len(), 2 * services.len(), "{workflows:?}");
    if tool("shellcheck").is_some() {
        accepts(tool("actionlint"), &["-no-color"], &sandbox, &workflows);
    }
    let auditor = ["--offline", "--persona=auditor", "--no-progress", "--strict-collection", "--quiet"];
    accepts(tool("zizmor"), &auditor, &sandbox, &workflows);
    let schema = |name| ["--builtin-schema", name];
    accepts(tool("check-jsonschema"), &schema("vendor.github-workflows"), &sandbox, &workflows);
    accepts(tool("check-jsonschema"), &schema("vendor.renovate"), &sandbox, &["renovate.json".to_owned()]);
    lint(&sandbox, &workflows);
}

#[test]
fn monorepo_on_gitlab_is_accepted() {
    let sandbox = repository("gitlab");
    let is_pipeline = |path: &str| path.ends_with(".gitlab-ci.yml") || path.contains(".gitlab/");
    let pipelines = files(&sandbox, is_pipeline);
    // the parent's, and of each service what sets it going and the child; two are scanned at night
    assert_eq!(pipelines.len(), 1 + 2 * SERVICES.len() + 2, "{pipelines:?}");
    let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    accepts(tool("check-jsonschema"), &schema, &sandbox, &pipelines);
    lint(&sandbox, &pipelines);
}

fn lint(sandbox: &Sandbox, files: &[String]) {
    let config = workspace().join("tests/conformance/yamllint.yaml");
    let args = ["--strict", "--format=parsable", "--config-file", config.to_str().unwrap()];
    accepts(tool("yamllint"), &args, sandbox, files);
}
