//! From commits to a verdict: what each contributes, what cancels what, how far the version moves.
//!
//! Pure: commits in, an [`Analysis`] out.

mod contribution;
mod merged;
mod revert;
mod rules;

pub use contribution::{Contribution, Effect};
pub use revert::{Target, request_number, targets};
pub use rules::Rules;

use std::collections::HashMap;

use semver::Version;
use serde::Serialize;

use crate::commit::{Commit, ObjectId};
use crate::level::Level;
use crate::message::{Message, Subject};
use merged::History;

/// What a range of commits amounts to.
#[derive(Debug, Clone, Default, Serialize, schemars::JsonSchema)]
pub struct Analysis {
    /// The highest level among the commits that count.
    pub level: Level,
    /// The version that the newest `Release-As` footer asks for.
    pub release_as: Option<ReleaseAs>,
    /// Every commit, the newest first.
    pub commits: Vec<Contribution>,
}

/// A version asked for by a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct ReleaseAs {
    /// The version.
    pub version: Version,
    /// The commit that asks.
    pub commit: ObjectId,
}

/// Judges commits, given from the newest to the oldest with no parent before its child.
pub fn analyse(commits: &[Commit], rules: &Rules) -> Analysis {
    let mut reader = Reader::new(rules);
    for commit in commits {
        reader.read(commit.clone());
    }
    reader.finish()
}

/// Reads commits one after another, in the order of [`analyse`], and keeps no more of them than the verdict needs.
pub(crate) struct Reader<'r> {
    rules: &'r Rules,
    commits: Vec<Contribution>,
    /// The parents of each.
    parents: Vec<Box<[ObjectId]>>,
}

impl<'r> Reader<'r> {
    pub(crate) fn new(rules: &'r Rules) -> Self {
        Self { rules, commits: Vec::new(), parents: Vec::new() }
    }

    pub(crate) fn read(&mut self, commit: Commit) {
        self.commits.push(Contribution::alone(&commit, self.rules));
        self.parents.push(commit.parents.into_boxed_slice());
    }

    pub(crate) fn finish(mut self) -> Analysis {
        let history = History::new(&self.commits, &self.parents);
        let (effects, merged_by) = (effects(&self.commits, &history), merged_by(&self.commits, &history));
        for ((commit, effect), by) in self.commits.iter_mut().zip(effects).zip(merged_by) {
            commit.set(effect, by);
        }
        Analysis {
            level: self.commits.iter().map(|c| c.level).max().unwrap_or_default(),
            release_as: self.commits.iter().find_map(release_as),
            commits: self.commits,
        }
    }
}

/// Where the title of a merge is read, it stands for the commits that it brought in.
fn merged_by(commits: &[Contribution], history: &History<'_>) -> Vec<Option<ObjectId>> {
    let mut by = vec![None; commits.len()];
    for (position, commit) in commits.iter().enumerate() {
        if !commit.merge || commit.inner.is_empty() {
            continue;
        }
        for brought in history.brought_in(position) {
            by[brought].get_or_insert_with(|| commit.id.clone());
        }
    }
    by
}

fn release_as(contribution: &Contribution) -> Option<ReleaseAs> {
    if contribution.is_cancelled() {
        return None;
    }
    Some(ReleaseAs { version: contribution.message.release_as()?, commit: contribution.id.clone() })
}

/// What becomes of each commit. The newest is judged first, so a revert that is itself reverted has no effect:
/// what it took away is restored, however long the chain.
fn effects(commits: &[Contribution], history: &History<'_>) -> Vec<Effect> {
    let index = revert::Index::new(commits);
    let mut cancelled: HashMap<usize, ObjectId> = HashMap::new();
    let mut effects = Vec::with_capacity(commits.len());
    for (position, commit) in commits.iter().enumerate() {
        if let Some(by) = cancelled.get(&position) {
            effects.push(Effect::Cancelled(by.clone()));
            continue;
        }
        let targets = revert::targets(&commit.message);
        let (found, missing) = index.find(&targets, position);
        let brought = found.iter().flat_map(|&at| history.brought_in(at));
        for target in found.iter().copied().chain(brought) {
            cancelled.entry(target).or_insert_with(|| commit.id.clone());
        }
        effects.push(effect(&commit.message, commits, &found, missing));
    }
    effects
}

fn effect(message: &Message, commits: &[Contribution], found: &[usize], missing: bool) -> Effect {
    if found.is_empty() {
        return Effect::Counts;
    }
    let ids = found.iter().map(|&i| commits[i].id.clone()).collect();
    // a commit with a type of its own does more than undo; a revert of released commits changes the release
    let pure = match &message.subject {
        Subject::Revert(_) => true,
        Subject::Conventional(header) => header.kind == "revert",
        _ => false,
    };
    Effect::Cancels { commits: ids, counts: !pure || missing }
}

#[cfg(test)]
mod tests;
