//! Rules on rendered objects. Both charts are rendered with the same values: the defaults of each, and those that the
//! base keeps in ci/ for tests, as users would who upgrade.

use super::super::node::Node;
use super::super::rule::Seen;
use super::Chart;
use super::render::Object;

/// The objects of both sides for each set of values that both could be rendered with.
pub(super) fn sets<'c>(old: &'c Chart, new: &'c Chart) -> impl Iterator<Item = (&'c [Object], &'c [Object])> {
    old.rendered.iter().filter_map(|(set, was)| {
        let is = new.rendered.get(set)?.as_ref().ok()?;
        Some((was.as_ref().ok()?.as_slice(), is.as_slice()))
    })
}

/// The objects that both sides have, in any set of values.
pub(super) fn pairs<'c>(old: &'c Chart, new: &'c Chart) -> impl Iterator<Item = (&'c Object, &'c Object)> {
    sets(old, new)
        .flat_map(|(was, is)| was.iter().filter_map(|one| Some((one, is.iter().find(|other| one.is(other))?))))
}

/// Each subject once: several sets of values tell the same.
pub(super) fn once(mut seen: Vec<Seen>) -> Vec<Seen> {
    let mut met = std::collections::HashSet::new();
    seen.retain(|seen| met.insert((seen.subject.clone(), seen.file.clone(), seen.line)));
    seen
}

pub(super) fn refused(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (set, was) in &old.rendered {
        if let (Ok(_), Some(Err(says))) = (was, new.rendered.get(set)) {
            let (file, subject) = match set.as_str() {
                "" => ("values.yaml", "the defaults"),
                file => (file, "what this file sets"),
            };
            let last = says.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default();
            seen.push(Seen::new(file, 1, subject).was("rendered").is(last.trim()));
        }
    }
    seen
}

pub(super) fn removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let gone = sets(old, new).flat_map(|(was, is)| lacking(was, is));
    once(gone.map(|object| Seen::gone(&object.source, line(old, object), object.shown()).was(object.shown())).collect())
}

pub(super) fn added(old: &Chart, new: &Chart) -> Vec<Seen> {
    let fresh = sets(old, new).flat_map(|(was, is)| lacking(is, was));
    once(fresh.map(|object| Seen::new(&object.source, line(new, object), object.shown()).is(object.shown())).collect())
}

/// The objects of `of` that `from` lacks. Hooks come and go by themselves.
fn lacking<'c>(of: &'c [Object], from: &[Object]) -> Vec<&'c Object> {
    of.iter().filter(|one| !one.is_hook() && !from.iter().any(|other| one.is(other))).collect()
}

pub(super) fn changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    // labels that name the chart's version change with every release
    let versions = [old, new].map(|chart| {
        (chart.version_text().to_owned(), chart.meta.text_at("appVersion").unwrap_or_default().to_owned())
    });
    let without = |object: &Object, (version, app): &(String, String)| {
        let mut node = object.node.clone();
        blank(&mut node, &[version, app]);
        node
    };
    let differs = |(was, is): &(&Object, &Object)| !without(was, &versions[0]).same(&without(is, &versions[1]));
    once(pairs(old, new).filter(differs).map(|(_, is)| Seen::new(&is.source, line(new, is), is.shown())).collect())
}

/// Takes versions out of all texts.
fn blank(node: &mut Node, versions: &[&String]) {
    use super::super::node::Value;
    match &mut node.value {
        Value::Text(text) => {
            for version in versions.iter().filter(|version| !version.is_empty()) {
                *text = text.replace(version.as_str(), "");
            }
        }
        Value::List(items) => items.iter_mut().for_each(|item| blank(item, versions)),
        Value::Map(entries) => entries.iter_mut().for_each(|(_, value)| blank(value, versions)),
        _ => {}
    }
}

pub(super) fn port_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (was, is) in pairs(old, new).filter(|(was, _)| was.kind == "Service") {
        let ports = |object: &Object| ports(&object.node);
        let left = ports(is);
        for port in ports(was).into_iter().filter(|port| !left.contains(port)) {
            let line = new.line_of(&is.source, &["ports:"]);
            let left = left.join(", ");
            seen.push(Seen::new(&is.source, line, format!("{} {port}", is.shown())).was(port).is(left));
        }
    }
    once(seen)
}

fn ports(service: &Node) -> Vec<String> {
    let ports = service.at(&["spec", "ports"]).map_or(&[][..], Node::items);
    ports
        .iter()
        .map(|port| {
            format!("{}/{}", port.text_at("port").unwrap_or_default(), port.text_at("protocol").unwrap_or("TCP"))
        })
        .collect()
}

/// Where a template begins an object of this kind.
pub(super) fn line(chart: &Chart, object: &Object) -> usize {
    chart.line_of(&object.source, &[&format!("kind: {}", object.kind)])
}
