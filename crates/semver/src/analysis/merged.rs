//! Which commits a merge brought in.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};

use super::Contribution;
use crate::commit::ObjectId;

/// The commits of a range and how they hang together.
pub(super) struct History<'a> {
    commits: &'a [Contribution],
    parents: &'a [Box<[ObjectId]>],
    /// Where each commit stands; few ranges have a merge that anybody asks for.
    positions: OnceCell<HashMap<&'a ObjectId, usize>>,
}

impl<'a> History<'a> {
    pub(super) fn new(commits: &'a [Contribution], parents: &'a [Box<[ObjectId]>]) -> Self {
        Self { commits, parents, positions: OnceCell::new() }
    }

    /// The positions of the commits that are reachable from the merge's later parents and not from its first: what
    /// reverting the merge takes away. Empty for a commit that merges nothing.
    pub(super) fn brought_in(&self, merge: usize) -> Vec<usize> {
        let [first, others @ ..] = &*self.parents[merge] else {
            return Vec::new();
        };
        if others.is_empty() {
            return Vec::new();
        }
        let kept = self.reachable(std::slice::from_ref(first));
        let mut brought: Vec<usize> = self.reachable(others).difference(&kept).copied().collect();
        brought.sort_unstable();
        brought
    }

    fn reachable(&self, from: &[ObjectId]) -> HashSet<usize> {
        let mut seen = HashSet::new();
        let mut pending: Vec<usize> = self.within(from).collect();
        while let Some(next) = pending.pop() {
            if seen.insert(next) {
                pending.extend(self.within(&self.parents[next]));
            }
        }
        seen
    }

    /// The positions of those that are in the range.
    fn within(&self, ids: &[ObjectId]) -> impl Iterator<Item = usize> {
        let positions = self
            .positions
            .get_or_init(|| self.commits.iter().enumerate().map(|(position, commit)| (&commit.id, position)).collect());
        ids.iter().filter_map(|id| positions.get(id).copied())
    }
}
