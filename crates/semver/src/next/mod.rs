//! Which version a repository has, and which comes next.

mod choice;
mod decide;
mod history;
mod options;
mod prefix;
mod state;

pub use choice::{Passed, Reason};
pub use history::{Made, day_of, history};
pub use options::Options;

use semver::Version;
use serde::Serialize;

use crate::analysis::Analysis;
use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::Repository;
use crate::level::Level;
use crate::tag::{self, Name, Tag};

pub(crate) use state::{State, stable_names};

/// The present version.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Current {
    /// The version of the highest tag that HEAD contains; else what a version file says; else none.
    pub version: Option<Version>,
    /// The tag; none where nothing was released yet.
    pub tag: Option<Tag>,
    /// What tags begin with.
    pub prefix: String,
    /// The tags that were not chosen, and why.
    pub passed: Vec<Passed>,
}

/// The version that comes next, and how it came about.
#[derive(Debug, Clone, Serialize, schemars::JsonSchema)]
pub struct Next {
    /// The next version; the present one where no release is due.
    pub version: Version,
    /// The tag of that version.
    pub tag: String,
    /// Whether a release is due.
    pub release: bool,
    /// How far the commits since the base move the version.
    pub level: Level,
    /// The highest tag that HEAD contains, pre-releases too.
    pub current: Option<Tag>,
    /// The highest stable tag that HEAD contains; commits are counted from there.
    pub base: Option<Tag>,
    /// What tags begin with.
    pub prefix: String,
    /// The commit that would be released.
    pub head: ObjectId,
    /// What was noticed: hints for people.
    pub notes: Vec<String>,
    /// The commits since the base, and what each is worth.
    pub analysis: Analysis,
    /// The tags that were not chosen, and why.
    pub passed: Vec<Passed>,
}

impl Next {
    /// The release before this one: the present pre-release where the next is one too, else the last stable.
    pub fn previous(&self) -> Option<&Tag> {
        self.base.as_ref().or(self.current.as_ref())
    }
}

/// The present version: the highest by precedence among the tags that HEAD contains.
///
/// # Errors
/// No commits, several prefixes in use, or an incomplete history.
pub fn current(repository: &Repository, options: &Options) -> Result<Current, Error> {
    let state = State::read(repository, options)?;
    state.refuse_if_cut_off(repository, state.choice.current.as_ref())?;
    let version = match &state.choice.current {
        Some(tag) => Some(tag.version.clone()),
        None => state.declared(repository)?,
    };
    Ok(Current { version, tag: state.choice.current, prefix: state.prefix, passed: state.choice.passed })
}

/// The next version, from the commits since the last stable tag.
///
/// # Errors
/// As [`current`]; also a version that is released already, or one asked for that does not come after the base.
pub fn next(repository: &Repository, options: &Options) -> Result<Next, Error> {
    next_of(repository, options, State::read(repository, options)?)
}

/// What an existing tag released: the same as [`next`] gave before the tag was made, for changelogs and release notes
/// of a pipeline that runs for the tag.
///
/// # Errors
/// No such tag of a version, or as [`next`].
pub fn released(repository: &Repository, options: &Options, tag: &str) -> Result<Next, Error> {
    let unknown = || Error::UnknownTag(tag.to_owned());
    let all = repository.ask(|git| git.tag_names())?;
    let (prefix, version) = match &options.tag_prefix {
        Some(prefix) => Name::with_prefix(tag, prefix).map(|name| (prefix.as_str(), name.version)),
        None => tag::split(tag),
    }
    .filter(|_| all.iter().any(|name| name == tag))
    .ok_or_else(unknown)?;
    let commit = repository.ask(|git| git.commit_of_tag(tag))?.ok_or_else(unknown)?;
    let options = Options { tag_prefix: Some(prefix.to_owned()), ..options.clone() };
    let state = State::read_at(repository, &options, commit, Some(&version))?;
    let analysis = state.analysis_since(repository, state.choice.base.as_ref(), &options.rules)?;
    Ok(Next {
        version,
        tag: tag.to_owned(),
        release: true,
        level: analysis.level,
        current: state.choice.current,
        base: state.choice.base,
        prefix: state.prefix,
        head: state.head,
        notes: state.notes,
        analysis,
        passed: state.choice.passed,
    })
}

/// The same from what was read already.
pub(crate) fn next_of(repository: &Repository, options: &Options, state: State) -> Result<Next, Error> {
    let analysis = state.analysis_since(repository, state.choice.base.as_ref(), &options.rules)?;
    let since_pre = match &state.choice.current {
        Some(tag) if !tag.version.pre.is_empty() && options.pre.is_some() => {
            Some(state.analysis_since(repository, Some(tag), &options.rules)?.level)
        }
        _ => None,
    };
    let declared = match &state.choice.current {
        None => state.declared(repository)?,
        Some(_) => None,
    };
    let question = decide::Question {
        base: state.choice.base.as_ref().map(|tag| &tag.version),
        current: state.choice.current.as_ref().map(|tag| &tag.version),
        declared: declared.as_ref(),
        level: analysis.level,
        asked_by_commit: analysis.release_as.as_ref(),
        since_pre,
        tags: &state.names,
        options,
    };
    let decision = decide::decide(&question)?;
    Ok(Next {
        tag: format!("{}{}", state.prefix, decision.version),
        version: decision.version,
        release: decision.release,
        level: analysis.level,
        notes: state.notes.into_iter().chain(decision.notes).collect(),
        current: state.choice.current,
        base: state.choice.base,
        prefix: state.prefix,
        head: state.head,
        analysis,
        passed: state.choice.passed,
    })
}
