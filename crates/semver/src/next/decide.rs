//! The decision: pure, so that every rule of it can be tested in a table.

use semver::{BuildMetadata, Prerelease, Version};

use super::options::Options;
use crate::analysis::ReleaseAs;
use crate::error::Error;
use crate::level::{Level, core};
use crate::tag::{self, Name};

/// Everything that the decision depends on.
pub(super) struct Question<'a> {
    /// The highest stable version that HEAD contains.
    pub(super) base: Option<&'a Version>,
    /// The highest version that HEAD contains, pre-releases too.
    pub(super) current: Option<&'a Version>,
    /// What a version file says; asked only where there is no tag.
    pub(super) declared: Option<&'a Version>,
    /// What the commits since the base amount to.
    pub(super) level: Level,
    /// A `Release-As` footer since the base.
    pub(super) asked_by_commit: Option<&'a ReleaseAs>,
    /// What the commits since `current` amount to, where that is a pre-release and another is wanted.
    pub(super) since_pre: Option<Level>,
    /// All tags with the prefix, on any branch.
    pub(super) tags: &'a [Name],
    /// What the user asks for.
    pub(super) options: &'a Options,
}

/// The answer.
#[derive(Debug)]
pub(super) struct Decision {
    pub(super) version: Version,
    pub(super) release: bool,
    pub(super) notes: Vec<String>,
}

pub(super) fn decide(question: &Question<'_>) -> Result<Decision, Error> {
    let mut notes = Vec::new();
    let target = target(question, &mut notes)?;
    let due = question.options.release_as.is_some()
        || question.level > Level::None
        || target.asked
        || question.is_promotion();
    let version = match &question.options.pre {
        Some(label) if target.version.pre.is_empty() => {
            if let Some(current) = question.unchanged_pre(&target.version, label) {
                return Ok(nothing_due(current.clone(), notes));
            }
            pre_release(&target.version, label, question.tags)?
        }
        _ => target.version.clone(),
    };
    if !due {
        let current = question.current.cloned().unwrap_or(target.version);
        return Ok(nothing_due(current, notes));
    }
    refuse_released(&target.version, question.tags)?;
    note_if_lower(&version, question.current, &mut notes);
    Ok(Decision { version: with_build(version, question.options.build.as_deref())?, release: true, notes })
}

fn nothing_due(version: Version, notes: Vec<String>) -> Decision {
    Decision { version: tag::without_build(&version), release: false, notes }
}

/// The version before a pre-release label is put to it.
struct Target {
    version: Version,
    /// Whether somebody asked for it by name.
    asked: bool,
}

fn target(question: &Question<'_>, notes: &mut Vec<String>) -> Result<Target, Error> {
    if let Some(asked) = &question.options.release_as {
        return match question.base.filter(|base| !comes_after(asked, base)) {
            Some(base) => Err(Error::NotAfter { asked: asked.clone(), current: base.clone() }),
            None => Ok(Target { version: asked.clone(), asked: true }),
        };
    }
    if let Some(asked) = question.asked_by_commit {
        if question.base.is_none_or(|base| comes_after(&asked.version, base)) {
            return Ok(Target { version: asked.version.clone(), asked: true });
        }
        notes.push(format!(
            "`Release-As: {}` of commit {} does not come after the last release and was ignored",
            asked.version,
            asked.commit.short()
        ));
    }
    Ok(Target { version: question.computed(), asked: false })
}

impl Question<'_> {
    /// The last stable version moved by all changes since. Without one: the version that pre-releases lead to, the
    /// one wanted for a first release, the one that a file declares, or 0.1.0.
    fn computed(&self) -> Version {
        if let Some(base) = self.base {
            return self.level.apply(base, self.options.zero);
        }
        if let Some(pre) = self.current {
            return core(pre);
        }
        if let Some(first) = &self.options.first {
            return first.clone();
        }
        let declared = self.declared.map(core);
        declared.filter(|version| *version != Version::new(0, 0, 0)).unwrap_or(Version::new(0, 1, 0))
    }

    /// Pre-releases without any stable version: making them stable is a release, whatever the commits.
    fn is_promotion(&self) -> bool {
        self.base.is_none() && self.current.is_some() && self.options.pre.is_none()
    }

    /// The present pre-release, where it is of this version and label and nothing counts since.
    fn unchanged_pre(&self, target: &Version, label: &str) -> Option<&Version> {
        let asked = self.options.release_as.is_some();
        let current = self.current.filter(|_| self.since_pre == Some(Level::None) && !asked)?;
        (core(current) == *target && number(current, label).is_some()).then_some(current)
    }
}

/// The next number of this label; on whatever branch the last one was made, no tag is made twice.
fn pre_release(target: &Version, label: &str, tags: &[Name]) -> Result<Version, Error> {
    let of_target = tags.iter().filter(|tag| core(&tag.version) == *target);
    let last = of_target.filter_map(|tag| number(&tag.version, label)).max();
    let text = format!("{label}.{}", last.unwrap_or(0) + 1);
    let pre = Prerelease::new(&text).map_err(|error| invalid(label, error))?;
    if label.is_empty() {
        return Err(invalid(label, "a label is needed, such as rc"));
    }
    Ok(Version { pre, ..target.clone() })
}

/// The number of a pre-release with this label: 2 for `rc.2`.
fn number(version: &Version, label: &str) -> Option<u64> {
    let rest = version.pre.strip_prefix(label)?;
    rest.strip_prefix('.')?.parse().ok()
}

fn refuse_released(target: &Version, tags: &[Name]) -> Result<(), Error> {
    match tags.iter().find(|tag| tag::same(&tag.version, target)) {
        None => Ok(()),
        Some(tag) => Err(Error::AlreadyReleased { version: target.clone(), tag: tag.name.clone() }),
    }
}

fn note_if_lower(version: &Version, current: Option<&Version>, notes: &mut Vec<String>) {
    if let Some(current) = current.filter(|current| !comes_after(version, current)) {
        notes.push(format!(
            "{version} is lower than the pre-release {current}: changes are counted from the last stable version"
        ));
    }
}

fn with_build(version: Version, build: Option<&str>) -> Result<Version, Error> {
    let Some(text) = build else {
        return Ok(version);
    };
    let build = BuildMetadata::new(text).map_err(|error| invalid(text, error))?;
    Ok(Version { build, ..version })
}

fn invalid(value: &str, reason: impl ToString) -> Error {
    Error::InvalidIdentifier { value: value.to_owned(), reason: reason.to_string() }
}

fn comes_after(version: &Version, other: &Version) -> bool {
    version.cmp_precedence(other).is_gt()
}

#[cfg(test)]
#[path = "decide_tests.rs"]
mod tests;
