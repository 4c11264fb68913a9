//! What is fuzzed: every reader of a file that a stranger may have written, and the merge. Any bytes will do; a panic,
//! a hang, or memory without bounds is a finding. Both cargo-fuzz and the suite begin here.

use blip_generate::{Catalog, Templates};
use blip_model::{Document, Radar};
use blip_project::{Lock, Merged, three_way};

fn text(data: &[u8]) -> String {
    String::from_utf8_lossy(data).into_owned()
}

/// `blip.yaml`, as far as to what would be generated from it.
pub(crate) fn spec(data: &[u8]) {
    thread_local! {
        static CATALOG: Catalog = Catalog::embedded().expect("the program's own templates are sound");
    }
    let Ok(document) = Document::parse("blip.yaml", &text(data)) else { return };
    CATALOG.with(|catalog| {
        if let Ok(selection) = catalog.select(&document) {
            drop(blip_generate::generate(catalog, &selection));
        }
    });
}

/// `.blip/lock.yaml`.
pub(crate) fn lock(data: &[u8]) {
    if let Ok(lock) = text(data).parse::<Lock>() {
        for path in lock.files.keys() {
            assert!(path.as_str().split('/').all(|part| !matches!(part, "" | "." | ".." | ".git")), "{path} leads out");
        }
    }
}

/// A file of a radar: front matter and rationale.
pub(crate) fn radar(data: &[u8]) {
    if let Ok(radar) = Radar::parse([("2026-11-01/helm.md", text(data).as_str())]) {
        radar.blips().for_each(|blip| drop(blip.headline()));
    }
}

/// The manifest of a blip in a pack.
pub(crate) fn pack(data: &[u8]) {
    let mut templates = Templates::embedded();
    templates.overlay("fuzz", [("helm/manifest.yaml".to_owned(), text(data))]);
    let front = "---\ntitle: Helm\nring: Adopt\nquadrant: tools\nsummary: Charts.\ngenerator: helm\n---\nWhy.\n";
    let Ok(radar) = Radar::parse([("2026-11-01/helm.md", front)]) else { return };
    if let Ok(catalog) = Catalog::new(templates, radar) {
        drop(catalog.schema().to_string());
    }
}

/// Three texts with NUL between them: the base, the user's, and the new one.
pub(crate) fn merge(data: &[u8]) {
    let text = text(data);
    let mut parts = text.splitn(3, '\0').map(|part| match part {
        "" => String::new(),
        part if part.ends_with('\n') => part.to_owned(),
        part => format!("{part}\n"),
    });
    let (base, user, new) =
        (parts.next().unwrap_or_default(), parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    // a NUL is no text
    let Ok(merged) = three_way(&base, &user, &new) else { return };
    if base == new || user == new {
        assert_eq!(merged, Merged::Clean(user), "a side that changed nothing yields to the other");
    }
}
