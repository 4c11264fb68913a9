//! Changelogs after [Keep a Changelog 1.1](https://keepachangelog.com/en/1.1.0/), and release notes.
//!
//! [`release`] gathers what a release contains; [`section`] and [`notes`] make text of it; [`insert`] puts a section
//! into what exists. All of it is pure: the date is an argument.

mod entry;
mod insert;
mod markdown;
mod render;

pub use entry::{Entry, Reference};
pub(crate) use insert::has_unreleased;
pub use insert::insert;
pub use render::{notes, section};

use serde::{Deserialize, Serialize};

use crate::analysis::Contribution;
use crate::forge::Forge;
use crate::next::Next;

/// Which commits come under which heading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GroupRule {
    /// The heading.
    pub title: String,
    /// The types of commits, in lower case.
    pub types: Vec<String>,
}

/// How a changelog is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// The file, from the repository's root or the package's folder.
    pub file: String,
    /// The headings in order. Types that make a release and are in none come under `Changed`; breaking changes come
    /// first, under a heading of their own.
    pub groups: Vec<GroupRule>,
    /// A minijinja template for a section, in place of the one built in; it sees a [`Release`].
    pub template: Option<String>,
}

impl Default for Settings {
    fn default() -> Self {
        let group = |title: &str, types: &[&str]| GroupRule {
            title: title.to_owned(),
            types: types.iter().map(|kind| (*kind).to_owned()).collect(),
        };
        Self {
            file: "CHANGELOG.md".to_owned(),
            groups: vec![group("Added", &["feat"]), group(CHANGED, &["perf", "revert"]), group("Fixed", &["fix"])],
            template: None,
        }
    }
}

const BREAKING: &str = "Breaking changes";
const CHANGED: &str = "Changed";

/// What a release contains.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Release {
    /// The version.
    pub version: String,
    /// Its tag.
    pub tag: String,
    /// The tag of the release before.
    pub previous: Option<String>,
    /// `2026-11-23`
    pub date: String,
    /// The page that shows what changed.
    pub url: Option<String>,
    /// The changes, breaking ones first.
    pub groups: Vec<Group>,
}

/// Changes of one kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Group {
    /// The heading.
    pub title: String,
    /// The changes, the oldest first.
    pub entries: Vec<Entry>,
}

/// Gathers what the next release contains: commits that make a release and are not reverted, one entry each.
pub fn release(next: &Next, date: &str, settings: &Settings, forge: Option<&Forge>) -> Release {
    let previous = next.previous().map(|tag| tag.name.clone());
    let url = forge.map(|forge| match &previous {
        Some(previous) => forge.compare(previous, &next.tag),
        None => forge.tag(&next.tag),
    });
    Release {
        version: next.version.to_string(),
        tag: next.tag.clone(),
        previous,
        date: date.to_owned(),
        url,
        groups: groups(next, settings, forge),
    }
}

fn groups(next: &Next, settings: &Settings, forge: Option<&Forge>) -> Vec<Group> {
    let titles = [BREAKING].into_iter().chain(settings.groups.iter().map(|rule| rule.title.as_str()));
    let mut groups: Vec<Group> = titles.map(Group::empty).collect();
    for commit in next.analysis.commits.iter().rev().filter(|commit| is_shown(commit)) {
        let entry = Entry::new(commit, forge);
        let title = match entry.breaking {
            true => BREAKING,
            false => title_of(&entry, settings),
        };
        match groups.iter_mut().find(|group| group.title == title) {
            Some(group) => group.entries.push(entry),
            None => groups.push(Group { title: title.to_owned(), entries: vec![entry] }),
        }
    }
    groups.retain(|group| !group.entries.is_empty());
    groups
}

impl Group {
    fn empty(title: &str) -> Self {
        Self { title: title.to_owned(), entries: Vec::new() }
    }
}

/// A commit that makes a release; not one that the title of its merge stands for.
fn is_shown(commit: &Contribution) -> bool {
    commit.level > crate::level::Level::None && commit.merged_by.is_none()
}

fn title_of<'a>(entry: &Entry, settings: &'a Settings) -> &'a str {
    let rule = settings.groups.iter().find(|rule| rule.types.contains(&entry.kind));
    rule.map_or(CHANGED, |rule| &rule.title)
}

#[cfg(test)]
mod tests;
