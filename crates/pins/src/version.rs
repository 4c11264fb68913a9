//! Which of two versions is the newer one, of SemVer as of the tags of images.

use std::cmp::Ordering;

/// What a pre-release calls itself.
const PRE_RELEASE: [&str; 9] = ["alpha", "beta", "rc", "pre", "preview", "dev", "canary", "nightly", "next"];

/// A version, in parts that can be compared.
#[derive(Debug, PartialEq, Eq)]
struct Version<'a> {
    /// What stands before the first number, but for a `v`.
    prefix: &'a str,
    numbers: Vec<u64>,
    /// The label and the numbers of a pre-release.
    pre: Option<(String, Vec<u64>)>,
    /// `alpine` of `3.14-alpine3.23`.
    flavour: String,
    flavour_numbers: Vec<u64>,
}

/// How `a` stands to `b`: `Greater` where it is newer. None where nobody can tell: `lts` and `latest`, `4` and `4.2`,
/// `3.23-alpine` and `3.24-slim`.
#[must_use]
pub fn newer(a: &str, b: &str) -> Option<Ordering> {
    if a == b {
        return Some(Ordering::Equal);
    }
    let (a, b) = (Version::parse(a)?, Version::parse(b)?);
    if a.prefix != b.prefix || a.flavour != b.flavour {
        return None;
    }
    let pre = match (&a.pre, &b.pre) {
        (None, None) => Ordering::Equal,
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (Some((label, numbers)), Some((other, others))) => label.cmp(other).then(numbers.cmp(others)),
    };
    match numbers(&a.numbers, &b.numbers)? {
        Ordering::Equal if pre == Ordering::Equal => numbers(&a.flavour_numbers, &b.flavour_numbers),
        Ordering::Equal => Some(pre),
        order => Some(order),
    }
}

/// A number that says less (`4`) moves within what it leaves open, so it cannot be told from one that says more.
fn numbers(a: &[u64], b: &[u64]) -> Option<Ordering> {
    let order = a.iter().zip(b).map(|(a, b)| a.cmp(b)).find(|order| order.is_ne());
    match order {
        Some(order) => Some(order),
        None => (a.len() == b.len()).then_some(Ordering::Equal),
    }
}

impl<'a> Version<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let text = text.split('+').next().unwrap_or_default();
        let start = text.find(|c: char| c.is_ascii_digit())?;
        let (prefix, rest) = text.split_at(start);
        let prefix = if prefix == "v" || prefix == "V" { "" } else { prefix };
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (digits, rest) = rest.split_at(end);
        let numbers = digits.trim_end_matches('.').split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
        let mut version = Self { prefix, numbers, pre: None, flavour: String::new(), flavour_numbers: Vec::new() };
        for (i, part) in rest.split(['-', '_']).filter(|part| !part.is_empty()).enumerate() {
            let (name, numbers) = name_and_numbers(part)?;
            if i == 0 && PRE_RELEASE.contains(&name.to_lowercase().as_str()) {
                version.pre = Some((name.to_lowercase(), numbers));
            } else {
                version.flavour.push('-');
                version.flavour.push_str(&name);
                version.flavour_numbers.extend(numbers);
            }
        }
        Some(version)
    }
}

/// `alpine3.23` as `alpine` and 3, 23.
fn name_and_numbers(part: &str) -> Option<(String, Vec<u64>)> {
    let mut name = String::new();
    let mut numbers = Vec::new();
    let mut rest = part;
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        let end = rest[start..].find(|c: char| !c.is_ascii_digit()).map_or(rest.len(), |end| start + end);
        name.push_str(rest[..start].trim_matches('.'));
        numbers.push(rest[start..end].parse().ok()?);
        rest = &rest[end..];
    }
    name.push_str(rest.trim_matches('.'));
    Some((name, numbers))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_newer_one_is_told() {
        for (newer_one, older) in [
            ("v4.3.0", "v4.2.2"),
            ("v10.0.1", "v9.9.9"),
            ("v5", "v4.2.2"),
            ("2.37.3", "v2.37.2"),
            ("v4.0.0", "v4.0.0-rc.1"),
            ("v4.0.0-rc.2", "v4.0.0-rc.1"),
            ("v4.0.0-rc.1", "v4.0.0-beta.7"),
            ("v4.0.0-rc.1", "v3.9.0"),
            ("3.24-alpine", "3.23-alpine"),
            ("1.96.0-alpine3.23", "1.95.0-alpine3.24"),
            ("1.95.0-alpine3.24", "1.95.0-alpine3.23"),
            ("v0.28.0-rootless", "v0.27.0-rootless"),
            ("bookworm-20260202", "bookworm-20260101"),
            ("3.15.0rc1", "3.14.2"),
        ] {
            assert_eq!(newer(newer_one, older), Some(Ordering::Greater), "{newer_one} {older}");
            assert_eq!(newer(older, newer_one), Some(Ordering::Less), "{older} {newer_one}");
        }
        assert_eq!(newer("1.2.3", "v1.2.3"), Some(Ordering::Equal));
        assert_eq!(newer("lts", "lts"), Some(Ordering::Equal));
    }

    #[test]
    fn where_nobody_can_tell_nothing_is_said() {
        for (a, b) in [
            ("lts", "latest"),
            ("24", "lts"),
            ("v4", "v4.2.2"),
            ("3.23", "3.23.4"),
            ("3.24-slim", "3.23-alpine"),
            ("main", "v1"),
            ("jdk-21", "jre-20"),
            ("99999999999999999999999", "1"),
        ] {
            assert_eq!(newer(a, b), None, "{a} {b}");
        }
    }

    proptest! {
        #[test]
        fn two_versions_agree_about_each_other(a in "v?[0-3](\\.[0-3]){0,2}(-(rc|alpine|slim)[.0-3]{0,3}){0,2}", b in "v?[0-3](\\.[0-3]){0,2}(-(rc|alpine)[0-3]?)?") {
            prop_assert_eq!(newer(&a, &b), newer(&b, &a).map(Ordering::reverse));
        }

        #[test]
        fn no_text_is_too_strange(a in "\\PC{0,12}", b in "\\PC{0,12}") {
            let _ = newer(&a, &b);
        }
    }
}
