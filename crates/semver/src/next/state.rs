//! What a repository says before anything is decided.

use semver::Version;

use super::choice::{Choice, Passed, Reason, choose};
use super::options::Options;
use super::prefix;
use crate::analysis::{Analysis, Reader, Rules};
use crate::commit::ObjectId;
use crate::error::Error;
use crate::files;
use crate::git::{Filter, Repository};
use crate::package::{self, Package};
use crate::tag::{self, Name, Tag};

/// HEAD, the tags, and which of them matter.
pub(crate) struct State {
    pub(crate) head: ObjectId,
    pub(crate) prefix: String,
    /// All versions with this prefix, the highest first, whether HEAD contains them or not.
    pub(crate) names: Vec<Name>,
    pub(crate) choice: Choice,
    folder: String,
    pub(crate) filter: Filter,
    pub(crate) notes: Vec<String>,
}

impl State {
    pub(crate) fn read(repository: &Repository, options: &Options) -> Result<Self, Error> {
        let head = repository.ask(|git| git.head())?.ok_or(Error::NoCommits)?;
        Self::read_at(repository, options, head, None)
    }

    /// The same for any commit in place of HEAD, as if no version from `below` on had been made.
    pub(crate) fn read_at(
        repository: &Repository,
        options: &Options,
        head: ObjectId,
        below: Option<&Version>,
    ) -> Result<Self, Error> {
        let all = repository.ask(|git| git.tag_names())?;
        let package = package::wanted(repository, &head, options)?;
        let prefix = match &options.tag_prefix {
            Some(text) => prefix::Prefix { text: text.clone(), note: None },
            None => prefix::find(&all, package.as_ref())?,
        };
        let (mut names, foreign) = sort_out(&all, &prefix.text);
        names.retain(|name| below.is_none_or(|below| name.version.cmp_precedence(below).is_lt()));
        tag::sort_highest_first(&mut names);
        let mut choice = repository.ask(|git| choose(git, &head, &names))?;
        let notes = [prefix.note, choice.note(), registry_note(package.as_ref(), &prefix.text)];
        choice.passed.extend(foreign);
        Ok(Self {
            filter: filter(repository, &head, options, package.as_ref(), &all)?,
            head,
            prefix: prefix.text,
            names,
            choice,
            folder: package.map(|package| package.path).or_else(|| options.folder.clone()).unwrap_or_default(),
            notes: notes.into_iter().flatten().collect(),
        })
    }

    /// The folder that the version is of; empty for the whole repository.
    pub(crate) fn folder(&self) -> &str {
        &self.folder
    }

    /// What the commits amount to that HEAD contains and `tag` does not.
    pub(crate) fn analysis_since(
        &self,
        repository: &Repository,
        tag: Option<&Tag>,
        rules: &Rules,
    ) -> Result<Analysis, Error> {
        let hidden = tag.map(|tag| &tag.commit);
        let (analysis, truncated) = self.analysis_without(repository, hidden, rules)?;
        if truncated {
            return Err(incomplete(tag));
        }
        Ok(analysis)
    }

    /// The same for any commit in place of a tag, and whether the walk came to where a shallow clone ends.
    pub(crate) fn analysis_without(
        &self,
        repository: &Repository,
        hidden: Option<&ObjectId>,
        rules: &Rules,
    ) -> Result<(Analysis, bool), Error> {
        repository.ask(|git| {
            let mut reader = Reader::new(rules);
            let truncated = git.log(&self.head, hidden, &self.filter, &mut |commit| reader.read(commit))?;
            Ok((reader.finish(), truncated))
        })
    }

    /// A shallow clone can hide a higher tag, or lack what comes after `tag`.
    pub(crate) fn refuse_if_cut_off(&self, repository: &Repository, tag: Option<&Tag>) -> Result<(), Error> {
        let hidden = tag.map(|tag| &tag.commit);
        let cut_off =
            repository.ask(|git| Ok(git.is_shallow()? && git.log(&self.head, hidden, &self.filter, &mut |_| {})?))?;
        if cut_off { Err(incomplete(tag)) } else { Ok(()) }
    }

    /// The version that a file in the folder declares, where there is one.
    pub(crate) fn declared(&self, repository: &Repository) -> Result<Option<Version>, Error> {
        files::declared(repository, &self.head, self.folder())
    }
}

/// The tags of stable versions with the prefix in use, the highest first.
pub(crate) fn stable_names(repository: &Repository, options: &Options, head: &ObjectId) -> Result<Vec<Name>, Error> {
    let all = repository.ask(|git| git.tag_names())?;
    let prefix = match &options.tag_prefix {
        Some(text) => text.clone(),
        None => prefix::find(&all, package::wanted(repository, head, options)?.as_ref())?.text,
    };
    let (mut names, _) = sort_out(&all, &prefix);
    names.retain(|name| name.version.pre.is_empty());
    tag::sort_highest_first(&mut names);
    Ok(names)
}

/// Terraform's registries take a module's versions from tags that are `x.y.z` or `vx.y.z`.
/// Source: HashiCorp's documentation, "Publishing Modules".
fn registry_note(package: Option<&Package>, prefix: &str) -> Option<String> {
    let module = package.filter(|package| package.manifest == "main.tf" && !matches!(prefix, "" | "v"))?;
    Some(format!(
        "Terraform registries read only tags such as v1.2.3; `{prefix}…` serves modules that are used by git address ({})",
        module.path
    ))
}

fn incomplete(tag: Option<&Tag>) -> Error {
    let reason = match tag {
        Some(tag) => format!("this shallow clone lacks commits between {} and HEAD", tag.name),
        None => "this shallow clone has no tag of a version that HEAD contains".to_owned(),
    };
    Error::IncompleteHistory { reason }
}

/// The versions with this prefix, and all other tags with the reason why they do not matter.
fn sort_out(all: &[String], prefix: &str) -> (Vec<Name>, Vec<Passed>) {
    let mut names = Vec::new();
    let mut foreign = Vec::new();
    for name in all {
        if let Some(name) = Name::with_prefix(name, prefix) {
            names.push(name);
            continue;
        }
        let reason = match tag::split(name) {
            Some((other, _)) if other != prefix => Reason::OtherPrefix(other.to_owned()),
            _ => Reason::NotAVersion,
        };
        foreign.push(Passed { name: name.clone(), reason });
    }
    (names, foreign)
}

fn filter(
    repository: &Repository,
    head: &ObjectId,
    options: &Options,
    package: Option<&Package>,
    tags: &[String],
) -> Result<Filter, Error> {
    if !options.paths.is_empty() {
        return Filter::new(&options.paths);
    }
    let Some(package) = package else {
        return options.folder.as_ref().map_or_else(|| Ok(Filter::default()), |folder| Filter::new([folder]));
    };
    let nested = package::released_below(repository, head, package, tags)?;
    Filter::new([&package.path])?.except(nested)
}
