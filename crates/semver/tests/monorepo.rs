//! Packages and paths.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs)]

mod common;

use blip_semver::Options;
use common::Repo;

fn paths(paths: &[&str]) -> Options {
    Options { paths: paths.iter().map(|path| (*path).to_owned()).collect(), ..Options::default() }
}

fn package(name: &str) -> Options {
    Options { package: Some(name.to_owned()), ..Options::default() }
}

#[test]
fn only_commits_below_the_path_count() {
    let repo = Repo::new();
    repo.commit_file("a/x", "1", "feat: a");
    repo.tag("v1.0.0");
    repo.commit_file("b/x", "1", "feat: b");
    repo.commit_file("a/y", "1", "fix: a");
    assert_eq!(repo.answer_with(&paths(&["a"])), "v1.0.1");
    assert_eq!(repo.answer_with(&paths(&["./b/"])), "v1.1.0");
    assert_eq!(repo.answer_with(&paths(&["a", "b"])), "v1.1.0");
    assert_eq!(repo.answer_with(&paths(&["b/x"])), "v1.1.0");
    assert_eq!(repo.answer_with(&paths(&["c"])), "v1.0.0 not due");
    assert_eq!(repo.answer_with(&paths(&["."])), "v1.1.0");
    assert!(repo.answer_with(&paths(&["../c"])).contains("no path inside"));
}

#[test]
fn a_rename_counts_for_the_old_and_the_new_place() {
    let repo = Repo::new();
    repo.commit_file("a/x", "1", "feat: a");
    repo.commit_file("b/x", "2", "feat: b");
    repo.tag("v1.0.0");
    repo.git(&["mv", "a/x", "b/y"]);
    repo.commit("fix: move");
    assert_eq!(repo.answer_with(&paths(&["a"])), "v1.0.1");
    assert_eq!(repo.answer_with(&paths(&["b"])), "v1.0.1");
}

#[test]
fn a_merge_counts_only_if_it_differs_from_every_parent() {
    let repo = Repo::new();
    repo.commit_file("a/x", "1\n2\n3\n", "feat: a");
    repo.tag("v1.0.0");
    repo.git(&["checkout", "-q", "-b", "side"]);
    repo.commit_file("a/y", "1", "fix: side");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit_file("b/x", "1", "docs: b");
    // takes `a` from the side as it is: nothing of its own
    repo.git(&["merge", "-q", "--no-ff", "side", "-m", "feat: a merge with a type"]);
    assert_eq!(repo.answer_with(&paths(&["a"])), "v1.0.1");
    // changes `a` itself
    repo.git(&["checkout", "-q", "-b", "other"]);
    repo.commit_file("a/z", "1", "docs: z");
    repo.git(&["checkout", "-q", "main"]);
    repo.commit_file("a/w", "1", "docs: w");
    repo.git(&["merge", "-q", "--no-ff", "--no-commit", "other"]);
    repo.commit_file("a/evil", "1", "feat: changed while merging");
    assert_eq!(repo.answer_with(&paths(&["a"])), "v1.1.0");
}

#[test]
fn the_root_commit_counts_where_it_has_the_path() {
    let repo = Repo::new();
    repo.commit_file("a/x", "1", "feat: a");
    assert_eq!(repo.answer_with(&paths(&["a"])), "v0.1.0");
    assert_eq!(repo.answer_with(&paths(&["b"])), "v0.1.0 not due");
}

#[test]
fn packages_have_their_own_tags() {
    let repo = Repo::new();
    repo.commit_file("packages/cart/package.json", "{\"name\": \"@acme/cart\", \"version\": \"1.0.0\"}", "feat: cart");
    repo.commit_file("packages/pay/package.json", "{\"name\": \"@acme/pay\", \"version\": \"3.0.0\"}", "feat: pay");
    repo.tag("@acme/cart@1.0.0");
    repo.tag("pay-v3.0.0");
    repo.commit_file("packages/cart/x", "1", "fix: cart");
    repo.commit_file("packages/pay/x", "1", "feat: pay");
    assert_eq!(repo.answer_with(&package("cart")), "@acme/cart@1.0.1");
    assert_eq!(repo.answer_with(&package("@acme/cart")), "@acme/cart@1.0.1");
    assert_eq!(repo.answer_with(&package("packages/pay")), "pay-v3.1.0");
    assert!(repo.answer().contains("different prefixes"));
    assert_eq!(repo.answer_with(&package("car")), "no package is named `car`; there are: `@acme/cart`, `@acme/pay`");
}

#[test]
fn the_longest_path_wins_among_packages_that_are_released() {
    let repo = Repo::new();
    repo.commit_file("a/package.json", "{\"name\": \"a\", \"version\": \"1.0.0\"}", "feat: a");
    repo.commit_file("a/sub/package.json", "{\"name\": \"sub\", \"version\": \"1.0.0\"}", "feat: sub");
    repo.tag("a-v1.0.0");
    repo.commit_file("a/x", "1", "fix: a");
    repo.commit_file("a/sub/x", "1", "feat: sub");
    // `sub` has no tags: it belongs to `a`
    assert_eq!(repo.answer_with(&package("a")), "a-v1.1.0");
    repo.git(&["tag", "sub-v1.0.0", "HEAD~2"]);
    assert_eq!(repo.answer_with(&package("a")), "a-v1.0.1");
    assert_eq!(repo.answer_with(&package("sub")), "sub-v1.1.0");
}

#[test]
fn modules_without_a_name_are_called_by_their_folder() {
    let repo = Repo::new();
    repo.commit_file("modules/net/main.tf", "", "feat: net");
    repo.commit_file("go/lib/go.mod", "module example.com/lib\n", "feat: lib");
    assert_eq!(repo.answer_with(&package("net")), "net-v0.1.0");
    assert_eq!(repo.answer_with(&package("lib")), "go/lib/v0.1.0");
    repo.tag("modules/net/v2.0.0");
    repo.commit_file("modules/net/main.tf", "# x\n", "fix: net");
    assert_eq!(repo.answer_with(&package("net")), "modules/net/v2.0.1");
    let found = blip_semver::packages(&repo.open()).unwrap();
    let names: Vec<_> = found.iter().map(|package| package.name.as_str()).collect();
    assert_eq!(names, ["lib", "net"]);
}
