//! Chart.yaml. Source: Helm's documentation, "The Chart.yaml File".

use super::{Id, Kind, Moved, Slot, Style, cautious, slot};
use crate::files::document::{Document, Target};
use crate::files::format::Format;

const HELM: &str = "helm";

pub(super) const CHART: Kind = Kind {
    matches: |name| name == "Chart.yaml",
    format: || Some(Format::Yaml),
    own,
    package: |document| Some(Id { ecosystem: HELM, name: document.value(&["name"])?.to_owned() }),
    follow: siblings,
};

/// `appVersion` is the application's: it moves along only where it was the same.
fn own(document: &Document) -> Vec<Slot> {
    let version = slot(document, &["version"], Style::Plain);
    version.into_iter().chain(cautious(document, &["appVersion"])).collect()
}

/// Dependencies on charts of this repository: `repository: file://…`.
fn siblings(document: &Document, moved: &Moved<'_>) -> Vec<Target> {
    let mut targets = Vec::new();
    for (number, scalar) in document.scalars.iter().enumerate() {
        let is_version = matches!(scalar.path.as_slice(), [list, _, key] if list == "dependencies" && key == "version");
        let local = document.beside(scalar, "repository").is_some_and(|url| url.starts_with("file://"));
        let name = document.beside(scalar, "name").unwrap_or_default();
        if is_version && local && moved.has(HELM, name) {
            targets.extend(moved.require(number, &scalar.value));
        }
    }
    targets
}
