//! Tags that name versions.

use semver::{BuildMetadata, Version};
use serde::Serialize;

use crate::commit::ObjectId;

/// A tag that names a version, and the commit it leads to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Tag {
    /// The name, with its prefix.
    pub name: String,
    /// The version that it names.
    pub version: Version,
    /// The commit, behind annotated and nested tags.
    pub commit: ObjectId,
}

/// A tag's name, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) name: String,
    pub(crate) version: Version,
}

impl Name {
    /// Reads a name that has exactly this prefix, followed by strict SemVer.
    pub(crate) fn with_prefix(name: &str, prefix: &str) -> Option<Self> {
        let version = Version::parse(name.strip_prefix(prefix)?).ok()?;
        Some(Self { name: name.to_owned(), version })
    }
}

/// Splits a name into any prefix and a strict version: `v1.2.3`, `net-0.1.0`, `release/1.2.3`.
pub(crate) fn split(name: &str) -> Option<(&str, Version)> {
    let starts = name.char_indices().filter(|(_, c)| c.is_ascii_digit()).map(|(at, _)| at);
    starts
        .filter_map(|at| name.split_at_checked(at))
        .filter(|(prefix, _)| !prefix.ends_with(|c: char| c.is_ascii_digit() || c == '.'))
        .find_map(|(prefix, rest)| Some((prefix, Version::parse(rest).ok()?)))
}

/// Sorts by precedence (SemVer rule 11; build metadata has none), the highest first. Of equals the one that comes
/// first by name leads, so that the order is the same everywhere.
pub(crate) fn sort_highest_first(names: &mut [Name]) {
    names.sort_by(|a, b| b.version.cmp_precedence(&a.version).then_with(|| a.name.cmp(&b.name)));
}

/// Whether two versions are the same but for their build metadata.
pub(crate) fn same(a: &Version, b: &Version) -> bool {
    a.cmp_precedence(b).is_eq()
}

/// The version without build metadata.
pub(crate) fn without_build(version: &Version) -> Version {
    Version { build: BuildMetadata::EMPTY, ..version.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefix_and_strict_version() {
        let cases = [
            ("v1.2.3", Some(("v", "1.2.3"))),
            ("1.2.3", Some(("", "1.2.3"))),
            ("net-0.1.0", Some(("net-", "0.1.0"))),
            ("release/1.2.3-rc.1+b", Some(("release/", "1.2.3-rc.1+b"))),
            ("@acme/cart@2.0.0", Some(("@acme/cart@", "2.0.0"))),
            ("py3-lib-v1.0.0", Some(("py3-lib-v", "1.0.0"))),
            ("v1", None),
            ("v1.2", None),
            ("latest", None),
            ("v01.2.3", None),
            ("1.2.3.4", None),
            ("2024.01.02", None),
        ];
        for (name, expected) in cases {
            let found = split(name).map(|(prefix, version)| (prefix, version.to_string()));
            assert_eq!(found, expected.map(|(p, v)| (p, v.to_owned())), "{name}");
        }
    }

    #[test]
    fn precedence_decides_and_build_metadata_has_none() {
        let mut names: Vec<_> = ["v1.9.0", "v1.10.0-rc.1", "v1.10.0+b", "v1.10.0+a", "v1.10.0-rc.10", "v1.10.0-rc.9"]
            .iter()
            .filter_map(|name| Name::with_prefix(name, "v"))
            .collect();
        sort_highest_first(&mut names);
        let names: Vec<_> = names.iter().map(|n| n.name.as_str()).collect();
        assert_eq!(names, ["v1.10.0+a", "v1.10.0+b", "v1.10.0-rc.10", "v1.10.0-rc.9", "v1.10.0-rc.1", "v1.9.0"]);
    }
}
