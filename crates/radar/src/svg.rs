//! The radar as a picture.

use blip_model::{Blip, Radar};
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;
use serde_json::{Value, json};

use crate::layout::{Layout, Point, SIZE, Sector};
use crate::{Change, RINGS, title_of};

pub(crate) const STYLE: &str = include_str!("picture.css");

/// The picture as an SVG document of its own, light or dark as the reader has it.
///
/// # Errors
/// A mistake in the template of the picture, which its tests would have found.
pub fn svg(radar: &Radar, title: &str) -> Result<String, minijinja::Error> {
    let mut picture = picture(radar, title);
    picture["alone"] = true.into();
    picture["style"] = STYLE.into();
    environment()?.get_template("picture.svg")?.render(Serde(picture))
}

/// The templates, which escape for HTML and SVG by themselves.
pub(crate) fn environment() -> Result<Environment<'static>, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    environment.add_template("picture.svg", include_str!("picture.svg"))?;
    environment.add_template("page.html", include_str!("page.html"))?;
    Ok(environment)
}

#[derive(Serialize)]
struct Dot<'a> {
    slug: &'a str,
    number: u32,
    ring: String,
    change: &'static str,
    label: String,
    x: f64,
    y: f64,
    lines: Vec<Value>,
}

/// What the template of the picture is given.
pub(crate) fn picture(radar: &Radar, title: &str) -> Value {
    let layout = Layout::of(radar);
    let mut blips: Vec<&Blip> = radar.blips().collect();
    // the order of the keyboard
    blips.sort_by_key(|blip| (blip.front.ring, blip.front.number));
    let dots: Vec<Dot<'_>> = blips.iter().filter_map(|blip| dot(blip, radar, &layout)).collect();
    let edges: Vec<Point> = layout.sectors.iter().map(|sector| rim(&layout, sector.from)).collect();
    let rings: Vec<Value> = RINGS
        .iter()
        .enumerate()
        .map(|(i, ring)| {
            let (end, inner) = (layout.ends[i], i.checked_sub(1).map_or(0.0, |before| layout.ends[before]));
            json!({
                "title": ring.to_string(), "slug": ring.to_string().to_lowercase(),
                "path": area(&layout, end), "at": ring_name(&layout, (inner + end) / 2.0),
            })
        })
        .collect();
    let quadrants: Vec<Value> = layout.sectors.iter().map(|sector| quadrant_name(&layout, sector)).collect();
    let edition = radar.edition().map(|edition| format!(", edition {edition}")).unwrap_or_default();
    json!({
        "size": SIZE, "label": format!("{title}{edition}"), "centre": layout.centre, "edges": edges, "rings": rings,
        "quadrants": quadrants, "blips": dots, "dot": layout.dot, "number_size": (layout.dot * 0.95).round(),
    })
}

fn dot<'a>(blip: &'a Blip, radar: &Radar, layout: &Layout) -> Option<Dot<'a>> {
    let spot = layout.spots.get(&blip.id)?;
    let change = Change::of(blip, radar);
    let news = if change == Change::None { String::new() } else { format!(", {}", change.as_str()) };
    let front = &blip.front;
    let lines = spot.lines.iter().enumerate();
    Some(Dot {
        slug: blip.id.as_str(),
        number: front.number,
        ring: front.ring.to_string().to_lowercase(),
        change: change.as_str(),
        label: format!("{} {}: {}{news}", front.number, front.title, front.ring),
        x: spot.at.x,
        y: spot.at.y,
        lines: lines.map(|(i, text)| json!({"text": text, "y": tenth(spot.at.y + layout.baseline(i))})).collect(),
    })
}

/// Whether the radar is a quarter of a circle.
fn is_quarter(layout: &Layout) -> bool {
    layout.sectors.len() < 2
}

/// The outline of everything up to a radius.
fn area(layout: &Layout, radius: f64) -> String {
    let Point { x, y } = layout.centre;
    let r = tenth(radius);
    if is_quarter(layout) {
        return format!("M{x} {y}H{}A{r} {r} 0 0 0 {x} {}z", tenth(x + r), tenth(y - r));
    }
    format!("M{} {y}a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z", tenth(x - r), d = tenth(2.0 * r))
}

