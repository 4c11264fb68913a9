use proptest::prelude::*;

use super::*;

const A: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";
const B: &str = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb";
const C: &str = "cccccccccccccccccccccccccccccccccccccccc";

/// Of one line: what the base and the new text become.
fn line(base: &str, user: &str, new: &str) -> (String, String) {
    let Settled { base, new } = settle("ci.yml", base, user, new);
    (base, new)
}

fn uses(rest: &str) -> String {
    format!("- uses: a/b@{rest}\n")
}

/// Whose version stays: after a merge, `user` or `new`; `conflict` where the merge is left to find one.
fn stays(base: &str, user: &str, new: &str) -> &'static str {
    let (settled_base, settled_new) = line(base, user, new);
    match () {
        () if settled_base == user && settled_new == user => "user",
        () if settled_base == user && settled_new == new => "new",
        () if settled_base == base && settled_new == new => "conflict",
        () => panic!("base {settled_base:?}, new {settled_new:?}"),
    }
}

#[test]
fn a_newer_pin_of_the_user_stays() {
    let [old, bumped, between] = [format!("{A} # v1.0.0"), format!("{B} # v1.2.0"), format!("{C} # v1.1.0")];
    assert_eq!(stays(&uses(&old), &uses(&bumped), &uses(&old)), "user");
    assert_eq!(stays(&uses(&old), &uses(&bumped), &uses(&between)), "user");
}

#[test]
fn a_newer_pin_of_the_templates_wins() {
    let [old, bumped, newest] = [format!("{A} # v1.0.0"), format!("{B} # v1.1.0"), format!("{C} # v1.2.0")];
    assert_eq!(stays(&uses(&old), &uses(&old), &uses(&newest)), "new");
    assert_eq!(stays(&uses(&old), &uses(&bumped), &uses(&newest)), "new", "both are newer, the templates' more so");
}

#[test]
fn the_templates_may_go_back() {
    assert_eq!(stays("image: x:2\n", "image: x:2\n", "image: x:1\n"), "new");
}

#[test]
fn who_went_back_stays_there() {
    assert_eq!(stays("image: x:2.0\n", "image: x:1.9\n", "image: x:2.0\n"), "user");
    assert_eq!(stays("image: x:2.0\n", "image: x:1.9\n", "image: x:2.1\n"), "user");
}

#[test]
fn a_digest_alone_is_the_users() {
    let [bare, pinned] = ["image: x:3.23\n", "image: x:3.23@sha256:aa\n"];
    assert_eq!(stays(bare, pinned, bare), "user");
    assert_eq!(stays("image: x:3.23@sha256:aa\n", "image: x:3.23@sha256:bb\n", "image: x:3.23@sha256:cc\n"), "user");
    assert_eq!(stays(bare, pinned, "image: x:3.24\n"), "new");
    let major = |commit: &str| uses(&format!("{commit} # v4"));
    assert_eq!(stays(&major(A), &major(B), &major(C)), "user", "v4 moves");
}

#[test]
fn one_release_by_two_commits_is_for_somebody_to_look_at() {
    let [base, user, new] = [format!("{A} # v1.0.0"), format!("{B} # v1.1.0"), format!("{C} # v1.1.0")];
    assert_eq!(stays(&uses(&base), &uses(&user), &uses(&new)), "conflict");
}

#[test]
fn paths_in_an_action_are_its_name() {
    let text = |version: &str, commit: &str| format!("- uses: a/b/sub/path@{commit} # {version}\n");
    assert_eq!(stays(&text("v1.0.0", A), &text("v1.2.0", B), &text("v1.1.0", C)), "user");
    let (_, new) = line(&text("v1.0.0", A), &text("v1.2.0", B), &uses(&format!("{C} # v1.1.0")));
    assert_eq!(new, uses(&format!("{C} # v1.1.0")), "another action");
}

#[test]
fn without_a_version_nobody_can_tell() {
    let with = |commit: &str| uses(&format!("{commit} # v1.0.0"));
    assert_eq!(stays(&with(A), &uses(B), &with(A)), "user", "the templates changed nothing");
    assert_eq!(stays(&with(A), &uses(B), &uses(&format!("{C} # v1.1.0"))), "conflict");
    let security = uses(&format!("{B} # for security"));
    let (base, new) = line(&with(A), &security, &with(A));
    assert_eq!((base.as_str(), new.as_str()), (uses(B).as_str(), uses(B).as_str()), "no version that is not so");
}

#[test]
fn tags_that_are_no_versions() {
    assert_eq!(stays("image: x:lts\n", "image: x:24\n", "image: x:lts\n"), "user");
    assert_eq!(stays("image: x:lts\n", "image: x:24\n", "image: x:stable\n"), "conflict");
    assert_eq!(stays("image: x:3.22-alpine\n", "image: x:3.24-alpine\n", "image: x:3.23-alpine\n"), "user");
    assert_eq!(stays("image: x:3.22-alpine\n", "image: x:3.24-slim\n", "image: x:3.23-alpine\n"), "conflict");
}

