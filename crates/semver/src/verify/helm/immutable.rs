//! Fields that Kubernetes does not let change: an upgrade that changes one fails.
//!
//! Source: Kubernetes API reference, the validation of updates for each kind.

use super::super::node::Node;
use super::super::rule::Seen;
use super::Chart;
use super::objects::{once, pairs};
use super::render::Object;

/// What of a StatefulSet's spec may change.
const OF_STATEFUL_SET: [&str; 6] =
    ["replicas", "ordinals", "template", "updateStrategy", "persistentVolumeClaimRetentionPolicy", "minReadySeconds"];

/// The fields of an object that may not change, with their place.
fn fields(object: &Object) -> Vec<(String, &Node)> {
    let at = |path: &[&str]| object.node.at(path).map(|node| (path.join("."), node)).into_iter().collect();
    match object.kind.as_str() {
        "Deployment" | "DaemonSet" | "ReplicaSet" => at(&["spec", "selector"]),
        "Job" => at(&["spec", "template"]),
        "RoleBinding" | "ClusterRoleBinding" => at(&["roleRef"]),
        "StatefulSet" => {
            let spec = object.node.get("spec").map_or(&[][..], Node::entries);
            let fixed = spec.iter().filter(|(key, _)| !OF_STATEFUL_SET.contains(&key.as_str()));
            fixed.map(|(key, node)| (format!("spec.{key}"), node)).collect()
        }
        _ => Vec::new(),
    }
}

pub(super) fn changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new).filter(|(was, _)| !was.is_hook()) {
        let (before, after) = (fields(was), fields(is));
        let value = |fields: &[(String, &Node)], place: &str| {
            fields.iter().find(|(other, _)| other == place).map(|(_, node)| (*node).clone())
        };
        let mut places: Vec<&String> = before.iter().chain(&after).map(|(place, _)| place).collect();
        places.sort();
        places.dedup();
        for place in places {
            let (one, other) = (value(&before, place), value(&after, place));
            if one.as_ref().zip(other.as_ref()).is_some_and(|(one, other)| one.same(other)) {
                continue;
            }
            let shown = |node: Option<Node>| node.map_or("nothing".to_owned(), |node| node.shown());
            let there = Seen::new(&is.source, line(new, is, place), format!("{} {place}", is.shown()));
            seen.push(there.was(shown(one)).is(shown(other)));
        }
    }
    once(seen)
}

/// Where a template writes the last part of a place.
fn line(chart: &Chart, object: &Object, place: &str) -> usize {
    let key = format!("{}:", place.rsplit('.').next().unwrap_or(place));
    chart.line_of(&object.source, &[&key, &format!("kind: {}", object.kind)])
}

/// Whatever the base has: it is wrong in any version (helm/charts #7680, #7803).
pub(super) fn version_in_selector(_: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for object in new.rendered.values().filter_map(|objects| objects.as_ref().ok()).flatten() {
        for (place, text) in fixed_texts(object) {
            if names_version(&text, new) {
                let line = line(new, object, place.split(' ').next().unwrap_or_default());
                seen.push(Seen::new(&object.source, line, format!("{} {place}", object.shown())).is(text));
            }
        }
    }
    once(seen)
}

/// The labels of selectors and of volume claims, with their place.
fn fixed_texts(object: &Object) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut labels = |place: &str, node: Option<&Node>| {
        for (key, value) in node.map_or(&[][..], Node::entries) {
            found.push((format!("{place} {key}"), value.text().unwrap_or_default().to_owned()));
        }
    };
    if matches!(object.kind.as_str(), "Deployment" | "DaemonSet" | "ReplicaSet" | "StatefulSet") {
        labels("spec.selector", object.node.at(&["spec", "selector", "matchLabels"]));
    }
    for claim in object.node.at(&["spec", "volumeClaimTemplates"]).map_or(&[][..], Node::items) {
        labels("spec.volumeClaimTemplates", claim.at(&["metadata", "labels"]));
        labels("spec.volumeClaimTemplates", claim.at(&["metadata", "annotations"]));
    }
    found
}

/// `1.2.3`, `checkout-1.2.3`, and with `+` written as `_`.
fn names_version(text: &str, chart: &Chart) -> bool {
    let app = chart.meta.text_at("appVersion").unwrap_or_default();
    [chart.version_text(), app].into_iter().filter(|version| version.contains('.')).any(|version| {
        let version = version.replace('+', "_");
        text == version || text.ends_with(&format!("-{version}"))
    })
}
