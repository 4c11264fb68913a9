//! The commits of a branch, in memory.

use std::collections::{HashMap, HashSet};

use crate::marks::Marks;

/// A commit, without whoever wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, in hexadecimal.
    pub id: String,
    /// Where its parents stand in the history.
    pub parents: Vec<usize>,
    /// When it was written first, in seconds since 1970.
    pub authored: i64,
    /// When it was made as it is, in seconds since 1970.
    pub committed: i64,
    /// What its message says.
    pub marks: Marks,
    /// Whether it concerns what is measured: in a repository of several services, one of them.
    pub concerns: bool,
}

/// Everything that the newest commit of a branch contains, children before their parents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct History {
    commits: Vec<Commit>,
    /// The positions on the line of first parents, the oldest first: what the branch itself went through.
    mainline: Vec<usize>,
}

impl History {
    /// The history of `commits`, of which the first is the newest.
    #[must_use]
    pub fn new(commits: Vec<Commit>) -> Self {
        let mut mainline = Vec::new();
        let mut next = (!commits.is_empty()).then_some(0);
        while let Some(position) = next {
            mainline.push(position);
            // a child stands before its parents, so this ends
            next = commits[position].parents.first().copied().filter(|parent| *parent > position);
        }
        mainline.reverse();
        Self { commits, mainline }
    }

    /// What was there at a moment: the branch up to its last commit before it.
    #[must_use]
    pub fn until(mut self, moment: i64) -> Self {
        while let Some(newest) = self.mainline.last()
            && self.commits[*newest].committed >= moment
        {
            self.mainline.pop();
        }
        self
    }

    /// The commit at a position.
    #[must_use]
    pub fn commit(&self, position: usize) -> &Commit {
        &self.commits[position]
    }

    /// The positions on the line of first parents, the oldest first.
    #[must_use]
    pub fn mainline(&self) -> &[usize] {
        &self.mainline
    }

    /// How many commits there are, those after [`Self::until`] among them.
    #[must_use]
    pub fn len(&self) -> usize {
        self.commits.len()
    }

    /// Whether there is no commit.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.commits.is_empty()
    }

    /// When the branch came to hold the first commit that concerns what is measured.
    #[must_use]
    pub fn began(&self) -> Option<i64> {
        let arrivals = self.arrivals();
        let concerned = self.commits.iter().zip(arrivals).filter(|(commit, _)| commit.concerns);
        let first = concerned.filter_map(|(_, arrival)| arrival).min()?;
        Some(self.commits[self.mainline[first]].committed)
    }

    /// When the branch took up the first request that concerns what is measured.
    #[must_use]
    pub fn first_merge(&self) -> Option<i64> {
        let arrivals = self.arrivals();
        let concerned = self.commits.iter().zip(arrivals).filter(|(commit, _)| commit.concerns);
        let places: HashSet<usize> = concerned.filter_map(|(_, arrival)| arrival).collect();
        let mut merges = self.mainline.iter().enumerate().filter(|(place, _)| places.contains(place));
        let first = merges.find(|(_, position)| self.commits[**position].marks.merged)?;
        Some(self.commits[*first.1].committed)
    }

    /// For each commit the place on the mainline, from 0 for the oldest, of the first commit there that contains it.
    #[must_use]
    pub fn arrivals(&self) -> Vec<Option<usize>> {
        let mut arrivals = vec![None; self.commits.len()];
        for (place, position) in self.mainline.iter().enumerate() {
            for new in self.unseen(*position, |seen| arrivals[seen].is_some()) {
                arrivals[new] = Some(place);
            }
        }
        arrivals
    }

    /// What `from` contains, with itself, as far as it is not reached through what `is_known`.
    pub fn unseen(&self, from: usize, is_known: impl Fn(usize) -> bool) -> Vec<usize> {
        if is_known(from) {
            return Vec::new();
        }
        let mut found = vec![from];
        let mut seen: HashSet<usize> = [from].into();
        let mut next = 0;
        while let Some(position) = found.get(next).copied() {
            next += 1;
            for parent in &self.commits[position].parents {
                if !is_known(*parent) && seen.insert(*parent) {
                    found.push(*parent);
                }
            }
        }
        found
    }

    /// A way to find commits by the beginning of their id, and by the number of their request.
    #[must_use]
    pub fn index(&self) -> Index<'_> {
        let mut ids: Vec<(&str, usize)> =
            self.commits.iter().enumerate().map(|(position, commit)| (commit.id.as_str(), position)).collect();
        ids.sort_unstable();
        let numbered = |(position, commit): (usize, &'_ Commit)| Some((commit.marks.request.clone()?, position));
        Index { ids, requests: self.commits.iter().enumerate().filter_map(numbered).collect() }
    }
}

/// Finds commits by what a message says of them.
#[derive(Debug)]
pub struct Index<'h> {
    ids: Vec<(&'h str, usize)>,
    requests: HashMap<String, usize>,
}

impl Index<'_> {
    /// The commit whose id begins so; none where several do.
    #[must_use]
    pub fn by_id(&self, id: &str) -> Option<usize> {
        let at = self.ids.partition_point(|(other, _)| *other < id);
        let begins =
            |at: usize| self.ids.get(at).filter(|(other, _)| other.starts_with(id)).map(|(_, position)| *position);
        begins(at).filter(|_| id.len() >= 7 && begins(at + 1).is_none())
    }

    /// The commit that a request was squashed into.
    #[must_use]
    pub fn by_request(&self, number: &str) -> Option<usize> {
        self.requests.get(number).copied()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A history from rows of `(id, parents, time, message)`, the oldest first.
    pub(crate) fn history(rows: &[(&str, &[&str], i64, &str)]) -> History {
        let place = |id: &str| rows.len() - 1 - rows.iter().position(|row| row.0 == id).unwrap();
        let commits = rows.iter().rev().map(|(id, parents, time, message)| Commit {
            id: format!("{id:0<40}"),
            parents: parents.iter().map(|id| place(id)).collect(),
            authored: *time,
            committed: *time,
            marks: Marks::of(message, parents.len() > 1),
            concerns: true,
        });
        History::new(commits.collect())
    }

    #[test]
    fn what_a_merge_brought_in_arrives_with_it() {
        let history = history(&[
            ("a", &[], 1, "one"),
            ("b", &["a"], 2, "on a branch"),
            ("c", &["a"], 3, "two"),
            ("d", &["c", "b"], 4, "Merge pull request #1 from x"),
        ]);
        // newest first: d c b a
        assert_eq!(history.mainline(), [3, 1, 0]);
        assert_eq!(history.arrivals(), [Some(2), Some(1), Some(2), Some(0)]);
        assert_eq!(history.unseen(0, |position| position == 3), [0, 1, 2]);
        let before = history.until(4);
        assert_eq!((before.mainline(), before.arrivals()), ([3, 1].as_slice(), vec![None, Some(1), None, Some(0)]));
    }

    #[test]
    fn an_id_is_found_by_its_beginning_if_it_is_the_only_one() {
        let history = history(&[("abcdef01", &[], 1, "x (#7)"), ("abcdef02", &["abcdef01"], 2, "y")]);
        let index = history.index();
        assert_eq!(index.by_id("abcdef01"), Some(1));
        assert_eq!(index.by_id("abcdef0"), None, "two begin so");
        assert_eq!(index.by_id("abcdef"), None, "too short to mean anything");
        assert_eq!(index.by_id("1234567"), None);
        assert_eq!((index.by_request("7"), index.by_request("8")), (Some(1), None));
    }
}
