//! What `blip ci simulate` tells of GitLab's pipelines, held against a second reader of their rules.
//!
//! gitlab-ci-local does not read `workflow`, so only events that start a pipeline are put to it.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::Sandbox;
use crate::tools::tool;

/// Events with the variables that GitLab sets for them; those after `-` it does not set.
const EVENTS: [(&[&str], &[&str]); 8] = [
    (&["push"], &["CI_PIPELINE_SOURCE=push", "CI_COMMIT_BRANCH=main"]),
    (&["merge-request"], &["CI_PIPELINE_SOURCE=merge_request_event", "-CI_COMMIT_BRANCH"]),
    (
        &["merge-request", "--label", "preview"],
        &[
            "CI_PIPELINE_SOURCE=merge_request_event",
            "CI_MERGE_REQUEST_LABELS=bug,preview",
            "CI_MERGE_REQUEST_PROJECT_ID=1",
            "CI_MERGE_REQUEST_SOURCE_PROJECT_ID=1",
            "CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main",
            "-CI_COMMIT_BRANCH",
        ],
    ),
    (&["tag"], &["CI_PIPELINE_SOURCE=push", "CI_COMMIT_TAG=v1.0.0", "-CI_COMMIT_BRANCH"]),
    (&["tag", "--tag", "v1.0.0-rc.1"], &["CI_PIPELINE_SOURCE=push", "CI_COMMIT_TAG=v1.0.0-rc.1", "-CI_COMMIT_BRANCH"]),
    (&["schedule"], &["CI_PIPELINE_SOURCE=schedule", "CI_COMMIT_BRANCH=main"]),
    (&["manual"], &["CI_PIPELINE_SOURCE=web", "CI_COMMIT_BRANCH=main"]),
    (&["manual", "--branch", "feature"], &["CI_PIPELINE_SOURCE=web", "CI_COMMIT_BRANCH=feature"]),
];

#[test]
fn gitlab_ci_local_finds_the_jobs_that_are_told() {
    let Some(gitlab) = tool("gitlab-ci-local") else { return };
    let sandbox = Sandbox::with_identity();
    let forge = [
        "repository.provider=gitlab",
        "repository.url=https://gitlab.com/acme/checkout",
        "blips={ci: {}, helm: {}, argocd: {}, semver: {}, preview: {gitlab_project: 1}}",
    ];
    let sets = forge.iter().flat_map(|answer| ["--set", answer]);
    sandbox.blip(["new", "checkout", "--defaults", "--git"].into_iter().chain(sets)).succeeds();
    // it asks git where the project comes from, and what the default branch is
    sandbox.git("checkout", &["remote", "add", "origin", "https://gitlab.com/acme/checkout.git"]);
    sandbox.git("checkout", &["update-ref", "refs/remotes/origin/main", "HEAD"]);
    sandbox.git("checkout", &["symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main"]);
    for (event, variables) in EVENTS {
        let set =
            variables.iter().chain(&["CI_DEFAULT_BRANCH=main"]).flat_map(|variable| match variable.strip_prefix('-') {
                Some(name) => ["--unset-variable", name],
                None => ["--variable", *variable],
            });
        let list = gitlab.run(["--list-json", "--evaluate-rule-changes", "false"]).args(set);
        let list = list.in_folder(sandbox.path("checkout")).succeeds();
        let told = sandbox.blip(["ci", "simulate", "--json"].iter().chain(event)).in_folder("checkout").succeeds();
        let jobs = |list: &Value, name: &str, without: (&str, &str)| {
            let jobs =
                list.as_array().unwrap().iter().filter(|job| job[without.0] != without.1 && job["when"] != "manual");
            jobs.map(|job| job[name].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>()
        };
        // warnings stand above it
        let document: Vec<&str> = list.stdout.lines().skip_while(|line| *line != "[").collect();
        let found: Value = serde_json::from_str(&document.join("\n")).unwrap();
        assert_eq!(
            jobs(&told.json()["events"][0]["runs"][0]["jobs"], "job", ("verdict", "skipped")),
            jobs(&found, "name", ("when", "never")),
            "{event:?}\n{told}\n{list}"
        );
    }
}
