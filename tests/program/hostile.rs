//! What a stranger's repository may hold: files beyond all measure, bombs, paths that lead out, and other runs at work.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

use crate::given::checkout;
use crate::support::{Run, Sandbox};

fn generate(sandbox: &Sandbox) -> Run {
    sandbox.blip(["-C", "checkout", "generate"])
}

/// A file of 100 MB that takes no room.
fn huge(sandbox: &Sandbox, path: &str) {
    sandbox.write(path, "");
    fs::OpenOptions::new().write(true).open(sandbox.path(path)).unwrap().set_len(100 << 20).unwrap();
}

/// Twelve levels of nine aliases each: 282 thousand million values, where they are followed.
fn bomb(key: &str) -> String {
    let mut bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..12 {
        let before = format!("*a{}, ", level - 1).repeat(9);
        bomb.push_str(&format!("a{level}: &a{level} [{before}]\n"));
    }
    format!("{bomb}{key}: *a11\n")
}

#[test]
fn files_beyond_all_measure_are_refused() {
    for path in ["blip.yaml", ".blip/lock.yaml"] {
        let sandbox = checkout();
        huge(&sandbox, &format!("checkout/{path}"));
        for command in ["check", "generate"] {
            let outcome = sandbox.blip(["-C", "checkout", command]).exits(2);
            outcome.stderr_has(&[path, "it is larger than 16 MiB"]);
        }
    }
    let sandbox = Sandbox::new();
    huge(&sandbox, "answers.yaml");
    let outcome = sandbox.blip(["new", "checkout", "-y", "--answers", "answers.yaml"]).exits(2);
    outcome.stderr_has(&["answers.yaml", "it is larger than 16 MiB"]);
    let sandbox = checkout();
    huge(&sandbox, "checkout/Dockerfile");
    generate(&sandbox).exits(2).stderr_has(&["cannot write Dockerfile: it is larger than 16 MiB"]);
}

#[test]
fn yaml_bombs_are_refused_at_once() {
    let start = Instant::now();
    let sandbox = checkout();
    let lock = sandbox.read("checkout/.blip/lock.yaml");
    sandbox.write("checkout/.blip/lock.yaml", format!("{lock}{}", bomb("b")));
    generate(&sandbox).exits(2).stderr_has(&["error: .blip/lock.yaml is damaged: "]);
    sandbox.write("checkout/.blip/lock.yaml", lock);
    sandbox.write("checkout/blip.yaml", bomb("service"));
    generate(&sandbox).exits(2).stderr_has(&["error: ", "blip.yaml"]);
    sandbox.write("answers.yaml", bomb("service"));
    sandbox.blip(["new", "other", "-y", "--answers", "answers.yaml"]).exits(2).stderr_has(&["error: "]);
    // not a measure of speed: whoever followed the aliases would be at it for days
    assert!(start.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_lock_that_leads_out_is_refused() {
    let sum = "0".repeat(64);
    for path in ["../out", "/etc/hostname", ".git/hooks/pre-commit", "a/../../out"] {
        let sandbox = checkout();
        sandbox.write("out", "not ours\n");
        let entry = format!("format: 1\nblip: 0.1.0\nfiles:\n  {path}:\n    ownership: managed\n    sha256: '{sum}'\n");
        sandbox.write("checkout/.blip/lock.yaml", entry);
        generate(&sandbox).exits(2).stderr_has(&["error: .blip/lock.yaml is damaged: ", "restore it from git"]);
        assert_eq!(sandbox.read("out"), "not ours\n");
    }
}

#[test]
fn a_base_that_leads_out_is_not_followed() {
    let sandbox = checkout();
    sandbox.write("outside/Dockerfile", "not ours\n");
    sandbox.edit("checkout/Dockerfile", "FROM scratch\n", "FROM scratch\nLABEL mine=yes\n");
    sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    fs::remove_dir_all(sandbox.path("checkout/.blip/base")).unwrap();
    symlink(sandbox.path("outside"), sandbox.path("checkout/.blip/base")).unwrap();
    let before = sandbox.snapshot(".");
    generate(&sandbox).exits(2).stderr_has(&["cannot use .blip/base/", ".blip/base is a symbolic link"]);
    sandbox.snapshot(".").is_untouched_since(&before);
}

#[test]
fn runs_at_the_same_time_do_not_mix() {
    let expected = checkout();
    let change =
        |sandbox: &Sandbox| sandbox.edit("checkout/blip.yaml", "  stack: rust\n", "  stack: rust\n  port: 9090\n");
    change(&expected);
    generate(&expected).succeeds();
    let expected = expected.snapshot("checkout");
    for _ in 0..3 {
        let sandbox = checkout();
        change(&sandbox);
        let runs: Vec<_> = (0..4).map(|_| generate(&sandbox).start()).collect();
        let codes: Vec<_> = runs.into_iter().map(|mut run| run.wait().unwrap().code()).collect();
        // whoever comes too late says so, or finds that the plan is no longer true
        assert!(codes.contains(&Some(0)) && codes.iter().all(|code| matches!(code, Some(0 | 1))), "{codes:?}");
        generate(&sandbox).succeeds();
        assert_eq!(sandbox.snapshot("checkout").files(), expected.files());
    }
}
