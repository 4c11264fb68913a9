//! `blip check`: for people, for programs and for forges.

use serde_json::{Value, json};

use crate::given::checkout;
use crate::support::{Run, Sandbox};

const VALUES: &str = "checkout/charts/checkout/values.yaml";

/// A service that is behind in three files, one of them in conflict, with an edited and a deleted file beside.
fn drifted() -> Sandbox {
    let sandbox = checkout();
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    sandbox.edit(VALUES, "port: 8080", "port: 7070");
    sandbox.edit("checkout/.editorconfig", "indent_size = 4", "indent_size = 8");
    sandbox.delete("checkout/charts/checkout/.helmignore");
    sandbox
}

fn check(sandbox: &Sandbox, args: &[&str]) -> Run {
    sandbox.blip(["-C", "checkout", "check"]).args(args)
}

#[test]
fn the_two_questions_are_answered_apart() {
    let sandbox = drifted();
    let before = sandbox.snapshot("checkout");
    let outcome = check(&sandbox, &[]).exits(3);
    outcome.stdout_is(
        "\
Behind what blip.yaml asks for; `blip generate` mends it:
  Dockerfile
  charts/checkout/README.md
  charts/checkout/values.yaml
           line 39: you have
             - port: 7070
           the templates have
             + port: 9090
Edited by you, and kept:
  .editorconfig
  charts/checkout/values.yaml
Deleted by you, and left out:
  charts/checkout/.helmignore
",
    );
    outcome.stderr_is("3 files are behind.\n");
    sandbox.snapshot("checkout").is_untouched_since(&before);
}

#[test]
fn edits_alone_are_no_drift() {
    let sandbox = checkout();
    sandbox.edit("checkout/.editorconfig", "indent_size = 4", "indent_size = 8");
    check(&sandbox, &[]).succeeds().stdout_is("Edited by you, and kept:\n  .editorconfig\n");
    let document = check(&sandbox, &["--json"]).succeeds().json();
    assert_eq!(document["clean"], true);
}

#[test]
fn what_the_pipeline_needs_is_missed() {
    let sandbox = checkout();
    sandbox.delete("checkout/Dockerfile");
    sandbox.delete("checkout/Cargo.lock");
    let dockerfile = "Dockerfile is missing, and the pipeline's `build` and `publish` cannot do without it";
    let lock = "Cargo.lock is missing, and the pipeline's `test`, `dependencies`, `build`, `publish` and `nightly`";
    let outcome = check(&sandbox, &[]).exits(3);
    outcome.stdout_is("Deleted by you, and left out:\n  Cargo.lock\n  Dockerfile\n");
    outcome.stderr_has(&[
        dockerfile,
        lock,
        "`blip generate --restore` brings it back",
        "2 things no longer fit together.",
    ]);
    // what was deleted stays so, and it is said
    let generate = |args: &[&str]| sandbox.blip(["-C", "checkout", "generate"]).args(args);
    generate(&[]).succeeds().stderr_has(&["warning: ", dockerfile, lock]);
    assert!(!sandbox.exists("checkout/Dockerfile"));
    // whoever builds the image another way is left alone
    let pipeline = "checkout/.github/workflows/ci.yml";
    let text = sandbox.read(pipeline);
    sandbox.write(pipeline, text.replace("docker/build-push-action@", "acme/buildpacks@"));
    let outcome = check(&sandbox, &[]).exits(3);
    assert!(!outcome.stderr.contains(dockerfile) && outcome.stderr.contains(lock), "{outcome}");
    sandbox.write(pipeline, text);
    generate(&["--restore", "-q"]).succeeds().stderr_is("");
    check(&sandbox, &[]).succeeds();
}

#[test]
fn a_jenkinsfile_is_a_warning_and_no_drift() {
    let sandbox = checkout();
    sandbox.write("checkout/Jenkinsfile", "pipeline {}\n");
    check(&sandbox, &[]).succeeds().stderr_has(&[
        "warning: Jenkins is on Hold: ",
        "Use `ci` and `argocd` instead; `blip why jenkins` says more.",
        "It touches Jenkinsfile\n",
    ]);
    let document = check(&sandbox, &["--json"]).succeeds().json();
    assert_eq!(document["rings"][0]["files"], json!(["Jenkinsfile"]));
    let log = check(&sandbox, &["--sarif"]).succeeds().json();
    assert_eq!(told(&log), [("ring".to_owned(), "warning".to_owned(), "Jenkinsfile".to_owned(), 1)]);
}

