//! What earlier and later versions of Blip left behind.

use std::fs;

use crate::given::checkout;
use crate::support::{Sandbox, workspace};

const LOCK: &str = "checkout/.blip/lock.yaml";

#[test]
fn a_lock_of_an_earlier_format_is_read_and_brought_up_to_date() {
    let sandbox = checkout();
    // as a Blip wrote it that knew only the first format
    sandbox.write(LOCK, fs::read(workspace().join("tests/fixtures/locks/format-1.yaml")).unwrap());
    let before = sandbox.snapshot("checkout");
    sandbox.blip(["check"]).in_folder("checkout").succeeds();
    sandbox.blip(["why", "Dockerfile"]).in_folder("checkout").succeeds();
    sandbox.snapshot("checkout").is_untouched_since(&before);
    sandbox.blip(["generate"]).in_folder("checkout").succeeds().stdout_is("");
    assert!(sandbox.read(LOCK).contains("\nformat: 2\n") && sandbox.read(LOCK).contains("\n  helm: adopt\n"));
    sandbox.blip(["check"]).in_folder("checkout").succeeds();
}

#[test]
fn a_later_blip_is_not_undone() {
    let sandbox = checkout();
    let here = env!("CARGO_PKG_VERSION");
    sandbox.edit(LOCK, &format!("blip: {here}\n"), "blip: 7.1.0\n");
    sandbox.edit("checkout/blip.yaml", "stack: rust\n", "stack: rust\n  port: 9090\n");
    let before = sandbox.snapshot("checkout");
    let refused = format!(
        "error: Blip 7.1.0 was at work here, and this is {here}: it would take back what is new\n  \
         help: install Blip 7.1.0 or a later one\n"
    );
    for command in ["generate", "check"] {
        sandbox.blip([command]).in_folder("checkout").exits(2).stderr_is(&refused);
    }
    sandbox.snapshot("checkout").is_untouched_since(&before);
    sandbox.edit(LOCK, "format: 2\n", "format: 9\n");
    let newer = sandbox.blip(["generate"]).in_folder("checkout").exits(2);
    newer.stderr_has(&["has format 9", "install a newer Blip (7.1.0 wrote it)"]);
}

/// A radar that says of a blip what nobody said before.
fn radar(sandbox: &Sandbox, blip: &str, ring: &str) {
    let text = fs::read_to_string(workspace().join(format!("radar/2026-11-01/{blip}.md"))).unwrap();
    let (before, after) = text.split_once("\nring: adopt\n").unwrap();
    let text = format!("{before}\nring: {ring}\ninstead: [flagger]\n{after}");
    sandbox.write(format!("radar/2027-05-01/{blip}.md"), text);
}

#[test]
fn a_blip_that_moved_on_the_radar_is_told() {
    let sandbox = checkout();
    radar(&sandbox, "argocd", "hold");
    let run = |command: &str| sandbox.blip([command, "--radar", "../radar"]).in_folder("checkout");
    let told = "warning: Argo CD moved from Adopt to Hold: ";
    let checked = run("check").exits(3);
    checked.stderr_has(&[
        told,
        "Use `flagger` instead; `blip why argocd` says more.",
        "It touches ",
        "deploy/argocd/project.yaml",
    ]);
    let document = run("check").args(["--json"]).exits(3).json();
    let news = &document["rings"][0];
    assert_eq!(
        (news["from"].as_str(), news["to"].as_str(), news["instead"][0].as_str()),
        (Some("adopt"), Some("hold"), Some("flagger"))
    );
    run("generate").succeeds().stderr_has(&[told]).stdout_has(&["   updated deploy/argocd/project.yaml\n"]);
    // taken note of, and not forgotten
    run("check").succeeds().stderr_has(&["warning: Argo CD is on Hold: "]);
    // nothing new begins with it
    let new = sandbox.blip(["new", "other", "-y", "--radar", "radar", "--set", "blips.argocd={}"]);
    new.exits(2).stderr_has(&["error: Argo CD is on Hold", "use `flagger` instead"]);
}

#[test]
fn the_first_lock_tells_the_ring_by_its_edition() {
    let sandbox = checkout();
    sandbox.write(LOCK, fs::read(workspace().join("tests/fixtures/locks/format-1.yaml")).unwrap());
    radar(&sandbox, "helm", "trial");
    let checked = sandbox.blip(["check", "--radar", "../radar"]).in_folder("checkout").exits(3);
    checked.stderr_has(&["warning: Helm moved from Adopt to Trial: "]);
}
