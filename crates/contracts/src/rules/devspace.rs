//! DevSpace works in namespaces of developers alone: each pipeline begins with the guard that sees to it.

use blip_model::Problem;
use serde_json::Value;

use crate::files::Files;

const FILE: &str = "devspace.yaml";
const GUARD: &str = "own_namespace";

pub(super) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("devspace") || !files.uses("argocd") {
        return Vec::new();
    }
    let Some(config) = files.yaml(FILE) else { return Vec::new() };
    if !config.has(&format!("functions.{GUARD}")) {
        let problem = config.problem(
            "functions",
            format!("there is no function `{GUARD}`, by which the pipelines know where they are"),
        );
        return vec![
            problem.help("bring it back with `blip generate`: DevSpace and Argo CD would fight over one namespace"),
        ];
    }
    let pipelines = config.get("pipelines").and_then(Value::as_object).into_iter().flatten();
    let unguarded = pipelines.filter(|(_, pipeline)| {
        // its script, or a mapping that holds it
        let script = pipeline.as_str().or(pipeline["run"].as_str()).unwrap_or_default();
        script.lines().map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#')) != Some(GUARD)
    });
    unguarded
        .map(|(name, _)| {
            let what = format!("the pipeline `{name}` would work in any namespace, one that Argo CD rules too");
            let problem = config.problem(&format!("pipelines.{name}"), what);
            problem.help(format!("begin it with `{GUARD}`"))
        })
        .collect()
}
