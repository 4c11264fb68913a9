//! package.json and its locks. Source: npm's documentation of package.json and package-lock.json (versions 1 to 3).

use super::{Id, Kind, Moved, Slot, Style, no_package, slot};
use crate::files::document::{Document, Target};
use crate::files::format::Format;

const NPM: &str = "npm";

pub(super) const MANIFEST: Kind = Kind {
    matches: |name| name == "package.json",
    format: || Some(Format::Json),
    own: |document| slot(document, &["version"], Style::Plain).into_iter().collect(),
    package,
    follow: requirements,
};

pub(super) const LOCK: Kind = Kind {
    matches: |name| name == "package-lock.json" || name == "npm-shrinkwrap.json",
    format: || Some(Format::Json),
    own: lock,
    package: no_package,
    follow: lock_follows,
};

fn package(document: &Document) -> Option<Id> {
    Some(Id { ecosystem: NPM, name: document.value(&["name"])?.to_owned() })
}

fn lock(document: &Document) -> Vec<Slot> {
    [["version"].as_slice(), &["packages", "", "version"]]
        .iter()
        .filter_map(|path| slot(document, path, Style::Plain))
        .collect()
}

/// `"@acme/cart": "^1.2.3"` in any table of dependencies.
fn requirements(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (number, scalar) in document.scalars.iter().enumerate() {
        let [.., table, name] = scalar.path.as_slice() else {
            continue;
        };
        let is_table = table == "dependencies" || table.ends_with("Dependencies");
        if is_table && moved.has(NPM, name) && !is_installed(&scalar.path) {
            targets.extend(moved.require(number, &scalar.value));
        }
    }
    targets
}

/// `packages["packages/cart"].version`, for the packages of a workspace.
fn lock_follows(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = requirements(document, moved);
    for (scalar, found) in document.scalars.iter().enumerate() {
        let [packages, path, version] = found.path.as_slice() else {
            continue;
        };
        if packages != "packages" || version != "version" || path.is_empty() || is_installed(&found.path) {
            continue;
        }
        let folder = match document.folder() {
            "" => path.clone(),
            root => format!("{root}/{path}"),
        };
        if moved.folders.contains(&folder) && moved.was(&found.value) {
            let new = moved.new.to_string();
            targets.push(Target { scalar, new });
        }
    }
    targets
}

fn is_installed(path: &[String]) -> bool {
    path.get(1).is_some_and(|key| key.contains("node_modules/"))
}
