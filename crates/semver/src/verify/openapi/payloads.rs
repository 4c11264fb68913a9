//! Rules on what is sent and what is answered.

use std::collections::HashSet;

use super::super::node::Node;
use super::super::rule::Seen;
use super::super::schema::{Change, Kind, diff};
use super::Document;
use super::document::{Operation, media, pairs};
use super::operations::subject;

pub(super) fn request_narrowed(old: &Document, new: &Document) -> Vec<Seen> {
    tell(old, new, requests, |changes| changes.iter().filter(|change| change.kind.narrows()).cloned().collect())
}

pub(super) fn request_widened(old: &Document, new: &Document) -> Vec<Seen> {
    tell(old, new, requests, |changes| {
        let wider = |change: &&Change| change.kind.widens() && !is_removed(change, changes);
        changes.iter().filter(wider).cloned().collect()
    })
}

pub(super) fn request_property_removed(old: &Document, new: &Document) -> Vec<Seen> {
    of_kind(old, new, requests, Kind::PropertyRemoved { closed: false })
}

pub(super) fn request_property_added(old: &Document, new: &Document) -> Vec<Seen> {
    of_kind(old, new, requests, Kind::PropertyAdded)
}

pub(super) fn response_widened(old: &Document, new: &Document) -> Vec<Seen> {
    tell(old, new, responses, |changes| {
        let wider = |change: &&Change| change.kind.widens() && !is_removed(change, changes);
        changes.iter().filter(wider).cloned().collect()
    })
}

pub(super) fn response_narrowed(old: &Document, new: &Document) -> Vec<Seen> {
    tell(old, new, responses, |changes| {
        let removed = |kind: Kind| matches!(kind, Kind::PropertyRemoved { .. });
        changes.iter().filter(|change| change.kind.narrows() && !removed(change.kind)).cloned().collect()
    })
}

pub(super) fn response_property_removed(old: &Document, new: &Document) -> Vec<Seen> {
    gone(old, new, |was_required| was_required)
}

pub(super) fn response_optional_removed(old: &Document, new: &Document) -> Vec<Seen> {
    gone(old, new, |was_required| !was_required)
}

pub(super) fn response_property_added(old: &Document, new: &Document) -> Vec<Seen> {
    of_kind(old, new, responses, Kind::PropertyAdded)
}

/// The properties that answers no longer have, by whether they always had them.
fn gone(old: &Document, new: &Document, wanted: impl Fn(bool) -> bool) -> Vec<Seen> {
    tell(old, new, responses, |changes| {
        let was_required = |change: &Change| {
            changes.iter().any(|other| other.kind == Kind::RequiredRemoved && other.path == change.path)
        };
        let gone = changes.iter().filter(|change| matches!(change.kind, Kind::PropertyRemoved { .. }));
        gone.filter(|change| wanted(was_required(change))).cloned().collect()
    })
}

/// A property that is gone is no longer required either; that is told once.
fn is_removed(change: &Change, all: &[Change]) -> bool {
    let removed = |other: &Change| matches!(other.kind, Kind::PropertyRemoved { .. }) && other.path == change.path;
    change.kind == Kind::RequiredRemoved && all.iter().any(removed)
}

fn of_kind(old: &Document, new: &Document, parts: Parts, kind: Kind) -> Vec<Seen> {
    tell(old, new, parts, |changes| changes.iter().filter(|change| change.kind == kind).cloned().collect())
}

/// The schemas of an operation by the part that they are of.
type Parts = for<'d> fn(&Operation<'d>) -> Vec<(String, &'d Node)>;

fn requests<'d>(operation: &Operation<'d>) -> Vec<(String, &'d Node)> {
    let mut parts = Vec::new();
    for (place, name, node) in operation.parameters() {
        if let Some(schema) = node.get("schema") {
            // the name may differ in a path
            let part = if place == "path" { format!("path {name}") } else { subject(operation, &place, node) };
            parts.push((part, schema));
        }
    }
    for (name, node) in operation.body().map_or(&[][..], media) {
        parts.extend(node.get("schema").map(|schema| (format!("body {name}"), schema)));
    }
    parts
}

fn responses<'d>(operation: &Operation<'d>) -> Vec<(String, &'d Node)> {
    let mut parts = Vec::new();
    for (status, node) in operation.responses() {
        for (name, node) in media(node) {
            parts.extend(node.get("schema").map(|schema| (format!("{status} {name}"), schema)));
        }
    }
    parts
}

/// Compares the schemas of all operations and tells the changes chosen, each once: schemas are shared.
fn tell(old: &Document, new: &Document, parts: Parts, choose: impl Fn(&[Change]) -> Vec<Change>) -> Vec<Seen> {
    let mut seen = Vec::new();
    let mut met = HashSet::new();
    for (was, is) in pairs(old, new) {
        let known = parts(&was);
        for (part, schema) in parts(&is) {
            let Some((_, before)) = known.iter().find(|(name, _)| *name == part) else { continue };
            for change in choose(&diff(before, schema, &old.root, &new.root)) {
                if met.insert((change.line, change.in_base, change.old.clone(), change.path.last().cloned())) {
                    seen.push(as_seen(change, new, &format!("{} {part}", is.title())));
                }
            }
        }
    }
    seen
}

fn as_seen(change: Change, new: &Document, part: &str) -> Seen {
    let place = if change.in_base { Seen::gone } else { Seen::new };
    let subject = format!("{part} {}", change.path.join("."));
    let old = change.old.or_else(|| (change.kind == Kind::RequiredRemoved).then(|| "required".to_owned()));
    let is = change.new.or_else(|| match change.kind {
        Kind::RequiredAdded => Some("required".to_owned()),
        Kind::RequiredRemoved => Some("optional".to_owned()),
        _ => None,
    });
    Seen { old, new: is, ..place(&new.file, change.line, subject.trim_end()) }
}
