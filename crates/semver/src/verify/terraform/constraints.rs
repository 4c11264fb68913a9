//! Rules on `required_version` and `required_providers`, and on what no other rule judges.

use super::super::constraint::Constraint;
use super::super::rule::Seen;
use super::Module;
use super::module::Constrained;

const TERRAFORM: &str = "required_version";

pub(super) fn version_narrowed(old: &Module, new: &Module) -> Vec<Seen> {
    narrowed(old, new, |name| name == TERRAFORM)
}

pub(super) fn provider_narrowed(old: &Module, new: &Module) -> Vec<Seen> {
    narrowed(old, new, |name| name != TERRAFORM && old.constraints.contains_key(name))
}

fn narrowed(old: &Module, new: &Module, wanted: impl Fn(&str) -> bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (name, is) in new.constraints.iter().filter(|(name, _)| wanted(name)) {
        let was = old.constraints.get(name);
        if let Some(lost) = lost(was, is) {
            let there = Seen::new(&is.place.file, is.place.line, format!("{name} no longer takes {lost}"));
            seen.push(there.was(shown(was)).is(shown(Some(is))));
        }
    }
    seen
}

pub(super) fn widened(old: &Module, new: &Module) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (name, was) in &old.constraints {
        let is = new.constraints.get(name);
        let more = lost(is, was).is_some();
        let less = is.is_some_and(|is| lost(Some(was), is).is_some());
        if more && !less {
            let place = is.map_or(&was.place, |is| &is.place);
            let there = if is.is_some() { Seen::new } else { Seen::gone };
            seen.push(there(place.file.clone(), place.line, name.clone()).was(shown(Some(was))).is(shown(is)));
        }
    }
    seen
}

/// A version that the first takes and the second does not; what is not there takes every version.
fn lost(from: Option<&Constrained>, to: &Constrained) -> Option<semver::Version> {
    let read = |text: Option<&String>| text.map_or(Some(Constraint::any()), |text| Constraint::read(text));
    read(from.and_then(|from| from.version.as_ref()))?.lost_in(&read(to.version.as_ref())?)
}

fn shown(constrained: Option<&Constrained>) -> &str {
    constrained.and_then(|constrained| constrained.version.as_deref()).unwrap_or("any")
}

pub(super) fn source_changed(old: &Module, new: &Module) -> Vec<Seen> {
    let both = new.constraints.iter().filter_map(|(name, is)| Some((name, old.constraints.get(name)?, is)));
    let other = both.filter(|(_, was, is)| was.source != is.source);
    let text = |constrained: &Constrained| constrained.source.clone().unwrap_or_else(|| "none".to_owned());
    other.map(|(name, was, is)| Seen::new(&is.place.file, is.place.line, name).was(text(was)).is(text(is))).collect()
}

pub(super) fn provider_added(old: &Module, new: &Module) -> Vec<Seen> {
    let fresh = new.constraints.iter().filter(|(name, _)| *name != TERRAFORM && !old.constraints.contains_key(*name));
    fresh.map(|(name, is)| Seen::new(&is.place.file, is.place.line, name).is(shown(Some(is)))).collect()
}

pub(super) fn rest_changed(old: &Module, new: &Module) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (key, is) in &new.rest {
        let was = old.rest.get(key);
        if was.is_some_and(|was| was.essence != is.essence) || (was.is_none() && is_inner(key)) {
            seen.push(Seen::new(&is.place.file, is.place.line, key));
        }
    }
    let gone = old.rest.iter().filter(|(key, _)| is_inner(key) && !new.rest.contains_key(*key));
    seen.extend(gone.map(|(key, was)| Seen::gone(&was.place.file, was.place.line, key)));
    seen
}

/// Blocks that callers do not see: whether they come or go is told here and nowhere else.
fn is_inner(key: &str) -> bool {
    let kind = key.split(' ').next().unwrap_or_default();
    !matches!(kind, "variable" | "output" | "resource" | "module" | "terraform")
}
