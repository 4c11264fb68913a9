//! semantic-release. Source: @semantic-release/commit-analyzer 13.0.1, conventional-commits-parser and its presets.

use std::collections::HashSet;

use semver::Version;

use super::model::{Base, Model, Reading, strict};
use crate::commit::Commit;
use crate::level::Level;

/// With its default, the angular preset.
pub(super) fn angular() -> Model {
    Model { read: |text| read(text, false), cancelled: |commits| cancelled(commits, false), ..conventionalcommits() }
}

/// With `preset: conventionalcommits`.
pub(super) fn conventionalcommits() -> Model {
    Model {
        base: Base::HighestStable,
        knows_paths: false,
        needs: |prefix| (prefix != "v").then(|| format!("tagFormat: '{prefix}${{version}}'")),
        read: |text| read(text, true),
        cancelled: |commits| cancelled(commits, true),
        on_reverts: "it pairs reverts only by the whole title and the whole id, and knows no `Reapply`",
        bump: |level, base| strict(level, base, Version::new(1, 0, 0)),
        on_zero: "it knows no initial development: the first release is 1.0.0, and a breaking change makes a major",
    }
}

fn read(text: &str, conventional: bool) -> Reading {
    let text = text.trim();
    let header = header(text, conventional);
    let (kind, bang) = header.unwrap_or_default();
    if bang {
        return Reading::new(Level::Major, Some("it takes any type with `!`"));
    }
    if text.lines().skip(1).any(|line| is_note(line, conventional)) {
        return Reading::new(
            Level::Major,
            Some("a line that begins with `breaking change` is enough, in any case, indented or without a colon"),
        );
    }
    if reverts(text, conventional).is_some() {
        return Reading::new(Level::Patch, Some("a revert is a patch"));
    }
    // the upper-case types are JSHint's
    let level = match kind {
        "feat" | "FEAT" => Level::Minor,
        "fix" | "FIX" | "perf" => Level::Patch,
        _ => Level::None,
    };
    Reading::new(level, why(text, header.is_some(), conventional))
}

fn why(text: &str, is_header: bool, conventional: bool) -> Option<&'static str> {
    let first = text.lines().next().unwrap_or_default();
    match () {
        () if !conventional && header(text, true).is_some_and(|(_, bang)| bang) => {
            Some("the angular preset, its default, knows no `!`: the whole commit is lost")
        }
        () if is_header && first.contains('(') => Some("it takes any scope, an empty one and several too"),
        () if is_header => Some("it knows types in lower case only, and takes no `revert:` without the id"),
        () if text.contains("BREAKING-CHANGE") => Some("the angular preset, its default, knows no `BREAKING-CHANGE`"),
        () => None,
    }
}

/// The type, and whether a `!` stands behind it: `^(\w*)(?:\((.*)\))?!?: (.*)$`, the `!` in one preset only.
fn header(text: &str, conventional: bool) -> Option<(&str, bool)> {
    let line = text.lines().next()?;
    let end = line.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(line.len());
    let (kind, rest) = line.split_at(end);
    let before = if rest.starts_with('(') { ")" } else { "" };
    let has = |end: &str| match before {
        "" => rest.starts_with(end),
        before => rest.contains(&format!("{before}{end}")),
    };
    if conventional && has("!: ") {
        return Some((kind, true));
    }
    has(": ").then_some((kind, false))
}

/// `^[\s|*]*(BREAKING CHANGE)[:\s]+(.*)` without regard to case.
fn is_note(line: &str, conventional: bool) -> bool {
    let line = line.trim_start_matches(|c: char| c.is_whitespace() || c == '|' || c == '*');
    let tokens: &[&str] = if conventional { &["breaking change", "breaking-change"] } else { &["breaking change"] };
    tokens.iter().any(|token| {
        let begins = line.get(..token.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(token));
        begins && line[token.len()..].starts_with(|c: char| c == ':' || c.is_whitespace())
    })
}

/// The title and the id that a message says it reverts:
/// `^(?:Revert|revert:)\s"?([\s\S]+?)"?\s*This reverts commit (\w{7,40})\b`; one preset wants a full stop behind it.
fn reverts(text: &str, conventional: bool) -> Option<(&str, &str)> {
    const PHRASE: &str = "this reverts commit ";
    let begin = text.get(..6).filter(|begin| begin.eq_ignore_ascii_case("revert")).map(str::len)?;
    let rest = text[begin..].strip_prefix(':').unwrap_or(&text[begin..]);
    let rest = rest.strip_prefix(char::is_whitespace)?;
    let rest = rest.strip_prefix('"').unwrap_or(rest);
    // the same length, for only ASCII letters change
    let at = rest.to_ascii_lowercase().find(PHRASE)?;
    let title = rest[..at].trim_end();
    let title = title.strip_suffix('"').unwrap_or(title);
    let tail = &rest[at + PHRASE.len()..];
    let end = tail.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(tail.len());
    let (id, tail) = tail.split_at(end);
    let fits = if conventional { tail.starts_with('.') } else { (7..=40).contains(&id.len()) };
    (fits && !title.is_empty()).then_some((title, id))
}

/// A revert waits for the commit that it names; when that comes, both are dropped.
fn cancelled(commits: &[Commit], conventional: bool) -> HashSet<usize> {
    let mut waiting: Vec<(usize, &str, &str)> = Vec::new();
    let mut dropped = HashSet::new();
    for (position, commit) in commits.iter().enumerate() {
        let text = commit.message.trim();
        let title = text.lines().next().unwrap_or_default().trim();
        let by = waiting.iter().position(|(_, reverted, id)| *reverted == title && *id == commit.id.as_str());
        if let Some(by) = by {
            dropped.extend([position, waiting.remove(by).0]);
        } else if let Some((reverted, id)) = reverts(text, conventional) {
            waiting.push((position, reverted, id));
        }
    }
    dropped
}
