//! Who answers for it: the catalogue's entry, then the owners of its code.

use blip_model::Slug;

use crate::files::{Files, name};
use crate::pattern::{Pattern, compile, matches};
use crate::{Fact, Findings};

/// `owner: payments`, `owner: group:default/payments`; a person is no team.
static CATALOG_OWNER: Pattern =
    Pattern::new(|| compile(r#"^\s+owner:\s*["']?(?:group:)?(?:[a-z0-9-]+/)?([A-Za-z0-9_.-]+)["']?\s*$"#));

/// The owners of everything: `* @acme/payments`, at GitLab `* @acme/shop/payments`. A person's name has no slash.
static CODE_OWNER: Pattern = Pattern::new(|| compile(r"^\*\s+(?:@[\w.-]+\s+)*@[\w./-]+/([\w.-]+)"));

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let places = [
        ("catalog-info.yaml", &CATALOG_OWNER),
        (".github/CODEOWNERS", &CODE_OWNER),
        (".gitlab/CODEOWNERS", &CODE_OWNER),
        ("CODEOWNERS", &CODE_OWNER),
    ];
    for (path, pattern) in places {
        let Some(text) = files.text(path) else { continue };
        let owners = matches(&text, pattern);
        // of several lines the last one holds in CODEOWNERS, and a catalogue's first entry is the service
        let owner = if name(path) == "CODEOWNERS" { owners.last() } else { owners.first() };
        if let Some((line, owner)) = owner {
            let slug = owner.to_lowercase().replace(['_', '.'], "-");
            if slug.parse::<Slug>().is_ok() {
                found.add(Fact::Owner, slug, path, *line);
            }
        }
    }
}
