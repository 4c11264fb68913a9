//! Previews are reached as the stable version is: a host or a path that theirs lacks would answer in stable's place,
//! whatever header a request has.

use std::collections::BTreeSet;

use blip_model::Problem;
use serde_json::Value;

use crate::files::Files;
use crate::previews::{Both, SET, set};

pub(super) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Some(both) = files.selection.previews().and_then(|previews| Both::of(files, previews)) else {
        return Vec::new();
    };
    let environment = files.selection.previews().and_then(|previews| previews.environment());
    let environment = environment.map_or("stable", |environment| environment.name.as_str());
    let empty = serde_json::Map::new();
    let entries = |values: &Value| values["route"].as_object().unwrap_or(&empty).clone();
    let (stable, preview) = (entries(&both.stable), entries(&both.preview));
    let keys: BTreeSet<&String> = stable.keys().chain(preview.keys()).collect();
    let mut problems = Vec::new();
    for key in keys.into_iter().filter(|key| stable.get(*key) != preview.get(*key)) {
        let path = format!("route.{key}");
        let what = format!("`{path}` of previews differs from that of {environment}: {}", outcome(key));
        let help = format!("leave `{path}` to the values of {environment}, which previews take first");
        // where previews set it themselves; else they do not take the environment's values
        let setter = both.files.iter().rev().find(|file| file.has(&path));
        let problem = match (setter, set(files)) {
            (Some(file), _) => file.problem(&path, what),
            (None, Some(set)) => set.problem("spec.template.spec.source.helm.valueFiles", what),
            (None, None) => Problem::new(format!("{SET}: {what}")),
        };
        problems.push(problem.help(help));
    }
    problems
}

fn outcome(key: &str) -> &'static str {
    match key {
        "hosts" | "paths" => "requests with the header would reach the stable version there",
        _ => "their route would compete elsewhere than that of the stable version",
    }
}
