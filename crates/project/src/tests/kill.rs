//! A run that ends at any of its writes leaves each file old or new, and a rerun completes it.

use std::collections::BTreeMap;

use super::faults::{Fault, FaultyDisk};
use super::fixture::{Repo, meta};
use crate::Error;
use crate::disk::{Disk, RealDisk};

/// A repository in which the next run creates, updates, merges, deletes and gives up files.
fn scene() -> Repo {
    let mut repo = Repo::new();
    for at in ["updated", "d/merged", "d/e/deleted", "kept", "gone"] {
        repo.wants(at, "a\nb\nc\nd\ne\n");
    }
    repo.apply();
    repo.write("d/merged", "a\nmine\nc\nd\ne\n");
    repo.write("kept", "mine\nb\nc\nd\ne\n");
    repo.delete("gone");
    repo.wants("updated", "new\n");
    repo.wants("d/merged", "a\nb\nc\nd\nE\n");
    repo.wants("x/y/created", "new\n");
    repo.wants_no("d/e/deleted");
    repo.wants_no("gone");
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

fn at_every_call(fault: Fault) {
    let old = scene().files();
    let done = scene();
    done.apply();
    let new = done.files();
    let mut calls = 0;
    loop {
        let repo = scene();
        let mut disk = FaultyDisk::new(fault, calls);
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
            let whole = old.get(name) == Some(bytes) || new.get(name) == Some(bytes);
            assert!(whole, "{fault:?} at call {calls}: {name} is neither old nor new");
        }
        for name in old.keys().filter(|name| new.contains_key(*name)) {
            assert!(now.contains_key(name), "{fault:?} at call {calls}: {name} is gone");
        }
        run(&repo, &mut RealDisk).unwrap();
        assert_eq!(repo.files(), new, "{fault:?} at call {calls}: the rerun differs");
        calls += 1;
    }
    assert!(calls > 20, "only {calls} calls");
}

#[test]
fn a_run_that_is_killed_is_completed_by_the_next() {
    at_every_call(Fault::Kill);
}

#[test]
fn a_call_that_fails_leaves_no_trace_but_whole_files() {
    at_every_call(Fault::Once);
}

#[test]
fn nothing_is_in_place_before_everything_is_written() {
    let old = scene().files();
    // 7 temporary files with their folders, and the probe for the deletion: about 15 calls before the first rename
    for calls in 0..12 {
        let repo = scene();
        let error = run(&repo, &mut FaultyDisk::new(Fault::Once, calls)).unwrap_err();
        assert!(matches!(error, Error::Io { .. }), "{error}");
        assert_eq!(repo.files(), old, "at call {calls}");
        assert!(!repo.place("x").exists(), "at call {calls}: an empty folder is left");
    }
}
