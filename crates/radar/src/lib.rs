//! The radar to look at and to hand on: as a picture ([`svg`]), as one self-contained page ([`page`]), and in the
//! formats of other radars ([`exchange`]).
//!
//! Data in, text out: the same radar gives the same bytes.

pub mod exchange;
mod layout;
mod markdown;
mod page;
mod svg;

use std::collections::BTreeMap;

use blip_model::{Blip, BlipId, Radar, Ring};

pub use page::page;
pub use svg::svg;

/// The rings from the centre outwards.
const RINGS: [Ring; 4] = [Ring::Adopt, Ring::Trial, Ring::Assess, Ring::Hold];

/// How many services use each blip.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The services that were counted.
    pub services: usize,
    /// Those among them that name the blip in their `blip.yaml`.
    pub blips: BTreeMap<BlipId, usize>,
}

/// What the newest edition changed about a blip.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Change {
    None,
    New,
    /// To a ring nearer to the centre.
    In,
    Out,
}

impl Change {
    fn of(blip: &Blip, radar: &Radar) -> Self {
        let is_first_edition =
            radar.blips().all(|other| Some(&other.edition) == radar.edition() && other.previous_ring.is_none());
        if is_first_edition || Some(&blip.edition) != radar.edition() {
            return Self::None;
        }
        match blip.previous_ring {
            None => Self::New,
            Some(before) if blip.front.ring < before => Self::In,
            Some(before) if blip.front.ring > before => Self::Out,
            Some(_) => Self::None,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::None => "unchanged",
            Self::New => "new",
            Self::In => "moved in",
            Self::Out => "moved out",
        }
    }
}

/// The blips in the order of their numbers.
fn by_number(radar: &Radar) -> Vec<&Blip> {
    let mut blips: Vec<&Blip> = radar.blips().collect();
    blips.sort_by_key(|blip| blip.front.number);
    blips
}

/// The quadrants in the order of their blips' numbers.
fn quadrants(radar: &Radar) -> Vec<&str> {
    let mut names: Vec<(u32, &str)> = Vec::new();
    for blip in radar.blips() {
        let front = &blip.front;
        match names.iter_mut().find(|(_, name)| *name == front.quadrant) {
            Some((number, _)) => *number = front.number.min(*number),
            None => names.push((front.number, &front.quadrant)),
        }
    }
    names.sort_unstable();
    names.into_iter().map(|(_, name)| name).collect()
}

/// `languages-and-frameworks` as people write it.
fn title_of(slug: &str) -> String {
    let words = slug.replace(['-', '_'], " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod testing;
