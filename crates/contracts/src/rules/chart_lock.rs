//! Chart.lock settles on the charts that Chart.yaml asks for: where they differ, `helm dependency build` fails.

use blip_model::Problem;
use serde_json::Value;

use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("helm") {
        return Vec::new();
    }
    // without a lock Helm takes what Chart.yaml asks for
    let Some(lock) = files.yaml(&files.in_chart("Chart.lock")) else { return Vec::new() };
    let Some(chart) = files.yaml(&files.in_chart("Chart.yaml")) else { return Vec::new() };
    let (asked, settled) = (entries(&chart.value), entries(&lock.value));
    let help = format!("run `helm dependency update {}`", files.in_chart("").trim_end_matches('/'));
    let missing = asked.iter().enumerate().filter_map(|(i, entry)| {
        let what = match settled.iter().find(|other| other["name"] == entry["name"]) {
            Some(other) if fits(entry, other) => return None,
            Some(other) => format!("this asks for {}, and Chart.lock settles on {}", text(entry), text(other)),
            None => format!("this asks for {}, which Chart.lock does not know", text(entry)),
        };
        Some(chart.problem(&format!("dependencies.{i}"), what).help(&help))
    });
    let left = settled.iter().enumerate().filter_map(|(i, entry)| {
        let what = format!("this settles on {}, which Chart.yaml does not ask for", text(entry));
        let is_asked = asked.iter().any(|other| other["name"] == entry["name"]);
        (!is_asked).then(|| lock.problem(&format!("dependencies.{i}"), what).help(&help))
    });
    missing.chain(left).collect()
}

fn entries(file: &Value) -> &[Value] {
    file["dependencies"].as_array().map(Vec::as_slice).unwrap_or_default()
}

/// Whether a settled dependency may be the one that is asked for. A range of versions is left to Helm.
fn fits(asked: &Value, settled: &Value) -> bool {
    let version = asked["version"].as_str().unwrap_or_default();
    let is_exact =
        version.split('.').count() >= 3 && version.chars().all(|c| c.is_ascii_alphanumeric() || ".-+".contains(c));
    asked["repository"] == settled["repository"] && (!is_exact || asked["version"] == settled["version"])
}

fn text(entry: &Value) -> String {
    let field = |name: &str| entry[name].as_str().unwrap_or("?").to_owned();
    format!("{} {} of {}", field("name"), field("version"), field("repository"))
}
