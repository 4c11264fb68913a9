//! What is in the way is named and left alone, and a refusal changes nothing.

use std::fs;

use super::faults::{Fault, FaultyDisk};
use super::fixture::{Repo, artifact, meta, path};
use crate::{Action, Error, LockError, Obstacle, Project};

const TEXT: &str = "x\n";

fn blocked(repo: &Repo, at: &str) -> Obstacle {
    match repo.action(at) {
        Action::Blocked { obstacle } => obstacle,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_folder_in_the_way() {
    let mut repo = Repo::new();
    repo.write("f/inside", TEXT);
    repo.wants("f", TEXT);
    assert_eq!(blocked(&repo, "f"), Obstacle::Folder);
    repo.apply();
    assert!(repo.place("f/inside").exists());
}

#[test]
fn a_file_where_a_folder_should_be() {
    let mut repo = Repo::new();
    repo.write("d", TEXT);
    repo.wants("d/e/f", TEXT);
    assert_eq!(blocked(&repo, "d/e/f"), Obstacle::NotAFolder { file: "d".to_owned() });
}

#[test]
fn a_name_that_differs_by_case() {
    let mut repo = Repo::new();
    repo.write("Docs/x", TEXT);
    repo.wants("docs/f", TEXT);
    assert_eq!(blocked(&repo, "docs/f"), Obstacle::CaseClash { other: "Docs".to_owned() });
    repo.wants("Docs/X", TEXT);
    assert_eq!(blocked(&repo, "Docs/X"), Obstacle::CaseClash { other: "Docs/x".to_owned() });
}

#[test]
fn two_artifacts_for_one_place() {
    let repo = Repo::new();
    let artifacts = [artifact("a", TEXT), artifact("A", TEXT)];
    let error = repo.project().plan(&artifacts, &Default::default()).unwrap_err();
    assert!(matches!(error, Error::Clash { .. }), "{error}");
}

#[test]
fn blips_own_records_are_not_generated() {
    let repo = Repo::new();
    for at in [".blip/lock.yaml", ".blip/base/f", ".BLIP/Base/f", ".blip"] {
        let error = repo.project().plan(&[artifact(at, TEXT)], &Default::default()).unwrap_err();
        assert!(matches!(error, Error::Reserved { .. }), "{error}");
    }
    repo.project().plan(&[artifact(".blip/schema.json", "{}\n")], &Default::default()).unwrap();
}

#[test]
fn what_is_generated_must_parse() {
    let repo = Repo::new();
    let error = repo.project().plan(&[artifact("a.yaml", "a: [\n")], &Default::default()).unwrap_err();
    assert!(error.to_string().starts_with("the YAML generated for a.yaml does not parse"), "{error}");
}

#[test]
fn a_file_beyond_all_measure_is_left_alone() {
    let mut repo = Repo::new();
    repo.wants("f", TEXT);
    repo.apply();
    let file = fs::OpenOptions::new().write(true).open(repo.place("f")).unwrap();
    file.set_len(100 << 20).unwrap();
    assert_eq!(blocked(&repo, "f"), Obstacle::TooLarge);
}

#[test]
fn a_lock_of_a_newer_blip() {
    let repo = Repo::new();
    repo.write(".blip/lock.yaml", "format: 9\nblip: 7.0.0\n");
    let error = Project::open(repo.root()).unwrap_err();
    assert!(matches!(error, Error::Lock(LockError::Newer { format: 9, .. })), "{error}");
}

#[test]
fn a_file_that_changes_after_the_plan_is_not_written_over() {
    let mut repo = Repo::new();
    repo.wants("f", TEXT);
    repo.wants("g", TEXT);
    for edit in ["f", ".blip/lock.yaml"] {
        let mut project = repo.project();
        let plan = project.plan(&repo.wanted(), &Default::default()).unwrap();
        repo.write(edit, "mine\n");
        let before = repo.files();
        let error = project.apply(&plan, &meta()).unwrap_err();
        assert!(matches!(&error, Error::Changed { path: p } if *p == path(edit)), "{error}");
        assert_eq!(repo.files(), before);
        repo.delete(edit);
    }
}

#[test]
fn a_refusal_takes_back_what_was_prepared() {
    let mut repo = Repo::new();
    repo.wants("a/b/f", TEXT);
    let mut project = repo.project();
    let plan = project.plan(&repo.wanted(), &Default::default()).unwrap();
    repo.write(".blip/base/a", "in the way of a folder\n");
    let error = project.apply(&plan, &meta()).unwrap_err();
    assert!(matches!(error, Error::Blocked { .. }), "{error}");
    assert!(!repo.place("a").exists());
}

#[test]
fn a_root_that_is_not_there_yet_is_made() {
    let repo = Repo::new();
    let root = repo.root().join("deep/er");
    let mut project = Project::open(&root).unwrap();
    let plan = project.plan(&[artifact("f", TEXT)], &Default::default()).unwrap();
    project.apply(&plan, &meta()).unwrap();
    assert_eq!(fs::read_to_string(root.join("f")).unwrap(), TEXT);
    let again = project.plan(&[artifact("f", TEXT)], &Default::default()).unwrap();
    assert_eq!(project.apply(&again, &meta()).unwrap(), crate::Applied::default());
}

#[test]
fn a_root_that_was_made_in_vain_is_taken_back() {
    let repo = Repo::new();
    let root = repo.root().join("deep/er");
    let mut project = Project::open(&root).unwrap();
    let plan = project.plan(&[artifact("f", TEXT)], &Default::default()).unwrap();
    let mut disk = FaultyDisk::new(&blip_model::Roots::one(root.clone()), Fault::Once, 4);
    project.apply_to(&plan, &meta(), &mut disk).unwrap_err();
    assert!(!repo.root().join("deep").exists());
}

#[cfg(unix)]
mod links {
    use std::io;
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    use std::path::{Path, PathBuf};

    use super::*;
    use crate::disk::{Disk, Mode, RealDisk};

    /// A repository with `f` and `d/f` generated, and a folder outside of it.
    fn scene() -> (Repo, tempfile::TempDir) {
        let mut repo = Repo::new();
        repo.wants("f", TEXT);
        repo.wants("d/f", TEXT);
        repo.apply();
        let outside = tempfile::tempdir().unwrap();
        fs::write(outside.path().join("f"), TEXT).unwrap();
        repo.wants("f", "new\n");
        repo.wants("d/f", "new\n");
        (repo, outside)
    }

    #[test]
    fn a_link_in_the_place_of_a_file() {
        let (repo, outside) = scene();
        repo.delete("f");
        symlink(outside.path().join("f"), repo.place("f")).unwrap();
        assert_eq!(blocked(&repo, "f"), Obstacle::Symlink);
        repo.apply();
        assert_eq!(fs::read_to_string(outside.path().join("f")).unwrap(), TEXT);
    }

    #[test]
    fn a_dangling_link_is_not_written_through() {
        let (mut repo, outside) = scene();
        symlink(outside.path().join("new"), repo.place("g")).unwrap();
        repo.wants("g", TEXT);
        assert_eq!(blocked(&repo, "g"), Obstacle::Symlink);
    }

    #[test]
    fn a_link_in_the_place_of_a_folder() {
        let (mut repo, outside) = scene();
        fs::remove_dir_all(repo.place("d")).unwrap();
        symlink(outside.path(), repo.place("d")).unwrap();
        assert_eq!(blocked(&repo, "d/f"), Obstacle::BehindSymlink { link: "d".to_owned() });
        repo.wants_no("d/f");
        assert_eq!(repo.action("d/f"), Action::KeepOrphan, "nothing is deleted behind a link");
        repo.apply();
        assert_eq!(fs::read_to_string(outside.path().join("f")).unwrap(), TEXT);
    }

    #[test]
    fn a_link_that_appears_after_the_plan() {
        let (repo, outside) = scene();
        let mut project = repo.project();
        let plan = project.plan(&repo.wanted(), &Default::default()).unwrap();
        fs::remove_dir_all(repo.place("d")).unwrap();
        symlink(outside.path(), repo.place("d")).unwrap();
        let error = project.apply(&plan, &meta()).unwrap_err();
        assert!(matches!(error, Error::Blocked { .. }), "{error}");
        assert_eq!(fs::read_to_string(outside.path().join("f")).unwrap(), TEXT);
        assert_eq!(repo.read("f"), TEXT, "nothing at all was written");
    }

    /// A disk on which somebody puts a link in the place of the folder `d` right before one of the calls.
    struct Racing<'a> {
        real: RealDisk,
        folder: PathBuf,
        target: &'a Path,
        calls_left: usize,
        swapped: bool,
    }

    impl Racing<'_> {
        fn call(&mut self) {
            if self.calls_left == 0 && !self.swapped {
                self.swapped = true;
                // it is gone once all in it was deleted
                if fs::rename(&self.folder, self.folder.with_extension("away")).is_ok() {
                    symlink(self.target, &self.folder).unwrap();
                }
            }
            self.calls_left = self.calls_left.saturating_sub(1);
        }
    }

    impl Disk for Racing<'_> {
        fn create_folder(&mut self, path: &Path) -> io::Result<()> {
            self.call();
            self.real.create_folder(path)
        }

        fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()> {
            self.call();
            self.real.write_new(path, bytes, mode)
        }

        fn settle(&mut self, path: &Path) -> io::Result<()> {
            self.real.settle(path)
        }

        fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
            self.call();
            self.real.rename(from, to)
        }

        fn remove_file(&mut self, path: &Path) -> io::Result<()> {
            self.call();
            self.real.remove_file(path)
        }

        fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
            self.call();
            self.real.remove_folder(path)
        }
    }

    #[test]
    fn a_link_that_appears_between_any_two_calls_leads_nothing_out() {
        for deletes in [false, true] {
            raced(deletes);
        }
    }

    /// Runs that write `d/f`, or delete it, while `d` comes to lead to a folder that holds an `f` as well.
    fn raced(deletes: bool) {
        let mut calls = 0;
        loop {
            let (mut repo, outside) = scene();
            if deletes {
                repo.wants_no("d/f");
            }
            let mut project = repo.project();
            let plan = project.plan(&repo.wanted(), &Default::default()).unwrap();
            let (real, folder, target) = (RealDisk::below(&repo.roots()), repo.place("d"), outside.path());
            let mut disk = Racing { real, folder, target, calls_left: calls, swapped: false };
            let outcome = project.apply_to(&plan, &meta(), &mut disk);
            let names: Vec<_> = fs::read_dir(outside.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
            assert_eq!(names, ["f"], "at call {calls}");
            assert_eq!(fs::read_to_string(outside.path().join("f")).unwrap(), TEXT, "at call {calls}");
            if !disk.swapped {
                outcome.unwrap();
                break;
            }
            calls += 1;
        }
        assert!(calls > 8, "only {calls} calls");
    }

    #[test]
    fn blips_own_folder_behind_a_link() {
        let (repo, outside) = scene();
        fs::rename(repo.place(".blip"), outside.path().join("blip")).unwrap();
        symlink(outside.path().join("blip"), repo.root().join(".blip")).unwrap();
        let error = Project::open(repo.root()).unwrap_err();
        assert_eq!(error.to_string(), "cannot use .blip/lock.yaml: .blip is a symbolic link");
    }

    #[test]
    fn bases_behind_a_link() {
        let (repo, outside) = scene();
        fs::remove_dir_all(repo.place(".blip/base")).unwrap();
        symlink(outside.path(), repo.place(".blip/base")).unwrap();
        let error = repo.try_apply().unwrap_err();
        assert!(matches!(error, Error::Blocked { .. }), "{error}");
        assert_eq!(repo.read("f"), TEXT);
    }

    #[test]
    fn a_socket_is_no_file() {
        let (repo, _) = scene();
        repo.delete("f");
        // no file either: a pipe, a device
        let _socket = std::os::unix::net::UnixListener::bind(repo.place("f")).unwrap();
        assert_eq!(blocked(&repo, "f"), Obstacle::NotAFile);
    }

    #[test]
    fn a_read_only_file_is_not_replaced() {
        let (repo, _) = scene();
        let before = repo.files();
        fs::set_permissions(repo.place("f"), fs::Permissions::from_mode(0o444)).unwrap();
        let error = repo.try_apply().unwrap_err();
        assert!(matches!(&error, Error::ReadOnly { path: p } if *p == path("f")), "{error}");
        assert_eq!(repo.files(), before);
    }

    #[test]
    fn a_read_only_folder_is_named() {
        let (repo, _) = scene();
        let before = repo.files();
        fs::set_permissions(repo.place("d"), fs::Permissions::from_mode(0o555)).unwrap();
        let is_root = fs::write(repo.place("d/probe"), "").is_ok();
        if !is_root {
            let error = repo.try_apply().unwrap_err();
            assert!(matches!(&error, Error::Io { doing: "write", path, .. } if *path == repo.place("d/f")), "{error}");
            assert_eq!(repo.files(), before);
        }
        fs::set_permissions(repo.place("d"), fs::Permissions::from_mode(0o755)).unwrap();
    }
}
