//! The decision for one file, from what is wanted, what was made, and what is there.

use blip_model::{Artifact, FileMode, Ownership};
use blip_pins::{Settled, settle};

use crate::lock::{Entry, Fingerprint};
use crate::merge::{self, Merged, Winner};
use crate::plan::View;
use crate::text::Text;
use crate::tree::{Found, State};
use crate::{Action, Choice, ConflictReason, Error, GitStatus, Obstacle, OnConflict, PlanOptions, format};

/// What happens to a file, and what the lock will say of it.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub(crate) action: Action,
    /// The bytes to write.
    pub(crate) after: Option<Vec<u8>>,
    /// The mode to write them with.
    pub(crate) executable: bool,
    pub(crate) record: Record,
}

/// What becomes of a file's line in the lock and of its base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Record {
    /// Both say what is generated now.
    Advance,
    /// The line says that the file is the user's; the fingerprint is that of what was first written.
    Seeded,
    /// Both stay as they are.
    Stay,
    /// Both are given up.
    Drop,
}

impl Decision {
    fn leave(action: Action, record: Record) -> Self {
        Self { action, after: None, executable: false, record }
    }
}

/// A file that is generated.
pub(crate) fn wanted(
    artifact: &Artifact,
    entry: Option<&Entry>,
    state: &State,
    view: &dyn View,
    options: &PlanOptions,
) -> Result<Decision, Error> {
    let decision = match (state, entry) {
        _ if artifact.ownership == Ownership::Own => Decision::leave(Action::LeaveOwn, Record::Drop),
        (State::Obstacle(_), Some(_)) if artifact.ownership == Ownership::Seeded => {
            Decision::leave(Action::KeepSeeded, Record::Seeded)
        }
        (State::Obstacle(obstacle), _) => blocked(obstacle.clone()),
        (State::Absent, Some(_)) if !options.restore.contains(&artifact.path) => {
            Decision::leave(Action::KeptDeleted, Record::Stay)
        }
        (State::Absent, _) => create(artifact, view)?,
        (State::File(found), None) => unknown(artifact, found, view, options)?,
        (State::File(_), Some(_)) if artifact.ownership == Ownership::Seeded => {
            Decision::leave(Action::KeepSeeded, Record::Seeded)
        }
        (State::File(found), Some(entry)) => known(artifact, entry, found, view, options)?,
    };
    if decision.after.is_some() && !decision.action.is_conflict() {
        validate(artifact)?;
    }
    Ok(decision)
}

/// A file that is no longer generated.
pub(crate) fn orphan(entry: Option<&Entry>, state: &State) -> Decision {
    let Some(entry) = entry else { return Decision::leave(Action::Forget, Record::Drop) };
    match state {
        State::Absent => Decision::leave(Action::Forget, Record::Drop),
        // the user's own from the day it was written; the lock has nothing more to say of it
        _ if entry.ownership == Ownership::Seeded => Decision::leave(Action::KeepOrphan, Record::Drop),
        State::File(found) if is_unedited(entry, found) => Decision::leave(Action::Delete, Record::Drop),
        State::File(_) | State::Obstacle(_) => Decision::leave(Action::KeepOrphan, Record::Stay),
    }
}

pub(crate) fn is_unedited(entry: &Entry, found: &Found) -> bool {
    let same_text = Text::read(&found.bytes).is_some_and(|text| Fingerprint::of_body(&text.body) == entry.sha256);
    same_text && found.executable.is_none_or(|executable| executable == is_executable(entry.mode))
}

fn is_executable(mode: FileMode) -> bool {
    mode == FileMode::Executable
}

fn blocked(obstacle: Obstacle) -> Decision {
    Decision::leave(Action::Blocked { obstacle }, Record::Stay)
}

fn create(artifact: &Artifact, view: &dyn View) -> Result<Decision, Error> {
    if let Some(other) = view.clash(&artifact.path)? {
        return Ok(blocked(Obstacle::CaseClash { other }));
    }
    if view.git(&artifact.path)? == GitStatus::Ignored {
        return Ok(blocked(Obstacle::Ignored));
    }
    Ok(Decision {
        action: Action::Create,
        after: Some(artifact.content.clone().into_bytes()),
        executable: is_executable(artifact.mode),
        record: Record::Advance,
    })
}

