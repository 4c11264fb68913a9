//! What holds of everything that a chart renders, whatever its settings and values are.

use std::collections::BTreeSet;

use serde_yaml::{Mapping, Value};

use super::restricted::broken;
use crate::syntax::list_keys_twice;

/// What is wrong with the objects of one release; each line names its object.
pub(super) fn faults(objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen = BTreeSet::new();
    for object in objects {
        let title = title(object);
        let mut report = |fault: String| faults.push(format!("{title}: {fault}"));
        if !seen.insert(title.clone()) {
            report("is there twice".to_owned());
        }
        wrong_names(object).into_iter().for_each(&mut report);
        list_keys_twice(object).into_iter().for_each(&mut report);
        if let Some((_, spec)) = pod(object) {
            broken(spec).iter().for_each(|control| report(format!("breaks `{control}`")));
            wrong_pod(spec).into_iter().for_each(&mut report);
        }
    }
    faults.extend(wrong_selectors(objects));
    faults.extend(wrong_scale(objects));
    faults
}

/// `Deployment/checkout`
fn title(object: &Value) -> String {
    format!("{}/{}", text(&object["kind"]), text(&object["metadata"]["name"]))
}

/// The objects of a kind.
pub(super) fn of_kind<'a>(objects: &'a [Value], kind: &'a str) -> impl Iterator<Item = &'a Value> {
    objects.iter().filter(move |object| object["kind"] == kind)
}

/// The labels and the spec of the pods that an object makes.
pub(super) fn pod(object: &Value) -> Option<(&Value, &Value)> {
    let template = match text(&object["kind"]) {
        "Pod" => object,
        "Deployment" | "Rollout" => &object["spec"]["template"],
        "CronJob" => &object["spec"]["jobTemplate"]["spec"]["template"],
        _ => return None,
    };
    Some((&template["metadata"]["labels"], &template["spec"]))
}

fn wrong_names(object: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    let name = text(&object["metadata"]["name"]);
    // Kubernetes adds 11 characters to name the runs of a CronJob
    let most = if object["kind"] == "CronJob" { 52 } else { 63 };
    if !is_label(name) || name.len() > most {
        faults.push(format!("no name: {name:?}"));
    }
    for key in ["labels", "annotations"] {
        for (name, value) in object["metadata"][key].as_mapping().into_iter().flatten() {
            match value.as_str() {
                None => faults.push(format!("{key}: {name:?} is no text")),
                Some(value) if key == "labels" && !is_label_value(value) => {
                    faults.push(format!("no value of a label: {value:?}"));
                }
                Some(_) => {}
            }
        }
    }
    faults
}

fn is_label(text: &str) -> bool {
    let legal = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('-') && text.chars().all(legal)
}

fn is_label_value(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_none_or(|c| c.is_ascii_alphanumeric());
    let legal = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    text.len() <= 63 && edge(text.chars().next()) && edge(text.chars().last()) && text.chars().all(legal)
}

/// Beyond the standard: what the chart promises of its pods.
fn wrong_pod(spec: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if spec["automountServiceAccountToken"] != false || spec["enableServiceLinks"] != false {
        faults.push("gets what it does not need from the cluster".to_owned());
    }
    for container in spec["containers"].as_sequence().into_iter().flatten() {
        if container["securityContext"]["readOnlyRootFilesystem"] != true {
            faults.push("can write to its image".to_owned());
        }
        if container["resources"]["limits"]["memory"].is_null() {
            faults.push("has no limit of memory".to_owned());
        }
    }
    faults
}

/// Selectors pick the pods of the release, and never those of `helm test`.
fn wrong_selectors(objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let pods = || objects.iter().filter_map(|object| Some((object, pod(object)?.0)));
    let Some((_, own)) = pods().find(|(object, _)| object["kind"] != "Pod") else {
        return vec!["there is nothing that runs".to_owned()];
    };
    for object in objects {
        let spec = &object["spec"];
        let selector = match text(&object["kind"]) {
            "Service" => &spec["selector"],
            "Deployment" | "Rollout" | "PodDisruptionBudget" | "PodMonitor" => &spec["selector"]["matchLabels"],
            "NetworkPolicy" => &spec["podSelector"]["matchLabels"],
            _ => continue,
        };
        if !selects(selector, own) {
            faults.push(format!("{} selects none of the pods", title(object)));
        }
        for (test, labels) in pods().filter(|(object, _)| object["kind"] == "Pod") {
            if selects(selector, labels) {
                faults.push(format!("{} selects {}", title(object), title(test)));
            }
        }
    }
    for monitor in of_kind(objects, "ServiceMonitor") {
        let selector = &monitor["spec"]["selector"]["matchLabels"];
        // Flagger makes them
        let made = of_kind(objects, "Canary").map(|canary| &canary["spec"]["service"]["canary"]["labels"]);
        let mut labels = of_kind(objects, "Service").map(|service| &service["metadata"]["labels"]).chain(made);
        if !labels.any(|labels| selects(selector, labels)) {
            faults.push(format!("{} selects no Service", title(monitor)));
        }
    }
    faults
}

fn selects(selector: &Value, labels: &Value) -> bool {
    let empty = Mapping::new();
    let selector = selector.as_mapping().unwrap_or(&empty);
    !selector.is_empty() && selector.iter().all(|(key, value)| labels.get(key) == Some(value))
}

/// One alone sets the number of pods; where there may be one pod only, nothing keeps it from being evicted.
fn wrong_scale(objects: &[Value]) -> Vec<String> {
    let mut faults = Vec::new();
    let scaler = of_kind(objects, "HorizontalPodAutoscaler").next();
    for deployment in of_kind(objects, "Deployment").chain(of_kind(objects, "Rollout")) {
        let replicas = &deployment["spec"]["replicas"];
        if scaler.is_some() != replicas.is_null() {
            faults.push(format!("{}: replicas beside an autoscaler, or neither", title(deployment)));
        }
        let fewest = scaler.map_or(replicas, |scaler| &scaler["spec"]["minReplicas"]).as_u64();
        if (fewest > Some(1)) != of_kind(objects, "PodDisruptionBudget").next().is_some() {
            faults.push(format!("{}: the budget does not fit {fewest:?} pods", title(deployment)));
        }
    }
    faults
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
