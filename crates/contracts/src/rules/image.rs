//! The image that is deployed is the one that the pipeline pushes, and both are the spec's.

use blip_model::{ImageRef, Problem};

use crate::files::{Files, Yaml};
use crate::values::values_files;

/// Where values name the image.
const KEY: &str = "image.repository";

pub(crate) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Ok(image) = files.selection.spec.image() else { return Vec::new() };
    let mut problems: Vec<Problem> = pushed(files, &image).into_iter().collect();
    let chart = files.in_chart("values.yaml");
    for values in values_files(files) {
        let Some(found) = values.get(KEY).and_then(|found| found.as_str()) else { continue };
        // an environment may fetch the image through a mirror, which keeps the path
        let is_mirror = values.file != chart && found.ends_with(&format!("/{}", image.repository()));
        if found != image.as_str() && !is_mirror {
            problems.push(differs(&values, KEY, &format!("the image is fetched from {found}"), &image));
        }
    }
    problems
}

/// What the pipeline pushes, where it says so in words that only it need understand.
fn pushed(files: &Files<'_>, image: &ImageRef) -> Option<Problem> {
    if !files.uses("ci") {
        return None;
    }
    let (path, variables) = files.pipeline();
    let pipeline = files.yaml(&path)?;
    let key = format!("{variables}.IMAGE");
    let found = pipeline.get(&key)?.as_str().filter(|found| !found.contains('$') && *found != image.as_str())?;
    Some(differs(&pipeline, &key, &format!("the image is pushed to {found}"), image))
}

fn differs(file: &Yaml, key: &str, what: &str, image: &ImageRef) -> Problem {
    let problem = file.problem(key, format!("{what}, but the spec says {image}"));
    problem.help(format!("write {image}, or set `image` in blip.yaml and run `blip generate`"))
}
