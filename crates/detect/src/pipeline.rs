//! Pipelines that are there already.

use crate::files::{Files, folder, is_yaml, name};
use crate::{Fact, Findings};

/// Pipelines at a fixed place, each with the blip that it is an instance of.
const PIPELINES: &[(&str, Option<&str>)] = &[
    (".gitlab-ci.yml", Some("ci")),
    ("Jenkinsfile", Some("jenkins")),
    (".circleci/config.yml", None),
    (".travis.yml", None),
    ("azure-pipelines.yml", None),
    ("bitbucket-pipelines.yml", None),
    (".drone.yml", None),
];

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    for path in files.paths().filter(|path| is_workflow(path)) {
        found.add_of(Fact::Pipeline, path, path, 1, Some("ci"));
        found.add(Fact::Forge, "github", path, 1);
    }
    for (path, blip) in PIPELINES {
        let is_jenkinsfile = |known: &&str| *path == "Jenkinsfile" && name(known).starts_with(path);
        for path in files.paths().filter(|known| known == path || is_jenkinsfile(known)) {
            found.add_of(Fact::Pipeline, path, path, 1, *blip);
        }
    }
    if files.has(".gitlab-ci.yml") {
        found.add(Fact::Forge, "gitlab", ".gitlab-ci.yml", 1);
    }
}

/// Whether a path is a pipeline: a place where images and ports of the service are named.
pub(crate) fn is_pipeline(path: &str) -> bool {
    is_workflow(path) || PIPELINES.iter().any(|(known, _)| path == *known) || name(path).starts_with("Jenkinsfile")
}

fn is_workflow(path: &str) -> bool {
    folder(path) == ".github/workflows" && is_yaml(path)
}
