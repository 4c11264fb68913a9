//! A newer version in the user's file is taken over, never reverted.

use blip_pins::{Settled, scan, settle};
use proptest::prelude::*;

use super::fixture::Repo;
use crate::merge::{Merged, three_way};
use crate::{Action, OnConflict};

const FILE: &str = ".github/workflows/ci.yml";

/// A workflow with a step of the templates beside the version.
fn workflow(version: &str, step: &str) -> String {
    let commit = version.chars().rev().find(char::is_ascii_digit).unwrap().to_string().repeat(40);
    format!("steps:\n  - name: {step}\n    uses: actions/checkout@{commit} # {version}\n    with:\n      depth: 1\n")
}

/// A workflow of version 1 in which the user has `user`, and the templates `new`.
fn repo(user: &str, new: &str) -> Repo {
    let mut repo = Repo::new();
    repo.wants(FILE, &workflow("v1.0.1", "Old"));
    repo.apply();
    repo.write(FILE, user);
    repo.wants(FILE, new);
    repo
}

#[test]
fn a_line_beside_it_is_no_conflict() {
    let repo = repo(&workflow("v1.0.3", "Old"), &workflow("v1.0.1", "New"));
    assert_eq!(repo.action(FILE), Action::Merge);
    repo.apply();
    assert_eq!(repo.read(FILE), workflow("v1.0.3", "New"));
    assert_eq!(repo.action(FILE), Action::Keep, "and again nothing is reverted");
}

#[test]
fn the_same_line_is_no_conflict_either() {
    let newer = repo(&workflow("v1.0.3", "Old"), &workflow("v1.0.2", "New"));
    newer.apply();
    assert_eq!(newer.read(FILE), workflow("v1.0.3", "New"));
    let older = repo(&workflow("v1.0.2", "Old"), &workflow("v1.0.3", "New"));
    older.apply();
    assert_eq!(older.read(FILE), workflow("v1.0.3", "New"));
}

#[test]
fn the_templates_catch_up() {
    let mut repo = repo(&workflow("v1.0.3", "Old"), &workflow("v1.0.2", "New"));
    repo.apply();
    repo.wants(FILE, &workflow("v1.0.4", "Newer"));
    repo.apply();
    assert_eq!(repo.read(FILE), workflow("v1.0.4", "Newer"));
    assert_eq!(repo.action(FILE), Action::Unchanged);
}

#[test]
fn it_is_taken_over_whatever_happens_to_conflicts() {
    let edited = workflow("v1.0.3", "Mine");
    let mut repo = repo(&edited, &workflow("v1.0.2", "New"));
    assert!(repo.action(FILE).is_conflict(), "about the name");
    repo.options.on_conflict = OnConflict::Ours;
    repo.apply();
    assert_eq!(repo.read(FILE), workflow("v1.0.3", "New"));
}

#[test]
fn line_ends_survive() {
    let repo = repo(&workflow("v1.0.3", "Old").replace('\n', "\r\n"), &workflow("v1.0.2", "New"));
    repo.apply();
    assert_eq!(repo.read(FILE), workflow("v1.0.3", "New").replace('\n', "\r\n"));
}

/// A pin that the user added is not taken for one that the user raised.
#[test]
fn lines_that_differ_by_their_version_alone() {
    let line = |version: &str| format!("- uses: a/b@v{version}\n");
    let mut repo = Repo::new();
    repo.wants(FILE, &line("1.0").repeat(3));
    repo.apply();
    repo.write(FILE, line("1.1") + &line("1.0").repeat(3));
    repo.wants(FILE, &(line("1.0").repeat(3) + "- run: x\n"));
    repo.apply();
    assert_eq!(repo.read(FILE), line("1.1") + &line("1.0").repeat(3) + "- run: x\n");
}

fn line() -> impl Strategy<Value = String> {
    prop_oneof![2 => "- uses: (a/b|c/d)@v1\\.[0-3]", 1 => "  with: [xyz]", 1 => "- run: [a-e]"]
}

/// Lines that go (0), come (1) or get another version (else).
fn edits() -> impl Strategy<Value = Vec<(usize, u8, String)>> {
    prop::collection::vec((0..8usize, 0..6u8, line()), 0..3)
}

fn edited(base: &[String], edits: &[(usize, u8, String)]) -> String {
    let mut lines = base.to_vec();
    for (at, what, with) in edits {
        let at = at % (lines.len() + 1);
        match (what, lines.get_mut(at)) {
            (0, Some(_)) => drop(lines.remove(at)),
            (1, _) => lines.insert(at, with.clone()),
            (_, Some(line)) => {
                if let (Some(cut), Some(version)) = (line.find('@'), with.find('@')) {
                    line.replace_range(cut.., &with[version..]);
                }
            }
            _ => {}
        }
    }
    text(&lines)
}

fn text(lines: &[String]) -> String {
    lines.iter().map(|line| format!("{line}\n")).collect()
}

/// How often a name stands in a text, and its newest version there.
fn versions(text: &str, name: &str) -> (usize, Option<String>) {
    let pins = scan(FILE, text).into_iter().filter(|pin| pin.name == name);
    let versions: Vec<_> = pins.filter_map(|pin| pin.version).collect();
    (versions.len(), versions.into_iter().max())
}

proptest! {
    /// Unless the templates use it less often, and so perhaps not there any more.
    #[test]
    fn the_newest_version_is_never_lost(base in prop::collection::vec(line(), 1..8), mine in edits(), theirs in edits()) {
        let (old, user, new) = (text(&base), edited(&base, &mine), edited(&base, &theirs));
        let settled: Settled = settle(FILE, &old, &user, &new);
        if let Merged::Clean(merged) = three_way(&settled.base, &user, &settled.new).unwrap() {
            for name in ["a/b", "c/d"] {
                let [(before, oldest), (_, mine), (now, theirs)] = [&old, &user, &new].map(|text| versions(text, name));
                if mine > oldest && mine > theirs && now >= before {
                    prop_assert_eq!(versions(&merged, name).1, mine);
                }
            }
        }
    }
}
