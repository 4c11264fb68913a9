//! Taking from a repository what is measured. Who wrote a commit is not read.

use std::collections::{HashMap, HashSet};

use blip_semver::{Error, Filter, Options, Repository};
use semver::Version;

use crate::deployments::{Image, Written};
use crate::history::{Commit, History};
use crate::marks::Marks;

/// A file as the branch came to hold it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    /// When.
    pub at: i64,
    /// Its text; none where it was deleted.
    pub text: Option<String>,
    /// The commit that it names as the source of an image.
    pub source: Option<String>,
}

/// Everything that HEAD contains. What concerns `folder` alone is measured; an empty one is the whole repository.
///
/// # Errors
/// The clone is shallow, or the repository cannot be read.
pub fn history(repository: &Repository, folder: &str) -> Result<History, Error> {
    let commits = repository.commits(&Filter::default())?;
    let concerned: Option<HashSet<String>> = match folder {
        "" => None,
        folder => Some(ids(repository, folder)?.into_iter().collect()),
    };
    let places: HashMap<&str, usize> =
        commits.iter().enumerate().map(|(position, commit)| (commit.id.as_str(), position)).collect();
    let read = commits.iter().map(|commit| Commit {
        id: commit.id.to_string(),
        parents: commit.parents.iter().filter_map(|parent| places.get(parent.as_str()).copied()).collect(),
        authored: commit.authored,
        committed: commit.committed,
        marks: Marks::of(&commit.message, commit.parents.len() > 1),
        concerns: concerned.as_ref().is_none_or(|ids| ids.contains(commit.id.as_str())),
    });
    Ok(History::new(read.collect()))
}

/// Every state of a file that the branch went through, the oldest first.
///
/// # Errors
/// The repository cannot be read.
pub fn states(repository: &Repository, history: &History, path: &str) -> Result<Vec<State>, Error> {
    let (index, arrivals) = (history.index(), history.arrivals());
    // the newest first, so that of several that came with one merge the last word is first
    let touching: Vec<usize> = ids(repository, path)?.iter().filter_map(|id| index.by_id(id)).collect();
    let mut arrived: Vec<(usize, usize)> =
        touching.into_iter().filter_map(|commit| Some((arrivals[commit]?, commit))).collect();
    arrived.sort_by_key(|(place, commit)| (*place, *commit));
    arrived.dedup_by_key(|(place, _)| *place);
    let state = |(place, commit): (usize, usize)| {
        let position = history.mainline()[place];
        let commit_of_branch = history.commit(position);
        Ok(State {
            at: commit_of_branch.committed,
            text: repository.text_at(&commit_of_branch.id, path)?,
            source: history.commit(commit).marks.source.clone(),
        })
    };
    arrived.into_iter().map(state).collect()
}

/// The images that the values at `path` named.
///
/// # Errors
/// The repository cannot be read.
pub fn values(repository: &Repository, history: &History, path: &str) -> Result<Vec<Written>, Error> {
    let states = states(repository, history, path)?.into_iter();
    Ok(states
        .map(|State { at, text, source }| Written { at, image: text.as_deref().and_then(Image::of), source })
        .collect())
}

/// The stable versions that the branch contains, with the place of each.
///
/// # Errors
/// Tags begin in several ways, or the repository cannot be read.
pub fn versions(repository: &Repository, history: &History, options: &Options) -> Result<Vec<(Version, usize)>, Error> {
    let index = history.index();
    let tags = repository.versions(options)?.into_iter();
    Ok(tags.filter_map(|tag| Some((tag.version, index.by_id(tag.commit.as_str())?))).collect())
}

/// The commits that touch a path.
fn ids(repository: &Repository, path: &str) -> Result<Vec<String>, Error> {
    let commits = repository.commits(&Filter::new([path])?)?;
    Ok(commits.into_iter().map(|commit| commit.id.to_string()).collect())
}
