//! The radar as one HTML page that needs nothing else: the picture, and all that the radar says.

use std::collections::BTreeSet;

use blip_model::{Blip, BlipId, Radar, Ring, Status};
use minijinja::value::Serde;
use serde_json::{Value, json};

use crate::markdown::to_html;
use crate::svg::{STYLE, environment, picture};
use crate::{Change, RINGS, Usage, by_number, title_of};

/// The page. Where services were counted, it says how many of them use each blip.
///
/// # Errors
/// A mistake in the template of the page, which its tests would have found.
pub fn page(radar: &Radar, title: &str, usage: &Usage) -> Result<String, minijinja::Error> {
    let rings: Vec<Value> = RINGS
        .iter()
        .map(|ring| {
            let blips = by_number(radar).into_iter().filter(|blip| blip.front.ring == *ring);
            let blips: Vec<Value> = blips.map(|blip| entry(blip, radar, usage)).collect();
            json!({
                "title": ring.to_string(), "slug": ring.to_string().to_lowercase(), "meaning": meaning(*ring),
                "blips": blips,
            })
        })
        .filter(|ring| ring["blips"].as_array().is_some_and(|blips| !blips.is_empty()))
        .collect();
    let tags: BTreeSet<&String> = radar.blips().flat_map(|blip| &blip.front.tags).collect();
    let mut page = picture(radar, title);
    let more = json!({
        "title": title, "tags": tags, "style": STYLE, "page_style": include_str!("page.css"),
        "script": include_str!("page.js"),
        "edition": radar.edition(), "count": radar.blips().count(), "services": usage.services,
        "changed": radar.blips().any(|blip| Change::of(blip, radar) != Change::None),
        // the list has only the rings with something in them, and the picture all
        "listed": rings,
    });
    if let (Value::Object(page), Value::Object(more)) = (&mut page, more) {
        page.extend(more);
    }
    environment()?.get_template("page.html")?.render(Serde(page))
}

fn meaning(ring: Ring) -> &'static str {
    match ring {
        Ring::Adopt => "on by default",
        Ring::Trial => "worth a try",
        Ring::Assess => "worth a look",
        Ring::Hold => "not for anything new",
    }
}

fn entry(blip: &Blip, radar: &Radar, usage: &Usage) -> Value {
    let front = &blip.front;
    let named = |ids: &[BlipId]| -> Vec<Value> {
        let blips = ids.iter().filter_map(|id| radar.get(id));
        blips.map(|other| json!({"slug": other.id, "title": other.front.title})).collect()
    };
    json!({
        "slug": blip.id, "number": front.number, "title": front.title, "summary": front.summary, "tags": front.tags,
        "quadrant": title_of(&front.quadrant), "change": Change::of(blip, radar).as_str(),
        "unmaintained": front.status == Status::Unmaintained, "generated": front.generator.is_some(),
        "instead": named(&front.instead), "related": named(&front.related), "links": front.links,
        "used": usage.blips.get(&blip.id).copied().unwrap_or_default(),
        "rationale": to_html(&blip.rationale),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{entry, own_radar, radar_of};

    #[test]
    fn the_page_says_all_that_the_radar_says() {
        let radar = own_radar();
        let usage = Usage { services: 12, blips: [("helm".parse().unwrap(), 9)].into() };
        let text = page(&radar, "Radar", &usage).unwrap();
        for blip in radar.blips() {
            assert!(text.contains(&format!("<details id=\"{}\"", blip.id)), "{}", blip.id);
            assert!(text.contains(&format!("href=\"#{}\"", blip.id)), "{}", blip.id);
        }
        assert!(text.contains("<dd>9 of 12 services</dd>"), "{text}");
        assert_eq!(text, page(&radar, "Radar", &usage).unwrap());
    }

    #[test]
    fn the_page_loads_nothing() {
        let text = page(&own_radar(), "Radar", &Usage::default()).unwrap();
        for loading in ["src=", "<link", "@import", "url("] {
            assert!(!text.contains(loading), "{loading}");
        }
    }

    #[test]
    fn nothing_in_a_radar_becomes_markup() {
        let radar = radar_of(&[entry(1, "</script><script>alert(1)</script>", "adopt", "q\"><b>")]);
        let text = page(&radar, "</title><script>", &Usage::default()).unwrap();
        assert_eq!(text.matches("<script>").count(), 1, "{text}");
        // what the browser takes for style it does not decode
        assert!(!text.split("</style>").next().unwrap().contains("&quot;"));
        assert!(!text.contains("<b>"));
    }
}
