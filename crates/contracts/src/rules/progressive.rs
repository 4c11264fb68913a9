//! What Flagger or Argo Rollouts does, nothing else does too: the chart's templates make way, previews stay plain, and
//! Argo CD leaves alone what the controller changes.

use blip_model::{Place, Problem};
use serde_json::{Value, json};

use crate::argo::applications_of;
use crate::files::{Files, Yaml};
use crate::values::{environment_files, merged, preview_values};

const ENABLED: &str = "progressive.enabled";

/// Templates of the chart that have to ask who is at work, by what they must hold for it.
const MAKES_WAY: [(&str, &str, &str, &str); 6] = [
    ("flagger", "service.yaml", ".flagger", "the Service"),
    ("flagger", "httproute.yaml", ".flagger", "the route"),
    ("flagger", "virtualservice.yaml", ".flagger", "the route"),
    ("flagger", "deployment.yaml", ".matchLabels", "the pods that it tells apart by the label `app`"),
    ("argo-rollouts", "deployment.yaml", ".rollout", "the pods"),
    ("argo-rollouts", "horizontalpodautoscaler.yaml", ".rollout", "the number of pods"),
];

pub(super) fn check(files: &Files<'_>) -> Vec<Problem> {
    let Some(blip) = ["flagger", "argo-rollouts"].into_iter().find(|blip| files.uses(blip)) else { return Vec::new() };
    templates(files, blip)
        .into_iter()
        .chain(values(files, blip))
        .chain(previews(files))
        .chain(applications(files, blip))
        .collect()
}

fn title(files: &Files<'_>, blip: &str) -> String {
    files.selection.get(blip).map(|chosen| chosen.blip.front.title.clone()).unwrap_or_default()
}

/// A template that was edited before the blip came, and kept so.
fn templates(files: &Files<'_>, blip: &str) -> Vec<Problem> {
    let of_blip = MAKES_WAY.iter().filter(|(of, ..)| *of == blip);
    let unaware = of_blip.filter_map(|(_, template, needed, what)| {
        let file = files.in_chart(&format!("templates/{template}"));
        let text = files.text(&file)?;
        // `include "checkout.flagger" .`
        let asks = text
            .split("include \"")
            .skip(1)
            .any(|rest| rest.split('"').next().is_some_and(|name| name.ends_with(needed)));
        let problem = || {
            let title = title(files, blip);
            let problem = Problem::new(format!("this makes {what} as if {title} were not at work"));
            problem
                .at(Place { file, line: 1, column: 1 })
                .help("take over what `blip generate --on-conflict=markers` shows, or delete the file and restore it")
        };
        (!asks).then(problem)
    });
    unaware.collect()
}

/// The values of each environment, laid on those of the chart.
fn environments<'a>(files: &'a Files<'_>) -> impl Iterator<Item = (Value, Vec<Yaml>)> + 'a {
    let own = files.yaml(&files.in_chart("values.yaml"));
    files.selection.spec.environments.iter().map(move |environment| {
        let others = environment_files(files, environment);
        let below = own.as_ref().map_or(json!({}), |own| (*own.value).clone());
        (others.iter().fold(below, |below, file| merged(below, &file.value)), others)
    })
}

fn values(files: &Files<'_>, blip: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    for (values, from) in environments(files) {
        if values["progressive"]["enabled"] != json!(true) {
            continue;
        }
        let at = |key: &str, what: String, help: &str| {
            let file = from.iter().rev().find(|file| file.has(key)).or(from.last())?;
            Some(file.problem(key, what).help(help))
        };
        if blip == "flagger" && values["autoscaling"]["enabled"] == json!(false) {
            let what =
                "Flagger starts the pods of each version itself, and without an autoscaler that is one pod".to_owned();
            problems.extend(at(
                "autoscaling.enabled",
                what,
                "leave the autoscaler on, or set progressive.enabled to false",
            ));
        }
        problems.extend(second_route(&values).and_then(|(host, kind)| {
            let what = format!("a {kind} of your own leads requests for {host} past the versions that are compared");
            at("extraObjects", what, "take the host out of it, or out of route.hosts")
        }));
    }
    problems
}

/// A route among the further objects for a host that the chart, or Flagger in its place, has a route for.
fn second_route(values: &Value) -> Option<(String, String)> {
    let hosts: Vec<&str> = values["route"]["hosts"].as_array()?.iter().filter_map(Value::as_str).collect();
    values["extraObjects"].as_array()?.iter().find_map(|object| {
        let kind = object["kind"].as_str().filter(|kind| ["HTTPRoute", "VirtualService", "Ingress"].contains(kind))?;
        let spec = &object["spec"];
        let rules = spec["rules"].as_array().into_iter().flatten().filter_map(|rule| rule["host"].as_str());
        let named = [&spec["hostnames"], &spec["hosts"]]
            .into_iter()
            .filter_map(Value::as_array)
            .flatten()
            .filter_map(Value::as_str);
        let host = named.chain(rules).find(|host| hosts.contains(host))?;
        Some((host.to_owned(), kind.to_owned()))
    })
}

fn previews(files: &Files<'_>) -> Vec<Problem> {
    let own = files.yaml(&files.in_chart("values.yaml"));
    let others = preview_values(files);
    let below = own.map_or(json!({}), |own| (*own.value).clone());
    let all = others.iter().fold(below, |below, file| merged(below, &file.value));
    let setter = others.iter().rev().find(|file| file.has(ENABLED));
    let problem = |file: &Yaml| {
        let what = "previews would be released step by step, but only requests that ask for one reach it";
        file.problem(ENABLED, what).help("set progressive.enabled to false in deploy/values/preview.yaml")
    };
    setter.filter(|_| all["progressive"]["enabled"] == json!(true)).map(problem).into_iter().collect()
}

/// Argo CD takes back what it is not told to leave alone.
fn applications(files: &Files<'_>, blip: &str) -> Vec<Problem> {
    let kind = if blip == "flagger" { "Deployment" } else { "Rollout" };
    let mut problems = Vec::new();
    for environment in &files.selection.spec.environments {
        let values = environment_files(files, environment);
        if !values.iter().any(|file| file.get(ENABLED) == Some(&json!(true))) {
            continue;
        }
        for application in applications_of(files, environment) {
            let ignored = application.get("spec.ignoreDifferences").and_then(Value::as_array).into_iter().flatten();
            let leaves_alone = ignored.into_iter().any(|entry| entry["kind"] == kind);
            let options =
                application.get("spec.syncPolicy.syncOptions").and_then(Value::as_array).into_iter().flatten();
            let respects = options.into_iter().any(|option| option == "RespectIgnoreDifferences=true");
            let (key, what, help) = if !leaves_alone {
                (
                    "spec",
                    format!("Argo CD would take back the number of pods that {} sets", title(files, blip)),
                    format!("name the {kind}'s /spec/replicas below `ignoreDifferences`"),
                )
            } else if !respects {
                (
                    "spec.syncPolicy.syncOptions",
                    "Argo CD would take back what it ignores whenever it synchronises".to_owned(),
                    "add RespectIgnoreDifferences=true".to_owned(),
                )
            } else {
                continue;
            };
            let problem = application.problem(key, what).help(help);
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}