#[test]
fn as_json() {
    let sandbox = drifted();
    let document = check(&sandbox, &["--json"]).exits(3).json();
    let of = |list: &str| document[list].as_array().unwrap().clone();
    let keys: Vec<&String> = document.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["clean", "behind", "edited", "deleted", "problems", "rings"]);
    assert_eq!(document["clean"], false);
    assert_eq!(of("behind")[0], json!({"path": "Dockerfile", "blips": [], "ownership": "managed", "action": "update"}));
    assert_eq!(
        of("behind")[2]["reason"]["hunks"][0],
        json!({"line": 39, "yours": "port: 7070\n", "generated": "port: 9090\n"})
    );
    let paths = |list| of(list).iter().map(|change| change["path"].clone()).collect::<Vec<_>>();
    assert_eq!(paths("edited"), [".editorconfig", "charts/checkout/values.yaml"]);
    assert_eq!(paths("deleted"), ["charts/checkout/.helmignore"]);
}

/// Of each finding its rule, weight, file and line.
fn told(log: &Value) -> Vec<(String, String, String, u64)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let told = |result: &Value| {
        let place = &result["locations"][0]["physicalLocation"];
        let file = text(&place["artifactLocation"]["uri"]);
        (text(&result["ruleId"]), text(&result["level"]), file, place["region"]["startLine"].as_u64().unwrap())
    };
    log["runs"][0]["results"].as_array().unwrap().iter().map(told).collect()
}

#[test]
fn as_sarif_with_the_lines_and_from_the_repository_s_root() {
    let sandbox = drifted();
    sandbox.git(".", &["init", "-q"]);
    let log = check(&sandbox, &["--sarif"]).exits(3).json();
    let told = told(&log);
    let finding = |rule: &str, level: &str, file: &str, line| {
        (rule.to_owned(), level.to_owned(), format!("checkout/{file}"), line)
    };
    assert!(told.contains(&finding("conflict", "error", "charts/checkout/values.yaml", 39)), "{told:?}");
    assert!(told.contains(&finding("deleted", "note", "charts/checkout/.helmignore", 1)), "{told:?}");
    let count = |rule: &str| told.iter().filter(|(known, ..)| known == rule).count();
    assert_eq!(["behind", "conflict", "edited", "deleted"].map(count), [2, 1, 1, 1], "what is told once is told once");
    let dockerfile = told.iter().find(|(_, _, file, _)| file == "checkout/Dockerfile").unwrap();
    let line = usize::try_from(dockerfile.3).unwrap();
    assert_eq!(sandbox.read("checkout/Dockerfile").lines().nth(line - 1), Some("ENV PORT=8080"));
}

#[test]
fn as_code_quality() {
    let sandbox = drifted();
    let violations = check(&sandbox, &["--code-quality"]).exits(3).json();
    let violations = violations.as_array().unwrap();
    assert_eq!(violations.len(), 5);
    for violation in violations {
        let keys: Vec<&String> = violation.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["description", "check_name", "fingerprint", "severity", "location"]);
    }
    check(&checkout(), &["--code-quality"]).succeeds().stdout_is("[]\n");
}

#[test]
fn one_format_at_a_time() {
    check(&checkout(), &["--json", "--sarif"]).exits(2).stderr_has(&["'--json' cannot be used with '--sarif'"]);
}

#[test]
fn what_no_longer_fits_together_is_a_finding_too() {
    let sandbox = checkout();
    sandbox.edit("checkout/Dockerfile", "EXPOSE 8080", "EXPOSE 7070");
    let log = check(&sandbox, &["--sarif"]).exits(3).json();
    let told = told(&log);
    assert!(told.iter().any(|(rule, level, file, _)| rule == "contract" && level == "error" && file == "Dockerfile"));
}
