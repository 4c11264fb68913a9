//! Radars of other programs: written ([`export`]) and read ([`import`]).
//!
//! - Build your own radar (Thoughtworks): a table of `name, ring, quadrant, isNew, status, description`, in CSV or JSON.
//! - Zalando's tech radar: the argument of its function `radar_visualization`, in JSON.
//! - Backstage's plug-in tech-radar: what its loader returns, in JSON.
//! - The AOE technology radar: a folder of Markdown files, laid out as Blip's own.

mod aoe;
mod backstage;
mod byor;
mod entry;
mod zalando;

use blip_model::{Problem, Radar};
use serde_json::Value;

pub use aoe::import as import_aoe;
pub use byor::{from_csv as import_byor_csv, from_json as import_byor_json};
pub use entry::{File, Imported};

use crate::{RINGS, quadrants};

/// A format that a radar can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Build your own radar, as a table.
    ByorCsv,
    /// Build your own radar, as a list.
    ByorJson,
    /// Zalando's tech radar.
    Zalando,
    /// Backstage's plug-in tech-radar.
    Backstage,
}

/// A radar in another program's format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Export {
    /// The whole file.
    pub text: String,
    /// What that program will have against it.
    pub warnings: Vec<String>,
}

/// The radar in that format.
///
/// # Errors
/// A radar that the format has no place for: more quadrants than it knows.
pub fn export(radar: &Radar, format: Format) -> Result<Export, Problem> {
    let quadrants = quadrants(radar);
    let mut warnings = Vec::new();
    // both draw four, and name them
    if format != Format::Backstage && quadrants.len() != 4 {
        let what = format!("this radar has {}, and the program expects four quadrants", count(quadrants.len()));
        if quadrants.len() > 4 {
            return Err(Problem::new(what).help("merge quadrants, or export to backstage"));
        }
        warnings.push(what);
    }
    let text = match format {
        Format::ByorCsv => byor::to_csv(radar).map_err(|error| Problem::new(error.to_string()))?,
        Format::ByorJson => pretty(&byor::to_json(radar)),
        Format::Zalando => pretty(&zalando::to_json(radar, &quadrants)),
        Format::Backstage => pretty(&backstage::to_json(radar, &quadrants)),
    };
    Ok(Export { text, warnings })
}

fn count(quadrants: usize) -> String {
    if quadrants == 1 { "one quadrant".to_owned() } else { format!("{quadrants} quadrants") }
}

fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// The colours of the rings in programs that ask for some, which are those of the picture.
const COLOURS: [&str; RINGS.len()] = ["#1a7f4b", "#1f66b0", "#8a5d00", "#b3362f"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{entry, own_radar, radar_of};

    fn four() -> Radar {
        let quadrant = |i: u32| ["tools", "platforms", "techniques", "languages"][i as usize % 4];
        let ring = |i: u32| ["adopt", "trial", "assess"][i as usize % 3];
        let next = |(path, text): (String, String)| (path.replace("2026-01-01", "2026-06-01"), text);
        let mut entries: Vec<_> =
            (1..9).map(|i| entry(i, &format!("No. {i}, \"the\" one"), ring(i), quadrant(i))).collect();
        entries.push(next(entry(1, "No. 1, \"the\" one", "adopt", quadrant(1))));
        entries.push(next(entry(9, "New", "trial", "tools")));
        radar_of(&entries)
    }

    #[test]
    fn what_is_exported_to_byor_comes_back() {
        let radar = four();
        let csv = export(&radar, Format::ByorCsv).unwrap();
        assert_eq!(csv.warnings, Vec::<String>::new());
        let json = export(&radar, Format::ByorJson).unwrap();
        for imported in [
            import_byor_csv("radar.csv", &csv.text, "2026-11-23").unwrap(),
            import_byor_json("radar.json", &json.text, "2026-11-23").unwrap(),
        ] {
            let files: Vec<_> = imported.files.into_iter().map(|file| (file.path, file.text)).collect();
            let back = radar_of(&files);
            for blip in radar.blips() {
                let other = back.find(&blip.front.title).unwrap();
                assert_eq!((other.front.ring, &other.front.quadrant), (blip.front.ring, &blip.front.quadrant));
                assert_eq!(other.rationale, blip.rationale);
            }
        }
    }

    #[test]
    fn a_format_with_four_quadrants_says_so() {
        let export_own = export(&own_radar(), Format::Zalando).unwrap();
        assert_eq!(export_own.warnings, ["this radar has one quadrant, and the program expects four quadrants"]);
        let five: Vec<_> = (1..6).map(|i| entry(i, "x", "adopt", &format!("q{i}"))).collect();
        let problem = export(&radar_of(&five), Format::ByorCsv).unwrap_err();
        assert_eq!(problem.what, "this radar has 5 quadrants, and the program expects four quadrants");
        export(&radar_of(&five), Format::Backstage).unwrap();
    }

    #[test]
    fn zalando_counts_from_the_centre_and_says_what_moved() {
        let text = export(&four(), Format::Zalando).unwrap().text;
        let document: Value = serde_json::from_str(&text).unwrap();
        let of =
            |label: &str| document["entries"].as_array().unwrap().iter().find(|e| e["label"] == label).unwrap().clone();
        let moved = of("No. 1, \"the\" one");
        assert_eq!((moved["ring"].as_u64(), moved["moved"].as_i64()), (Some(0), Some(1)));
        assert_eq!(of("New")["moved"], 2);
        assert_eq!(document["rings"][0]["name"], "ADOPT");
        assert!(document["quadrants"].as_array().unwrap().iter().any(|quadrant| quadrant["name"] == "Tools"));
    }

    #[test]
    fn backstage_has_a_timeline() {
        let text = export(&four(), Format::Backstage).unwrap().text;
        let document: Value = serde_json::from_str(&text).unwrap();
        let entry = &document["entries"][0];
        assert_eq!(entry["id"], "blip-1");
        assert_eq!(entry["quadrant"], "platforms");
        assert_eq!(
            entry["timeline"][0],
            serde_json::json!({
                "date": "2026-06-01", "ringId": "adopt", "moved": 1, "description": "It helps."
            })
        );
    }
}
