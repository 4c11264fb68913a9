//! Two services of one repository: what is done to one leaves the other alone, and what is required reports.

use std::fs;

use serde_json::json;

use super::reports::assert_junit;
use super::room::{Room, stand_ins};
use super::{github, gitlab};
use crate::tools::{newer_node, release_tools_are_there, tool};

const SERVICES: [(&str, &str, &str); 2] = [("checkout", "static", ""), ("basket", "python", "")];
const RELEASED: [(&str, &str, &str); 2] =
    [("checkout", "static", "release: semantic-release"), ("basket", "static", "release: release-please")];

/// Adds a line to a file on a branch.
fn change(room: &Room, path: &str, line: &str) -> String {
    let base = room.head();
    room.git(&["switch", "--quiet", "--create", "topic"]);
    let path = format!("checkout/services/{path}");
    let text = room.sandbox.read(&path);
    room.sandbox.write(path, text + line);
    room.commit("feat: more");
    base
}

#[test]
fn monorepo_on_github_runs_only_what_a_change_concerns() {
    let Some(_) = tool("act") else { return };
    let room = Room::of_services("github", &SERVICES);
    github::for_act(&room);
    let base = change(&room, "basket/src/basket/routes.py", "\n# more\n");
    let request = github::pull_request(&base, false);
    github::run(&room, "basket-ci", "pull_request", &request).succeeds_with(&[
        "build",
        "changes",
        "required-basket",
        "test",
    ]);
    assert!(room.calls().contains("build push=false tags=ghcr.io/acme/checkout/basket:proposal"));
    assert_junit(&room, &room.sandbox.path("reports/junit.xml"));
    github::run(&room, "checkout-ci", "pull_request", &request).succeeds_with(&["changes", "required-checkout"]);
    assert_eq!(room.calls(), "");

    // the label is that of all services, and what is said of one is not said of another
    let of_basket = json!([{"id": 5, "user": {"login": "github-actions[bot]"}, "body": "**Preview basket-pr-1** …"}]);
    room.sandbox.write("comments", of_basket.to_string());
    let labelled = github::preview(&room, "open", &["preview"]);
    github::run(&room, "checkout-preview", "pull_request", &labelled).succeeds_with(&["preview", "preview-image"]);
    let calls = room.calls();
    let tag = format!("pr-1-{}", &room.head()[..7]);
    assert!(calls.contains(&format!("build push=true tags=ghcr.io/acme/checkout/checkout:{tag} ")), "{calls}");
    assert!(calls.contains("check_name=required-checkout&"), "{calls}");
    assert!(calls.contains("labels[]=checkout-preview-ready"), "{calls}");
    let said = room.said("comments");
    assert_eq!(said[0], "**Preview basket-pr-1** …");
    assert!(said[1].contains("    x-preview: checkout-pr-1\n"), "{said:#?}");

    // a push brings the service to its own values
    room.push();
    let commit = room.head();
    let jobs = ["changes", "chart", "deploy-staging", "publish", "scan", "sign", "test"];
    github::run(&room, "checkout-ci", "push", &json!({"ref": "refs/heads/main"})).succeeds_with(&jobs);
    let calls = room.calls();
    assert!(calls.contains("cache=type=gha,scope=checkout,mode=max"), "{calls}");
    let digest = github::digest(&calls);
    let values = |service: &str| room.released("main", &format!("services/{service}/deploy/values/staging.yaml"));
    assert!(values("checkout").contains(&format!("digest: \"{digest}\"")));
    assert!(!values("basket").contains("sha256:"));
    assert_eq!(room.main()[0], format!("chore(deploy): bring {} to staging", &commit[..7]));

    // its tags are its own; that of a pre-release deploys nothing
    room.git(&["tag", "checkout/v1.0.0-rc.1"]);
    let released = ["changes", "chart", "package", "publish", "release", "scan", "sign", "test", "version"];
    let tag = json!({"ref": "refs/tags/checkout/v1.0.0-rc.1"});
    github::run(&room, "checkout-ci", "push", &tag).succeeds_with(&released);
    let calls = room.calls();
    assert!(calls.contains(",ghcr.io/acme/checkout/checkout:1.0.0-rc.1 "), "{calls}");
    assert!(calls.contains("gh release create checkout/v1.0.0-rc.1 --verify-tag "), "{calls}");
    github::run(&room, "checkout-nightly", "schedule", &json!({})).succeeds_with(&["nightly", "preview-lifetime"]);
    let calls = room.calls();
    assert!(calls.contains("/issues/1/labels/checkout-preview-ready\n"), "{calls}");
    assert!(!calls.contains("/issues/1/labels/preview\n"), "the label of all services stays:\n{calls}");
    let said = room.said("comments");
    assert!(said[0].ends_with('…') && said[1].contains("checkout-pr-1** is gone after 7 days"), "{said:#?}");
}

