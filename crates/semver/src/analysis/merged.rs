//! Which commits a merge brought in.

use std::collections::{HashMap, HashSet};

use crate::commit::Commit;

/// The positions of the commits that are reachable from the merge's later parents and not from its first: what
/// reverting the merge takes away. Empty for a commit that merges nothing.
pub(super) fn brought_in(commits: &[Commit], merge: usize) -> Vec<usize> {
    let [first, others @ ..] = commits[merge].parents.as_slice() else {
        return Vec::new();
    };
    if others.is_empty() {
        return Vec::new();
    }
    let positions: HashMap<&str, usize> =
        commits.iter().enumerate().map(|(position, commit)| (commit.id.as_str(), position)).collect();
    let position = |id: &crate::commit::ObjectId| positions.get(id.as_str()).copied();
    let kept = reachable(commits, position(first).into_iter().collect(), &position);
    let brought = reachable(commits, others.iter().filter_map(position).collect(), &position);
    let mut brought: Vec<usize> = brought.difference(&kept).copied().collect();
    brought.sort_unstable();
    brought
}

fn reachable(
    commits: &[Commit],
    mut pending: Vec<usize>,
    position: &impl Fn(&crate::commit::ObjectId) -> Option<usize>,
) -> HashSet<usize> {
    let mut seen = HashSet::new();
    while let Some(next) = pending.pop() {
        if seen.insert(next) {
            pending.extend(commits[next].parents.iter().filter_map(position));
        }
    }
    seen
}
