//! Loki: how long logs are kept, and on a platform where.

use std::collections::BTreeSet;

use blip_model::{Document, Problem, Selection};
use serde_json::Value;

use super::quantity::is_quantity;

/// Loki deletes by days: it takes no period that is shorter (`limits_config.retention_stream`).
const SHORTEST_HOURS: u64 = 24;

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let mut problems = kept(selection, document);
    match selection.spec.service.is_platform() {
        true => problems.extend(of_platform(selection, document)),
        false => problems.extend(values_of(selection, document)),
    }
    problems
}

/// How long the logs of an environment are kept, in a service and on a platform alike.
fn kept(selection: &Selection, document: &Document) -> Vec<Problem> {
    let keep = "blips.loki.keep";
    let mut problems = Vec::new();
    let mut named = BTreeSet::new();
    for entry in selection.texts("loki", "keep") {
        let Some((environment, period)) = entry.split_once('=') else {
            let what = format!("`{keep}`: `{entry}` says no duration");
            problems
                .push(document.problem(keep, what).help("write it as ENVIRONMENT=DURATION, for example staging=7d"));
            continue;
        };
        let mut known = selection.spec.environments.iter().map(|environment| environment.name.as_str());
        if !known.any(|known| known == environment) {
            let what = format!("`{keep}`: there is no environment `{environment}`");
            problems.push(document.problem(keep, what).help("name one that stands in `environments`"));
        }
        if !named.insert(environment) {
            let what = format!("`{keep}`: `{environment}` stands there twice");
            problems.push(document.problem(keep, what).help("leave one of them out"));
        }
        problems.extend(period_problem("keep", period, document));
    }
    problems
}

/// A service says it by the values of an environment.
fn values_of(selection: &Selection, document: &Document) -> Option<Problem> {
    let keep = "blips.loki.keep";
    let lacking = selection.texts("loki", "keep").next().is_some() && selection.get("argocd").is_none();
    lacking.then(|| {
        let what = format!("`{keep}` stands in the values of an environment, which there are with `argocd` alone");
        document.problem(keep, what).help("add `argocd: {}`, or set the label `log-retention` of the pods yourself")
    })
}

/// What Loki would not start with, or would lose.
fn of_platform(selection: &Selection, document: &Document) -> Vec<Problem> {
    let text = |name: &str| selection.text("loki", name);
    let replicas = selection.setting("loki", "replicas").and_then(Value::as_i64).unwrap_or_default();
    let mut problems = Vec::new();
    let mut refuse = |name: &str, what: &str, help: &str| {
        let what = format!("`blips.loki.{name}`: {what}");
        problems.push(document.problem(&format!("blips.loki.{name}"), what).help(help));
    };
    if replicas < 1 || replicas == 2 {
        refuse("replicas", &format!("{replicas} keep no copy that a majority has"), "write 1, or at least 3");
    }
    match (text("bucket"), text("region").or(text("endpoint"))) {
        (Some(_), None) => {
            refuse("bucket", "where it lies is not said", "add its `region`, or the `endpoint` of its store")
        }
        (None, Some(_)) => {
            let name = if text("region").is_some() { "region" } else { "endpoint" };
            refuse(name, "there is no bucket", "name the `bucket`, or remove it: without one logs lie on a disk");
        }
        _ => {}
    }
    if text("bucket").is_none() && replicas > 1 {
        refuse("replicas", "several pods share what they store, and a disk is one pod's", "name a `bucket`");
    }
    if text("bucket").is_none() && text("rules") == Some("alloy") {
        let what = "Alloy writes rules through Loki, which keeps them in a bucket, and there is none";
        refuse("rules", what, "name a `bucket`, or take the ruler's ConfigMaps: `rules: ruler`");
    }
    if !is_quantity(text("storage").unwrap_or_default()) {
        refuse("storage", "it is no quantity of bytes", "write it as Kubernetes does, for example 10Gi");
    }
    let is_address = |text: &str| {
        ["http://", "https://"].iter().any(|scheme| text.starts_with(scheme))
            && text.chars().all(|c| c.is_ascii_alphanumeric() || ".:/-_".contains(c))
    };
    if !text("alertmanager").is_none_or(is_address) {
        refuse(
            "alertmanager",
            "it is no address",
            "write it with its scheme, for example http://alertmanager.monitoring:9093",
        );
    }
    problems.extend(text("retention").and_then(|period| period_problem("retention", period, document)));
    problems.extend(selection.texts("loki", "classes").filter_map(|class| period_problem("classes", class, document)));
    problems
}

fn period_problem(name: &str, period: &str, document: &Document) -> Option<Problem> {
    let path = format!("blips.loki.{name}");
    let fault = period_fault(period)?;
    Some(document.problem(&path, format!("`{path}`: {fault}")).help(HELP))
}

const HELP: &str = "write days or weeks, for example 30d or 4w";

/// Why a text is no time for which Loki can keep logs.
fn period_fault(text: &str) -> Option<String> {
    let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let hours = match unit {
        "h" => 1,
        "d" => 24,
        "w" => 24 * 7,
        _ => return Some(format!("`{text}` is no duration")),
    };
    match number.parse::<u64>().ok().and_then(|number| number.checked_mul(hours)) {
        Some(hours) if hours >= SHORTEST_HOURS => None,
        Some(_) => Some(format!("`{text}` is shorter than a day, and Loki deletes by days")),
        None => Some(format!("`{text}` is no duration")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn logs_are_kept_for_days() {
        for text in ["24h", "1d", "30d", "52w"] {
            assert_eq!(period_fault(text), None, "{text}");
        }
        assert!(period_fault("12h").unwrap().contains("shorter than a day"));
        for text in ["", "d", "30", "30 d", "1y", "-1d", "99999999999999999999d"] {
            assert!(period_fault(text).unwrap().contains("no duration"), "{text}");
        }
    }
}
