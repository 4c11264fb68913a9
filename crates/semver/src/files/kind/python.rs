//! pyproject.toml and uv.lock. Source: the PyPA's specification of pyproject.toml (PEP 621), PEP 440, PEP 503.

use super::{Id, Kind, Moved, Slot, Style, no_package, owns_nothing, slot};
use crate::files::document::{Document, Target};
use crate::files::format::Format;

const PYTHON: &str = "python";

pub(super) const MANIFEST: Kind = Kind {
    matches: |name| name == "pyproject.toml",
    format: || Some(Format::Toml),
    own,
    package,
    follow: super::follows_nothing,
};

pub(super) const LOCK: Kind = Kind {
    matches: |name| name == "uv.lock",
    format: || Some(Format::Toml),
    own: owns_nothing,
    package: no_package,
    follow: lock,
};

/// A version listed in `project.dynamic` is made by the build backend, and is not in the file.
fn own(document: &Document) -> Vec<Slot> {
    let dynamic = document.scalars.iter().any(|scalar| {
        matches!(scalar.path.as_slice(), [project, dynamic, _] if project == "project" && dynamic == "dynamic")
            && scalar.value == "version"
    });
    let project = slot(document, &["project", "version"], Style::Python).filter(|_| !dynamic);
    let poetry = slot(document, &["tool", "poetry", "version"], Style::Python);
    // Poetry needs a placeholder where a plug-in makes the version
    let poetry = poetry.filter(|slot| document.scalars[slot.scalar].value != "0.0.0");
    project.into_iter().chain(poetry).collect()
}

fn package(document: &Document) -> Option<Id> {
    let name = document.value(&["project", "name"]).or_else(|| document.value(&["tool", "poetry", "name"]))?;
    Some(Id { ecosystem: PYTHON, name: normal(name) })
}

/// PEP 503: lower case, and one `-` for each run of `-`, `_` and `.`.
fn normal(name: &str) -> String {
    let parts = name.split(['-', '_', '.']).filter(|part| !part.is_empty());
    parts.collect::<Vec<_>>().join("-").to_lowercase()
}

/// Entries whose source is a folder are projects of the workspace.
fn lock(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (scalar, found) in document.scalars.iter().enumerate() {
        let [package, number, version] = found.path.as_slice() else {
            continue;
        };
        if package != "package" || version != "version" {
            continue;
        }
        let local =
            ["editable", "virtual"].iter().any(|key| document.find(&["package", number, "source", key]).is_some());
        let name = document.beside(found, "name").map(normal).unwrap_or_default();
        if local && moved.has(PYTHON, &name) {
            let new = Style::Python.write(&found.value, moved.new);
            targets.push(Target { scalar, new });
        }
    }
    targets
}
