//! Rules on resources and calls of modules: what is at an address that is gone is destroyed.
//!
//! Source: Terraform's documentation, "Refactoring". From one to `count` and back, Terraform moves by itself.

use super::super::rule::Seen;
use super::Module;
use super::module::Address;

pub(super) fn removed(old: &Module, new: &Module) -> Vec<Seen> {
    let gone = old.addresses.iter().filter(|(name, _)| !new.addresses.contains_key(*name) && !is_moved(name, new));
    gone.map(|(name, was)| Seen::gone(&was.place.file, was.place.line, name).was(name.as_str())).collect()
}

pub(super) fn added(old: &Module, new: &Module) -> Vec<Seen> {
    let is_new = |name: &String| !old.addresses.contains_key(name) && !names(&new.moved_to, name);
    let fresh = new.addresses.iter().filter(|(name, _)| is_new(name));
    fresh.map(|(name, is)| Seen::new(&is.place.file, is.place.line, name).is(name.as_str())).collect()
}

pub(super) fn repeated_otherwise(old: &Module, new: &Module) -> Vec<Seen> {
    let word = |address: &Address| if address.has_for_each { "for_each" } else { "count or once" };
    let both = new.addresses.iter().filter_map(|(name, is)| Some((name, old.addresses.get(name)?, is)));
    let other = both.filter(|(name, was, is)| was.has_for_each != is.has_for_each && !is_moved(name, new));
    other.map(|(name, was, is)| Seen::new(&is.place.file, is.place.line, name).was(word(was)).is(word(is))).collect()
}

/// Whether a `moved` block leads away from an address, or from one of its instances.
fn is_moved(address: &str, module: &Module) -> bool {
    names(&module.moved_from, address)
}

fn names(moved: &[String], address: &str) -> bool {
    let instance = |rest: &str| rest.is_empty() || rest.starts_with('[');
    moved.iter().any(|from| from.strip_prefix(address).is_some_and(instance))
}
