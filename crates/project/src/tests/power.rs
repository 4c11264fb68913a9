//! What a loss of power leaves behind: files that were written a moment before may be empty.

use std::io;
use std::path::Path;

use super::fixture::{Repo, meta};
use crate::disk::{Disk, Mode, RealDisk};
use crate::{Action, LOCK_PATH};

const TEXT: &str = "a\nb\nc\nd\ne\n";

/// A disk that writes down what is waited for, and what is put in its place.
struct Recording {
    real: RealDisk,
    root: String,
    calls: Vec<(&'static str, String)>,
}

impl Recording {
    fn note(&mut self, call: &'static str, path: &Path) {
        let path = path.strip_prefix(&self.root).unwrap().display().to_string();
        self.calls.push((call, path));
    }

    /// What was waited for and then put in the place of `path`.
    fn lasts(&self, path: &str) -> bool {
        // each name that is given up stands before the one that is taken
        let renamed = self.calls.iter().rposition(|(call, at)| *call == "rename" && at == path).unwrap();
        let from = &self.calls[renamed - 1].1;
        self.calls[..renamed].iter().any(|(call, at)| *call == "settle" && at == from)
    }
}

impl Disk for Recording {
    fn create_folder(&mut self, path: &Path) -> io::Result<()> {
        self.real.create_folder(path)
    }

    fn write_new(&mut self, path: &Path, bytes: &[u8], mode: &Mode) -> io::Result<()> {
        self.real.write_new(path, bytes, mode)
    }

    fn settle(&mut self, path: &Path) -> io::Result<()> {
        self.note("settle", path);
        self.real.settle(path)
    }

    fn rename(&mut self, from: &Path, to: &Path) -> io::Result<()> {
        self.note("from", from);
        self.note("rename", to);
        self.real.rename(from, to)
    }

    fn remove_file(&mut self, path: &Path) -> io::Result<()> {
        self.real.remove_file(path)
    }

    fn remove_folder(&mut self, path: &Path) -> io::Result<()> {
        self.real.remove_folder(path)
    }
}

fn run(repo: &Repo) -> Recording {
    let (real, root) = (RealDisk::below(&repo.roots()), repo.root().display().to_string());
    let mut disk = Recording { real, root, calls: Vec::new() };
    let mut project = repo.project();
    let plan = project.plan(&repo.wanted(), &repo.options).unwrap();
    project.apply_to(&plan, &meta(), &mut disk).unwrap();
    disk
}

#[test]
fn what_holds_the_users_lines_is_waited_for_before_it_takes_its_place() {
    let mut repo = Repo::new();
    for at in ["merged", "updated"] {
        repo.wants(at, TEXT);
    }
    let first = run(&repo);
    assert!(!first.calls.iter().any(|(call, _)| *call == "settle"), "there is nothing to lose: {:?}", first.calls);
    repo.write("merged", "mine\nb\nc\nd\ne\n");
    for at in ["merged", "updated", "created"] {
        repo.wants(at, "a\nb\nc\nd\nnew\n");
    }
    let second = run(&repo);
    assert!(second.lasts("merged") && second.lasts(LOCK_PATH), "{:?}", second.calls);
    assert!(!second.lasts("updated") && !second.lasts("created"), "{:?}", second.calls);
}

#[test]
fn what_was_lost_is_written_again() {
    for base in [Some(""), None] {
        let mut repo = Repo::new();
        repo.wants("f", TEXT);
        repo.apply();
        repo.write("f", "");
        assert_eq!(repo.action("f"), Action::Keep, "the base tells that the user emptied it");
        match base {
            Some(base) => repo.write(".blip/base/f", base),
            None => repo.delete(".blip/base/f"),
        }
        assert_eq!(repo.action("f"), Action::Update);
        repo.apply();
        assert_eq!((repo.read("f").as_str(), repo.read(".blip/base/f").as_str()), (TEXT, TEXT));
        // one that was meant to be empty is nothing of the kind
        repo.wants("f", "");
        repo.apply();
        assert_eq!(repo.action("f"), Action::Unchanged);
    }
}
