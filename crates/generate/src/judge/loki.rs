//! Loki: how long logs are kept.

use std::collections::BTreeSet;

use blip_model::{Document, Problem, Selection};
use serde_json::Value;

/// Loki deletes by days: it takes no period that is shorter (`limits_config.retention_stream`).
const SHORTEST_HOURS: u64 = 24;

pub(super) fn judge(selection: &Selection, document: &Document) -> Vec<Problem> {
    let keep = "blips.loki.keep";
    let mut problems = Vec::new();
    let mut named = BTreeSet::new();
    for entry in list(selection, "keep") {
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
        problems
            .extend(period_fault(period).map(|fault| document.problem(keep, format!("`{keep}`: {fault}")).help(HELP)));
    }
    if !named.is_empty() && selection.get("argocd").is_none() {
        let what = format!("`{keep}` stands in the values of an environment, which there are with `argocd` alone");
        problems.push(
            document
                .problem(keep, what)
                .help("add `argocd: {}`, or set the label `log-retention` of the pods yourself"),
        );
    }
    problems
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

fn list<'s>(selection: &'s Selection, name: &str) -> impl Iterator<Item = &'s str> {
    let value = selection.setting("loki", name);
    value.and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
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
