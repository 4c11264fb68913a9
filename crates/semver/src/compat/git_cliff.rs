//! git-cliff with the configuration that is built in. Source: git-cliff 2.14.2, git-conventional 1.1.0.

use semver::{Prerelease, Version};

use super::model::{
    Base, Model, PAIRS_NO_REVERTS, Reading, after_breaking, cancels_nothing, needs_nothing, prefix, strict,
};
use crate::level::Level;

pub(super) fn model() -> Model {
    Model {
        base: Base::Newest,
        knows_paths: true,
        needs: needs_nothing,
        read,
        cancelled: cancels_nothing,
        on_reverts: PAIRS_NO_REVERTS,
        bump,
        on_zero: "its default, `breaking_always_bump_major`, knows no initial development",
    }
}

/// A pre-release only gets the next number, whatever changed.
fn bump(level: Level, base: Option<&Version>) -> Version {
    match base {
        Some(base) if !base.pre.is_empty() => Version { pre: counted(&base.pre), ..base.clone() },
        base => strict(level, base, Version::new(0, 1, 0)),
    }
}

fn counted(pre: &Prerelease) -> Prerelease {
    let (label, number) = pre.as_str().rsplit_once('.').unwrap_or((pre.as_str(), ""));
    let text = match number.parse::<u64>() {
        Ok(number) => format!("{label}.{}", number + 1),
        Err(_) => format!("{pre}.1"),
    };
    Prerelease::new(&text).unwrap_or_else(|_| pre.clone())
}

fn read(text: &str) -> Reading {
    let text = text.trim();
    let (title, body) = text.split_once('\n').unwrap_or((text, ""));
    let header = prefix(title).filter(|header| header.rest.starts_with(':'));
    let Some(header) = header.filter(|header| !header.rest[1..].trim().is_empty()) else {
        return Reading::nothing(Some("its grammar refuses the title, and with it the whole message"));
    };
    if body.lines().next().is_some_and(|line| !line.trim().is_empty()) {
        return Reading::nothing(Some("without a blank line below the title it drops the whole commit"));
    }
    if is_skipped(title) {
        return Reading::nothing(Some("its built-in configuration skips such chores"));
    }
    if header.breaking || is_breaking(body) {
        return Reading::new(Level::Major, Some("a footer needs no space behind its colon"));
    }
    match header.kind.eq_ignore_ascii_case("feat") {
        true => Reading::new(Level::Minor, None),
        false => Reading::new(Level::Patch, Some("any type moves the patch")),
    }
}

fn is_skipped(title: &str) -> bool {
    ["chore(release): prepare for", "chore(deps", "chore(pr)", "chore(pull)"]
        .iter()
        .any(|skipped| title.starts_with(skipped))
}

/// Footers begin behind a blank line, with `token:` or `token #`; from there on each line may begin one.
fn is_breaking(body: &str) -> bool {
    let mut blank = true;
    let mut footers = false;
    for line in body.lines() {
        let token = after_breaking(line).or_else(|| Some(prefix(line)?.rest));
        let begins = token.is_some_and(|rest| rest.starts_with(':') || rest.starts_with(" #"));
        footers |= blank && begins;
        if footers && begins && after_breaking(line).is_some() {
            return true;
        }
        blank = line.trim().is_empty();
    }
    false
}
