//! What was released, version by version.

use std::collections::HashMap;

use serde::Serialize;

use super::{Next, Options, State, released};
use crate::error::Error;
use crate::git::Repository;

/// A release that was made.
#[derive(Debug, Clone, Serialize)]
pub struct Made {
    /// What it brought, as [`next`](crate::next()) told it before the tag was made.
    pub release: Next,
    /// The day of its tag, where that is annotated, or else of its commit: `2026-11-23`.
    pub date: String,
}

/// The stable versions that HEAD contains, the highest first.
///
/// # Errors
/// As [`next`](crate::next()).
pub fn history(repository: &Repository, options: &Options) -> Result<Vec<Made>, Error> {
    let state = State::read(repository, options)?;
    let dates = dates(repository, &["--merged", state.head.as_str()])?;
    let options = Options { tag_prefix: Some(state.prefix.clone()), ..options.clone() };
    let stable = state.names.iter().filter(|name| name.version.pre.is_empty());
    let mut made: Vec<Made> = Vec::new();
    for name in stable {
        // of two tags that name one version, the first counts
        let is_known = made.iter().any(|made| crate::tag::same(&made.release.version, &name.version));
        if let Some(date) = dates.get(&name.name).filter(|_| !is_known) {
            made.push(Made { release: released(repository, &options, &name.name)?, date: date.clone() });
        }
    }
    Ok(made)
}

/// The day of a tag; none where there is no such tag.
///
/// # Errors
/// `git` cannot be run.
pub fn day_of(repository: &Repository, tag: &str) -> Result<Option<String>, Error> {
    Ok(dates(repository, &[&format!("refs/tags/{tag}")])?.remove(tag))
}

/// The days of tags by their names.
fn dates(repository: &Repository, which: &[&str]) -> Result<HashMap<String, String>, Error> {
    let arguments = ["for-each-ref", "--format=%(creatordate:short) %(refname:lstrip=2)"];
    let all: &[&str] = if which.contains(&"--merged") { &["refs/tags"] } else { &[] };
    let text = repository.git().text(&[&arguments[..], which, all].concat())?;
    let pairs = text.lines().filter_map(|line| line.split_once(' '));
    Ok(pairs.map(|(date, name)| (name.to_owned(), date.to_owned())).collect())
}
