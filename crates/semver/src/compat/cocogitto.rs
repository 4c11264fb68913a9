//! cocogitto. Source: cocogitto 7.0.0 (`conventional/bump.rs`, `settings/mod.rs`), conventional_commit_parser 0.9.4.

use semver::Version;

use super::model::{Base, Model, PAIRS_NO_REVERTS, Reading, after_breaking, cancels_nothing};
use crate::level::{Level, Zero};
use crate::message::KNOWN_TYPES;

pub(super) fn model() -> Model {
    Model {
        base: Base::HighestStable,
        knows_paths: true,
        needs: |prefix| (!prefix.is_empty()).then(|| format!("tag_prefix = \"{prefix}\"")),
        read,
        cancelled: cancels_nothing,
        on_reverts: PAIRS_NO_REVERTS,
        bump,
        on_zero: "below 1.0.0 a breaking change counts as much as its type: a feat is minor, a fix a patch",
    }
}

fn bump(level: Level, base: Option<&Version>) -> Version {
    level.apply(base.unwrap_or(&Version::new(0, 0, 0)), Zero::Strict)
}

fn read(text: &str) -> Reading {
    let text = text.trim();
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let Some((kind, bang)) = header(title) else {
        return Reading::nothing(Some("it refuses the title, and leaves the commit out"));
    };
    let (level, why) = match kind.to_lowercase().as_str() {
        "feat" => (Level::Minor, None),
        "fix" => (Level::Patch, None),
        kind if KNOWN_TYPES.contains(&kind) => (Level::None, Some("only feat and fix make a release")),
        _ => return Reading::nothing(Some("a type that is not in its list is refused, breaking or not")),
    };
    if bang || body.lines().any(is_breaking) {
        let why = Some("a breaking footer may be indented and stand below any line; below 1.0.0 only the type counts");
        return Reading { below_one: level, ..Reading::new(Level::Major, why) };
    }
    Reading::new(level, why)
}

/// Letters, a scope without spaces and parentheses, `!`, and a colon with one space.
fn header(line: &str) -> Option<(&str, bool)> {
    let (kind, rest) = line.split_at(line.find(|c: char| !c.is_ascii_alphabetic())?);
    let rest = match rest.strip_prefix('(') {
        None => rest,
        Some(inner) => {
            let (scope, rest) = inner.split_once(')')?;
            let is_plain = !scope.is_empty() && !scope.contains(|c: char| c == '(' || c.is_whitespace());
            is_plain.then_some(rest)?
        }
    };
    let (bang, rest) = rest.strip_prefix('!').map_or((false, rest), |rest| (true, rest));
    let description = rest.strip_prefix(": ")?;
    (!kind.is_empty() && !description.is_empty()).then_some((kind, bang))
}

fn is_breaking(line: &str) -> bool {
    after_breaking(line.trim_start())
        .is_some_and(|rest| rest == ":" || rest.starts_with(": ") || rest.starts_with(" #"))
}
