//! Making releases, and leaving everything as it was where one fails.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use std::collections::BTreeMap;
use std::path::Path;

use blip_semver::{Applied, BumpOptions, BumpPlan, Error, Options, apply, plan_bump};
use common::Repo;

const CARGO: &str = "[package]\nname = \"shop\"\nversion = \"1.0.0\" # the version\n";
const CHART: &str = "name: shop\nversion: 1.0.0\nappVersion: \"1.0.0\"\n";

fn repo() -> Repo {
    let repo = Repo::new();
    repo.write("Cargo.toml", CARGO);
    repo.write("charts/shop/Chart.yaml", CHART);
    repo.commit_file("src/main.rs", "", "feat: begin");
    repo.tag("v1.0.0");
    repo.commit("feat: add coupons");
    repo
}

fn options() -> BumpOptions {
    BumpOptions::new("2026-11-23")
}

fn plan(repo: &Repo, bump: &BumpOptions) -> Result<BumpPlan, Error> {
    plan_bump(&repo.open(), &Options::default(), bump)
}

fn run(repo: &Repo, bump: &BumpOptions) -> Result<Applied, Error> {
    let repository = repo.open();
    apply(&repository, &plan_bump(&repository, &Options::default(), bump)?)
}

/// Every file of the work tree, HEAD, all refs and the state of the index.
fn everything(repo: &Repo) -> (BTreeMap<String, Vec<u8>>, String) {
    fn gather(folder: &Path, root: &Path, files: &mut BTreeMap<String, Vec<u8>>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().unwrap() == ".git" {
                continue;
            }
            let name = path.strip_prefix(root).unwrap().display().to_string();
            if path.is_dir() {
                files.insert(name, Vec::new());
                gather(&path, root, files);
            } else {
                files.insert(name, std::fs::read(&path).unwrap());
            }
        }
    }
    let mut files = BTreeMap::new();
    gather(&repo.path, &repo.path, &mut files);
    let refs = repo.git(&["for-each-ref"]);
    let status = repo.git(&["status", "--porcelain=v2", "--branch"]);
    (files, format!("{refs}\n{status}\n{}", repo.git(&["rev-parse", "HEAD"])))
}

#[test]
fn a_release() {
    let repo = repo();
    let plan = plan(&repo, &options()).unwrap();
    let paths: Vec<_> = plan.edits.iter().map(|edit| edit.path.as_str()).collect();
    assert_eq!(paths, ["Cargo.toml", "charts/shop/Chart.yaml", "CHANGELOG.md"]);
    assert_eq!(plan.commit.as_deref(), Some("chore(release): v1.1.0"));
    assert_eq!(repo.read("Cargo.toml"), CARGO, "a plan changes nothing");
    let done = apply(&repo.open(), &plan).unwrap();
    assert_eq!(done.tag.as_deref(), Some("v1.1.0"));
    assert_eq!(done.commit.unwrap().as_str(), repo.git(&["rev-parse", "HEAD"]));
    assert_eq!(repo.read("Cargo.toml"), CARGO.replace("1.0.0", "1.1.0"));
    assert_eq!(repo.read("charts/shop/Chart.yaml"), CHART.replace("1.0.0", "1.1.0"));
    assert!(repo.read("CHANGELOG.md").contains("## 1.1.0 - 2026-11-23\n\n### Added\n\n- add coupons ("));
    assert_eq!(repo.git(&["cat-file", "-t", "v1.1.0"]), "tag");
    assert_eq!(repo.git(&["log", "-1", "--format=%s"]), "chore(release): v1.1.0");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
    assert_eq!(repo.answer(), "v1.1.0 not due");
    assert!(matches!(run(&repo, &options()), Err(Error::NothingToRelease { .. })));
}

#[test]
fn less_than_everything() {
    let repo = repo();
    let bare = BumpOptions { changelog: None, tag: false, ..options() };
    assert!(plan(&repo, &bare).unwrap().tag.is_none());
    let files_only = BumpOptions { commit: false, ..options() };
    let files_only = plan(&repo, &files_only).unwrap();
    assert!(files_only.commit.is_none() && files_only.tag.is_none());
    let before = repo.git(&["rev-parse", "HEAD"]);
    apply(&repo.open(), &files_only).unwrap();
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), before);
    assert_eq!(repo.git(&["diff", "--cached", "--name-only"]), "");
    assert!(repo.read("Cargo.toml").contains("1.1.0"));
    // nothing to write: a tag of the commit that is there
    let tagged = Repo::new();
    tagged.commit("feat: one");
    let only_tag = BumpOptions { changelog: None, ..options() };
    let done = run(&tagged, &only_tag).unwrap();
    assert_eq!((done.commit, done.tag.as_deref()), (None, Some("v0.1.0")));
}

