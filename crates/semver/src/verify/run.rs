//! Both sides fetched, compared and judged.

use std::collections::BTreeSet;

use semver::Version;

use super::change::Change;
use super::consistency::{self, Question};
use super::helm;
use super::openapi;
use super::plugins;
use super::subject::Declared;
use super::terraform;
use super::tree::Tree;
use super::verdict::{Base, Verdict};
use crate::error::Error;
use crate::files;
use crate::git::Repository;
use crate::level::Level;
use crate::next::{Options, State};
use crate::tag::Name;

/// What is compared.
#[derive(Debug, Clone, Default)]
pub struct VerifyOptions {
    /// The revision to compare with; by default the tag that [`next`](crate::next()) counts from.
    pub base: Option<String>,
    /// The revision that is judged; by default the work tree.
    pub head: Option<String>,
    /// The version stands in the tags alone: what files say of it is nobody's concern.
    pub only_tags: bool,
}

/// Derives the least bump from what changed since the base and holds it against what the commits or the version files
/// declare. Runs `helm` where it is installed.
///
/// # Errors
/// As [`next`](crate::next()); also an unknown revision, or a file that its format refuses.
pub fn verify(repository: &Repository, options: &Options, wanted: &VerifyOptions) -> Result<Verdict, Error> {
    let head = wanted.head.as_deref().map(|name| repository.resolve(name)).transpose()?;
    let state = match head.clone() {
        Some(head) => State::read_at(repository, options, head, None)?,
        None => State::read(repository, options)?,
    };
    let new = match &head {
        Some(head) => Tree::of_commit(repository, head)?,
        None => Tree::of_work(repository, &state.head)?,
    };
    let mut notes = state.notes.clone();
    let base = base(repository, &state, wanted)?;
    let disagreements = if wanted.only_tags { Vec::new() } else { disagreements(&new, &state)? };
    let Some(base) = base else {
        // a shallow clone may lack the tag: that is no first release
        state.refuse_if_cut_off(repository, None)?;
        notes.push("nothing was released yet, so there is nothing to compare with; name a revision with --base".into());
        return Ok(Verdict::new(None, (Level::None, options.zero), Vec::new(), disagreements, notes));
    };
    let (commits, truncated) = state.analysis_without(repository, Some(&base.commit), &options.rules)?;
    if truncated {
        let reason = format!("this shallow clone lacks commits between {} and HEAD", base.commit.short());
        return Err(Error::IncompleteHistory { reason });
    }
    let asked = commits.release_as.as_ref().map(|asked| &asked.version);
    let old = Tree::of_commit(repository, &base.commit)?;
    let mut change = Change {
        old: &old,
        new: &new,
        filter: &state.filter,
        base: &base,
        declared: Declared::by_commits(commits.level, base.version.as_ref(), asked, options.zero),
        zero: options.zero,
        notes,
        unread: BTreeSet::new(),
    };
    let mut subjects = helm::subjects(&mut change)?;
    subjects.extend(terraform::subjects(&mut change)?);
    subjects.extend(openapi::subjects(&mut change)?);
    subjects.extend(plugins::subjects(&mut change)?);
    let notes = change.notes;
    Ok(Verdict::new(Some(base), (commits.level, options.zero), subjects, disagreements, notes))
}

fn base(repository: &Repository, state: &State, wanted: &VerifyOptions) -> Result<Option<Base>, Error> {
    let Some(name) = &wanted.base else {
        let tag = state.choice.base.clone();
        return Ok(tag.map(|tag| Base { name: tag.name, commit: tag.commit, version: Some(tag.version) }));
    };
    let version = Name::with_prefix(name, &state.prefix).map(|name| name.version);
    Ok(Some(Base { name: name.clone(), commit: repository.resolve(name)?, version }))
}

/// Where the folder that is released declares its version, and which places disagree with it.
fn disagreements(new: &Tree<'_>, state: &State) -> Result<Vec<consistency::Disagreement>, Error> {
    // the tags are in order, the highest first
    let current = state.choice.current.as_ref().map(|tag| tag.version.clone());
    let before = current.as_ref().and_then(|current| {
        let lower = state.names.iter().map(|name| &name.version).filter(|version| version.pre.is_empty());
        lower.into_iter().find(|version| version.cmp_precedence(current).is_lt()).cloned()
    });
    let released: Vec<Version> = current.into_iter().chain(before).collect();
    let Some(declared) = declared_in(new, state.folder())? else {
        return Ok(Vec::new());
    };
    let question = Question { folder: state.folder(), filter: &state.filter, released: &released, declared: &declared };
    consistency::disagreements(new, &question)
}

/// The version that a folder's own files declare on this side.
fn declared_in(tree: &Tree<'_>, folder: &str) -> Result<Option<Version>, Error> {
    files::declared_among(&tree.paths, folder, &|path| tree.read(path))
}
