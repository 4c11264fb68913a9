//! Choosing among tags: the highest by precedence that HEAD contains.

use std::borrow::Cow;
use std::collections::HashSet;
use std::fmt;

use serde::{Serialize, Serializer};

use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::Backend;
use crate::tag::{Name, Tag};

/// A tag that was not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Passed {
    /// Its name.
    pub name: String,
    /// Why not.
    pub reason: Reason,
}

/// Why a tag was not chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reason {
    /// Neither with this prefix nor any other is it strict SemVer.
    NotAVersion,
    /// It begins with something else.
    OtherPrefix(String),
    /// It leads to a file or a folder.
    NotACommit,
    /// HEAD does not contain its commit.
    Unreachable,
    /// A pre-release, and the base is stable.
    PreRelease,
    /// The tag named is higher.
    Lower(String),
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotAVersion => f.write_str("no version in strict SemVer"),
            Self::OtherPrefix(prefix) if prefix.is_empty() => f.write_str("has no prefix"),
            Self::OtherPrefix(prefix) => write!(f, "has another prefix, `{prefix}`"),
            Self::NotACommit => f.write_str("is of no commit"),
            Self::Unreachable => f.write_str("HEAD does not contain it"),
            Self::PreRelease => f.write_str("a pre-release; changes are counted from the last stable version"),
            Self::Lower(than) => write!(f, "lower than {than}"),
        }
    }
}

impl schemars::JsonSchema for Reason {
    fn schema_name() -> Cow<'static, str> {
        "Reason".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

impl Serialize for Reason {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The tags that were chosen.
#[derive(Debug, Default)]
pub(crate) struct Choice {
    /// The highest that HEAD contains.
    pub(crate) current: Option<Tag>,
    /// The highest stable one that HEAD contains.
    pub(crate) base: Option<Tag>,
    /// All others.
    pub(crate) passed: Vec<Passed>,
}

/// After this many tags that HEAD does not contain, one walk over everything is cheaper than asking for each.
const MISSES: usize = 8;

/// Goes through the names, the highest first, until one is stable and contained in HEAD.
pub(super) fn choose(backend: &dyn Backend, head: &ObjectId, names: &[Name]) -> Result<Choice, Error> {
    let mut reach = Reach::new(backend, head);
    let mut choice = Choice::default();
    for name in names {
        if let Some(base) = &choice.base {
            let reason = Reason::Lower(base.name.clone());
            choice.pass(name, reason);
            continue;
        }
        let Some(commit) = backend.commit_of_tag(&name.name)? else {
            choice.pass(name, Reason::NotACommit);
            continue;
        };
        if !reach.contains(&commit)? {
            choice.pass(name, Reason::Unreachable);
            continue;
        }
        choice.take(name, commit);
    }
    Ok(choice)
}

impl Choice {
    /// A higher version on another branch is worth a word: release branches, or tags that were moved.
    pub(super) fn note(&self) -> Option<String> {
        let higher = self.passed.iter().find(|passed| passed.reason == Reason::Unreachable)?;
        let chosen = self.current.as_ref().map_or("nothing", |tag| &tag.name);
        Some(format!("{} is higher, but HEAD does not contain it; counting from {chosen}", higher.name))
    }

    fn take(&mut self, name: &Name, commit: ObjectId) {
        let tag = Tag { name: name.name.clone(), version: name.version.clone(), commit };
        if tag.version.pre.is_empty() {
            self.base = Some(tag.clone());
        } else {
            self.pass(name, Reason::PreRelease);
        }
        self.current.get_or_insert(tag);
    }

    fn pass(&mut self, name: &Name, reason: Reason) {
        self.passed.push(Passed { name: name.name.clone(), reason });
    }
}

/// Answers what HEAD contains.
struct Reach<'a> {
    backend: &'a dyn Backend,
    head: &'a ObjectId,
    misses: usize,
    all: Option<HashSet<ObjectId>>,
}

impl<'a> Reach<'a> {
    fn new(backend: &'a dyn Backend, head: &'a ObjectId) -> Self {
        Self { backend, head, misses: 0, all: None }
    }

    fn contains(&mut self, commit: &ObjectId) -> Result<bool, Error> {
        if self.misses == MISSES && self.all.is_none() {
            self.all = Some(self.backend.ancestors(self.head)?);
        }
        if let Some(all) = &self.all {
            return Ok(all.contains(commit));
        }
        let found = self.backend.contains(self.head, commit)?;
        self.misses += usize::from(!found);
        Ok(found)
    }
}
