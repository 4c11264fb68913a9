//! An Application that creates its namespace is let do so: the option passes the project's check of cluster resources.

use blip_model::Problem;
use serde_json::Value;

use crate::argo::{applications, matches, project_of};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for application in applications(files) {
        let options = application.get("spec.syncPolicy.syncOptions").and_then(Value::as_array).cloned();
        let creates = options.unwrap_or_default().iter().any(|option| option == "CreateNamespace=true");
        let namespace = application.get("spec.destination.namespace").and_then(Value::as_str);
        let (true, Some(namespace)) = (creates, namespace) else { continue };
        let Some(project) = project_of(files, &application) else { continue };
        let allowed = project.get("spec.clusterResourceWhitelist").and_then(Value::as_array).cloned();
        if !allowed.unwrap_or_default().iter().any(|entry| covers(entry, namespace)) {
            let what = format!("the project does not let its Applications create the namespace {namespace}");
            let problem = application.problem("spec.destination.namespace", what);
            problems.push(problem.help(format!("add it to `spec.clusterResourceWhitelist` of {}", project.file)));
        }
    }
    problems
}

fn covers(entry: &Value, namespace: &str) -> bool {
    let fits = |key: &str, text: &str| matches(entry[key].as_str().unwrap_or_default(), text);
    let name = entry["name"].as_str().unwrap_or_default();
    fits("group", "") && fits("kind", "Namespace") && (name.is_empty() || matches(name, namespace))
}
