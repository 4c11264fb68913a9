//! Rules on outputs.

use super::super::rule::Seen;
use super::Module;

pub(super) fn removed(old: &Module, new: &Module) -> Vec<Seen> {
    let gone = old.outputs.iter().filter(|(name, _)| !new.outputs.contains_key(*name));
    gone.map(|(name, was)| Seen::gone(&was.place.file, was.place.line, name).was(name.as_str())).collect()
}

pub(super) fn added(old: &Module, new: &Module) -> Vec<Seen> {
    let fresh = new.outputs.iter().filter(|(name, _)| !old.outputs.contains_key(*name));
    fresh.map(|(name, is)| Seen::new(&is.place.file, is.place.line, name).is(name.as_str())).collect()
}

pub(super) fn sensitive(old: &Module, new: &Module) -> Vec<Seen> {
    let both = new.outputs.iter().filter_map(|(name, is)| Some((name, old.outputs.get(name)?, is)));
    let now = both.filter(|(_, was, is)| !was.sensitive && is.sensitive);
    now.map(|(name, _, is)| Seen::new(&is.place.file, is.place.line, name).was("shown").is("sensitive")).collect()
}
