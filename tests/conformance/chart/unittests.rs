//! The unit tests that come with a chart, which are written for the plugin helm-unittest: run here by Helm alone, as
//! far as they go (`set`, `chart.appVersion`, `documentSelector` and five kinds of assertion).

use std::collections::BTreeSet;
use std::fs;

use regex::Regex;
use serde_yaml::Value;

use super::made::{Made, write};
use super::pairs::charts;
use super::previews;
use crate::findings::assert_none;
use crate::support::Outcome;
use crate::syntax::documents;
use crate::tools::{Tool, tool};

#[test]
fn the_unit_tests_of_the_chart_hold() {
    let Some(helm) = tool("helm") else { return };
    let (mut seen, mut findings, mut asserted) = (BTreeSet::new(), Vec::new(), 0);
    let (plain, with_library) = (charts("unittests", ""), charts("unittests-library", ", chart: library"));
    for chart in &with_library {
        chart.fetch_dependencies(&helm);
    }
    let with_previews = previews::charts("unittests-previews");
    for chart in plain.iter().chain(&with_library).chain(&with_previews) {
        let spec = fs::read_to_string(chart.root.join("blip.yaml")).unwrap();
        let kind = ["http", "worker", "job"].into_iter().find(|kind| spec.contains(&format!("kind: {kind}"))).unwrap();
        for file in fs::read_dir(chart.root.join(chart.chart()).join("tests")).unwrap() {
            let text = fs::read_to_string(file.unwrap().path()).unwrap();
            // once for each kind of service
            if seen.insert((kind, text.clone())) {
                let suite: Value = serde_yaml::from_str(&text).unwrap();
                for test in list(&suite["tests"]) {
                    asserted += list(&test["asserts"]).len();
                    let found = run(&helm, chart, &suite, test);
                    findings.extend(found.iter().map(|fault| format!("{kind}: it {}: {fault}", text_of(&test["it"]))));
                }
            }
        }
    }
    assert_none("the chart", &findings);
    assert!(asserted > 30, "{asserted} assertions");
}

/// Runs one test, and says which of its assertions do not hold.
fn run(helm: &Tool, chart: &Made, suite: &Value, test: &Value) -> Vec<String> {
    let about = chart.root.join(chart.chart()).join("Chart.yaml");
    let original = fs::read_to_string(&about).unwrap();
    if let Some(version) = test["chart"]["appVersion"].as_str() {
        write(&about, &original.replace("appVersion: \"0.1.0\"", &format!("appVersion: {version}")));
    }
    write(&chart.root.join("set.yaml"), &serde_yaml::to_string(&test["set"]).unwrap());
    let outcome = chart.template(helm, text_of(&suite["release"]["name"]), &["--values", "set.yaml"]);
    write(&about, &original);
    let template = [&test["template"], &suite["templates"][0]].into_iter().find_map(Value::as_str).unwrap();
    let mut made = made_by(&outcome, &format!("# Source: {}/{template}", chart.name));
    if let Some(path) = test["documentSelector"]["path"].as_str() {
        made.retain(|object| at(object, path) == Some(&test["documentSelector"]["value"]));
    }
    list(&test["asserts"])
        .iter()
        .filter(|assert| !holds(assert, &outcome, &made))
        .map(|assert| format!("{assert:?}"))
        .collect()
}

/// The documents that one template made.
fn made_by(outcome: &Outcome, source: &str) -> Vec<Value> {
    let parts = outcome.stdout.split("---\n").filter(|part| part.lines().next() == Some(source));
    parts.flat_map(|part| documents(part).unwrap()).collect()
}

fn holds(assert: &Value, outcome: &Outcome, made: &[Value]) -> bool {
    let (kind, about) = assert.as_mapping().and_then(|assert| assert.iter().next()).unwrap();
    let found = made.first().and_then(|object| at(object, about["path"].as_str().unwrap_or_default()));
    match text_of(kind) {
        "equal" => found == Some(&about["value"]),
        "notExists" => !made.is_empty() && found.is_none(),
        "hasDocuments" => outcome.code == Some(0) && about["count"].as_u64() == Some(made.len() as u64),
        "lengthEqual" => {
            found.and_then(Value::as_sequence).map(Vec::len) == about["count"].as_u64().map(|n| n as usize)
        }
        "failedTemplate" => {
            let pattern = Regex::new(text_of(&about["errorPattern"])).unwrap();
            outcome.code != Some(0) && pattern.is_match(&outcome.stderr)
        }
        other => panic!("no such assertion here: {other}"),
    }
}

/// What stands at `spec.containers[0].env["a.b/c"]`.
fn at<'v>(value: &'v Value, path: &str) -> Option<&'v Value> {
    let part = Regex::new(r#"\[(\d+)\]|\["([^"]+)"\]|([A-Za-z]+)"#).unwrap();
    part.captures_iter(path).try_fold(value, |value, part| match part.get(1) {
        Some(index) => value.get(index.as_str().parse::<usize>().ok()?),
        None => value.get(part.get(2).or(part.get(3))?.as_str()),
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_sequence().map(Vec::as_slice).unwrap_or_default()
}

fn text_of(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
