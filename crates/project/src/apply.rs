//! The one function that writes.
//!
//! Everything is first written beside its place under a temporary name; only when all of it is there are the files
//! renamed into place: first a lock that says what is to come, then each file before its base, at last the lock. A run
//! that ends early, for whatever reason, leaves each file as it was or as it shall be, and a lock that promises no more
//! than what is there.
//!
//! Where the power fails, a file that was written a moment ago may turn out empty. What holds lines of the user's, and
//! the lock, is therefore waited for (fsync) before it takes its place. All else can be made again, and to wait for each
//! file would take a new service twenty times as long: git does not do it either for what it checks out.

use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use blip_model::{Ownership, RepoPath, Roots};

use crate::decide::Record;
use crate::disk::{Disk, Mode};
use crate::leftovers::{announcement, leftovers, temporary};
use crate::lock::{LOCK_PATH, Lock, LockMeta};
use crate::moved::Former;
use crate::run_lock::RunLock;
use crate::tree::{Found, State, Tree};
use crate::{Action, Change, Error, Plan, base, pending};

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The files that were written, in the order of their paths.
    pub written: Vec<RepoPath>,
    /// The files that were deleted.
    pub deleted: Vec<RepoPath>,
    /// Whether the lock was written.
    pub lock_written: bool,
}

/// One thing to do.
struct Step {
    path: RepoPath,
    work: Work,
    /// What must still be there when it is done; none for Blip's own records.
    expected: Option<Expected>,
}

enum Work {
    Put {
        bytes: Vec<u8>,
        executable: bool,
        /// Whether it must outlast a loss of power before what it replaces is given up.
        lasting: bool,
    },
    Remove,
}

enum Expected {
    Absent,
    Bytes(Vec<u8>),
}

/// Carries out `plan` below `roots`. `lock` is the one that the plan was made with, as it is and as it stands in its file.
pub(crate) fn run(
    roots: &Roots,
    (lock, lock_before): (&Lock, Option<&str>),
    plan: &Plan,
    meta: &LockMeta,
    disk: &mut dyn Disk,
) -> Result<(Applied, String), Error> {
    let lock_path: RepoPath = LOCK_PATH.parse().map_err(|e| Error::io("name", roots.service())(io::Error::other(e)))?;
    let lock_after = Lock { meta: None, files: plan.files.clone() }.to_text(meta)?;
    let mut steps = steps(&Tree::new(roots), plan)?;
    if lock_before != Some(lock_after.as_str()) {
        let lasting = lock_before.is_some();
        let work = Work::Put { bytes: lock_after.clone().into_bytes(), executable: false, lasting };
        let expected = lock_before.map_or(Expected::Absent, |text| Expected::Bytes(text.as_bytes().to_vec()));
        steps.push(Step { path: lock_path, work, expected: Some(expected) });
    }
    let left = || leftovers(&Tree::new(roots), lock.files.keys().chain(plan.changes.iter().map(|change| &change.path)));
    if steps.is_empty() && left().is_empty() {
        return Ok((Applied::default(), lock_after));
    }
    let announced = announced(lock, plan, meta)?;
    let paths = lock.files.keys().chain(plan.changes.iter().map(|change| &change.path));
    let at_root = paths.into_iter().any(RepoPath::is_from_root) && roots.repository() != roots.service();
    let mut stage = Stage { roots, disk, folders: Vec::new(), files: Vec::new() };
    let outcome = stage.create_folders(roots.service()).and_then(|()| {
        let _alone = RunLock::take(roots.service())?;
        // what lies there, other services may be at work on
        let _alone_there = at_root.then(|| RunLock::take(roots.repository())).transpose()?;
        // no other run is at work now, so these are nobody's
        left().iter().try_for_each(|file| stage.remove(file))?;
        stage.write(&steps)?;
        let lock_step = steps.last_mut().filter(|step| step.path.as_str() == LOCK_PATH);
        if let (Some(text), Some(lock_step)) = (announced, lock_step) {
            stage.announce(lock_step, text)?;
        }
        stage.commit(&steps)
    });
    if outcome.is_err() {
        stage.clean_up();
    }
    outcome.map(|()| (applied(&steps), lock_after))
}

/// The lock that says what is to come; none where nothing is that a rerun could mistake.
fn announced(lock: &Lock, plan: &Plan, meta: &LockMeta) -> Result<Option<String>, Error> {
    let files = pending::announce(&lock.files, &plan.files, &plan.changes);
    let has_news = files.values().any(|entry| entry.pending.is_some()) && files != lock.files;
    // as long as nothing is done, what is there was made with what it was made with
    let meta = lock.meta.as_ref().unwrap_or(meta);
    has_news.then(|| Lock { meta: None, files }.to_text(meta).map_err(Error::from)).transpose()
}

