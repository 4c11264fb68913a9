//! A run that ends at any of its writes leaves each file old or new, and a rerun completes it.

use std::collections::BTreeMap;

use super::faults::{Fault, FaultyDisk};
use super::fixture::{Repo, meta, path};
use crate::disk::{Disk, RealDisk};
use crate::{Action, ConflictReason, Error, LOCK_PATH};

/// A repository in which the next run creates, updates, merges, deletes and gives up files.
fn scene() -> Repo {
    let mut repo = Repo::new();
    for at in ["updated", "d/merged", "d/e/deleted", "kept", "gone", "old/moved", "old/moved-edited"] {
        repo.wants(at, "a\nb\nc\nd\ne\n");
    }
    repo.apply();
    repo.write("d/merged", "a\nmine\nc\nd\ne\n");
    repo.write("old/moved-edited", "a\nmine\nc\nd\ne\n");
    repo.write("kept", "mine\nb\nc\nd\ne\n");
    repo.delete("gone");
    repo.wants("updated", "new\n");
    repo.wants("d/merged", "a\nb\nc\nd\nE\n");
    repo.wants("x/y/created", "new\n");
    repo.wants_no("d/e/deleted");
    repo.wants_no("gone");
    for at in ["moved", "moved-edited"] {
        repo.wants_no(&format!("old/{at}"));
        repo.wants(&format!("new/{at}"), "a\nb\nc\nd\nnew\n").formerly = vec![path(&format!("old/{at}"))];
    }
    repo
}

/// The same for a service in a folder of a repository, with files at its root and another service there.
fn scene_in_folder() -> Repo {
    let repository = Repo::new();
    let mut other = repository.service("b");
    other.wants_shared(":/shared", "a\nb\nc\nd\ne\n");
    other.apply();
    let mut repo = repository.service("deep/a");
    for at in ["updated", "d/merged", ":/.github/updated", ":/.github/w/merged", ":/.github/w/deleted", "moved"] {
        repo.wants(at, "a\nb\nc\nd\ne\n");
    }
    repo.wants_shared(":/shared", "a\nb\nc\nd\ne\n");
    repo.apply();
    repo.write(":/.github/w/merged", "a\nmine\nc\nd\ne\n");
    repo.write(":/shared", "a\nours\nc\nd\ne\n");
    repo.write("moved", "a\nmine\nc\nd\ne\n");
    repo.wants("updated", "new\n");
    repo.wants(":/.github/updated", "new\n");
    repo.wants(":/.github/w/merged", "a\nb\nc\nd\nE\n");
    repo.wants_shared(":/shared", "a\nb\nc\nd\nE\n");
    repo.wants(":/x/y/created", "new\n");
    repo.wants_no(":/.github/w/deleted");
    repo.wants_no("moved");
    repo.wants(":/there/moved", "a\nb\nc\nd\nnew\n").formerly = vec![path("moved")];
    repo
}

fn run(repo: &Repo, disk: &mut dyn Disk) -> Result<crate::Applied, Error> {
    let mut project = repo.project();
    let plan = project.plan(&repo.wanted(), &repo.options)?;
    project.apply_to(&plan, &meta(), disk)
}

fn without_temporaries(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    files.into_iter().filter(|(name, _)| !name.ends_with(".tmp")).collect()
}

fn at_every_call(fault: Fault, scene: fn() -> Repo) {
    let old = scene().files();
    let done = scene();
    done.apply();
    let new = done.files();
    let mut calls = 0;
    loop {
        let repo = scene();
        let mut disk = FaultyDisk::new(&repo.roots(), fault, calls);
        let outcome = run(&repo, &mut disk);
        if !disk.hit {
            outcome.unwrap();
            assert_eq!(repo.files(), new);
            break;
        }
        let now = match fault {
            Fault::Kill => without_temporaries(repo.files()),
            Fault::Once => repo.files(),
        };
        for (name, bytes) in &now {
            // between the two, the lock says what is to come
            let announced =
                || name.ends_with(LOCK_PATH) && repo.project().lock().files.values().any(|e| e.pending.is_some());
            let whole = old.get(name) == Some(bytes) || new.get(name) == Some(bytes) || announced();
            assert!(whole, "{fault:?} at call {calls}: {name} is neither old nor new");
        }
        for name in old.keys().filter(|name| new.contains_key(*name)) {
            assert!(now.contains_key(name), "{fault:?} at call {calls}: {name} is gone");
        }
        run(&repo, &mut RealDisk::below(&repo.roots())).unwrap();
        assert_eq!(repo.files(), new, "{fault:?} at call {calls}: the rerun differs");
        calls += 1;
    }
    assert!(calls > 20, "only {calls} calls");
}

#[test]
fn a_run_that_is_killed_is_completed_by_the_next() {
    at_every_call(Fault::Kill, scene);
    at_every_call(Fault::Kill, scene_in_folder);
}

#[test]
fn a_call_that_fails_leaves_no_trace_but_whole_files() {
    at_every_call(Fault::Once, scene);
}

#[test]
fn nothing_is_in_place_before_everything_is_written() {
    let old = scene().files();
    // 7 temporary files with their folders, and the probe for the deletion: about 15 calls before the first rename
    for calls in 0..12 {
        let repo = scene();
        let error = run(&repo, &mut FaultyDisk::new(&repo.roots(), Fault::Once, calls)).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
        assert_eq!(repo.files(), old, "at call {calls}");
        assert!(!repo.place("x").exists(), "at call {calls}: an empty folder is left");
    }
}

/// The next inputs of [`scene`], which came while nobody looked.
fn change_again(repo: &mut Repo) {
    repo.wants("updated", "newer\n");
    repo.wants("d/merged", "a\nb\nc\nD\nE\n");
    repo.wants("x/y/created", "newer\n");
    repo.wants("d/e/deleted", "back\n");
}

#[test]
fn inputs_that_change_after_a_kill_are_no_edits_of_the_users() {
    let mut calls = 0;
    let mut kept_apart = 0;
    loop {
        let mut repo = scene();
        let mut disk = FaultyDisk::new(&repo.roots(), Fault::Kill, calls);
        _ = run(&repo, &mut disk);
        change_again(&mut repo);
        for change in &repo.plan().changes {
            // between a merged file and its base nothing can tell what is merged already: both sides are shown
            match (&change.action, change.path.as_str()) {
                (Action::Conflict { reason: ConflictReason::SameLines { .. }, .. }, "d/merged") => kept_apart += 1,
                (Action::Conflict { .. } | Action::Foreign { .. } | Action::KeptDeleted, path) => {
                    panic!("killed at call {calls}: {path} {:?}", change.action)
                }
                _ => {}
            }
        }
        run(&repo, &mut RealDisk::below(&repo.roots())).unwrap();
        for at in ["updated", "x/y/created"] {
            assert_eq!(repo.read(at), "newer\n", "killed at call {calls}: {at}");
        }
        assert_eq!(repo.read("d/e/deleted"), "back\n", "killed at call {calls}");
        let left: Vec<_> = repo.files().into_keys().filter(|name| name.ends_with(".tmp")).collect();
        assert!(left.is_empty(), "killed at call {calls}: {left:?}");
        assert!(repo.read("d/merged").contains("mine\n"), "killed at call {calls}");
        if !disk.hit {
            break;
        }
        calls += 1;
    }
    assert!(kept_apart <= 1, "{kept_apart} conflicts");
}
