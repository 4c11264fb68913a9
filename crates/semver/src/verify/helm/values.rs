//! Rules on values.yaml.

use super::super::node::{Node, Value};
use super::super::rule::Seen;
use super::Chart;

const FILE: &str = "values.yaml";

/// The keys whose default running releases depend on.
const RISKY: [&str; 6] =
    ["persistence", "securityContext", "podSecurityContext", "containerSecurityContext", "replicas", "replicaCount"];

pub(super) fn removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let gone = gone(old, new).into_iter().filter(|leaf| renamed_to(leaf, old, new).is_none());
    gone.map(|leaf| Seen::gone(FILE, leaf.node.line, dotted(&leaf.path)).was(leaf.node.shown())).collect()
}

pub(super) fn renamed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for leaf in gone(old, new) {
        if let Some(to) = renamed_to(&leaf, old, new) {
            let there = Seen::new(FILE, to.node.line, dotted(&leaf.path));
            seen.push(there.was(dotted(&leaf.path)).is(dotted(&to.path)));
        }
    }
    seen
}

pub(super) fn retyped(old: &Chart, new: &Chart) -> Vec<Seen> {
    let pairs = pairs(old, new).into_iter().filter(|(_, was, is)| is_retyped(was, is));
    pairs
        .map(|(path, was, is)| {
            let typed = |node: &Node| format!("{} ({})", node.shown(), node.type_name());
            Seen::new(FILE, is.line, dotted(&path)).was(typed(was)).is(typed(is))
        })
        .collect()
}

pub(super) fn added(old: &Chart, new: &Chart) -> Vec<Seen> {
    let is_new_name = |leaf: &Leaf<'_>| {
        gone(old, new).iter().filter_map(|gone| renamed_to(gone, old, new)).any(|to| to.path == leaf.path)
    };
    let added = missing(&new.values, &old.values).into_iter().filter(|leaf| !is_new_name(leaf));
    added.map(|leaf| Seen::new(FILE, leaf.node.line, dotted(&leaf.path)).is(leaf.node.shown())).collect()
}

pub(super) fn default_changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen: Vec<Seen> = changed_defaults(old, new).into_iter().filter(|c| !is_risky(&c.0)).map(|c| c.1).collect();
    // still read, and no longer written down: the default is nothing now
    for leaf in missing(&old.values, &new.values).into_iter().filter(|leaf| is_still_read(leaf, new)) {
        seen.push(Seen::gone(FILE, leaf.node.line, dotted(&leaf.path)).was(leaf.node.shown()));
    }
    seen
}

pub(super) fn risky_default_changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    changed_defaults(old, new).into_iter().filter(|c| is_risky(&c.0)).map(|c| c.1).collect()
}

/// A value, and the keys that lead to it.
struct Leaf<'n> {
    path: Vec<String>,
    node: &'n Node,
}

/// The values that the new chart neither has nor reads.
fn gone<'c>(old: &'c Chart, new: &Chart) -> Vec<Leaf<'c>> {
    missing(&old.values, &new.values).into_iter().filter(|leaf| !is_still_read(leaf, new)).collect()
}

/// The topmost values of `of` that `from` lacks. Where `from` has no map at all, the type differs instead.
fn missing<'n>(of: &'n Node, from: &Node) -> Vec<Leaf<'n>> {
    fn walk<'n>(of: &'n Node, from: &Node, path: &[String], found: &mut Vec<Leaf<'n>>) {
        for (key, node) in of.entries() {
            let path: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
            match from.get(key) {
                None => found.push(Leaf { path, node }),
                Some(other) if other.is_map() => walk(node, other, &path, found),
                Some(_) => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(of, from, &[], &mut found);
    found
}

/// The values that both have and that are no maps in both.
fn pairs<'c>(old: &'c Chart, new: &'c Chart) -> Vec<(Vec<String>, &'c Node, &'c Node)> {
    fn walk<'n>(old: &'n Node, new: &'n Node, path: &[String], found: &mut Vec<(Vec<String>, &'n Node, &'n Node)>) {
        for (key, was) in old.entries() {
            let path: Vec<String> = path.iter().cloned().chain([key.clone()]).collect();
            match new.get(key) {
                Some(is) if was.is_map() && is.is_map() => walk(was, is, &path, found),
                Some(is) => found.push((path, was, is)),
                None => {}
            }
        }
    }
    let mut found = Vec::new();
    walk(&old.values, &new.values, &[], &mut found);
    found
}

/// `null` stands for "not set", whatever the type.
fn is_retyped(was: &Node, is: &Node) -> bool {
    !was.is_null() && !is.is_null() && was.type_name() != is.type_name()
}

fn changed_defaults(old: &Chart, new: &Chart) -> Vec<(Vec<String>, Seen)> {
    let changed = pairs(old, new).into_iter().filter(|(_, was, is)| !was.same(is) && !is_retyped(was, is));
    changed
        .map(|(path, was, is)| {
            let seen = Seen::new(FILE, is.line, dotted(&path)).was(was.shown()).is(is.shown());
            (path, seen)
        })
        .collect()
}

fn is_risky(path: &[String]) -> bool {
    path.iter().any(|key| RISKY.contains(&key.as_str())) || path.ends_with(&["service".to_owned(), "type".to_owned()])
}

/// The new key beside a removed one that has the same value, where it is the only one of either.
fn renamed_to<'c>(leaf: &Leaf<'_>, old: &Chart, new: &'c Chart) -> Option<Leaf<'c>> {
    let siblings =
        |path: &[String]| path.len() == leaf.path.len() && path.starts_with(&leaf.path[..leaf.path.len() - 1]);
    let telling = |node: &Node| match &node.value {
        Value::Null | Value::Bool(_) => false,
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        Value::Map(entries) => !entries.is_empty(),
        Value::Number(_) => true,
    };
    let mut to = missing(&new.values, &old.values);
    to.retain(|other| siblings(&other.path) && other.node.same(leaf.node) && telling(other.node));
    let mut from = gone(old, new);
    from.retain(|other| siblings(&other.path) && other.node.same(leaf.node));
    match (to.len(), from.len()) {
        (1, 1) => to.pop(),
        _ => None,
    }
}

/// Whether the chart still knows a value that values.yaml does not write down: its schema names it, a template reads
/// it, or a template prints a whole map that it lies in.
fn is_still_read(leaf: &Leaf<'_>, chart: &Chart) -> bool {
    let named = leaf.path.iter().try_fold(chart.schema.as_ref(), |schema, key| {
        Some(schema?.get("properties").and_then(|properties| properties.get(key)))
    });
    if matches!(named, Some(Some(_))) {
        return true;
    }
    let whole = |length: usize| format!(".Values.{}", leaf.path[..length].join("."));
    chart.templates().any(|(_, text)| {
        text.lines().any(|line| {
            let prints = line.contains("toYaml") || line.contains("tpl") || line.contains("range");
            mentions(line, &whole(leaf.path.len()))
                || (prints && (1..leaf.path.len()).any(|length| ends_at(line, &whole(length))))
        })
    })
}

/// Whether a line has this expression, or one that goes on below it.
fn mentions(line: &str, expression: &str) -> bool {
    line.match_indices(expression)
        .any(|(at, _)| !line[at + expression.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

/// Whether a line has this expression and not one that goes on below it.
fn ends_at(line: &str, expression: &str) -> bool {
    line.match_indices(expression).any(|(at, _)| {
        !line[at + expression.len()..].starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.')
    })
}

fn dotted(path: &[String]) -> String {
    path.join(".")
}