fn applied(steps: &[Step]) -> Applied {
    let mut applied = Applied::default();
    for Step { path, work, .. } in steps {
        match work {
            _ if path.as_str() == LOCK_PATH => applied.lock_written = true,
            _ if crate::lock::is_reserved(path) => {}
            Work::Put { .. } => applied.written.push(path.clone()),
            Work::Remove => applied.deleted.push(path.clone()),
        }
    }
    applied
}

/// What there is to do, but for the lock.
fn steps(tree: &Tree, plan: &Plan) -> Result<Vec<Step>, Error> {
    let mut steps = Vec::new();
    for change in &plan.changes {
        steps.extend(file_step(change));
        steps.extend(base_step(tree, change)?);
        steps.extend(leave_steps(tree, change)?);
    }
    Ok(steps)
}

fn file_step(change: &Change) -> Option<Step> {
    let work = match &change.after {
        Some(bytes) => {
            let lasting = change.former.is_some()
                || matches!(change.action, Action::Merge | Action::Conflict { .. } | Action::Keep);
            Work::Put { bytes: bytes.clone(), executable: change.executable, lasting }
        }
        None if change.action == Action::Delete => Work::Remove,
        None => return None,
    };
    // what is carried here is still elsewhere
    let before = change.before.clone().filter(|_| change.former.as_ref().is_none_or(|former| former.bytes.is_none()));
    let expected = before.map_or(Expected::Absent, Expected::Bytes);
    Some(Step { path: change.path.clone(), work, expected: Some(expected) })
}

/// Gives up the place that a file leaves, once it and its base are in the new one.
fn leave_steps(tree: &Tree, change: &Change) -> Result<Vec<Step>, Error> {
    let Some(former) = &change.former else { return Ok(Vec::new()) };
    let file = former.bytes.clone().map(|bytes| Step {
        path: former.path.clone(),
        work: Work::Remove,
        expected: Some(Expected::Bytes(bytes)),
    });
    let base = former_base(tree, former)?.map(|(path, _)| Step { path, work: Work::Remove, expected: None });
    Ok(file.into_iter().chain(base).collect())
}

/// The base of a file where it lay before, and its text.
fn former_base(tree: &Tree, former: &Former) -> Result<Option<(RepoPath, Vec<u8>)>, Error> {
    let Ok(path) = base::path_of(&former.path) else { return Ok(None) };
    Ok(match tree.state(&path)? {
        State::File(Found { bytes, .. }) => Some((path, bytes)),
        _ => None,
    })
}

fn base_step(tree: &Tree, change: &Change) -> Result<Option<Step>, Error> {
    let carried = match &change.former {
        Some(former) => former_base(tree, former)?,
        None => None,
    };
    let wanted = match (&change.generated, change.record, change.ownership) {
        (Some(text), Record::Advance, Ownership::Managed) => Some(text.as_bytes()),
        (_, Record::Stay, _) => match &carried {
            Some((_, bytes)) => Some(bytes.as_slice()),
            None => return Ok(None),
        },
        _ if change.had_base => None,
        _ => return Ok(None),
    };
    let Ok(path) = base::path_of(&change.path) else { return Ok(None) };
    let there = match tree.state(&path)? {
        State::Absent => None,
        State::File(Found { bytes, .. }) => Some(bytes),
        State::Obstacle(obstacle) => return Err(Error::Blocked { path, obstacle }),
    };
    let work = match wanted {
        _ if wanted == there.as_deref() => return Ok(None),
        Some(bytes) => Work::Put { bytes: bytes.to_vec(), executable: false, lasting: false },
        None => Work::Remove,
    };
    Ok(Some(Step { path, work, expected: None }))
}

/// What was made on the way, so that it can be taken back.
struct Stage<'a> {
    roots: &'a Roots,
    disk: &'a mut dyn Disk,
    folders: Vec<PathBuf>,
    /// The temporary file of each step; none where it has none, or where it was renamed into place.
    files: Vec<Option<PathBuf>>,
}

