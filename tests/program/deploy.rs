//! `deploy/bring.sh` of a generated service, as a person calls it.

use crate::support::{Outcome, Sandbox};

#[test]
fn an_image_is_brought_over_a_relative_remote() {
    let sandbox = service();
    let digest = format!("sha256:{}", "0a".repeat(32));
    let outcome = bring(&sandbox, &digest);
    assert_eq!(outcome.code, Some(0), "{outcome}");
    assert!(sandbox.git("remote.git", &["show", "main:deploy/values/staging.yaml"]).contains(&digest));
    let again = bring(&sandbox, &digest);
    again.stdout_is(&format!("staging has {digest} already\n"));
}

#[test]
fn what_is_no_digest_is_refused_before_anything_is_fetched() {
    let sandbox = service();
    let [short, long, other] = [63, 65, 64].map(|n| format!("sha256:{}", if n == 64 { "g" } else { "0" }.repeat(n)));
    for digest in ["", "sha256:", "latest", &"0".repeat(64), &short, &long, &other] {
        let outcome = bring(&sandbox, digest);
        assert_eq!(outcome.code, Some(2), "{outcome}");
        outcome.stderr_has(&["is no digest"]);
    }
    assert!(!sandbox.exists("checkout/.git/FETCH_HEAD"));
}

/// A service whose remote lies beside it.
fn service() -> Sandbox {
    let sandbox = Sandbox::with_identity();
    sandbox.blip(["new", "checkout", "--defaults", "--git", "-q"]).succeeds();
    sandbox.git("checkout", &["init", "--quiet", "--bare", "../remote.git"]);
    sandbox.git("checkout", &["remote", "add", "origin", "../remote.git"]);
    sandbox.git("checkout", &["add", "--all"]);
    sandbox.git("checkout", &["commit", "--quiet", "--allow-empty", "-m", "feat: the service"]);
    sandbox.git("checkout", &["push", "--quiet", "origin", "HEAD:refs/heads/main"]);
    sandbox
}

fn bring(sandbox: &Sandbox, digest: &str) -> Outcome {
    sandbox.command("sh").args(["deploy/bring.sh", "staging", digest, "HEAD"]).in_folder("checkout").outcome()
}
