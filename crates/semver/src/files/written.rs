//! Versions as the files of each ecosystem write them.

use semver::{BuildMetadata, Prerelease, Version, VersionReq};

use crate::level::core;

/// How a place writes a version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    /// As SemVer; a `v` before it stays.
    Plain,
    /// As PEP 440: `1.3.0rc1` for `1.3.0-rc.1`.
    Python,
    /// As SemVer, and the number behind `+` stays (Flutter's build number).
    KeepBuild,
    /// Without pre-release (.NET's `VersionPrefix`).
    Core,
}

impl Style {
    /// The text that replaces `old`.
    pub(crate) fn write(self, old: &str, version: &Version) -> String {
        match self {
            Self::Plain if old.starts_with('v') => format!("v{version}"),
            Self::Plain => version.to_string(),
            Self::Python => python(version),
            Self::Core => core(version).to_string(),
            Self::KeepBuild => match old.split_once('+') {
                Some((_, build)) if version.build.is_empty() => format!("{version}+{build}"),
                _ => version.to_string(),
            },
        }
    }
}

/// Reads a version however it is written: SemVer, with a `v`, PEP 440.
pub(crate) fn read(text: &str) -> Option<Version> {
    let text = text.trim();
    let text = text.strip_prefix('v').unwrap_or(text);
    Version::parse(text).ok().or_else(|| read_python(text))
}

/// Whether a text is one of these versions, whatever its build metadata.
pub(crate) fn is_one_of(text: &str, versions: &[Version]) -> bool {
    read(text).is_some_and(|found| versions.iter().any(|version| version.cmp_precedence(&found).is_eq()))
}

/// The spelling of PEP 440 that `packaging` and uv normalise to. Labels that it does not know become local parts.
fn python(version: &Version) -> String {
    let mut text = core(version).to_string();
    let (label, number) = version.pre.split_once('.').unwrap_or((version.pre.as_str(), "0"));
    match label {
        "" => {}
        "alpha" | "a" => text.push_str(&format!("a{number}")),
        "beta" | "b" => text.push_str(&format!("b{number}")),
        "rc" | "pre" | "preview" | "c" => text.push_str(&format!("rc{number}")),
        "dev" => text.push_str(&format!(".dev{number}")),
        _ => text.push_str(&format!(".dev0+{}", version.pre.replace('-', "."))),
    }
    if !version.build.is_empty() && !text.contains('+') {
        text.push_str(&format!("+{}", version.build.replace('-', ".")));
    }
    text
}

fn read_python(text: &str) -> Option<Version> {
    let (public, local) = text.split_once('+').unwrap_or((text, ""));
    let end = public.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(public.len());
    let (numbers, suffix) = public.split_at(end);
    let release = Version::parse(numbers.trim_end_matches('.')).ok()?;
    let at = suffix.find(|c: char| c.is_ascii_digit()).unwrap_or(suffix.len());
    let (label, number) = suffix.split_at(at);
    let label = match label {
        "" => return None,
        "a" => "alpha",
        "b" => "beta",
        "rc" => "rc",
        "dev" => "dev",
        _ => return None,
    };
    let _: u64 = number.parse().ok()?;
    Some(Version {
        pre: Prerelease::new(&format!("{label}.{number}")).ok()?,
        build: BuildMetadata::new(local).ok()?,
        ..release
    })
}

/// A dependency's requirement after its package moved: rewritten where it names the old version, or where it would
/// not accept the new one.
pub(crate) fn requirement(text: &str, old: &[Version], new: &Version) -> Option<String> {
    let at = text.find(|c: char| c.is_ascii_digit())?;
    let (operator, rest) = text.split_at(at);
    if !matches!(operator.trim(), "" | "^" | "~" | "=" | "~>" | ">=" | "v" | "^v" | "~v") {
        return None;
    }
    let names_old = is_one_of(rest, old);
    let refuses = operator.trim() != ">=" && VersionReq::parse(text).is_ok_and(|req| !req.matches(new));
    (names_old || refuses).then(|| format!("{operator}{new}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn version(text: &str) -> Version {
        Version::parse(text).unwrap()
    }

    #[test]
    fn styles() {
        let cases = [
            (Style::Plain, "1.2.3", "1.3.0-rc.1", "1.3.0-rc.1"),
            (Style::Plain, "v1.2.3", "1.3.0", "v1.3.0"),
            (Style::Python, "1.2.3", "1.3.0-rc.1", "1.3.0rc1"),
            (Style::Python, "1.2.3", "1.3.0-alpha.2", "1.3.0a2"),
            (Style::Python, "1.2.3", "1.3.0-dev.2", "1.3.0.dev2"),
            (Style::Python, "1.2.3", "1.3.0-pr.7", "1.3.0.dev0+pr.7"),
            (Style::Python, "1.2.3", "1.3.0", "1.3.0"),
            (Style::KeepBuild, "1.2.3+45", "1.3.0", "1.3.0+45"),
            (Style::KeepBuild, "1.2.3+45", "1.3.0+46", "1.3.0+46"),
            (Style::Core, "1.2.3", "1.3.0-rc.1", "1.3.0"),
        ];
        for (style, old, new, expected) in cases {
            assert_eq!(style.write(old, &version(new)), expected, "{style:?} {old} {new}");
        }
    }

    #[test]
    fn reads_what_it_writes() {
        for text in ["1.3.0", "1.3.0-rc.1", "1.3.0-alpha.2", "1.3.0-dev.4", "1.3.0+7"] {
            assert_eq!(read(&Style::Python.write("", &version(text))), Some(version(text)), "{text}");
        }
        assert_eq!(read("v1.2.3"), Some(version("1.2.3")));
        assert_eq!(read("1.2.3-SNAPSHOT"), Some(version("1.2.3-SNAPSHOT")));
        for text in ["1.2", "${revision}", "latest", "", "1.2.3.4"] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn requirements() {
        let cases = [
            ("1.2.3", "1.3.0", Some("1.3.0")),
            ("=1.2.3", "1.3.0", Some("=1.3.0")),
            ("^1.2.3", "1.3.0", Some("^1.3.0")),
            ("~> 1.2.3", "1.3.0", Some("~> 1.3.0")),
            ("1.2", "1.3.0", None),
            ("1", "2.0.0", Some("2.0.0")),
            ("~1.2", "1.3.0", Some("~1.3.0")),
            (">=1.0", "2.0.0", None),
            (">=1.0, <2", "2.0.0", None),
            ("*", "1.3.0", None),
            ("workspace:*", "1.3.0", None),
        ];
        for (text, new, expected) in cases {
            let found = requirement(text, &[version("1.2.3")], &version(new));
            assert_eq!(found.as_deref(), expected, "{text} {new}");
        }
    }
}
