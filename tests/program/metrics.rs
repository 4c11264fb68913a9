//! `blip metrics` over repositories that git makes. What the figures are is worked out in crates/metrics/tests.

use serde_json::Value;

use crate::support::{Outcome, Run, Sandbox};

const REPOSITORY: &str = "https://github.com/acme/shop";
const HOUR: i64 = 3600;
/// Midnight in UTC, 1 January 2026.
const START: i64 = 1_767_225_600;

/// `git` as somebody at an hour since [`START`].
fn git(sandbox: &Sandbox, folder: &str, hour: i64, args: &[&str]) -> String {
    let date = format!("{} +0000", START + hour * HOUR);
    let run = sandbox.command("git").args(args).in_folder(folder);
    run.env("GIT_AUTHOR_DATE", &date).env("GIT_COMMITTER_DATE", &date).succeeds().stdout.trim().to_owned()
}

fn commit(sandbox: &Sandbox, folder: &str, hour: i64, message: &str) -> String {
    git(sandbox, folder, hour, &["add", "-A"]);
    git(sandbox, folder, hour, &["commit", "-q", "--allow-empty", "-m", message]);
    git(sandbox, folder, hour, &["rev-parse", "HEAD"])
}

/// Writes a digest into values and commits it.
fn bring(sandbox: &Sandbox, folder: &str, path: &str, hour: i64, digest: &str, source: &str) {
    sandbox.write(format!("{folder}/{path}"), format!("image:\n  digest: \"sha256:{digest}\"\n"));
    commit(sandbox, folder, hour, &format!("chore(shop): bring it to production\n\nSource-Commit: {source}"));
}

/// A service in `folder`, begun at hour 0, that nothing was generated for.
fn service(sandbox: &Sandbox, folder: &str, name: &str, argocd: &str) {
    let spec = format!(
        "version: 1\nservice: {{name: {name}, description: Sells, owner: shop, stack: static}}\n\
         repository: {{provider: github, url: '{REPOSITORY}'}}\nblips: {{helm: {{}}, argocd: {argocd}}}\n"
    );
    sandbox.write(format!("{folder}/blip.yaml"), spec);
    git(sandbox, folder, 0, &["init", "-q"]);
    commit(sandbox, folder, 0, "feat: begin");
}

/// Two deployments in two weeks; the second brings a change after three hours.
fn measured() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    service(&sandbox, "shop", "shop", "{}");
    let first = git(&sandbox, "shop", 0, &["rev-parse", "HEAD"]);
    bring(&sandbox, "shop", "deploy/values/production.yaml", 1, "01", &first);
    let second = commit(&sandbox, "shop", 24, "feat: more (#1)");
    bring(&sandbox, "shop", "deploy/values/production.yaml", 27, "02", &second);
    sandbox
}

fn metrics<'a>(sandbox: &Sandbox, args: impl IntoIterator<Item = &'a str>) -> Run {
    sandbox.blip(["metrics"].into_iter().chain(args)).env("SOURCE_DATE_EPOCH", (START + 13 * 24 * HOUR).to_string())
}

fn json(outcome: &Outcome) -> Value {
    serde_json::from_str(&outcome.stdout).unwrap()
}

/// The number of a figure, and of how many it is.
fn figure(scope: &Value, id: &str) -> (Value, Value) {
    let figures = scope["figures"].as_array().unwrap();
    let figure = figures.iter().find(|figure| figure["id"] == id).unwrap_or_else(|| panic!("{id} in {scope}"));
    (figure["value"].clone(), figure["n"].clone())
}

#[test]
fn metrics_say_what_they_count_and_how() {
    let sandbox = measured();
    let outcome = metrics(&sandbox, ["-C", "shop"]).succeeds();
    let head = "\
2025-10-17 to 2026-01-14 (UTC)

shop, by deploy/values/production.yaml

Deployment frequency   1.0 a week              n = 2 deployments
Lead time for changes  3.0 h                   n = 1 changes
Change failure rate    0 %                     n = 2 deployments
Time to restore        –                       n = 0 failed deployments
Rework rate            0 %                     n = 2 deployments and ways back

";
    assert!(outcome.stdout.starts_with(head), "{}", outcome.stdout);
    assert!(outcome.stdout.contains("  - A squash keeps the time of the merge"), "{}", outcome.stdout);
    assert!(outcome.stdout.lines().all(|line| line.chars().count() <= 80), "{}", outcome.stdout);
    outcome.stderr_is("");
}

#[test]
fn metrics_never_name_anybody() {
    let sandbox = measured();
    for format in ["table", "json", "markdown", "openmetrics"] {
        let outcome = metrics(&sandbox, ["-C", "shop", "--format", format]).succeeds();
        assert!(!outcome.stdout.contains("Ada") && !outcome.stdout.contains("ada@"), "{}", outcome.stdout);
    }
}

#[test]
fn metrics_tell_the_same_whenever_they_are_asked() {
    let sandbox = measured();
    let asked = ["-C", "shop", "--since", "2026-01-02", "--until", "2026-01-14", "--json"];
    let first = metrics(&sandbox, asked).succeeds();
    let later = metrics(&sandbox, asked).env("SOURCE_DATE_EPOCH", "1900000000").env("TZ", "Asia/Tokyo").succeeds();
    assert_eq!(first.stdout, later.stdout);
    let document = json(&first);
    assert_eq!((document["since"].as_str(), document["until"].as_str()), (Some("2026-01-02"), Some("2026-01-14")));
    assert_eq!(figure(&document["services"][0], "deployment_frequency"), (0.54.into(), 1.into()), "1 in 13 days");
    assert_eq!(figure(&document["services"][0], "lead_time"), ((3.0 * 3600.0).into(), 1.into()));
}

