//! The project lets its Applications take from where they take.

use blip_model::Problem;

use crate::argo::{allows, applications, project_of, sources};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for application in applications(files) {
        let Some(project) = project_of(files, &application) else { continue };
        let allowed = project.get("spec.sourceRepos").and_then(|list| list.as_array()).cloned().unwrap_or_default();
        let allowed: Vec<&str> = allowed.iter().filter_map(|pattern| pattern.as_str()).collect();
        for source in sources(&application) {
            let Some(repository) = source.value["repoURL"].as_str() else { continue };
            if !allows(&allowed, repository) {
                let what = format!("the project does not let its Applications take from {repository}");
                let problem = application.problem(&format!("{}.repoURL", source.key), what);
                problems.push(problem.help(format!("add it to `spec.sourceRepos` of {}", project.file)));
            }
        }
    }
    problems
}