#[test]
fn what_is_refused() {
    let dirty = repo();
    dirty.write("untracked", "x");
    dirty.write("src/main.rs", "changed");
    let refused = run(&dirty, &options()).unwrap_err();
    assert!(matches!(&refused, Error::Dirty { files } if files == &["src/main.rs"]), "{refused}");
    dirty.git(&["add", "src/main.rs"]);
    assert!(matches!(run(&dirty, &options()), Err(Error::Dirty { .. })));

    let untracked = repo();
    untracked.write("CHANGELOG.md", "mine\n");
    assert!(matches!(run(&untracked, &options()), Err(Error::Dirty { .. })));
    assert_eq!(untracked.read("CHANGELOG.md"), "mine\n");

    let tagged = repo();
    let blob = tagged.git(&["rev-parse", "HEAD:Cargo.toml"]);
    tagged.git(&["tag", "v1.1.0", &blob]);
    assert!(plan(&tagged, &options()).is_err());

    let bare = repo();
    bare.git(&["clone", "-q", "--bare", ".", "../bare"]);
    assert!(matches!(plan(&bare.at("bare"), &options()), Err(Error::Bare)));

    let moved = repo();
    let repository = moved.open();
    let old = plan_bump(&repository, &Options::default(), &options()).unwrap();
    moved.commit("fix: meanwhile");
    assert!(matches!(apply(&repository, &old), Err(Error::Changed(_))));
}

#[test]
fn a_failure_midway_leaves_everything_as_it_was() {
    let hooks = [
        ("pre-commit", "exit 1"),
        ("commit-msg", "exit 1"),
        ("pre-push", "exit 1"),
        ("reference-transaction", "grep -q refs/tags/v1.1.0 && exit 1; exit 0"),
    ];
    for (hook, body) in hooks {
        let repo = repo();
        repo.git(&["init", "-q", "--bare", "../remote.git"]);
        repo.git(&["remote", "add", "origin", "../remote.git"]);
        let path = repo.path.join(".git/hooks").join(hook);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, format!("#!/bin/sh\n{body}\n")).unwrap();
        std::process::Command::new("chmod").arg("+x").arg(&path).status().unwrap();
        let before = everything(&repo);
        let failed = run(&repo, &BumpOptions { push: Some("origin".to_owned()), ..options() });
        assert!(matches!(failed, Err(Error::Git { .. })), "{hook}: {failed:?}");
        assert_eq!(everything(&repo), before, "{hook}");
        assert_eq!(repo.at("remote.git").git(&["for-each-ref"]), "", "{hook}");
    }
}

#[test]
fn a_folder_made_for_the_changelog_goes_again() {
    let repo = repo();
    let hook = repo.path.join(".git/hooks/pre-commit");
    std::fs::create_dir_all(hook.parent().unwrap()).unwrap();
    std::fs::write(&hook, "#!/bin/sh\nexit 1\n").unwrap();
    std::process::Command::new("chmod").arg("+x").arg(&hook).status().unwrap();
    let settings = blip_semver::changelog::Settings { file: "docs/log/CHANGES.md".to_owned(), ..Default::default() };
    let before = everything(&repo);
    assert!(run(&repo, &BumpOptions { changelog: Some(settings), ..options() }).is_err());
    assert_eq!(everything(&repo), before);
}

#[test]
fn pushing() {
    let repo = repo();
    repo.git(&["init", "-q", "--bare", "../remote.git"]);
    repo.git(&["remote", "add", "origin", "../remote.git"]);
    let push = BumpOptions { push: Some("origin".to_owned()), ..options() };
    assert!(run(&repo, &push).unwrap().pushed);
    let refs = repo.at("remote.git").git(&["for-each-ref", "--format=%(refname)"]);
    assert_eq!(refs, "refs/heads/main\nrefs/tags/v1.1.0");
    repo.commit("fix: more");
    repo.git(&["checkout", "-q", "--detach"]);
    assert!(matches!(plan(&repo, &push), Err(Error::Detached)));
    let named = BumpOptions { branch: Some("main".to_owned()), ..push };
    assert!(run(&repo, &named).unwrap().pushed);
    assert_eq!(repo.at("remote.git").git(&["rev-parse", "main"]), repo.git(&["rev-parse", "HEAD"]));
}

