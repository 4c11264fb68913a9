//! Image Updater follows the image that the pipeline pushes, for Applications that are there.

use blip_model::Problem;
use serde_json::Value;

use crate::argo::{applications, matches};
use crate::files::{Files, Yaml};

/// Where Image Updater is told what to do.
pub(crate) const FILE: &str = "deploy/argocd/image-updater.yaml";

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    if !files.uses("argocd") {
        return Vec::new();
    }
    let applications = applications(files);
    let names: Vec<&str> =
        applications.iter().filter_map(|application| application.get("metadata.name")?.as_str()).collect();
    files.objects(FILE, "ImageUpdater").iter().flat_map(|updater| faults(files, updater, &names)).collect()
}

fn faults(files: &Files<'_>, updater: &Yaml, names: &[&str]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let references = updater.get("spec.applicationRefs").and_then(Value::as_array).into_iter().flatten();
    for (i, reference) in references.enumerate() {
        let pattern = reference["namePattern"].as_str().unwrap_or_default();
        if !names.is_empty() && !names.iter().any(|name| matches(pattern, name)) {
            let problem = updater.problem(
                &format!("spec.applicationRefs.{i}.namePattern"),
                format!("no Application is called {pattern}"),
            );
            problems.push(problem.help(format!("there are {}", names.join(", "))));
        }
        for (j, image) in reference["images"].as_array().into_iter().flatten().enumerate() {
            let Ok(wanted) = files.selection.spec.image() else { continue };
            let found = image["imageName"].as_str().unwrap_or_default();
            let bare = found.strip_prefix(wanted.as_str()).filter(|rest| rest.is_empty() || rest.starts_with(':'));
            if image["alias"] == "app" && bare.is_none() {
                let what = format!("this follows {found}, but the spec says {wanted}");
                let path = format!("spec.applicationRefs.{i}.images.{j}.imageName");
                let help = format!("write {wanted}, or set `image` in blip.yaml and run `blip generate`");
                problems.push(updater.problem(&path, what).help(help));
            }
        }
    }
    problems
}