/// A file that is there although the lock does not know it.
fn unknown(artifact: &Artifact, found: &Found, view: &dyn View, options: &PlanOptions) -> Result<Decision, Error> {
    let new = Text::of(&artifact.content);
    let same = Text::read(&found.bytes).is_some_and(|text| text.body == new.body);
    Ok(if same {
        Decision::leave(Action::Unchanged, Record::Advance)
    } else if artifact.ownership == Ownership::Seeded {
        Decision::leave(Action::KeepSeeded, Record::Seeded)
    } else if options.adopt.contains(&artifact.path) {
        Decision::leave(Action::Keep, Record::Advance)
    } else {
        Decision::leave(Action::Foreign { git: view.git(&artifact.path)? }, Record::Stay)
    })
}

/// A file that Blip made.
fn known(
    artifact: &Artifact,
    entry: &Entry,
    found: &Found,
    view: &dyn View,
    options: &PlanOptions,
) -> Result<Decision, Error> {
    let new = Text::of(&artifact.content);
    let (was, is) = (is_executable(entry.mode), is_executable(artifact.mode));
    let on_disk = found.executable.unwrap_or(is);
    let executable = if on_disk == was { is } else { on_disk };
    let Some(user) = Text::read(&found.bytes) else {
        return Ok(not_text(artifact, entry, &new, executable, options));
    };
    let content = Sides { artifact, entry, new: &new.body, user: &user.body }.content(view, options)?;
    let write = |action, body: &str| Decision {
        action,
        after: Some(user.shape.dress(body)),
        executable,
        record: Record::Advance,
    };
    Ok(match content {
        Content::Same if executable != on_disk => write(Action::Update, &user.body),
        Content::Same if executable != is => Decision::leave(Action::Keep, Record::Advance),
        Content::Same => Decision::leave(Action::Unchanged, Record::Advance),
        Content::Unedited => write(Action::Update, &new.body),
        Content::Edited if executable != on_disk => write(Action::Merge, &user.body),
        Content::Edited => Decision::leave(Action::Keep, Record::Advance),
        Content::Merged(body) => write(Action::Merge, &body),
        Content::Marked(body, reason) => write(Action::Conflict { reason, marked: true }, &body),
        Content::Conflict(reason) => Decision::leave(Action::Conflict { reason, marked: false }, Record::Stay),
    })
}

/// A file of Blip's that the user made something else of than text: nothing can be merged, only chosen.
fn not_text(artifact: &Artifact, entry: &Entry, new: &Text, executable: bool, options: &PlanOptions) -> Decision {
    let reason = ConflictReason::NotText;
    match on_conflict(artifact, options) {
        _ if Fingerprint::of_body(&new.body) == entry.sha256 => Decision::leave(Action::Keep, Record::Advance),
        OnConflict::Theirs => Decision::leave(Action::Keep, Record::Advance),
        OnConflict::Keep | OnConflict::Markers => {
            Decision::leave(Action::Conflict { reason, marked: false }, Record::Stay)
        }
        OnConflict::Ours => Decision {
            action: Action::Merge,
            after: Some(new.shape.dress(&new.body)),
            executable,
            record: Record::Advance,
        },
    }
}

/// What becomes of a file's text.
enum Content {
    /// It is what is generated.
    Same,
    /// Only Blip changed it.
    Unedited,
    /// Only the user changed it, or the user's side was chosen.
    Edited,
    /// Both did, in different places or with a side chosen.
    Merged(String),
    /// Both did, and the user shall see both sides in the file.
    Marked(String, ConflictReason),
    /// Both did, in the same place.
    Conflict(ConflictReason),
}

/// The texts that meet, with `\n` at the end of every line.
struct Sides<'a> {
    artifact: &'a Artifact,
    entry: &'a Entry,
    new: &'a str,
    user: &'a str,
}

