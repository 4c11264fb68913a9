//! Putting a section into a changelog without touching what is there.

use semver::Version;

use crate::error::Error;

/// What a new changelog begins with. The first line keeps markdownlint from calling the headings of each release
/// duplicates (MD024).
const PREAMBLE: &str = "<!-- markdownlint-configure-file { \"MD024\": { \"siblings_only\": true } } -->

# Changelog

All notable changes to this project are documented here. The format is based on
[Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and versions follow
[Semantic Versioning](https://semver.org/spec/v2.0.0.html).
";

/// The changelog with a section before the newest release: behind the introduction and `Unreleased`. Everything that
/// exists stays byte for byte, and its line ends are used for what is new.
///
/// # Errors
/// `file` has a section for this version already.
pub fn insert(existing: Option<&str>, section: &str, version: &Version, file: &str) -> Result<String, Error> {
    let Some(existing) = existing.filter(|text| !text.trim().is_empty()) else {
        return Ok(format!("{PREAMBLE}\n{section}"));
    };
    let headings = headings(existing);
    if headings.iter().any(|heading| heading.names(version)) {
        return Err(Error::ChangelogHasVersion { file: file.to_owned(), version: version.clone() });
    }
    let at = headings.iter().find(|heading| heading.is_release()).map(|heading| heading.at);
    let at = at.unwrap_or_else(|| before_definitions(existing));
    let (before, after) = existing.split_at(at);
    let mut text = section.trim_end().to_owned();
    text.insert_str(0, blank_lines_after(before));
    text.push_str(if after.trim().is_empty() { "\n" } else { "\n\n" });
    if existing.contains("\r\n") {
        text = text.replace('\n', "\r\n");
    }
    Ok(format!("{before}{text}{after}"))
}

/// Whether entries stand below a heading `Unreleased`: people write them, and only they know what a release brings.
pub(crate) fn has_unreleased(text: &str) -> bool {
    let headings = headings(text);
    let Some(position) = headings.iter().position(|heading| heading.text.to_lowercase().contains("unreleased")) else {
        return false;
    };
    let end = headings[position..].iter().find(|heading| heading.is_release()).map(|heading| heading.at);
    let below = &text[headings[position].at..end.unwrap_or_else(|| before_definitions(text))];
    below.lines().skip(1).any(|line| !line.trim().is_empty() && !line.starts_with('#'))
}

/// What is missing for one blank line after this text.
fn blank_lines_after(text: &str) -> &'static str {
    let text = text.replace("\r\n", "\n");
    if text.is_empty() || text.ends_with("\n\n") {
        ""
    } else if text.ends_with('\n') {
        "\n"
    } else {
        "\n\n"
    }
}

/// A heading in ATX style, outside fenced code and comments.
struct Heading<'a> {
    at: usize,
    text: &'a str,
}

impl Heading<'_> {
    /// The version that the heading begins with: `[1.2.3] - …`, `v1.2.3 (…)`, `[1.2.3](…)`, `name v1.2.3`.
    fn version(&self) -> Option<Version> {
        let words = self.text.split([' ', '[', ']', '(', ')', ',']);
        let mut words = words.filter(|word| !word.is_empty()).take(2);
        words.find_map(|word| Version::parse(word.trim_start_matches(['v', 'V'])).ok())
    }

    fn names(&self, version: &Version) -> bool {
        self.version().is_some_and(|found| found == *version)
    }

    fn is_release(&self) -> bool {
        self.version().is_some()
    }
}

fn headings(text: &str) -> Vec<Heading<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut fence: Option<&str> = None;
    for line in text.split_inclusive('\n') {
        let bare = line.trim();
        let mark = ["```", "~~~"].into_iter().find(|mark| bare.starts_with(mark));
        match (fence, mark) {
            (None, Some(mark)) => fence = Some(mark),
            (Some(open), Some(mark)) if open == mark => fence = None,
            (None, None) if bare.starts_with('#') && !line.starts_with("    ") => {
                found.push(Heading { at, text: bare.trim_start_matches('#').trim() })
            }
            _ => {}
        }
        at += line.len();
    }
    found
}

/// The end, but before the link definitions that Keep a Changelog gathers there.
fn before_definitions(text: &str) -> usize {
    let mut begin = text.len();
    let mut at = text.len();
    for line in text.split_inclusive('\n').rev() {
        begin -= line.len();
        let definition = line.starts_with('[') && line.contains("]: ");
        if !definition && !line.trim().is_empty() {
            break;
        }
        if definition {
            at = begin;
        }
    }
    at
}
