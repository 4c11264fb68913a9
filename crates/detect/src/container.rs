//! Dockerfiles, charts and Compose files.

use crate::files::{Files, folder, name};
use crate::pattern::line_with;
use crate::{Fact, Findings};

pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    for (path, text) in files.texts(is_dockerfile) {
        found.add(Fact::Dockerfile, path, path, line_with(&text, &["FROM"]));
    }
    for (path, text) in files.texts(|path| name(path) == "Chart.yaml") {
        // a chart in another's charts/ is its dependency
        let parent = folder(path).rsplit_once("/charts/").map(|(parent, _)| format!("{parent}/Chart.yaml"));
        if !parent.is_some_and(|parent| files.has(&parent)) {
            let folder = if folder(path).is_empty() { "." } else { folder(path) };
            found.add_of(Fact::Chart, folder, path, line_with(&text, &["name:"]), Some("helm"));
        }
    }
    for (path, text) in files.texts(is_compose) {
        found.add(Fact::Compose, path, path, line_with(&text, &["services:"]));
    }
}

pub(crate) fn is_dockerfile(path: &str) -> bool {
    matches!(name(path), "Dockerfile" | "Containerfile")
}

pub(crate) fn is_compose(path: &str) -> bool {
    matches!(name(path), "compose.yaml" | "compose.yml" | "docker-compose.yaml" | "docker-compose.yml")
}