impl Stage<'_> {
    /// Writes everything beside its place. What could fail for want of space or permission fails here.
    fn write(&mut self, steps: &[Step]) -> Result<(), Error> {
        let tree = Tree::new(self.roots);
        for step in steps {
            check(step, &tree)?;
            let place = self.roots.place(&step.path);
            let metadata = existing(&place, step)?;
            let folder = place.parent().unwrap_or(self.roots.service()).to_path_buf();
            let temporary = temporary(&place);
            let failed = || Error::io("write", &place);
            match &step.work {
                Work::Put { bytes, executable, lasting } => {
                    self.create_folders(&folder)?;
                    let mode = mode(metadata, *executable);
                    // remembered first: a disk that is full leaves part of the file behind
                    self.files.push(Some(temporary.clone()));
                    self.disk.write_new(&temporary, bytes, &mode).map_err(failed())?;
                    if *lasting {
                        self.disk.settle(&temporary).map_err(failed())?;
                    }
                }
                Work::Remove => {
                    // a folder in which nothing can be made is one from which nothing can be deleted
                    self.files.push(Some(temporary.clone()));
                    self.disk.write_new(&temporary, b"", &Mode::New { executable: false }).map_err(failed())?;
                    self.disk.remove_file(&temporary).map_err(failed())?;
                    self.files.pop();
                    self.files.push(None);
                }
            }
        }
        Ok(())
    }

    /// Puts a lock in place that says what is to come. `lock_step` will replace it.
    fn announce(&mut self, lock_step: &mut Step, text: String) -> Result<(), Error> {
        check(lock_step, &Tree::new(self.roots))?;
        let place = self.roots.place(&lock_step.path);
        let temporary = announcement(&place);
        self.files.push(Some(temporary.clone()));
        let written = existing(&place, lock_step).map(|metadata| mode(metadata, false))?;
        let outcome = self.disk.write_new(&temporary, text.as_bytes(), &written);
        let outcome = match lock_step.work {
            Work::Put { lasting: true, .. } => outcome.and_then(|()| self.disk.settle(&temporary)),
            _ => outcome,
        };
        outcome.and_then(|()| self.disk.rename(&temporary, &place)).map_err(Error::io("write", &place))?;
        self.files.pop();
        lock_step.expected = Some(Expected::Bytes(text.into_bytes()));
        Ok(())
    }

    /// Renames everything into place.
    fn commit(&mut self, steps: &[Step]) -> Result<(), Error> {
        for (at, step) in steps.iter().enumerate() {
            // a new tree each time: what was true a moment ago may have changed
            check(step, &Tree::new(self.roots))?;
            let place = self.roots.place(&step.path);
            match (&step.work, self.files.get(at).cloned().flatten()) {
                (Work::Put { .. }, Some(temporary)) => {
                    self.disk.rename(&temporary, &place).map_err(Error::io("write", &place))?;
                    self.files[at] = None;
                }
                (Work::Put { .. }, None) => {}
                (Work::Remove, _) => self.remove(&place)?,
            }
        }
        Ok(())
    }

    fn create_folders(&mut self, folder: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|f| !f.as_os_str().is_empty() && fs::symlink_metadata(f).is_err()).collect();
        for folder in missing.into_iter().rev() {
            self.disk.create_folder(folder).map_err(Error::io("create", folder))?;
            self.folders.push(folder.to_path_buf());
        }
        Ok(())
    }

    fn remove(&mut self, place: &Path) -> Result<(), Error> {
        match self.disk.remove_file(place) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Error::io("delete", place)(error)),
            _ => {}
        }
        let roots = [self.roots.service(), self.roots.repository()];
        let is_inside = |folder: &&Path| !roots.contains(folder) && roots.iter().any(|root| folder.starts_with(root));
        let emptied = place.ancestors().skip(1).take_while(is_inside);
        for folder in emptied.map(Path::to_path_buf).collect::<Vec<_>>() {
            if self.disk.remove_folder(&folder).is_err() {
                break;
            }
        }
        Ok(())
    }

    /// Takes back what is not in place yet. A folder that holds something stays.
    fn clean_up(&mut self) {
        for file in self.files.iter().flatten() {
            let _ = self.disk.remove_file(file);
        }
        for folder in self.folders.iter().rev() {
            let _ = self.disk.remove_folder(folder);
        }
    }
}

/// Makes sure that what the plan was made for is still there, and that no link leads elsewhere.
fn check(step: &Step, tree: &Tree) -> Result<(), Error> {
    let state = tree.state(&step.path)?;
    let as_planned = match (&step.expected, &state) {
        (_, State::Obstacle(obstacle)) => {
            return Err(Error::Blocked { path: step.path.clone(), obstacle: obstacle.clone() });
        }
        (Some(Expected::Absent), State::Absent) | (None, _) => true,
        (Some(Expected::Bytes(expected)), State::File(found)) => *expected == found.bytes,
        _ => false,
    };
    if as_planned { Ok(()) } else { Err(Error::Changed { path: step.path.clone() }) }
}

/// The file that is to be replaced or deleted, if there is one.
fn existing(place: &Path, step: &Step) -> Result<Option<Metadata>, Error> {
    match fs::symlink_metadata(place) {
        Ok(metadata) if metadata.permissions().readonly() => Err(Error::ReadOnly { path: step.path.clone() }),
        Ok(metadata) => Ok(Some(metadata)),
        Err(_) => Ok(None),
    }
}

fn mode(existing: Option<Metadata>, executable: bool) -> Mode {
    match existing {
        Some(metadata) => Mode::Like { permissions: metadata.permissions(), executable },
        None => Mode::New { executable },
    }
}
