//! The release tools write the version where `blip semver bump` does, and nothing else.

use crate::stacks;
use crate::support::{Sandbox, told};
use crate::tools::{newer_node, release_tools, release_tools_are_there};

use super::room::stand_ins;

/// What semantic-release calls before it commits.
const PREPARE: &str = "import('./.release/prepare.mjs').then(({ prepare }) =>
    prepare({}, { cwd: '.', nextRelease: { version: '0.1.1', notes: '## 0.1.1\\n\\n* less' } }))";

#[test]
fn versions_are_written_by_each_release_tool_as_by_blip() {
    let (Some(()), Some(node)) = (release_tools_are_there(), newer_node()) else { return };
    // a platform has nothing to release
    for stack in stacks::names().into_iter().filter(|stack| stacks::kinds(stack) != ["platform"]) {
        let sandbox = released(&stack, "semantic-release");
        sandbox.command(&node).in_folder("checkout").args(["--eval", PREPARE]).succeeds();
        let changelog = sandbox.read("checkout/CHANGELOG.md");
        let headings: Vec<_> = changelog.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings[0], "## 0.1.1", "{stack}: {changelog}");
        sandbox.git("checkout", &["commit", "--quiet", "--all", "--message", "chore: as prepared"]);
        assert_as_blip_does(&sandbox, &stack, "main");

        let sandbox = released(&stack, "release-please");
        sandbox.git(".", &["clone", "--quiet", "--bare", "checkout", "remote.git"]);
        let room = sandbox.work().as_os_str();
        let run = sandbox.command(&node).env("ROOM", room).env("RELEASE_TOOLS", release_tools()).env("BRANCH", "main");
        let run = run.env("CONFIG", "release-please-config.json").env("MANIFEST", ".release-please-manifest.json");
        let script = stand_ins().join("release-please/run.cjs");
        run.args([script.to_str().unwrap()]).succeeds();
        sandbox.git("checkout", &["fetch", "--quiet", "../remote.git", "release-please--branches--main:proposed"]);
        assert_as_blip_does(&sandbox, &stack, "proposed");
    }
}

/// A service of that stack, released once, with something more to release.
fn released(stack: &str, releaser: &str) -> Sandbox {
    let sandbox = Sandbox::with_identity();
    let sets = [format!("service.stack={stack}"), format!("blips.semver.release={releaser}")];
    let args = ["new", "checkout", "--defaults", "--git", "-q"];
    let args = args.iter().chain(told(stack)).copied();
    sandbox.blip(args.chain(sets.iter().flat_map(|set| ["--set", set.as_str()]))).succeeds();
    sandbox.blip(["semver", "bump", "--release-as", "0.1.0"]).in_folder("checkout").succeeds();
    sandbox.git("checkout", &["commit", "--quiet", "--allow-empty", "--message", "fix: less"]);
    sandbox
}

/// Expects that a branch differs from what Blip makes of the commit before it in the changelog alone.
#[track_caller]
fn assert_as_blip_does(sandbox: &Sandbox, stack: &str, branch: &str) {
    sandbox.git("checkout", &["checkout", "--quiet", &format!("{branch}~1")]);
    sandbox
        .blip(["semver", "bump", "--release-as", "0.1.1", "--no-commit", "--no-changelog"])
        .in_folder("checkout")
        .succeeds();
    let differences = sandbox.git("checkout", &["diff", branch, "--", ".", ":!CHANGELOG.md"]);
    assert_eq!(differences, "", "{stack}");
    assert_ne!(sandbox.git("checkout", &["diff", "--name-only"]), "", "{stack}: nothing bears a version");
}
