//! Which edits a release makes.

use std::collections::HashSet;

use regex::Regex;
use semver::Version;
use serde::{Deserialize, Serialize};

use super::document::{Document, Target};
use super::format::Format;
use super::kind::{self, Id, Kind, Moved, Slot};
use super::{folder_of, is_foreign, written};
use crate::error::Error;
use crate::git::{Filter, is_below};

/// A file that bears the version besides those that are found by themselves.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileRule {
    /// From the repository's root.
    pub path: String,
    /// A regular expression whose group `version`, or else whose first group, catches the version. Without one: a
    /// file of a known kind, or lines marked with `x-blip-version` (or between `x-blip-start-version` and `x-blip-end`;
    /// Release Please's `x-release-please-…` as well).
    #[serde(default)]
    pub pattern: Option<String>,
}

/// A file before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Edit {
    /// From the repository's root.
    pub(crate) path: String,
    /// The text as it is.
    pub(crate) before: String,
    /// The text as it will be.
    pub(crate) after: String,
    /// The values that differ.
    pub(crate) changes: Vec<ValueChange>,
}

/// One value of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ValueChange {
    /// The keys that lead to it, joined by dots.
    pub key: String,
    /// What it was.
    pub old: String,
    /// What it becomes.
    pub new: String,
}

/// What is asked of [`plan`].
pub(crate) struct Request<'a> {
    /// The paths of all tracked files.
    pub(crate) tracked: &'a [String],
    /// The folder that is released; empty for the root.
    pub(crate) folder: &'a str,
    /// The files that belong to it.
    pub(crate) filter: &'a Filter,
    /// The version of the last release.
    pub(crate) current: Option<&'a Version>,
    /// The version to write.
    pub(crate) new: &'a Version,
    /// Further files.
    pub(crate) rules: &'a [FileRule],
}

/// A file that may be edited, and why.
struct Candidate {
    kind: Option<&'static Kind>,
    document: Document,
    /// Its own version is written whatever it was: it lies in the folder that is released, or was named.
    principal: bool,
    /// It belongs to what is released; others only follow.
    inside: bool,
}

