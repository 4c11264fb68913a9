//! Rules on values.schema.json.

use super::super::node::{Node, Value};
use super::super::rule::Seen;
use super::super::schema::{Change, Kind, diff};
use super::Chart;

const FILE: &str = "values.schema.json";

/// Helm puts the defaults in before it validates, so what has one is never missing.
pub(super) fn required(old: &Chart, new: &Chart) -> Vec<Seen> {
    let has_default = |change: &Change| {
        let path: Vec<&str> = change.path.iter().map(String::as_str).collect();
        new.values.at(&path).is_some_and(|node| !node.is_null())
    };
    found(old, new, |kind| kind == Kind::RequiredAdded, |change| !has_default(change))
}

pub(super) fn property_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    found(old, new, |kind| kind == Kind::PropertyRemoved { closed: true }, |_| true)
}

pub(super) fn type_narrowed(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::TypeNarrowed)
}

pub(super) fn enum_narrowed(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::EnumNarrowed)
}

pub(super) fn bound_tightened(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::BoundTightened)
}

pub(super) fn pattern_tightened(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::PatternTightened)
}

pub(super) fn alternative_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::AlternativeRemoved)
}

pub(super) fn closed(old: &Chart, new: &Chart) -> Vec<Seen> {
    of_kind(old, new, Kind::Closed)
}

pub(super) fn widened(old: &Chart, new: &Chart) -> Vec<Seen> {
    found(old, new, Kind::widens, |_| true)
}

fn of_kind(old: &Chart, new: &Chart, kind: Kind) -> Vec<Seen> {
    found(old, new, |found| found == kind, |_| true)
}

/// A chart without a schema takes every value: a new schema is compared with the one that says nothing.
fn found(old: &Chart, new: &Chart, wanted: impl Fn(Kind) -> bool, also: impl Fn(&Change) -> bool) -> Vec<Seen> {
    let anything = Node { line: 1, value: Value::Map(Vec::new()) };
    if old.schema.is_none() && new.schema.is_none() {
        return Vec::new();
    }
    let (was, is) = (old.schema.as_ref().unwrap_or(&anything), new.schema.as_ref().unwrap_or(&anything));
    // the values are a map with and without a schema that says so
    let says_nothing =
        |change: &Change| change.kind == Kind::TypeNarrowed && change.path.is_empty() && old.schema.is_none();
    let changes = diff(was, is, was, is)
        .into_iter()
        .filter(|change| wanted(change.kind) && also(change) && !says_nothing(change));
    changes.map(seen).collect()
}

fn seen(change: Change) -> Seen {
    let subject = if change.path.is_empty() { "the values".to_owned() } else { change.path.join(".") };
    let place = if change.in_base { Seen::gone } else { Seen::new };
    Seen { old: change.old, new: change.new, ..place(FILE, change.line, subject) }
}
