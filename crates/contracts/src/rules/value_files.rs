//! The values files that an Application names are there.

use blip_model::Problem;

use crate::argo::{ValueFile, applications, own_sources, value_files};
use crate::files::Files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let mut problems = Vec::new();
    for application in applications(files) {
        for source in own_sources(files, &application) {
            if source.value["helm"]["ignoreMissingValueFiles"] == true {
                continue;
            }
            for ValueFile { key, path, is_here, .. } in value_files(files, &application, &source) {
                if is_here && files.text(&path).is_none() {
                    let help =
                        "a path that begins with `/` is named from the repository's root, any other from the chart";
                    problems.push(application.problem(&key, format!("there is no {path}")).help(help));
                }
            }
        }
    }
    problems
}
