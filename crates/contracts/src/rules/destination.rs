//! The project lets its Applications deploy to where they deploy.

use blip_model::Problem;
use serde_json::Value;

use crate::argo::{applications, matches, project_of};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for application in applications(files) {
        let Some(destination) = application.get("spec.destination") else { continue };
        let Some(project) = project_of(files, &application) else { continue };
        let allowed = project.get("spec.destinations").and_then(Value::as_array).cloned().unwrap_or_default();
        if !permitted(&allowed, destination) {
            let text = |key: &str| destination[key].as_str().unwrap_or_default().to_owned();
            let cluster = if text("server").is_empty() { text("name") } else { text("server") };
            let namespace = text("namespace");
            let what = format!("the project does not let its Applications deploy to {namespace} of {cluster}");
            let problem = application.problem("spec.destination.namespace", what);
            problems.push(problem.help(format!("add it to `spec.destinations` of {}", project.file)));
        }
    }
    problems
}

/// As Argo CD decides it: an entry with `!` forbids, whatever the others allow.
fn permitted(allowed: &[Value], destination: &Value) -> bool {
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    let cluster = |entry: &Value, hold: &dyn Fn(&str, &str) -> bool| {
        let (server, name) = (text(entry, "server"), text(entry, "name"));
        let by_server = !server.is_empty() && hold(&server, &text(destination, "server"));
        by_server || !name.is_empty() && hold(&name, &text(destination, "name"))
    };
    let namespace = text(destination, "namespace");
    let mut is_allowed = false;
    for entry in allowed {
        let pattern = text(entry, "namespace");
        if cluster(entry, &|pattern, text| pattern.strip_prefix('!').is_some_and(|pattern| matches(pattern, text))) {
            return false;
        }
        let in_cluster = cluster(entry, &|pattern, text| !pattern.starts_with('!') && matches(pattern, text));
        match pattern.strip_prefix('!') {
            Some(pattern) if in_cluster && matches(pattern, &namespace) => return false,
            Some(_) => {}
            None => is_allowed |= in_cluster && matches(&pattern, &namespace),
        }
    }
    is_allowed
}
