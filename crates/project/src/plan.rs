//! What applying would do to each path, worked out before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use blip_model::{Artifact, BlipId, Ownership, RepoPath};

use crate::decide::{self, Record};
use crate::diff::unified;
use crate::lock::{self, Entry, Fingerprint, Lock};
use crate::moved::{self, Former, Move};
use crate::others::Others;
use crate::tree::{Found, State};
use crate::{Action, Error, GitStatus, pending};

/// What applying would do to one path.
#[derive(Debug, Clone)]
pub struct Change {
    /// The file.
    pub path: RepoPath,
    /// What would happen to it.
    pub action: Action,
    /// Whether it is regenerated.
    pub ownership: Ownership,
    /// The blips that it serves, first the one that generates it.
    pub blips: Vec<BlipId>,
    /// What is on disk; none where nothing is, or where it is what is generated.
    pub before: Option<Vec<u8>>,
    /// What applying writes; none where it writes nothing.
    pub after: Option<Vec<u8>>,
    /// What is generated now; none where nothing is any longer.
    pub generated: Option<String>,
    /// The place that the file leaves; none where it stays where it is.
    pub former: Option<Former>,
    pub(crate) executable: bool,
    pub(crate) record: Record,
    pub(crate) had_base: bool,
}

/// What to do where the user and Blip changed the same lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnConflict {
    /// Leave the file as it is and ask again at the next run.
    #[default]
    Keep,
    /// Write both sides between markers.
    Markers,
    /// Take the newly generated lines.
    Ours,
    /// Take the lines that are in the file.
    Theirs,
}

/// What the user chose for one file in which both sides changed the same lines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The newly generated lines, in each such place.
    Generated,
    /// This text. It is no way out where markers stand in it or where it does not parse.
    Text(String),
}

/// A choice of paths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Paths {
    /// No path.
    #[default]
    None,
    /// Every path.
    All,
    /// These.
    These(BTreeSet<RepoPath>),
}

impl Paths {
    fn add(&mut self, path: &RepoPath) {
        match self {
            Self::None => *self = Self::These(BTreeSet::from([path.clone()])),
            Self::All => {}
            Self::These(paths) => {
                paths.insert(path.clone());
            }
        }
    }

    /// Whether `path` is chosen.
    #[must_use]
    pub fn contains(&self, path: &RepoPath) -> bool {
        match self {
            Self::None => false,
            Self::All => true,
            Self::These(paths) => paths.contains(path),
        }
    }
}

/// What the user asked for.
#[derive(Debug, Clone, Default)]
pub struct PlanOptions {
    /// Only files that serve one of these blips; all others stay out of the plan, and as they are.
    pub only: Option<BTreeSet<BlipId>>,
    /// What to do with conflicts.
    pub on_conflict: OnConflict,
    /// What to do with some of them instead.
    pub chosen: BTreeMap<RepoPath, Choice>,
    /// Files that the user deleted and wants back.
    pub restore: Paths,
    /// Files that Blip did not make and shall look after from now on; they are not changed by that.
    pub adopt: Paths,
}

/// What applying would do.
#[derive(Debug, Clone)]
pub struct Plan {
    /// One change for each path, in the order of the paths.
    pub changes: Vec<Change>,
    /// What the lock will know of each file.
    pub(crate) files: BTreeMap<RepoPath, Entry>,
}

/// What the plan needs to know of the disk.
pub(crate) trait View {
    fn state(&self, path: &RepoPath) -> Result<State, Error>;
    /// The text in `.blip/base/`; asked for only where both sides changed the file, or a run was ended early.
    fn base(&self, path: &RepoPath) -> Result<Option<String>, Error>;
    /// Asked for only where a file of that name is not in the lock.
    fn git(&self, path: &RepoPath) -> Result<GitStatus, Error>;
    /// A name that differs from the path only by case; asked for only where nothing is there.
    fn clash(&self, path: &RepoPath) -> Result<Option<String>, Error>;
}