/// Where the outermost circle is at an angle.
fn rim(layout: &Layout, angle: f64) -> Point {
    let radius = layout.ends[3];
    Point { x: tenth(layout.centre.x + radius * angle.cos()), y: tenth(layout.centre.y - radius * angle.sin()) }
}

/// Below the picture of a quarter, upon the line to the top of a circle.
fn ring_name(layout: &Layout, radius: f64) -> Point {
    match is_quarter(layout) {
        true => Point { x: tenth(layout.centre.x + radius), y: tenth(layout.centre.y + 22.0) },
        false => Point { x: layout.centre.x, y: tenth(layout.centre.y - radius + 4.0) },
    }
}

/// In the corner beside its rim.
fn quadrant_name(layout: &Layout, sector: &Sector) -> Value {
    let title = title_of(&sector.quadrant);
    if is_quarter(layout) {
        return json!({"title": title, "at": Point {x: SIZE - 12.0, y: 28.0}, "anchor": "end"});
    }
    let middle = f64::midpoint(sector.from, sector.to);
    let radius = layout.ends[3] + 16.0;
    let at =
        Point { x: tenth(layout.centre.x + radius * middle.cos()), y: tenth(layout.centre.y - radius * middle.sin()) };
    let anchor = if at.x < layout.centre.x { "end" } else { "start" };
    // towards the corner, where there is room for it
    let x = if anchor == "end" { at.x.max(150.0) } else { at.x.min(SIZE - 150.0) };
    json!({"title": title, "at": Point {x, ..at}, "anchor": anchor})
}

fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{entry, own_radar, radar_of};

    #[test]
    fn the_picture_is_an_xml_document_with_a_link_for_each_blip() {
        let radar = own_radar();
        let text = svg(&radar, "Radar").unwrap();
        let document = roxmltree::Document::parse(&text).unwrap();
        let links =
            document.descendants().filter(|node| node.has_tag_name(("http://www.w3.org/2000/svg", "a"))).count();
        assert_eq!(links, radar.blips().count());
        assert_eq!(text, svg(&radar, "Radar").unwrap());
    }

    #[test]
    fn a_title_cannot_break_out() {
        let radar = radar_of(&[entry(1, "<script>alert(1)</script>\\\"&", "adopt", "a-b")]);
        let text = svg(&radar, "R & <D>").unwrap();
        roxmltree::Document::parse(&text).unwrap();
        assert!(!text.contains("<script>"), "{text}");
    }

    #[test]
    fn what_an_edition_changed_is_marked() {
        let in_next = |(path, text): (String, String)| (path.replace("2026-01-01", "2026-06-01"), text);
        let radar = radar_of(&[
            entry(1, "stays", "adopt", "q"),
            entry(2, "rises", "trial", "q"),
            in_next(entry(2, "rises", "adopt", "q")),
            entry(3, "falls", "trial", "q"),
            in_next(entry(3, "falls", "assess", "q")),
            in_next(entry(4, "comes", "assess", "q")),
        ]);
        let labels: Vec<String> = picture(&radar, "R")["blips"]
            .as_array()
            .unwrap()
            .iter()
            .map(|blip| blip["label"].as_str().unwrap().to_owned())
            .collect();
        assert_eq!(
            labels,
            ["1 stays: Adopt", "2 rises: Adopt, moved in", "3 falls: Assess, moved out", "4 comes: Assess, new"]
        );
    }

    #[test]
    fn four_quadrants_share_a_circle() {
        let entries: Vec<_> = (0..4)
            .map(|i| {
                entry(i + 1, "x", "adopt", ["tools", "platforms", "techniques", "languages-and-frameworks"][i as usize])
            })
            .collect();
        let picture = picture(&radar_of(&entries), "R");
        let titles: Vec<_> =
            picture["quadrants"].as_array().unwrap().iter().map(|quadrant| quadrant["title"].clone()).collect();
        assert_eq!(titles, ["Tools", "Platforms", "Techniques", "Languages and frameworks"]);
    }
}
