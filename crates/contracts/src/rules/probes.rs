//! The probes ask the endpoints that the service has.

use blip_model::{Kind, Problem};

use crate::files::Files;
use crate::values::values_files;

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let service = &files.selection.spec.service;
    if service.kind != Kind::Http {
        return Vec::new();
    }
    let mut problems = Vec::new();
    for values in values_files(files) {
        for (name, path) in [("live", &service.health.live), ("ready", &service.health.ready)] {
            let key = format!("probes.{name}");
            let found = values.get(&key).and_then(|found| found.as_str());
            if let Some(found) = found.filter(|found| *found != path.as_str()) {
                let what = format!("the probe asks {found}, but the service answers at {path}");
                let help = format!("write {path}, or set `service.health.{name}` in blip.yaml and run `blip generate`");
                problems.push(values.problem(&key, what).help(help));
            }
        }
    }
    problems
}
