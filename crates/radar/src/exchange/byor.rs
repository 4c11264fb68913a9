//! Build your own radar, by Thoughtworks.

use blip_model::{Blip, Place, Problem, Problems, Radar};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::entry::{Entry, Imported, imported};
use crate::{Change, by_number, title_of};

/// A row, by the names that the program knows.
#[derive(Debug, Serialize, Deserialize)]
struct Row {
    name: String,
    ring: String,
    quadrant: String,
    /// TRUE or FALSE, as spreadsheets write it; a truth value in some lists.
    #[serde(rename = "isNew", default)]
    is_new: Value,
    #[serde(default)]
    status: String,
    #[serde(default)]
    description: String,
}

fn rows(radar: &Radar) -> Vec<Row> {
    let row = |blip: &Blip| {
        let change = Change::of(blip, radar);
        let status = match change {
            Change::None => "No Change",
            Change::New => "New",
            Change::In => "Moved In",
            Change::Out => "Moved Out",
        };
        Row {
            name: blip.front.title.clone(),
            ring: blip.front.ring.to_string(),
            quadrant: title_of(&blip.front.quadrant),
            is_new: if change == Change::New { "TRUE" } else { "FALSE" }.into(),
            status: status.to_owned(),
            description: blip.rationale.clone(),
        }
    };
    by_number(radar).into_iter().map(row).collect()
}

pub(super) fn to_csv(radar: &Radar) -> Result<String, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(["name", "ring", "quadrant", "isNew", "status", "description"])?;
    for row in rows(radar) {
        let is_new = row.is_new.as_str().unwrap_or_default();
        writer.write_record([&row.name, &row.ring, &row.quadrant, is_new, &row.status, &row.description])?;
    }
    let bytes = writer.into_inner().map_err(|error| error.into_error())?;
    // what was written was text
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

pub(super) fn to_json(radar: &Radar) -> Value {
    rows(radar).iter().filter_map(|row| serde_json::to_value(row).ok()).collect()
}

/// The blips of a table in CSV, for the edition of that day (`YYYY-MM-DD`). `file` is what the user calls it.
///
/// # Errors
/// Every row that makes no blip, with its line.
pub fn from_csv(file: &str, text: &str, edition: &str) -> Result<Imported, Problems> {
    let mut reader = csv::Reader::from_reader(text.trim_start_matches('\u{feff}').as_bytes());
    let mut problems = Vec::new();
    let mut entries = Vec::new();
    let headers = reader.headers().cloned().unwrap_or_default();
    for record in reader.records() {
        let row = record.and_then(|record| {
            let line = record.position().map_or(1, csv::Position::line);
            Ok((record.deserialize::<Row>(Some(&headers))?, line))
        });
        match row {
            Ok((row, line)) => entries.push(entry(row, file, usize::try_from(line).unwrap_or(1), edition)),
            Err(error) => {
                let line = error.position().map_or(1, csv::Position::line);
                problems.push(wrong(file, usize::try_from(line).unwrap_or(1), &error.to_string()));
            }
        }
    }
    imported(entries, problems)
}

/// The same of a list in JSON.
///
/// # Errors
/// What is no JSON list of rows, and every row that makes no blip.
pub fn from_json(file: &str, text: &str, edition: &str) -> Result<Imported, Problems> {
    let rows: Vec<Row> = serde_json::from_str(text).map_err(|error| wrong(file, error.line(), &error.to_string()))?;
    // JSON keeps no lines: the rows are counted
    let entries = rows.into_iter().enumerate().map(|(i, row)| entry(row, file, i + 1, edition));
    imported(entries.collect(), Vec::new())
}

fn wrong(file: &str, line: usize, what: &str) -> Problem {
    let problem = Problem::new(format!("this is no row of a radar: {what}"));
    let place = Place { file: file.to_owned(), line: line.max(1), column: 1 };
    problem.at(place).help("the columns are name, ring, quadrant, isNew, status and description")
}

fn entry(row: Row, file: &str, line: usize, edition: &str) -> Entry {
    Entry {
        title: row.name,
        ring: row.ring,
        quadrant: row.quadrant,
        tags: Vec::new(),
        rationale: row.description,
        edition: edition.to_owned(),
        slug: None,
        place: Place { file: file.to_owned(), line, column: 1 },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spreadsheet_becomes_a_radar() {
        let text = "\u{feff}name,ring,quadrant,isNew,description\r\n\
                    Composer,Adopt,Tools,TRUE,\"A tool, <b>for</b> PHP. It is old.\"\r\n\
                    C++ & C#,hold,languages & frameworks,FALSE,\r\n";
        let imported = from_csv("radar.csv", text, "2026-11-23").unwrap();
        let paths: Vec<_> = imported.files.iter().map(|file| file.path.as_str()).collect();
        assert_eq!(paths, ["2026-11-23/c-c.md", "2026-11-23/composer.md"]);
        assert_eq!(
            imported.files[1].text,
            "---\ntitle: Composer\nnumber: 2\nring: adopt\nquadrant: tools\ntags: []\nsummary: A tool, for PHP.\n\
             scope: service\nstatus: maintained\nlinks: []\n---\n\nA tool, <b>for</b> PHP. It is old.\n"
        );
        assert!(imported.files[0].text.contains("quadrant: languages-frameworks\n"));
        assert!(imported.files[0].text.contains("summary: C++ & C#\n"));
    }

    #[test]
    fn what_makes_no_blip_is_told_with_its_line() {
        let text =
            "name,ring,quadrant,isNew,description\nA,adopt,q,TRUE,x\nB,maybe,q,TRUE,x\nC,adopt\nA!,trial,q,TRUE,x\n";
        let problems = from_csv("radar.csv", text, "2026-11-23").unwrap_err();
        let text = problems.to_string();
        assert!(text.contains("radar.csv:3:1: `maybe` is no ring"), "{text}");
        assert!(text.contains("radar.csv:4:1: this is no row of a radar"), "{text}");
        assert!(text.contains("radar.csv:5:1: `A!` and `A` would share the file a.md"), "{text}");
        let problems = from_json("radar.json", "{}", "2026-11-23").unwrap_err();
        assert!(problems.to_string().contains("radar.json:1:1: this is no row"), "{problems}");
    }
}