impl Sides<'_> {
    fn content(&self, view: &dyn View, options: &PlanOptions) -> Result<Content, Error> {
        if self.user == self.new {
            return Ok(Content::Same);
        }
        if Fingerprint::of_body(self.user) == self.entry.sha256 {
            return Ok(Content::Unedited);
        }
        if self.user.is_empty() && self.is_lost(view)? {
            return Ok(Content::Unedited);
        }
        if let Some(Choice::Text(text)) = options.chosen.get(&self.artifact.path) {
            return Ok(self.chosen(Text::of(text).body));
        }
        if merge::has_markers(self.user) {
            return Ok(Content::Conflict(ConflictReason::MarkersLeft));
        }
        if Fingerprint::of_body(self.new) == self.entry.sha256 {
            return Ok(Content::Edited);
        }
        let base = view.base(&self.artifact.path)?.and_then(|base| Text::read(base.as_bytes())).map(|base| base.body);
        match base {
            // git merged two branches, file and base alike, and the lock is that of one of them
            Some(base) if base == self.new => Ok(Content::Edited),
            Some(base) if Fingerprint::of_body(&base) == self.entry.sha256 => self.merge(&base, options),
            _ => self.settled("", |sides, base| sides.conflict(base, ConflictReason::NoBase, options)),
        }
    }

    /// Whether an empty file and its base were both lost with the power: whoever empties a file leaves its base alone.
    fn is_lost(&self, view: &dyn View) -> Result<bool, Error> {
        let base = view.base(&self.artifact.path)?;
        Ok(base.is_none_or(|base| base.is_empty()) && Fingerprint::of_body("") != self.entry.sha256)
    }

    /// The text that the user chose, where it settles the conflict.
    fn chosen(&self, body: String) -> Content {
        if merge::has_markers(&body) {
            return Content::Conflict(ConflictReason::MarkersLeft);
        }
        match format::check(&self.artifact.path, &body) {
            Err(format::Unparsable { format, message, .. }) => {
                Content::Conflict(ConflictReason::DoesNotParse { format, message })
            }
            Ok(()) if body == self.user => Content::Edited,
            Ok(()) => Content::Merged(body),
        }
    }

    /// Both sides changed the file. Where a newer version in the user's is taken over, it is nothing to merge any more.
    fn merge(&self, base: &str, options: &PlanOptions) -> Result<Content, Error> {
        self.settled(base, |sides, settled_base| {
            let reason = match sides.together(settled_base)? {
                Ok(content) => return Ok(content),
                Err(reason) => reason,
            };
            // of lines that differ by their version alone, the merge may know better which is which
            match self.together(base)? {
                Ok(content) => Ok(content),
                Err(_) => sides.conflict(settled_base, reason, options),
            }
        })
    }

    fn settled<T>(&self, base: &str, then: impl FnOnce(&Sides<'_>, &str) -> T) -> T {
        let Settled { base, new } = settle(self.artifact.path.as_str(), base, self.user, self.new);
        then(&Sides { new: &new, ..*self }, &base)
    }

    /// Both sides' changes, or why they exclude each other.
    fn together(&self, base: &str) -> Result<Result<Content, ConflictReason>, Error> {
        let body = match merge::three_way(base, self.user, self.new)? {
            Merged::Conflict(hunks) => return Ok(Err(ConflictReason::SameLines { hunks })),
            Merged::Clean(body) => body,
        };
        if body == self.user {
            return Ok(Ok(Content::Edited));
        }
        Ok(match format::check(&self.artifact.path, &body) {
            Ok(()) => Ok(Content::Merged(body)),
            Err(format::Unparsable { format, message, .. }) => Err(ConflictReason::DoesNotParse { format, message }),
        })
    }

    fn conflict(&self, base: &str, reason: ConflictReason, options: &PlanOptions) -> Result<Content, Error> {
        let winner = match on_conflict(self.artifact, options) {
            OnConflict::Keep => return Ok(Content::Conflict(reason)),
            OnConflict::Markers => {
                let marked = merge::with_markers(base, self.user, self.new)?;
                let has_markers = merge::has_markers(&marked);
                return Ok(if has_markers { Content::Marked(marked, reason) } else { Content::Conflict(reason) });
            }
            OnConflict::Ours => Winner::Generated,
            OnConflict::Theirs => Winner::User,
        };
        let body = merge::with_winner(base, self.user, self.new, winner)?;
        // where the lines still do not make a file that parses, the winner takes it all
        let whole = format::check(&self.artifact.path, &body).is_err();
        Ok(match winner {
            Winner::Generated if whole => Content::Merged(self.new.to_owned()),
            Winner::User if whole || body == self.user => Content::Edited,
            _ => Content::Merged(body),
        })
    }
}

/// What to do with a conflict in this file.
fn on_conflict(artifact: &Artifact, options: &PlanOptions) -> OnConflict {
    match options.chosen.get(&artifact.path) {
        Some(Choice::Generated) => OnConflict::Ours,
        _ => options.on_conflict,
    }
}

fn validate(artifact: &Artifact) -> Result<(), Error> {
    format::check(&artifact.path, &artifact.content).map_err(|format::Unparsable { format, message, line }| {
        Error::Unparsable { path: artifact.path.clone(), format, message, line }
    })
}
