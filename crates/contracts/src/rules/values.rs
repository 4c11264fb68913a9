//! The chart's values, and with them those of each environment, of previews and of developers, fit the schema beside them.

use blip_model::Problem;
use serde_json::Value;

use crate::files::{Files, Yaml};
use crate::schema::{Fault, faults};
use crate::values::{environment_files, merged, preview_values};

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("helm") {
        return Vec::new();
    }
    let Some(values) = files.yaml(&files.in_chart("values.yaml")) else { return Vec::new() };
    // a schema that is no JSON is found by every Helm command, with the place of the mistake
    let schema = files.text(&files.in_chart("values.schema.json"));
    let Some(schema) = schema.and_then(|text| serde_json::from_str::<Value>(&text).ok()) else { return Vec::new() };
    let own = faults(&schema, &values.value);
    let mut problems: Vec<Problem> = own.iter().map(|fault| problem(fault, &[&values])).collect();
    let environments = files.selection.spec.environments.iter();
    let laid_on = environments.map(|environment| environment_files(files, environment));
    for others in laid_on.chain([preview_values(files), developer_values(files)]) {
        let all = others.iter().fold(Value::clone(&values.value), |below, file| merged(below, &file.value));
        let from: Vec<&Yaml> = others.iter().rev().chain([&values]).collect();
        for fault in faults(&schema, &all).iter().filter(|fault| !own.contains(fault)) {
            let problem = problem(fault, &from);
            // two environments may share a file
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}

/// What is otherwise in a developer's namespace.
fn developer_values(files: &Files<'_>) -> Vec<Yaml> {
    if !files.uses("devspace") {
        return Vec::new();
    }
    files.yaml("deploy/values/devspace.yaml").into_iter().collect()
}

/// The fault in the first of the files that sets what is at fault.
fn problem(fault: &Fault, files: &[&Yaml]) -> Problem {
    let file = files.iter().find(|file| file.has(&fault.path)).or(files.last());
    let problem = match file {
        Some(file) => file.problem(&fault.path, fault.to_string()),
        None => Problem::new(fault.to_string()),
    };
    match &fault.help {
        Some(help) => problem.help(help),
        None => problem,
    }
}
