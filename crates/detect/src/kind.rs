//! Whether it answers requests, works in the background, or runs from time to time.

use crate::files::{Files, is_yaml, name};
use crate::pattern::{Pattern, compile, matches};
use crate::{Fact, Findings};

static KUBERNETES: Pattern = Pattern::new(|| compile(r"^kind:\s*(CronJob|Job|Deployment|StatefulSet|Service)\s*$"));
static PROCESS: Pattern = Pattern::new(|| compile(r"^(\w+):\s*\S"));

/// Says what it is only where something speaks for it and nothing against: whoever opens a port answers requests.
pub(crate) fn find(files: &Files<'_>, found: &mut Findings) {
    if found.first(Fact::Port).is_some() {
        return;
    }
    let manifests = files.texts(|path| is_yaml(path) && !path.starts_with('.'));
    let objects: Vec<(String, usize, String)> = manifests
        .flat_map(|(path, text)| {
            let objects =
                matches(&text, &KUBERNETES).into_iter().map(|(line, kind)| (path.to_owned(), line, kind.to_owned()));
            objects.collect::<Vec<_>>()
        })
        .collect();
    let first = |kinds: &[&str]| objects.iter().find(|(_, _, kind)| kinds.contains(&kind.as_str()));
    if first(&["Service"]).is_some() {
        return;
    }
    match (first(&["Deployment", "StatefulSet"]), first(&["CronJob", "Job"])) {
        (Some((path, line, _)), _) => found.add(Fact::Kind, "worker", path, *line),
        (None, Some((path, line, _))) => found.add(Fact::Kind, "job", path, *line),
        (None, None) => procfile(files, found),
    }
}

fn procfile(files: &Files<'_>, found: &mut Findings) {
    for (path, text) in files.texts(|path| name(path) == "Procfile") {
        let processes = matches(&text, &PROCESS);
        let worker = processes.iter().find(|(_, process)| *process == "worker");
        if let (Some((line, _)), None) = (worker, processes.iter().find(|(_, process)| *process == "web")) {
            found.add(Fact::Kind, "worker", path, *line);
        }
    }
}