/// Compares what is wanted with what is there.
pub(crate) fn plan(
    artifacts: &[Artifact],
    (lock, others): (&Lock, &Others),
    view: &dyn View,
    options: &PlanOptions,
) -> Result<Plan, Error> {
    let wanted = by_path(artifacts)?;
    let options = &beside(others, &wanted, options)?;
    let chosen = |blips: &[BlipId]| options.only.as_ref().is_none_or(|only| blips.iter().any(|b| only.contains(b)));
    let mut files = lock.files.clone();
    let mut changes = Vec::new();
    let paths: BTreeSet<&RepoPath> = wanted.keys().copied().chain(lock.files.keys()).collect();
    let mut moves = moved::moves(&wanted, lock, view, options)?;
    moves.retain(|path, _| wanted.get(path).is_some_and(|artifact| chosen(&artifact.blips)));
    let left: BTreeSet<RepoPath> = moves.values().map(|moved| moved.from.clone()).collect();
    for path in paths {
        if let Some(Move { from, change, entry }) = moves.remove(path) {
            files.remove(&from);
            files.remove(path);
            files.extend(entry.map(|entry| (change.path.clone(), entry)));
            changes.push(change);
            continue;
        }
        if left.contains(path) {
            continue;
        }
        let (artifact, entry) = (wanted.get(path).copied(), lock.files.get(path));
        let blips = artifact.map(|a| &a.blips).or(entry.map(|e| &e.blips)).cloned().unwrap_or_default();
        if !chosen(&blips) {
            continue;
        }
        let state = view.state(path)?;
        let entry = match entry {
            Some(entry) => pending::settled(entry, &state, || view.base(path))?,
            None => None,
        };
        let mut change = match artifact {
            // it goes on being theirs
            None if others.contains_key(path) => forgotten(path, entry.as_ref(), blips),
            _ => one(path, artifact, entry.as_ref(), (state, blips), view, options)?,
        };
        // of a file that is gone the base may still be there
        change.had_base = lock.files.get(path).is_some_and(|entry| entry.ownership == Ownership::Managed);
        match record(&change.record, artifact, entry.as_ref()) {
            Some(entry) => files.insert(path.clone(), entry),
            None => files.remove(path),
        };
        changes.push(change);
    }
    Ok(Plan { changes, files })
}

fn one(
    path: &RepoPath,
    artifact: Option<&Artifact>,
    entry: Option<&Entry>,
    (state, blips): (State, Vec<BlipId>),
    view: &dyn View,
    options: &PlanOptions,
) -> Result<Change, Error> {
    let decision = match artifact {
        Some(artifact) => decide::wanted(artifact, entry, &state, view, options)?,
        None => decide::orphan(entry, &state),
    };
    let executable = decision.executable;
    let unchanged = decision.action == Action::Unchanged;
    let before = match state {
        State::File(Found { bytes, .. }) if !unchanged => Some(bytes),
        _ => None,
    };
    Ok(Change {
        path: path.clone(),
        action: decision.action,
        ownership: artifact.map(|a| a.ownership).or(entry.map(|e| e.ownership)).unwrap_or(Ownership::Managed),
        blips,
        before,
        after: decision.after,
        generated: artifact.map(|a| a.content.clone()),
        former: None,
        executable,
        record: decision.record,
        had_base: false,
    })
}

/// The options with what other services have to do with the files: what all of them share is looked after here as well.
fn beside(
    others: &Others,
    wanted: &BTreeMap<&RepoPath, &Artifact>,
    options: &PlanOptions,
) -> Result<PlanOptions, Error> {
    let mut options = options.clone();
    for artifact in wanted.values().filter(|artifact| artifact.ownership != Ownership::Own) {
        match others.get(&artifact.path) {
            Some(other) if other.is_alone => {
                return Err(Error::RootTaken { path: artifact.path.clone(), other: other.folder.clone() });
            }
            Some(other) if !artifact.shared => {
                return Err(Error::Taken { path: artifact.path.clone(), other: other.folder.clone() });
            }
            Some(_) => options.adopt.add(&artifact.path),
            None => {}
        }
    }
    Ok(options)
}

