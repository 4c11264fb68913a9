//! Services for the tests, made of the radar, the stacks and the pins that the program ships.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use blip_model::{BlipId, Document, Radar, Selection, Settings, Spec, spec_schema};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::{Input, Pins, Pipeline, StackData, laid_over};

/// Most of what a service can have: both kinds of environments, two of each.
pub(crate) const RICH: &str = "
environments:
  - {name: dev, deploys: branch}
  - {name: staging, deploys: branch, host: staging.acme.example}
  - {name: canary, deploys: release}
  - {name: production, deploys: release}
blips: {ci: {}, helm: {}, argocd: {}, semver: {}}
";

/// The same, released by semantic-release.
pub(crate) const AUTOMATIC: &str = "
environments: [{name: staging, deploys: branch}, {name: production, deploys: release}]
blips: {ci: {}, helm: {}, argocd: {}, semver: {release: semantic-release}}
";

/// The same with previews.
pub(crate) const PREVIEWS: &str = "
environments:
  - {name: dev, deploys: branch}
  - {name: staging, deploys: branch, host: staging.acme.example}
  - {name: canary, deploys: release}
  - {name: production, deploys: release}
blips: {ci: {}, helm: {}, argocd: {}, semver: {}, preview: {gitlab_project: 1, environment: staging}, sentry: {region: de}}
";

/// As little as a service can have.
pub(crate) const BARE: &str = "blips: {ci: {}}";

/// A stack, as the package manager has it that a service gets which names none.
pub(crate) fn stack(name: &str) -> StackData {
    let mut stack: Value = read(&format!("templates/stacks/{name}/stack.yaml"));
    if let Some(manager) = stack["package_manager"].as_str() {
        let manager: Value = read(&format!("templates/stacks/{name}/package-managers/{manager}.yaml"));
        stack = laid_over(&stack, &manager["stack"]);
    }
    serde_json::from_value(stack).unwrap()
}

pub(crate) fn pins() -> Pins {
    read("templates/ci/pins.yaml")
}

/// The names of all stacks.
pub(crate) fn stacks() -> Vec<String> {
    let folders = fs::read_dir(root().join("templates/stacks")).unwrap().map(|entry| entry.unwrap().path());
    let mut names: Vec<_> = folders
        .filter(|folder| folder.join("stack.yaml").is_file())
        .map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// The service `checkout` on `forge` (github, gitlab), with `rest` as the rest of its blip.yaml.
pub(crate) fn selection(forge: &str, rest: &str) -> Selection {
    let head = "version: 1\nservice: {name: checkout, description: Takes orders, owner: payments, stack: rust}\n";
    let repository = if rest.lines().any(|line| line.starts_with("repository:")) {
        String::new()
    } else {
        format!("repository: {{provider: {forge}, url: https://{forge}.com/acme/checkout}}\n")
    };
    let document = Document::parse("blip.yaml", &format!("{head}{repository}{rest}")).unwrap();
    let blips = ["ci", "helm", "argocd", "semver", "preview", "kubernetes-ci", "sentry"];
    let declared: BTreeMap<BlipId, Settings> = blips.iter().map(|id| (id.parse().unwrap(), settings(id))).collect();
    let spec = Spec::from_document(&document, &spec_schema(&declared, &["rust"], &[], &BTreeMap::new())).unwrap();
    Selection::resolve(spec, &document, &radar(), &declared, &Settings::new(), &std::collections::BTreeSet::new())
        .unwrap()
}

/// The pipeline of such a service, in Rust.
pub(crate) fn pipeline(forge: &str, rest: &str) -> Pipeline {
    Pipeline::of(&Input { selection: &selection(forge, rest), stack: &stack("rust") }).unwrap()
}

fn settings(blip: &str) -> Settings {
    let manifest: serde_json::Value = read(&format!("templates/{blip}/manifest.yaml"));
    manifest.get("settings").map(|settings| serde_json::from_value(settings.clone()).unwrap()).unwrap_or_default()
}

fn radar() -> Radar {
    let mut files = Vec::new();
    for edition in fs::read_dir(root().join("radar")).unwrap() {
        let edition = edition.unwrap().path();
        if !edition.is_dir() {
            continue;
        }
        for file in fs::read_dir(&edition).unwrap() {
            let file = file.unwrap().path();
            let path = file.strip_prefix(root().join("radar")).unwrap().to_str().unwrap().to_owned();
            files.push((path, fs::read_to_string(&file).unwrap()));
        }
    }
    Radar::parse(files.iter().map(|(path, text)| (path.as_str(), text.as_str()))).unwrap()
}

fn read<T: DeserializeOwned>(path: &str) -> T {
    let text = fs::read_to_string(root().join(path)).unwrap();
    serde_yaml::from_str(&text).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