#[test]
fn metrics_of_a_fleet_find_the_values_in_another_repository() {
    let sandbox = measured();
    let gitops = "https://github.com/acme/gitops";
    service(&sandbox, "cart", "cart", &format!("{{gitops_repository: '{gitops}'}}"));
    let cart = git(&sandbox, "cart", 0, &["rev-parse", "HEAD"]);
    sandbox.write("gitops/README.md", "What runs where\n");
    git(&sandbox, "gitops", 0, &["init", "-q"]);
    git(&sandbox, "gitops", 0, &["remote", "add", "origin", "git@github.com:acme/GitOps.git"]);
    bring(&sandbox, "gitops", "apps/cart/values/production.yaml", 5, "01", &cart);

    let outcome = metrics(&sandbox, ["--fleet", "--json"]).succeeds();
    let document = json(&outcome);
    let names: Vec<_> = document["services"].as_array().unwrap().iter().map(|one| one["name"].clone()).collect();
    assert_eq!(names, ["cart", "shop"]);
    assert_eq!(document["services"][0]["counted_by"], "apps/cart/values/production.yaml");
    // three in twice two weeks
    assert_eq!(figure(&document["all"], "deployment_frequency"), (0.75.into(), 3.into()));

    // where it is not at hand, that is said, and versions stand in
    let alone = json(&metrics(&sandbox, ["-C", "cart", "--json"]).succeeds());
    assert_eq!(alone["services"][0]["counted_by"], "stable SemVer tags");
    let note = alone["services"][0]["notes"][0].as_str().unwrap();
    assert!(note.contains(gitops) && note.contains("--gitops DIR"), "{note}");
    let named = json(&metrics(&sandbox, ["-C", "cart", "--gitops", "../gitops", "--json"]).succeeds());
    assert_eq!(figure(&named["services"][0], "deployment_frequency").1, 1);
}

#[test]
fn metrics_of_onboarding_and_adoption() {
    let sandbox = measured();
    let begun = json(&metrics(&sandbox, ["onboarding", "-C", "shop", "--json"]).succeeds());
    let scope = &begun["services"][0];
    assert_eq!(figure(scope, "first_merge"), ((24.0 * 3600.0).into(), 1.into()));
    assert_eq!(figure(scope, "first_release"), (Value::Null, 0.into()));
    assert_eq!(figure(scope, "first_deployment"), (3600.0.into(), 1.into()));
    assert_eq!(scope["notes"][0], "it released nothing so far");

    service(&sandbox, "cart", "cart", "{}");
    sandbox.blip(["generate", "-C", "cart"]).succeeds();
    commit(&sandbox, "cart", 30, "chore: generate");
    sandbox.edit("cart/charts/cart/values.yaml", "replicas: 2", "replicas: 3");
    let adopted = json(&metrics(&sandbox, ["adoption", "-C", "cart", "--json"]).succeeds());
    let (share, files) = figure(&adopted["services"][0], "edited_files");
    assert!(share.as_f64().unwrap() > 0.0 && files.as_u64().unwrap() > 10, "{adopted}");
    assert_eq!(figure(&adopted["services"][0], "current"), (1.0.into(), 1.into()));
    assert_eq!(adopted["uses"][1]["blip"], "helm");
}

#[test]
fn metrics_of_a_repository_without_a_service_count_its_tags() {
    let sandbox = Sandbox::with_identity();
    sandbox.write("library/README.md", "A library\n");
    git(&sandbox, "library", 0, &["init", "-q"]);
    commit(&sandbox, "library", 0, "feat: begin");
    git(&sandbox, "library", 0, &["tag", "v1.0.0"]);
    let outcome = metrics(&sandbox, ["-C", "library", "--format", "markdown"]).succeeds();
    assert!(outcome.stdout.contains("| library | 0.5 a week (n = 1) |"), "{}", outcome.stdout);
}

#[test]
fn metrics_refuse_what_they_cannot_tell() {
    let sandbox = measured();
    let origin = format!("file://{}", sandbox.path("shop").display());
    sandbox.git(".", &["clone", "-q", "--depth", "1", &origin, "shallow"]);
    metrics(&sandbox, ["-C", "shallow"]).exits(1).stderr_has(&["this is a shallow clone", "git fetch --unshallow"]);
    // in a fleet it is left out, and the others are measured
    let fleet = metrics(&sandbox, ["--fleet", "--json"]).exits(1);
    fleet.stderr_has(&["warning: shallow is in no figure:"]);
    assert_eq!(json(&fleet)["services"].as_array().unwrap().len(), 1);

    metrics(&sandbox, ["-C", "shop", "--since", "yesterday"])
        .exits(2)
        .stderr_has(&["--since: `yesterday` is neither a day (2026-11-23) nor a span (90d, 12w, 6m, 1y)"]);
    metrics(&sandbox, ["-C", "shop", "--since", "2026-02-01", "--until", "2026-01-01"])
        .exits(2)
        .stderr_has(&["swap the two"]);
    metrics(&sandbox, ["-C", "shop", "--environment", "live"])
        .exits(2)
        .stderr_has(&["shop has no environment `live`", "its environments: staging, production"]);
    metrics(&sandbox, ["-C", "shop", "--gitops", "nowhere"])
        .exits(2)
        .stderr_has(&["--gitops:", "name the folder of a clone"]);
    metrics(&sandbox, ["-C", "shop", "--json", "--format", "table"]).exits(2);
    sandbox.write("plain/x", "");
    metrics(&sandbox, ["-C", "plain"]).exits(1).stderr_has(&["no git repository"]);
}