#[test]
fn tools_and_dockerfiles() {
    let tool = |version: &str| format!("- uses: a/helm@{A} # v5\n  with:\n    version: {version}\n");
    assert_eq!(stays(&tool("v4.0.0"), &tool("v4.2.0"), &tool("v4.1.0")), "user");
    let from = |tag: &str| format!("FROM --platform=$BUILDPLATFORM rust:{tag} AS build\n");
    let settled =
        settle("deep/Dockerfile", &from("1.90.0-alpine3.22"), &from("1.95.0-alpine3.23"), &from("1.94.0-alpine3.23"));
    assert_eq!(settled.new, from("1.95.0-alpine3.23"));
}

#[test]
fn toolchains() {
    let file = |version: &str| format!("[toolchain]\nchannel = \"{version}\"\n");
    let settled = settle("rust-toolchain.toml", &file("1.94.0"), &file("1.96.0"), &file("1.95.0"));
    assert_eq!((settled.base, settled.new), (file("1.96.0"), file("1.96.0")));
}

#[test]
fn quotes_are_not_exchanged() {
    assert_eq!(stays("image: x:1.0\n", "image: \"x:1.2\"\n", "image: x:1.1\n"), "conflict");
    assert_eq!(stays("image: 'x:1.0'\n", "image: 'x:1.2'\n", "image: 'x:1.1'\n"), "user");
}

#[test]
fn each_place_has_its_own_version() {
    let text = |first: &str, second: &str| format!("a:\n  image: x:{first}\nb:\n  image: x:{second}\n");
    let settled = settle("x.yml", &text("1.0", "1.0"), &text("1.0", "1.2"), &text("1.1", "1.1"));
    assert_eq!(settled.new, text("1.1", "1.2"));
}

#[test]
fn a_new_step_gets_what_the_user_has_everywhere() {
    let [old, new] = ["a:\n  image: x:1.0\n", "first: 1\na:\n  image: x:1.0\nz:\n  script: s\n  image: x:1.0\n"];
    let settled = settle("x.yml", old, "a:\n  image: x:1.1\n", new);
    assert_eq!(settled.new, new.replace("1.0", "1.1"));
    let mixed = "a:\n  image: x:1.1\nmine:\n  image: x:1.0\n";
    assert_eq!(settle("x.yml", old, mixed, new).new, new.replacen("1.0", "1.1", 1));
}

#[test]
fn a_step_that_the_user_removed_stays_as_it_was() {
    let text = "a:\n  image: x:1.0\nb:\n  image: x:1.0\n";
    let settled = settle("x.yml", text, "a:\n  image: x:1.1\n", text);
    assert_eq!(settled, Settled { base: text.replacen("1.0", "1.1", 1), new: text.replacen("1.0", "1.1", 1) });
}

#[test]
fn what_the_templates_remove_does_not_come_back_for_its_version() {
    let settled = settle("x.yml", "a:\n  image: x:1.0\n", "a:\n  image: x:1.1\n", "a:\n");
    assert_eq!(settled, Settled { base: "a:\n  image: x:1.1\n".to_owned(), new: "a:\n".to_owned() });
}

#[test]
fn other_files_are_left_alone() {
    let settled = settle("README.md", "image: x:1\n", "image: x:3\n", "image: x:2\n");
    assert_eq!(settled, Settled { base: "image: x:1\n".to_owned(), new: "image: x:2\n".to_owned() });
}

fn texts() -> impl Strategy<Value = String> {
    let line = prop_oneof![
        "- uses: (a/b|c/d)@v[1-3]",
        "image: \"?(x|y):[1-3]\\.[0-2]\"?( # z)?",
        "(job|with|other):",
        "    version: v[1-3]",
        "\\PC{0,9}"
    ];
    prop::collection::vec(line, 0..8).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #[test]
    fn nothing_but_versions_changes(base in texts(), user in texts(), new in texts()) {
        let settled = settle("x.yml", &base, &user, &new);
        let names = |text: &str| scan("x.yml", text).into_iter().map(|pin| (pin.line, pin.name)).collect::<Vec<_>>();
        prop_assert_eq!(names(&settled.new), names(&new));
        prop_assert_eq!(names(&settled.base), names(&base));
        prop_assert_eq!(settled.new.lines().count(), new.lines().count());
    }

    #[test]
    fn a_file_that_nobody_edited_is_left_alone(base in texts(), new in texts()) {
        prop_assert_eq!(settle("x.yml", &base, &base, &new), Settled { base: base.clone(), new });
    }
}
