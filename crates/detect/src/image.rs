//! Where the image is pushed.

use blip_model::ImageRef;

use crate::container::is_compose;
use crate::files::{Files, is_yaml, name};
use crate::pattern::{Pattern, Search, compile, matches};
use crate::pipeline::is_pipeline;
use crate::{Fact, Findings};

/// `repository: ghcr.io/acme/checkout` in the values of a chart.
static REPOSITORY: Pattern = Pattern::new(|| compile(r#"^\s+repository:\s*["']?([\w./:-]+)["']?\s*$"#));
/// `image: ghcr.io/acme/checkout:1.2.3` in manifests and Compose files.
static IMAGE: Pattern = Pattern::new(|| compile(r#"^\s*-?\s*image:\s*["']?([\w./:@-]+)["']?\s*$"#));
/// What a pipeline builds and pushes, with a registry's host before it.
static PUSHED: Pattern = Pattern::new(|| {
    compile(r"(?i)(?:image|tags?|registry|build|push).*?\b((?:[a-z0-9-]+\.)+[a-z]{2,}(?::\d+)?(?:/[a-z0-9._-]+)+)")
});

/// Hosts of sources, which hold no images.
const FORGES: &[&str] = &["github.com", "gitlab.com", "bitbucket.org"];

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let names: Vec<String> = found.all(Fact::Name).map(|name| name.value.clone()).collect();
    let is_manifest = |path: &str| is_yaml(path) && !is_compose(path) && !path.starts_with('.');
    let patterns: [Search<'_>; 4] = [
        (&REPOSITORY, &|path| name(path) == "values.yaml"),
        (&PUSHED, &is_pipeline),
        (&IMAGE, &is_manifest),
        (&IMAGE, &is_compose),
    ];
    for (pattern, wanted) in patterns {
        for (path, text) in files.texts(wanted) {
            for (line, image) in matches(&text, pattern) {
                if let Some(image) = image_of(image).filter(|image| is_ours(image, &names)) {
                    found.add(Fact::Image, image, path, line);
                }
            }
        }
    }
}

/// The image without tag and digest, with Docker's own registry named where none is.
fn image_of(text: &str) -> Option<String> {
    let bare = text.split('@').next()?;
    let (path, last) = bare.rsplit_once('/')?;
    let bare = format!("{path}/{}", last.split(':').next()?);
    let host = bare.split('/').next()?;
    if FORGES.contains(&host) {
        return None;
    }
    let bare = if host.contains(['.', ':']) || host == "localhost" { bare } else { format!("docker.io/{bare}") };
    bare.parse::<ImageRef>().is_ok().then_some(bare)
}

/// Whether an image is the service's, and not a database's or a tool's: its name tells.
fn is_ours(image: &str, names: &[String]) -> bool {
    let last = image.rsplit('/').next().unwrap_or(image).replace(['_', '.'], "-");
    names
        .iter()
        .any(|name| last == *name || last.starts_with(&format!("{name}-")) || name.starts_with(&format!("{last}-")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn images_lose_their_tags() {
        for (text, image) in [
            ("ghcr.io/acme/checkout:1.2.3", Some("ghcr.io/acme/checkout")),
            ("registry.acme.example:5000/shop/checkout@sha256:00", Some("registry.acme.example:5000/shop/checkout")),
            ("acme/checkout", Some("docker.io/acme/checkout")),
            ("postgres:17", None),
            ("github.com/acme/checkout", None),
            (
                "0123456789.dkr.ecr.eu-west-1.amazonaws.com/checkout:7",
                Some("0123456789.dkr.ecr.eu-west-1.amazonaws.com/checkout"),
            ),
        ] {
            assert_eq!(image_of(text).as_deref(), image, "{text}");
        }
    }

    #[test]
    fn an_image_bears_the_service_s_name() {
        let names = ["checkout".to_owned()];
        assert!(is_ours("ghcr.io/acme/checkout", &names) && is_ours("ghcr.io/acme/checkout-api", &names));
        assert!(!is_ours("ghcr.io/acme/lint", &names));
    }
}
