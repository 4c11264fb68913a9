//! Zalando's tech radar.

use blip_model::{Blip, Radar};
use serde_json::{Value, json};

use super::COLOURS;
use crate::{Change, RINGS, by_number, title_of};

pub(super) fn to_json(radar: &Radar, quadrants: &[&str]) -> Value {
    let entry = |blip: &Blip| {
        json!({
            "label": blip.front.title,
            "quadrant": quadrants.iter().position(|quadrant| *quadrant == blip.front.quadrant),
            "ring": RINGS.iter().position(|ring| *ring == blip.front.ring),
            "active": true,
            "moved": moved(blip, radar),
            "link": blip.front.links.first().map(|link| &link.url),
        })
    };
    let ring =
        |(i, ring): (usize, &blip_model::Ring)| json!({"name": ring.to_string().to_uppercase(), "color": COLOURS[i]});
    json!({
        "quadrants": quadrants.iter().map(|quadrant| json!({"name": title_of(quadrant)})).collect::<Vec<_>>(),
        "rings": RINGS.iter().enumerate().map(ring).collect::<Vec<_>>(),
        "entries": by_number(radar).into_iter().map(entry).collect::<Vec<_>>(),
    })
}

/// −1 outwards, 0 not, 1 inwards, 2 new.
fn moved(blip: &Blip, radar: &Radar) -> i8 {
    match Change::of(blip, radar) {
        Change::None => 0,
        Change::New => 2,
        Change::In => 1,
        Change::Out => -1,
    }
}