/// A file that is no longer generated here, but by another service.
fn forgotten(path: &RepoPath, entry: Option<&Entry>, blips: Vec<BlipId>) -> Change {
    Change {
        path: path.clone(),
        action: Action::Forget,
        ownership: entry.map_or(Ownership::Managed, |entry| entry.ownership),
        blips,
        before: None,
        after: None,
        generated: None,
        former: None,
        executable: false,
        record: Record::Drop,
        had_base: false,
    }
}

/// The artifacts by path, none of them in another's place or in Blip's own.
fn by_path(artifacts: &[Artifact]) -> Result<BTreeMap<&RepoPath, &Artifact>, Error> {
    let mut lower: BTreeMap<String, &RepoPath> = BTreeMap::new();
    let mut by_path = BTreeMap::new();
    for artifact in artifacts {
        let path = &artifact.path;
        if lock::is_reserved(path) {
            return Err(Error::Reserved { path: path.clone() });
        }
        if let Some(at) = artifact.content.find('\0') {
            let (message, line) = ("it holds a NUL".to_owned(), artifact.content[..at].matches('\n').count() + 1);
            return Err(Error::Unparsable { path: path.clone(), format: "text", message, line });
        }
        if let Some(first) = lower.insert(path.as_str().to_lowercase(), path) {
            return Err(Error::Clash { first: first.clone(), second: path.clone() });
        }
        by_path.insert(path, artifact);
    }
    Ok(by_path)
}

/// What the lock will say of a path.
pub(crate) fn record(record: &Record, artifact: Option<&Artifact>, entry: Option<&Entry>) -> Option<Entry> {
    let generated = |sha256| {
        artifact.map(|a| Entry { ownership: a.ownership, mode: a.mode, blips: a.blips.clone(), sha256, pending: None })
    };
    match record {
        Record::Stay => entry.cloned(),
        Record::Drop => None,
        Record::Advance => generated(Fingerprint::of(&artifact?.content)),
        Record::Seeded => {
            generated(entry.map_or_else(|| Fingerprint::of(&artifact?.content).into(), |e| Some(e.sha256))?)
        }
    }
}

impl Change {
    /// What applying would change in the file, as a unified diff; empty where it changes nothing.
    #[must_use]
    pub fn diff(&self) -> String {
        match (&self.after, &self.action) {
            (Some(after), _) => self.diff_to(after),
            (None, Action::Delete) => self.diff_to(b""),
            _ => String::new(),
        }
    }

    /// How far the file is from what is generated, as a unified diff; empty where nothing is generated.
    #[must_use]
    pub fn distance(&self) -> String {
        match (&self.generated, &self.before) {
            (Some(generated), Some(_)) => self.diff_to(generated.as_bytes()),
            _ => String::new(),
        }
    }

    /// The first line of the file that is not what it should be, from 1.
    #[must_use]
    pub fn first_line(&self) -> usize {
        let before = String::from_utf8_lossy(self.before.as_deref().unwrap_or_default());
        let new = self.after.as_deref().or(self.generated.as_deref().map(str::as_bytes)).unwrap_or_default();
        let new = String::from_utf8_lossy(new);
        before.lines().zip(new.lines()).take_while(|(old, new)| old == new).count() + 1
    }

    fn diff_to(&self, new: &[u8]) -> String {
        let old = String::from_utf8_lossy(self.before.as_deref().unwrap_or_default());
        let label = |side: &str, there: bool| {
            let path = self.former.as_ref().filter(|_| side == "a").map_or(&self.path, |former| &former.path);
            if there { format!("{side}/{path}") } else { "/dev/null".to_owned() }
        };
        let (from, to) = (label("a", self.before.is_some()), label("b", self.action != Action::Delete));
        unified(&from, &to, &old, &String::from_utf8_lossy(new))
    }
}

impl Plan {
    /// Whether every file is what is generated, but for what the user changed.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        !self.changes.iter().any(|change| change.action.is_behind())
    }

    /// The files in which the user has to decide something.
    pub fn conflicts(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.action.is_conflict())
    }

    /// The files that applying writes or deletes.
    pub fn writes(&self) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(|change| change.after.is_some() || change.action == Action::Delete)
    }
}
