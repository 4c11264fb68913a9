//! Rules on Chart.yaml, and on what is written for people.

use semver::Version;

use super::super::constraint::Constraint;
use super::super::node::Node;
use super::super::rule::Seen;
use super::Chart;
use crate::level::Level;

const FILE: &str = "Chart.yaml";

pub(super) fn kube_version_narrowed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let Some(is) = new.meta.get("kubeVersion") else { return Vec::new() };
    let text = |chart: &Chart| chart.meta.text_at("kubeVersion").map(str::to_owned);
    let read = |text: Option<String>| text.map_or(Some(Constraint::any()), |text| Constraint::read(&text));
    let (Some(was), Some(now)) = (read(text(old)), read(text(new))) else { return Vec::new() };
    let lost = was.lost_in(&now);
    let seen = lost.map(|lost| {
        let was = text(old).unwrap_or_else(|| "any".to_owned());
        Seen::new(FILE, is.line, format!("kubeVersion no longer takes {lost}")).was(was).is(is.shown())
    });
    seen.into_iter().collect()
}

/// A dependency of Chart.yaml, by the name that its values stand below.
fn dependencies(chart: &Chart) -> Vec<(&str, &Node)> {
    let all = chart.meta.get("dependencies").map_or(&[][..], Node::items).iter();
    all.filter_map(|node| Some((node.text_at("alias").or(node.text_at("name"))?, node))).collect()
}

fn dependency<'c>(chart: &'c Chart, name: &str) -> Option<&'c Node> {
    dependencies(chart).into_iter().find(|(other, _)| *other == name).map(|(_, node)| node)
}

pub(super) fn dependency_major(old: &Chart, new: &Chart) -> Vec<Seen> {
    moved(old, new, |was, is| first_number(was) != first_number(is))
}

pub(super) fn dependency_changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    moved(old, new, |was, is| first_number(was) == first_number(is))
}

fn moved(old: &Chart, new: &Chart, how: impl Fn(&str, &str) -> bool) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (name, is) in dependencies(new) {
        let version = |node: Option<&Node>| Some(node?.get("version")?.text()?.to_owned());
        if let (Some(before), Some(after)) = (version(dependency(old, name)), version(Some(is)))
            && before != after
            && how(&before, &after)
        {
            let line = is.get("version").map_or(is.line, |node| node.line);
            seen.push(Seen::new(FILE, line, name).was(before).is(after));
        }
    }
    seen
}

/// The major version that a requirement begins with: 12 of `~12.5.0`.
fn first_number(text: &str) -> Option<u64> {
    let digits = text.trim_start_matches(|c: char| !c.is_ascii_digit());
    digits.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

pub(super) fn dependency_removed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let gone = dependencies(old).into_iter().filter(|(name, _)| dependency(new, name).is_none());
    gone.map(|(name, was)| Seen::gone(FILE, was.line, name).was(was.text_at("version").unwrap_or_default())).collect()
}

pub(super) fn dependency_added(old: &Chart, new: &Chart) -> Vec<Seen> {
    let fresh = dependencies(new).into_iter().filter(|(name, _)| dependency(old, name).is_none());
    fresh.map(|(name, is)| Seen::new(FILE, is.line, name).is(is.text_at("version").unwrap_or_default())).collect()
}

pub(super) fn app_raised(old: &Chart, new: &Chart) -> Vec<Seen> {
    app(old, new, |level| level >= Level::Minor)
}

pub(super) fn app_patched(old: &Chart, new: &Chart) -> Vec<Seen> {
    app(old, new, |level| level < Level::Minor)
}

fn app(old: &Chart, new: &Chart, wanted: impl Fn(Level) -> bool) -> Vec<Seen> {
    let (Some(was), Some(is)) = (old.meta.get("appVersion"), new.meta.get("appVersion")) else { return Vec::new() };
    let (Some(before), Some(after)) = (was.text(), is.text()) else { return Vec::new() };
    if before == after || !wanted(distance(before, after)) {
        return Vec::new();
    }
    vec![Seen::new(FILE, is.line, "appVersion").was(before).is(after)]
}

/// How far an application moved. Of what is no SemVer nothing is known, so it counts as new.
fn distance(before: &str, after: &str) -> Level {
    let read = |text: &str| Version::parse(text.strip_prefix('v').unwrap_or(text)).ok();
    match (read(before), read(after)) {
        (Some(a), Some(b)) if (a.major, a.minor) == (b.major, b.minor) => Level::Patch,
        _ => Level::Minor,
    }
}

/// The parts of Chart.yaml that other rules judge, or that change with each release.
const JUDGED: [&str; 5] = ["version", "appVersion", "kubeVersion", "dependencies", "name"];

pub(super) fn documents_changed(old: &Chart, new: &Chart) -> Vec<Seen> {
    let mut seen = Vec::new();
    for (key, is) in new.meta.entries().iter().filter(|(key, _)| !JUDGED.contains(&key.as_str())) {
        let was = old.meta.get(key);
        if !was.is_some_and(|was| was.same(is)) {
            let there = Seen::new(FILE, is.line, key).is(is.shown());
            seen.push(Seen { old: was.map(Node::shown), ..there });
        }
    }
    for (path, text) in new.files.iter().filter(|(path, _)| is_document(path)) {
        match old.files.get(path) {
            Some(was) if was == text => {}
            _ => seen.push(Seen::new(path, 1, path)),
        }
    }
    seen
}

/// Texts for people in the chart's own folder; templates and tests are none.
fn is_document(path: &str) -> bool {
    !path.contains('/') && (path.ends_with(".md") || path == "LICENSE")
}

pub(super) fn version_not_strict(_: &Chart, new: &Chart) -> Vec<Seen> {
    if new.version().is_some() {
        return Vec::new();
    }
    let line = new.meta.get("version").map_or(1, |node| node.line);
    vec![Seen::new(FILE, line, "version").is(new.version_text())]
}
