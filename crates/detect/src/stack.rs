//! The stack: told by the manifest of its package manager.

use crate::files::{Files, folder, name};
use crate::pattern::{Pattern, compile, line_with, matches};
use crate::{Fact, Findings};

/// What tells a stack.
struct Marker {
    stack: &'static str,
    /// The names of manifests; one that begins with `*` is an ending, one with a folder is that of the repository.
    manifests: &'static [&'static str],
    /// Parts of the names of base images.
    images: &'static [&'static str],
}

/// The stacks; one that others use for their tools stands further down.
const MARKERS: &[Marker] = &[
    Marker { stack: "rust", manifests: &["Cargo.toml"], images: &["rust"] },
    Marker { stack: "go", manifests: &["go.mod"], images: &["golang"] },
    Marker {
        stack: "java",
        manifests: &["pom.xml", "build.gradle", "build.gradle.kts"],
        images: &["temurin", "openjdk", "maven", "gradle", "corretto", "java"],
    },
    Marker { stack: "dotnet", manifests: &["*.csproj", "*.fsproj", "*.sln", "*.slnx"], images: &["dotnet"] },
    Marker { stack: "php", manifests: &["composer.json"], images: &["php", "composer"] },
    Marker { stack: "ruby", manifests: &["Gemfile"], images: &["ruby"] },
    Marker {
        stack: "python",
        manifests: &["pyproject.toml", "setup.py", "setup.cfg", "requirements.txt", "Pipfile"],
        images: &["python", "astral-sh/uv"],
    },
    Marker { stack: "node", manifests: &["package.json"], images: &["node"] },
    Marker {
        stack: "static",
        manifests: &["index.html", "public/index.html", "site/index.html", "Caddyfile"],
        images: &["caddy", "nginx", "httpd"],
    },
];

static FROM: Pattern = Pattern::new(|| compile(r"(?i)^\s*FROM\s+(?:--\S+\s+)*(\S+)"));

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    let bases: Vec<String> = files
        .text("Dockerfile")
        .map(|text| matches(&text, &FROM).into_iter().map(|(_, image)| image.to_lowercase()).collect())
        .unwrap_or_default();
    let at_root = |marker: &&Marker| marker.manifest(files).is_some();
    let is_base = |marker: &&Marker| bases.iter().any(|base| marker.images.iter().any(|part| has_part(base, part)));
    let (sure, others): (Vec<_>, Vec<_>) = MARKERS.iter().filter(at_root).partition(is_base);
    for marker in sure.into_iter().chain(others) {
        let Some(manifest) = marker.manifest(files) else { continue };
        found.add(Fact::Stack, marker.stack, manifest, 1);
    }
    if found.first(Fact::Stack).is_some() {
        return;
    }
    for path in files.paths().filter(|path| !folder(path).is_empty()) {
        if MARKERS.iter().any(|marker| marker.is_manifest(path)) {
            found.add(Fact::Service, folder(path), path, 1);
        }
    }
    // sources without a manifest: the image tells
    if let Some(text) = files.text("Dockerfile")
        && let Some(marker) = MARKERS.iter().find(is_base)
    {
        found.add(Fact::Stack, marker.stack, "Dockerfile", line_with(&text, &["FROM"]));
    }
}

impl Marker {
    fn manifest<'f>(&self, files: &'f Files<'_>) -> Option<&'f str> {
        files.paths().find(|path| self.manifests.contains(path) || (folder(path).is_empty() && self.is_manifest(path)))
    }

    fn is_manifest(&self, path: &str) -> bool {
        self.manifests.iter().any(|manifest| match manifest.strip_prefix('*') {
            Some(ending) => path.ends_with(ending),
            None => name(path) == *manifest,
        })
    }
}

/// Whether the image's path has a part that begins so: `docker.io/library/python:3` has `python`.
fn has_part(image: &str, part: &str) -> bool {
    let bare = image.split([':', '@']).next().unwrap_or(image);
    bare.contains(part) && (part.contains('/') || bare.split(['/', '-']).any(|piece| piece.starts_with(part)))
}
