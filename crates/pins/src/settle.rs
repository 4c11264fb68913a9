//! Before a merge: whose version it is where both sides have one.
//!
//! A merge by line knows nothing of versions: where a bot raised one in a line that the templates changed as well, or
//! in the line beside it, it finds a conflict. So the versions are settled first. Afterwards the base has the user's,
//! and what is generated has those that stay; no conflict is left that is about versions alone.

use std::cmp::Ordering;

use similar::{Algorithm, DiffOp, capture_diff_slices};

use crate::{Kind, Pin, scan};

/// The two texts that meet the user's in the merge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settled {
    /// What was generated before, with the user's versions.
    pub base: String,
    /// What is generated now, with the versions that stay.
    pub new: String,
}

/// Settles the versions in a file: what was generated, what the user has, and what is generated now.
///
/// * What the user did not touch is the templates'.
/// * What the templates did not touch is the user's, whether it is newer or older.
/// * Of two that both changed, the newer one stays; but who went back on purpose stays there.
/// * Where nobody can tell which is newer, nothing is done, and the merge shows the conflict.
#[must_use]
pub fn settle(path: &str, base: &str, user: &str, new: &str) -> Settled {
    let [base, user, new] = [base, user, new].map(|text| Side::new(path, text));
    let mut settling = Settling {
        base_to_user: base.pairs(&user),
        new_to_user: new.pairs(&user),
        new_to_base: new.pairs(&base),
        base: &base,
        user: &user,
        new: &new,
        base_edits: Vec::new(),
        new_edits: Vec::new(),
    };
    settling.pairs();
    settling.strays();
    let (base_edits, new_edits) = (settling.base_edits, settling.new_edits);
    Settled { base: base.with(base_edits), new: new.with(new_edits) }
}

/// A text with its pins.
struct Side<'t> {
    text: &'t str,
    pins: Vec<Pin>,
}

/// A line as another text may have it too, whatever version it names.
#[derive(PartialEq, Eq, Hash)]
enum Line<'t> {
    Pin(Kind, &'t str),
    Text(&'t str),
}

/// Pins by their index that shall say the version of one of the user's.
type Edits = Vec<(usize, String)>;

struct Settling<'s> {
    base: &'s Side<'s>,
    user: &'s Side<'s>,
    new: &'s Side<'s>,
    base_to_user: Vec<Option<usize>>,
    new_to_user: Vec<Option<usize>>,
    new_to_base: Vec<Option<usize>>,
    base_edits: Edits,
    new_edits: Edits,
}

enum Whose {
    Users,
    Templates,
    Nobodys,
}

impl Settling<'_> {
    /// The pins that stand in both the user's file and the new one.
    fn pairs(&mut self) {
        for (at, user_at) in self.new_to_user.clone().into_iter().enumerate() {
            let Some(user_at) = user_at else { continue };
            let (new, user) = (&self.new.pins[at], &self.user.pins[user_at]);
            let base_at = self.base_to_user.iter().position(|other| *other == Some(user_at));
            let base = base_at.map(|at| &self.base.pins[at]);
            if base.is_some_and(|base| base.quote != user.quote) || new.quote != user.quote {
                continue;
            }
            let text = || self.user.text[user.span.clone()].to_owned();
            match whose(base, user, new) {
                Whose::Users => self.new_edits.push((at, text())),
                Whose::Templates => {}
                Whose::Nobodys => continue,
            }
            self.base_edits.extend(base_at.map(|at| (at, text())));
        }
    }

    /// The pins that have no counterpart: a step that the templates add gets what the user has everywhere else, and
    /// what they remove does not come back because its version was raised.
    fn strays(&mut self) {
        let is_new = |at: usize| self.new_to_user[at].is_none() && self.new_to_base[at].is_none();
        for (at, new) in self.new.pins.iter().enumerate().filter(|(at, _)| is_new(*at)) {
            let Some(user) = self.user.only_version_of(new) else { continue };
            let is_touched = !self.base.pins.iter().any(|base| base.is_of(user) && base.is_same(user));
            if is_touched && user.quote == new.quote && user.newer(new) == Some(Ordering::Greater) {
                self.new_edits.push((at, self.user.text[user.span.clone()].to_owned()));
            }
        }
        for (at, base) in self.base.pins.iter().enumerate() {
            let Some(user) = self.base_to_user[at].map(|at| &self.user.pins[at]) else { continue };
            let is_gone = !self.new.pins.iter().any(|new| new.is_of(base));
            if is_gone && user.quote == base.quote {
                self.base_edits.push((at, self.user.text[user.span.clone()].to_owned()));
            }
        }
    }
}

fn whose(base: Option<&Pin>, user: &Pin, new: &Pin) -> Whose {
    let order = user.newer(new);
    let Some(base) = base else {
        return if order == Some(Ordering::Greater) { Whose::Users } else { Whose::Nobodys };
    };
    if user.is_same(base) {
        return Whose::Templates;
    }
    if user.is_same(new) || new.is_same(base) {
        return Whose::Users;
    }
    match (order, user.newer(base)) {
        // one release is one commit: somebody has to look at that
        (Some(Ordering::Equal), _) if user.kind == Kind::Action && is_release(user) => Whose::Nobodys,
        (Some(Ordering::Greater | Ordering::Equal), _) => Whose::Users,
        (Some(Ordering::Less), Some(Ordering::Less)) => Whose::Users,
        (Some(Ordering::Less), Some(_)) => Whose::Templates,
        _ => Whose::Nobodys,
    }
}

/// Whether the version is a whole one, which never moves: `v4.2.2`, not `v4`.
fn is_release(pin: &Pin) -> bool {
    pin.version.as_ref().is_some_and(|version| version.matches('.').count() >= 2)
}

impl<'t> Side<'t> {
    fn new(path: &str, text: &'t str) -> Self {
        Self { text, pins: scan(path, text) }
    }

    /// For each of its pins, the pin of `other` that stands in the same place.
    fn pairs(&self, other: &Self) -> Vec<Option<usize>> {
        let mut pairs = vec![None; self.pins.len()];
        if self.pins.is_empty() || other.pins.is_empty() {
            return pairs;
        }
        let at_line = |side: &Self, line: usize| side.pins.binary_search_by_key(&(line + 1), |pin| pin.line).ok();
        for op in capture_diff_slices(Algorithm::Patience, &self.lines(), &other.lines()) {
            let DiffOp::Equal { old_index, new_index, len } = op else { continue };
            for i in 0..len {
                if let Some(at) = at_line(self, old_index + i) {
                    pairs[at] = at_line(other, new_index + i);
                }
            }
        }
        pairs
    }

    fn lines(&self) -> Vec<Line<'_>> {
        let mut lines: Vec<Line<'_>> = self.text.lines().map(Line::Text).collect();
        for pin in &self.pins {
            lines[pin.line - 1] = Line::Pin(pin.kind, &pin.name);
        }
        lines
    }

    /// A pin of the same name, where all of them are the same version.
    fn only_version_of(&self, pin: &Pin) -> Option<&Pin> {
        let mut same = self.pins.iter().filter(|other| other.is_of(pin));
        let first = same.next()?;
        same.all(|other| other.is_same(first)).then_some(first)
    }

    /// The text with other versions.
    fn with(&self, mut edits: Edits) -> String {
        edits.sort();
        let mut text = self.text.to_owned();
        for (at, version) in edits.into_iter().rev() {
            text.replace_range(self.pins[at].span.clone(), &version);
        }
        text
    }
}

#[cfg(test)]
mod tests;
