//! Release Please with one package. Source: release-please 17.11.2 (`commit.ts`, `versioning-strategies/default.ts`,
//! `util/filter-commits.ts`) and @conventional-commits/parser.

use semver::Version;

use super::model::{
    Base, Model, PAIRS_NO_REVERTS, Prefix, Reading, after_breaking, cancels_nothing, needs_nothing, prefix,
};
use crate::level::{Level, Zero};

pub(super) fn model() -> Model {
    Model {
        base: Base::Highest,
        knows_paths: true,
        needs: needs_nothing,
        read,
        cancelled: cancels_nothing,
        on_reverts: PAIRS_NO_REVERTS,
        bump,
        on_zero: "without `bump-minor-pre-major` it knows no initial development: the first release is 1.0.0, and a \
                  breaking change makes a major",
    }
}

/// Whatever the level is, a pre-release keeps its suffix.
fn bump(level: Level, base: Option<&Version>) -> Version {
    let Some(base) = base else {
        return Version::new(1, 0, 0);
    };
    Version { pre: base.pre.clone(), ..level.apply(base, Zero::Strict) }
}

/// The types that its changelog shows, and that make a release by that.
const SHOWN: [&str; 4] = ["feat", "fix", "perf", "revert"];
/// The types that it knows besides.
const HIDDEN: [&str; 7] = ["chore", "docs", "style", "refactor", "test", "build", "ci"];

/// A message is taken for several commits: paragraphs that begin with a type, and footers that look like a commit.
fn read(text: &str) -> Reading {
    let text = text.replace("\r\n", "\n");
    let mut whole = Reading::nothing(None);
    for (number, part) in split(&text).into_iter().enumerate() {
        let reading = read_part(part);
        let deeper = number > 0 && reading.alone() > whole.alone();
        let why =
            if deeper { Some("it reads paragraphs that begin with a type as commits of their own") } else { None };
        whole.level = whole.level.max(reading.level);
        whole.below_one = whole.level;
        whole.releases |= reading.releases;
        whole.release_as = whole.release_as.or(reading.release_as);
        whole.why = why.or(whole.why).or(reading.why);
    }
    whole
}

/// At blank lines before `type: ` or `type(scope): ` of the known types.
fn split(text: &str) -> Vec<&str> {
    let begins = |rest: &str| {
        let Some(kind) = SHOWN.iter().chain(&HIDDEN).find(|kind| rest.starts_with(**kind)) else {
            return false;
        };
        let rest = &rest[kind.len()..];
        let line = rest.lines().next().unwrap_or_default();
        rest.starts_with(": ") || (rest.starts_with('(') && line.contains("): "))
    };
    let mut parts = Vec::new();
    let mut from = 0;
    for (at, blank) in text.match_indices("\n\n") {
        if at >= from && begins(&text[at + blank.len()..]) {
            parts.push(&text[from..at]);
            from = at + blank.len();
        }
    }
    parts.push(&text[from..]);
    parts.retain(|part| !part.is_empty());
    parts
}

fn read_part(text: &str) -> Reading {
    let text = text.trim();
    let title = text.lines().next().unwrap_or_default();
    let Some(header) = prefix(title).filter(|header| is_separated(header.rest)) else {
        return Reading::nothing(Some("its grammar refuses the title, and with it the whole message"));
    };
    let body = text.split_once('\n').map_or("", |(_, body)| body);
    let breaking = header.breaking || is_breaking(body);
    let mut reading = of_type(header.kind, breaking);
    for line in footers(body) {
        let Some(footer) = prefix(line).filter(|footer| footer.rest.starts_with(':')) else { continue };
        if footer.kind.eq_ignore_ascii_case("release-as") {
            reading.release_as = Version::parse(footer.rest.trim_start_matches(':').trim()).ok();
            continue;
        }
        let other = of_type(footer.kind, footer.breaking);
        if other.alone() > reading.alone() {
            reading = Reading { why: Some("it reads footers that look like a title as commits"), ..other };
        }
    }
    reading.why = reading.why.or(why(&header, breaking));
    reading
}

fn of_type(kind: &str, breaking: bool) -> Reading {
    let level = match kind {
        _ if breaking => Level::Major,
        "feat" | "feature" => Level::Minor,
        // what is in the release moves the patch
        _ => Level::Patch,
    };
    // the changelog knows types in any case, the level in lower case only
    let kind = kind.to_lowercase();
    let releases = breaking || kind == "feature" || SHOWN.contains(&kind.as_str());
    Reading::new(if releases { level } else { Level::None }, None)
}

fn why(header: &Prefix<'_>, breaking: bool) -> Option<&'static str> {
    match () {
        () if !header.rest.starts_with(": ") => Some("it wants no space behind the colon, and takes `type #12` too"),
        () if breaking => Some("`BREAKING CHANGE:` counts at the beginning of any line, `BREAKING-CHANGE:` anywhere"),
        () if header.kind == "feature" => Some("`feature` is as good as `feat`"),
        () => Some(
            "what its changelog shows makes a release: feat, fix, perf and revert; only `feat` in lower case is minor",
        ),
    }
}

fn is_separated(rest: &str) -> bool {
    rest.starts_with(':') || rest.starts_with(" #")
}

fn is_breaking(body: &str) -> bool {
    let of_line = |line: &str| after_breaking(line).is_some_and(is_separated);
    let anywhere = body.split("BREAKING-CHANGE:").nth(1).is_some_and(|rest| !rest.trim().is_empty());
    anywhere || body.lines().any(of_line)
}

/// The lines from which on everything looks like a footer or goes on with one.
fn footers(body: &str) -> Vec<&str> {
    let looks = |line: &&str| {
        let begins = prefix(line).is_some_and(|prefix| is_separated(prefix.rest));
        line.trim().is_empty() || line.starts_with([' ', '\t']) || begins || after_breaking(line).is_some()
    };
    let lines: Vec<&str> = body.lines().collect();
    let count = lines.iter().rev().take_while(|line| looks(line)).count();
    lines[lines.len() - count..].to_vec()
}
