//! A commit as the rest of the crate sees it, whoever read it.

use std::fmt;

use serde::Serialize;

/// The id of an object, in lower-case hexadecimal (SHA-1 or SHA-256).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct ObjectId(String);

impl ObjectId {
    pub(crate) fn new(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first nine digits, as people read them.
    pub fn short(&self) -> &str {
        self.0.get(..9).unwrap_or(&self.0)
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A commit of the history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id.
    pub id: ObjectId,
    /// How many parents it has: more than one makes it a merge.
    pub parents: Vec<ObjectId>,
    /// Its message, decoded by the commit's `encoding` header.
    pub message: String,
    /// When it was written first, in seconds since 1970: a rebase or a cherry-pick leaves that alone.
    pub authored: i64,
    /// When it was made as it is, in seconds since 1970.
    pub committed: i64,
}