/// The edits that make the version of a folder `new`. Files in the folder itself get it whatever they say; files
/// below it where they say the old version; and lock files and requirements anywhere follow.
///
/// # Errors
/// A principal file that cannot be read, a rule's pattern that is none, or an edit that would not be exact.
pub(crate) fn plan(
    request: &Request<'_>,
    read: &dyn Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Vec<Edit>, Error> {
    let candidates = candidates(request, read)?;
    let old = old_versions(request, &candidates);
    let mut targets: Vec<Vec<Target>> = candidates.iter().map(|c| own_targets(c, &old, request.new)).collect();
    let (packages, folders) = moved(&candidates, &targets);
    let moved = Moved { packages: &packages, folders: &folders, old: &old, new: request.new };
    let mut edits = Vec::new();
    for (candidate, targets) in candidates.iter().zip(&mut targets) {
        if let Some(kind) = candidate.kind {
            let known: HashSet<usize> = targets.iter().map(|target| target.scalar).collect();
            let following = (kind.follow)(&candidate.document, &moved);
            targets.extend(following.into_iter().filter(|target| !known.contains(&target.scalar)));
        }
        edits.extend(edit(&candidate.document, targets)?);
    }
    Ok(edits)
}

fn candidates(
    request: &Request<'_>,
    read: &dyn Fn(&str) -> Result<Option<String>, Error>,
) -> Result<Vec<Candidate>, Error> {
    let modules = terraform_folders(request.tracked);
    let mut found = Vec::new();
    for path in request.tracked.iter().filter(|path| !is_foreign(path)) {
        if request.rules.iter().any(|rule| rule.path == *path) {
            continue;
        }
        let Some((_, kind)) = kind::of(path) else {
            continue;
        };
        if path.ends_with("README.md") && !modules.contains(folder_of(path)) {
            continue;
        }
        let inside = request.filter.matches(path) && (request.folder.is_empty() || is_below(path, request.folder));
        let principal = inside && folder_of(path) == request.folder;
        let (Some(format), Some(text)) = ((kind.format)(), read(path)?) else {
            continue;
        };
        match Document::read(path, text, format) {
            Ok(document) => found.push(Candidate { kind: Some(kind), document, principal, inside }),
            Err(error) if principal => return Err(error),
            // a file that its own format refuses, somewhere below, bears nobody's version
            Err(_) => {}
        }
    }
    for rule in request.rules {
        found.push(named(rule, read)?);
    }
    Ok(found)
}

/// The folders of Terraform modules: a README elsewhere may name any module's tag.
fn terraform_folders(tracked: &[String]) -> HashSet<&str> {
    tracked.iter().filter(|path| path.ends_with(".tf")).map(|path| folder_of(path)).collect()
}

/// The candidate that a rule names.
fn named(rule: &FileRule, read: &dyn Fn(&str) -> Result<Option<String>, Error>) -> Result<Candidate, Error> {
    let text = read(&rule.path)?.ok_or_else(|| Error::file(&rule.path, "there is no such tracked file"))?;
    let kind = kind::of(&rule.path).map(|(_, kind)| kind).filter(|_| rule.pattern.is_none());
    let format = match (&rule.pattern, kind) {
        (Some(pattern), _) => {
            let regex = Regex::new(pattern).map_err(|error| Error::file(&rule.path, error))?;
            if regex.captures_len() < 2 {
                return Err(Error::file(&rule.path, "the pattern needs a group, such as (?P<version>…)"));
            }
            Some(Format::Pattern(regex))
        }
        (None, Some(kind)) => (kind.format)(),
        (None, None) => Some(Format::Marked),
    };
    let format = format.ok_or_else(|| Error::file(&rule.path, "nothing is known of such files"))?;
    let document = Document::read(&rule.path, text, format)?;
    if document.scalars.is_empty() {
        let message = "no version found: neither the pattern nor a marker `x-blip-version` is in it";
        return Err(Error::file(&rule.path, message));
    }
    Ok(Candidate { kind, document, principal: true, inside: true })
}

fn slots(candidate: &Candidate) -> Vec<Slot> {
    match candidate.kind {
        Some(kind) => (kind.own)(&candidate.document),
        None => (0..candidate.document.scalars.len())
            .map(|scalar| Slot { scalar, only_if_old: false, style: written::Style::Plain })
            .collect(),
    }
}

/// The version of the last release, and those that the principal files declare.
fn old_versions(request: &Request<'_>, candidates: &[Candidate]) -> Vec<Version> {
    let mut old: Vec<Version> = request.current.into_iter().cloned().collect();
    for candidate in candidates.iter().filter(|candidate| candidate.principal) {
        let declared = slots(candidate).into_iter().filter(|slot| !slot.only_if_old);
        let values = declared.filter_map(|slot| written::read(&candidate.document.scalars[slot.scalar].value));
        old.extend(values);
    }
    old.sort();
    old.dedup();
    old
}

fn own_targets(candidate: &Candidate, old: &[Version], new: &Version) -> Vec<Target> {
    if !candidate.inside {
        return Vec::new();
    }
    let mut targets = Vec::new();
    for slot in slots(candidate) {
        let value = &candidate.document.scalars[slot.scalar].value;
        let always = candidate.principal && !slot.only_if_old && written::read(value).is_some();
        if always || written::is_one_of(value, old) {
            targets.push(Target { scalar: slot.scalar, new: slot.style.write(value, new) });
        }
    }
    targets
}

/// The packages whose version is written, by themselves or by their workspace, and their folders.
fn moved(candidates: &[Candidate], targets: &[Vec<Target>]) -> (HashSet<Id>, HashSet<String>) {
    let workspaces: Vec<&str> = candidates
        .iter()
        .zip(targets)
        .filter(|(candidate, targets)| !targets.is_empty() && kind::bequeaths(&candidate.document))
        .map(|(candidate, _)| candidate.document.folder())
        .collect();
    let mut packages = HashSet::new();
    let mut folders = HashSet::new();
    for (candidate, targets) in candidates.iter().zip(targets) {
        let document = &candidate.document;
        let inherits = kind::inherits(document)
            && workspaces
                .iter()
                .any(|root| root.is_empty() || is_below(document.folder(), root) || document.folder() == *root);
        if targets.is_empty() && !inherits {
            continue;
        }
        packages.extend(candidate.kind.and_then(|kind| (kind.package)(document)));
        folders.insert(document.folder().to_owned());
    }
    (packages, folders)
}

fn edit(document: &Document, targets: &[Target]) -> Result<Option<Edit>, Error> {
    let value = |target: &Target| &document.scalars[target.scalar].value;
    let real: Vec<Target> = targets.iter().filter(|target| *value(target) != target.new).cloned().collect();
    if real.is_empty() {
        return Ok(None);
    }
    let changes = real.iter().map(|target| ValueChange {
        key: document.scalars[target.scalar].path.join("."),
        old: value(target).clone(),
        new: target.new.clone(),
    });
    Ok(Some(Edit {
        path: document.path.clone(),
        before: document.text.clone(),
        after: document.edited(&real)?,
        changes: changes.collect(),
    }))
}
