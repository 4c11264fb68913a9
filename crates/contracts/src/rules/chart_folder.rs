//! The path that an Application names holds a chart.

use blip_model::Problem;

use crate::argo::{applications, own_sources};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for application in applications(files) {
        for source in own_sources(files, &application) {
            // without `helm` it may be a folder of manifests
            let Some(path) = source.value["path"].as_str().filter(|_| source.value["helm"].is_object()) else {
                continue;
            };
            let chart = files.local(&format!("{}/Chart.yaml", path.trim_matches('/')));
            if files.text(&chart).is_none() {
                let problem = application.problem(&format!("{}.path", source.key), format!("there is no {chart}"));
                problems.push(
                    problem.help(format!("the chart of this service is {}", files.in_chart("").trim_end_matches('/'))),
                );
            }
        }
    }
    problems
}
