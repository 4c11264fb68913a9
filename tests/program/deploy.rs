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

#[test]
fn a_gitops_repository_takes_the_images_of_several_services_at_once() {
    let sandbox = with_gitops();
    let digest = format!("sha256:{}", "0a".repeat(32));
    // nobody has taken the values there yet
    let outcome = bring(&sandbox, &digest);
    assert_eq!(outcome.code, Some(2), "{outcome}");
    outcome.stderr_has(&["there is no apps/checkout/values/staging.yaml on main", "deploy/README.md says"]);

    sandbox.write("gitops/apps/checkout/values/staging.yaml", sandbox.read("checkout/deploy/values/staging.yaml"));
    commit(&sandbox, "feat: checkout");
    let service = sandbox.git("checkout", &["rev-parse", "HEAD"]);
    bring(&sandbox, &digest).stdout_is(&format!("staging has {digest} now\n"));
    let trailers = "--format=%s%n%(trailers:key=Source-Repository)%(trailers:key=Source-Commit)";
    let log = sandbox.git("gitops.git", &["log", "-1", trailers, "main"]);
    let expected = format!(
        "chore(checkout): bring {} to staging\nSource-Repository: https://github.com/acme/checkout\nSource-Commit: {service}",
        &service[..7]
    );
    assert_eq!(log.trim(), expected.trim());

    // others push to it, too; what is newer stays, and nothing is written twice
    sandbox.git("gitops", &["pull", "--quiet", "--rebase", "origin", "main"]);
    sandbox.write("gitops/apps/basket/values/staging.yaml", "image:\n  digest: \"\"\n");
    commit(&sandbox, "feat: basket");
    bring(&sandbox, &digest).stdout_is(&format!("staging has {digest} already\n"));
    let older = service.trim();
    sandbox.git("checkout", &["commit", "--quiet", "--allow-empty", "-m", "fix: newer"]);
    let newer = format!("sha256:{}", "0b".repeat(32));
    bring(&sandbox, &newer).stdout_is(&format!("staging has {newer} now\n"));
    let args = ["deploy/bring.sh", "staging", &digest, older];
    let outcome = sandbox.command("sh").args(args).in_folder("checkout").outcome();
    assert!(outcome.stdout.contains("which is newer"), "{outcome}");
    assert_eq!(sandbox.git("gitops.git", &["rev-list", "--count", "main"]).trim(), "5");
    // and nothing of it is left in the service's repository
    assert_eq!(sandbox.git("checkout", &["worktree", "list"]).lines().count(), 1);
    assert_eq!(sandbox.git("checkout", &["status", "--short"]), "");
}

/// A service whose GitOps repository lies beside it, empty but for a README.
fn with_gitops() -> Sandbox {
    let url = "https://git.acme.example/platform/gitops";
    let sandbox = Sandbox::with_identity();
    let gitops = format!("blips.argocd.gitops_repository={url}");
    let args = ["new", "checkout", "--defaults", "--git", "-q", "--set", &gitops];
    sandbox.blip(args.into_iter().chain(["--set", "repository.url=https://github.com/acme/checkout"])).succeeds();
    let config = sandbox.home().join(".gitconfig");
    let text = std::fs::read_to_string(&config).unwrap();
    let bare = sandbox.path("gitops.git");
    std::fs::write(&config, format!("{text}[url \"{}\"]\n\tinsteadOf = {url}.git\n", bare.display())).unwrap();
    sandbox.git("checkout", &["init", "--quiet", "--bare", "../gitops.git"]);
    sandbox.git("checkout", &["clone", "--quiet", "../gitops.git", "../gitops"]);
    sandbox.write("gitops/README.md", "What runs where\n");
    commit(&sandbox, "docs: what this is");
    sandbox.git("checkout", &["add", "--all"]);
    sandbox.git("checkout", &["commit", "--quiet", "--allow-empty", "-m", "feat: the service"]);
    sandbox
}

/// Commits what was written to the GitOps repository, and pushes it.
fn commit(sandbox: &Sandbox, message: &str) {
    sandbox.git("gitops", &["add", "--all"]);
    sandbox.git("gitops", &["commit", "--quiet", "-m", message]);
    sandbox.git("gitops", &["push", "--quiet", "origin", "HEAD:refs/heads/main"]);
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
