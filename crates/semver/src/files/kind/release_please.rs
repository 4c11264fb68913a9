//! .release-please-manifest.json. Source: Release Please's documentation, "Manifest Driven release-please".

use super::{Kind, Slot, Style, follows_nothing, no_package, slot};
use crate::files::document::Document;
use crate::files::format::Format;

/// The name of the file, which holds the version that was released last.
pub(crate) const NAME: &str = ".release-please-manifest.json";

pub(super) const MANIFEST: Kind = Kind {
    matches: |name| name == NAME,
    format: || Some(Format::Json),
    own,
    package: no_package,
    follow: follows_nothing,
};

/// The package of the folder that the file lies in, by its path from the root of the repository.
fn own(document: &Document) -> Vec<Slot> {
    let folder = if document.folder().is_empty() { "." } else { document.folder() };
    slot(document, &[folder], Style::Plain).into_iter().collect()
}
