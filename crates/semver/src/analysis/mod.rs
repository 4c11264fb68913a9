//! From commits to a verdict: what each contributes, what cancels what, how far the version moves.
//!
//! Pure: commits in, an [`Analysis`] out.

mod contribution;
mod merged;
mod revert;
mod rules;

pub use contribution::{Contribution, Effect};
pub use rules::Rules;

use std::collections::HashMap;

use semver::Version;
use serde::Serialize;

use crate::commit::{Commit, ObjectId};
use crate::level::Level;
use crate::message::{self, Message, Subject};

/// What a range of commits amounts to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Analysis {
    /// The highest level among the commits that count.
    pub level: Level,
    /// The version that the newest `Release-As` footer asks for.
    pub release_as: Option<ReleaseAs>,
    /// Every commit, the newest first.
    pub commits: Vec<Contribution>,
}

/// A version asked for by a commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ReleaseAs {
    /// The version.
    pub version: Version,
    /// The commit that asks.
    pub commit: ObjectId,
}

/// Judges commits, given from the newest to the oldest with no parent before its child.
pub fn analyse(commits: &[Commit], rules: &Rules) -> Analysis {
    let messages: Vec<Message> = commits.iter().map(|commit| message::parse(&commit.message)).collect();
    let effects = effects(commits, &messages);
    let mut contributions: Vec<_> = commits
        .iter()
        .zip(messages)
        .zip(effects)
        .map(|((commit, message), effect)| Contribution::new(commit, message, effect, rules))
        .collect();
    mark_merged(commits, &mut contributions);
    Analysis {
        level: contributions.iter().map(|c| c.level).max().unwrap_or_default(),
        release_as: contributions.iter().find_map(release_as),
        commits: contributions,
    }
}

/// Where the title of a merge is read, it stands for the commits that it brought in.
fn mark_merged(commits: &[Commit], contributions: &mut [Contribution]) {
    for position in 0..contributions.len() {
        if !contributions[position].merge || contributions[position].inner.is_empty() {
            continue;
        }
        let by = contributions[position].id.clone();
        for brought in merged::brought_in(commits, position) {
            contributions[brought].merged_by.get_or_insert_with(|| by.clone());
        }
    }
}

fn release_as(contribution: &Contribution) -> Option<ReleaseAs> {
    if contribution.is_cancelled() {
        return None;
    }
    Some(ReleaseAs { version: contribution.message.release_as()?, commit: contribution.id.clone() })
}

/// What becomes of each commit. The newest is judged first, so a revert that is itself reverted has no effect:
/// what it took away is restored, however long the chain.
fn effects(commits: &[Commit], messages: &[Message]) -> Vec<Effect> {
    let index = revert::Index::new(commits, messages);
    let mut cancelled: HashMap<usize, ObjectId> = HashMap::new();
    let mut effects = Vec::with_capacity(commits.len());
    for (position, commit) in commits.iter().enumerate() {
        if let Some(by) = cancelled.get(&position) {
            effects.push(Effect::Cancelled(by.clone()));
            continue;
        }
        let targets = revert::targets(&messages[position]);
        let (found, missing) = index.find(&targets, position);
        let brought = found.iter().flat_map(|&at| merged::brought_in(commits, at));
        for target in found.iter().copied().chain(brought) {
            cancelled.entry(target).or_insert_with(|| commit.id.clone());
        }
        effects.push(effect(&messages[position], commits, &found, missing));
    }
    effects
}

fn effect(message: &Message, commits: &[Commit], found: &[usize], missing: bool) -> Effect {
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
