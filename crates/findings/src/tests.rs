//! Both formats, of the same findings.

use serde_json::{Value, json};

use crate::{Finding, Report, Rule, Severity};

fn report() -> Report {
    let finding = |severity, line| Finding::new("behind", severity, "a b/ü%.yaml", line, "behind");
    Report {
        command: "blip check",
        version: "0.1.0",
        rules: vec![Rule { id: "behind", says: "A file is behind" }],
        findings: vec![finding(Severity::Error, 3), finding(Severity::Warning, 0)],
    }
}

fn fingerprints(report: &Report) -> Vec<Value> {
    let quality = serde_json::to_value(report.code_quality()).unwrap();
    quality.as_array().unwrap().iter().map(|violation| violation["fingerprint"].clone()).collect()
}

#[test]
fn sarif() {
    let report = report();
    let log = serde_json::to_value(report.sarif()).unwrap();
    assert_eq!((&log["version"], &log["runs"][0]["tool"]["driver"]["name"]), (&json!("2.1.0"), &json!("blip check")));
    let expected = json!({
        "ruleId": "behind",
        "level": "error",
        "message": {"text": "behind"},
        "locations": [{"physicalLocation": {
            "artifactLocation": {"uri": "a%20b/%C3%BC%25.yaml"},
            "region": {"startLine": 3},
        }}],
        "partialFingerprints": {"blip/v1": fingerprints(&report)[0]},
    });
    assert_eq!(log["runs"][0]["results"][0], expected);
    assert_eq!(log["runs"][0]["results"][1]["level"], "warning");
}

#[test]
fn code_quality() {
    let report = report();
    let quality = serde_json::to_value(report.code_quality()).unwrap();
    let expected = json!({
        "description": "behind",
        "check_name": "behind",
        "fingerprint": fingerprints(&report)[1],
        "severity": "minor",
        "location": {"path": "a b/ü%.yaml", "lines": {"begin": 1}},
    });
    assert_eq!(quality[1], expected);
    assert_eq!(serde_json::to_value(Report { findings: Vec::new(), ..report }.code_quality()).unwrap(), json!([]));
}

#[test]
fn a_finding_is_known_again_when_its_line_moves_and_told_from_its_twin() {
    let before = report();
    let mut after = before.clone();
    after.findings[0].line = 30;
    assert_eq!(fingerprints(&before), fingerprints(&after));
    assert_ne!(fingerprints(&before)[0], fingerprints(&before)[1]);
    after.findings[0].file = "elsewhere".to_owned();
    assert_ne!(fingerprints(&before), fingerprints(&after));
}
