//! Rules on what can be called at all: paths, methods, parameters, bodies, status codes, media types.

use super::super::node::Node;
use super::super::rule::Seen;
use super::Document;
use super::document::{Operation, is_true, media, pairs};

pub(super) fn path_removed(old: &Document, new: &Document) -> Vec<Seen> {
    let gone = old.paths().filter(|(path, _)| new.path(path).is_none());
    gone.map(|(path, node)| Seen::gone(&old.file, node.line, path).was(path)).collect()
}

pub(super) fn path_added(old: &Document, new: &Document) -> Vec<Seen> {
    let fresh = new.paths().filter(|(path, _)| old.path(path).is_none());
    fresh.map(|(path, node)| Seen::new(&new.file, node.line, path).is(path)).collect()
}

pub(super) fn method_removed(old: &Document, new: &Document) -> Vec<Seen> {
    let gone = old.operations().filter(|was| new.operation(was).is_none() && new.path(was.path).is_some());
    gone.map(|was| Seen::gone(&old.file, was.node.line, was.title()).was(was.title())).collect()
}

pub(super) fn method_added(old: &Document, new: &Document) -> Vec<Seen> {
    let fresh = new.operations().filter(|is| old.operation(is).is_none() && old.path(is.path).is_some());
    fresh.map(|is| Seen::new(&new.file, is.node.line, is.title()).is(is.title())).collect()
}

pub(super) fn deprecated(old: &Document, new: &Document) -> Vec<Seen> {
    let now = pairs(old, new).filter(|(was, is)| !is_true(was.node, "deprecated") && is_true(is.node, "deprecated"));
    now.map(|(_, is)| Seen::new(&new.file, is.node.line, is.title())).collect()
}

pub(super) fn status_removed(old: &Document, new: &Document) -> Vec<Seen> {
    statuses(old, new, |status| status.starts_with('2'))
}

pub(super) fn error_status_removed(old: &Document, new: &Document) -> Vec<Seen> {
    statuses(old, new, |status| !status.starts_with('2'))
}

fn statuses(old: &Document, new: &Document, wanted: impl Fn(&str) -> bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new) {
        let left = is.responses();
        let covered = |status: &str| {
            let range = status.chars().next().map(|first| format!("{first}XX"));
            left.iter().any(|(other, _)| *other == status || range.as_deref() == Some(&other.to_ascii_uppercase()))
        };
        for (status, node) in was.responses().into_iter().filter(|(status, _)| wanted(status) && !covered(status)) {
            seen.push(Seen::gone(&old.file, node.line, format!("{} {status}", was.title())).was(status));
        }
    }
    seen
}

pub(super) fn status_added(old: &Document, new: &Document) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new) {
        let known = was.responses();
        for (status, node) in is.responses().into_iter().filter(|(status, _)| !known.iter().any(|(o, _)| o == status)) {
            seen.push(Seen::new(&new.file, node.line, format!("{} {status}", is.title())).is(status));
        }
    }
    seen
}

/// The parts of an operation that have media types, named.
fn contents<'d>(operation: &Operation<'d>) -> Vec<(String, &'d Node)> {
    let body = operation.body().map(|body| ("body".to_owned(), body));
    let responses = operation.responses().into_iter().map(|(status, node)| (status.to_owned(), node));
    body.into_iter().chain(responses).collect()
}

pub(super) fn media_type_removed(old: &Document, new: &Document) -> Vec<Seen> {
    media_types(old, new, Seen::gone, |seen, name| seen.was(name), &old.file)
}

pub(super) fn media_type_added(old: &Document, new: &Document) -> Vec<Seen> {
    media_types(new, old, Seen::new, |seen, name| seen.is(name), &new.file)
}

/// The media types of one side that the same part of the other lacks.
fn media_types(
    of: &Document,
    from: &Document,
    there: fn(String, usize, String) -> Seen,
    tell: fn(Seen, &str) -> Seen,
    file: &str,
) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (one, other) in pairs(of, from) {
        let parts = contents(&other);
        for (part, node) in contents(&one) {
            let Some((_, other)) = parts.iter().find(|(name, _)| *name == part) else { continue };
            for (name, node) in media(node).iter().filter(|(name, _)| !media(other).iter().any(|(o, _)| o == name)) {
                let subject = format!("{} {part} {name}", one.title());
                seen.push(tell(there(file.to_owned(), node.line, subject), name));
            }
        }
    }
    seen
}

pub(super) fn parameter_required(old: &Document, new: &Document) -> Vec<Seen> {
    parameters(old, new, |was, is| is_true(is, "required") && !was.is_some_and(|was| is_true(was, "required")))
}

pub(super) fn parameter_optional(old: &Document, new: &Document) -> Vec<Seen> {
    parameters(old, new, |was, is| !is_true(is, "required") && was.is_none_or(|was| is_true(was, "required")))
}

fn parameters(old: &Document, new: &Document, wanted: impl Fn(Option<&Node>, &Node) -> bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new) {
        let known = was.parameters();
        for (place, name, node) in is.parameters() {
            let before = known.iter().find(|(p, n, _)| *p == place && *n == name).map(|(.., node)| *node);
            if wanted(before, node) {
                let word = if is_true(node, "required") { "required" } else { "optional" };
                let there = Seen::new(&new.file, node.line, subject(&is, &place, node)).is(word);
                let old = before.map(|was| if is_true(was, "required") { "required" } else { "optional" }.to_owned());
                seen.push(Seen { old, ..there });
            }
        }
    }
    seen
}

pub(super) fn parameter_removed(old: &Document, new: &Document) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new) {
        let left = is.parameters();
        for (place, name, node) in was.parameters() {
            if !left.iter().any(|(p, n, _)| *p == place && *n == name) {
                seen.push(Seen::gone(&old.file, node.line, subject(&was, &place, node)).was(name));
            }
        }
    }
    seen
}

/// `GET /orders query limit`.
pub(super) fn subject(operation: &Operation<'_>, place: &str, parameter: &Node) -> String {
    format!("{} {place} {}", operation.title(), parameter.text_at("name").unwrap_or_default())
}

pub(super) fn body_required(old: &Document, new: &Document) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new) {
        let Some(body) = is.body().filter(|body| is_true(body, "required")) else { continue };
        let before = match was.body() {
            Some(body) if is_true(body, "required") => continue,
            Some(_) => "optional",
            None => "no body",
        };
        seen.push(Seen::new(&new.file, body.line, format!("{} body", is.title())).was(before).is("required"));
    }
    seen
}
