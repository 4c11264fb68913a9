//! Whoever has to do with previews says the same: the ApplicationSet, the values and the pipeline, with blip.yaml.

use blip_model::{Previews, Problem, Provider};
use serde_json::Value;

use crate::files::{Files, Yaml};

/// What previews change in the values.
const VALUES: &str = "deploy/values/preview.yaml";

pub(super) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Some(previews) = files.selection.previews() else { return Vec::new() };
    let mut problems = Vec::new();
    for set in files.objects(Files::PREVIEWS, "ApplicationSet") {
        problems.extend(gate(files, &set, previews));
        problems.extend(header(&set, "spec.template.spec.source.helm.valuesObject.preview.header", previews));
        problems.extend(header(&set, "spec.template.spec.sources.0.helm.valuesObject.preview.header", previews));
        problems.extend(trusted(files, &set));
    }
    for values in [files.in_chart("values.yaml"), VALUES.to_owned()].iter().filter_map(|path| files.yaml(path)) {
        problems.extend(header(&values, "preview.header", previews));
    }
    problems.extend(pipeline(files, previews));
    problems
}

/// The labels without which nothing is deployed.
fn gate(files: &Files<'_>, set: &Yaml, previews: Previews<'_>) -> Vec<Problem> {
    let forge = match files.selection.spec.repository.provider {
        Provider::Github => "github",
        Provider::Gitlab => "gitlab",
    };
    let generators = set.get("spec.generators").and_then(Value::as_array).into_iter().flatten();
    let of_requests = generators.enumerate().filter(|(_, generator)| generator.get("pullRequest").is_some());
    let lacking = of_requests.filter_map(|(i, generator)| {
        let labels = generator["pullRequest"][forge]["labels"].as_array().cloned().unwrap_or_default();
        let ready = previews.ready_label();
        let missing = [previews.label(), &ready].into_iter().find(|label| labels.iter().all(|set| set != label))?;
        let key = format!("spec.generators.{i}.pullRequest.{forge}");
        let what = format!("requests without the label `{missing}` are deployed");
        let help = format!(
            "name both `{}`, with which somebody asks, and `{ready}`, with which the pipeline says that the image is there",
            previews.label()
        );
        Some(set.problem(&key, what).help(help))
    });
    lacking.collect()
}

/// A chart from the request would let its author deploy any manifest.
fn trusted(files: &Files<'_>, set: &Yaml) -> Option<Problem> {
    let branch = &files.selection.spec.repository.default_branch;
    let keys = ["spec.template.spec.source.targetRevision", "spec.template.spec.sources.0.targetRevision"];
    let (key, found) = keys.into_iter().find_map(|key| Some((key, set.get(key)?.as_str()?)))?;
    let is_of_request = found.contains("{{");
    let what = || format!("the chart is taken from {found}: whoever opens a request decides what is deployed");
    is_of_request
        .then(|| set.problem(key, what()).help(format!("write {branch}: of a request only the image is tried")))
}

fn header(file: &Yaml, key: &str, previews: Previews<'_>) -> Option<Problem> {
    agrees(file, key, "the header", previews.header(), "header")
}

/// What the scripts are told.
fn pipeline(files: &Files<'_>, previews: Previews<'_>) -> Vec<Problem> {
    let (path, variables) = match files.selection.spec.repository.provider {
        Provider::Github => (files.workflow("preview"), "jobs.preview.steps.0.env"),
        Provider::Gitlab => (files.pipeline().0, "preview.variables"),
    };
    let Some(file) = files.yaml(&path) else { return Vec::new() };
    let ready = previews.ready_label();
    let said = [
        ("HEADER", "the header", previews.header(), "header"),
        ("LABEL", "the label", previews.label(), "label"),
        ("READY", "the label of the pipeline", ready.as_str(), "label"),
    ];
    said.iter()
        .filter_map(|(name, which, wanted, setting)| {
            agrees(&file, &format!("{variables}.{name}"), which, wanted, setting)
        })
        .collect()
}

fn agrees(file: &Yaml, key: &str, which: &str, wanted: &str, setting: &str) -> Option<Problem> {
    let found = file.get(key)?.as_str()?;
    let what = || format!("{which} of previews is {found} here, but blip.yaml says {wanted}");
    let help = || format!("write {wanted}, or set `blips.preview.{setting}` in blip.yaml and run `blip generate`");
    (found != wanted).then(|| file.problem(key, what()).help(help()))
}
