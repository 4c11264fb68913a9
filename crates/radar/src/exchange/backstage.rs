//! The plug-in tech-radar of Backstage.

use blip_model::{Blip, Radar};
use serde_json::{Value, json};

use super::COLOURS;
use crate::{Change, RINGS, by_number, title_of};

pub(super) fn to_json(radar: &Radar, quadrants: &[&str]) -> Value {
    let ring =
        |(i, ring): (usize, &blip_model::Ring)| json!({"id": id(*ring), "name": ring.to_string(), "color": COLOURS[i]});
    json!({
        "quadrants": quadrants.iter().map(|name| json!({"id": name, "name": title_of(name)})).collect::<Vec<_>>(),
        "rings": RINGS.iter().enumerate().map(ring).collect::<Vec<_>>(),
        "entries": by_number(radar).into_iter().map(|blip| entry(blip, radar)).collect::<Vec<_>>(),
    })
}

fn entry(blip: &Blip, radar: &Radar) -> Value {
    let front = &blip.front;
    // the plug-in knows inwards, outwards and neither
    let moved = match Change::of(blip, radar) {
        Change::None | Change::New => 0,
        Change::In => 1,
        Change::Out => -1,
    };
    json!({
        "id": blip.id,
        "key": blip.id,
        "title": front.title,
        "quadrant": front.quadrant,
        "description": blip.rationale,
        "links": front.links,
        "timeline": [{
            "date": blip.edition, "ringId": id(front.ring), "moved": moved, "description": front.summary,
        }],
    })
}

fn id(ring: blip_model::Ring) -> String {
    ring.to_string().to_lowercase()
}
