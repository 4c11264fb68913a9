//! pom.xml. Source: Maven's POM reference; `${revision}` as in "Maven CI Friendly Versions".

use super::{Id, Kind, Moved, Slot, Style, slot};
use crate::files::document::{Document, Target};
use crate::files::format::Format;

const MAVEN: &str = "maven";

pub(super) const POM: Kind = Kind {
    matches: |name| name == "pom.xml",
    format: || Some(Format::Xml),
    own,
    package: |document| Some(Id { ecosystem: MAVEN, name: document.value(&["project", "artifactId"])?.to_owned() }),
    follow: parent,
};

/// The project's own version: never its parent's, nor a dependency's.
fn own(document: &Document) -> Vec<Slot> {
    let place: &[&str] = match document.value(&["project", "version"]) {
        Some(value) if value.contains("${revision}") => &["project", "properties", "revision"],
        _ => &["project", "version"],
    };
    slot(document, place, Style::Plain).into_iter().collect()
}

/// A module names the version of its parent; where the parent is of this repository, they move together.
fn parent(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let name = document.value(&["project", "parent", "artifactId"]).unwrap_or_default();
    let Some(scalar) = document.find(&["project", "parent", "version"]) else {
        return Vec::new();
    };
    if !moved.has(MAVEN, name) || !moved.was(&document.scalars[scalar].value) {
        return Vec::new();
    }
    let new = moved.new.to_string();
    vec![Target { scalar, new }]
}
