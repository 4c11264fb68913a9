//! What one commit adds to the verdict.

use serde::Serialize;

use super::Rules;
use crate::commit::{Commit, ObjectId};
use crate::level::Level;
use crate::message::{self, Header, Message, Subject};

/// One commit and what it is worth.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Contribution {
    /// The commit.
    pub id: ObjectId,
    /// Its message.
    pub message: Message,
    /// The headers that were read from its body, where [`Rules`] ask for it.
    pub inner: Vec<Header>,
    /// What it counts for, after all reverts.
    pub level: Level,
    /// Whether something cancelled it, or it cancelled something.
    pub effect: Effect,
    /// Whether it merges others.
    pub merge: bool,
    /// The merge whose title stands for this commit, where [`Rules`] read the titles of merges.
    pub merged_by: Option<ObjectId>,
}

/// How a commit and the other commits of the range act on each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// It stands for itself.
    Counts,
    /// The commit named reverts it.
    Cancelled(ObjectId),
    /// It reverts commits of the range.
    Cancels {
        /// The commits reverted.
        commits: Vec<ObjectId>,
        /// Whether it changes something besides.
        counts: bool,
    },
}

impl Contribution {
    /// A commit by itself, before the others of the range are known.
    pub(super) fn alone(commit: &Commit, rules: &Rules) -> Self {
        let message = message::parse(&commit.message);
        let merge = commit.parents.len() > 1 || message.subject == Subject::Merge;
        let inner = inner_headers(&commit.message, &message, merge, rules);
        let level = level(&message, &inner, rules);
        Self { id: commit.id.clone(), message, inner, level, effect: Effect::Counts, merge, merged_by: None }
    }

    /// Takes in what the others do to it.
    pub(super) fn set(&mut self, effect: Effect, merged_by: Option<ObjectId>) {
        if !matches!(effect, Effect::Counts | Effect::Cancels { counts: true, .. }) {
            self.level = Level::None;
        }
        self.effect = effect;
        self.merged_by = merged_by;
    }

    /// Whether another commit of the range reverts this one.
    pub fn is_cancelled(&self) -> bool {
        matches!(self.effect, Effect::Cancelled(_))
    }

    /// The headers that this commit stands for: its own, or those of its body.
    pub fn headers(&self) -> impl Iterator<Item = &Header> {
        self.message.subject.header().into_iter().chain(&self.inner)
    }
}

fn level(message: &Message, inner: &[Header], rules: &Rules) -> Level {
    let own = match &message.subject {
        Subject::Conventional(header) => rules.level_of(&header.kind),
        Subject::Revert(_) => rules.level_of("revert"),
        Subject::Merge | Subject::Fixup | Subject::Other => Level::None,
    };
    let inner = inner.iter().map(|header| match header.breaking {
        true => Level::Major,
        false => rules.level_of(&header.kind),
    });
    let breaking = if message.is_breaking() { Level::Major } else { Level::None };
    inner.chain([own, breaking]).max().unwrap_or_default()
}

/// The headers in the body of a message, where the rules ask for them.
fn inner_headers(text: &str, message: &Message, merge: bool, rules: &Rules) -> Vec<Header> {
    if rules.merge_titles && merge && message.subject.header().is_none() {
        return merge_title(text).into_iter().collect();
    }
    if rules.squash_bullets {
        return text.lines().filter_map(message::bullet).collect();
    }
    Vec::new()
}

/// GitHub writes the pull request's title as the first line of a merge's body, GitLab the merge request's.
fn merge_title(text: &str) -> Option<Header> {
    let text = message::clean(text);
    let line = text.lines().skip(1).find(|line| !line.trim().is_empty())?;
    message::parse(line).subject.header().cloned()
}
