//! SARIF 2.1.0, as much of it as GitHub's code scanning reads.
//!
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use serde::Serialize;

use crate::fingerprint::fingerprints;
use crate::{Finding, Report, Rule, Severity};

impl Report {
    /// The findings as one SARIF log.
    pub fn sarif(&self) -> impl Serialize {
        let findings = self.findings.iter().zip(fingerprints(&self.findings));
        Log {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run {
                tool: Tool {
                    driver: Driver {
                        name: self.command,
                        version: self.version,
                        rules: self.rules.iter().map(Descriptor::from).collect(),
                    },
                },
                results: findings.map(|(finding, fingerprint)| Outcome::new(finding, fingerprint)).collect(),
            }],
        }
    }
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
struct Run {
    tool: Tool,
    results: Vec<Outcome>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
struct Driver {
    name: &'static str,
    version: &'static str,
    rules: Vec<Descriptor>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor {
    id: &'static str,
    short_description: Text,
}

impl From<&Rule> for Descriptor {
    fn from(rule: &Rule) -> Self {
        Self { id: rule.id, short_description: Text { text: rule.says.to_owned() } }
    }
}

#[derive(Serialize)]
struct Text {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    rule_id: String,
    level: &'static str,
    message: Text,
    locations: [Location; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "blip/v1")]
    blip: String,
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

impl Outcome {
    fn new(finding: &Finding, fingerprint: String) -> Self {
        let level = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        };
        let place = Place {
            artifact_location: Artifact { uri: uri(&finding.file) },
            region: Region { start_line: finding.line },
        };
        Self {
            rule_id: finding.rule.clone(),
            level,
            message: Text { text: finding.message.clone() },
            locations: [Location { physical_location: place }],
            partial_fingerprints: Fingerprints { blip: fingerprint },
        }
    }
}

/// A path as a relative reference: everything is escaped that RFC 3986 does not leave unreserved (section 2.3).
fn uri(path: &str) -> String {
    let escape = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    path.bytes().map(escape).collect()
}
