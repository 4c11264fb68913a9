//! What oasdiff says of two documents, where it is installed and the rules here saw nothing that breaks: it knows hundreds.
//! Source: oasdiff's documentation, "Breaking changes" (`oasdiff breaking --format json`).

use std::io::Write as _;
use std::process::{Command, Stdio};

use super::super::node::Node;
use super::super::rule::Observation;
use super::super::table::{OASDIFF_BROKEN, OASDIFF_DOUBTFUL};

/// The levels of its findings: 3 for an error, 2 for a warning.
const ERROR: &str = "3";
const WARNING: &str = "2";

/// The findings; a sentence where it cannot compare the two, and none where it is not installed.
pub(super) fn compare(path: &str, old: &str, new: &str) -> Option<Result<Vec<Observation>, String>> {
    let folder = tempfile::tempdir().ok()?;
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut files = Vec::new();
    for (side, text) in [("old", old), ("new", new)] {
        let place = folder.path().join(side);
        std::fs::create_dir(&place).ok()?;
        let file = place.join(name);
        std::fs::File::create(&file).and_then(|mut file| file.write_all(text.as_bytes())).ok()?;
        files.push(file);
    }
    let mut command = Command::new("oasdiff");
    command.args(["breaking", "--format", "json"]).args(&files).stdin(Stdio::null());
    // an error that stops the program from starting means that there is none
    let output = command.output().ok()?;
    if !output.status.success() {
        let says = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        return Some(Err(format!("oasdiff could not compare {path}: {says}")));
    }
    Some(read(path, &String::from_utf8_lossy(&output.stdout)))
}

/// A list of `{"id", "text", "level", "operation", "path"}`; nothing where nothing breaks.
fn read(path: &str, text: &str) -> Result<Vec<Observation>, String> {
    let Some(list) = Node::read(text)? else {
        return Ok(Vec::new());
    };
    let findings = list.items().iter().filter_map(|found| {
        let rule = match found.text_at("level")? {
            ERROR => &OASDIFF_BROKEN,
            WARNING => &OASDIFF_DOUBTFUL,
            _ => return None,
        };
        let place = [found.text_at("operation"), found.text_at("path")].into_iter().flatten().collect::<Vec<_>>();
        Some(Observation {
            rule: rule.id.to_owned(),
            level: rule.level,
            wrong: false,
            risky: *rule == OASDIFF_DOUBTFUL,
            says: rule.says.to_owned(),
            subject: format!("{}: {}", place.join(" "), found.text_at("text")?),
            file: path.to_owned(),
            line: 1,
            in_base: false,
            old: None,
            new: Some(found.text_at("id")?.to_owned()),
        })
    });
    Ok(findings.collect())
}
