//! The first line of a message.

use serde::Serialize;

use super::WarningCode;

/// The first line of a conventional commit: `type(scope)!: description` (rules 1 to 5 and 13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
pub struct Header {
    /// The type, in lower case (rule 15: case carries no meaning).
    pub kind: String,
    /// The scope as written, without its parentheses.
    pub scope: Option<String>,
    /// Whether a `!` stands before the colon.
    pub breaking: bool,
    /// What follows the colon and the space.
    pub description: String,
}

/// What the first line of a message is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// A conventional header.
    Conventional(Header),
    /// What `git revert` writes: `Revert "…"` or `Reapply "…"`; the title between the quotes.
    Revert(String),
    /// What `git merge` and the forges write for a merge.
    Merge,
    /// A commit that waits for `git rebase --autosquash`.
    Fixup,
    /// Anything else.
    Other,
}

impl Subject {
    /// Reads a first line; the warning says why a line that almost is a conventional header is none.
    pub(super) fn read(line: &str) -> (Self, Option<WarningCode>) {
        if ["fixup! ", "squash! ", "amend! "].iter().any(|prefix| line.starts_with(prefix)) {
            return (Self::Fixup, Some(WarningCode::Fixup));
        }
        if let Some(title) = reverted_title(line) {
            return (Self::Revert(title), None);
        }
        match read_header(line) {
            Ok(header) => (Self::Conventional(header), None),
            Err(_) if is_merge(line) => (Self::Merge, None),
            Err(fault) => (Self::Other, fault),
        }
    }

    /// The header, where the subject is conventional.
    pub fn header(&self) -> Option<&Header> {
        match self {
            Self::Conventional(header) => Some(header),
            _ => None,
        }
    }
}

/// A header in a bullet of a squash commit's body: `* feat: x` or `- feat: x`.
pub(crate) fn bullet(line: &str) -> Option<Header> {
    let line = line.trim_start();
    let text = line.strip_prefix("* ").or(line.strip_prefix("- "))?;
    read_header(text.trim()).ok()
}

fn read_header(line: &str) -> Result<Header, Option<WarningCode>> {
    let end = line.find(|c: char| !is_type(c)).unwrap_or(line.len());
    let (kind, rest) = line.split_at(end);
    if kind.is_empty() {
        return Err(hidden_header(line));
    }
    let (scope, rest) = read_scope(rest)?;
    let (breaking, rest) = match rest.strip_prefix('!') {
        Some(rest) => (true, rest),
        None => (false, rest),
    };
    let Some(description) = rest.strip_prefix(':') else {
        return Err(without_colon(scope.is_some() || breaking, rest, line));
    };
    if !description.starts_with(' ') && !description.is_empty() {
        return Err(Some(WarningCode::MissingSpace));
    }
    let description = description.trim();
    if description.is_empty() {
        return Err(Some(WarningCode::EmptyDescription));
    }
    Ok(Header { kind: kind.to_lowercase(), scope, breaking, description: description.to_owned() })
}

/// Rule 4: a scope is a noun in parentheses; one, and not an empty one.
fn read_scope(rest: &str) -> Result<(Option<String>, &str), Option<WarningCode>> {
    let Some(inner) = rest.strip_prefix('(') else {
        return Ok((None, rest));
    };
    let Some((scope, rest)) = inner.split_once(')') else {
        return Err(None);
    };
    if scope.trim().is_empty() {
        return Err(Some(WarningCode::EmptyScope));
    }
    if rest.starts_with('(') {
        return Err(Some(WarningCode::ManyScopes));
    }
    if scope.contains('(') {
        return Err(None);
    }
    Ok((Some(scope.trim().to_owned()), rest))
}

fn without_colon(marked: bool, rest: &str, line: &str) -> Option<WarningCode> {
    let spaced = rest.trim_start().starts_with(':') || rest.trim_start().starts_with("!:");
    if spaced || (marked && rest.starts_with('(')) {
        return Some(WarningCode::MisplacedColon);
    }
    hidden_header(line)
}

/// An emoji, a ticket or brackets before the type: `✨ feat: x`, `ABC-1 fix: y`, `[ABC-1] fix: y`.
fn hidden_header(line: &str) -> Option<WarningCode> {
    let (first, rest) = line.split_once(' ')?;
    if first.chars().all(char::is_alphabetic) {
        return None;
    }
    let header = read_header_quietly(rest.trim_start_matches(['-', ':', '|', ' ']))?;
    KNOWN_TYPES.contains(&header.as_str()).then_some(WarningCode::TypeNotFirst)
}

fn read_header_quietly(line: &str) -> Option<String> {
    let end = line.find(|c: char| !is_type(c))?;
    let (kind, rest) = line.split_at(end);
    let (_, rest) = read_scope(rest).ok()?;
    let rest = rest.strip_prefix('!').unwrap_or(rest);
    rest.starts_with(": ").then(|| kind.to_lowercase())
}

/// The types that Conventional Commits and the Angular convention name.
pub(crate) const KNOWN_TYPES: [&str; 11] =
    ["build", "chore", "ci", "docs", "feat", "fix", "perf", "refactor", "revert", "style", "test"];

fn is_type(c: char) -> bool {
    c.is_alphanumeric() || c == '-' || c == '_'
}

fn reverted_title(line: &str) -> Option<String> {
    let quoted = ["Revert \"", "Reapply \""].iter().find_map(|prefix| line.strip_prefix(prefix))?;
    let (title, _) = quoted.rsplit_once('"')?;
    Some(title.to_owned())
}

fn is_merge(line: &str) -> bool {
    [
        "Merge branch ",
        "Merge branches ",
        "Merge commit ",
        "Merge pull request ",
        "Merge remote-tracking branch ",
        "Merge tag ",
        "Merge tags ",
        "Merged in ",
    ]
    .iter()
    .any(|prefix| line.starts_with(prefix))
        || line.starts_with("Merge '")
        || line.starts_with("Merge \"")
}
