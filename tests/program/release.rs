//! What makes the releases of a service, and what becomes of the repository when that changes.

use crate::given::checkout_with;
use crate::support::{Outcome, Sandbox};

const CHART: &str = "checkout/charts/checkout/Chart.yaml";
const WORKFLOW: &str = "checkout/.github/workflows/ci.yml";
const RELEASED: &str = "checkout/.release-please-manifest.json";

/// The service `checkout`, released as 1.4.0 by `blip semver bump`.
fn released() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.blip(["new", "checkout", "--defaults", "--git"]).succeeds();
    sandbox.blip(["semver", "bump", "--release-as", "1.4.0"]).in_folder("checkout").succeeds();
    sandbox
}

/// Lets another tool release, in one run after which there is nothing left to do.
fn switch(sandbox: &Sandbox, from: &str, to: &str) -> Outcome {
    sandbox.edit("checkout/blip.yaml", from, to);
    let outcome = sandbox.blip(["generate"]).in_folder("checkout").succeeds();
    sandbox.blip(["generate", "--check"]).in_folder("checkout").succeeds();
    sandbox.blip(["check"]).in_folder("checkout").succeeds();
    sandbox.git("checkout", &["add", "--all"]);
    sandbox.git("checkout", &["commit", "--quiet", "--message", "ci: release otherwise"]);
    sandbox.blip(["semver", "verify"]).in_folder("checkout").succeeds();
    outcome
}

#[test]
fn a_service_goes_over_to_another_release_tool_and_back() {
    let sandbox = released();
    let chart = sandbox.read(CHART);
    assert!(chart.contains("version: 1.4.0\n") && chart.contains("appVersion: \"1.4.0\"\n"), "{chart}");

    switch(&sandbox, "semver: {}", "semver: {release: semantic-release}");
    assert_eq!(sandbox.read(CHART), chart);
    assert!(sandbox.read(WORKFLOW).contains("\n  semantic-release:\n"));
    assert!(sandbox.exists("checkout/.releaserc.yaml") && sandbox.exists("checkout/.release/package-lock.json"));

    switch(&sandbox, "semantic-release", "release-please");
    let marked = sandbox.read(CHART);
    assert!(marked.contains("x-release-please-start-version") && marked.contains("version: 1.4.0\n"), "{marked}");
    assert_eq!(sandbox.read(RELEASED), "{\n  \".\": \"1.4.0\"\n}\n");
    assert!(!sandbox.exists("checkout/.releaserc.yaml"));
    assert!(!sandbox.read(WORKFLOW).contains("semantic-release"));

    let outcome = switch(&sandbox, "semver: {release: release-please}", "semver: {}");
    // what bots and the tools wrote on in is nobody's to remove
    let left = ".release-please-manifest.json\n.release/package-lock.json\n.release/package.json\n";
    outcome.stdout_has(&["kept .release-please-manifest.json  (no longer generated, and yours"]);
    assert_eq!(sandbox.git("checkout", &["diff", "--name-only", "v1.4.0", "--", ".", ":!.blip"]), left);
    // and as long as it is there it is kept right
    sandbox.blip(["semver", "bump", "--release-as", "1.5.0"]).in_folder("checkout").succeeds();
    assert!(sandbox.read(RELEASED).contains("\"1.5.0\""));
}

#[test]
fn what_release_please_took_for_released_is_held_against_the_tags() {
    let sandbox = released();
    switch(&sandbox, "semver: {}", "semver: {release: release-please}");
    sandbox.edit(RELEASED, "1.4.0", "1.3.0");
    let outcome = sandbox.blip(["semver", "verify"]).in_folder("checkout").exits(3);
    outcome.stderr_has(&["error: .release-please-manifest.json:2: . says 1.3.0, and should say 1.4.0\n"]);
}

#[test]
fn a_version_that_stands_in_tags_alone_is_not_asked_of_files() {
    let sandbox = released();
    switch(&sandbox, "semver: {}", "semver: {release: semantic-release, release_commit: false}");
    sandbox.git("checkout", &["tag", "v1.5.0"]);
    sandbox.blip(["semver", "verify"]).in_folder("checkout").succeeds();
    sandbox.edit("checkout/blip.yaml", ", release_commit: false", "");
    let outcome = sandbox.blip(["semver", "verify"]).in_folder("checkout").exits(3);
    outcome.stderr_has(&["error: Cargo.toml:5: package.version says 1.4.0, and should say 1.5.0\n"]);
}

#[test]
fn release_please_is_refused_where_it_does_not_work() {
    let gitlab = ["repository.provider=gitlab", "repository.url=https://gitlab.com/acme/checkout"];
    let sandbox = checkout_with(&gitlab);
    let before = sandbox.snapshot("checkout");
    let edited = sandbox.read("checkout/blip.yaml").replace("semver: {}", "semver: {release: release-please}");
    sandbox.write("checkout/blip.yaml", edited.clone());
    let outcome = sandbox.blip(["generate"]).in_folder("checkout").exits(2);
    outcome.stderr_has(&[
        "error: blip.yaml:21:12: Release Please works on GitHub alone",
        "help: write `release: semantic-release`",
    ]);
    let edited = edited.replace("release: release-please", "release_commit: false");
    sandbox.write("checkout/blip.yaml", edited);
    let outcome = sandbox.blip(["generate"]).in_folder("checkout").exits(2);
    outcome.stderr_has(&["blip.yaml:21:12: `release_commit` is a setting of semantic-release"]);
    sandbox.snapshot("checkout").differs_only_at(&before, &["blip.yaml"]);
}
