//! The project keeps its Applications out of the namespace of Argo CD: who deploys there may do everything.

use blip_model::Problem;
use serde_json::Value;

use crate::argo::{allows, projects};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Some(argocd) = files.selection.get("argocd") else { return Vec::new() };
    let own = argocd.settings.get("namespace").and_then(Value::as_str).unwrap_or("argocd");
    let mut problems = Vec::new();
    for project in projects(files) {
        let destinations = project.get("spec.destinations").and_then(Value::as_array).into_iter().flatten();
        let namespaces: Vec<&str> =
            destinations.map(|destination| destination["namespace"].as_str().unwrap_or_default()).collect();
        if allows(&namespaces, own) {
            let reaching = namespaces.iter().position(|namespace| allows(&[namespace], own)).unwrap_or_default();
            let what = format!("the project lets its Applications deploy to {own}, the namespace of Argo CD itself");
            let problem = project.problem(&format!("spec.destinations.{reaching}.namespace"), what);
            problems.push(
                problem.help("name the namespaces of the environments instead: who reaches that one reaches all"),
            );
        }
    }
    problems
}
