//! Rules on variables.

use super::super::rule::Seen;
use super::Module;
use super::module::Variable;

pub(super) fn removed(old: &Module, new: &Module) -> Vec<Seen> {
    let gone = old.variables.iter().filter(|(name, _)| !new.variables.contains_key(*name));
    gone.map(|(name, was)| Seen::gone(&was.place.file, was.place.line, name).was(was.kind_text.as_str())).collect()
}

pub(super) fn required(old: &Module, new: &Module) -> Vec<Seen> {
    fresh(old, new).filter(|(_, is)| is.default.is_none()).map(added).collect()
}

pub(super) fn optional(old: &Module, new: &Module) -> Vec<Seen> {
    fresh(old, new).filter(|(_, is)| is.default.is_some()).map(added).collect()
}

fn fresh<'m>(old: &'m Module, new: &'m Module) -> impl Iterator<Item = (&'m String, &'m Variable)> {
    new.variables.iter().filter(|(name, _)| !old.variables.contains_key(*name))
}

fn added((name, is): (&String, &Variable)) -> Seen {
    Seen::new(&is.place.file, is.place.line, name).is(is.kind_text.as_str())
}

pub(super) fn default_removed(old: &Module, new: &Module) -> Vec<Seen> {
    pairs(old, new, |was, is| {
        let default = was.default.clone().filter(|_| is.default.is_none())?;
        Some((default, "no default".to_owned()))
    })
}

pub(super) fn default_added(old: &Module, new: &Module) -> Vec<Seen> {
    pairs(old, new, |was, is| Some(("no default".to_owned(), is.default.clone().filter(|_| was.default.is_none())?)))
}

pub(super) fn default_changed(old: &Module, new: &Module) -> Vec<Seen> {
    pairs(old, new, |was, is| {
        let both = (was.default.clone()?, is.default.clone()?);
        (both.0 != both.1).then_some(both)
    })
}

pub(super) fn type_narrowed(old: &Module, new: &Module) -> Vec<Seen> {
    types(old, new, |was, is| !is.kind.accepts(&was.kind))
}

pub(super) fn type_widened(old: &Module, new: &Module) -> Vec<Seen> {
    types(old, new, |was, is| is.kind.accepts(&was.kind) && is.kind != was.kind)
}

fn types(old: &Module, new: &Module, wanted: impl Fn(&Variable, &Variable) -> bool) -> Vec<Seen> {
    pairs(old, new, |was, is| wanted(was, is).then(|| (was.kind_text.clone(), is.kind_text.clone())))
}

pub(super) fn nullable(old: &Module, new: &Module) -> Vec<Seen> {
    let words = || Some(("nullable".to_owned(), "not nullable".to_owned()));
    pairs(old, new, |was, is| if was.nullable && !is.nullable { words() } else { None })
}

/// Which of two conditions is stricter cannot be told: one that differs may refuse what was accepted.
pub(super) fn validation(old: &Module, new: &Module) -> Vec<Seen> {
    pairs(old, new, |was, is| {
        let shown = |conditions: &[String]| match conditions {
            [] => "no validation".to_owned(),
            conditions => conditions.join(", and "),
        };
        let stricter = is.validations.iter().any(|condition| !was.validations.contains(condition));
        stricter.then(|| (shown(&was.validations), shown(&is.validations)))
    })
}

pub(super) fn validation_removed(old: &Module, new: &Module) -> Vec<Seen> {
    pairs(old, new, |was, is| {
        let fewer = is.validations.iter().all(|condition| was.validations.contains(condition));
        (fewer && is.validations.len() < was.validations.len())
            .then(|| (was.validations.join(", and "), is.validations.join(", and ")))
    })
}

/// The variables of both sides of which something is told, before and after.
fn pairs(old: &Module, new: &Module, tell: impl Fn(&Variable, &Variable) -> Option<(String, String)>) -> Vec<Seen> {
    let both = new.variables.iter().filter_map(|(name, is)| Some((name, old.variables.get(name)?, is)));
    both.filter_map(|(name, was, is)| {
        let (before, after) = tell(was, is)?;
        Some(Seen::new(&is.place.file, is.place.line, name).was(before).is(after))
    })
    .collect()
}
