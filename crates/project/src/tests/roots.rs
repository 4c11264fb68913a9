//! Services in folders of one repository, with files at its root.

use std::fs;

use super::fixture::{Repo, path};
use crate::{Action, Error, Lock};

const SHARED: &str = ":/shared.yml";

/// Two services that share a file and have one each.
fn two() -> (Repo, Repo) {
    let repository = Repo::with_git();
    let service = |folder: &str| {
        let mut service = repository.service(folder);
        service.wants_shared(SHARED, "a\nb\nc\nd\ne\n");
        service.wants(&format!(":/.github/{folder}.yml"), "own\n");
        service.wants("beside", "x\n");
        service
    };
    (service("one"), service("two"))
}

#[test]
fn files_land_at_the_root_and_beside_the_spec() {
    let (one, two) = two();
    one.apply();
    two.apply();
    let files: Vec<_> = one.files().into_keys().filter(|path| !path.contains(".blip/")).collect();
    let expected = [
        ".github/one.yml",
        ".github/two.yml",
        "one/beside",
        "one/blip.yaml",
        "shared.yml",
        "two/beside",
        "two/blip.yaml",
    ];
    assert_eq!(files, expected);
    // the base of each lies with its service
    assert!(one.files().contains_key("two/.blip/base/.blip/repository/shared.yml"));
    let lock = one.read(".blip/lock.yaml");
    assert!(lock.contains("\nformat: 3\n") && lock.contains("\n  :/.github/one.yml:\n"), "{lock}");
    for service in [&one, &two] {
        assert!(service.plan().is_clean() && service.plan().writes().next().is_none());
    }
}

#[test]
fn what_all_share_is_merged_once_and_known_to_all() {
    let (mut one, mut two) = two();
    one.apply();
    // edited before the other service comes
    one.write(SHARED, "a\nb\nc\nd\ne\nours\n");
    two.apply();
    assert_eq!(two.action(SHARED), Action::Keep);
    for service in [&mut one, &mut two] {
        service.wants_shared(SHARED, "A\nb\nc\nd\ne\n");
    }
    one.apply();
    assert_eq!(one.read(SHARED), "A\nb\nc\nd\ne\nours\n");
    assert_eq!(two.action(SHARED), Action::Keep);
    two.apply();
    assert_eq!(one.action(SHARED), Action::Keep);
    // it stays for as long as one service wants it, and an edit longer
    one.wants_no(SHARED);
    assert_eq!(one.action(SHARED), Action::Forget);
    one.apply();
    assert!(one.place(SHARED).exists());
    two.write(SHARED, "A\nb\nc\nd\ne\n");
    two.wants_no(SHARED);
    assert_eq!(two.action(SHARED), Action::Delete);
    two.apply();
    assert!(!one.place(SHARED).exists());
}

#[test]
fn what_one_service_has_no_other_takes() {
    let (one, mut two) = two();
    one.apply();
    two.wants(":/.github/one.yml", "other\n");
    let Err(Error::Taken { path: taken, other }) = two.try_apply() else { panic!("it is taken") };
    assert_eq!((taken, other.as_str()), (path(":/.github/one.yml"), "one"));
    assert!(!two.place("beside").exists(), "nothing is written");
}

#[test]
fn a_service_at_the_root_shares_nothing() {
    let (_, two) = two();
    let mut root = two.service("");
    root.wants("shared.yml", "its own\n");
    root.apply();
    let error = two.try_apply().unwrap_err().to_string();
    assert!(error.starts_with(":/shared.yml is the file of the service in ., and one of the two takes the root"));
}

#[test]
fn a_service_at_the_root_takes_nothing_from_others() {
    let (one, two) = two();
    one.apply();
    let mut root = two.service("");
    root.wants(".github/one.yml", "its own\n");
    let Err(Error::RootTaken { path: taken, other }) = root.try_apply() else { panic!("it is taken") };
    assert_eq!((taken, other.as_str()), (path(".github/one.yml"), "one"));
}

#[test]
fn a_file_moves_to_the_root_with_its_edits() {
    let mut repo = Repo::with_git().service("one");
    repo.wants(".github/ci.yml", "a\nb\nc\n");
    repo.apply();
    repo.write(".github/ci.yml", "a\nb\nc\nmine\n");
    repo.wants_no(".github/ci.yml");
    repo.wants(":/.github/one.yml", "A\nb\nc\n").formerly = vec![path(".github/ci.yml")];
    repo.apply();
    assert_eq!(repo.read(":/.github/one.yml"), "A\nb\nc\nmine\n");
    assert!(!repo.place(".github").exists());
    assert!(repo.plan().is_clean());
    // and back
    repo.wants_no(":/.github/one.yml");
    repo.wants(".github/ci.yml", "A\nb\nc\n").formerly = vec![path(":/.github/one.yml")];
    repo.apply();
    assert_eq!(repo.read(".github/ci.yml"), "A\nb\nc\nmine\n");
    assert!(!repo.place(":/.github").exists());
}

#[cfg(unix)]
#[test]
fn no_link_leads_out_of_the_repository() {
    let (one, _) = two();
    let outside = tempfile::tempdir().unwrap();
    std::os::unix::fs::symlink(outside.path(), one.place(":/.github")).unwrap();
    let plan = one.plan();
    let change = plan.changes.iter().find(|change| change.path == path(":/.github/one.yml")).unwrap();
    assert!(matches!(change.action, Action::Blocked { .. }), "{:?}", change.action);
    assert_eq!(fs::read_dir(outside.path()).unwrap().count(), 0);
}

#[test]
fn a_lock_claims_nothing_of_anothers_records() {
    let entry = "{ownership: managed, sha256: \"0000000000000000000000000000000000000000000000000000000000000000\"}";
    for path in [":/two/.blip/lock.yaml", ":/.BLIP/x", ":/../x", ":/.git/config"] {
        let lock = format!("format: 3\nblip: 0.1.0\nfiles:\n  \"{path}\": {entry}\n");
        assert!(lock.parse::<Lock>().is_err(), "{path}");
    }
    let fine = format!("format: 3\nblip: 0.1.0\nfiles:\n  \":/x\": {entry}\n");
    fine.parse::<Lock>().unwrap();
}
