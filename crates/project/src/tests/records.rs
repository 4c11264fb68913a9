//! The lock on disk: what it says, and what a rerun makes of it.

use super::fixture::{Repo, meta};
use crate::{LockMeta, Paths};

#[test]
fn the_same_input_makes_the_same_bytes() {
    let make = || {
        let mut repo = Repo::new();
        for at in ["z", "a/b", "m.yaml", "a/a"] {
            repo.wants(at, "a: 1\n");
        }
        repo.apply();
        repo.files()
    };
    assert_eq!(make(), make());
}

#[test]
fn the_lock_says_what_was_generated_not_what_is_there() {
    let mut repo = Repo::new();
    repo.wants("f", "x\n");
    repo.apply();
    let before = repo.read(".blip/lock.yaml");
    repo.write("f", "mine\n");
    repo.apply();
    assert_eq!(repo.read(".blip/lock.yaml"), before);
}

#[test]
fn a_new_version_of_blip_is_noted() {
    let mut repo = Repo::new();
    repo.wants("f", "x\n");
    repo.apply();
    let mut project = repo.project();
    let plan = project.plan(&repo.wanted(), &repo.options).unwrap();
    let newer = LockMeta { blip: "0.2.0".to_owned(), ..meta() };
    let applied = project.apply(&plan, &newer).unwrap();
    assert!(applied.lock_written && applied.written.is_empty());
    assert_eq!(repo.project().lock().meta, Some(newer));
}

#[test]
fn a_restored_file_is_known_again() {
    let mut repo = Repo::new();
    repo.wants("f", "x\n");
    repo.apply();
    repo.delete("f");
    repo.options.restore = Paths::All;
    repo.apply();
    repo.options.restore = Paths::None;
    assert!(repo.plan().is_clean());
}
