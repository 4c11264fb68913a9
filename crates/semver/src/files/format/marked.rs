//! Versions that a comment marks: `x-blip-version` on the same line, or lines between `x-blip-start-version` and
//! `x-blip-end`. Release Please's markers, `x-release-please-…`, mean the same.

use regex::Regex;
use semver::Version;

use super::Scalar;

pub(super) fn scalars(text: &str) -> Result<Vec<Scalar>, String> {
    let pattern = Regex::new(VERSION).map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    let mut inside = false;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if marks(line, "start-version") {
            inside = true;
        } else if marks(line, "end") {
            inside = false;
        } else if inside || marks(line, "version") {
            found.extend(version(&pattern, line, at, found.len()));
        }
        at += line.len();
    }
    Ok(found)
}

fn marks(line: &str, what: &str) -> bool {
    ["x-blip-", "x-release-please-"].iter().any(|prefix| {
        line.match_indices(prefix).any(|(at, _)| {
            let rest = line[at + prefix.len()..].strip_prefix(what);
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric() || c == '-'))
        })
    })
}

/// A version, but not the end of a file's name behind it: `shop-1.2.3-rc.1.tgz`.
const VERSION: &str = r"[0-9]+\.[0-9]+\.[0-9]+(?:-[0-9A-Za-z-]+(?:\.[0-9]+)*)?(?:\+[0-9A-Za-z-]+)?";

/// The first version of a line; an address such as 10.0.0.1 is none.
fn version(pattern: &Regex, line: &str, offset: usize, number: usize) -> Option<Scalar> {
    let numeric = |c: char| c.is_ascii_digit() || c == '.';
    let found = pattern.find_iter(line).find(|found| {
        let digit_follows = line[found.end()..].strip_prefix('.').is_some_and(|rest| rest.starts_with(numeric));
        !line[..found.start()].ends_with(numeric) && !digit_follows && Version::parse(found.as_str()).is_ok()
    })?;
    let span = offset + found.start()..offset + found.end();
    Some(Scalar { path: vec![number.to_string()], span, value: found.as_str().to_owned() })
}
