//! Files that bear the version: found, read, and edited in place.

mod document;
mod format;
mod kind;
mod plan;
mod written;

pub(crate) use plan::Edit;
pub use plan::{FileRule, ValueChange};
pub(crate) use plan::{Request, plan};

use semver::Version;

use crate::commit::ObjectId;
use crate::error::Error;
use crate::git::Repository;
use document::Document;
use kind::Kind;
pub(crate) use kind::RELEASED;

/// The version that a file in this folder declares at a commit; the first in the order of [`kind::KINDS`].
pub(crate) fn declared(repository: &Repository, commit: &ObjectId, folder: &str) -> Result<Option<Version>, Error> {
    let paths = repository.ask(|git| git.files(commit))?;
    declared_among(&paths, folder, &|path| repository.ask(|git| git.read(commit, path)))
}

/// The same among files that are read in any way.
pub(crate) fn declared_among(paths: &[String], folder: &str, read: &Read<'_>) -> Result<Option<Version>, Error> {
    let mut here: Vec<_> = manifests(paths, read, |path| folder_of(path) == folder)?;
    here.sort_by_key(|(order, ..)| *order);
    let found = here.iter().find_map(|(_, kind, document)| {
        let slots = (kind.own)(document);
        let mut values = slots.iter().filter(|slot| !slot.only_if_old);
        values.find_map(|slot| written::read(&document.scalars[slot.scalar].value))
    });
    Ok(found)
}

/// The folders that hold a manifest of a package, and the name that it gives: folder, name, file name.
pub(crate) fn packages(repository: &Repository, commit: &ObjectId) -> Result<Vec<(String, String, String)>, Error> {
    let mut found = Vec::new();
    let paths = repository.ask(|git| git.files(commit))?;
    let read = |path: &str| repository.ask(|git| git.read(commit, path));
    for (_, kind, document) in manifests(&paths, &read, |_| true)? {
        if let Some(id) = (kind.package)(&document) {
            let file = document.path.rsplit('/').next().unwrap_or_default().to_owned();
            found.push((document.folder().to_owned(), id.name, file));
        }
    }
    Ok(found)
}

/// How a file is read; none where there is no such file.
type Read<'r> = dyn Fn(&str) -> Result<Option<Vec<u8>>, Error> + 'r;

/// The files of known kinds that can be read; what cannot is nobody's manifest.
fn manifests(
    paths: &[String],
    read: &Read<'_>,
    wanted: impl Fn(&str) -> bool,
) -> Result<Vec<(usize, &'static Kind, Document)>, Error> {
    let mut found = Vec::new();
    for path in paths {
        if !wanted(path) || is_foreign(path) {
            continue;
        }
        let Some((order, kind)) = kind::of(path) else {
            continue;
        };
        let text = read(path)?.and_then(|bytes| String::from_utf8(bytes).ok());
        if let (Some(text), Some(format)) = (text, (kind.format)())
            && let Ok(document) = Document::read(path, text, format)
        {
            found.push((order, kind, document));
        }
    }
    Ok(found)
}

pub(crate) fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Folders whose files are somebody else's, or made up for tests.
pub(crate) fn is_foreign(path: &str) -> bool {
    const FOREIGN: [&str; 7] = ["node_modules", "vendor", "third_party", "testdata", "fixtures", "target", ".blip"];
    path.split('/').any(|part| FOREIGN.contains(&part))
}

#[cfg(test)]
mod tests;
