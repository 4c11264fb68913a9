//! A newer version in the user's file is taken over, never reverted.

use super::fixture::Repo;
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
