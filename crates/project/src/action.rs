//! The name of every state that a file can be in.

use std::fmt;

use serde::Serialize;

use crate::Hunk;

/// What happens to a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "action", rename_all = "kebab-case")]
pub enum Action {
    /// It is new, or was deleted and is wanted back.
    Create,
    /// It is what is generated.
    Unchanged,
    /// It was not edited, and something else is generated now.
    Update,
    /// Both sides changed it, in different places; both are taken.
    Merge,
    /// Both sides changed it and exclude each other. The user's file is kept unless the user chose otherwise.
    Conflict {
        /// Why they cannot be merged.
        reason: ConflictReason,
        /// Whether the file is written with markers, for the user to decide.
        marked: bool,
    },
    /// Only the user changed it.
    Keep,
    /// It is no longer generated and was never edited.
    Delete,
    /// It is no longer generated, but the user edited it: it stays.
    KeepOrphan,
    /// The user deleted it: it stays deleted.
    KeptDeleted,
    /// It was written once and is the user's.
    KeepSeeded,
    /// `blip.yaml` keeps it for the user, and Blip leaves it alone, there or not.
    LeaveOwn,
    /// It is neither generated nor there any longer; only the lock still knew it.
    Forget,
    /// It is there, but Blip did not make it: it is not written over.
    Foreign {
        /// Whether git could bring it back.
        git: GitStatus,
    },
    /// Something is in the way.
    Blocked {
        /// What it is.
        obstacle: Obstacle,
    },
}

impl Action {
    /// Whether what is generated has not (or not wholly) arrived in the file.
    #[must_use]
    pub fn is_behind(&self) -> bool {
        matches!(
            self,
            Self::Create
                | Self::Update
                | Self::Merge
                | Self::Conflict { .. }
                | Self::Delete
                | Self::Foreign { .. }
                | Self::Blocked { .. }
        )
    }

    /// Whether the user changed what Blip made.
    #[must_use]
    pub fn is_edited(&self) -> bool {
        matches!(
            self,
            Self::Merge
                | Self::Conflict { .. }
                | Self::Keep
                | Self::KeepOrphan
                | Self::KeptDeleted
                | Self::Foreign { .. }
        )
    }

    /// Whether the user has to decide something.
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict { .. })
    }
}

/// Why two versions of a file cannot be merged.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "reason", rename_all = "kebab-case")]
pub enum ConflictReason {
    /// Both sides changed the same lines.
    SameLines {
        /// Each such place.
        hunks: Vec<Hunk>,
    },
    /// The lines go together, but the result does not parse.
    DoesNotParse {
        /// YAML, JSON or TOML.
        format: &'static str,
        /// What the parser said.
        message: String,
    },
    /// The user's file is not UTF-8 text.
    NotText,
    /// What the file was generated from is not in `.blip/base/`, or not what the lock says.
    NoBase,
    /// Markers of an earlier conflict still stand in the file.
    MarkersLeft,
}

impl fmt::Display for ConflictReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SameLines { .. } => f.write_str("both sides changed the same lines"),
            Self::DoesNotParse { format, message } => {
                write!(f, "merged by line, it would not be valid {format}: {message}")
            }
            Self::NotText => f.write_str("your file is not UTF-8 text"),
            Self::NoBase => f.write_str(".blip/base/ does not hold what it was generated from"),
            Self::MarkersLeft => f.write_str("markers of an earlier conflict still stand in it"),
        }
    }
}

/// What is in the way of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(tag = "obstacle", rename_all = "kebab-case")]
pub enum Obstacle {
    /// A symbolic link.
    Symlink,
    /// A folder of that name.
    Folder,
    /// A device, a socket or the like.
    NotAFile,
    /// A file of more than 16 MiB.
    TooLarge,
    /// A symbolic link where a folder should be.
    BehindSymlink {
        /// The link.
        link: String,
    },
    /// A file where a folder should be.
    NotAFolder {
        /// The file.
        file: String,
    },
    /// A name that differs only by upper and lower case.
    CaseClash {
        /// What is there.
        other: String,
    },
    /// Git would not see the file.
    Ignored,
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Symlink => f.write_str("it is a symbolic link"),
            Self::Folder => f.write_str("it is a folder"),
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::TooLarge => f.write_str("it is larger than 16 MiB"),
            Self::BehindSymlink { link } => write!(f, "{link} is a symbolic link"),
            Self::NotAFolder { file } => write!(f, "{file} is a file, not a folder"),
            Self::CaseClash { other } => write!(f, "{other} differs only by upper and lower case"),
            Self::Ignored => f.write_str("git ignores it"),
        }
    }
}

/// What git knows of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GitStatus {
    /// It is in the index.
    Tracked,
    /// It is not, and could be.
    Untracked,
    /// It is not, and git leaves it out.
    Ignored,
    /// The folder is in no git repository.
    NoRepository,
}
