//! A folder that Blip looks after.

use std::cell::OnceCell;
use std::path::{Path, PathBuf};

use blip_model::{Artifact, Ownership, RepoPath, Roots};

use crate::apply::{self, Applied};
use crate::decide;
use crate::disk::{Disk, RealDisk};
use crate::git::Git;
use crate::lock::{LOCK_PATH, Lock, LockMeta};
use crate::others::{Others, others, others_of_root};
use crate::plan::{self, View};
use crate::tree::{Found, State, Tree};
use crate::{Error, GitStatus, Plan, PlanOptions, base};

/// A folder that Blip looks after: the one of `blip.yaml`. It need not exist yet.
#[derive(Debug)]
pub struct Project {
    roots: Roots,
    lock: Lock,
    lock_text: Option<String>,
}

impl Project {
    /// Reads the lock of the folder; without one, Blip has made nothing there so far.
    ///
    /// # Errors
    /// When the lock was written by a newer Blip, is damaged, is reached through a symbolic link, or cannot be read.
    pub fn open(root: impl Into<PathBuf>) -> Result<Self, Error> {
        Self::open_in(Roots::one(root.into()))
    }

    /// The same for a service that has files at the root of the git repository as well.
    ///
    /// # Errors
    /// As [`Project::open`].
    pub fn open_in(roots: Roots) -> Result<Self, Error> {
        let lock_text = read_own(&Tree::new(&roots), LOCK_PATH)?;
        let lock = lock_text.as_deref().map(str::parse).transpose()?.unwrap_or_default();
        Ok(Self { roots, lock, lock_text })
    }

    /// The folders that its paths are named from.
    #[must_use]
    pub fn roots(&self) -> &Roots {
        &self.roots
    }

    /// What Blip made here so far.
    #[must_use]
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// The lock as it stands in its file; none before the first run.
    #[must_use]
    pub fn lock_text(&self) -> Option<&str> {
        self.lock_text.as_deref()
    }

    /// Whether every file that the lock knows is there, and those that are regenerated are as they were generated.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub fn is_as_locked(&self) -> Result<bool, Error> {
        let tree = Tree::new(&self.roots);
        for (path, entry) in &self.lock.files {
            let State::File(found) = tree.state(path)? else { return Ok(false) };
            let is_free = entry.ownership != Ownership::Managed;
            if entry.pending.is_some() || !(is_free || decide::is_unedited(entry, &found)) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Compares `artifacts` with what is there. Reads only.
    ///
    /// # Errors
    /// When a file cannot be read, when two artifacts want the same place, or one wants that of another service or
    /// Blip's own, and when an artifact that would be written does not parse.
    pub fn plan(&self, artifacts: &[Artifact], options: &PlanOptions) -> Result<Plan, Error> {
        let view = Disked { tree: Tree::new(&self.roots), git: OnceCell::new() };
        let mut paths = artifacts.iter().map(|artifact| &artifact.path).chain(self.lock.files.keys());
        let others = if paths.any(RepoPath::is_from_root) {
            others(&self.roots)?
        } else if self.finds_anothers_at_root(artifacts) {
            others_of_root(&self.roots)?
        } else {
            Others::new()
        };
        plan::plan(artifacts, (&self.lock, &others), &view, options)
    }

    /// Whether a file may be there that a service in a folder put at the root, where this one stands itself. Asked of
    /// the disk first: to look for services takes as long as the repository is large.
    fn finds_anothers_at_root(&self, artifacts: &[Artifact]) -> bool {
        let is_new = |artifact: &&Artifact| !self.lock.files.contains_key(&artifact.path);
        is_same(self.roots.service(), self.roots.repository())
            && artifacts.iter().filter(is_new).any(|artifact| self.roots.place(&artifact.path).is_file())
    }

    /// Carries out a plan: writes what it says, then the lock. Writes nothing where there is nothing to do.
    ///
    /// # Errors
    /// When a file changed since the plan was made, when something is in the way, when another run is at work, and
    /// when the system refuses. Before the first file is in place nothing is changed by that; after it, each file
    /// is as it was or as planned, and a rerun completes the rest.
    pub fn apply(&mut self, plan: &Plan, meta: &LockMeta) -> Result<Applied, Error> {
        let mut disk = RealDisk::below(&self.roots);
        self.apply_to(plan, meta, &mut disk)
    }

    pub(crate) fn apply_to(&mut self, plan: &Plan, meta: &LockMeta, disk: &mut dyn Disk) -> Result<Applied, Error> {
        let (applied, text) = apply::run(&self.roots, (&self.lock, self.lock_text.as_deref()), plan, meta, disk)?;
        self.lock = Lock { meta: Some(meta.clone()), files: plan.files.clone() };
        self.lock_text = Some(text);
        Ok(applied)
    }
}

/// The disk as the plan sees it.
struct Disked {
    tree: Tree,
    /// Opened once, when the first question is asked.
    git: OnceCell<Option<Git>>,
}

impl View for Disked {
    fn state(&self, path: &RepoPath) -> Result<State, Error> {
        self.tree.state(path)
    }

    fn base(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        match base::path_of(path) {
            Ok(base) => read_own(&self.tree, base.as_str()),
            Err(_) => Ok(None),
        }
    }

    fn git(&self, path: &RepoPath) -> Result<GitStatus, Error> {
        if self.git.get().is_none() {
            let _ = self.git.set(Git::open(self.tree.roots().service())?);
        }
        match self.git.get().and_then(Option::as_ref) {
            Some(git) => git.status(path),
            None => Ok(GitStatus::NoRepository),
        }
    }

    fn clash(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        self.tree.clash(path)
    }
}

/// One of Blip's own records as text. One that is not text is damaged, and read as if it were empty.
pub(crate) fn read_own(tree: &Tree, path: &str) -> Result<Option<String>, Error> {
    let Ok(path) = path.parse::<RepoPath>() else { return Ok(None) };
    match tree.state(&path)? {
        State::Absent => Ok(None),
        State::File(Found { bytes, .. }) => Ok(Some(String::from_utf8(bytes).unwrap_or_default())),
        State::Obstacle(obstacle) => Err(Error::Blocked { path, obstacle }),
    }
}

/// Whether both are the same folder, however it is called.
fn is_same(one: &Path, other: &Path) -> bool {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    one == other || real(one) == real(other)
}
