//! The folder of a new service, its git repository, and what an existing one says about itself.

use std::fs;

use blip_model::Provider;
use git2::Repository;

use super::fixture::{Repo, init};
use crate::{
    FirstCommit, GitInitError, Remote, TargetError, check_target, detect, init_git, inventory, is_inside_repository,
};

#[test]
fn a_target_is_absent_empty_or_a_fresh_clone() {
    let repo = Repo::new();
    check_target(&repo.root().join("absent/deep")).unwrap();
    check_target(repo.root()).unwrap();
    init(repo.root());
    check_target(repo.root()).unwrap();
    repo.write("README.md", "");
    repo.write("zebra", "");
    let error = check_target(repo.root()).unwrap_err();
    assert!(matches!(&error, TargetError::NotEmpty { first, .. } if first == "README.md"), "{error}");
    assert!(matches!(check_target(&repo.place("zebra")), Err(TargetError::NotAFolder { .. })));
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", repo.place("link")).unwrap();
        assert!(matches!(check_target(&repo.place("link")), Err(TargetError::NotAFolder { .. })));
    }
}

#[test]
fn a_folder_that_is_not_there_yet_can_lie_in_a_repository() {
    let repo = Repo::new();
    assert!(!is_inside_repository(&repo.root().join("a/b")).unwrap());
    init(repo.root());
    assert!(is_inside_repository(&repo.root().join("a/b")).unwrap());
    assert!(is_inside_repository(repo.root()).unwrap());
}

fn first() -> FirstCommit {
    FirstCommit { branch: "trunk".to_owned(), message: "feat: begin".to_owned() }
}

#[test]
fn the_first_commit_holds_everything_but_what_is_ignored() {
    let repo = Repo::new();
    repo.write(".gitignore", "target/\n");
    repo.write("target/x", "");
    repo.write(".github/workflows/ci.yml", "a: 1\n");
    let made = init_git(repo.root(), &first());
    let git = Repository::open(repo.root()).unwrap();
    match made {
        Ok(id) => {
            let commit = git.head().unwrap().peel_to_commit().unwrap();
            assert_eq!((commit.id().to_string(), commit.message().unwrap()), (id, "feat: begin"));
            assert_eq!(git.head().unwrap().shorthand().unwrap(), "trunk");
            assert!(git.statuses(None).unwrap().iter().all(|s| s.status().is_ignored()));
        }
        // whoever runs the tests has no identity
        Err(error) => assert!(matches!(error, GitInitError::NoIdentity), "{error}"),
    }
    let index = git.index().unwrap();
    let paths: Vec<_> = index.iter().map(|entry| String::from_utf8(entry.path).unwrap()).collect();
    assert_eq!(paths, [".github/workflows/ci.yml", ".gitignore"]);
}

#[test]
fn a_branch_that_git_does_not_take() {
    let repo = Repo::new();
    for branch in ["a b", "", "a\0b", "x..y"] {
        let error = init_git(repo.root(), &FirstCommit { branch: branch.to_owned(), ..first() }).unwrap_err();
        assert!(matches!(error, GitInitError::Branch(_)), "{error}");
    }
    assert!(repo.files().is_empty() && !repo.root().join(".git").exists());
}

#[test]
fn addresses_of_all_forms() {
    let read = |address: &str| Remote::of(address).map(|r| (r.url.to_string(), r.provider));
    let github = Some(("https://github.com/acme/x".to_owned(), Some(Provider::Github)));
    for address in [
        "git@github.com:acme/x.git",
        "github.com:acme/x",
        "ssh://git@github.com:22/acme/x.git",
        "https://github.com/acme/x.git/",
        "https://me:secret@GitHub.com/acme/x",
        "http://github.com/acme/x",
        "git://github.com/acme/x.git",
    ] {
        assert_eq!(read(address), github, "{address}");
    }
    let gitlab = Some(("https://gitlab.acme.example/a/b/x".to_owned(), Some(Provider::Gitlab)));
    assert_eq!(read("git@gitlab.acme.example:a/b/x.git"), gitlab);
    assert_eq!(read("https://git.acme.example:8443/a/x"), Some(("https://git.acme.example:8443/a/x".to_owned(), None)));
    for address in ["/srv/git/x.git", "../x", "file:///srv/x", "C:\\x", "", "https://github.com", "x"] {
        assert_eq!(read(address), None, "{address}");
    }
}

#[test]
fn a_repository_tells_remote_branch_and_user() {
    let repo = Repo::new();
    let git = init(repo.root());
    git.set_head("refs/heads/trunk").unwrap();
    git.remote("backup", "git@gitlab.com:acme/old.git").unwrap();
    git.remote("origin", "git@github.com:acme/x.git").unwrap();
    fs::create_dir_all(repo.root().join("deep/er")).unwrap();
    let detected = detect(&repo.root().join("deep/er")).unwrap();
    assert_eq!(detected.branch.as_deref(), Some("trunk"));
    assert_eq!(detected.user_name.as_deref(), Some("A"));
    assert_eq!(detected.remote.unwrap().url.as_str(), "https://github.com/acme/x");
}

#[test]
fn the_default_branch_is_told_by_the_remote_then_by_custom() {
    let repo = Repo::new();
    let git = init(repo.root());
    git.set_head("refs/heads/develop").unwrap();
    assert_eq!(detect(repo.root()).unwrap().default_branch.as_deref(), Some("develop"), "there is no other");
    let author = git2::Signature::now("A", "a@b.c").unwrap();
    let tree = git.find_tree(git.treebuilder(None).unwrap().write().unwrap()).unwrap();
    let commit = git.commit(Some("HEAD"), &author, &author, "x", &tree, &[]).unwrap();
    let commit = git.find_commit(commit).unwrap();
    git.branch("feature", &commit, false).unwrap();
    assert_eq!(detect(repo.root()).unwrap().default_branch, None, "nothing tells");
    git.branch("master", &commit, false).unwrap();
    assert_eq!(detect(repo.root()).unwrap().default_branch.as_deref(), Some("master"));
    git.reference_symbolic("refs/remotes/origin/HEAD", "refs/remotes/origin/release", false, "").unwrap();
    assert_eq!(detect(repo.root()).unwrap().default_branch.as_deref(), Some("release"));
}

#[test]
fn the_inventory_holds_what_git_would_take_up() {
    let repo = Repo::new();
    for path in ["src/b.rs", "a.txt", "target/x", "sub/y", "web/node_modules/z"] {
        repo.write(path, "");
    }
    fs::create_dir(repo.place("sub").join(".git")).unwrap();
    let list = |repo: &Repo| {
        inventory(repo.root(), |name| name == "node_modules")
            .unwrap()
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
    };
    assert_eq!(list(&repo), ["a.txt", "src/b.rs", "target/x"], "another repository is not a part of this one");
    init(repo.root());
    repo.write(".gitignore", "/target/\n");
    #[cfg(unix)]
    std::os::unix::fs::symlink("/", repo.place("everything")).unwrap();
    assert_eq!(list(&repo), [".gitignore", "a.txt", "src/b.rs"]);
    assert!(inventory(&repo.root().join("absent"), |_| false).unwrap().is_empty());
}
