//! Files whose form a JSON Schema describes.

use crate::services::{GeneratedFile, paths};
use crate::tools::{release_tools, release_tools_are_there, tool};

#[test]
fn check_jsonschema_accepts_every_github_workflow() {
    check(&["--builtin-schema", "vendor.github-workflows"], |file| file.path.starts_with(".github/workflows/"));
}

#[test]
fn check_jsonschema_accepts_every_gitlab_pipeline() {
    let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    check(&schema, |file| file.path == ".gitlab-ci.yml");
}

#[test]
fn check_jsonschema_accepts_every_configuration_of_an_updating_bot() {
    check(&["--builtin-schema", "vendor.dependabot"], |file| file.path == ".github/dependabot.yml");
    check(&["--builtin-schema", "vendor.renovate"], |file| file.path == "renovate.json");
}

#[test]
fn check_jsonschema_accepts_every_issue_form() {
    let form = |path: &str| path.starts_with(".github/ISSUE_TEMPLATE/") && !path.ends_with("config.yml");
    check(&["--builtin-schema", "vendor.github-issue-forms"], |file| form(&file.path));
    check(&["--builtin-schema", "vendor.github-issue-config"], |file| file.path == ".github/ISSUE_TEMPLATE/config.yml");
}

#[test]
fn check_jsonschema_accepts_what_release_please_reads() {
    if release_tools_are_there().is_none() {
        return;
    }
    let schema = |name: &str| release_tools().join("release-please/schemas").join(name).display().to_string();
    check(&["--schemafile", &schema("config.json")], |file| file.path == "release-please-config.json");
    check(&["--schemafile", &schema("manifest.json")], |file| file.path == ".release-please-manifest.json");
}

#[test]
fn check_jsonschema_accepts_every_generated_schema() {
    check(&["--check-metaschema"], |file| file.ends_with(&["schema.json"]));
}

/// The schema that editors complete blip.yaml from must accept what Blip itself writes.
#[test]
fn check_jsonschema_accepts_every_spec() {
    let schemas = paths(|file| file.path == ".blip/schema.json");
    check(&["--schemafile", &schemas[0]], |file| file.path == "blip.yaml");
}

#[track_caller]
fn check(args: &[&str], wanted: impl Fn(&GeneratedFile) -> bool) {
    let Some(check) = tool("check-jsonschema") else { return };
    check.run(args).args(paths(wanted)).succeeds();
}
