//! `blip generate`, and `blip check` beside it.

use crate::given::{checkout, checkout_with};
use crate::support::Sandbox;

/// The values of the chart: a file that is regenerated and holds the port.
const VALUES: &str = "checkout/charts/checkout/values.yaml";
const DOCKERFILE: &str = "checkout/Dockerfile";
/// What holds the port and is regenerated.
const WITH_PORT: [&str; 3] = ["Dockerfile", "charts/checkout/README.md", "charts/checkout/values.yaml"];

/// Another port, which [`WITH_PORT`] holds.
fn change_port(sandbox: &Sandbox) {
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
}

/// Both sides have changed the same line.
fn conflict() -> Sandbox {
    let sandbox = checkout();
    sandbox.edit(VALUES, "port: 8080", "port: 7070");
    change_port(&sandbox);
    sandbox
}

fn generate(sandbox: &Sandbox, args: &[&str]) -> crate::support::Run {
    sandbox.blip(["generate"]).args(args).in_folder("checkout")
}

#[test]
fn a_second_run_changes_nothing() {
    let sandbox = checkout();
    let before = sandbox.snapshot("checkout");
    for _ in 0..2 {
        let outcome = generate(&sandbox, &[]).succeeds();
        outcome.stdout_is("").stderr_has(&[" unchanged\n"]);
        sandbox.snapshot("checkout").is_untouched_since(&before);
    }
    generate(&sandbox, &["--check"]).succeeds();
}

#[test]
fn a_changed_spec_changes_what_follows_from_it() {
    let sandbox = checkout();
    let before = sandbox.snapshot("checkout");
    change_port(&sandbox);
    let outcome = generate(&sandbox, &[]).succeeds();
    outcome.stdout_is(
        "   updated Dockerfile\n   updated charts/checkout/README.md\n   updated charts/checkout/values.yaml\n",
    );
    let after = sandbox.snapshot("checkout").without(&[".blip/base"]);
    let before = before.without(&[".blip/base"]);
    after.differs_only_at(&before, &[".blip/lock.yaml", WITH_PORT[0], "blip.yaml", WITH_PORT[1], WITH_PORT[2]]);
    for path in WITH_PORT {
        assert_eq!(sandbox.read(format!("checkout/{path}")), sandbox.read(format!("checkout/.blip/base/{path}")));
    }
    assert_eq!(sandbox.read("checkout/charts/checkout/values.yaml").matches("port: 9090").count(), 1);
    generate(&sandbox, &["--check"]).succeeds().stdout_is("");
}

#[test]
fn what_is_no_longer_generated_goes_unless_it_was_edited() {
    for edited in [false, true] {
        let sandbox = checkout();
        let workflow = "checkout/.github/workflows/ci.yml";
        if edited {
            sandbox.edit(workflow, "name: ci\n", "name: mine\n");
        }
        sandbox.edit("checkout/blip.yaml", "provider: github", "provider: gitlab");
        sandbox.edit("checkout/blip.yaml", "https://github.com/", "https://gitlab.com/");
        generate(&sandbox, &[]).succeeds().stdout_has(&["   created .gitlab-ci.yml\n"]);
        assert_eq!(sandbox.exists(workflow), edited);
        assert_eq!(sandbox.exists("checkout/.github"), edited, "no empty folder stays behind");
        assert!(sandbox.exists("checkout/.gitlab-ci.yml"));
    }
}

#[test]
fn an_edit_is_kept() {
    let sandbox = checkout();
    sandbox.edit(DOCKERFILE, "USER 65532:65532", "USER 1000:1000");
    let before = sandbox.snapshot("checkout");
    generate(&sandbox, &["--verbose"])
        .succeeds()
        .stderr_has(&["      kept Dockerfile  (edited by you, nothing new)\n"]);
    sandbox.snapshot("checkout").is_untouched_since(&before);
}

#[test]
fn edits_on_both_sides_are_merged() {
    let sandbox = checkout();
    sandbox.edit(DOCKERFILE, "FROM scratch\n", "FROM scratch\nLABEL mine=yes\n");
    change_port(&sandbox);
    generate(&sandbox, &[]).succeeds().stdout_has(&["    merged Dockerfile  (your edits and what is new)\n"]);
    let text = sandbox.read(DOCKERFILE);
    assert!(text.contains("LABEL mine=yes\n") && text.contains("EXPOSE 9090\n"), "{text}");
    generate(&sandbox, &["--check"]).succeeds();
}

