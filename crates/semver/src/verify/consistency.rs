//! Whether everything that names the version names the same one.

use semver::Version;
use serde::Serialize;

use super::tree::Tree;
use crate::error::Error;
use crate::files::{self, Request};
use crate::git::Filter;

/// A place that names another version than the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Disagreement {
    /// From the repository's root.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The keys that lead to it, joined by dots.
    pub key: String,
    /// What it says.
    pub says: String,
    /// What it should say.
    pub should_say: String,
}

/// What is asked of [`disagreements`].
pub(super) struct Question<'a> {
    /// The folder that the version is of.
    pub(super) folder: &'a str,
    /// The files that belong to it.
    pub(super) filter: &'a Filter,
    /// The versions of the last release and of the one before it.
    pub(super) released: &'a [Version],
    /// The version that a file of the folder declares.
    pub(super) declared: &'a Version,
}

/// The places that a release of the declared version would still write to: version files, locks, requirements of
/// siblings, labels, charts' versions and the versions of their applications.
pub(super) fn disagreements(tree: &Tree<'_>, question: &Question<'_>) -> Result<Vec<Disagreement>, Error> {
    // files of a repository whose version is in its tags alone
    if is_placeholder(question.declared) {
        return Ok(Vec::new());
    }
    // a file behind the tag was forgotten by the release
    let right = match question.released.first() {
        Some(released) if question.declared.cmp_precedence(released).is_lt() => released,
        _ => question.declared,
    };
    let mut found = places(tree, question, right, question.released.first())?;
    // what still has the version of the release before was forgotten by the last one
    for before in question.released.iter().skip(1) {
        for place in places(tree, question, right, Some(before))? {
            if !found.iter().any(|known| (&known.file, &known.key) == (&place.file, &place.key)) {
                found.push(place);
            }
        }
    }
    // where nothing was released yet, it says so
    found.retain(|place| !question.released.is_empty() || !place.file.ends_with(files::RELEASED));
    found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
    Ok(found)
}

/// What a release from `current` to `right` would write.
fn places(
    tree: &Tree<'_>,
    question: &Question<'_>,
    right: &Version,
    current: Option<&Version>,
) -> Result<Vec<Disagreement>, Error> {
    let request = Request {
        tracked: &tree.paths,
        folder: question.folder,
        filter: question.filter,
        current,
        new: right,
        rules: &[],
    };
    let mut found = Vec::new();
    for edit in files::plan(&request, &|path| tree.text(path))? {
        let mut told = Vec::new();
        for change in edit.changes {
            let line = line_of_change(&edit.before, &edit.after, (&change.old, &change.new), &told);
            told.push(line);
            let (says, should_say) = (change.old, change.new);
            found.push(Disagreement { file: edit.path.clone(), line, key: change.key, says, should_say });
        }
    }
    Ok(found)
}

fn is_placeholder(version: &Version) -> bool {
    (version.major, version.minor, version.patch) == (0, 0, 0)
}

/// The first line that differs in this value and is not told yet; edits never add lines.
fn line_of_change(before: &str, after: &str, (old, new): (&str, &str), told: &[usize]) -> usize {
    let pairs = before.lines().zip(after.lines()).zip(1..);
    let mut lines = pairs.filter(|((a, b), _)| a != b && a.contains(old) && b.contains(new)).map(|(_, line)| line);
    let first = lines.clone().next();
    lines.find(|line| !told.contains(line)).or(first).unwrap_or(1)
}
