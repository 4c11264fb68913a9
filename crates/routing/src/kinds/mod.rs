//! The kinds of objects, one module each.

mod http_route;
mod ingress;
mod ingress_route;
mod rule;
mod virtual_service;

use blip_model::Problem;
use regex::Regex;
use serde_json::Value;

use crate::routes::{Reader, problem};
use crate::{Condition, Text, Way};

type Ways = Result<Vec<Way>, Problem>;

/// The ways of an object; none where it routes nothing.
pub(crate) fn ways(object: &Value, reader: Reader) -> Option<Ways> {
    let api = object["apiVersion"].as_str().unwrap_or_default();
    let group = api.split_once('/').map_or(api, |(group, _)| group);
    match (group, object["kind"].as_str().unwrap_or_default()) {
        ("gateway.networking.k8s.io", "HTTPRoute") => http_route::ways(object, reader),
        ("traefik.io", "IngressRoute") => Some(ingress_route::ways(object)),
        ("networking.istio.io", "VirtualService") => Some(virtual_service::ways(object)),
        ("networking.k8s.io", "Ingress") => Some(ingress::ways(object)),
        _ => None,
    }
}

/// The items of a list; none where there is no list.
fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The hosts as one condition; nothing is asked where there is none.
fn hosts(list: &[String]) -> Condition {
    if list.is_empty() {
        return Condition::All(Vec::new());
    }
    Condition::Any(list.iter().cloned().map(Condition::Host).collect())
}

/// An expression that must match a whole text, as proxies built on RE2 have it.
fn whole(object: &Value, expression: &str) -> Result<Regex, Problem> {
    part(object, &format!("^(?:{expression})$"))
}

/// An expression that may match a part of a text.
fn part(object: &Value, expression: &str) -> Result<Regex, Problem> {
    Regex::new(expression).map_err(|_| {
        problem(object, &format!("`{expression}` is no expression that can be read"))
            .help("write one in the syntax of RE2, which gateways have in common")
    })
}

/// A length as a rank.
fn rank(length: usize) -> i64 {
    i64::try_from(length).unwrap_or(i64::MAX)
}

/// How much of a text is asked for.
fn is_exact(text: &Text) -> bool {
    matches!(text, Text::Exact(_))
}
