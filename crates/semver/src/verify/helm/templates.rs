//! Rules on the texts of templates: what can be told without helm.

use std::collections::{BTreeMap, BTreeSet};

use super::super::rule::Seen;
use super::Chart;

/// Asked only where helm cannot answer: a kind that is written in no template any more is made by none.
pub(super) fn kind_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    if old.is_rendered() && new.is_rendered() {
        return Vec::new();
    }
    let left = kinds(new);
    // a kind that is computed could be any
    if left.keys().any(|kind| kind.contains("{{")) {
        return Vec::new();
    }
    let gone = kinds(old).into_iter().filter(|(kind, _)| !left.contains_key(kind) && !kind.contains("{{"));
    gone.map(|(kind, (file, line))| Seen::gone(file, line, kind.clone()).was(kind)).collect()
}

/// The kinds that templates write at the left margin, and where the first stands.
fn kinds(chart: &Chart) -> BTreeMap<String, (String, usize)> {
    let mut found = BTreeMap::new();
    for (path, text) in chart.templates().filter(|(path, _)| !path.starts_with("templates/tests/")) {
        for (number, line) in text.lines().enumerate() {
            if let Some(kind) = line.strip_prefix("kind:") {
                found.entry(kind.trim().to_owned()).or_insert_with(|| (path.to_owned(), number + 1));
            }
        }
    }
    found
}

pub(super) fn definition_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    if !old.is_library() {
        return Vec::new();
    }
    let left: BTreeSet<String> = definitions(new).into_iter().map(|(name, ..)| name).collect();
    let gone = definitions(old).into_iter().filter(|(name, ..)| !left.contains(name));
    gone.map(|(name, file, line)| Seen::gone(file, line, name.clone()).was(name)).collect()
}

/// `{{ define "name" }}`, with file and line.
fn definitions(chart: &Chart) -> Vec<(String, String, usize)> {
    let mut found = Vec::new();
    for (path, text) in chart.templates() {
        for (number, line) in text.lines().enumerate() {
            let after = line.split_once("define ").filter(|(before, _)| before.contains("{{")).map(|(_, after)| after);
            let name = after.and_then(|after| after.trim_start().strip_prefix(['"', '`'])?.split(['"', '`']).next());
            found.extend(name.map(|name| (name.to_owned(), path.to_owned(), number + 1)));
        }
    }
    found
}

pub(super) fn changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (path, text) in new.templates() {
        let was = old.files.get(path).map(|was| essence(was));
        if was.as_ref() != Some(&essence(text)) {
            seen.push(Seen::new(path, 1, path));
        }
    }
    let gone = old.templates().filter(|(path, _)| !new.files.contains_key(*path));
    seen.extend(gone.map(|(path, _)| Seen::gone(path, 1, path)));
    seen
}

/// The lines of a template, whatever their order, without comments and blanks.
fn essence(text: &str) -> Vec<String> {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = split_comment(rest) {
        kept.push_str(before);
        rest = after;
    }
    kept.push_str(rest);
    let lines = kept.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut lines: Vec<String> = lines.map(str::to_owned).collect();
    lines.sort();
    lines
}

/// What stands before and behind the first `{{- /* … */ -}}`.
fn split_comment(text: &str) -> Option<(&str, &str)> {
    let start = ["{{/*", "{{- /*", "{{-/*"].iter().filter_map(|open| text.find(open)).min()?;
    let after = &text[start..];
    let end = after.find("*/")? + after[after.find("*/")?..].find("}}")? + "}}".len();
    Some((&text[..start], &after[end..]))
}