#[test]
fn a_conflict_is_left_to_the_user() {
    let sandbox = conflict();
    let before = sandbox.snapshot("checkout");
    let outcome = generate(&sandbox, &[]).exits(4);
    outcome.stdout_has(&["\
  conflict charts/checkout/values.yaml  (your file stays as it is)
           line 39: you have
             - port: 7070
           the templates have
             + port: 9090
"]);
    outcome.stderr_has(&["Settle each conflict: `--on-conflict theirs` keeps your lines for good"]);
    let after = sandbox.snapshot("checkout");
    for path in ["charts/checkout/values.yaml", ".blip/base/charts/checkout/values.yaml"] {
        assert_eq!(after.0.get(path), before.0.get(path), "{path} is touched");
    }
    assert!(sandbox.read(DOCKERFILE).contains("EXPOSE 9090"), "the other files are brought up to date");
    generate(&sandbox, &[]).exits(4);
    // settled by hand
    sandbox.edit(VALUES, "port: 7070", "port: 9090");
    generate(&sandbox, &[]).succeeds();
    generate(&sandbox, &["--check"]).succeeds();
}

#[test]
fn a_conflict_can_be_settled_by_an_argument() {
    for (how, code, expected) in [
        ("keep", 4, "port: 7070\n"),
        ("ours", 0, "port: 9090\n"),
        ("theirs", 0, "port: 7070\n"),
        ("markers", 4, "<<<<<<< yours\nport: 7070\n=======\nport: 9090\n>>>>>>> blip\n"),
    ] {
        let sandbox = conflict();
        generate(&sandbox, &["--on-conflict", how]).exits(code);
        let text = sandbox.read(VALUES);
        assert!(text.contains(expected), "--on-conflict {how}\n{text}");
        assert_eq!(text.matches("\nport: ").count(), expected.matches("port: ").count(), "--on-conflict {how}\n{text}");
        // what was chosen stands; what was left open stays open
        generate(&sandbox, &[]).exits(code);
    }
}

#[test]
fn a_deleted_file_stays_deleted_until_it_is_wanted_back() {
    let sandbox = checkout();
    let original = sandbox.read(DOCKERFILE);
    sandbox.delete(DOCKERFILE);
    generate(&sandbox, &["-v"])
        .succeeds()
        .stderr_has(&["  left out Dockerfile  (you deleted it; `--restore` brings it back)\n"]);
    assert!(!sandbox.exists(DOCKERFILE));
    generate(&sandbox, &["--check"]).succeeds();
    generate(&sandbox, &["--restore"]).succeeds().stdout_is("   created Dockerfile\n");
    assert_eq!(sandbox.read(DOCKERFILE), original);
}

#[test]
fn check_tells_what_is_behind_and_writes_nothing() {
    let sandbox = checkout();
    generate(&sandbox, &["--check"]).succeeds();
    change_port(&sandbox);
    sandbox.edit("checkout/.editorconfig", "indent_size = 4", "indent_size = 8");
    let before = sandbox.snapshot("checkout");
    let outcome = generate(&sandbox, &["--check"]).exits(3);
    outcome.stdout_is(
        "    update Dockerfile\n    update charts/checkout/README.md\n    update charts/checkout/values.yaml\n",
    );
    outcome.stderr_has(&["Files differ from what blip.yaml asks for; `blip generate` brings them up to date.\n"]);
    sandbox.snapshot("checkout").is_untouched_since(&before);
}

#[test]
fn a_dry_run_shows_and_writes_nothing() {
    let sandbox = checkout();
    change_port(&sandbox);
    let before = sandbox.snapshot("checkout");
    let outcome = generate(&sandbox, &["--dry-run", "--diff"]).succeeds();
    outcome.stdout_has(&[
        "    update Dockerfile\n--- a/Dockerfile\n+++ b/Dockerfile\n@@ -",
        "\n-ENV PORT=8080\n-EXPOSE 8080\n+ENV PORT=9090\n+EXPOSE 9090\n",
    ]);
    sandbox.snapshot("checkout").is_untouched_since(&before);
}

#[test]
fn only_the_blips_that_are_named() {
    let sandbox = checkout();
    change_port(&sandbox);
    let outcome = generate(&sandbox, &["helm"]).succeeds();
    outcome.stdout_is("   updated charts/checkout/README.md\n   updated charts/checkout/values.yaml\n");
    assert!(sandbox.read(DOCKERFILE).contains("EXPOSE 8080"));
    generate(&sandbox, &[]).succeeds().stdout_is("   updated Dockerfile\n");
}

#[test]
fn a_sub_folder_will_do() {
    let sandbox = checkout();
    change_port(&sandbox);
    sandbox
        .blip(["generate"])
        .in_folder("checkout/charts/checkout")
        .succeeds()
        .stdout_has(&["   updated Dockerfile\n"]);
    sandbox.blip(["-C", "checkout/src", "generate", "--check"]).succeeds();
}

#[test]
fn line_ends_and_the_end_of_the_file_are_the_users() {
    let sandbox = checkout();
    let crlf = sandbox.read(VALUES).replace('\n', "\r\n");
    sandbox.write(VALUES, crlf.trim_end());
    generate(&sandbox, &["--check"]).succeeds();
    change_port(&sandbox);
    generate(&sandbox, &[]).succeeds();
    let expected = crlf.trim_end().replace("port: 8080", "port: 9090");
    assert_eq!(sandbox.read(VALUES), expected);
}

#[test]
fn json_is_one_document() {
    let sandbox = conflict();
    let outcome = generate(&sandbox, &["--json", "--diff", "-q"]).exits(4);
    outcome.stderr_is("");
    let document = outcome.json();
    let change = |path: &str| {
        let changes = document["changes"].as_array().expect("the changes are a list");
        changes.iter().find(|change| change["path"] == path).expect("each path has its change").clone()
    };
    assert_eq!(change("Dockerfile")["action"], "update");
    assert!(change("Dockerfile")["diff"].as_str().is_some_and(|diff| diff.contains("+EXPOSE 9090")));
    let values = change("charts/checkout/values.yaml");
    assert_eq!(values["action"], "conflict");
    assert_eq!(values["blips"], serde_json::json!(["helm"]));
    assert_eq!(values["reason"]["hunks"][0]["line"], 39, "{values:#}");
}

#[test]
fn what_stood_there_before_is_not_written_over() {
    let sandbox = checkout_with(&["blips={helm: {}}"]);
    sandbox.write("checkout/.github/workflows/ci.yml", "name: mine\n");
    sandbox.edit("checkout/blip.yaml", "blips:\n", "blips:\n  ci: {}\n");
    let outcome = generate(&sandbox, &[]).exits(4);
    outcome.stdout_has(&["  not ours .github/workflows/ci.yml  (it was there before Blip and stays as it is)\n"]);
    assert_eq!(sandbox.read("checkout/.github/workflows/ci.yml"), "name: mine\n");
}

#[test]
fn a_killed_run_is_healed_by_the_next() {
    let expected = checkout();
    change_port(&expected);
    generate(&expected, &[]).succeeds();
    let expected = expected.snapshot("checkout");
    // wherever the kill falls, before, in or after the writing, the outcome is the same
    for milliseconds in 0..12 {
        let sandbox = checkout();
        change_port(&sandbox);
        let mut run = generate(&sandbox, &[]).start();
        std::thread::sleep(std::time::Duration::from_millis(milliseconds));
        run.kill().expect("the run is ours to kill");
        run.wait().expect("it ended");
        generate(&sandbox, &[]).succeeds();
        assert_eq!(sandbox.snapshot("checkout").files(), expected.files(), "killed after {milliseconds} ms");
    }
}

#[test]
fn two_branches_that_were_regenerated_apart_go_together() {
    let sandbox = Sandbox::with_identity();
    sandbox.blip(["new", "checkout", "--defaults", "--git"]).succeeds();
    sandbox.git("checkout", &["switch", "-qc", "other"]);
    sandbox.edit("checkout/blip.yaml", "{name: production}", "{name: production, host: shop.acme.example}");
    generate(&sandbox, &[]).succeeds();
    sandbox.git("checkout", &["commit", "-qam", "feat: reach it from outside"]);
    sandbox.git("checkout", &["switch", "-q", "main"]);
    change_port(&sandbox);
    generate(&sandbox, &[]).succeeds();
    sandbox.edit(DOCKERFILE, "FROM scratch\n", "FROM scratch\nLABEL mine=yes\n");
    sandbox.git("checkout", &["commit", "-qam", "feat: listen elsewhere"]);
    _ = sandbox.command("git").args(["merge", "-q", "other"]).in_folder("checkout").outcome();
    if sandbox.read("checkout/.blip/lock.yaml").contains("<<<<<<<") {
        let outcome = generate(&sandbox, &[]).exits(2);
        outcome.stderr_has(&["holds git's conflict markers", "git checkout --ours .blip/lock.yaml"]);
    }
    // whichever side of the lock is taken, file and base were merged alike
    for side in ["--ours", "--theirs"] {
        if sandbox.git("checkout", &["ls-files", "--unmerged", ".blip/lock.yaml"]).is_empty() {
            sandbox.git("checkout", &["checkout", if side == "--ours" { "HEAD" } else { "other" }, ".blip/lock.yaml"]);
        } else {
            sandbox.git("checkout", &["checkout", side, ".blip/lock.yaml"]);
        }
        generate(&sandbox, &[]).succeeds();
        let text = sandbox.read(DOCKERFILE);
        assert!(text.contains("LABEL mine=yes\n") && text.contains("EXPOSE 9090\n"), "{text}");
        sandbox.blip(["-C", "checkout", "check"]).succeeds();
    }
}
