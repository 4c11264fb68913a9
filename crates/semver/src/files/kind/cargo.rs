//! Cargo.toml and Cargo.lock. Source: the Cargo Book, "The Manifest Format" and "Workspaces".

use super::{Id, Kind, Moved, Slot, Style, no_package, owns_nothing, slot};
use crate::files::document::{Document, Target};
use crate::files::format::Format;

const CARGO: &str = "cargo";

pub(super) const MANIFEST: Kind =
    Kind { matches: |name| name == "Cargo.toml", format: || Some(Format::Toml), own, package, follow: requirements };

pub(super) const LOCK: Kind = Kind {
    matches: |name| name == "Cargo.lock",
    format: || Some(Format::Toml),
    own: owns_nothing,
    package: no_package,
    follow: lock,
};

fn own(document: &Document) -> Vec<Slot> {
    [["workspace", "package", "version"].as_slice(), &["package", "version"]]
        .iter()
        .filter_map(|path| slot(document, path, Style::Plain))
        .collect()
}

fn package(document: &Document) -> Option<Id> {
    Some(Id { ecosystem: CARGO, name: document.value(&["package", "name"])?.to_owned() })
}

/// Whether the package takes its version from its workspace.
pub(crate) fn inherits(document: &Document) -> bool {
    document.path.ends_with("Cargo.toml") && document.value(&["package", "version", "workspace"]) == Some("true")
}

/// Whether the document gives a version to the members of a workspace.
pub(crate) fn bequeaths(document: &Document) -> bool {
    document.path.ends_with("Cargo.toml") && document.find(&["workspace", "package", "version"]).is_some()
}

/// `name = { path = "…", version = "1.2.3" }` in any table of dependencies.
fn requirements(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (number, scalar) in document.scalars.iter().enumerate() {
        let [.., table, name, key] = scalar.path.as_slice() else {
            continue;
        };
        if key != "version" || !table.ends_with("dependencies") || document.beside(scalar, "path").is_none() {
            continue;
        }
        let name = document.beside(scalar, "package").unwrap_or(name);
        if moved.has(CARGO, name) {
            targets.extend(moved.require(number, &scalar.value));
        }
    }
    targets
}

/// Entries without a `source` are packages of the workspace.
fn lock(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (scalar, found) in document.scalars.iter().enumerate() {
        let path: Vec<&str> = found.path.iter().map(String::as_str).collect();
        let new = match path.as_slice() {
            ["package", _, "version"] if is_local(document, scalar, moved) => moved.new.to_string(),
            ["package", _, "dependencies", _] => match found.value.split_once(' ') {
                Some((name, version)) if moved.has(CARGO, name) && moved.was(version) => {
                    format!("{name} {}", moved.new)
                }
                _ => continue,
            },
            _ => continue,
        };
        targets.push(Target { scalar, new });
    }
    targets
}

fn is_local(document: &Document, scalar: usize, moved: &Moved<'_>) -> bool {
    let version = &document.scalars[scalar];
    let name = document.beside(version, "name").unwrap_or_default();
    document.beside(version, "source").is_none() && moved.has(CARGO, name)
}
