//! Files whose place changed since they were generated: they move, edits and all.

use std::collections::{BTreeMap, BTreeSet};

use blip_model::{Artifact, FileMode, Ownership, RepoPath};

use crate::decide::{self, Decision, Record};
use crate::lock::{Entry, Lock};
use crate::plan::{View, record};
use crate::tree::{Found, State};
use crate::{Action, Change, Error, GitStatus, Obstacle, Pending, PlanOptions, pending};

/// The place that a file leaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The path.
    pub path: RepoPath,
    /// What still lies there and goes; none where the user moved the file already.
    pub(crate) bytes: Option<Vec<u8>>,
}

/// A move, and what the lock will say of the file.
pub(crate) struct Move {
    pub(crate) from: RepoPath,
    pub(crate) change: Change,
    pub(crate) entry: Option<Entry>,
}

/// The moves, by the path that each ends at.
pub(crate) fn moves(
    wanted: &BTreeMap<&RepoPath, &Artifact>,
    lock: &Lock,
    view: &dyn View,
    options: &PlanOptions,
) -> Result<BTreeMap<RepoPath, Move>, Error> {
    let mut moves = BTreeMap::new();
    let mut taken = BTreeSet::new();
    for artifact in wanted.values().filter(|artifact| artifact.ownership != Ownership::Own) {
        // a run that was ended early has announced the new place already; once the old one is empty, it is the only one
        let is_announced = match lock.files.get(&artifact.path) {
            Some(entry) if entry.pending == Some(Pending::Create) => true,
            Some(_) => continue,
            None => false,
        };
        let is_free = |path: &&RepoPath| !wanted.contains_key(path) && !taken.contains(*path);
        let Some((from, entry)) =
            artifact.formerly.iter().filter(is_free).find_map(|path| lock.files.get_key_value(path))
        else {
            continue;
        };
        if is_announced && view.state(from)? == State::Absent {
            continue;
        }
        if let Some(found) = one(artifact, from, entry, view, options)? {
            taken.insert(from);
            moves.insert(artifact.path.clone(), found);
        }
    }
    Ok(moves)
}

/// The move of one file; none where both places are taken, so that there is nothing to move.
fn one(
    artifact: &Artifact,
    from: &RepoPath,
    entry: &Entry,
    view: &dyn View,
    options: &PlanOptions,
) -> Result<Option<Move>, Error> {
    let (there, here) = (view.state(from)?, view.state(&artifact.path)?);
    if entry.ownership == Ownership::Seeded && there != State::Absent {
        return Ok(Some(left_to_the_user(artifact, from, entry)));
    }
    let view = Elsewhere { view, from };
    let Some(settled) = pending::settled(entry, &there, || view.base(&artifact.path))? else { return Ok(None) };
    let (decision, bytes) = match (&there, &here) {
        // moved by the user, by a run that was ended early, or deleted
        (State::Absent, _) => (decide::wanted(artifact, Some(&settled), &here, &view, options)?, None),
        (State::File(found), _) => {
            let decision = decide::wanted(artifact, Some(&settled), &there, &view, options)?;
            let decision = carried(decision, found, artifact, &view)?;
            match &here {
                State::Absent => (decision, Some(found.bytes.clone())),
                State::File(Found { bytes, .. }) if decision.after.as_ref() == Some(bytes) => {
                    (Decision { after: None, ..decision }, Some(found.bytes.clone()))
                }
                _ => return Ok(None),
            }
        }
        _ => return Ok(None),
    };
    if let Action::Blocked { .. } = decision.action {
        return Ok(None);
    }
    let entry = record(&decision.record, Some(artifact), Some(&settled));
    let before = match (bytes.clone(), here) {
        (Some(bytes), _) => Some(bytes),
        (None, State::File(Found { bytes, .. })) if decision.action != Action::Unchanged => Some(bytes),
        _ => None,
    };
    let change = Change {
        path: artifact.path.clone(),
        action: decision.action,
        ownership: artifact.ownership,
        blips: artifact.blips.clone(),
        before,
        after: decision.after,
        generated: Some(artifact.content.clone()),
        former: Some(Former { path: from.clone(), bytes }),
        executable: decision.executable,
        record: decision.record,
        had_base: false,
    };
    Ok(Some(Move { from: from.clone(), change, entry }))
}

/// The decision for a file that is also carried to its new place: where it stays as it is, it is written there all the same.
fn carried(decision: Decision, found: &Found, artifact: &Artifact, view: &Elsewhere<'_>) -> Result<Decision, Error> {
    let blocked = |obstacle| Decision {
        action: Action::Blocked { obstacle },
        after: None,
        executable: false,
        record: Record::Stay,
    };
    if let Some(other) = view.clash(&artifact.path)? {
        return Ok(blocked(Obstacle::CaseClash { other }));
    }
    if view.git(&artifact.path)? == GitStatus::Ignored {
        return Ok(blocked(Obstacle::Ignored));
    }
    if decision.after.is_some() {
        return Ok(decision);
    }
    let action = match decision.action {
        Action::Unchanged => Action::Update,
        Action::Keep => Action::Merge,
        other => other,
    };
    let executable = found.executable.unwrap_or(artifact.mode == FileMode::Executable);
    Ok(Decision { action, after: Some(found.bytes.clone()), executable, ..decision })
}

/// A file that was written once: it is the user's, also in where it lies.
fn left_to_the_user(artifact: &Artifact, from: &RepoPath, entry: &Entry) -> Move {
    let change = Change {
        path: from.clone(),
        action: Action::KeepSeeded,
        ownership: Ownership::Seeded,
        blips: artifact.blips.clone(),
        before: None,
        after: None,
        generated: None,
        former: None,
        executable: false,
        record: Record::Stay,
        had_base: false,
    };
    Move { from: from.clone(), change, entry: Some(entry.clone()) }
}

/// The view of a file whose base still lies where it was.
struct Elsewhere<'a> {
    view: &'a dyn View,
    from: &'a RepoPath,
}

impl View for Elsewhere<'_> {
    fn state(&self, path: &RepoPath) -> Result<State, Error> {
        self.view.state(path)
    }

    fn base(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        match self.view.base(self.from)? {
            None => self.view.base(path),
            base => Ok(base),
        }
    }

    fn git(&self, path: &RepoPath) -> Result<GitStatus, Error> {
        self.view.git(path)
    }

    fn clash(&self, path: &RepoPath) -> Result<Option<String>, Error> {
        self.view.clash(path)
    }
}
