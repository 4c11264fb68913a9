//! The table of services leaves nothing out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde::Deserialize;
use serde_yaml::Value;

use crate::cases::{CASES, Case, PLATFORM};
use crate::findings::assert_none;
use crate::stacks;
use crate::support::workspace;

/// Settings that are tested in `chart/`, since what they name has to be fetched before Helm takes the chart.
const IN_CHART: [(&str, &str); 4] =
    [("helm", "chart"), ("helm", "dependencies"), ("helm", "library"), ("helm", "library_version")];

/// The longest name that a service can have (`ServiceName`).
const LONGEST_NAME: usize = 53;

#[test]
fn coverage_each_service_is_named_once() {
    let ids: BTreeSet<_> = CASES.iter().map(Case::id).collect();
    assert_eq!(ids.len(), CASES.len(), "two services would share a folder");
}

#[test]
fn coverage_of_the_longest_name() {
    assert!(CASES.iter().any(|case| case.name.len() == LONGEST_NAME));
}

#[test]
fn coverage_of_every_pair() {
    let traits: Vec<_> = CASES.iter().map(traits).collect();
    let columns: Vec<BTreeSet<_>> =
        (0..traits[0].len()).map(|i| traits.iter().map(|row| row[i].as_str()).collect()).collect();
    let mut findings = Vec::new();
    for (i, j) in (0..columns.len()).flat_map(|i| (0..i).map(move |j| (i, j))) {
        for first in &columns[i] {
            for second in &columns[j] {
                if is_possible(first, second) && !traits.iter().any(|row| row[i] == *first && row[j] == *second) {
                    findings.push(format!("no service has {first} and {second}"));
                }
            }
        }
    }
    assert_none("the table", &findings);
}

/// Whether Blip makes a service with both, of which the second stands first in [`traits`].
fn is_possible(first: &str, second: &str) -> bool {
    // Argo CD deploys the chart, so the one comes only with the other
    if (first, second) == ("argocd", "no helm") {
        return false;
    }
    // a platform has no chart of its own, and nothing to release
    let not_of_platform = ["helm", "semver"];
    if [first, second].contains(&PLATFORM) && [first, second].iter().any(|of| not_of_platform.contains(of)) {
        return false;
    }
    let of_stack = stacks::names().iter().any(|stack| stack == second);
    let of_kind = ["http", "worker", "job", PLATFORM].contains(&first);
    !(of_stack && of_kind) || stacks::kinds(second).iter().any(|kind| kind == first)
}

/// What is combined with each other: the stack, the kind, the forge, and each blip with and without it.
fn traits(case: &Case) -> Vec<String> {
    let forge = if case.forge.contains("github") { "github" } else { "gitlab" };
    let mut traits: Vec<String> = [case.stack, case.kind, forge].map(str::to_owned).into();
    let chosen = blips(case);
    for blip in ["ci", "helm", "argocd", "semver"] {
        traits.push(if chosen.contains_key(blip) { blip.to_owned() } else { format!("no {blip}") });
    }
    traits
}

#[test]
fn coverage_of_every_package_manager() {
    let mut findings = Vec::new();
    for stack in stacks::names() {
        let usual = stacks::data(&stack, None)["package_manager"].as_str().map(str::to_owned);
        for manager in stacks::package_managers(&stack) {
            if Some(&manager) == usual.as_ref() || !stacks::makes_new(&stack, &manager) {
                continue;
            }
            for (what, wanted) in ["http", "worker", "job"]
                .map(|kind| (kind, kind))
                .into_iter()
                .chain([("on GitHub", "github"), ("on GitLab", "gitlab")])
            {
                let has = |case: &Case| traits(case).iter().any(|of| of == wanted);
                let of_it = |case: &&Case| case.stack == stack && case.package_manager() == Some(&manager);
                if !CASES.iter().filter(of_it).any(has) {
                    findings.push(format!("no service in {stack} with {manager}: {what}"));
                }
            }
        }
    }
    assert_none("the table", &findings);
}

#[test]
fn coverage_of_every_setting() {
    let mut findings = Vec::new();
    for (blip, settings) in declared() {
        let is_here = |(name, _): &(String, _)| !IN_CHART.contains(&(blip.as_str(), name.as_str()));
        for (name, setting) in settings.into_iter().filter(is_here) {
            let given = CASES.iter().filter_map(|case| blips(case).get(&blip)?.get(&name).cloned());
            // each item of a list is a value of its own
            let given: Vec<_> =
                given.flat_map(|value| value.as_sequence().cloned().unwrap_or_else(|| vec![value])).collect();
            let lacking = setting.wanted().into_iter().filter(|value| !given.contains(value));
            findings.extend(lacking.map(|value| format!("no service has {blip}.{name}: {value:?}")));
            if given.is_empty() {
                findings.push(format!("no service has {blip}.{name}"));
            }
        }
    }
    assert_none("the table", &findings);
}

/// The blips of a case with their settings.
fn blips(case: &Case) -> BTreeMap<String, Value> {
    serde_yaml::from_str(case.blips).unwrap()
}

#[derive(Deserialize)]
struct Manifest {
    #[serde(default)]
    settings: BTreeMap<String, Setting>,
}

#[derive(Deserialize)]
struct Setting {
    default: Option<Value>,
    #[serde(default)]
    one_of: Vec<Value>,
}

impl Setting {
    /// The values that have to be tried: each of several, or what is not the default.
    fn wanted(&self) -> Vec<Value> {
        match self.default {
            Some(Value::Bool(default)) => vec![Value::Bool(!default)],
            _ => self.one_of.clone(),
        }
    }
}

/// What `templates/*/manifest.yaml` declare, by blip.
fn declared() -> BTreeMap<String, BTreeMap<String, Setting>> {
    let folders = fs::read_dir(workspace().join("templates")).unwrap().map(|entry| entry.unwrap());
    let manifests = folders.filter_map(|folder| {
        let text = fs::read_to_string(folder.path().join("manifest.yaml")).ok()?;
        let manifest: Manifest = serde_yaml::from_str(&text).unwrap();
        Some((folder.file_name().into_string().unwrap(), manifest.settings))
    });
    manifests.collect()
}