#[test]
fn monorepo_on_gitlab_runs_only_what_a_change_concerns() {
    let (Some(_), Some(_)) = (tool("gitlab-ci-local"), tool("rsync")) else { return };
    let room = Room::of_services("gitlab", &SERVICES);
    change(&room, "checkout/public/style.css", "\n/* more */\n");
    // GitLab tells child pipelines, too; gitlab-ci-local tells them only what stands here
    let told = |more: &str| {
        let variables = "CI_JOB_TOKEN: x\n  CI_REGISTRY_USER: x\n  CI_REGISTRY_PASSWORD: x\n  GRYPE: grype\n";
        let file = room.sandbox.home().join(".gitlab-ci-local/variables.yml");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, format!("---\nglobal:\n  {variables}{more}")).unwrap();
    };
    // somebody has asked to try it
    let variables = gitlab::PREVIEW.iter().filter_map(|variable| variable.split_once('='));
    let labelled: String = variables.map(|(name, value)| format!("  {name}: \"{value}\"\n")).collect();
    told(&format!("  CI_MERGE_REQUEST_ID: \"1\"\n{labelled}"));
    let request = gitlab::MERGE_REQUEST;
    let jobs = ["build", "checkout", "preview", "preview-image", "required", "required", "test"];
    gitlab::assert_ran(&gitlab::run(&room, request), &jobs);
    let calls = room.calls();
    let tag = format!("pr-1-{}", &room.head()[..7]);
    assert!(calls.contains(&format!("name=registry.gitlab.com/acme/checkout/checkout:{tag}\"")), "{calls}");
    assert!(calls.contains("add_labels=checkout-preview-ready"), "{calls}");
    assert!(room.said("notes")[1].contains("**Preview checkout-pr-1**"));

    let jobs = ["chart", "checkout", "deploy-staging", "publish", "scan", "test"];
    room.git(&["switch", "--quiet", "--force-create", "main"]);
    told("");
    gitlab::assert_ran(&gitlab::run(&room, gitlab::PUSH), &jobs);
    let values = |service: &str| room.released("main", &format!("services/{service}/deploy/values/staging.yaml"));
    assert!(values("checkout").contains("sha256:") && !values("basket").contains("sha256:"));
    assert_eq!(room.main().len(), 2, "{:?}", room.main());

    // nothing of any service
    room.pull();
    room.push();
    room.sandbox.write("checkout/NOTES.md", "Nothing of a service's.\n");
    room.git(&["switch", "--quiet", "--create", "notes"]);
    room.commit("docs: notes");
    told("  CI_MERGE_REQUEST_ID: \"1\"\n");
    gitlab::assert_ran(&gitlab::run(&room, request), &["required"]);
}

/// Release tools read the history of a whole repository. What they make is one service's all the same.
#[test]
fn monorepo_on_github_releases_one_service_at_a_time() {
    let (Some(_), Some(())) = (tool("act"), release_tools_are_there()) else { return };
    let room = Room::of_services("github", &RELEASED);
    github::for_act(&room);
    room.git(&["tag", "checkout/v1.0.0"]);
    room.git(&["push", "--quiet", "origin", "checkout/v1.0.0"]);
    room.sandbox.write("checkout/services/basket/public/new.html", "<!doctype html>\n");
    room.commit("feat!: another basket");
    room.sandbox.write("checkout/services/checkout/public/new.html", "<!doctype html>\n");
    room.commit("fix: the checkout");
    room.push();
    let push = json!({"ref": "refs/heads/main"});
    let and = |releaser: &'static str| {
        let mut jobs = vec!["changes", "chart", "deploy-staging", "publish", "scan", "sign", "test", releaser];
        jobs.sort_unstable();
        jobs
    };
    github::run(&room, "checkout-ci", "push", &push).succeeds_with(&and("semantic-release"));
    assert_eq!(room.main()[0], "chore(release): checkout/v1.0.1");
    assert_eq!(room.released("checkout/v1.0.1", "services/checkout/VERSION"), "1.0.1\n");
    let changelog = room.released("checkout/v1.0.1", "services/checkout/CHANGELOG.md");
    assert!(changelog.contains("the checkout") && !changelog.contains("another basket"), "{changelog}");
    assert!(room.calls().contains("gh workflow run checkout-ci.yml --ref checkout/v1.0.1\n"));

    // the request of the next release, as a run before this one made it
    let proposes = room.run(newer_node().unwrap()).args([stand_ins().join("release-please/run.cjs").to_str().unwrap()]);
    let config =
        ["CONFIG", "MANIFEST"].into_iter().zip(["release-please-config.json", ".release-please-manifest.json"]);
    let proposes = config
        .fold(proposes.env("BRANCH", "main"), |run, (name, file)| run.env(name, format!("services/basket/{file}")));
    proposes.succeeds();
    room.pull();
    room.git(&["fetch", "--quiet", "origin", "release-please--branches--main--components--basket"]);
    room.git(&["merge", "--quiet", "--squash", "FETCH_HEAD"]);
    room.commit("chore(main): release basket 0.1.0 (#1)");
    room.push();
    github::run(&room, "basket-ci", "push", &push).succeeds_with(&and("release-please"));
    assert!(room.calls().contains("gh workflow run basket-ci.yml --ref basket/v0.1.0\n"));
    let changelog = room.released("basket/v0.1.0", "services/basket/CHANGELOG.md");
    assert!(changelog.contains("another basket") && !changelog.contains("the checkout"), "{changelog}");
    assert_eq!(room.released("basket/v0.1.0", "services/basket/VERSION"), "0.1.0\n");
}
