//! Radars for the tests.

use std::fs;
use std::path::Path;

use blip_model::Radar;

/// The radar that the program ships.
pub(crate) fn own_radar() -> Radar {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../radar/2026-11-01");
    let files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (format!("2026-11-01/{name}"), fs::read_to_string(path).unwrap())
        })
        .collect();
    radar_of(&files)
}

/// A file of a radar: its path and its text.
pub(crate) fn entry(number: u32, title: &str, ring: &str, quadrant: &str) -> (String, String) {
    let text = format!(
        "---\ntitle: {title:?}\nnumber: {number}\nring: {ring}\nquadrant: {quadrant}\ntags: [a]\nsummary: It helps.\nscope: service\n---\n\nText.\n"
    );
    (format!("2026-01-01/blip-{number}.md"), text)
}

pub(crate) fn radar_of(files: &[(String, String)]) -> Radar {
    Radar::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap()
}
