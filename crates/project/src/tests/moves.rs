//! Files whose place changed since they were generated.

use super::fixture::{Repo, path};
use crate::{Action, OnConflict};

const TEXT: &str = "a\nb\nc\nd\ne\n";

/// A file that lay in `old/x` when it was generated, and is wanted in `new/x` with this text.
fn moved(user: Option<&str>, new: &str) -> Repo {
    let mut repo = Repo::new();
    repo.wants("old/x", TEXT);
    repo.apply();
    match user {
        Some(text) => repo.write("old/x", text),
        None => repo.delete("old/x"),
    }
    repo.wants_no("old/x");
    repo.wants("new/x", new).formerly = vec![path("old/x")];
    repo
}

/// Applies, and a second run finds nothing to do.
fn settles(repo: &Repo) {
    repo.apply();
    let files = repo.files();
    repo.apply();
    assert_eq!(repo.files(), files);
    assert!(!repo.place("old/x").exists() && !repo.place(".blip/base/old").exists(), "nothing is left behind");
}

#[test]
fn a_file_moves_with_what_is_new_and_what_was_edited() {
    for (user, new, expected) in [
        (TEXT, TEXT, TEXT),
        (TEXT, "new\n", "new\n"),
        ("a\nmine\nc\nd\ne\n", TEXT, "a\nmine\nc\nd\ne\n"),
        ("a\nmine\nc\nd\ne\n", "a\nb\nc\nd\nE\n", "a\nmine\nc\nd\nE\n"),
    ] {
        let repo = moved(Some(user), new);
        settles(&repo);
        assert_eq!(repo.read("new/x"), expected);
        assert_eq!(repo.read(".blip/base/new/x"), new);
    }
}

#[test]
fn a_conflict_moves_the_users_file_as_it_is_and_asks_again() {
    let mut repo = moved(Some("a\nmine\nc\nd\ne\n"), "a\ntheirs\nc\nd\ne\n");
    assert!(repo.action("new/x").is_conflict());
    settles(&repo);
    assert_eq!(repo.read("new/x"), "a\nmine\nc\nd\ne\n");
    assert_eq!(repo.read(".blip/base/new/x"), TEXT, "the base does not advance");
    assert!(repo.action("new/x").is_conflict());
    repo.options.on_conflict = OnConflict::Ours;
    repo.apply();
    assert_eq!(repo.read("new/x"), "a\ntheirs\nc\nd\ne\n");
}

#[test]
fn what_the_user_deleted_or_moved_is_known_in_its_new_place() {
    let repo = moved(None, "new\n");
    settles(&repo);
    assert_eq!(repo.action("new/x"), Action::KeptDeleted);
    let repo = moved(None, "a\nb\nc\nd\nE\n");
    repo.write("new/x", "a\nmine\nc\nd\ne\n");
    settles(&repo);
    assert_eq!(repo.read("new/x"), "a\nmine\nc\nd\nE\n");
}

#[test]
fn where_both_places_are_taken_nothing_is_moved() {
    let repo = moved(Some("mine\n"), "new\n");
    repo.write("new/x", "another\n");
    repo.apply();
    assert_eq!((repo.read("old/x").as_str(), repo.read("new/x").as_str()), ("mine\n", "another\n"));
}

#[test]
fn what_was_written_once_stays_where_the_user_has_it() {
    let mut repo = Repo::new();
    repo.wants_seeded("src/old/main", TEXT);
    repo.apply();
    repo.wants_no("src/old/main");
    repo.wants_seeded("src/new/main", "new\n");
    repo.artifacts.get_mut("src/new/main").unwrap().formerly = vec![path("src/old/main")];
    repo.apply();
    assert!(repo.place("src/old/main").exists() && !repo.place("src/new").exists(), "no second sample");
    // the user follows
    repo.write("src/new/main", TEXT);
    repo.delete("src/old/main");
    repo.apply();
    assert_eq!((repo.action("src/new/main"), repo.read("src/new/main").as_str()), (Action::KeepSeeded, TEXT));
    // or goes without it
    repo.delete("src/new/main");
    repo.apply();
    assert_eq!(repo.action("src/new/main"), Action::KeptDeleted);
}
