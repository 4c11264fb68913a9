//! The files that bear versions, one row each.

mod cargo;
mod helm;
mod maven;
mod npm;
mod plain;
mod python;
mod release_please;

use std::collections::HashSet;

use semver::Version;

use super::document::{Document, Target};
use super::format::Format;
use super::written::{Style, requirement};

pub(crate) use cargo::{bequeaths, inherits};
pub(crate) use release_please::NAME as RELEASED;

/// A kind of file.
pub(crate) struct Kind {
    /// Whether a file of this name is one.
    pub(crate) matches: fn(&str) -> bool,
    /// How it is read.
    pub(crate) format: fn() -> Option<Format>,
    /// The places of its own version.
    pub(crate) own: fn(&Document) -> Vec<Slot>,
    /// The package that it declares: ecosystem and name.
    pub(crate) package: fn(&Document) -> Option<Id>,
    /// The places that name the version of other packages that moved.
    pub(crate) follow: fn(&Document, &Moved<'_>) -> Vec<Target>,
}

/// A place where a version stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    /// The number of the scalar.
    pub(crate) scalar: usize,
    /// Written only where it names the old version, even in the folder that is released.
    pub(crate) only_if_old: bool,
    /// How it is written.
    pub(crate) style: Style,
}

/// An ecosystem and the name of a package in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Id {
    pub(crate) ecosystem: &'static str,
    pub(crate) name: String,
}

/// What moved, from where to where.
pub(crate) struct Moved<'a> {
    pub(crate) packages: &'a HashSet<Id>,
    /// The folders of the manifests that moved.
    pub(crate) folders: &'a HashSet<String>,
    pub(crate) old: &'a [Version],
    pub(crate) new: &'a Version,
}

impl Moved<'_> {
    fn has(&self, ecosystem: &'static str, name: &str) -> bool {
        self.packages.contains(&Id { ecosystem, name: name.to_owned() })
    }

    fn was(&self, text: &str) -> bool {
        super::written::is_one_of(text, self.old)
    }

    /// A target that rewrites a requirement, where it must be.
    fn require(&self, scalar: usize, text: &str) -> Option<Target> {
        let new = requirement(text, self.old, self.new)?;
        Some(Target { scalar, new })
    }
}

/// Every kind; the first that matches a name is taken.
pub(crate) const KINDS: &[Kind] = &[
    cargo::MANIFEST,
    npm::MANIFEST,
    python::MANIFEST,
    helm::CHART,
    maven::POM,
    plain::COMPOSER,
    plain::DENO,
    plain::PUBSPEC,
    plain::DOTNET,
    plain::GRADLE_PROPERTIES,
    plain::GRADLE,
    plain::MIX,
    plain::VERSION,
    cargo::LOCK,
    npm::LOCK,
    python::LOCK,
    plain::OPENAPI_YAML,
    plain::OPENAPI_JSON,
    plain::TERRAFORM,
    plain::TERRAFORM_README,
    plain::DOCKERFILE,
    release_please::MANIFEST,
];

/// The kind of a file, by its name, and its place in the table.
pub(crate) fn of(path: &str) -> Option<(usize, &'static Kind)> {
    let name = path.rsplit('/').next().unwrap_or(path);
    KINDS.iter().enumerate().find(|(_, kind)| (kind.matches)(name))
}

/// The place at a path, written always.
fn slot(document: &Document, path: &[&str], style: Style) -> Option<Slot> {
    Some(Slot { scalar: document.find(path)?, only_if_old: false, style })
}

/// The place at a path, written only where it names the old version.
fn cautious(document: &Document, path: &[&str]) -> Option<Slot> {
    let slot = slot(document, path, Style::Plain)?;
    Some(Slot { only_if_old: true, ..slot })
}

fn no_package(_: &Document) -> Option<Id> {
    None
}

fn follows_nothing(_: &Document, _: &Moved<'_>) -> Vec<Target> {
    Vec::new()
}

fn owns_nothing(_: &Document) -> Vec<Slot> {
    Vec::new()
}
