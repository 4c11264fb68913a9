//! Files with a version in one known place, and nothing that follows it.

use regex::Regex;

use super::{Kind, Slot, Style, cautious, follows_nothing, no_package, slot};
use crate::files::document::Document;
use crate::files::format::Format;

const PLAIN: Kind =
    Kind { matches: |_| false, format: || None, own: every, package: no_package, follow: follows_nothing };

pub(super) const COMPOSER: Kind = Kind {
    matches: |name| name == "composer.json",
    format: || Some(Format::Json),
    own: |document| slot(document, &["version"], Style::Plain).into_iter().collect(),
    ..PLAIN
};

pub(super) const DENO: Kind =
    Kind { matches: |name| matches!(name, "deno.json" | "deno.jsonc" | "jsr.json" | "jsr.jsonc"), ..COMPOSER };

pub(super) const PUBSPEC: Kind = Kind {
    matches: |name| name == "pubspec.yaml",
    format: || Some(Format::Yaml),
    own: |document| slot(document, &["version"], Style::KeepBuild).into_iter().collect(),
    ..PLAIN
};

/// Source: MSBuild properties for .NET SDK projects, "Package properties".
pub(super) const DOTNET: Kind = Kind {
    matches: |name| {
        name == "Directory.Build.props" || [".csproj", ".fsproj", ".vbproj"].iter().any(|end| name.ends_with(end))
    },
    format: || Some(Format::Xml),
    own: dotnet,
    ..PLAIN
};

pub(super) const GRADLE_PROPERTIES: Kind = Kind {
    matches: |name| name == "gradle.properties",
    format: || pattern(r"(?m)^[ \t]*version[ \t]*[=:][ \t]*([^\s]+)[ \t]*\r?$"),
    ..PLAIN
};

pub(super) const GRADLE: Kind = Kind {
    matches: |name| name == "build.gradle" || name == "build.gradle.kts",
    format: || pattern(r#"(?m)^version[ \t]*=?[ \t]*["']([^"'$]+)["']"#),
    ..PLAIN
};

pub(super) const MIX: Kind = Kind {
    matches: |name| name == "mix.exs",
    format: || pattern(r#"(?m)^[ \t]*\[?(?:@version[ \t]+|version:[ \t]*)"([^"]+)""#),
    ..PLAIN
};

pub(super) const VERSION: Kind = Kind {
    matches: |name| matches!(name, "VERSION" | "VERSION.txt" | "version.txt"),
    format: || pattern(r"\A\s*([^\s]+)\s*\z"),
    ..PLAIN
};

pub(super) const OPENAPI_YAML: Kind = Kind {
    matches: |name| is_openapi(name, &[".yaml", ".yml"]),
    format: || Some(Format::Yaml),
    own: |document| cautious(document, &["info", "version"]).into_iter().collect(),
    ..PLAIN
};

pub(super) const OPENAPI_JSON: Kind =
    Kind { matches: |name| is_openapi(name, &[".json"]), format: || Some(Format::Json), ..OPENAPI_YAML };

/// Modules are versioned by tag alone; some name their version in a local for tags and telemetry.
pub(super) const TERRAFORM: Kind = Kind {
    matches: |name| name.ends_with(".tf") || name.ends_with(".tofu"),
    format: || Some(Format::Hcl),
    own: |document| cautious(document, &["locals", "module_version"]).into_iter().collect(),
    ..PLAIN
};

/// How to use a module: `source = "git::https://…?ref=v1.2.3"`.
pub(super) const TERRAFORM_README: Kind = Kind {
    matches: |name| name == "README.md",
    format: || pattern(r#"\?ref=(v?[0-9][^\s"'&)<`]*)"#),
    own: every_cautious,
    ..PLAIN
};

/// Source: OCI image specification, annotations.
pub(super) const DOCKERFILE: Kind = Kind {
    matches: |name| {
        name == "Dockerfile"
            || name == "Containerfile"
            || name.starts_with("Dockerfile.")
            || name.ends_with(".Dockerfile")
    },
    format: || pattern(r#"org\.opencontainers\.image\.version"?[= \t]"?([^\s"]+)"#),
    own: every_cautious,
    ..PLAIN
};

fn pattern(text: &str) -> Option<Format> {
    Regex::new(text).ok().map(Format::Pattern)
}

fn is_openapi(name: &str, ends: &[&str]) -> bool {
    let known = name.starts_with("openapi.") || name.starts_with("swagger.") || name.contains(".openapi.");
    known && ends.iter().any(|end| name.ends_with(end))
}

fn every(document: &Document) -> Vec<Slot> {
    let all = 0..document.scalars.len();
    all.map(|scalar| Slot { scalar, only_if_old: false, style: Style::Plain }).collect()
}

fn every_cautious(document: &Document) -> Vec<Slot> {
    let slots = every(document).into_iter();
    slots.map(|slot| Slot { only_if_old: true, ..slot }).collect()
}

fn dotnet(document: &Document) -> Vec<Slot> {
    let mut slots = Vec::new();
    for (scalar, found) in document.scalars.iter().enumerate() {
        let style = match found.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            ["Project", "PropertyGroup", "Version"] => Style::Plain,
            ["Project", "PropertyGroup", "VersionPrefix"] => Style::Core,
            _ => continue,
        };
        slots.push(Slot { scalar, only_if_old: false, style });
    }
    slots
}
