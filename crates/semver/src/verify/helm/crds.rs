//! Rules on custom resources: those in crds/ and those that templates make.

use std::collections::BTreeMap;

use super::super::node::Node;
use super::super::rule::Seen;
use super::Chart;

const KIND: &str = "CustomResourceDefinition";

/// A definition: its file and line, and its versions with their lines.
struct Definition {
    file: String,
    line: usize,
    versions: Vec<(String, usize)>,
}

/// The definitions of a chart by name. The served versions are those that count.
fn definitions(chart: &Chart) -> BTreeMap<String, Definition> {
    let mut found = BTreeMap::new();
    for (path, text) in chart.files.iter().filter(|(path, _)| path.starts_with("crds/")) {
        for node in Node::read_all(text).unwrap_or_default() {
            found.extend(definition(path, &node, None));
        }
    }
    for object in chart.rendered.values().filter_map(|objects| objects.as_ref().ok()).flatten() {
        let line = chart.line_of(&object.source, &["versions:", KIND]);
        found.extend(definition(&object.source, &object.node, Some(line)));
    }
    found
}

fn definition(file: &str, node: &Node, line: Option<usize>) -> Option<(String, Definition)> {
    if node.text_at("kind") != Some(KIND) {
        return None;
    }
    let name = node.at(&["metadata", "name"])?.text()?.to_owned();
    let versions = node.at(&["spec", "versions"]).map_or(&[][..], Node::items).iter();
    let served = versions.filter(|version| !version.get("served").is_some_and(|served| served.is(false)));
    let named = served.filter_map(|version| Some((version.text_at("name")?.to_owned(), line.unwrap_or(version.line))));
    let definition = Definition { file: file.to_owned(), line: line.unwrap_or(node.line), versions: named.collect() };
    Some((name, definition))
}

pub(super) fn removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let left = definitions(new);
    let gone = definitions(old).into_iter().filter(|(name, _)| !left.contains_key(name));
    gone.map(|(name, was)| Seen::gone(was.file, was.line, name.clone()).was(name)).collect()
}

pub(super) fn version_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let left = definitions(new);
    let mut seen = Vec::new();
    for (name, was) in definitions(old) {
        let Some(is) = left.get(&name) else { continue };
        for (version, line) in was.versions.iter().filter(|(version, _)| !has(is, version)) {
            let served: Vec<&str> = is.versions.iter().map(|(version, _)| version.as_str()).collect();
            let place = Seen::gone(&was.file, *line, format!("{name} {version}"));
            seen.push(place.was(version.as_str()).is(served.join(", ")));
        }
    }
    seen
}

pub(super) fn added(old: &Chart, new: &Chart) -> Vec<Seen> {
    let known = definitions(old);
    let mut seen = Vec::new();
    for (name, is) in definitions(new) {
        match known.get(&name) {
            None => seen.push(Seen::new(&is.file, is.line, name.clone()).is(name)),
            Some(was) => {
                for (version, line) in is.versions.iter().filter(|(version, _)| !has(was, version)) {
                    seen.push(Seen::new(&is.file, *line, format!("{name} {version}")).is(version.as_str()));
                }
            }
        }
    }
    seen
}

fn has(definition: &Definition, version: &str) -> bool {
    definition.versions.iter().any(|(name, _)| name == version)
}
