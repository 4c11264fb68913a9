//! Where each blip stands: in its quadrant and ring, in the order of the numbers, none upon another.
//!
//! All lengths are in units of the picture, which is [`SIZE`] wide and high. Angles are in radians, counted from the
//! right, against the clock.

use std::collections::BTreeMap;
use std::f64::consts::PI;

use blip_model::{Blip, BlipId, Radar};
use serde::Serialize;

use crate::{RINGS, quadrants};

/// Width and height of the picture.
pub(crate) const SIZE: f64 = 860.0;
/// What each ring ends at, as a share of the radius: the inner ones hold more.
const ENDS: [f64; 4] = [0.43, 0.66, 0.85, 1.0];
/// Around everything, for the names of rings and quadrants.
const MARGIN: f64 = 44.0;
/// Between two blips.
const GAP: f64 = 6.0;
/// Width and height of a line of a blip's name.
const LETTER: f64 = 6.4;
const LINE: f64 = 13.0;
/// Above which a name is broken into two lines.
const LETTERS: usize = 13;

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub(crate) struct Point {
    pub(crate) x: f64,
    pub(crate) y: f64,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Sector {
    pub(crate) quadrant: String,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

/// A blip's place, and the lines of its name below it, if there is room for names.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Spot {
    pub(crate) at: Point,
    pub(crate) lines: Vec<String>,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Layout {
    pub(crate) centre: Point,
    /// The outer radius of each ring.
    pub(crate) ends: [f64; 4],
    pub(crate) sectors: Vec<Sector>,
    /// The radius of a blip.
    pub(crate) dot: f64,
    pub(crate) spots: BTreeMap<BlipId, Spot>,
}

impl Layout {
    pub(crate) fn of(radar: &Radar) -> Self {
        let sizes = (5..=17).rev().map(f64::from);
        // with names where they fit, else with numbers alone, as large as can be
        let named = sizes.clone().filter(|dot| *dot >= 13.0).map(|dot| (dot, true));
        let numbered = sizes.map(|dot| (dot, false));
        let mut layout = Self::empty(radar);
        for (dot, names) in named.chain(numbered) {
            layout.dot = dot;
            layout.spots = layout.place(radar, names);
            if !layout.overlaps() {
                break;
            }
        }
        layout
    }

    /// A single quadrant fills the picture; several share a circle.
    fn empty(radar: &Radar) -> Self {
        let names = quadrants(radar);
        let (centre, radius, from, whole) = match names.len() {
            0 | 1 => (Point { x: MARGIN, y: SIZE - MARGIN }, SIZE - 2.0 * MARGIN, 0.0, PI / 2.0),
            _ => (Point { x: SIZE / 2.0, y: SIZE / 2.0 }, SIZE / 2.0 - MARGIN, PI / 2.0, 2.0 * PI),
        };
        let share = whole / names.len().max(1) as f64;
        let sectors = names.iter().enumerate().map(|(i, name)| Sector {
            quadrant: (*name).to_owned(),
            from: from + share * i as f64,
            to: from + share * (i + 1) as f64,
        });
        Self {
            centre,
            ends: ENDS.map(|end| end * radius),
            sectors: sectors.collect(),
            dot: 0.0,
            spots: BTreeMap::new(),
        }
    }

    fn place(&self, radar: &Radar, names: bool) -> BTreeMap<BlipId, Spot> {
        let mut spots = BTreeMap::new();
        for sector in &self.sectors {
            for (i, ring) in RINGS.into_iter().enumerate() {
                let mut blips: Vec<&Blip> = radar
                    .blips()
                    .filter(|blip| blip.front.ring == ring && blip.front.quadrant == sector.quadrant)
                    .collect();
                blips.sort_by_key(|blip| blip.front.number);
                let inner = i.checked_sub(1).map_or(0.0, |before| self.ends[before]);
                let lines = |blip: &Blip| if names { broken(&blip.front.title) } else { Vec::new() };
                let points = self.points(sector, (inner, self.ends[i]), blips.len(), names);
                spots.extend(
                    blips.iter().zip(points).map(|(blip, at)| (blip.id.clone(), Spot { at, lines: lines(blip) })),
                );
            }
        }
        spots
    }

    /// So many points, evenly along as few arcs of the ring as hold them.
    fn points(&self, sector: &Sector, (inner, outer): (f64, f64), count: usize, names: bool) -> Vec<Point> {
        let edge = if names { LETTER * LETTERS as f64 / 2.0 } else { self.dot } + GAP;
        let distance = if names { 2.0 * edge } else { 2.0 * self.dot + GAP };
        let depth = outer - inner;
        let arcs_of = |number: usize| -> Vec<Arc> {
            let radii = (0..number).map(|i| inner + depth * (i as f64 + 0.5) / number as f64);
            // nothing stands on the centre
            radii.filter_map(|radius| Arc::new(radius.max(inner + edge), sector, edge, distance)).collect()
        };
        let most = ((depth / (2.0 * self.dot + GAP)) as usize).max(1);
        let capacity = |arcs: &[Arc]| arcs.iter().map(|arc| arc.capacity).sum::<usize>();
        let arcs = (1..=most).map(arcs_of).find(|arcs| capacity(arcs) >= count);
        let arcs = arcs.unwrap_or_else(|| arcs_of(most));
        self.along(&arcs, count, capacity(&arcs))
    }

    /// Shares the points among the arcs by what each can hold.
    fn along(&self, arcs: &[Arc], count: usize, capacity: usize) -> Vec<Point> {
        let mut points = Vec::with_capacity(count);
        let mut room = capacity;
        for (i, arc) in arcs.iter().enumerate() {
            let left = count - points.len();
            // the last takes what is left, even where that is too much: the caller looks for overlaps
            let share = if i + 1 == arcs.len() { left } else { (left * arc.capacity).div_ceil(room.max(1)).min(left) };
            room -= arc.capacity;
            points.extend((0..share).map(|k| self.point(arc, (k as f64 + 0.5) / share as f64)));
        }
        // a ring without room for any: the overlaps will tell
        points.resize(count, self.centre);
        points
    }

    fn point(&self, arc: &Arc, share: f64) -> Point {
        // from the top left, as one reads
        let angle = arc.to - (arc.to - arc.from) * share;
        let round = |value: f64| (value * 10.0).round() / 10.0;
        Point { x: round(self.centre.x + arc.radius * angle.cos()), y: round(self.centre.y - arc.radius * angle.sin()) }
    }

    fn overlaps(&self) -> bool {
        let spots: Vec<Vec<[f64; 4]>> = self.spots.values().map(|spot| self.boxes(spot)).collect();
        let touch = |a: &[f64; 4], b: &[f64; 4]| a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
        let out = |edges: &[f64; 4]| edges[0] < 0.0 || edges[1] < 0.0 || edges[2] > SIZE || edges[3] > SIZE;
        spots.iter().enumerate().any(|(i, spot)| {
            let hits = |edges: &[f64; 4]| spots[..i].iter().flatten().any(|other| touch(edges, other));
            spot.iter().any(|edges| out(edges) || hits(edges))
        })
    }

    /// The edges of what a blip covers, left, top, right, bottom: its dot, and each line of its name.
    pub(crate) fn boxes(&self, spot: &Spot) -> Vec<[f64; 4]> {
        let Point { x, y } = spot.at;
        let dot = [x - self.dot, y - self.dot, x + self.dot, y + self.dot];
        let line = |(i, line): (usize, &String)| {
            let half = line.chars().count() as f64 * LETTER / 2.0;
            let top = y + self.dot + LINE * i as f64;
            [x - half, top, x + half, top + LINE]
        };
        [dot].into_iter().chain(spot.lines.iter().enumerate().map(line)).collect()
    }

    /// Where the baseline of a line of a blip's name lies below its centre.
    pub(crate) fn baseline(&self, line: usize) -> f64 {
        self.dot + LINE * (line as f64 + 0.85)
    }
}

/// What of a circle blips can stand on.
struct Arc {
    radius: f64,
    from: f64,
    to: f64,
    capacity: usize,
}

impl Arc {
    fn new(radius: f64, sector: &Sector, edge: f64, distance: f64) -> Option<Self> {
        let margin = (edge / radius).min(1.0).asin();
        let (from, to) = (sector.from + margin, sector.to - margin);
        let step = 2.0 * (distance / (2.0 * radius)).min(1.0).asin();
        (to >= from).then(|| Self { radius, from, to, capacity: (((to - from) / step) as usize).max(1) })
    }
}

/// A title in one or two lines.
fn broken(title: &str) -> Vec<String> {
    if title.chars().count() <= LETTERS {
        return vec![title.to_owned()];
    }
    let middle = title.len() / 2;
    let gaps = title.match_indices(' ').map(|(at, _)| at);
    match gaps.min_by_key(|at| at.abs_diff(middle)) {
        Some(at) => vec![title[..at].to_owned(), title[at + 1..].to_owned()],
        None => vec![title.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::testing::{entry, own_radar, radar_of};

    #[test]
    fn the_radar_of_the_program_has_room_for_names() {
        let layout = Layout::of(&own_radar());
        assert!(layout.spots.values().all(|spot| !spot.lines.is_empty()), "{layout:?}");
        assert!(!layout.overlaps());
    }

    #[test]
    fn a_title_is_broken_near_its_middle() {
        assert_eq!(broken("Helm"), ["Helm"]);
        assert_eq!(broken("Kubernetes-native CI/CD"), ["Kubernetes-native", "CI/CD"]);
        assert_eq!(broken("Preview environments"), ["Preview", "environments"]);
        assert_eq!(broken("Supercalifragilistic"), ["Supercalifragilistic"]);
    }

    #[test]
    fn an_empty_radar_has_its_rings() {
        let layout = Layout::of(&Radar::default());
        assert!(layout.spots.is_empty());
        assert!(layout.ends.is_sorted());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn no_blip_stands_on_another_and_each_stands_in_its_ring(
            blips in proptest::collection::vec((0..4usize, 0..6usize, 1..30usize), 0..120)
        ) {
            let rings = ["adopt", "trial", "assess", "trial"];
            let entries: Vec<_> = blips.iter().enumerate().map(|(i, (ring, quadrant, length))| {
                entry(i as u32 + 1, &"x".repeat(*length), rings[*ring], &format!("q{quadrant}"))
            }).collect();
            let radar = radar_of(&entries);
            let layout = Layout::of(&radar);
            prop_assert!(!layout.overlaps());
            prop_assert_eq!(&layout, &Layout::of(&radar));
            for blip in radar.blips() {
                let Point { x, y } = layout.spots[&blip.id].at;
                let distance = (x - layout.centre.x).hypot(y - layout.centre.y);
                let ring = RINGS.iter().position(|ring| *ring == blip.front.ring).unwrap();
                prop_assert!(distance < layout.ends[ring] && (ring == 0 || distance > layout.ends[ring - 1]));
            }
        }
    }
}
