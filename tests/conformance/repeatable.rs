//! The same input gives the same bytes, and what is up to date stays as it is.

use std::fs;

use crate::findings::assert_none;
use crate::services::{folder, generate, services};
use crate::support::{Entry, Sandbox, Snapshot};

#[test]
fn repeated_runs_give_the_same_bytes() {
    let again = folder().join("again");
    let mut findings = Vec::new();
    for service in services() {
        let root = again.join(service.case.id());
        generate(service.case, root.to_str().unwrap());
        let (first, second) = (timeless(&service.root()), timeless(&root));
        findings.extend(first.differences(&second).iter().map(|path| format!("{}/{path}", service.case.id())));
    }
    assert_none("a second run", &findings);
    fs::remove_dir_all(again).unwrap();
}

#[test]
fn repeated_generation_changes_nothing() {
    let sandbox = Sandbox::new();
    for service in services() {
        let root = service.root();
        let before = Snapshot::of(&root);
        sandbox.blip(["generate"]).in_folder(&root).succeeds();
        sandbox.blip(["generate", "--check"]).in_folder(&root).succeeds();
        Snapshot::of(&root).is_untouched_since(&before);
    }
}

/// What Blip made in a folder, without the times of change.
fn timeless(root: &std::path::Path) -> Snapshot {
    let mut snapshot = Snapshot::of(root).without(&[".git"]);
    for entry in snapshot.0.values_mut() {
        if let Entry::File { modified, .. } = entry {
            *modified = std::time::SystemTime::UNIX_EPOCH;
        }
    }
    snapshot
}