#[test]
fn signed_where_git_is_configured_so() {
    let repo = repo();
    repo.git(&["config", "commit.gpgSign", "true"]);
    repo.git(&["config", "tag.gpgSign", "true"]);
    repo.git(&["config", "gpg.format", "ssh"]);
    let key = repo.folder.path().join("key");
    let made =
        std::process::Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status();
    if !made.is_ok_and(|status| status.success()) {
        return; // no ssh-keygen on this machine
    }
    repo.git(&["config", "user.signingKey", key.to_str().unwrap()]);
    run(&repo, &options()).unwrap();
    assert!(repo.git(&["cat-file", "commit", "HEAD"]).contains("BEGIN SSH SIGNATURE"));
    assert!(repo.git(&["cat-file", "tag", "v1.1.0"]).contains("BEGIN SSH SIGNATURE"));
}

#[test]
fn a_package_is_released_alone() {
    let repo = Repo::new();
    repo.commit_file("a/package.json", "{\"name\": \"a\", \"version\": \"1.0.0\"}\n", "feat: a");
    repo.commit_file("b/package.json", "{\"name\": \"b\", \"version\": \"1.0.0\"}\n", "feat: b");
    repo.tag("a-v1.0.0");
    repo.commit_file("a/x", "1", "fix: a");
    repo.commit_file("b/x", "1", "feat: b");
    let options = Options { package: Some("a".to_owned()), ..Options::default() };
    let repository = repo.open();
    let plan = plan_bump(&repository, &options, &BumpOptions::new("2026-11-23")).unwrap();
    let paths: Vec<_> = plan.edits.iter().map(|edit| edit.path.as_str()).collect();
    assert_eq!(paths, ["a/package.json", "a/CHANGELOG.md"]);
    apply(&repository, &plan).unwrap();
    assert_eq!(repo.git(&["describe", "--exact-match"]), "a-v1.0.1");
    assert!(!repo.read("a/CHANGELOG.md").contains("- b ("));
}

#[test]
fn links_and_modes_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let repo = Repo::new();
    repo.write("VERSION", "1.0.0");
    std::fs::set_permissions(repo.path.join("VERSION"), std::fs::Permissions::from_mode(0o755)).unwrap();
    std::fs::write(repo.folder.path().join("outside.json"), "{\"version\": \"1.0.0\"}").unwrap();
    symlink("../outside.json", repo.path.join("package.json")).unwrap();
    repo.git(&["add", "-A"]);
    repo.commit("feat: one");
    repo.tag("v1.0.0");
    repo.commit("fix: two");
    run(&repo, &options()).unwrap();
    assert_eq!(repo.read("VERSION"), "1.0.1");
    let mode = std::fs::metadata(repo.path.join("VERSION")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o755);
    assert_eq!(std::fs::read_to_string(repo.folder.path().join("outside.json")).unwrap(), "{\"version\": \"1.0.0\"}");
}

#[test]
fn sha_256_too() {
    let repo = Repo::init(&["--object-format=sha256"]);
    repo.commit_file("VERSION", "0.3.0\n", "feat: one");
    let done = run(&repo, &options()).unwrap();
    assert_eq!(done.tag.as_deref(), Some("v0.3.0"));
}

#[test]
fn the_hook_is_installed_once_and_never_over_another() {
    let repo = repo();
    let hook = repo.path.join(".git/hooks/commit-msg");
    blip_semver::install_hook(&repo.open()).unwrap();
    assert_eq!(std::fs::read_to_string(&hook).unwrap(), blip_semver::HOOK);
    let again = blip_semver::install_hook(&repo.open()).unwrap();
    assert!(matches!(again, blip_semver::Installed::Unchanged(_)));
    std::fs::write(&hook, "#!/bin/sh\n").unwrap();
    assert!(matches!(blip_semver::install_hook(&repo.open()), Err(Error::ForeignHook(_))));
    repo.git(&["config", "core.hooksPath", "hooks"]);
    blip_semver::install_hook(&repo.open()).unwrap();
    assert!(repo.path.join("hooks/commit-msg").exists());
}

#[test]
fn a_sparse_checkout_that_lacks_a_version_file_is_refused() {
    let repo = repo();
    repo.git(&["sparse-checkout", "set", "src"]);
    let refused = plan(&repo, &options()).unwrap_err();
    assert!(matches!(&refused, Error::NotCheckedOut(path) if path == "charts/shop/Chart.yaml"), "{refused}");
    repo.git(&["sparse-checkout", "set", "charts"]);
    assert!(run(&repo, &options()).is_ok());
}
