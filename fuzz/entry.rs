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

/// The manifest of a blip in a pack, and after a NUL one of its templates, which is rendered as well.
pub(crate) fn pack(data: &[u8]) {
    const SPEC: &str = "version: 1\nservice: {name: shop, description: Sells, owner: acme, stack: static}\n\
                        repository: {provider: github, url: https://github.com/acme/shop}\nblips: {helm: {}}\n";
    let text = text(data);
    let (manifest, template) = match text.split_once('\0') {
        Some((manifest, template)) => (manifest, Some(template)),
        None => (text.as_str(), None),
    };
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let mut templates = Templates::embedded();
    templates.overlay("fuzz", [file("helm/manifest.yaml", manifest)]);
    templates.overlay("fuzz", template.map(|text| file("helm/files/fuzz.yaml", text)));
    let front = "---\ntitle: Helm\nring: Adopt\nquadrant: tools\nsummary: Charts.\ngenerator: helm\n---\nWhy.\n";
    let Ok(radar) = Radar::parse([("2026-11-01/helm.md", front)]) else { return };
    let Ok(catalog) = Catalog::new(templates, radar) else { return };
    drop(catalog.schema().to_string());
    if template.is_some()
        && let Ok(document) = Document::parse("blip.yaml", SPEC)
        && let Ok(selection) = catalog.select(&document)
    {
        drop(blip_generate::generate(&catalog, &selection));
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
