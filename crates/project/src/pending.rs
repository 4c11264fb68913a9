//! What a run is about to do, written into the lock before it begins, so that the next run knows where it stopped.
//!
//! A file, its base and its line in the lock are three files, and no system renames three at once. Before the first is
//! in place, the lock says what each file is to become; after a run that was ended early, what is there tells how far
//! it came. Without that, inputs that changed before the rerun would make a half-finished run look like edits.

use std::collections::BTreeMap;

use blip_model::RepoPath;
use serde::{Deserialize, Serialize};

use crate::lock::{Entry, Fingerprint};
use crate::text::Text;
use crate::tree::State;
use crate::{Action, Change, Error};

/// What a run was about to do with a file that the lock knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Pending {
    /// Make it; it may not be there yet.
    Create,
    /// Bring it, and its base, from the entry's fingerprint to this one.
    Update(Fingerprint),
    /// Remove it; it may be gone already.
    Delete,
}

impl From<Pending> for String {
    fn from(pending: Pending) -> Self {
        match pending {
            Pending::Create => "create".to_owned(),
            Pending::Update(next) => next.to_string(),
            Pending::Delete => "delete".to_owned(),
        }
    }
}

impl TryFrom<String> for Pending {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, &'static str> {
        match text.as_str() {
            "create" => Ok(Self::Create),
            "delete" => Ok(Self::Delete),
            _ => text.try_into().map(Self::Update),
        }
    }
}

/// The entries of the lock for as long as a run is at work: those before it, and what becomes of them.
pub(crate) fn announce(
    before: &BTreeMap<RepoPath, Entry>,
    after: &BTreeMap<RepoPath, Entry>,
    changes: &[Change],
) -> BTreeMap<RepoPath, Entry> {
    let mut files = before.clone();
    for change in changes {
        let (old, new) = (before.get(&change.path), after.get(&change.path));
        let entry = match (old, new) {
            (Some(old), Some(new)) if old.sha256 != new.sha256 => {
                Entry { pending: Some(Pending::Update(new.sha256)), ..old.clone() }
            }
            (Some(old), None) if change.action == Action::Delete => {
                Entry { pending: Some(Pending::Delete), ..old.clone() }
            }
            (None, Some(new)) if change.after.is_some() => Entry { pending: Some(Pending::Create), ..new.clone() },
            _ => continue,
        };
        files.insert(change.path.clone(), entry);
    }
    files
}

/// The entry as it is true now: how far an earlier run came with the file, by what is there. None where it came to
/// nothing, or to an end.
pub(crate) fn settled(
    entry: &Entry,
    state: &State,
    base: impl FnOnce() -> Result<Option<String>, Error>,
) -> Result<Option<Entry>, Error> {
    let Some(pending) = entry.pending else { return Ok(Some(entry.clone())) };
    let done = |sha256| Ok(Some(Entry { pending: None, sha256, ..entry.clone() }));
    let next = match (pending, state) {
        // who deletes a file between the two runs gets it once more; nothing of theirs was in it
        (Pending::Create | Pending::Delete, State::Absent) => return Ok(None),
        (Pending::Delete, _) => return done(entry.sha256),
        (Pending::Create, _) => entry.sha256,
        (Pending::Update(next), _) => next,
    };
    let file = match state {
        State::File(found) => Text::read(&found.bytes).map(|text| Fingerprint::of_body(&text.body)),
        State::Absent | State::Obstacle(_) => None,
    };
    // each file comes before its base: where the base is there, so was the file
    let has_arrived = file == Some(next) || base()?.is_some_and(|base| Fingerprint::of(&base) == next);
    match pending {
        _ if has_arrived => done(next),
        Pending::Create => Ok(None),
        Pending::Update(_) | Pending::Delete => done(entry.sha256),
    }
}
