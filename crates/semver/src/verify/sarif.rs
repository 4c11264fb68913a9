//! The verdict as SARIF 2.1.0, which forges show beside the lines.

use serde::Serialize;

use super::rule::Observation;
use super::table::{RuleInfo, rules};
use super::verdict::Verdict;
use crate::level::Level;

const DISAGREES: &str = "version-disagrees";

/// The verdict as one SARIF log. What speaks against the change is an error, what deserves a look a warning.
pub fn sarif(verdict: &Verdict, program_version: &str) -> impl Serialize {
    let mut results = Vec::new();
    for subject in &verdict.subjects {
        let faults = subject.faults(verdict.zero);
        results.extend(subject.observations.iter().map(|seen| result(seen, faults.contains(&seen))));
    }
    for place in &verdict.disagreements {
        let text = format!("{} says {}, and should say {}", place.key, place.says, place.should_say);
        results.push(ResultOf::new(DISAGREES, "error", text, &place.file, place.line));
    }
    let known = rules().into_iter().map(Descriptor::from);
    let agree =
        Descriptor { id: DISAGREES, short_description: Text::new("A place names another version than the rest") };
    Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: vec![Run {
            tool: Tool {
                driver: Driver {
                    name: "blip semver verify",
                    version: program_version.to_owned(),
                    rules: known.chain([agree]).collect(),
                },
            },
            results,
        }],
    }
}

fn result(seen: &Observation, is_fault: bool) -> ResultOf {
    let level = match (is_fault, seen.risky) {
        (true, _) => "error",
        (false, true) => "warning",
        (false, false) => "note",
    };
    ResultOf::new(&seen.rule, level, seen.sentence(), &seen.file, seen.line)
}

impl Observation {
    /// The whole finding in one line: what, of what, from what to what, and what it asks for.
    pub fn sentence(&self) -> String {
        let moved = match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!(" ({old} → {new})"),
            (Some(old), None) if *old != self.subject => format!(" (was {old})"),
            (None, Some(new)) if *new != self.subject => format!(" ({new})"),
            _ => String::new(),
        };
        let asks = match self.level {
            Level::Major => ": major",
            Level::Minor => ": minor",
            Level::Patch => ": patch",
            Level::None => "",
        };
        format!("{}: {}{moved}{asks}", self.says, self.subject)
    }
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<Run>,
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    results: Vec<ResultOf>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: String,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
}

impl From<RuleInfo> for Descriptor {
    fn from(rule: RuleInfo) -> Self {
        Self { id: rule.id, short_description: Text::new(rule.says) }
    }
}

#[derive(Serialize)]
struct Text {
    text: String,
}

impl Text {
    fn new(text: impl Into<String>) -> Self {
        Self { text: text.into() }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultOf {
    rule_id: String,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
}

impl ResultOf {
    fn new(rule: &str, level: &'static str, text: String, file: &str, line: usize) -> Self {
        let artifact_location = Artifact { uri: file.replace('%', "%25").replace(' ', "%20") };
        let place = Place { artifact_location, region: Region { start_line: line } };
        Self {
            rule_id: rule.to_owned(),
            level,
            message: Text::new(text),
            locations: [Location { physical_location: place }],
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: Place,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Place {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
}
