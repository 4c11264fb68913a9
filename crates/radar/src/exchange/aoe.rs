//! The AOE technology radar.

use std::collections::BTreeMap;

use blip_model::{Document, Place, Problem, Problems};
use serde_json::Value;

use super::entry::{Entry, Imported, imported};

/// The blips of a folder of Markdown files, each with its path (`YYYY-MM-DD/name.md`) and text. A later file of the same
/// name is a revision, which says again only what it changes.
///
/// # Errors
/// Every file that makes no blip, with its place.
pub fn import<'a>(files: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Imported, Problems> {
    let mut files: Vec<_> = files.into_iter().filter(|(path, _)| path.ends_with(".md")).collect();
    files.sort_unstable();
    let (mut problems, mut entries, mut hidden) = (Vec::new(), Vec::new(), Vec::new());
    let mut known: BTreeMap<String, Value> = BTreeMap::new();
    for (path, text) in files {
        match revision(path, text, &mut known) {
            Ok((entry, true)) => entries.push(entry),
            Ok((entry, false)) => hidden.push(entry.title),
            Err(problem) => problems.push(problem),
        }
    }
    let mut imported = imported(entries, problems)?;
    if !hidden.is_empty() {
        imported.notes.push(format!("left out, for they are not featured: {}", hidden.join(", ")));
    }
    Ok(imported)
}

/// The entry that a file makes, and whether it is featured. `known` has what earlier revisions said.
fn revision(path: &str, text: &str, known: &mut BTreeMap<String, Value>) -> Result<(Entry, bool), Problem> {
    let place = Place { file: path.to_owned(), line: 1, column: 1 };
    let wrong = |what: String| Problem::new(what).at(place.clone());
    let parts: Vec<&str> = path.trim_end_matches(".md").rsplitn(3, '/').collect();
    let [name, edition, ..] = parts[..] else {
        return Err(wrong("this lies in the folder of no edition".to_owned()).help("move it to YYYY-MM-DD/name.md"));
    };
    if !blip_model::is_date(edition) {
        return Err(wrong(format!("`{edition}` is no edition")).help("name the folder by its day, YYYY-MM-DD"));
    }
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let Some((front, rationale)) = text.strip_prefix("---\n").and_then(|rest| rest.split_once("\n---")) else {
        return Err(wrong("there is no front matter".to_owned()).help("begin with `---`, the keys, and `---` again"));
    };
    let document = Document::parse(path, &format!("\n{front}\n"))?;
    let said = serde_json::to_value(document.value()).map_err(|error| wrong(error.to_string()))?;
    let all = known.entry(name.to_owned()).or_insert_with(|| Value::Object(serde_json::Map::new()));
    if let (Some(all), Some(said)) = (all.as_object_mut(), said.as_object()) {
        all.extend(said.clone());
    }
    let field = |key: &str| all[key].as_str().unwrap_or_default().to_owned();
    let tags = all["tags"].as_array().into_iter().flatten().filter_map(Value::as_str);
    let entry = Entry {
        title: field("title"),
        ring: field("ring"),
        quadrant: field("quadrant"),
        tags: tags.map(str::to_owned).collect(),
        rationale: rationale.trim_start_matches('-').to_owned(),
        edition: edition.to_owned(),
        slug: Some(name.to_lowercase()),
        place,
    };
    Ok((entry, all["featured"] != false))
}

#[cfg(test)]
mod tests {
    use super::import;
    use crate::testing::radar_of;

    #[test]
    fn a_revision_says_only_what_it_changes() {
        let files = [
            (
                "2025-01-01/react.md",
                "---\ntitle: \"React\"\nring: trial\nquadrant: languages-and-frameworks\ntags: [ui]\n---\n\nGood.\n",
            ),
            ("2026-01-01/react.md", "---\nring: adopt\n---\nBetter. And more.\n"),
            ("2026-01-01/gone.md", "---\ntitle: Gone\nring: hold\nquadrant: tools\nfeatured: false\n---\nx\n"),
        ];
        let imported = import(files).unwrap();
        assert_eq!(imported.notes, ["left out, for they are not featured: Gone"]);
        let files: Vec<_> = imported.files.into_iter().map(|file| (file.path, file.text)).collect();
        let radar = radar_of(&files);
        let react = radar.find("react").unwrap();
        assert_eq!(react.front.title, "React");
        assert_eq!(react.front.ring.to_string(), "Adopt");
        assert_eq!(react.previous_ring.unwrap().to_string(), "Trial");
        assert_eq!((react.front.summary.as_str(), react.rationale.as_str()), ("Better.", "Better. And more."));
    }

    #[test]
    fn what_makes_no_blip_is_told_with_its_file() {
        let files = [
            ("x.md", "---\ntitle: X\n---\n"),
            ("2026-01-01/a.md", "text"),
            ("2026-01-01/b.md", "---\ntitle: B\n---\nx\n"),
        ];
        let text = import(files).unwrap_err().to_string();
        assert!(text.contains("x.md:1:1: this lies in the folder of no edition"), "{text}");
        assert!(text.contains("2026-01-01/a.md:1:1: there is no front matter"), "{text}");
        assert!(text.contains("2026-01-01/b.md:1:1: `` is no ring"), "{text}");
    }
}
