//! Both sides of a comparison, and what is declared of all of it.

use std::collections::{BTreeMap, BTreeSet};

use super::rule::Observation;
use super::subject::{Declared, Subject, SubjectKind};
use super::table::RuleInfo;
use super::tree::Tree;
use super::verdict::Base;
use crate::files;
use crate::git::Filter;
use crate::level::Zero;

/// What every kind of subject is looked for in.
pub(crate) struct Change<'a> {
    pub(crate) old: &'a Tree<'a>,
    pub(crate) new: &'a Tree<'a>,
    pub(crate) filter: &'a Filter,
    pub(crate) base: &'a Base,
    /// What the commits declare.
    pub(crate) declared: Declared,
    pub(crate) zero: Zero,
    pub(crate) notes: Vec<String>,
    /// The folders and files that could not be read on one side: neither side of them is compared.
    pub(crate) unread: BTreeSet<String>,
}

/// A thing on one side or both, at its path on the new side where it has one.
pub(crate) enum Pair<T> {
    Both { path: String, old: T, new: T },
    Added { path: String, new: T },
    Removed { path: String, old: T },
}

/// Pairs things by path, and those left over by name: a folder may have moved.
fn pairs<T>(
    mut before: BTreeMap<String, T>,
    after: BTreeMap<String, T>,
    name: impl Fn(&str, &T) -> String,
) -> Vec<Pair<T>> {
    let mut found = Vec::new();
    let mut fresh = Vec::new();
    for (path, new) in after {
        match before.remove(&path) {
            Some(old) => found.push(Pair::Both { path, old, new }),
            None => fresh.push((path, new)),
        }
    }
    for (path, new) in fresh {
        let called = name(&path, &new);
        let moved = before.iter().find(|(path, old)| name(path, old) == called).map(|(path, _)| path.clone());
        found.push(match moved.and_then(|path| before.remove(&path)) {
            Some(old) => Pair::Both { path, old, new },
            None => Pair::Added { path, new },
        });
    }
    found.extend(before.into_iter().map(|(path, old)| Pair::Removed { path, old }));
    found
}

impl Change<'_> {
    /// Whether a path belongs to what is released, and is not somebody else's.
    pub(crate) fn counts(&self, path: &str) -> bool {
        self.filter.matches(path) && !files::is_foreign(path)
    }

    /// What was read; none where a file (its path and the reason) cannot be read, which is noted: somebody's template
    /// for a chart is no chart.
    pub(crate) fn readable<T>(&mut self, folder: &str, read: Result<T, (String, String)>) -> Option<T> {
        match read {
            Ok(found) => Some(found),
            Err((file, message)) => {
                let note = format!("{} was not compared, for it cannot be read: {message}", join(folder, &file));
                if !self.notes.contains(&note) {
                    self.notes.push(note);
                }
                self.unread.insert(folder.to_owned());
                None
            }
        }
    }

    /// Pairs the things of both sides but those that one side could not be read of.
    pub(crate) fn pairs<T>(
        &self,
        mut before: BTreeMap<String, T>,
        mut after: BTreeMap<String, T>,
        name: impl Fn(&str, &T) -> String,
    ) -> Vec<Pair<T>> {
        for side in [&mut before, &mut after] {
            side.retain(|path, _| !self.unread.contains(path));
        }
        pairs(before, after, name)
    }

    /// A subject, judged by what declares it: its own version file where that moved, else the commits.
    pub(crate) fn subject(
        &self,
        kind: SubjectKind,
        (name, path): (&str, &str),
        by_file: Option<Declared>,
        observations: Vec<Observation>,
    ) -> Subject {
        let declared = by_file.unwrap_or_else(|| self.declared.clone());
        Subject::new(kind, (name, path), declared, self.zero, observations)
    }

    /// A subject that is on one side only.
    pub(crate) fn whole(
        &self,
        kind: SubjectKind,
        (name, path): (&str, &str),
        file: &str,
        (rule, added): (&RuleInfo, bool),
    ) -> Subject {
        let observation = Observation {
            rule: rule.id.to_owned(),
            level: rule.level,
            wrong: false,
            risky: false,
            says: rule.says.to_owned(),
            subject: name.to_owned(),
            file: file.to_owned(),
            line: 1,
            in_base: !added,
            old: (!added).then(|| name.to_owned()),
            new: added.then(|| name.to_owned()),
        };
        self.subject(kind, (name, path), None, vec![observation])
    }
}

/// A file below a folder.
pub(crate) fn join(folder: &str, file: &str) -> String {
    if folder.is_empty() { file.to_owned() } else { format!("{folder}/{file}") }
}
