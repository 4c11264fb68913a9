//! The blip for pipelines that run in a cluster.

use crate::given::checkout_with;
use crate::support::{Outcome, Sandbox};

const CHOSEN: &str = "blips={ci: {}, helm: {}, argocd: {}, semver: {}, kubernetes-ci: {engine: tekton}}";

fn refused(engine: &str, blips: &str, messages: &[&str]) {
    let set = format!("blips={{kubernetes-ci: {{{engine}}}, {blips}}}");
    Sandbox::new().blip(["new", "checkout", "-y", "--set", &set]).exits(2).stderr_has(messages);
}

#[test]
fn what_is_the_forges_is_refused() {
    refused("", "helm: {}", &["Kubernetes-native CI/CD makes no sense without `ci`"]);
    refused("", "ci: {builder: dind}", &["Docker in Docker needs privileged pods", "`builder: buildah`"]);
    refused("", "ci: {runner: large}", &["a cluster has no runners"]);
    refused("", "ci: {registry_login: forge}", &["no job of a cluster has a token of the forge's"]);
    refused("", "ci: {}, semver: {release: release-please}", &["Release Please is an action of GitHub's pipeline"]);
    let previews = "ci: {}, helm: {}, argocd: {}, preview: {}";
    refused("", previews, &["previews are asked for by labels", "remove `preview` or `kubernetes-ci`"]);
    refused(
        "engine: argo-workflows, host: ci.acme.example",
        "ci: {}",
        &["Argo's server, which has an address of its own"],
    );
    refused("engine: teckton", "ci: {}", &["did you mean `tekton`?"]);
}

#[test]
fn the_files_of_the_forge_give_way_to_those_of_the_cluster() {
    let sandbox = checkout_with(&[]);
    assert!(sandbox.exists("checkout/.github/workflows/ci.yml"));
    sandbox.edit("checkout/blip.yaml", "\n  ci: {}", "\n  kubernetes-ci: {}\n  ci: {}");
    sandbox.blip(["generate", "-C", "checkout"]).succeeds();
    assert!(!sandbox.exists("checkout/.github/workflows"), "one pipeline delivers, not two");
    assert!(sandbox.exists("checkout/deploy/tekton/pipeline.yaml"));
    sandbox.blip(["check", "-C", "checkout"]).succeeds();
    sandbox.edit("checkout/blip.yaml", "kubernetes-ci: {}", "kubernetes-ci: {engine: argo-workflows}");
    sandbox.blip(["generate", "-C", "checkout"]).succeeds();
    assert!(!sandbox.exists("checkout/deploy/tekton") && sandbox.exists("checkout/deploy/workflows/events.yaml"));
}

#[test]
fn what_a_cluster_does_is_simulated() {
    let sandbox = checkout_with(&[CHOSEN]);
    let simulated = |args: &[&str]| -> Outcome {
        sandbox.blip(["ci", "simulate"].iter().chain(args)).in_folder("checkout").succeeds()
    };
    simulated(&["push", "--failing", "test"]).stdout_has(&["required           fails: test did not succeed"]);
    let fork = simulated(&["pull-request", "--fork"]);
    fork.stdout_has(&["no pipeline; a fork's code runs in no cluster"]);
    fork.stderr_has(&["`required` never reports for a pull request from a fork"]);
    simulated(&["push", "--changed", "deploy/values/staging.yaml"]).stdout_has(&["there is nothing to build"]);
    let told = simulated(&["tag"]);
    assert_eq!(told.stderr, "", "nothing is warned of");
    sandbox.blip(["ci", "pins"]).in_folder("checkout").succeeds().stdout_has(&["deploy/tekton/pipeline.yaml:"]);
}
